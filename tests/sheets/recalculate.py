#!/usr/bin/env python3
"""Recalculates workbooks with LibreOffice and compares each formula's result with its cached value.

    recalculate.py [--keep FOLDER] FILE.xlsx...

All files, and one more, go through a single call of LibreOffice, under a profile that forces
recalculation: with its defaults LibreOffice trusts cached values and proves nothing. The one more
is the first file with a wrong cached value; the test fails unless exactly that cell is found.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
# Sums of many doubles differ in their last bits by the order of addition; figures that are rounded
# in the sheet are not allowed even that, for ROUND gives the nearest double of few digits.
RELATIVE = 1e-12
ABSOLUTE = 1e-9
SHOWN_DIFFERENCES = 20


def sheet_parts(archive):
    """Names of the sheets and their parts, in the workbook's order."""
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    for sheet in workbook.iter(MAIN + "sheet"):
        target = targets[sheet.get(RELATION)].lstrip("/")
        yield sheet.get("name"), target if target.startswith("xl/") else "xl/" + target


def shared_strings(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(MAIN + "t"))
            for item in root.iter(MAIN + "si")]


def cells(path, formulas_only):
    """{(sheet, reference): (formula, type, value)}"""
    found = {}
    with zipfile.ZipFile(path) as archive:
        strings = shared_strings(archive)
        for name, part in sheet_parts(archive):
            with archive.open(part) as stream:
                for _, cell in ET.iterparse(stream):
                    if cell.tag == MAIN + "row":
                        cell.clear()
                    if cell.tag != MAIN + "c":
                        continue
                    formula = cell.find(MAIN + "f")
                    value = cell.find(MAIN + "v")
                    if formulas_only and formula is None:
                        continue
                    kind = cell.get("t", "n")
                    text = "" if value is None or value.text is None else value.text
                    if kind == "s":
                        kind, text = "str", strings[int(text)]
                    found[name, cell.get("r")] = (formula.text if formula is not None else "",
                                                  kind, text)
    return found


def equal(cached, recalculated):
    kind, text = cached[1:]
    other_kind, other_text = recalculated[1:]
    if kind == "str" or other_kind == "str":
        return kind == other_kind and text == other_text
    if kind != "n" or other_kind != "n":
        return False
    left, right = float(text), float(other_text)
    bound = max(ABSOLUTE if not cached[0].startswith("ROUND(") else 0, RELATIVE * abs(left))
    return abs(left - right) <= bound


def differences(original, recalculated):
    written = cells(original, True)
    results = cells(recalculated, False)
    found = []
    for place, cached in written.items():
        result = results.get(place)
        if result is None:
            found.append((place, cached, "nothing"))
        elif not equal(cached, result):
            found.append((place, cached, result[2] or result[1]))
    return len(written), found


def break_a_cell(original, broken):
    """A copy whose first summed amount has a wrong cached value; its place is returned."""
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(broken, "w") as target:
        name, part = next(sheet_parts(source))
        sheet = source.read(part).decode()
        cell = re.search(r'<c r="([A-Z]+\d+)"[^>]*><f>ROUND\([^<]*</f><v>([^<]*)</v>', sheet)
        if cell is None:
            sys.exit("recalculate: the first file has no rounded formula to break")
        wrong = repr(float(cell.group(2)) + 0.01)
        sheet = sheet[:cell.start(2)] + wrong + sheet[cell.end(2):]
        for member in source.namelist():
            target.writestr(member, sheet if member == part else source.read(member))
        return name, cell.group(1)


def recalculate(files, folder):
    profile = os.path.join(folder, "profile")
    os.makedirs(os.path.join(profile, "user"))
    with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w") as stream:
        stream.write(PROFILE)
    results = os.path.join(folder, "recalculated")
    command = ["soffice", "-env:UserInstallation=file://" + profile, "--headless", "--norestore",
               "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", results] + files
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=dict(os.environ, HOME=folder))
    missing = [file for file in files
               if not os.path.exists(os.path.join(results, os.path.basename(file)))]
    if done.returncode != 0 or missing:
        sys.exit("recalculate: LibreOffice could not convert %s:\n%s" % (missing, done.stdout))
    return results


def tell(file, found):
    for (sheet, reference), cached, result in found[:SHOWN_DIFFERENCES]:
        print("%s: %s!%s: %s is cached as %s and recalculated as %s"
              % (file, sheet, reference, cached[0], cached[2], result))
    if len(found) > SHOWN_DIFFERENCES:
        print("%s: and %d more" % (file, len(found) - SHOWN_DIFFERENCES))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", help="where to leave what LibreOffice made")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="livebill-sheets-")
    os.makedirs(os.path.join(folder, "input"), exist_ok=True)
    copies = []
    for index, file in enumerate(options.files):
        # Statements have one name in different folders.
        copies.append(os.path.join(folder, "input", "%d.xlsx" % index))
        shutil.copyfile(file, copies[-1])
    broken = os.path.join(folder, "input", "broken.xlsx")
    place = break_a_cell(copies[0], broken)
    results = recalculate(copies + [broken], folder)

    failed = False
    _, found = differences(broken, os.path.join(results, "broken.xlsx"))
    if place not in [entry[0] for entry in found]:
        print("recalculate: a wrong cached value in %s!%s was not noticed" % place)
        failed = True
    total = 0
    for file, copy in zip(options.files, copies):
        count, found = differences(copy, os.path.join(results, os.path.basename(copy)))
        tell(file, found)
        failed = failed or bool(found)
        total += count
    if not options.keep:
        shutil.rmtree(folder)
    if failed:
        sys.exit(1)
    print("%d formulas of %d workbooks recalculate to their cached values; a wrong one is noticed"
          % (total, len(options.files)))


if __name__ == "__main__":
    main()
