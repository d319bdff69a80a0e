#!/usr/bin/env python3
"""An independent calculator of the billing rules R1–R12, written from billing-rules.md and
formats.md alone.

    reference.py BOOK --period 2024-05 --templates DIR [--account ID]... [--through DAY] --out DIR

It writes the CSV files of formats.md §4 that hold values, so that they can be compared with the
program's. It is slow, plain and exact: every number is a fraction of integers. Exit: 0 done, 4 done
with rejects, 3 the input is wrong and nothing was written. A book with sealed periods (R13) is
beyond it.

In the order of the rules: reading, catalogue, book (formats.md §1–3); quantities (R1–R5, R7);
ledgers (R6, R8–R10); charges (R2, R6, R12); invoices (R11, R12); here, what ties them together;
tables (formats.md §4).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from book import Account, Book, Period, fold_usage, make_period, read_book
from charges import Detail, price_window
from invoices import Balance, Invoice, make_lines, settle, tax_of
from ledgers import PLUGIN, Ledgers, walk_ledgers
from quantities import ZERO, Modes, Notice, measure_all, take_elections
from reading import Report, days_between, midnight

# --- R8, R11 and formats.md §2: notices of days ---------------------------------------------------


def usage_notices(book: Book, ledgers: Ledgers, invoices: dict[str, Invoice]) -> set[Notice]:
    """One notice per account, day and, where it is about an AppID, AppID; at 00:00 of the day."""
    notices = set()
    for row in book.usage:
        if row.base <= 0:
            continue
        account, day = row.account, row.moment.date()
        at = midnight(day)
        if row.app_id and row.meter.startswith("miniprogram."):
            licence = ledgers.licences.get((account, PLUGIN, row.app_id))
            if licence is None or not licence.is_valid(row.moment):
                notices.add(Notice(account, at, "unlicensed-usage", row.app_id))
        if row.app_id and row.meter.startswith("leb."):
            notices.add(Notice(account, at, "leb-in-miniprogram", row.app_id))
        if book.accounts[account].closed:
            notices.add(Notice(account, at, "usage-while-closed"))
        if day in invoices[account].suspended_days:
            notices.add(Notice(account, at, "usage-while-suspended"))
    return notices


def gap_notices(book: Book) -> set[Notice]:
    """formats.md §2: an account without rows on a day between days with rows."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in book.usage:
        days[row.account].add(row.moment.date())
    return {
        Notice(account, midnight(day), "gap-day")
        for account, known in days.items()
        for day in days_between(min(known), max(known))
        if day not in known
    }


# --- the whole book -------------------------------------------------------------------------------


@dataclass
class Bill:
    book: Book
    modes: Modes
    ledgers: Ledgers
    invoices: dict[str, Invoice]
    notices: list[Notice]


def bill_book(book: Book) -> Bill:
    notices: list[Notice] = []
    meterings = fold_usage(book)
    modes = take_elections(book, notices)
    windows = measure_all(book, meterings, modes)
    ledgers = walk_ledgers(book, modes, windows, notices)
    details: dict[str, list[Detail]] = defaultdict(list)
    for window in windows:
        details[window.account] += price_window(book, window)
    used_meters = {(row.account, row.meter) for row in book.usage if row.base > 0}
    invoices = {}
    for account in book.accounts.values():
        invoice = make_invoice(book, account, details[account.account_id], ledgers)
        has_recordings = (account.account_id, "live.record") in used_meters
        pictures = ("live.screenshot", "live.porn_check")
        has_pictures = any((account.account_id, meter) in used_meters for meter in pictures)
        balance = Balance(book, account, has_recordings, has_pictures)
        settle(book, invoice, ledgers, balance)
        notices += balance.notices
        invoices[account.account_id] = invoice
    notices += usage_notices(book, ledgers, invoices) | gap_notices(book)
    return Bill(book, modes, ledgers, invoices, sorted(notices))


def make_invoice(book: Book, account: Account, details: list[Detail], ledgers: Ledgers) -> Invoice:
    prefix, month = book.settings.get("invoice.prefix"), book.period.name.replace("-", "")
    invoice = Invoice(account, f"{prefix}{month}-{account.account_id}")
    invoice.lines = make_lines(account.account_id, details, ledgers)
    invoice.subtotal = sum((line.amount for line in invoice.lines), ZERO)
    invoice.tax = tax_of(account, invoice.subtotal)
    exclusive = account.tax_mode == "exclusive"
    invoice.total = invoice.subtotal + (invoice.tax if exclusive else ZERO)
    return invoice


def calculate(
    folder: Path, templates: Path, period: Period, only: set[str], out: Path, report: Report
) -> int:
    """Bills a book and writes its tables; what it returns is the exit code."""
    from tables import write_tables

    book = read_book(folder, templates, period, report)
    bill = bill_book(book) if not report.errors else None
    if bill is None or report.errors:
        return 3
    write_tables(bill, out, only)
    return 4 if report.rejects else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="bills a book by the text of the rules")
    parser.add_argument("book", type=Path)
    parser.add_argument("--period", required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--account", action="append", default=[])
    parser.add_argument("--through", default="")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    report = Report()
    period = make_period(options.period, options.through)
    code = calculate(
        options.book, options.templates, period, set(options.account), options.out, report
    )
    for message in report.errors:
        print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
