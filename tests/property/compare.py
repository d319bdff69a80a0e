#!/usr/bin/env python3
"""Compares the CSV files of two output folders value by value: the program's and the reference's.

    compare.py PROGRAM_OUT REFERENCE_OUT [--simple] [--totals] [--most N]

Prints the first differences as `file: key: column: program 'x', reference 'y'` and exits with 1.
Columns whose words the text leaves open (descriptions, messages, raw rows) are not compared. Of
totals.csv only the sums per currency are, unless --totals asks for every row. `--simple` keeps to
what a book without money and packs fills.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Optional


@dataclass(frozen=True)
class FileRule:
    """How one file is compared: the columns that name a row, and those that are left out."""

    key: tuple[str, ...]
    ignored: tuple[str, ...] = ()


# Where the text does not say how a number is written, its value alone counts.
VALUE_ONLY = ("unit_price", "flat_price", "block", "tier_from", "tax_rate")
EMPTY_IS_ZERO = ("flat_price", "block")

RULES = {
    "rejects.csv": FileRule(("file", "line"), ("message", "row")),
    "invoices.csv": FileRule(("account_id",)),
    "lines.csv": FileRule(("account_id", "line"), ("description",)),
    "details.csv": FileRule(("account_id", "line", "window_start")),
    "notices.csv": FileRule(("account_id", "time", "kind", "detail")),
    "licences.csv": FileRule(("account_id", "licence", "app_id")),
    "packs.csv": FileRule(("account_id", "pack_id")),
    "account-postings.csv": FileRule(("account_id", "seq")),
    "totals.csv": FileRule(("currency", "product", "kind")),
}
SIMPLE_FILES = (
    "rejects.csv",
    "invoices.csv",
    "lines.csv",
    "details.csv",
    "notices.csv",
    "licences.csv",
)
SIMPLE_NOTICES = ("unlicensed-usage", "leb-in-miniprogram", "usage-while-closed", "gap-day")
BALANCE_COLUMNS = ("opening_balance", "charged", "paid", "closing_balance", "pending", "state")

Rows = list[dict[str, str]]


def read(path: Path) -> tuple[list[str], Rows]:
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or []), rows


def compare_folders(
    program: Path, reference: Path, simple: bool = False, totals: bool = False
) -> list[str]:
    """All differences, worst first: a missing file, missing columns, missing rows, other values."""
    found = []
    for name, rule in RULES.items():
        if simple and name not in SIMPLE_FILES:
            continue
        if not (program / name).exists():
            found.append(f"{name}: the program did not write it")
        elif name == "totals.csv" and not totals:
            found += compare_totals(program / name, reference / name)
        else:
            found += compare_files(name, rule, program / name, reference / name, simple)
    return found


def compare_files(
    name: str, rule: FileRule, program: Path, reference: Path, simple: bool
) -> list[str]:
    columns, rows = read(program)
    expected_columns, expected = read(reference)
    found = []
    if simple:
        rows, expected = keep_simple(name, rows), keep_simple(name, expected)
    elif columns != expected_columns:
        found.append(
            f"{name}: columns: program {','.join(columns)}, reference {','.join(expected_columns)}"
        )
    left_out = rule.ignored + (BALANCE_COLUMNS if simple else ())
    compared = [
        column for column in expected_columns if column in columns and column not in left_out
    ]
    by_key, expected_by_key = index(rows, rule.key), index(expected, rule.key)
    for key in sorted(set(by_key) | set(expected_by_key)):
        found += compare_rows(
            f"{name}: {' '.join(key)}", by_key.get(key), expected_by_key.get(key), compared
        )
    if not found and list(by_key) != list(expected_by_key):
        found.append(f"{name}: the same rows in another order")
    return found


def keep_simple(name: str, rows: Rows) -> Rows:
    return [row for row in rows if name != "notices.csv" or row["kind"] in SIMPLE_NOTICES]


def index(rows: Rows, key: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows by their key; a key that comes again gets its number."""
    seen: Counter[tuple[str, ...]] = Counter()
    result = {}
    for row in rows:
        name = tuple(row.get(column) or "" for column in key)
        seen[name] += 1
        result[name if seen[name] == 1 else (*name, f"(no. {seen[name]})")] = row
    return result


def compare_rows(
    place: str,
    program: Optional[dict[str, str]],
    reference: Optional[dict[str, str]],
    columns: list[str],
) -> list[str]:
    if program is None or reference is None:
        only = "the reference" if program is None else "the program"
        row = reference if program is None else program
        cells = ",".join(value or "" for value in (row or {}).values())
        return [f"{place}: only {only} has it: {cells}"]
    found = []
    for column in columns:
        value, expected = program[column] or "", reference[column] or ""
        if value != expected and not same_value(column, value, expected):
            form = " (the same number in another form)" if same_number(value, expected) else ""
            found.append(f"{place}: {column}: program '{value}', reference '{expected}'{form}")
    return found


def same_value(column: str, value: str, expected: str) -> bool:
    if column in EMPTY_IS_ZERO:
        value, expected = value or "0", expected or "0"
    return column in VALUE_ONLY and same_number(value, expected)


def same_number(value: str, expected: str) -> bool:
    try:
        return Fraction(value) == Fraction(expected)
    except ValueError:
        return False


def compare_totals(program: Path, reference: Path) -> list[str]:
    """The sums of each currency; how products are named and how tax is shared is left open."""
    sums, expected = currency_sums(program), currency_sums(reference)
    return [
        f"totals.csv: {currency}: {column}: "
        f"program {sums.get((currency, column))}, reference {value}"
        for (currency, column), value in sorted(expected.items())
        if sums.get((currency, column), 0) != value
    ]


def currency_sums(path: Path) -> dict[tuple[str, str], Fraction]:
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in read(path)[1]:
        for column in ("list_amount", "tax"):
            sums[row.get("currency", ""), column] += Fraction(row.get(column) or "0")
    return sums


def main() -> int:
    parser = argparse.ArgumentParser(description="compares two output folders value by value")
    parser.add_argument("program", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--simple", action="store_true")
    parser.add_argument("--totals", action="store_true")
    parser.add_argument("--most", type=int, default=20)
    options = parser.parse_args()
    found = compare_folders(options.program, options.reference, options.simple, options.totals)
    for difference in found[: options.most]:
        print(difference)
    if len(found) > options.most:
        print(f"… and {len(found) - options.most} more")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
