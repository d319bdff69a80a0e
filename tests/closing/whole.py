"""Several months as one: the reference of tests/property carried on from month to month without
ever being cut. Ledgers, packs, modes and balances are walked once, from the first day to the last;
at each month's end what stands is written down.

    bill_months(FOLDER, TEMPLATES, ["2024-05", "2024-06"], OUT)      writes OUT/2024-05, OUT/2024-06
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "property"))

from book import Account, Book, make_period, read_book
from charges import Detail, price_window
from invoices import (CHARGES, Balance, Invoice, Posting, charge_postings, payment_postings,
                      posting_order)
from ledgers import Ledgers
from quantities import ZERO, Modes, Notice, Window, measure_all, take_elections
from reading import Report
from reference import Bill, fold_usage, gap_notices, make_invoice, usage_notices
from tables import write_tables


class Unbillable(Exception):
    """A month that the rules cannot bill (no-rate, say)."""


class Standing:
    """What an account brings from the month before: nothing else is handed on."""

    def __init__(self, account: Account) -> None:
        self.opening = account.opening_balance
        self.states: list = []
        self.deadline = None
        self.postings: list[Posting] = []


def enter_month(ledgers: Ledgers, book: Book, modes: Modes, notices: list[Notice]) -> None:
    """The same walk goes on under the book of another month."""
    ledgers.book, ledgers.modes, ledgers.notices, ledgers.lines = book, modes, notices, []
    ledgers.requests = {
        entry.entry_id: entry.account
        for entry in book.entries
        if entry.ledger == "plugins" and entry.event == "refund_request"
    }
    ledgers.blocked = {
        entry.reference
        for entry in book.entries
        if entry.event == "refund_block"
        and ledgers.requests.get(entry.reference) == entry.account
    }
    for pack in ledgers.packs():
        pack.opening, pack.bought, pack.used, pack.lapsed = pack.remainder, ZERO, ZERO, ZERO


def walk_month(ledgers: Ledgers, windows: list[Window]) -> None:
    book = ledgers.book
    for day in book.period.days:
        for entry in book.entries:
            if entry.moment.date() == day:
                ledgers.take(entry)
        ledgers.draw_day(day, windows)
    for pack in ledgers.packs():
        if pack.expiry <= book.period.last and not pack.refunded:
            pack.lapsed, pack.remainder = pack.remainder, ZERO


def settle_month(book: Book, invoice: Invoice, ledgers: Ledgers, standing: Standing,
                 consequences: tuple[bool, bool]) -> list[Notice]:
    """R11 over the month's end: the balance, its state and charges that are still to post go on."""
    account = invoice.account
    first_month = not standing.states and standing.opening is account.opening_balance
    balance = Balance(book, account if first_month else replace(account, opening_balance=ZERO),
                      *consequences)
    if not first_month:
        balance.balance = standing.opening
        balance.states, balance.deadline = standing.states, standing.deadline
    opening = balance.balance
    postings = payment_postings(book, account.account_id) + standing.postings
    postings += charge_postings(book, invoice, ledgers.lines)
    postings = sorted((posting for posting in postings if posting.amount), key=posting_order)
    for posting in postings:
        if posting.moment < book.period.end:
            balance.post(posting)
    balance.suspend_before(book.period.end)
    invoice.account = replace(account, opening_balance=opening)
    invoice.postings = [Posting(book.period.start, "opening", book.period.name, opening, opening)]
    invoice.postings += postings
    invoice.state = balance.state
    invoice.suspended_days = {day for day in book.period.days if balance.begins_suspended(day)}
    standing.opening = balance.balance
    standing.states = balance.states or [(book.period.start, "active")]
    standing.deadline = balance.deadline
    standing.postings = [
        posting for posting in postings if posting.balance is None and posting.kind in CHARGES
    ]
    return balance.notices


def bill_month(ledgers: Ledgers, windows: list[Window], standings: dict[str, Standing]) -> Bill:
    book, notices = ledgers.book, ledgers.notices
    details: dict[str, list[Detail]] = defaultdict(list)
    for window in windows:
        details[window.account] += price_window(book, window)
    used = {(row.account, row.meter) for row in book.usage if row.base > 0}
    invoices = {}
    for name, account in book.accounts.items():
        invoice = make_invoice(book, account, details[name], ledgers)
        pictures = ("live.screenshot", "live.porn_check")
        consequences = ((name, "live.record") in used, any((name, m) in used for m in pictures))
        notices += settle_month(book, invoice, ledgers, standings[name], consequences)
        invoices[name] = invoice
    notices += usage_notices(book, ledgers, invoices) | gap_notices(book)
    return Bill(book, ledgers.modes, ledgers, invoices, sorted(notices))


def bill_months(folder: Path, templates: Path, periods: list[str], out: Path) -> list[Book]:
    books = [read_book(folder, templates, make_period(name), Report()) for name in periods]
    standings = {name: Standing(account) for name, account in books[0].accounts.items()}
    ledgers = None
    for book in books:
        if book.report.errors:
            raise Unbillable(book.report.errors[0])
        notices: list[Notice] = []
        modes = take_elections(book, notices)
        windows = measure_all(book, fold_usage(book), modes)
        if ledgers is None:
            ledgers = Ledgers(book, modes, notices)
            for entry in book.entries:
                if entry.moment < book.period.start:
                    ledgers.take(entry)
        enter_month(ledgers, book, modes, notices)
        walk_month(ledgers, windows)
        bill = bill_month(ledgers, windows, standings)
        if book.report.errors:
            raise Unbillable(book.report.errors[0])
        write_tables(bill, out / book.period.name, set())
    return books
