#!/usr/bin/env python3
"""Documents side by side with their peers, on one core, in one run: `make bench-documents`.

    documents.py BUILD [--rounds N]

Invoices: livebill, Typst, ReportLab platypus; workbooks: livebill, the bare calls of libxlsxwriter,
Python's XlsxWriter. Each round runs every program once, one after the other; a program's figure is
its fastest round. Before any clock runs, it is checked that all make the same content. The peers are
installed below BUILD (npm) and by apt, by this script and by nothing else. Writes DOCUMENTS.md.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "sheets"))
from recalculate import cells  # noqa: E402

TYPST = "@myriaddreamin/typst-ts-node-compiler@0.7.0"
FONTS = "/usr/share/fonts/truetype/wqy"
FONT = f"{FONTS}/wqy-microhei.ttc"
PYTHON = "/usr/bin/python3"  # the one that Debian's packages are for
SECTIONS = "head, parties, lines, totals"
DISTINCT = 40


def output(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout.strip()


def on_one_core(*command, **more):
    return output("taskset", "-c", str(max(os.sched_getaffinity(0))), *command, **more)


def install(folder):
    missing = [package for package in ("python3-reportlab", "python3-xlsxwriter", "nodejs", "npm")
               if package.startswith("python3") or shutil.which(package[:4]) is None]
    missing = [package for package in missing if subprocess.run(
        ["dpkg", "-s", package], capture_output=True, check=False).returncode != 0]
    if missing:
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
                       check=True, stdout=subprocess.DEVNULL)
    if not os.path.exists(f"{folder}/node_modules"):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, TYPST], check=True,
                       stdout=subprocess.DEVNULL)


def make_templates(folder):
    """The standard templates, and a layout whose sections fit on one page with 28 rows."""
    shutil.copytree("templates", folder)
    with open("templates/invoice/standard.ini", encoding="utf-8") as file:
        lines = file.read().splitlines()
    lines = [f"order = {SECTIONS}" if line.startswith("order = head") else line for line in lines]
    with open(f"{folder}/invoice/bench.ini", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def texts(value):
    if isinstance(value, str):
        return [value]
    return [text for one in (value.values() if isinstance(value, dict) else value)
            for text in texts(one)]


def check_invoice(path, document):
    """One page, and every text of the document on it."""
    page = "".join(output("pdftotext", path, "-").replace("\f", "").split())
    missing = [text for text in texts(document) if "".join(text.split()) not in page]
    if missing:
        sys.exit(f"{path} lacks {missing}")
    if "Pages:           1" not in output("pdfinfo", path):
        sys.exit(f"{path} is not one page")


def check_workbooks(ours, bare, peer):
    with open(ours, "rb") as one, open(bare, "rb") as other:
        if one.read() != other.read():
            sys.exit("the bare calls make another workbook than livebill")
    left, right = cells(ours, False), cells(peer, False)
    for place, (formula, kind, value) in left.items():
        there = right.get(place)
        same = there is not None and there[0] == formula and (
            there[2] == value or kind == "n"
            and math.isclose(float(there[2] or 0), float(value or 0), rel_tol=1e-14))
        if not same:
            sys.exit(f"XlsxWriter's workbook has {there} at {place}, not {(formula, kind, value)}")
    return len(left)


def invoices(build, work, peers, rounds):
    templates, content = f"{work}/templates", f"{work}/content.json"
    make_templates(templates)
    program = f"{build}/tests/bench/invoices"
    with open(content, "w", encoding="utf-8") as file:
        file.write(output(program, templates, "--content", str(DISTINCT)))
    with open(content, encoding="utf-8") as file:
        document = json.load(file)[0]
    commands = {
        "livebill": ([program, templates, f"{work}/livebill.pdf"], 400, {}),
        "Typst": (["node", f"{HERE}/peer_typst.mjs", content, FONTS, f"{work}/typst.pdf"], 60,
                  {"cwd": peers}),
        "ReportLab platypus": ([PYTHON, f"{HERE}/peer_reportlab.py", content, FONT,
                                f"{work}/reportlab.pdf"], 60, {}),
    }
    for command, _, more in commands.values():
        output(*command, "1", **more)
        check_invoice(command[-1], document)
    best = {}
    for _ in range(rounds):
        for name, (command, count, more) in commands.items():
            took = float(on_one_core(*command, str(count), **more))
            best[name] = min(took, best.get(name, took))
    sizes = {name: os.path.getsize(command[-1]) for name, (command, _, _) in commands.items()}
    return best, sizes


def workbooks(build, work, rounds):
    program, calls = f"{build}/tests/bench/workbooks", f"{work}/calls.json"
    peer = [PYTHON, f"{HERE}/peer_xlsxwriter.py", calls, f"{work}/xlsxwriter.xlsx"]
    with open(calls, "w", encoding="utf-8") as file:
        file.write(output(program, work, "--calls"))
    output(program, work, "1")
    output(*peer, "1")
    count = check_workbooks(f"{work}/livebill.xlsx", f"{work}/bare.xlsx", f"{work}/xlsxwriter.xlsx")
    pairs, peers = [], []
    for _ in range(rounds):
        pairs.append([float(part) for part in on_one_core(program, work, "60").split()])
        peers.append(float(on_one_core(*peer, "20")))
    ours = min(pair[0] for pair in pairs)
    bare = min(pair[1] for pair in pairs)
    return {"livebill": ours, "bare libxlsxwriter": bare, "XlsxWriter": min(peers)}, count


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")),
                    platform.machine())


def version(package):
    return output("dpkg-query", "-W", "-f=${Version}", package)


def verdict(ratio, target, least=True):
    return "met" if (ratio >= target if least else ratio <= target) else "MISSED"


def report(pdf, sizes, xlsx, count, rounds):
    ours = pdf["livebill"]
    lines = [
        "# Documents beside their peers", "",
        "Written by `make bench-documents`; the ratios are what counts, for all programs ran in turn on the "
        "same core of",
        f"the same machine. Milliseconds of one document, start-up excluded, the fastest of {rounds} rounds.",
        "",
        f"- {time.strftime('%Y-%m-%d')}, {processor()}, one core of {os.cpu_count()}, Linux "
        f"{platform.release()}",
        f"- {output('gcc', '--version').splitlines()[0]}; libharu {version('libhpdf-dev')}, HarfBuzz "
        f"{version('libharfbuzz-dev')}, libxlsxwriter {version('libxlsxwriter-dev')}",
        f"- {TYPST} (node {output('node', '--version')}), python3-reportlab {version('python3-reportlab')}, "
        f"python3-xlsxwriter {version('python3-xlsxwriter')} (Python "
        f"{output(PYTHON, '--version').split()[1]})", "",
        "## One-page Chinese invoices with a table of 28 rows", "",
        f"{DISTINCT} different invoices in turn: head, parties, 28 rows of 9 columns, totals, amount in words, "
        "footer. Every text",
        "of livebill's page is checked to be on the others' pages. PDF bytes in memory; the font is cut for each "
        "document.", "",
        "| program | ms | livebill is faster by | target | size |", "| --- | ---: | ---: | --- | ---: |",
        f"| livebill | {ours:.2f} | | | {sizes['livebill'] / 1000:.1f} KB |",
    ]
    for name, target in (("Typst", 8), ("ReportLab platypus", 5)):
        ratio = pdf[name] / ours
        lines.append(f"| {name} | {pdf[name]:.2f} | {ratio:.1f} × | ≥ {target} ×: {verdict(ratio, target)} | "
                     f"{sizes[name] / 1000:.1f} KB |")
    ours, bare, peer = (xlsx[name] for name in ("livebill", "bare libxlsxwriter", "XlsxWriter"))
    more = (ours / bare - 1) * 100
    lines += [
        "", "## Workbooks", "",
        f"A statement of 8 sheets, {count:,} cells and 7 charts. The bare calls are livebill's own, recorded with "
        "their arguments",
        "and played again in a loop, the workbook's parts in memory as livebill keeps them: the same bytes, nothing",
        "computed. XlsxWriter makes the same calls by the names that it has for them; each of its cells is checked to",
        "hold the same value and formula. livebill also reads each workbook again, for libxlsxwriter does not notice "
        "a full disk.", "",
        "| program | ms | | target |", "| --- | ---: | ---: | --- |",
        f"| livebill | {ours:.2f} | | |",
        f"| the bare libxlsxwriter calls | {bare:.2f} | livebill takes {more:.0f} % more | ≤ 15 %: "
        f"{verdict(more, 15, False)} |",
        f"| Python's XlsxWriter | {peer:.2f} | livebill is {peer / ours:.1f} × as fast | ≥ 3 ×: "
        f"{verdict(peer / ours, 3)} |", "",
    ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    peers, work = f"{build}/bench/peers", f"{build}/bench/documents"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    install(peers)
    pdf, sizes = invoices(build, work, peers, options.rounds)
    xlsx, count = workbooks(build, work, options.rounds)
    text = report(pdf, sizes, xlsx, count, options.rounds)
    with open(f"{HERE}/DOCUMENTS.md", "w", encoding="utf-8") as file:
        file.write(text)
    print(text)
    return 1 if "MISSED" in text else 0


if __name__ == "__main__":
    sys.exit(main())
