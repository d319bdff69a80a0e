#!/usr/bin/env python3
"""Fails if a character of a PDF is printed as nothing.

    blank_cells.py FILE.pdf ...

A document may hold a character that can be copied and searched, and yet show an empty place: text
tests pass on a page that nobody can read. So every page is drawn by poppler (pdftoppm), and the
cell of every character that is not a space must show more than one shade. Where the cells are is
asked of MuPDF (mutool), which gives a box a character; pdftotext has boxes of words only, in which
one blank hanzi would hide.

Needs pdftoppm (poppler-utils) and mutool (mupdf-tools). Exit status: 0 all are printed, 1 some are
blank (each is named), 2 the check itself could not be made.
"""

import os
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

DPI = 150
SCALE = DPI / 72
SIDE = 0.06  # of the cell's width, left out at both sides: neighbours may lean in
SHADES = 4   # a plain background has no difference at all


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def is_invisible(character):
    """Spaces, and what is never drawn."""
    return unicodedata.category(character) in ("Zs", "Cc", "Cf", "Zl", "Zp") or (
        0xFE00 <= ord(character) <= 0xFE0F)


def characters(path):
    """A list a page of (character, left, top, right, bottom) in points."""
    text = run("mutool", "draw", "-q", "-F", "stext", "-o", "-", path)
    pages = []
    for page in xml.etree.ElementTree.fromstring(text).iter("page"):
        cells = []
        for cell in page.iter("char"):
            quad = [float(number) for number in cell.get("quad").split()]
            if not is_invisible(cell.get("c")):
                cells.append((cell.get("c"), min(quad[0::2]), min(quad[1::2]),
                              max(quad[0::2]), max(quad[1::2])))
        pages.append(cells)
    return pages


def read_pgm(path):
    """(width, height, bytes) of a binary grey map."""
    with open(path, "rb") as file:
        data = file.read()
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        fields.append(data[at:end])
        at = end + 1
    if fields[0] != b"P5":
        raise ValueError("not a grey map")
    return int(fields[1]), int(fields[2]), data[at:]


def pictures(path, folder):
    run("pdftoppm", "-q", "-gray", "-r", str(DPI), path, os.path.join(folder, "page"))
    return [read_pgm(os.path.join(folder, name)) for name in sorted(os.listdir(folder))]


def is_blank(picture, left, top, right, bottom):
    width, height, shades = picture
    inset = (right - left) * SIDE
    x0 = max(0, int((left + inset) * SCALE))
    x1 = min(width, max(x0 + 1, int((right - inset) * SCALE + 0.999)))
    darkest, lightest = 255, 0
    for y in range(max(0, int(top * SCALE)), min(height, int(bottom * SCALE) + 1)):
        row = shades[y * width + x0:y * width + x1]
        if row:
            darkest = min(darkest, min(row))
            lightest = max(lightest, max(row))
    return lightest - darkest < SHADES


def check(path):
    """The number of blank cells; each is named."""
    blank = count = 0
    with tempfile.TemporaryDirectory() as folder:
        drawn = pictures(path, folder)
    pages = characters(path)
    if len(drawn) != len(pages):
        raise ValueError(f"{path}: {len(drawn)} pictures of {len(pages)} pages")
    for number, (cells, picture) in enumerate(zip(pages, drawn), 1):
        for character, *box in cells:
            count += 1
            if is_blank(picture, *box):
                blank += 1
                print(f"{path}: page {number}: '{character}' (U+{ord(character):04X}) is blank at "
                      f"{box[0]:.0f}, {box[1]:.0f}", file=sys.stderr)
    if count == 0:
        raise ValueError(f"{path}: no text at all")
    return blank


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        blank = sum(check(path) for path in sys.argv[1:])
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"blank_cells: {error}", file=sys.stderr)
        return 2
    return 1 if blank else 0


if __name__ == "__main__":
    sys.exit(main())
