"""From rows of usage to quantities: R1 (arithmetic), R4 (elections), R2, R3, R5 and R7 (what is
measured)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from book import Book, Meterings, Period, Slots
from catalogue import ANY, REGIONS, Item
from reading import RowError, add_months

ZERO = Fraction(0)

# --- R1: arithmetic -------------------------------------------------------------------------------


def round_half_up(value: Fraction, places: int) -> Fraction:
    """R1: half up, away from zero."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def cents(value: Fraction) -> Fraction:
    return round_half_up(value, 2)


def region_order(region: str) -> int:
    """R6: mainland ap1 ap2 ap3 na eu me af sa, none last."""
    return REGIONS.index(region) if region else len(REGIONS)


@dataclass(frozen=True, order=True)
class Notice:
    account: str
    moment: datetime
    kind: str
    detail: str = ""


# --- R4: elections --------------------------------------------------------------------------------

DAILY_MODES = ("traffic_day", "bandwidth_day")
SCOPES = {"mainland": ("mainland",), "overseas": ("overseas",), "all": ("mainland", "overseas")}


def scope_of(region: str) -> str:
    """R4: mainland = region mainland; overseas = all other regions, and usage without one."""
    return "mainland" if region == "mainland" else "overseas"


@dataclass
class Timeline:
    """The modes of one account and scope: (first day, mode), ascending; traffic_day before."""

    changes: list[tuple[date, str]] = field(default_factory=list)
    election_days: set[date] = field(default_factory=set)

    def mode_on(self, day: date) -> str:
        mode = "traffic_day"
        for first, changed in self.changes:
            if first <= day:
                mode = changed
        return mode

    def elect(self, day: date, mode: str) -> bool:
        """Judged against the mode in force on `day`; cancels a pending change. False: ignored."""
        self.election_days.add(day)
        current = self.mode_on(day)
        self.changes = [change for change in self.changes if change[0] <= day]
        if mode == current:
            return False
        following = day + timedelta(days=1)
        first = following if current in DAILY_MODES else add_months(day.replace(day=1), 1)
        self.changes.append((first, mode))
        return True


class Modes:
    """How each account is billed on each day."""

    def __init__(self) -> None:
        self.timelines: dict[tuple[str, str], Timeline] = defaultdict(Timeline)

    def mode_on(self, account: str, region: str, day: date) -> str:
        return self.timelines[account, scope_of(region)].mode_on(day)


def take_elections(book: Book, notices: list[Notice]) -> Modes:
    """R4: at most one election a day per scope; an `all` row second in either is rejected whole."""
    modes = Modes()
    for election in book.elections:
        day = election.moment.date()
        timelines = [modes.timelines[election.account, scope] for scope in SCOPES[election.scope]]
        if any(day in timeline.election_days for timeline in timelines):
            book.report.reject(election.row, RowError("requested_at", "second-election"))
            continue
        changed = [timeline.elect(day, election.mode) for timeline in timelines]
        if not any(changed) and book.period.holds(election.moment):
            notices.append(Notice(election.account, election.moment, "election-ignored"))
    return modes


# --- R2, R3, R5, R7: from slots to quantities -----------------------------------------------------


@dataclass
class Window:
    """One (account, item, region, spec) in one day or month: what was used, and what packs
    covered."""

    account: str
    item: Item
    region: str
    spec: str
    first: date
    last: date
    quantity: Fraction
    active_days: int
    deducted: Fraction = ZERO
    draws: list[tuple[str, Fraction]] = field(default_factory=list)


DayOfItem = tuple[date, Slots, Fraction]


def slot_value(item: Item, base: Fraction | int) -> Fraction:
    """formats.md §3: an amount, or a rate (bytes become bit/s: × 8 / 300); in the item's unit."""
    value = Fraction(base) * (Fraction(8, 300) if item.slot_value == "rate" else 1)
    return value / item.unit_size


def day_value(item: Item, day: DayOfItem) -> Fraction:
    """What the item measures on one day: its sum, its task minutes, or its largest slot."""
    _, slots, tasks = day
    if item.aggregate == "task_minutes":
        return Fraction(tasks) / item.unit_size
    values = [slot_value(item, base) for base in slots.values()]
    return sum(values, ZERO) if item.aggregate == "sum" else max(values)


def has_usage(item: Item, day: DayOfItem) -> bool:
    """R1: usage means a quantity above 0 after rounding."""
    return round_half_up(day_value(item, day), 9) > 0


def measure(item: Item, days: list[DayOfItem], p95_rank: str) -> Fraction:
    """The quantity of a window, rounded once to 9 decimals (R1)."""
    active = [day for day in days if has_usage(item, day)]
    if item.aggregate in ("sum", "task_minutes"):
        return round_half_up(sum((day_value(item, day) for day in days), ZERO), 9)
    if not active:
        return ZERO
    if item.aggregate == "peak":
        return round_half_up(max(day_value(item, day) for day in active), 9)
    if item.aggregate == "avgpeak":
        return round_half_up(sum((day_value(item, day) for day in active), ZERO) / len(active), 9)
    return round_half_up(percentile_95(item, active, p95_rank), 9)


def percentile_95(item: Item, active: list[DayOfItem], rank: str) -> Fraction:
    """R5: of n × 288 slots, largest first, drop 5 % (rounded down, or up); the next counts."""
    values = sorted(
        (slot_value(item, base) for _, slots, _ in active for base in slots.values()), reverse=True
    )
    slots = len(active) * 288
    dropped = slots * 5 // 100 if rank == "floor" else -(-slots * 5 // 100)
    return values[dropped] if dropped < len(values) else ZERO


def push_is_unbalanced(
    book: Book, meterings: Meterings, item: Item, account: str, day: date
) -> bool:
    """R7: over all regions, push bytes > ratio × played bytes AND the day's push peak > the
    floor."""
    played_meters = ("miniprogram.traffic", "standard.traffic", "leb.traffic")
    pushed: Slots = defaultdict(int)
    played: Fraction | int = 0
    for (owner, meter, _, _), days in meterings.slots.items():
        if owner != account or day not in days:
            continue
        if meter in played_meters:
            played += sum(days[day].values())
        if meter == item.meter:
            for slot, base in days[day].items():
                pushed[slot] += base
    ratio = book.settings.number("policy.push_ratio")
    floor = book.settings.number("policy.push_floor_mbps")
    peak = Fraction(max(pushed.values(), default=0)) * 8 / 300 / 10**6
    return sum(pushed.values()) > ratio * played and peak > floor


def measure_all(book: Book, meterings: Meterings, modes: Modes) -> list[Window]:
    """Every window with usage, in catalogue order, region order, spec."""
    windows = []
    rank = book.settings.get("policy.p95_rank")
    for item in book.catalogue.items:
        keys = [key for key in meterings.slots if key[1] == item.meter]
        for key in sorted(keys, key=lambda key: (key[0], region_order(key[2]), key[3])):
            account, _, region, spec = key
            days = billed_days(book, meterings, modes, item, key)
            groups = [[day] for day in days] if item.window == "day" else [days]
            for group in groups:
                quantity = measure(item, group, rank) if group else ZERO
                if quantity > 0:
                    first, last = window_of(book.period, item, group)
                    active = sum(has_usage(item, day) for day in group)
                    windows.append(
                        Window(account, item, region, spec, first, last, quantity, active)
                    )
    return windows


def billed_days(
    book: Book, meterings: Meterings, modes: Modes, item: Item, key: tuple[str, str, str, str]
) -> list[DayOfItem]:
    """The days that this item prices: those of its mode (R4), and of a push only the unbalanced
    (R7)."""
    account, _, region, _ = key
    days = []
    for day in sorted(meterings.slots[key]):
        if item.mode not in (ANY, modes.mode_on(account, region, day)):
            continue
        if item.condition and not push_is_unbalanced(book, meterings, item, account, day):
            continue
        days.append((day, meterings.slots[key][day], Fraction(meterings.tasks[key][day])))
    return days


def window_of(period: Period, item: Item, group: list[DayOfItem]) -> tuple[date, date]:
    if item.window == "month":
        return period.first, period.last
    return group[0][0], group[0][0]
