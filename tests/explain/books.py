#!/usr/bin/env python3
"""verify and explain on random books: tests/explain/books.py PROGRAM SEEDS

What `run` wrote of each book must verify, must not differ from itself, and each of its accounts must
be explained: explain measures every window again from the rows and refuses where it finds another
quantity, so status 0 (4 where rows were rejected) says that all are found again. The amounts of the
tree must add up to the invoice.
"""

import csv
import json
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "property"))
from random_book import make_book  # noqa: E402


def call(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def check_account(program, book, row):
    done = call(program, "explain", "-C", book, "--period", row["period"], "--account", row["account_id"],
                "--format", "json")
    if done.returncode not in (0, 4):
        return f"account {row['account_id']}: {done.stderr.strip()}"
    tree = json.loads(done.stdout)
    for line in tree["lines"]:
        if line["kind"] != "usage":
            continue
        total = sum(Decimal(part["amount"]) for window in line["windows"] for part in window["parts"])
        if total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) != Decimal(line["amount"]):
            return f"account {row['account_id']} line {line['line']}: {total}"
    if sum(Decimal(line["amount"]) for line in tree["lines"]) != Decimal(row["subtotal"]):
        return f"account {row['account_id']}: the lines are not the subtotal"
    return None


def check_seed(program, seed, folder):
    book, out = folder / "book", folder / "out"
    period = make_book(seed, book).period
    done = call(program, "run", "-C", book, "--period", period, "--formats", "csv", "--out", out, "--quiet",
                "--allow-rejects")
    if done.returncode not in (0, 4):
        return None, 0  # a book that cannot be billed: nothing to look at
    made = out / str(period)
    for command in (("verify", made), ("diff", made, made)):
        done = call(program, *command)
        if done.returncode != 0:
            return f"{command[0]}: {(done.stderr or done.stdout).strip()}", 0
    with open(made / "invoices.csv", encoding="utf-8", newline="") as stream:
        invoices = list(csv.DictReader(stream))
    for row in invoices:
        wrong = check_account(program, book, row)
        if wrong:
            return wrong, 0
    return None, len(invoices)


def main(program, seeds):
    first, last = map(int, seeds.split("-"))
    failed = accounts = 0
    for seed in range(first, last + 1):
        with tempfile.TemporaryDirectory() as folder:
            wrong, explained = check_seed(program, seed, Path(folder))
        accounts += explained
        if wrong:
            failed += 1
            print(f"FAILED seed {seed}: {wrong[:1000]}")
    print(f"{last + 1 - first - failed} passed, {failed} failed; {accounts} accounts explained")
    return 1 if failed or not accounts else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
