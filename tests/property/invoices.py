"""From amounts to invoices: R12 (lines, tax) and R11 (postings, arrears, suspension)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Iterable, Optional

from book import Account, Book
from charges import Detail
from ledgers import Ledgers, Prepaid
from quantities import ZERO, Notice, cents
from reading import midnight

# --- R12: invoice lines and tax -------------------------------------------------------------------


@dataclass
class Line:
    kind: str
    item: str
    list_amount: Fraction
    amount: Fraction
    product: str
    region: str = ""
    spec: str = ""
    reference: str = ""
    quantity: Fraction = ZERO
    unit: str = ""
    moment: Optional[datetime] = None
    details: list[Detail] = field(default_factory=list)


@dataclass
class Posting:
    moment: datetime
    kind: str
    reference: str
    amount: Fraction
    balance: Optional[Fraction] = None


@dataclass
class Invoice:
    account: Account
    number: str
    lines: list[Line] = field(default_factory=list)
    subtotal: Fraction = ZERO
    tax: Fraction = ZERO
    total: Fraction = ZERO
    postings: list[Posting] = field(default_factory=list)
    state: str = "active"
    suspended_days: set[date] = field(default_factory=set)

    def posted(self, *kinds: str, pending: bool = False) -> Fraction:
        """The sum of the postings of these kinds that count in the period, or that are pending."""
        return sum(
            (
                posting.amount
                for posting in self.postings
                if posting.kind in kinds and (posting.balance is None) == pending
            ),
            ZERO,
        )


CHARGES = ("prepaid", "refund", "daily", "monthly")
PAYMENTS = ("topup", "withdrawal", "adjustment")


def make_lines(account: str, details: list[Detail], ledgers: Ledgers) -> list[Line]:
    """R12: prepaid by time, ledger, entry_id; usage in catalogue, region and spec order;
    refunds."""
    prepaid = [entry for entry in ledgers.lines if entry.account == account]
    prepaid.sort(key=lambda entry: (entry.moment, entry.ledger, entry.entry_id))
    lines = [prepaid_line(entry) for entry in prepaid if entry.kind == "prepaid"]
    groups: dict[tuple[str, str, str], list[Detail]] = defaultdict(list)
    for detail in details:
        window = detail.window
        groups[window.item.item, window.region, window.spec].append(detail)
    lines += [usage_line(group) for group in groups.values()]
    return lines + [prepaid_line(entry) for entry in prepaid if entry.kind == "refund"]


def prepaid_line(entry: Prepaid) -> Line:
    return Line(
        entry.kind,
        entry.item,
        entry.list_amount,
        entry.amount,
        entry.ledger,
        reference=entry.reference,
        quantity=Fraction(entry.quantity),
        unit=entry.unit,
        moment=entry.moment,
    )


def usage_line(details: list[Detail]) -> Line:
    """The sum of its details, rounded to 2 (R12)."""
    window = details[0].window
    return Line(
        "usage",
        window.item.item,
        sum((detail.list_amount for detail in details), ZERO),
        cents(sum((detail.amount for detail in details), ZERO)),
        window.item.product,
        region=window.region,
        spec=window.spec,
        quantity=sum((detail.quantity for detail in details), ZERO),
        unit=window.item.unit,
        details=details,
    )


def tax_of(account: Account, subtotal: Fraction) -> Fraction:
    """R12, tax."""
    if account.tax_mode == "inclusive":
        return subtotal - cents(subtotal / (1 + account.tax_rate))
    if account.tax_mode == "exclusive":
        return cents(subtotal * account.tax_rate)
    return ZERO


def with_tax(account: Account, amount: Fraction) -> Fraction:
    """R11: where tax is exclusive, a posting includes it; rounded to 2 decimals."""
    rate = account.tax_rate if account.tax_mode == "exclusive" else ZERO
    return cents(amount * (1 + rate))


# --- R11: postings, arrears, suspension -----------------------------------------------------------


def charge_postings(book: Book, invoice: Invoice, prepaid: Iterable[Prepaid]) -> list[Posting]:
    """What the period's charges take: prepaid and refunds at once, daily, and the rest monthly."""
    account = invoice.account
    postings = [
        Posting(line.moment, line.kind, line.entry_id, -with_tax(account, line.amount))
        for line in prepaid
        if line.account == account.account_id
    ]
    days: dict[date, Fraction] = defaultdict(lambda: ZERO)
    for line in invoice.lines:
        for detail in line.details:
            if detail.window.item.window == "day":
                days[detail.window.first] += detail.amount
    for day, amount in days.items():
        moment = datetime.combine(day + timedelta(days=1), book.settings.clock("settle.daily_at"))
        postings.append(Posting(moment, "daily", day.isoformat(), -with_tax(account, amount)))
    rest = invoice.total + sum(posting.amount for posting in postings)
    monthly = book.period.next_month.replace(day=int(book.settings.get("settle.monthly_day")))
    moment = datetime.combine(monthly, book.settings.clock("settle.monthly_at"))
    return postings + [Posting(moment, "monthly", book.period.name, -rest)]


def payment_postings(book: Book, account: str) -> list[Posting]:
    postings = []
    for entry in book.entries:
        if (
            entry.ledger == "payments"
            and entry.account == account
            and book.period.holds(entry.moment)
        ):
            amount = entry.amount or ZERO
            signed = -amount if entry.event == "withdrawal" else amount
            postings.append(Posting(entry.moment, entry.event, entry.entry_id, signed))
    return postings


def posting_order(posting: Posting) -> tuple[datetime, int, str]:
    """R11: at one time payments, refunds, prepaid, daily, monthly; then by reference."""
    ranks = {"refund": 1, "prepaid": 2, "daily": 3, "monthly": 4}
    return posting.moment, ranks.get(posting.kind, 0), posting.reference


class Balance:
    """The account's balance through the period, and what R11 says as it falls and rises."""

    def __init__(
        self, book: Book, account: Account, has_recordings: bool, has_pictures: bool
    ) -> None:
        self.account = account.account_id
        self.end = book.period.end
        self.grace = timedelta(seconds=int(book.settings.number("settle.grace_hours") * 3600))
        self.remind_below = book.settings.number("settle.remind_below")
        self.consequences = ["vod-unreadable"] * has_recordings + ["cos-policy"] * has_pictures
        self.balance = account.opening_balance
        self.states: list[tuple[datetime, str]] = []
        self.deadline: Optional[datetime] = None
        self.reminded: set[date] = set()
        self.notices: list[Notice] = []
        if self.balance < 0:
            self.fall(book.period.start)

    @property
    def state(self) -> str:
        return self.states[-1][1] if self.states else "active"

    def notice(self, moment: datetime, kind: str) -> None:
        self.notices.append(Notice(self.account, moment, kind))

    def fall(self, moment: datetime) -> None:
        self.states.append((moment, "arrears"))
        self.deadline = moment + self.grace
        self.notice(moment, "arrears")

    def suspend(self) -> None:
        assert self.deadline
        self.states.append((self.deadline, "suspended"))
        for kind in ["suspended"] + self.consequences:
            self.notice(self.deadline, kind)
        self.deadline = None

    def suspend_before(self, moment: datetime) -> None:
        """A top-up exactly at the end of the grace is in time: only what is before is suspended."""
        if self.deadline and self.deadline < moment:
            self.suspend()

    def post(self, posting: Posting) -> None:
        self.suspend_before(posting.moment)
        before = self.balance
        self.balance += posting.amount
        posting.balance = self.balance
        if self.balance < 0 and self.state == "active":
            self.fall(posting.moment)
        if self.balance >= 0 and self.state != "active":
            self.notice(
                posting.moment, "resumed" if self.state == "suspended" else "arrears-cleared"
            )
            self.states.append((posting.moment, "active"))
            self.deadline = None
        if before >= self.remind_below > self.balance >= 0:
            self.remind(posting.moment)

    def remind(self, moment: datetime) -> None:
        if moment.date() not in self.reminded:
            self.reminded.add(moment.date())
            self.notice(moment, "low-balance")

    def begins_suspended(self, day: date) -> bool:
        earlier = [state for moment, state in self.states if moment <= midnight(day)]
        return bool(earlier) and earlier[-1] == "suspended"


def settle(book: Book, invoice: Invoice, ledgers: Ledgers, balance: Balance) -> None:
    """R11: puts all postings in order and keeps the balance; those after the end are pending."""
    account = invoice.account.account_id
    postings = payment_postings(book, account) + charge_postings(book, invoice, ledgers.lines)
    postings = sorted((posting for posting in postings if posting.amount), key=posting_order)
    for posting in postings:
        if posting.moment < book.period.end:
            balance.post(posting)
    balance.suspend_before(book.period.end)
    opening = invoice.account.opening_balance
    first = Posting(book.period.start, "opening", book.period.name, opening, opening)
    invoice.postings = [first] + postings
    invoice.state = balance.state
    invoice.suspended_days = {day for day in book.period.days if balance.begins_suspended(day)}
