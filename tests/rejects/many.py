#!/usr/bin/env python3
"""A flood of bad rows that do not stop the run: rejects.csv has every one of them in its place, with
its code and its bytes, also those that messages only count (tests/bench/memory.sh holds the memory).

    tests/rejects/many.py PROGRAM
"""

import csv
import gzip
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HEADER = "time,account_id,meter,region,quantity,unit,resource,app_id"
ROWS = 20000  # of a file
DAY = "2024-05-01"


def usage_row(dice: random.Random, number: int) -> tuple[str, tuple[str, str] | None]:
    """A row with a resource of its own, and the column and code of its reject."""
    fields = {"time": f"{DAY} 10:05:00", "account": "100000000001", "meter": "standard.traffic",
              "region": "mainland", "quantity": "1.5", "unit": "MB", "resource": f"r{number}"}
    fault = dice.choice((None, ("account_id", "unknown-account"), ("quantity", "bad-number"),
                         ("time", "off-grid"), ("region", "unknown-region"), ("unit", "bad-unit")))
    if fault is not None:
        name = {"account_id": "account"}.get(fault[0], fault[0])
        fields[name] = {"account": "nobody", "quantity": "1e5", "time": f"{DAY} 10:06:00",
                        "region": "moon", "unit": "min"}[name]
    if dice.random() < 0.05:  # read by the other reader of rows
        fields["resource"] = f'"{fields["resource"]}"'
    row = (f'{fields["time"]},{fields["account"]},{fields["meter"]},{fields["region"]},'
           f'{fields["quantity"]},{fields["unit"]},{fields["resource"]},')
    return row, fault


def write_file(path: Path, dice: random.Random, first: int) -> list[list[str]]:
    """Writes the file; what rejects.csv has to say of it, but for the message."""
    lines, rejects = [HEADER], []
    for number in range(first, first + ROWS):
        row, fault = usage_row(dice, number)
        lines.append(row)
        if fault is not None:
            rejects.append([f"usage/{path.name}", str(len(lines)), *fault, row])
    text = "\n".join(lines) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode(), 1))
    else:
        path.write_text(text)
    return rejects


def main() -> int:
    program = str(Path(sys.argv[1]).resolve())
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        subprocess.run([program, "init", book], check=True, stdout=subprocess.DEVNULL)
        wanted = []
        for number, name in enumerate((f"{DAY}-a.csv", f"{DAY}-b.csv.gz", f"{DAY}-c.csv")):
            wanted += write_file(book / "usage" / name, dice, number * ROWS)
        run = subprocess.run([program, "run", "-C", book, "--period", "2024-05", "--formats", "csv",
                              "--allow-rejects"], capture_output=True, text=True)
        if run.returncode != 4:
            print(run.stderr[-2000:], f"exit status {run.returncode}, not 4")
            return 1
        with open(book / "out/2024-05/rejects.csv", newline="", encoding="utf-8") as stream:
            found = [row[:4] + row[5:] for row in csv.reader(stream)][1:]
        subprocess.run([program, "verify", book / "out/2024-05"], check=True,
                       stdout=subprocess.DEVNULL)
    shown = run.stderr.count("\n")
    if found != wanted:
        differs = next((i for i, pair in enumerate(zip(found, wanted)) if pair[0] != pair[1]),
                       min(len(found), len(wanted)))
        print(f"{len(found)} rejects, wanted {len(wanted)}; the first that differs: number {differs}",
              found[differs:differs + 1], wanted[differs:differs + 1], sep="\n")
        return 1
    print(f"{len(found)} rejects, {shown} lines of messages")
    return 0 if shown < 500 else 1


if __name__ == "__main__":
    sys.exit(main())
