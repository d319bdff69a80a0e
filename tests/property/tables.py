"""Writes the CSV files of formats.md §4 from a computed bill: columns, order of rows, forms of
numbers."""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Iterable

from catalogue import ANY
from charges import Detail
from invoices import CHARGES, PAYMENTS, Invoice, Line, tax_of
from ledgers import Licence, Pack, licence_years

if TYPE_CHECKING:
    from reference import Bill

Cells = list[str]


def fixed(value: Fraction, places: int) -> str:
    """A number with its full fixed decimals; it has no more than those."""
    scaled = value * 10**places
    assert scaled.denominator == 1, f"{value} has more than {places} decimals"
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def plain(value: Fraction) -> str:
    """A number without trailing zeros."""
    return fixed(value, 9).rstrip("0").rstrip(".")


def write(folder: Path, name: str, columns: str, rows: Iterable[Cells]) -> None:
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.replace(",", " ").split())
        writer.writerows(rows)


def write_tables(bill: "Bill", folder: Path, only: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    noticed = {notice.account for notice in bill.notices}
    accounts = [account for account in sorted(bill.invoices) if not only or account in only]
    billed = [
        bill.invoices[account] for account in accounts if is_billed(bill.invoices[account], noticed)
    ]
    write(
        folder, "invoices.csv", INVOICE_COLUMNS, (invoice_row(bill, invoice) for invoice in billed)
    )
    write(folder, "lines.csv", LINE_COLUMNS, line_rows(bill, billed))
    write(folder, "details.csv", DETAIL_COLUMNS, detail_rows(bill, billed))
    write(folder, "account-postings.csv", POSTING_COLUMNS, posting_rows(billed))
    write(folder, "packs.csv", PACK_COLUMNS, pack_rows(bill, accounts))
    write(folder, "licences.csv", LICENCE_COLUMNS, licence_rows(bill, accounts))
    write(folder, "notices.csv", NOTICE_COLUMNS, notice_rows(bill, accounts))
    write(folder, "totals.csv", TOTAL_COLUMNS, total_rows(billed))
    rejects = sorted(bill.book.report.rejects)
    write(
        folder,
        "rejects.csv",
        "file, line, column, code, message, row",
        ([reject.file, str(reject.line), reject.column, reject.code, "", ""] for reject in rejects),
    )
    counts = bill.book.counts
    rows = [[str(counts.billed), str(counts.duplicates), str(counts.rejected)]]
    write(folder, "usage-counts.csv", "billed, duplicates, rejected", rows)


def is_billed(invoice: Invoice, noticed: set[str]) -> bool:
    """An opening balance that is not 0, or a line, a notice or another posting."""
    opening = invoice.account.opening_balance != 0
    others = len(invoice.postings) > 1
    return opening or bool(invoice.lines) or others or invoice.account.account_id in noticed


INVOICE_COLUMNS = """period, account_id, invoice_no, currency, lines, subtotal, tax_mode,
    tax_rate, tax, total, opening_balance, charged, paid, closing_balance, pending, state"""


def invoice_row(bill: "Bill", invoice: Invoice) -> Cells:
    account = invoice.account
    charged = -invoice.posted(*CHARGES)
    paid = invoice.posted(*PAYMENTS)
    closing = account.opening_balance - charged + paid
    pending = -invoice.posted(*CHARGES, pending=True)
    return [
        bill.book.period.name,
        account.account_id,
        invoice.number,
        account.currency,
        str(len(invoice.lines)),
        fixed(invoice.subtotal, 2),
        account.tax_mode,
        plain(account.tax_rate),
        fixed(invoice.tax, 2),
        fixed(invoice.total, 2),
        fixed(account.opening_balance, 2),
        fixed(charged, 2),
        fixed(paid, 2),
        fixed(closing, 2),
        fixed(pending, 2),
        invoice.state,
    ]


LINE_COLUMNS = """period, account_id, invoice_no, line, kind, item, region, spec, reference,
    description, quantity, unit, deducted, billable, unit_price, list_amount, amount, currency"""


def line_rows(bill: "Bill", invoices: list[Invoice]) -> Iterable[Cells]:
    for invoice in invoices:
        for number, line in enumerate(invoice.lines, 1):
            head = [bill.book.period.name, invoice.account.account_id, invoice.number, str(number)]
            yield head + line_cells(bill, invoice, line)


def line_cells(bill: "Bill", invoice: Invoice, line: Line) -> Cells:
    usage = line.kind == "usage"
    deducted = sum((detail.deducted for detail in line.details), Fraction(0))
    billable = sum((detail.billable for detail in line.details), Fraction(0))
    prices = {detail.tier.unit_price for detail in line.details if detail.tier}
    return [
        line.kind,
        line.item,
        line.region,
        line.spec,
        line.reference,
        description(bill, invoice, line),
        plain(line.quantity),
        line.unit,
        plain(deducted) if usage else "",
        plain(billable) if usage else "",
        fixed(prices.pop(), 8) if len(prices) == 1 else "",
        fixed(line.list_amount, 8),
        fixed(line.amount, 2),
        invoice.account.currency,
    ]


def description(bill: "Bill", invoice: Invoice, line: Line) -> str:
    """The name of the item in the account's language; the text leaves this open, nobody compares
    it."""
    if not line.details:
        return line.item
    return line.details[0].window.item.names[invoice.account.language]


DETAIL_COLUMNS = """period, account_id, invoice_no, line, window_start, window_end, quantity,
    deducted, billable, tier_from, unit_price, flat_price, block, proration, list_amount, amount, packs,
    rate"""


def detail_rows(bill: "Bill", invoices: list[Invoice]) -> Iterable[Cells]:
    for invoice in invoices:
        for number, line in enumerate(invoice.lines, 1):
            head = [bill.book.period.name, invoice.account.account_id, invoice.number, str(number)]
            for detail in line.details:
                yield head + detail_cells(detail)


def detail_cells(detail: Detail) -> Cells:
    tier = detail.tier
    return [
        detail.window.first.isoformat(),
        detail.window.last.isoformat(),
        plain(detail.quantity),
        plain(detail.deducted),
        plain(detail.billable),
        plain(tier.tier_from) if tier else "",
        fixed(tier.unit_price, 8) if tier else "",
        fixed(tier.flat_price, 8) if tier else "",
        plain(tier.block) if tier else "",
        detail.proration,
        fixed(detail.list_amount, 8),
        fixed(detail.amount, 8),
        ";".join(f"{pack}:{plain(units)}" for pack, units in detail.draws),
        tier.source if tier else "",
    ]


POSTING_COLUMNS = "account_id, time, seq, kind, reference, amount, balance"


def posting_rows(invoices: list[Invoice]) -> Iterable[Cells]:
    for invoice in invoices:
        for number, posting in enumerate(invoice.postings, 1):
            yield [
                invoice.account.account_id,
                str(posting.moment),
                str(number),
                posting.kind,
                posting.reference,
                fixed(posting.amount, 2),
                "" if posting.balance is None else fixed(posting.balance, 2),
            ]


PACK_COLUMNS = (
    "account_id, pack_id, pack, start, expiry, size, opening, bought, used, lapsed, closing, state"
)


def pack_rows(bill: "Bill", accounts: list[str]) -> Iterable[Cells]:
    """Packs with start before the period's end and expiry not before its start."""
    period = bill.book.period
    listed = [
        pack
        for pack in bill.ledgers.packs()
        if pack.expiry >= period.first and pack.account in accounts
    ]
    for pack in sorted(listed, key=lambda pack: (pack.account, pack.pack_id)):
        amounts = (
            pack.kind.size,
            pack.opening,
            pack.bought,
            pack.used,
            pack.lapsed,
            pack.remainder,
        )
        head = [
            pack.account,
            pack.pack_id,
            pack.kind.pack,
            pack.start.isoformat(),
            pack.expiry.isoformat(),
        ]
        yield head + [plain(amount) for amount in amounts] + [pack_state(bill, pack)]


def pack_state(bill: "Bill", pack: Pack) -> str:
    """formats.md §4: at the period's end, the first that holds."""
    if pack.refunded:
        return "refunded"
    if pack.expiry <= bill.book.period.last:
        return "expired"
    if pack.remainder == 0:
        return "exhausted"
    if is_frozen(bill, pack):
        return "frozen"
    return "in-use" if pack.remainder < pack.kind.size else "unused"


def is_frozen(bill: "Bill", pack: Pack) -> bool:
    """The account's modes at the end let it cover nothing: in no scope is the mode one that it
    covers."""
    last = bill.book.period.last
    modes = {bill.modes.mode_on(pack.account, region, last) for region in ("mainland", "")}
    return pack.kind.covers_mode != ANY and pack.kind.covers_mode not in modes


LICENCE_COLUMNS = "account_id, licence, app_id, valid_from, valid_until, years, state"


def licence_rows(bill: "Bill", accounts: list[str]) -> Iterable[Cells]:
    end = bill.book.period.end
    for (account, licence, app_id), entries in sorted(bill.ledgers.licences.items()):
        if account in accounts and entries.entries:
            years = years_left(entries)
            validity = entries.validity(end)
            assert validity
            start, until = validity
            state = "refunded" if years == 0 else "expired" if until < end else "valid"
            yield [account, licence, app_id, str(start), str(until), str(years), state]


def years_left(licence: Licence) -> int:
    return sum(
        licence_years(purchase.entry) for purchase in licence.entries if not purchase.refunded_at
    )


NOTICE_COLUMNS = "account_id, time, kind, detail"


def notice_rows(bill: "Bill", accounts: list[str]) -> Iterable[Cells]:
    for notice in bill.notices:
        if notice.account in accounts:
            yield [notice.account, str(notice.moment), notice.kind, notice.detail]


TOTAL_COLUMNS = "currency, product, kind, list_amount, discount, net, tax"


def total_rows(invoices: list[Invoice]) -> Iterable[Cells]:
    """Net is the amount without tax. A line's share of its invoice's tax is what it adds to the
    tax of the lines up to it: so the shares add up to that of the invoice.
    """
    sums: dict[tuple[str, str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 4)
    for invoice in invoices:
        for line, tax in zip(invoice.lines, tax_shares(invoice)):
            net = line.amount - (tax if invoice.account.tax_mode == "inclusive" else 0)
            values = (line.list_amount, line.list_amount - line.amount, net, tax)
            group = sums[invoice.account.currency, line.product, line.kind]
            group[:] = [total + value for total, value in zip(group, values)]
    for key, (listed, discount, net, tax) in sorted(sums.items()):
        yield [*key, fixed(listed, 8), fixed(discount, 8), fixed(net, 2), fixed(tax, 2)]


def tax_shares(invoice: Invoice) -> Iterable[Fraction]:
    subtotal, taxed = Fraction(0), Fraction(0)
    for line in invoice.lines:
        subtotal += line.amount
        tax = tax_of(invoice.account, subtotal)
        yield tax - taxed
        taxed = tax
