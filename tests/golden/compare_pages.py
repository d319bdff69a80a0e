#!/usr/bin/env python3
"""Compares two pictures of pages, with a small tolerance.

    compare_pages.py GOLDEN.png MADE.png [DIFFERENCE.png]

PNG of 8-bit colour without interlacing, as pdftoppm writes them. A pixel differs where a shade
moves by more than 32 of 255; more than 12 such pixels, about one small digit, are a difference, and
so is another size. DIFFERENCE.png shows the golden page pale and what differs in red.
Exit status: 0 the same, 1 different, 2 a picture cannot be read.
"""

import struct
import sys
import zlib

SHADE = 32
PIXELS = 12
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunks(data):
    if data[:8] != SIGNATURE:
        raise ValueError("not a PNG")
    at = 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, data[at + 8:at + 8 + size]
        at += size + 12


def paeth(left, up, corner):
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


def unfiltered(kind, row, above):
    """A row of RGB bytes without its filter; above is the row before, unfiltered."""
    if kind == 0:
        return row
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(row, above))
    for at, byte in enumerate(row):
        left = row[at - 3] if at >= 3 else 0
        if kind == 1:
            row[at] = (byte + left) & 255
        elif kind == 3:
            row[at] = (byte + (left + above[at]) // 2) & 255
        else:
            row[at] = (byte + paeth(left, above[at], above[at - 3] if at >= 3 else 0)) & 255
    return row


def read(path):
    """(width, height, rows of RGB bytes)"""
    with open(path, "rb") as file:
        data = file.read()
    packed = b""
    for kind, body in chunks(data):
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
            if (depth, colour, interlace) != (8, 2, 0):
                raise ValueError("not a picture of 8-bit colour without interlacing")
        elif kind == b"IDAT":
            packed += body
    flat, stride, rows = zlib.decompress(packed), width * 3, []
    above = bytearray(stride)
    for y in range(height):
        at = y * (stride + 1)
        above = unfiltered(flat[at], bytearray(flat[at + 1:at + 1 + stride]), above)
        rows.append(above)
    return width, height, rows


def write(path, width, rows):
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    with open(path, "wb") as file:
        file.write(SIGNATURE)
        for kind, data in ((b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)),
                           (b"IDAT", body), (b"IEND", b"")):
            file.write(struct.pack(">I", len(data)) + kind + data
                       + struct.pack(">I", zlib.crc32(kind + data)))


def differing(golden, made):
    """Places (x, y) of the pixels that differ."""
    places = []
    for y, (one, other) in enumerate(zip(golden, made)):
        if one != other:
            places += sorted({(at // 3, y) for at, (a, b) in enumerate(zip(one, other))
                              if abs(a - b) > SHADE})
    return places


def difference(rows, places):
    pale = [bytearray(191 + byte // 4 for byte in row) for row in rows]
    for x, y in places:
        pale[y][x * 3:x * 3 + 3] = b"\xd0\x10\x10"
    return pale


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        (width, height, golden), (*size, made) = read(sys.argv[1]), read(sys.argv[2])
    except (OSError, ValueError, struct.error, zlib.error) as error:
        print(f"compare_pages: {error}", file=sys.stderr)
        return 2
    if [width, height] != size:
        print(f"{width} × {height} pixels became {size[0]} × {size[1]}")
        return 1
    places = differing(golden, made)
    if len(places) <= PIXELS:
        return 0
    if len(sys.argv) == 4:
        write(sys.argv[3], width, difference(golden, places))
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    print(f"{len(places)} pixels differ, rows {top} to {bottom} of {height}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
