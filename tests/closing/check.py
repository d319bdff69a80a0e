#!/usr/bin/env python3
"""Split equals whole (R13): random books of three months, closed one month after another, give the
values of a reference that walks the three months without a cut.

    check.py BINARY --seeds 1-40 [--templates DIR] [--keep DIR] [--most N]

For every seed also: usage that is lost after the close is billed by --adjust as the difference to
what the month would have been; a sealed month is regenerated to the byte, closing it again says that it is the
same, and charges tie to invoices over the months' ends.
"""

from __future__ import annotations

import argparse
import csv
import gzip
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
        found += self.again(book, periods)
        return found or self.adjusted(book, periods, Random(f"change {seed}"))

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

    def adjusted(self, book: Path, periods: list[str], dice: Random) -> list[str]:
        """Usage of the first month is lost when only that one is sealed: with --adjust the second
        bills the difference to what the first would have been, and adjusting again nothing.
        Refunds stand as sealed: where other usage decides one otherwise, nothing is compared."""
        first, second = periods[0], periods[1]
        if any(len(rows_of(book / "closed" / period / "rejects.csv")) for period in periods[:2]):
            return []
        for period in periods[1:]:
            remove_sealed(book / "closed" / period)
        lose_usage(book / "usage", first, dice)
        unsealed = book.parent / "unsealed"
        shutil.copytree(book, unsealed)
        remove_sealed(unsealed / "closed")
        code, messages = self.run("run", "-C", str(unsealed), "--period", first)
        if code:
            return [f"{first} without rows: run: exit {code}: {messages.splitlines()[:3]}"]
        refunds = [sums_of(lines / first / "lines.csv", "refund")
                   for lines in (unsealed / "out", book / "closed")]
        if refunds[0] != refunds[1]:
            return []
        code, messages = self.run("close", "-C", str(book), "--period", second, "--adjust", first)
        if code:
            return [f"{second}: --adjust: exit {code}: {messages.splitlines()[:3]}"]
        right = sums_of(unsealed / "out" / first / "lines.csv", "usage")
        billed = sums_of(book / "closed" / first / "lines.csv", "usage")
        expected = {key: right[key] - billed[key] for key in set(right) | set(billed)}
        made = sums_of(book / "closed" / second / "lines.csv", "adjustment")
        found = [f"{second}: --adjust: {key}: {made[key]} instead of {value}"
                 for key, value in sorted(expected.items()) if made[key] != value]
        options = ["-C", str(book), "--period", periods[2], "--adjust", first, "--adjust", second]
        code, messages = self.run("run", *options, "--allow-rejects")
        if code not in (0, 4):
            found.append(f"{periods[2]}: --adjust: exit {code}: {messages.splitlines()[:3]}")
        elif sums_of(book / "out" / periods[2] / "lines.csv", "adjustment"):
            found.append(f"{periods[2]}: adjusting again gives a line")
        return found + self.again(book, periods[1:2])

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


def remove_sealed(folder: Path) -> None:
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    shutil.rmtree(folder)


def lose_usage(folder: Path, period: str, dice: Random) -> None:
    """Every third row or so of some files is gone, but the header stays."""
    for path in sorted(folder.glob(f"{period}-*")):
        if dice.random() < 0.7:
            continue
        packed = path.name.endswith(".gz")
        data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
        lines = data.split(b"\n")
        kept = [line for number, line in enumerate(lines) if number == 0 or dice.random() < 0.67]
        data = b"\n".join(kept)
        path.write_bytes(gzip.compress(data, mtime=0) if packed else data)


def sums_of(path: Path, kind: str) -> dict[tuple[str, ...], Fraction]:
    sums: dict[tuple[str, ...], Fraction] = defaultdict(Fraction)
    for row in rows_of(path):
        if row["kind"] == kind:
            key = tuple(row[name] for name in ("account_id", "item", "region", "spec"))
            sums[key] += Fraction(row["amount"])
    return sums


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
