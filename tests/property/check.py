#!/usr/bin/env python3
"""Runs the program on random books, compares it with the reference, and checks what must always
hold.

    check.py BINARY --seeds 1-200 [--simple] [--templates DIR] [--keep DIR] [--totals] [--most N]

For every seed: the same values as the reference; a book with rejects publishes nothing without
--allow-rejects; sums tie (details, lines, invoices, postings, packs); every row of usage is billed,
duplicate or rejected; usage rows that are shuffled, split into files and packed in another way,
read by one job in another time zone, change nothing, and one account alone gets the same rows. A
failing seed prints one line and, indented, its first differences; --keep leaves the books of
failing seeds in a folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Iterator, Optional

from book import make_period
from compare import compare_folders
from quantities import round_half_up
from random_book import make_book
from reading import Report
from reference import calculate

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass
class Settings:
    binary: Path
    templates: Path
    simple: bool
    totals: bool


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Another place, language and clock: nothing of them may reach an output (formats.md §4).
ELSEWHERE = {"TZ": "America/New_York", "LANG": "de_DE.UTF-8"}


def run_program(
    settings: Settings, book: Path, period: str, *options: str, elsewhere: bool = False
) -> tuple[int, str]:
    command = [str(settings.binary), "run", "-C", str(book), "--period", period]
    result = subprocess.run(
        [*command, "--formats", "csv", "--quiet", *options],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
        env={**os.environ, **ELSEWHERE} if elsewhere else None,
    )
    return result.returncode, result.stderr.strip()


def check_seed(settings: Settings, seed: int, folder: Path) -> list[str]:
    """Everything that is wrong with the program's answer to one seed."""
    book, expected = folder / "book", folder / "reference"
    model = make_book(seed, book, settings.simple)
    report = Report()
    code = calculate(book, settings.templates, make_period(model.period), set(), expected, report)
    if code == 3:
        return check_unbillable(settings, book, model.period, report.errors)
    out = book / "out" / model.period
    found = check_refusal(settings, book, model.period, out) if code == 4 else []
    options = ["--allow-rejects"] if code == 4 else []
    exit_code, messages = run_program(settings, book, model.period, *options)
    if exit_code != code:
        first = messages.splitlines()[:3]
        return found + [f"exit {exit_code} instead of {code}"] + first
    found += compare_folders(out, expected, settings.simple, settings.totals)
    found += check_sums(out, settings.simple)
    found += check_counts(out, expected)
    if code == 0:
        found += check_layout(settings, seed, folder, model.period)
        found += check_account(settings, book, model.period)
        found += check_single_days(settings, book, folder / "one-day", model.period)
    return found


def check_unbillable(settings: Settings, book: Path, period: str, errors: list[str]) -> list[str]:
    """A book that cannot be billed at all (no-rate, say) is refused, whatever is allowed."""
    exit_code, _ = run_program(settings, book, period, "--allow-rejects")
    found = [] if exit_code == 3 else [f"exit {exit_code} instead of 3: {errors[0]}"]
    published = (book / "out" / period).exists()
    return found + ["a book that cannot be billed: something was published"] * published


def check_refusal(settings: Settings, book: Path, period: str, out: Path) -> list[str]:
    """formats.md §5: rows that are rejected publish nothing, unless that is allowed."""
    exit_code, _ = run_program(settings, book, period)
    found = [] if exit_code == 3 else [f"with rejects: exit {exit_code} instead of 3"]
    return found + ["with rejects: something was published"] * out.exists()


def check_layout(settings: Settings, seed: int, folder: Path, period: str) -> list[str]:
    """The same usage in another order, in other files, packed or not, by one worker, elsewhere: the
    same bytes."""
    other = folder / "other"
    make_book(seed, other, settings.simple, usage_seed=seed + 10**6)
    exit_code, messages = run_program(settings, other, period, "--jobs", "1", elsewhere=True)
    if exit_code:
        return [f"written in another way: exit {exit_code}: {messages.splitlines()[:1]}"]
    first, second = folder / "book" / "out" / period, other / "out" / period
    return [
        f"{path.name}: another order of usage rows, or another place, changes it"
        for path in sorted(first.glob("*.csv"))
        if path.read_bytes() != (second / path.name).read_bytes()
    ]


ACCOUNT_FILES = (
    "invoices.csv",
    "lines.csv",
    "details.csv",
    "account-postings.csv",
    "packs.csv",
    "licences.csv",
    "notices.csv",
)


def check_account(settings: Settings, book: Path, period: str) -> list[str]:
    """formats.md §4: the same rows whether one account is asked for or all."""
    out = book / "out"
    accounts = [row["account_id"] for row in rows_of(out / period / "invoices.csv")]
    if not accounts:
        return []
    exit_code, messages = run_program(settings, book, period, "--account", accounts[0])
    if exit_code:
        return [f"--account {accounts[0]}: exit {exit_code}: {messages.splitlines()[:1]}"]
    selected = out / f"{period}-selected"
    found = []
    for name in ACCOUNT_FILES:
        rows = [row for row in rows_of(out / period / name) if row["account_id"] == accounts[0]]
        if rows != rows_of(selected / name):
            found.append(f"{name}: --account {accounts[0]} gives other rows")
    return found


HEADER = "time,account_id,meter,region,quantity,unit\n"
DAYS_TRIED = 3


def day_details(out: Path) -> dict[str, list[tuple[str, ...]]]:
    """By day: the details of day windows, of accounts whose packs no other day can have touched."""
    names = ("item", "region", "spec")
    lines = {(row["account_id"], row["line"]): row for row in rows_of(out / "lines.csv")}
    packed = {row["account_id"] for row in rows_of(out / "packs.csv")}
    days: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows_of(out / "details.csv"):
        account, number = row["account_id"], row.pop("line")
        if row["window_start"] == row["window_end"] and account not in packed:
            key = [lines[account, number][name] for name in names]
            days[row["window_start"]].append((*key, *row.values()))
    return days


def check_single_days(settings: Settings, book: Path, other: Path, period: str) -> list[str]:
    """The month's details of day windows are the union of runs that have one day's usage each."""
    whole = day_details(book / "out" / period)
    found = []
    for day in sorted(whole)[:: max(1, len(whole) // DAYS_TRIED)]:
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(book, other, ignore=shutil.ignore_patterns("out", "MANIFEST*"))
        for file in sorted((other / "usage").iterdir()):
            if not file.name.startswith(day):
                file.unlink()
                (other / "usage" / f"{file.name[:10]}.csv").write_text(HEADER, encoding="utf-8")
        exit_code, messages = run_program(settings, other, period)
        alone = day_details(other / "out" / period)
        if exit_code:
            found.append(f"{day} alone: exit {exit_code}: {messages.splitlines()[:1]}")
        elif sorted(alone.pop(day, [])) != sorted(whole[day]) or alone:
            found.append(f"{day} alone: other details than in the whole month")
    return found


# --- what must always hold ------------------------------------------------------------------------


def check_sums(out: Path, simple: bool) -> list[str]:
    found = check_details(out) + check_lines(out)
    return found if simple else found + check_postings(out) + check_packs(out)


def check_details(out: Path) -> list[str]:
    """R12: a line's amount is the sum of its details, rounded to 2."""
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in rows_of(out / "details.csv"):
        sums[row["account_id"], row["line"]] += Fraction(row["amount"])
    return [
        f"lines.csv: {row['account_id']} line {row['line']}: not the sum of its details"
        for row in rows_of(out / "lines.csv")
        if row["kind"] == "usage"
        and round_half_up(sums[row["account_id"], row["line"]], 2) != Fraction(row["amount"])
    ]


def check_lines(out: Path) -> list[str]:
    """R12: the subtotal is the sum of the lines: what is printed adds up."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows_of(out / "lines.csv"):
        sums[row["account_id"]] += Fraction(row["amount"])
    found = []
    for row in rows_of(out / "invoices.csv"):
        subtotal, tax, total = (Fraction(row[column]) for column in ("subtotal", "tax", "total"))
        if sums[row["account_id"]] != subtotal:
            found.append(
                f"invoices.csv: {row['account_id']}: the lines do not add up to the subtotal"
            )
        if total != subtotal + (tax if row["tax_mode"] == "exclusive" else 0):
            found.append(
                f"invoices.csv: {row['account_id']}: subtotal and tax do not make the total"
            )
    return found


def check_postings(out: Path) -> list[str]:
    """R11: the postings of the period's charges, pending ones with them, add up to its invoice."""
    charges: dict[str, Fraction] = defaultdict(Fraction)
    balances: dict[str, Fraction] = {}
    for row in rows_of(out / "account-postings.csv"):
        if row["kind"] in ("prepaid", "refund", "daily", "monthly"):
            charges[row["account_id"]] -= Fraction(row["amount"])
        if row["balance"]:
            balances[row["account_id"]] = Fraction(row["balance"])
    found = []
    for row in rows_of(out / "invoices.csv"):
        account = row["account_id"]
        opening, charged, paid, closing, pending, total = (
            Fraction(row[column])
            for column in (
                "opening_balance",
                "charged",
                "paid",
                "closing_balance",
                "pending",
                "total",
            )
        )
        if charges[account] != total or charged + pending != total:
            found.append(f"invoices.csv: {account}: postings and pending do not make the total")
        if closing != opening - charged + paid or balances.get(account, closing) != closing:
            found.append(f"invoices.csv: {account}: the balances do not tie")
    return found


def check_packs(out: Path) -> list[str]:
    """formats.md §4: opening + bought − used − lapsed = closing, and nothing below 0."""
    found = []
    for row in rows_of(out / "packs.csv"):
        names = ("opening", "bought", "used", "lapsed", "closing", "size")
        opening, bought, used, lapsed, closing, size = (Fraction(row[name]) for name in names)
        if opening + bought - used - lapsed != closing:
            found.append(f"packs.csv: {row['pack_id']}: its amounts do not tie")
        if min(opening, bought, used, lapsed, closing) < 0 or closing > size:
            found.append(f"packs.csv: {row['pack_id']}: below 0 or above its size")
    return found


def check_counts(out: Path, expected: Path) -> list[str]:
    """formats.md §6: every row of usage is billed, a duplicate or rejected (run.json)."""
    with open(out / "run.json", encoding="utf-8") as file:
        counts = find_counts(json.load(file))
    if counts is None:
        return ["run.json: no counts of rows billed, duplicate and rejected"]
    names = ("billed", "duplicate", "reject")
    billed, duplicates, rejected = (counts[name] for name in names)
    found = []
    if counts["read"] != billed + duplicates + rejected:
        found.append(
            f"run.json: {counts['read']} rows read, but {billed} + {duplicates} + {rejected} known"
        )
    reference = [int(value) for value in rows_of(expected / "usage-counts.csv")[0].values()]
    if [billed, duplicates, rejected] != reference:
        found.append(f"run.json: billed, duplicates, rejected: {counts}, reference {reference}")
    return found


def find_counts(value: Any) -> Optional[dict[str, int]]:
    """The object that has all four counts, wherever it stands and however its keys end."""
    if isinstance(value, dict):
        counts = {}
        for name in ("read", "billed", "duplicate", "reject"):
            for key, number in value.items():
                if name in key and isinstance(number, int):
                    counts[name] = number
        if len(counts) == 4:
            return counts
    children: Iterator[Any] = iter(())
    if isinstance(value, dict):
        children = iter(value.values())
    elif isinstance(value, list):
        children = iter(value)
    return next((found for found in map(find_counts, children) if found), None)


# --- all seeds ------------------------------------------------------------------------------------


def check_kept(settings: Settings, seed: int, keep: Optional[Path]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="livebill-property-") as name:
        try:
            found = check_seed(settings, seed, Path(name))
        except (KeyError, ValueError, OSError, subprocess.TimeoutExpired) as problem:
            found = [f"{type(problem).__name__}: {problem}"]
        if found and keep:
            shutil.copytree(name, keep / str(seed), dirs_exist_ok=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description="compares the program with the reference on random books"
    )
    parser.add_argument("binary", type=Path)
    parser.add_argument("--seeds", default="1-50")
    parser.add_argument("--simple", action="store_true")
    parser.add_argument("--totals", action="store_true")
    parser.add_argument("--templates", type=Path, default=TEMPLATES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--most", type=int, default=5)
    options = parser.parse_args()
    settings = Settings(options.binary.resolve(), options.templates, options.simple, options.totals)
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    failed = 0
    for seed in seeds:
        found = check_kept(settings, seed, options.keep)
        if found:
            failed += 1
            print(f"seed {seed}: {len(found)} differences")
            for line in found[: options.most]:
                print(f"    {line}")
    print(f"{len(seeds) - failed} passed, {failed} failed")
    return 1 if failed or not seeds else 0


if __name__ == "__main__":
    sys.exit(main())
