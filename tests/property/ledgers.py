"""What the ledgers bring about: R6 and R10 (packs), R8 and R9 (licences), taken day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Iterator, Optional, Sequence

from book import Book, Entry
from catalogue import ANY, PackKind, find_price
from quantities import ZERO, Modes, Notice, Window, cents, region_order, round_half_up
from reading import RowError, add_months, days_between, midnight

PLUGIN = "miniprogram-plugin"


@dataclass
class Pack:
    pack_id: str
    account: str
    kind: PackKind
    bought_at: datetime
    expiry: date
    remainder: Fraction
    opening: Fraction = ZERO
    bought: Fraction = ZERO
    used: Fraction = ZERO
    lapsed: Fraction = ZERO
    first_draw: Optional[date] = None
    refunded: bool = False

    @property
    def start(self) -> date:
        return self.bought_at.date()

    def covers(self, day: date) -> bool:
        """R6: purchase day ≤ d < expiry day, and not refunded."""
        return self.start <= day < self.expiry and not self.refunded and self.remainder > 0


@dataclass
class Purchase:
    """A purchase or grant of any ledger that was accepted, with what was charged for it."""

    entry: Entry
    amount: Fraction
    list_amount: Fraction
    packs: list[Pack] = field(default_factory=list)
    granted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refunded_at: Optional[datetime] = None


@dataclass(frozen=True)
class Prepaid:
    """A prepaid or a refund line before it has a number."""

    moment: datetime
    ledger: str
    entry_id: str
    account: str
    kind: str
    item: str
    reference: str
    quantity: int
    unit: str
    list_amount: Fraction
    amount: Fraction


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


@dataclass
class Licence:
    """The purchases and grants of one licence for one AppID (R8)."""

    entries: list[Purchase] = field(default_factory=list)

    def validity(self, at: datetime) -> Optional[tuple[datetime, datetime]]:
        """[from, until) of the latest validity, as the entries up to `at` make it; None: never
        any."""
        known = [purchase for purchase in self.entries if purchase.entry.moment <= at]
        left = [
            purchase
            for purchase in known
            if not (purchase.refunded_at and purchase.refunded_at <= at)
        ]
        if left:
            return chain(left)
        if not known:
            return None
        ended = max(purchase.refunded_at for purchase in known if purchase.refunded_at)
        start, _ = chain([purchase for purchase in known if purchase.refunded_at == ended])
        return start, ended

    def is_valid(self, at: datetime) -> bool:
        validity = self.validity(at)
        return validity is not None and validity[0] <= at < validity[1]


def chain(purchases: Sequence[Purchase]) -> tuple[datetime, datetime]:
    """R8: while it is valid an entry adds its years to the last day, else it begins anew."""
    start, until, last_day = datetime.min, datetime.min, date.min
    for purchase in purchases:
        moment, years = purchase.entry.moment, licence_years(purchase.entry)
        if moment < until:
            last_day = add_years(last_day, years)
        else:
            start, last_day = moment, add_years(moment.date(), years)
        until = midnight(last_day + timedelta(days=1))
    return start, until


def licence_years(entry: Entry) -> int:
    """R8: a grant is always of 1 year."""
    return entry.quantity if entry.event == "purchase" else 1


class Ledgers:
    """What purchases, grants, bans and refunds have made so far; entries are taken one by one."""

    def __init__(self, book: Book, modes: Modes, notices: list[Notice]) -> None:
        self.book = book
        self.modes = modes
        self.notices = notices
        self.lines: list[Prepaid] = []
        self.pack_purchases: dict[str, Purchase] = {}
        self.plugin_purchases: dict[str, Purchase] = {}
        self.licences: dict[tuple[str, str, str], Licence] = defaultdict(Licence)
        self.holders: dict[str, str] = {}
        self.first_plugin: dict[str, datetime] = {}
        self.banned_accounts: set[str] = set()
        self.banned_apps: dict[str, set[str]] = defaultdict(set)
        self.requests = {
            entry.entry_id: entry.account
            for entry in book.entries
            if entry.ledger == "plugins" and entry.event == "refund_request"
        }
        self.blocked = {
            entry.reference
            for entry in book.entries
            if entry.event == "refund_block" and self.requests.get(entry.reference) == entry.account
        }

    def take(self, entry: Entry) -> None:
        takers = {
            "orders": self.take_order,
            "packs": self.take_pack_entry,
            "plugins": self.take_plugin_entry,
        }
        if entry.ledger == "payments":
            return
        try:
            takers[entry.ledger](entry)
        except RowError as problem:
            self.book.report.reject(entry.row, problem)

    # What can be bought, in the order of the codes (R8)

    def check_may_buy(self, entry: Entry) -> None:
        """R8: closed-account, appid-bound, banned, in this order."""
        if self.book.accounts[entry.account].closed:
            raise RowError("account_id", "closed-account")
        if entry.app_id and self.holders.get(entry.app_id, entry.account) != entry.account:
            raise RowError("app_id", "appid-bound")
        if self.banned_apps.get(entry.app_id):
            raise RowError("app_id", "banned")
        if entry.account in self.banned_accounts:
            raise RowError("account_id", "banned")

    def currency(self, entry: Entry) -> str:
        return self.book.accounts[entry.account].currency

    def charge(self, entry: Entry, price: Optional[Fraction], column: str) -> Purchase:
        """The amount given, else list price × quantity; what has no price is not sold."""
        if price is None:
            raise RowError(column, "not-sold")
        listed = price * entry.quantity
        amount = cents(listed) if entry.amount is None else entry.amount
        return Purchase(entry, amount, round_half_up(listed, 8))

    def add_line(self, purchase: Purchase, kind: str, request: Entry) -> None:
        """A prepaid line, or the refund line of its negative; only what falls into the period."""
        if not self.book.period.holds(request.moment):
            return
        entry, sign = purchase.entry, -1 if kind == "refund" else 1
        units = {"orders": "order", "packs": "pack", "plugins": "year"}
        self.lines.append(
            Prepaid(
                request.moment,
                request.ledger,
                request.entry_id,
                entry.account,
                kind,
                entry.code,
                entry.entry_id,
                entry.quantity,
                units[entry.ledger],
                sign * purchase.list_amount,
                sign * purchase.amount,
            )
        )

    def deny(self, entry: Entry, reason: str) -> None:
        if self.book.period.holds(entry.moment):
            self.notices.append(Notice(entry.account, entry.moment, "refund-denied", reason))

    # orders.csv

    def take_order(self, entry: Entry) -> None:
        self.check_may_buy(entry)
        if entry.code == "manual":
            assert entry.amount is not None
            purchase = Purchase(entry, entry.amount, entry.amount)
        else:
            orders = self.book.catalogue.orders
            if all(order.code != entry.code for order in orders):
                raise RowError("item", "unknown-item")
            price = find_price(orders, entry.code, self.currency(entry), entry.moment.date())
            purchase = self.charge(entry, price.price if price else None, "item")
        self.add_line(purchase, "prepaid", entry)

    # packs.csv: R6 and R10

    def take_pack_entry(self, entry: Entry) -> None:
        if entry.event == "refund_request":
            self.refund_packs(entry)
            return
        self.check_may_buy(entry)
        if all(pack.pack != entry.code for pack in self.book.catalogue.packs):
            raise RowError("pack", "unknown-pack")
        kind = self.book.catalogue.find_pack(entry.code, self.currency(entry), entry.moment.date())
        if kind is None:
            raise RowError("pack", "not-sold")
        if entry.used_before > kind.size:
            raise RowError("used_before", "bad-number")
        if entry.event == "grant":
            purchase = Purchase(entry, ZERO, ZERO)
        else:
            purchase = self.charge(entry, kind.price, "pack")
            self.add_line(purchase, "prepaid", entry)
        purchase.packs = [self.make_pack(entry, kind, name) for name in pack_names(entry)]
        self.pack_purchases[entry.entry_id] = purchase

    def make_pack(self, entry: Entry, kind: PackKind, pack_id: str) -> Pack:
        expiry = add_months(entry.moment.date(), kind.months)
        pack = Pack(
            pack_id, entry.account, kind, entry.moment, expiry, kind.size - entry.used_before
        )
        if entry.moment >= self.book.period.start:
            pack.bought = kind.size
        return pack

    def refund_packs(self, entry: Entry) -> None:
        """R10: whole, unused, and until the end of purchase day + 5; all packs of the entry
        together."""
        purchase = self.pack_purchases.get(entry.reference)
        if purchase is None or purchase.entry.account != entry.account:
            raise RowError("reference", "unknown-reference")
        reason = self.why_no_pack_refund(purchase, entry)
        if reason:
            self.deny(entry, reason)
            return
        purchase.refunded_at = entry.moment
        for pack in purchase.packs:
            pack.refunded = True
            if entry.moment >= self.book.period.start:
                pack.lapsed += pack.remainder
            pack.remainder = ZERO
        self.add_line(purchase, "refund", entry)

    def why_no_pack_refund(self, purchase: Purchase, request: Entry) -> str:
        today = request.moment.date()
        drawn = any(pack.first_draw and pack.first_draw < today for pack in purchase.packs)
        if purchase.entry.event == "grant":
            return "granted-free"
        if purchase.refunded_at:
            return "already-refunded"
        if today > purchase.entry.moment.date() + timedelta(days=5):
            return "after-5-days"
        if drawn or purchase.entry.used_before > 0 or any(purchase.granted.values()):
            return "pack-used"
        return ""

    # plugins.csv: R8 and R9

    def take_plugin_entry(self, entry: Entry) -> None:
        takers = {
            "purchase": self.buy_licence,
            "grant": self.grant_licence,
            "refund_request": self.refund_licence,
            "refund_block": self.block_refund,
            "ban": self.ban,
            "unban": self.unban,
        }
        takers[entry.event](entry)

    def buy_licence(self, entry: Entry) -> None:
        self.check_may_buy(entry)
        self.check_licence(entry)
        licences = self.book.catalogue.licences
        price = find_price(licences, entry.code, self.currency(entry), entry.moment.date())
        purchase = self.charge(entry, price.price if price else None, "licence")
        if entry.code == PLUGIN:
            self.first_plugin.setdefault(entry.account, entry.moment)
        self.hold(purchase)
        self.add_line(purchase, "prepaid", entry)

    def check_licence(self, entry: Entry) -> None:
        if all(licence.code != entry.code for licence in self.book.catalogue.licences):
            raise RowError("licence", "unknown-item")

    def hold(self, purchase: Purchase) -> None:
        entry = purchase.entry
        self.holders[entry.app_id] = entry.account
        self.licences[entry.account, entry.code, entry.app_id].entries.append(purchase)
        self.plugin_purchases[entry.entry_id] = purchase

    def grant_licence(self, entry: Entry) -> None:
        """R8: of an earlier pack purchase that brings this licence; each pack once, and not
        refunded."""
        self.check_may_buy(entry)
        self.check_licence(entry)
        known = {other.entry_id for other in self.book.entries if other.ledger == "packs"}
        if entry.reference not in known:
            raise RowError("reference", "unknown-reference")
        packs = self.pack_purchases.get(entry.reference)
        if packs is None or packs.entry.event != "purchase" or packs.entry.account != entry.account:
            raise RowError("reference", "grant-refused")
        brings = entry.code in packs.packs[0].kind.grants and not packs.refunded_at
        if not brings or packs.granted[entry.code] >= packs.entry.quantity:
            raise RowError("reference", "grant-refused")
        packs.granted[entry.code] += 1
        self.hold(Purchase(entry, ZERO, ZERO))

    def refund_licence(self, entry: Entry) -> None:
        """R9. The years of the entry are taken back: Licence.validity leaves it out from now on."""
        purchase = self.plugin_purchases.get(entry.reference)
        if purchase is None or purchase.entry.account != entry.account:
            raise RowError("reference", "unknown-reference")
        reason = self.why_no_licence_refund(purchase, entry)
        if reason:
            self.deny(entry, reason)
            return
        purchase.refunded_at = entry.moment
        self.add_line(purchase, "refund", entry)

    def why_no_licence_refund(self, purchase: Purchase, request: Entry) -> str:
        """R9: the first reason that holds; the window and the usage are the first purchase's."""
        first = self.first_plugin.get(request.account)
        app_id = purchase.entry.app_id
        if purchase.entry.event == "grant":
            return "granted-free"
        if purchase.refunded_at:
            return "already-refunded"
        if self.banned_apps.get(app_id) or request.account in self.banned_accounts:
            return "banned"
        if request.entry_id in self.blocked:
            return "suspected-abuse"
        if request.reason != "category_mismatch":
            return "not-category-mismatch"
        if first is None or request.moment > first + timedelta(days=14):
            return "after-14-days"
        if self.metered(request.account, first, request.moment) > 20 * 10**9:
            return "over-20-gb"
        return ""

    def metered(self, account: str, first: datetime, before: datetime) -> Fraction | int:
        """R9: bytes of miniprogram.traffic in slots that begin at or after `first` and before
        `before`."""
        meters = self.book.catalogue.meters
        return sum(
            row.base
            for day in days_between(first.date(), before.date() + timedelta(days=1))
            for row in self.book.usage_of(day)
            if row.account == account
            and "miniprogram.traffic" in (row.meter, meters[row.meter].also)
            and first <= row.moment < before
        )

    def block_refund(self, entry: Entry) -> None:
        if self.requests.get(entry.reference) != entry.account:
            raise RowError("reference", "unknown-reference")

    def ban(self, entry: Entry) -> None:
        if entry.app_id:
            self.banned_apps[entry.app_id].add(entry.account)
        else:
            self.banned_accounts.add(entry.account)

    def unban(self, entry: Entry) -> None:
        """R8: without app_id, the account's ban and all AppID bans that it entered are lifted."""
        if entry.app_id:
            self.banned_apps[entry.app_id].clear()
            return
        self.banned_accounts.discard(entry.account)
        for entered_by in self.banned_apps.values():
            entered_by.discard(entry.account)

    # R6: what packs cover on a day

    def packs(self) -> Iterator[Pack]:
        for purchase in self.pack_purchases.values():
            yield from purchase.packs

    def draw_day(self, day: date, windows: list[Window]) -> None:
        """The draws of a day, at its end: usage by priority, region, catalogue order, spec."""
        for window, ratios in self.usage_to_cover(day, windows):
            for pack in self.packs_for(day, window, set(ratios)):
                draw(pack, window, ratios[pack.kind.kind], day)

    def usage_to_cover(
        self, day: date, windows: list[Window]
    ) -> list[tuple[Window, dict[str, Fraction]]]:
        """Usage in its order, with the ratio of each kind of pack that covers it at that priority."""
        kinds = sorted({pack.kind.kind for pack in self.packs()})
        ranked: dict[tuple, tuple[Window, dict[str, Fraction]]] = {}
        for window in windows:
            for kind in kinds:
                item, region = window.item, window.region
                ratio = self.book.catalogue.find_ratio(kind, item.item, region, window.spec, day)
                if ratio and window.item.window == "day" and window.first == day:
                    place = (region_order(region), item.order, window.spec, window.account)
                    ranked.setdefault((ratio.priority, *place), (window, {}))[1][kind] = ratio.ratio
        return [ranked[order] for order in sorted(ranked)]

    def packs_for(self, day: date, window: Window, kinds: set[str]) -> list[Pack]:
        """Earliest expiry, earliest purchase, pack_id; frozen ones are left out (R6)."""
        mode = self.modes.mode_on(window.account, window.region, day)
        packs = [
            pack
            for pack in self.packs()
            if pack.account == window.account
            and pack.kind.kind in kinds
            and pack.covers(day)
            and pack.kind.covers_mode in (ANY, mode)
        ]
        return sorted(packs, key=lambda pack: (pack.expiry, pack.bought_at, pack.pack_id))


def pack_names(entry: Entry) -> list[str]:
    """formats.md §2: ENTRY_ID for one pack, ENTRY_ID#1 … ENTRY_ID#n for n."""
    if entry.quantity == 1:
        return [entry.entry_id]
    return [f"{entry.entry_id}#{number}" for number in range(1, entry.quantity + 1)]


def draw(pack: Pack, window: Window, ratio: Fraction, day: date) -> None:
    """R6: one unit of usage draws `ratio` pack units; a remainder p covers p / ratio; both to 9
    decimals."""
    rest = window.quantity - window.deducted
    if rest <= 0:
        return
    needed = round_half_up(rest * ratio, 9)
    if needed <= pack.remainder:
        units, covered = needed, rest
    else:
        units = pack.remainder
        covered = min(rest, round_half_up(units / ratio, 9))
    pack.remainder -= units
    pack.used += units
    pack.first_draw = pack.first_draw or day
    window.deducted += covered
    window.draws.append((pack.pack_id, units))


def walk_ledgers(book: Book, modes: Modes, windows: list[Window], notices: list[Notice]) -> Ledgers:
    """R8: all ledgers together in order of time; the draws of a day happen at its end (R6)."""
    ledgers = Ledgers(book, modes, notices)
    for entry in book.entries:
        if entry.moment < book.period.start:
            ledgers.take(entry)
    for pack in ledgers.packs():
        pack.opening = pack.remainder
    for day in book.period.days:
        for entry in book.entries:
            if entry.moment.date() == day:
                ledgers.take(entry)
        ledgers.draw_day(day, windows)
    for pack in ledgers.packs():
        if pack.expiry <= book.period.last and not pack.refunded:
            pack.lapsed, pack.remainder = pack.remainder, ZERO
    return ledgers
