"""The book of formats.md §2: settings, accounts, elections, ledgers and usage, row by row.

Reads what is needed for one period and keeps the rows in the order in which the rules take them.
Rejects concern the period: usage rows of its days, and rows of elections and ledgers before its end
(formats.md §6).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Callable, NamedTuple, Optional, TypeVar

from catalogue import CURRENCIES, MODES, REGIONS, Catalogue, Meter, read_catalogue
from reading import (
    FileError,
    Report,
    Row,
    RowError,
    days_between,
    days_in_month,
    find_table,
    midnight,
    parse_day,
    parse_decimal,
    parse_moment,
    read_bytes,
    read_rows,
    split_rows,
)


@dataclass(frozen=True)
class Period:
    """A month, or its days up to and with `--through`."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return days_between(self.first, self.last + timedelta(days=1))

    @property
    def month_length(self) -> int:
        return days_in_month(self.first.year, self.first.month)

    @property
    def next_month(self) -> date:
        return self.first + timedelta(days=self.month_length)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def make_period(name: str, through: str = "") -> Period:
    first = parse_day("period", name + "-01")
    last = first + timedelta(days=days_in_month(first.year, first.month) - 1)
    return Period(name, first, parse_day("through", through) if through else last)


@dataclass
class Settings:
    """livebill.ini, with the defaults of formats.md §2."""

    values: dict[str, str] = field(default_factory=dict)

    DEFAULTS = {
        "invoice.prefix": "LB",
        "tax.mode": "inclusive",
        "tax.rate": "0.06",
        "settle.daily_at": "10:00",
        "settle.monthly_day": "3",
        "settle.monthly_at": "10:00",
        "settle.grace_hours": "24",
        "settle.remind_below": "0",
        "input.encoding": "utf-8",
        "policy.missing_days": "error",
        "policy.push_ratio": "0.1",
        "policy.push_floor_mbps": "100",
        "policy.p95_rank": "floor",
        "output.language": "zh-CN",
    }

    def get(self, key: str) -> str:
        return self.values.get(key) or self.DEFAULTS[key]

    def number(self, key: str) -> Fraction:
        return parse_decimal(key, self.get(key), 8, negative=key == "settle.remind_below")

    def clock(self, key: str) -> time:
        return time.fromisoformat(self.get(key))


@dataclass(frozen=True)
class Account:
    account_id: str
    name: str
    language: str
    currency: str
    tax_mode: str
    tax_rate: Fraction
    discount: Fraction
    rate_plan: str
    opening_balance: Fraction
    closed: bool


@dataclass(frozen=True)
class Election:
    row: Row
    moment: datetime
    account: str
    scope: str
    mode: str


@dataclass(frozen=True)
class Entry:
    """A row of a ledger whose cells are right; which of them mean something depends on the
    event."""

    row: Row
    ledger: str
    entry_id: str
    moment: datetime
    account: str
    event: str
    code: str = ""
    app_id: str = ""
    quantity: int = 1
    amount: Optional[Fraction] = None
    reference: str = ""
    reason: str = ""
    used_before: Fraction = Fraction(0)
    description: str = ""


class UsageRow(NamedTuple):
    moment: datetime
    account: str
    app_id: str
    meter: str
    region: str
    spec: str
    resource: str
    base: Fraction | int


@dataclass
class Counts:
    """What became of every row of usage; a row is exactly one of these (formats.md §6)."""

    billed: int = 0
    duplicates: int = 0
    rejected: int = 0


LEDGERS = ("orders", "packs", "payments", "plugins")


@dataclass
class Book:
    period: Period
    settings: Settings
    catalogue: Catalogue
    report: Report
    folder: Path
    accounts: dict[str, Account] = field(default_factory=dict)
    elections: list[Election] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    usage: list[UsageRow] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    earlier: dict[date, list[UsageRow]] = field(default_factory=dict)

    def usage_of(self, day: date) -> list[UsageRow]:
        """The rows of a day before the period, too (R9); what is wrong with them is not our
        concern."""
        if day >= self.period.first:
            return [row for row in self.usage if row.moment.date() == day]
        if day not in self.earlier:
            other = Book(
                self.period, self.settings, self.catalogue, Report(), self.folder, self.accounts
            )
            self.earlier[day] = read_usage_day(other, day, Counts())
        return self.earlier[day]


def read_book(folder: Path, templates: Path, period: Period, report: Report) -> Book:
    settings = read_settings(folder / "livebill.ini", report)
    shipped = templates / "catalog" if (templates / "catalog").is_dir() else templates
    encoding = settings.get("input.encoding")
    catalogue = read_catalogue(shipped, folder / "catalog", encoding, report)
    book = Book(period, settings, catalogue, report, folder)
    read_accounts(book)
    read_elections(book)
    for ledger in LEDGERS:
        read_ledger(book, ledger)
    book.entries.sort(key=lambda entry: (entry.moment, LEDGERS.index(entry.ledger), entry.entry_id))
    if not report.errors:
        check_manifest(book)
        for day in period.days:
            book.usage += read_usage_day(book, day, book.counts)
    return book


def read_settings(path: Path, report: Report) -> Settings:
    settings = Settings()
    if not path.exists():
        report.error("livebill.ini: the file is missing")
        return settings
    section = ""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif line and line[0] not in ";#" and "=" in line:
            key, value = line.split("=", 1)
            settings.values[f"{section}.{key.strip()}"] = value.strip()
    if not settings.values.get("issuer.name"):
        report.error("livebill.ini: [issuer] name is missing")
    return settings


Value = TypeVar("Value")


def read_table(book: Book, name: str, required: list[str]) -> list[Row]:
    """The rows of a file of the book; none where it is optional and absent."""
    try:
        path = find_table(book.folder / name)
    except FileError as problem:
        book.report.error(str(problem))
        return []
    if path is None:
        if name == "accounts.csv":
            book.report.error("accounts.csv: the file is missing")
        return []
    label = name + ".gz" if path.name.endswith(".gz") else name
    return read_rows(path, label, required, book.settings.get("input.encoding"), book.report)


def concerns_period(book: Book, row: Row, column: str) -> bool:
    """formats.md §6: of elections and ledgers, only rows before the period's end are rejected."""
    try:
        return parse_moment(column, row.get(column)) < book.period.end
    except RowError:
        return True


# --- accounts and elections ----------------------------------------------------------------------


def read_accounts(book: Book) -> None:
    seen: set[str] = set()
    for row in read_table(book, "accounts.csv", ["account_id", "name"]):
        try:
            row.check_encoding()
            account_id = row.needed_identifier("account_id")
            if account_id in seen:
                raise RowError("account_id", "duplicate-account")
            seen.add(account_id)
            book.accounts[account_id] = read_account(row, book.settings)
        except RowError as problem:
            book.report.reject(row, problem)


def read_account(row: Row, settings: Settings) -> Account:
    row.need("name")
    discount = row.decimal("discount", 8, Fraction(1))
    tax_rate = row.decimal("tax_rate", 8, settings.number("tax.rate"))
    opening = row.decimal("opening_balance", 2, Fraction(0), negative=True)
    assert discount is not None and tax_rate is not None and opening is not None
    if not 0 < discount <= 1:
        raise RowError("discount", "bad-number")
    return Account(
        account_id=row.get("account_id"),
        name=row.text("name", 1000),
        language=row.word("language", ("zh-CN", "en"), settings.get("output.language")),
        currency=row.word("currency", CURRENCIES, "CNY"),
        tax_mode=row.word("tax_mode", ("inclusive", "exclusive", "none"), settings.get("tax.mode")),
        tax_rate=tax_rate,
        discount=discount,
        rate_plan=row.identifier("rate_plan", "list"),
        opening_balance=opening,
        closed=row.word("status", ("active", "closed"), "active") == "closed",
    )


def known_account(book: Book, row: Row) -> str:
    account_id = row.needed_identifier("account_id")
    if account_id not in book.accounts:
        raise RowError("account_id", "unknown-account")
    return account_id


def read_elections(book: Book) -> None:
    for row in read_table(book, "elections.csv", ["requested_at", "account_id", "scope", "mode"]):
        try:
            election = read_election(book, row)
        except RowError as problem:
            if concerns_period(book, row, "requested_at"):
                book.report.reject(row, problem)
            continue
        if election.moment < book.period.end:
            book.elections.append(election)
    book.elections.sort(key=lambda election: (election.moment, election.row.line))


def read_election(book: Book, row: Row) -> Election:
    row.check_encoding()
    return Election(
        row=row,
        moment=row.moment("requested_at"),
        account=known_account(book, row),
        scope=row.word("scope", ("mainland", "overseas", "all")),
        mode=row.word("mode", MODES),
    )


# --- ledgers -------------------------------------------------------------------------------------

LEDGER_COLUMNS = {
    "orders": ["entry_id", "time", "account_id", "item"],
    "packs": ["entry_id", "time", "account_id", "event"],
    "payments": ["entry_id", "time", "account_id", "kind", "amount"],
    "plugins": ["entry_id", "time", "account_id", "event"],
}


def read_ledger(book: Book, ledger: str) -> None:
    """formats.md §2: the second use of an entry_id, in file order, is rejected."""
    used: set[str] = set()
    for row in read_table(book, f"ledger/{ledger}.csv", LEDGER_COLUMNS[ledger]):
        try:
            row.check_encoding()
            entry_id = row.needed_identifier("entry_id")
            second = entry_id in used
            used.add(entry_id)
            entry = ENTRY_READERS[ledger](book, row, entry_id)
            if second:
                raise RowError("entry_id", "duplicate-entry")
        except RowError as problem:
            if concerns_period(book, row, "time"):
                book.report.reject(row, problem)
            continue
        if entry.moment < book.period.end:
            book.entries.append(entry)


def read_order_entry(book: Book, row: Row, entry_id: str) -> Entry:
    moment, account = row.moment("time"), known_account(book, row)
    item = row.needed_identifier("item")
    manual = item == "manual"
    if manual:
        row.need("amount")
        row.need("description")
    return Entry(
        row,
        "orders",
        entry_id,
        moment,
        account,
        "purchase",
        code=item,
        quantity=row.count("quantity", 1),
        amount=row.decimal("amount", 2, negative=manual),
        description=row.text("description", 1000),
    )


def read_pack_entry(book: Book, row: Row, entry_id: str) -> Entry:
    moment, account = row.moment("time"), known_account(book, row)
    event = row.word("event", ("purchase", "grant", "refund_request"))
    if event == "refund_request":
        reference = row.needed_identifier("reference")
        return Entry(row, "packs", entry_id, moment, account, event, reference=reference)
    used_before = row.decimal("used_before", 9, Fraction(0))
    assert used_before is not None
    if used_before > 0 and moment >= book.period.start:
        raise RowError("used_before", "bad-value")
    return Entry(
        row,
        "packs",
        entry_id,
        moment,
        account,
        event,
        code=row.needed_identifier("pack"),
        quantity=row.count("quantity", 1),
        amount=row.decimal("amount", 2),
        used_before=used_before,
    )


def read_payment_entry(book: Book, row: Row, entry_id: str) -> Entry:
    moment, account = row.moment("time"), known_account(book, row)
    kind = row.word("kind", ("topup", "withdrawal", "adjustment"))
    amount = row.needed_decimal("amount", 2, negative=kind == "adjustment")
    return Entry(row, "payments", entry_id, moment, account, kind, amount=amount)


PLUGIN_EVENTS = ("purchase", "grant", "refund_request", "refund_block", "ban", "unban")
REFUND_REASONS = ("category_mismatch", "content_violation", "other")


def read_plugin_entry(book: Book, row: Row, entry_id: str) -> Entry:
    moment, account = row.moment("time"), known_account(book, row)
    event = row.word("event", PLUGIN_EVENTS)
    if event in ("purchase", "grant"):
        row.need("app_id")
    if event in ("grant", "refund_request", "refund_block"):
        row.need("reference")
    reason = row.word("reason", REFUND_REASONS) if event == "refund_request" else ""
    return Entry(
        row,
        "plugins",
        entry_id,
        moment,
        account,
        event,
        code=row.identifier("licence", "miniprogram-plugin"),
        app_id=row.identifier("app_id"),
        quantity=row.count("years", 1),
        amount=row.decimal("amount", 2),
        reference=row.identifier("reference"),
        reason=reason,
    )


ENTRY_READERS: dict[str, Callable[[Book, Row, str], Entry]] = {
    "orders": read_order_entry,
    "packs": read_pack_entry,
    "payments": read_payment_entry,
    "plugins": read_plugin_entry,
}

# --- usage ---------------------------------------------------------------------------------------

UNITS = {
    "bytes": {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12},
    "seconds": {"s": 1, "min": 60, "h": 3600},
    "count": {"count": 1},
}
USAGE_COLUMNS = ["time", "account_id", "meter", "region", "quantity", "unit"]
SLOT = timedelta(minutes=5)


def usage_files(folder: Path, day: date) -> list[Path]:
    """All files whose names begin with the day, in the order of their names."""
    if not (folder / "usage").is_dir():
        return []
    names = [path for path in (folder / "usage").iterdir() if path.name.startswith(day.isoformat())]
    files = [path for path in names if path.name.endswith((".csv", ".csv.gz"))]
    return sorted(files, key=lambda path: path.name.encode())


def read_usage_day(book: Book, day: date, counts: Counts) -> list[UsageRow]:
    files = usage_files(book.folder, day)
    if not files and book.settings.get("policy.missing_days") == "error":
        book.report.error(f"usage: {day} has no file (missing-day)")
    check_packed_twins(book, files)
    kept: list[UsageRow] = []
    first: dict[tuple, UsageRow] = {}
    contents: list[list] = []
    for path in files:
        label = f"usage/{path.name}"
        encoding = book.settings.get("input.encoding")
        rejected = len(book.report.rejects)
        rows = read_rows(path, label, USAGE_COLUMNS, encoding, book.report)
        contents.append(sorted(sorted(row.cells.items()) for row in rows))
        for row in rows:
            take_usage_row(book, row, day, first, kept, counts)
        counts.rejected += len(book.report.rejects) - rejected
    for number, content in enumerate(contents):
        if content and content in contents[:number]:
            book.report.error(f"usage: two files of {day} hold the same rows")
    return kept


def check_packed_twins(book: Book, files: list[Path]) -> None:
    names = {path.name for path in files}
    for name in names:
        if name + ".gz" in names:
            book.report.error(f"usage/{name}: stands beside {name}.gz")


def take_usage_row(
    book: Book,
    row: Row,
    day: date,
    first: dict[tuple, UsageRow],
    kept: list[UsageRow],
    counts: Counts,
) -> None:
    """formats.md §2: an equal second row is a duplicate, another quantity a conflict; the first
    stays."""
    try:
        usage = read_usage_row(book, row, day)
        meter = book.catalogue.meters[usage.meter]
        key = usage[:-1]
        comparable = meter.timing == "slot" or usage.resource != ""
        if comparable and key in first:
            if first[key].base != usage.base:
                raise RowError("quantity", "conflict")
            counts.duplicates += 1
            return
        first[key] = usage
        kept.append(usage)
        counts.billed += 1
    except RowError as problem:
        book.report.reject(row, problem)


def read_usage_row(book: Book, row: Row, day: date) -> UsageRow:
    row.check_encoding()
    moment = row.moment("time")
    account = known_account(book, row)
    meter = book.catalogue.meters.get(row.needed_identifier("meter"))
    if meter is None:
        raise RowError("meter", "unknown-meter")
    region = read_region(row, meter)
    quantity = row.needed_decimal("quantity", 30)
    size = UNITS[meter.kind].get(row.need("unit"))
    if size is None:
        raise RowError("unit", "bad-unit")
    resource = row.text("resource", 256)
    if not resource.isprintable():
        raise RowError("resource", "bad-value")
    app_id, spec = row.identifier("app_id"), row.identifier("spec")
    if moment.date() != day:
        raise RowError("time", "wrong-day")
    if meter.timing == "slot" and (moment - midnight(day)) % SLOT:
        raise RowError("time", "off-grid")
    base = quantity * size
    whole: Fraction | int = int(base) if base.denominator == 1 else base
    return UsageRow(moment, account, app_id, meter.meter, region, spec, resource, whole)


def read_region(row: Row, meter: Meter) -> str:
    region = row.get("region")
    if region == "":
        if meter.regions == "required":
            raise RowError("region", "missing-value")
        return ""
    if meter.regions == "none" or region not in REGIONS:
        raise RowError("region", "unknown-region")
    return region


def check_manifest(book: Book) -> None:
    """usage/MANIFEST.csv: what it lists must agree with the files of that name."""
    rows = read_table(book, "usage/MANIFEST.csv", ["file", "rows", "sha256"])
    for row in rows:
        path = book.folder / "usage" / row.get("file")
        if not path.is_file():
            book.report.error(f"{row.file}:{row.line}: {row.get('file')} is not there")
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != row.get("sha256").lower():
            book.report.error(f"{row.file}:{row.line}: {row.get('file')} has another sha256")
        if count_rows(path) != row.get("rows"):
            book.report.error(
                f"{row.file}:{row.line}: {row.get('file')} has another number of rows"
            )


def count_rows(path: Path) -> str:
    return str(len(list(split_rows(read_bytes(path)))) - 1)


def slot_of(moment: datetime) -> datetime:
    return moment - (moment - midnight(moment.date())) % SLOT


Slots = dict[datetime, Fraction | int]


@dataclass
class Meterings:
    """Per (account, meter, region, spec) and day: the total of each slot, and the task seconds
    (R7)."""

    slots: dict[tuple[str, str, str, str], dict[date, Slots]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    )
    tasks: dict[tuple[str, str, str, str], dict[date, Fraction | int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )


def fold_usage(book: Book) -> Meterings:
    """Sums the rows over resources and AppIDs; a row counts for the meter it names in `also`,
    too."""
    meterings = Meterings()
    for row in book.usage:
        also = book.catalogue.meters[row.meter].also
        for meter in (row.meter, also) if also else (row.meter,):
            key = (row.account, meter, row.region, row.spec)
            day = row.moment.date()
            meterings.slots[key][day][slot_of(row.moment)] += row.base
            meterings.tasks[key][day] += max(60, row.base) if row.base > 0 else 0
    return meterings
