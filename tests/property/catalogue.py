"""The catalogue of formats.md §3: what is counted, what is charged, and at which prices.

Shipped files, replaced kind by kind by BOOK/catalog/KIND.csv; every `rates*.csv` is of the kind
rates, and `rates+NAME.csv` in a book adds rows to the rates instead of replacing them. A wrong row
is an error: nothing can be billed with half a price list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Callable, Optional, TypeVar

from reading import FileError, Report, Row, RowError, find_table, read_rows

ANY = "*"
MODES = (
    "traffic_day",
    "bandwidth_day",
    "traffic_month",
    "bandwidth_p95_month",
    "bandwidth_avgpeak_month",
)
REGIONS = ("mainland", "ap1", "ap2", "ap3", "na", "eu", "me", "af", "sa")
CURRENCIES = ("CNY", "USD")
MODELS = ("reach", "reach_above", "graduated", "graduated_above", "flat")
FOREVER = date.max


@dataclass(frozen=True)
class Meter:
    meter: str
    kind: str
    timing: str
    regions: str
    also: str


@dataclass(frozen=True)
class Item:
    order: int
    item: str
    meter: str
    mode: str
    aggregate: str
    slot_value: str
    window: str
    unit: str
    unit_size: Fraction
    free: Fraction
    round_up_to: Fraction
    prorate: str
    condition: str
    discountable: bool
    product: str
    names: dict[str, str]


@dataclass(frozen=True)
class Tier:
    tier_from: Fraction
    unit_price: Fraction
    flat_price: Fraction
    block: Fraction
    source: str


@dataclass
class Rate:
    """All tiers of one (plan, item, region, spec, currency, from, until)."""

    region: str
    spec: str
    first: date
    until: date
    model: str
    tiers: list[Tier] = field(default_factory=list)


@dataclass(frozen=True)
class PackKind:
    pack: str
    kind: str
    size: Fraction
    months: int
    covers_mode: str
    currency: str
    first: date
    until: date
    price: Optional[Fraction]
    grants: tuple[str, ...]
    names: dict[str, str]


@dataclass(frozen=True)
class Ratio:
    kind: str
    item: str
    region: str
    spec: str
    ratio: Fraction
    priority: Fraction
    first: date
    until: date


@dataclass(frozen=True)
class Price:
    """A licence for a year or another prepaid thing."""

    code: str
    currency: str
    first: date
    until: date
    price: Optional[Fraction]
    names: dict[str, str]


@dataclass
class Catalogue:
    meters: dict[str, Meter] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    rates: dict[tuple[str, str, str], list[Rate]] = field(default_factory=dict)
    packs: list[PackKind] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    licences: list[Price] = field(default_factory=list)
    orders: list[Price] = field(default_factory=list)

    def find_rate(
        self, plan: str, item: str, region: str, spec: str, currency: str, day: date
    ) -> Optional[Rate]:
        """R12: the account's plan, then `list`; an exact region before `*`, then an exact spec."""
        for name in (plan, "list"):
            found = [
                rate
                for rate in self.rates.get((name, item, currency), [])
                if rate.first <= day < rate.until
                and rate.region in (region, ANY)
                and rate.spec in (spec, ANY)
            ]
            if found:
                return min(found, key=lambda rate: (rate.region == ANY, rate.spec == ANY))
        return None

    def find_ratio(
        self, kind: str, item: str, region: str, spec: str, day: date
    ) -> Optional[Ratio]:
        """formats.md §3: a row with an exact value goes before one with `*`, in the order of the
        key."""
        found = [
            ratio
            for ratio in self.ratios
            if ratio.kind == kind
            and ratio.first <= day < ratio.until
            and ratio.item in (item, ANY)
            and ratio.region in (region, ANY)
            and ratio.spec in (spec, ANY)
        ]
        exactness: Callable[[Ratio], tuple[bool, ...]] = lambda ratio: (
            ratio.item == ANY,
            ratio.region == ANY,
            ratio.spec == ANY,
        )
        return min(found, key=exactness) if found else None

    def find_pack(self, pack: str, currency: str, day: date) -> Optional[PackKind]:
        for row in self.packs:
            if row.pack == pack and row.currency == currency and row.first <= day < row.until:
                return row
        return None


def find_price(prices: list[Price], code: str, currency: str, day: date) -> Optional[Price]:
    for row in prices:
        if row.code == code and row.currency == currency and row.first <= day < row.until:
            return row
    return None


# --- reading -------------------------------------------------------------------------------------


def read_catalogue(shipped: Path, own: Path, encoding: str, report: Report) -> Catalogue:
    catalogue = Catalogue()
    source = Source(shipped, own, encoding, report)
    for meter in source.read("meters", METER_COLUMNS, read_meter):
        catalogue.meters[meter.meter] = meter
    for order, item in enumerate(source.read("items", ITEM_COLUMNS, read_item)):
        catalogue.items.append(replace(item, order=order))
    catalogue.packs = source.read("packs", PACK_COLUMNS, read_pack)
    catalogue.ratios = source.read("pack_ratios", RATIO_COLUMNS, read_ratio)
    catalogue.licences = source.read("licences", LICENCE_COLUMNS, read_licence)
    catalogue.orders = source.read("orders", ORDER_COLUMNS, read_order)
    for path, label, of_encoding in source.rate_files():
        for row in read_rows(path, label, RATE_COLUMNS, of_encoding, report):
            source.convert(row, lambda cells: add_rate(catalogue, cells, path.name))
    check_rates(catalogue, report)
    return catalogue


Value = TypeVar("Value")


@dataclass
class Source:
    """Where the files of a kind are, and how a wrong row is named."""

    shipped: Path
    own: Path
    encoding: str
    report: Report

    def read(self, kind: str, required: list[str], convert: Callable[[Row], Value]) -> list[Value]:
        path, label, encoding = self.file_of(kind)
        if path is None:
            return []
        rows = read_rows(path, label, required, encoding, self.report)
        values = [self.convert(row, convert) for row in rows]
        return [value for value in values if value is not None]

    def file_of(self, kind: str) -> tuple[Optional[Path], str, str]:
        try:
            own = find_table(self.own / f"{kind}.csv")
            if own:
                return own, f"catalog/{own.name}", self.encoding
            shipped = find_table(self.shipped / f"{kind}.csv")
            return shipped, f"templates/catalog/{kind}.csv", "utf-8"
        except FileError as problem:
            self.report.error(str(problem))
            return None, "", ""

    def rate_files(self) -> list[tuple[Path, str, str]]:
        """The book's rates replace the shipped ones, and its rates+NAME are added to what
        stands."""
        own = table_files(self.own)
        added = [path for path in own if path.name.startswith("rates+")]
        replacing = [path for path in own if path not in added]
        files = [(path, f"catalog/{path.name}", self.encoding) for path in replacing]
        if not replacing:
            files = [(path, path.name, "utf-8") for path in table_files(self.shipped)]
        return files + [(path, f"catalog/{path.name}", self.encoding) for path in added]

    def convert(self, row: Row, convert: Callable[[Row], Value]) -> Optional[Value]:
        try:
            row.check_encoding()
            return convert(row)
        except RowError as problem:
            self.report.error(f"{row.file}:{row.line}: {problem.column}: {problem.code}")
            return None


def table_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    names = [path for path in folder.iterdir() if path.name.startswith("rates")]
    return sorted(path for path in names if path.name.endswith((".csv", ".csv.gz")))


METER_COLUMNS = ["meter", "kind", "timing", "regions"]
ITEM_COLUMNS = ["item", "meter", "mode", "aggregate", "window", "unit", "unit_size"]
RATE_COLUMNS = ["plan", "item", "currency", "from", "model", "unit_price"]
PACK_COLUMNS = ["pack", "kind", "size", "unit", "months", "currency", "from", "price"]
RATIO_COLUMNS = ["kind", "item", "region", "ratio", "priority"]
LICENCE_COLUMNS = ["licence", "currency", "from", "price_per_year"]
ORDER_COLUMNS = ["item", "currency", "from", "price"]


def read_meter(row: Row) -> Meter:
    return Meter(
        meter=row.needed_identifier("meter"),
        kind=row.word("kind", ("bytes", "seconds", "count")),
        timing=row.word("timing", ("slot", "event")),
        regions=row.word("regions", ("required", "optional", "none")),
        also=row.identifier("also"),
    )


def read_item(row: Row) -> Item:
    return Item(
        order=0,
        item=row.needed_identifier("item"),
        meter=row.needed_identifier("meter"),
        mode=row.word("mode", MODES + (ANY,)),
        aggregate=row.word("aggregate", ("sum", "peak", "p95", "avgpeak", "task_minutes")),
        slot_value=row.word("slot_value", ("amount", "rate"), "amount"),
        window=row.word("window", ("day", "month")),
        unit=row.need("unit"),
        unit_size=row.needed_decimal("unit_size", 9),
        free=row.decimal("free", 9) or Fraction(0),
        round_up_to=row.decimal("round_up_to", 9) or Fraction(0),
        prorate=row.word("prorate", ("none", "active_days"), "none"),
        condition=row.word("condition", ("", "push_imbalance")),
        discountable=row.word("discountable", ("yes", "no"), "yes") == "yes",
        product=row.get("product"),
        names=names_of(row),
    )


def names_of(row: Row) -> dict[str, str]:
    return {"zh-CN": row.get("name_zh"), "en": row.get("name_en")}


def validity(row: Row) -> tuple[date, date]:
    first = row.day("from") or date.min
    return first, row.day("until") or FOREVER


def place_of(row: Row, column: str) -> str:
    """A region or spec of a price: `*` is any, and no value is the usage that has none."""
    value = row.get(column)
    return "" if value == "none" else value


def add_rate(catalogue: Catalogue, row: Row, file_name: str) -> bool:
    key = (row.need("plan"), row.need("item"), row.word("currency", CURRENCIES))
    first, until = validity(row)
    region, spec, model = place_of(row, "region"), place_of(row, "spec"), row.word("model", MODELS)
    rates = catalogue.rates.setdefault(key, [])
    for rate in rates:
        if (rate.region, rate.spec, rate.first, rate.until) == (region, spec, first, until):
            if rate.model != model:
                raise RowError("model", "bad-value")
            break
    else:
        rate = Rate(region, spec, first, until, model)
        rates.append(rate)
    rate.tiers.append(read_tier(row, f"{file_name}:{row.line}"))
    rate.tiers.sort(key=lambda tier: tier.tier_from)
    return True


def read_tier(row: Row, source: str) -> Tier:
    zero = Fraction(0)
    tier_from = row.decimal("tier_from", 9, zero)
    flat_price = row.decimal("flat_price", 8, zero)
    block = row.decimal("block", 9, zero)
    assert tier_from is not None and flat_price is not None and block is not None
    return Tier(tier_from, row.needed_decimal("unit_price", 8), flat_price, block, source)


def check_rates(catalogue: Catalogue, report: Report) -> None:
    """Overlapping rows are an error (formats.md §3); so are two tiers that begin at one place."""
    for key, rates in catalogue.rates.items():
        for number, rate in enumerate(rates):
            starts = [tier.tier_from for tier in rate.tiers]
            if len(set(starts)) != len(starts):
                report.error(f"rates: {key}: two tiers begin at the same place")
            for other in rates[:number]:
                same = (rate.region, rate.spec) == (other.region, other.spec)
                if same and rate.first < other.until and other.first < rate.until:
                    report.error(f"rates: {key}: rows overlap")


def read_pack(row: Row) -> PackKind:
    first, until = validity(row)
    return PackKind(
        pack=row.needed_identifier("pack"),
        kind=row.needed_identifier("kind"),
        size=row.needed_decimal("size", 9),
        months=row.count("months", 12),
        covers_mode=row.word("covers_mode", MODES + (ANY,), ANY),
        currency=row.word("currency", CURRENCIES),
        first=first,
        until=until,
        price=row.decimal("price", 8),
        grants=tuple(code for code in row.get("grants").split(";") if code),
        names=names_of(row),
    )


def read_ratio(row: Row) -> Ratio:
    first, until = validity(row)
    return Ratio(
        kind=row.need("kind"),
        item=row.need("item"),
        region=place_of(row, "region"),
        spec=place_of(row, "spec"),
        ratio=row.needed_decimal("ratio", 9),
        priority=row.needed_decimal("priority", 9),
        first=first,
        until=until,
    )


def read_licence(row: Row) -> Price:
    first, until = validity(row)
    price = row.decimal("price_per_year", 8)
    return Price(
        row.needed_identifier("licence"),
        row.word("currency", CURRENCIES),
        first,
        until,
        price,
        names_of(row),
    )


def read_order(row: Row) -> Price:
    first, until = validity(row)
    price = row.decimal("price", 8)
    return Price(
        row.needed_identifier("item"),
        row.word("currency", CURRENCIES),
        first,
        until,
        price,
        names_of(row),
    )
