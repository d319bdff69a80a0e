#!/usr/bin/env python3
"""Split equals whole (R13): random books of three months, closed one month after another, give the
values of a reference that walks the three months without a cut.

    check.py BINARY --seeds 1-40 [--templates DIR] [--keep DIR] [--most N]

For every seed also: a sealed month is regenerated to the byte, closing it again says that it is the
same, and charges tie to invoices over the months' ends.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

from whole import Unbillable, bill_months

from compare import compare_folders
from random_book import Maker, write_book

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MONTHS = 3


class LongMaker(Maker):
    """A book of three months: what a month's book spreads over a month is spread over all."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, False)
        self.model.rejecting = False
        first, self.periods = self.first, []
        for _ in range(MONTHS):
            self.periods.append(f"{first:%Y-%m}")
            first = (first + timedelta(days=31)).replace(day=1)
        self.days = [self.first + timedelta(days=n) for n in range((first - self.first).days)]

    def moment(self, first: int, last: int):
        """Two of three across the whole time, the others as close together as in one month."""
        if self.chance(0.67):
            last *= MONTHS if last <= 31 else 1
        elif last > 0:
            shift = self.dice.choice((0, 28, 56))
            first, last = first + shift, last + shift
        return super().moment(first, last)


def make_long_book(seed: int, folder: Path) -> list[str]:
    maker = LongMaker(seed)
    model = maker.make()
    model.settings += ["[output]", "formats = csv"]
    write_book(model, folder, Random(f"layout {seed}"), Random(f"usage {seed}"))
    return maker.periods


class Check:
    def __init__(self, binary: Path, templates: Path) -> None:
        self.binary, self.templates = binary, templates
        self.unbillable = 0

    def run(self, *arguments: str) -> tuple[int, str]:
        result = subprocess.run([str(self.binary), *arguments, "--quiet"], capture_output=True,
                                text=True, errors="replace", timeout=120, check=False)
        return result.returncode, result.stderr.strip()

    def seed(self, seed: int, folder: Path) -> list[str]:
        book, expected = folder / "book", folder / "reference"
        periods = make_long_book(seed, book)
        try:
            bill_months(book, self.templates, periods, expected)
        except Unbillable:
            self.unbillable += 1
            return []
        found = []
        for period in periods:
            found += self.close(book, period)
            if found:
                return found
        for period in periods:
            closed = book / "closed" / period
            found += [f"{period}: {difference}"
                      for difference in compare_folders(closed, expected / period)
                      if not difference.startswith("rejects.csv")]
            found += check_sums(closed)
        return found + self.again(book, periods)

    def close(self, book: Path, period: str) -> list[str]:
        """Rows that the rules refuse are reviewed first, as a person would."""
        options = ["-C", str(book), "--period", period]
        code, messages = self.run("run", *options, "--allow-rejects")
        if code == 4:
            rejects = str(book / "out" / period / "rejects.csv")
            refused, _ = self.run("close", *options)
            if refused != 3:
                return [f"{period}: close with rejects: exit {refused} instead of 3"]
            options += ["--accept-rejects", rejects]
        elif code:
            return [f"{period}: run: exit {code}: {messages.splitlines()[:3]}"]
        code, messages = self.run("close", *options)
        if code:
            return [f"{period}: close: exit {code}: {messages.splitlines()[:3]}"]
        return []

    def again(self, book: Path, periods: list[str]) -> list[str]:
        found = []
        for period in periods:
            closed, options = book / "closed" / period, ["-C", str(book), "--period", period]
            code, messages = self.run("run", *options)
            if code:
                found.append(f"{period}: regenerate: exit {code}: {messages.splitlines()[:1]}")
                continue
            found += [f"{period}: {path.name}: not as it was sealed"
                      for path in sorted((book / "out" / period).glob("*.csv"))
                      if path.read_bytes() != (closed / path.name).read_bytes()]
        return found


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_sums(closed: Path) -> list[str]:
    """R11: what is charged and pending is the invoice and what came from the month before."""
    charges: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows_of(closed / "account-postings.csv"):
        if row["kind"] in ("prepaid", "refund", "daily", "monthly"):
            charges[row["account_id"]] -= Fraction(row["amount"])
    found = []
    for row in rows_of(closed / "invoices.csv"):
        charged, pending = Fraction(row["charged"]), Fraction(row["pending"])
        opening, paid = Fraction(row["opening_balance"]), Fraction(row["paid"])
        if charges[row["account_id"]] != charged + pending:
            found.append(f"{closed.name}: {row['account_id']}: postings do not tie")
        if opening - charged + paid != Fraction(row["closing_balance"]):
            found.append(f"{closed.name}: {row['account_id']}: balances do not tie")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="closes random books month by month")
    parser.add_argument("binary", type=Path)
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--templates", type=Path, default=TEMPLATES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--most", type=int, default=5)
    options = parser.parse_args()
    check = Check(options.binary.resolve(), options.templates)
    first, _, last = options.seeds.partition("-")
    seeds, failed = range(int(first), int(last or first) + 1), 0
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="livebill-closing-") as name:
            found = check.seed(seed, Path(name))
            if found and options.keep:
                shutil.copytree(name, options.keep / str(seed), dirs_exist_ok=True)
        if found:
            failed += 1
            print(f"seed {seed}: {len(found)} differences")
            for line in found[: options.most]:
                print(f"    {line}")
    print(f"{len(seeds) - failed} passed ({check.unbillable} cannot be billed), {failed} failed")
    return 1 if failed or not seeds else 0


if __name__ == "__main__":
    sys.exit(main())
