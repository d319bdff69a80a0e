#!/usr/bin/env python3
"""Makes a small random book with a catalogue of its own, for comparing two calculators on it.

    random_book.py SEED OUTDIR [--simple]

The same seed gives the same book. What is in a book (a model of tables) is drawn apart from how it
is written down (order of rows and columns, quoting, line ends, gzip, split files), so that one book
can be written twice. `--simple` leaves out everything but day traffic and plugin licences. One seed
in five holds rows that must be rejected. It prints the period.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Callable, Optional, Sequence

from book_model import (
    GB,
    MB,
    MODELS,
    MODES,
    PERIODS,
    PLAYED,
    REGIONS,
    USAGE_COLUMNS,
    Cell,
    Model,
    RowOf,
    Table,
    bytes_text,
    decimal,
    midnight,
    moment_text,
    number,
    seconds_text,
    write_book,
)
from random_bounds import BoundMaker
from random_rejects import RejectMaker

# --- the catalogue --------------------------------------------------------------------------------

METERS = [
    ("miniprogram.traffic", "bytes", "slot", "required", ""),
    ("standard.traffic", "bytes", "slot", "required", ""),
    ("leb.traffic", "bytes", "slot", "required", ""),
    ("push.traffic", "bytes", "slot", "required", ""),
    ("live.transcode", "seconds", "event", "optional", ""),
    ("live.record", "count", "slot", "none", ""),
    ("live.screenshot", "count", "event", "none", ""),
    ("live.porn_check", "count", "event", "optional", "live.screenshot"),
    ("relay.bandwidth", "bytes", "slot", "none", ""),
    ("vod.storage", "bytes", "slot", "optional", ""),
]
ITEM_COLUMNS = (
    "item meter mode aggregate slot_value window unit unit_size free round_up_to prorate "
    "condition discountable product name_zh name_en"
).split()
RATE_COLUMNS = (
    "plan item region spec currency from until model tier_from unit_price flat_price block".split()
)
PACK_COLUMNS = (
    "pack kind size unit months covers_mode currency from until price grants name_zh name_en"
).split()
MODE_MEASURES = {
    "traffic_day": ("sum", "amount", "day", "GB", GB, "none"),
    "bandwidth_day": ("peak", "rate", "day", "Mbps", MB, "none"),
    "traffic_month": ("sum", "amount", "month", "GB", GB, "none"),
    "bandwidth_p95_month": ("p95", "rate", "month", "Mbps", MB, "active_days"),
    "bandwidth_avgpeak_month": ("avgpeak", "rate", "month", "Mbps", MB, "active_days"),
}
OTHER_ITEMS = [
    ("live.transcode", "task_minutes", "amount", "day", "min", 60, "none"),
    ("live.record", "peak", "amount", "month", "channel", 1, "active_days"),
    ("live.screenshot", "sum", "amount", "month", "1000", 1000, "none"),
    ("live.porn_check", "sum", "amount", "month", "1000", 1000, "none"),
    ("relay.bandwidth", "avgpeak", "rate", "month", "Mbps", MB, "active_days"),
    ("vod.storage", "peak", "amount", "day", "GB", GB, "none"),
]
SPECS = {
    "live.transcode": ("audio", "standard.h264.720p"),
    "relay.bandwidth": ("hk", "seoul"),
    "vod.storage": ("",),
}


class Maker:
    """Draws one book. Everything random comes from `dice`, so a seed names a book."""

    def __init__(self, seed: int, simple: bool) -> None:
        self.dice = random.Random(f"livebill {seed} {simple}")
        self.simple = simple
        dice = self.dice
        self.model = Model(dice.choice(PERIODS), rejecting=seed % 5 == 0)
        self.first = date.fromisoformat(self.model.period + "-01")
        following = (self.first + timedelta(days=31)).replace(day=1)
        self.days = [self.first + timedelta(days=n) for n in range((following - self.first).days)]
        self.model.encoding = "gb18030" if dice.random() < 0.15 else "utf-8"
        self.items: list[tuple[str, str, str]] = []  # item, meter, mode
        self.bounds: dict[str, list[int]] = {}  # meter: tier bounds in thousandths of GB
        self.accounts: list[RowOf] = []
        self.entry_number = 0
        self.app_owner: dict[str, str] = {}

    def make(self) -> Model:
        self.make_settings()
        self.make_catalogue()
        self.make_accounts()
        self.make_plugins()
        if not self.simple:
            self.make_elections()
            self.make_packs()
            self.make_orders()
            self.make_payments()
        self.make_usage()
        if not self.simple:
            BoundMaker(self).make()
        self.repeat_rows()
        if self.model.rejecting:
            RejectMaker(self).make()
        return self.model

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def table(self, path: str, columns: Sequence[str]) -> Table:
        return self.model.tables.setdefault(path, Table(list(columns)))

    def name(self) -> str:
        names = ("星河直播", 'Blue "Moon" Media', "Sun, Sea & Co", "播流程客", "Ünal Müller", "甲,乙")
        return self.dice.choice(names)

    # settings

    def make_settings(self) -> None:
        dice = self.dice
        lines = ["; a random book", "[issuer]", "name = Random Issuer 发行人", "[input]"]
        if self.model.encoding != "utf-8":
            lines.append(f"encoding = {self.model.encoding}")
        lines.append("[invoice]")
        if self.chance(0.3):
            lines.append("prefix = XY-")
        lines += ["[tax]", f"mode = {dice.choice(('inclusive', 'exclusive', 'none'))}"]
        if self.chance(0.5):
            lines.append(f"rate = {dice.choice(('0.06', '0.13', '0.075', '0'))}")
        lines.append("[policy]")
        if not self.simple:
            lines += self.late_settings()
        self.model.settings = lines

    def late_settings(self) -> list[str]:
        dice = self.dice
        lines = [f"p95_rank = {dice.choice(('floor', 'ceil'))}"]
        lines.append(f"push_ratio = {dice.choice(('0.1', '0.5', '1', '0.025'))}")
        lines.append(f"push_floor_mbps = {dice.choice(('0', '1', '4', '8.8'))}")
        lines.append("[settle]")
        if self.chance(0.5):
            lines.append(f"daily_at = {dice.choice(('00:00', '10:00', '23:59'))}")
        if self.chance(0.5):
            lines.append(f"monthly_day = {dice.choice((1, 3, 28))}")
            lines.append(f"monthly_at = {dice.choice(('00:00', '12:30'))}")
        if self.chance(0.6):
            lines.append(f"grace_hours = {dice.choice((0, 1, 14, 24, 48, 240))}")
        if self.chance(0.6):
            lines.append(f"remind_below = {dice.choice(('5', '20.50', '100'))}")
        return lines

    # catalogue

    def make_catalogue(self) -> None:
        meters = self.table("catalog/meters.csv", ["meter", "kind", "timing", "regions", "also"])
        kept = METERS[:3] if self.simple else METERS
        meters.rows = [dict(zip(meters.columns, meter)) for meter in kept]
        self.table("catalog/items.csv", ITEM_COLUMNS)
        for meter in PLAYED if self.simple else PLAYED + ("push.traffic",):
            for mode in MODES[:1] if self.simple else MODES:
                self.add_item(f"{meter}.{mode}", meter, mode, *MODE_MEASURES[mode])
        if not self.simple:
            for other in OTHER_ITEMS:
                self.add_item(other[0], other[0], "*", *other[1:])
            self.make_pack_catalogue()
        self.dice.shuffle(self.model.tables["catalog/items.csv"].rows)
        self.make_licence_catalogue()
        # The shipped kinds that a book's own items would not fit are replaced by empty ones.
        self.table("catalog/packs.csv", PACK_COLUMNS)
        self.table(
            "catalog/pack_ratios.csv", "kind item region spec ratio priority from until".split()
        )
        self.table("catalog/orders.csv", "item currency from until price name_zh name_en".split())

    def add_item(
        self,
        item: str,
        meter: str,
        mode: str,
        aggregate: str,
        slot_value: str,
        window: str,
        unit: str,
        unit_size: int,
        prorate: str,
    ) -> None:
        dice = self.dice
        if window == "month" and self.chance(0.2):
            prorate = dice.choice(("none", "active_days"))
        row = dict(
            item=item,
            meter=meter,
            mode=mode,
            aggregate=aggregate,
            slot_value=slot_value,
            window=window,
            unit=unit,
            unit_size=str(unit_size),
            prorate=prorate,
            free=number(dice, 0, 3, 3) if self.chance(0.25) else "0",
            round_up_to=dice.choice(("1", "0.5", "2.5")) if self.chance(0.25) else "0",
            condition="push_imbalance" if meter == "push.traffic" else "",
            discountable=dice.choice(("yes", "yes", "no")),
            product=meter.split(".")[0],
            name_zh=f"zh {item}",
            name_en=f"en {item}",
        )
        self.model.tables["catalog/items.csv"].rows.append(row)
        self.items.append((item, meter, mode))
        self.add_rates(item, meter, mode)

    def add_rates(self, item: str, meter: str, mode: str) -> None:
        """List prices for every region, some of their own; monthly modes have prices in a plan only
        (R5)."""
        monthly = mode.endswith("_month")
        plans = ["contract"] if monthly else ["list"] + ["contract"] * self.chance(0.4)
        for plan in plans:
            places = [("*", "*")]
            if meter in PLAYED + ("push.traffic",):
                places += [(region, "*") for region in self.dice.sample(REGIONS, 2)]
            if meter == "live.transcode":
                places.append((self.dice.choice(("mainland", "eu")), "*"))
            for spec in SPECS.get(meter, ()):
                if spec and self.chance(0.6):
                    places.append(("*", spec))
            for region, spec in places:
                for currency in ("CNY", "USD"):
                    self.add_rate(plan, item, meter, region, spec, currency)

    def add_rate(
        self, plan: str, item: str, meter: str, region: str, spec: str, currency: str
    ) -> None:
        dice = self.dice
        dates = [("2020-01-01", "")]
        if self.chance(0.3):
            change = dice.choice(self.days).isoformat()
            dates = [("2020-01-01", change), (change, "2030-01-01" if self.chance(0.5) else "")]
        name = dice.choice(("catalog/rates.csv", "catalog/rates-more.csv"))
        table = self.table(name, RATE_COLUMNS)
        for first, until in dates:
            model = dice.choice(MODELS)
            starts = (
                [0]
                if model == "flat"
                else sorted({0, *(dice.randint(1, 40) * 250 for _ in range(dice.randrange(4)))})
            )
            self.bounds.setdefault(meter, []).extend(starts[1:])
            flat_prices, block = (
                self.chance(0.3),
                dice.choice(("0.5", "1", "4", "0")) if self.chance(0.3) else "",
            )
            for start in starts:
                row = dict(
                    plan=plan,
                    item=item,
                    region=region,
                    spec=spec,
                    currency=currency,
                    until=until,
                    model=model,
                    tier_from=decimal(start, 1000),
                    unit_price=number(dice, 0, 3, 8),
                    flat_price=number(dice, 0, 5, 8) if flat_prices and self.chance(0.7) else "",
                    block=block,
                )
                row["from"] = first
                table.rows.append(row)

    def make_licence_catalogue(self) -> None:
        table = self.table(
            "catalog/licences.csv",
            "licence currency from until price_per_year name_zh name_en".split(),
        )
        for currency in ("CNY", "USD"):
            price = number(self.dice, 5, 60, 2)
            for licence, cost in (("miniprogram-plugin", price), ("live-push-sdk", "")):
                row = dict(
                    licence=licence,
                    currency=currency,
                    until="",
                    price_per_year=cost,
                    name_zh="证",
                    name_en=licence,
                )
                if self.model.encoding != "utf-8":
                    row["name_zh"] = licence
                row["from"] = "2020-01-01"
                table.rows.append(row)

    def make_pack_catalogue(self) -> None:
        dice = self.dice
        packs = self.table("catalog/packs.csv", PACK_COLUMNS)
        kinds = [
            ("small", "traffic", "GB", "traffic_day", 20),
            ("large", "traffic", "GB", "traffic_day", 60),
            ("gift", "traffic", "GB", "traffic_day", 5),
            ("minutes", "minutes", "min", "*", 30),
        ]
        for code, kind, unit, mode, size in kinds:
            months, size_text = dice.choice(("1", "12")), number(dice, 1, size, 3)
            grants = {"large": "miniprogram-plugin;live-push-sdk", "small": "live-push-sdk"}.get(
                code, ""
            )
            for currency in ("CNY", "USD"):
                row = dict(
                    pack=code,
                    kind=kind,
                    size=size_text,
                    unit=unit,
                    months=months,
                    covers_mode=mode,
                    currency=currency,
                    until="",
                    grants=grants,
                    name_zh=code,
                    name_en=code,
                    price="" if code == "gift" else number(dice, 1, 40, 4),
                )
                row["from"] = "2020-01-01"
                packs.rows.append(row)
        self.make_ratios()
        orders = self.table(
            "catalog/orders.csv", "item currency from until price name_zh name_en".split()
        )
        for currency in ("CNY", "USD"):
            row = dict(
                item="im.plan",
                currency=currency,
                until="",
                price=number(dice, 1, 50, 4),
                name_zh="im",
                name_en="im",
            )
            row["from"] = "2020-01-01"
            orders.rows.append(row)

    def make_ratios(self) -> None:
        dice = self.dice
        table = self.table(
            "catalog/pack_ratios.csv", "kind item region spec ratio priority from until".split()
        )
        covered = [
            item for item, meter, mode in self.items if mode == "traffic_day" and self.chance(0.8)
        ]
        covered = covered or ["standard.traffic.traffic_day"]
        for item in covered:
            priority = str(dice.randint(1, 3))
            for region in ["*"] + dice.sample(REGIONS, 2):
                row = dict(
                    kind="traffic",
                    item=item,
                    region=region,
                    spec="*",
                    ratio=number(dice, 1, 6, 4),
                    priority=priority,
                )
                row["from"] = row["until"] = ""
                table.rows.append(row)
        for spec in ("*", "audio"):
            row = dict(
                kind="minutes",
                item="live.transcode",
                region="*",
                spec=spec,
                ratio=dice.choice(("1", "0.35", "2.03125")),
                priority="1",
            )
            row["from"], row["until"] = "2020-01-01", ""
            table.rows.append(row)

    # accounts and elections

    def make_accounts(self) -> None:
        dice = self.dice
        columns = [
            "account_id",
            "name",
            "language",
            "currency",
            "tax_mode",
            "tax_rate",
            "discount",
            "rate_plan",
        ]
        table = self.table("accounts.csv", columns + ["opening_balance", "status", "address"])
        for number_of in range(dice.randint(2, 5)):
            row: RowOf = dict(
                account_id=dice.choice(("10000{}", "a-{}", "Z.{}:x", "{}@b")).format(number_of),
                name=self.name(),
                language=dice.choice(("", "zh-CN", "en")),
                currency=dice.choice(("", "CNY", "USD")),
                tax_mode=dice.choice(("", "", "inclusive", "exclusive", "none")),
                tax_rate=dice.choice(("", "0.06", "0.0825")),
                discount=dice.choice(("", "1", "0.85", "0.33333333")),
                rate_plan=dice.choice(("", "list", "contract", "contract")),
                opening_balance=""
                if self.simple
                else dice.choice(("", "0", "-0.01", "12.50", "80", "300", "2500", "-5")),
                status="closed" if self.chance(0.15) else "",
                address="two\nlines" if self.chance(0.1) else "",
            )
            self.accounts.append(row)
        table.rows = list(self.accounts)

    def open_accounts(self) -> list[RowOf]:
        return [row for row in self.accounts if row["status"] != "closed"]

    def make_elections(self) -> None:
        dice = self.dice
        table = self.table("elections.csv", ["requested_at", "account_id", "scope", "mode"])
        for account in self.accounts:
            taken: set[tuple[str, date]] = set()
            contract = account["rate_plan"] == "contract"
            modes = MODES + MODES[3:4] if contract else MODES[:2]
            for _ in range(dice.choice((0, 1, 2, 5))):
                moment = self.moment(-25, len(self.days) + 3)
                scope = dice.choice(("mainland", "overseas", "all"))
                keys = {
                    (name, moment.date())
                    for name in ("mainland", "overseas")
                    if scope in (name, "all")
                }
                if not keys & taken:
                    taken |= keys
                    self.add_election(table, account, moment, scope, dice.choice(modes))

    def add_election(
        self, table: Table, account: RowOf, moment: datetime, scope: str, mode: str
    ) -> None:
        text = moment_text(self.dice, moment)
        table.rows.append(
            dict(requested_at=text, account_id=account["account_id"], scope=scope, mode=mode)
        )

    def moment(self, first: int, end: int) -> datetime:
        """A time between two days of the month, counted from 0; often a round one."""
        day = self.first + timedelta(days=self.dice.randrange(first, end))
        clock = self.dice.choice(((0, 0, 0), (10, 0, 0), (23, 59, 59), None, None))
        hour, minute, second = clock or (
            self.dice.randrange(24),
            self.dice.randrange(60),
            self.dice.randrange(60),
        )
        return datetime(day.year, day.month, day.day, hour, minute, second)

    # ledgers

    def entry_id(self, prefix: str) -> str:
        self.entry_number += 1
        return f"{prefix}{self.dice.randint(10, 99)}-{self.entry_number}"

    def add_plugin(self, moment: datetime, account: Cell, event: str, **cells: str) -> str:
        columns = (
            "entry_id time account_id event licence app_id years amount reference reason".split()
        )
        table = self.table("ledger/plugins.csv", columns)
        entry_id = self.entry_id("L")
        row: RowOf = dict(
            entry_id=entry_id, time=moment_text(self.dice, moment), account_id=account, event=event
        )
        table.rows.append({**row, **cells})
        return entry_id

    def make_plugins(self) -> None:
        """Purchases before day 20, bans after: a book that rejects nothing has no order among them
        to break."""
        dice = self.dice
        for number_of, account in enumerate(self.open_accounts()):
            for app in range(dice.choice((0, 1, 1, 2))):
                app_id = f"wx{number_of}{app}"
                self.app_owner[app_id] = str(account["account_id"])
                for _ in range(dice.choice((1, 1, 2, 3))):
                    self.buy_plugin(account, app_id)
            if not self.simple and self.chance(0.3):
                self.ban_something(account)

    def buy_plugin(self, account: RowOf, app_id: str) -> None:
        dice = self.dice
        moment = self.moment(-15, 20)
        if self.chance(0.25):
            moment = self.moment(0, 20).replace(year=self.first.year - 1)
        cells = dict(
            app_id=app_id,
            licence=dice.choice(("", "miniprogram-plugin")),
            years=dice.choice(("", "1", "2")),
        )
        if self.chance(0.3):
            cells["amount"] = number(dice, 0, 50, 2)
        entry_id = self.add_plugin(moment, account["account_id"], "purchase", **cells)
        if not self.simple and self.chance(0.5):
            self.request_refund(account, entry_id, moment)

    def request_refund(self, account: RowOf, reference: str, bought: datetime) -> None:
        dice = self.dice
        second = timedelta(seconds=1)
        after = dice.choice(
            (
                timedelta(days=14),
                timedelta(days=14) + second,
                timedelta(days=13),
                timedelta(hours=3),
                second,
                timedelta(days=6, minutes=7),
            )
        )
        reason = dice.choice(("category_mismatch",) * 4 + ("content_violation", "other"))
        for _ in range(dice.choice((1, 1, 1, 2))):
            request = self.add_plugin(
                bought + after,
                account["account_id"],
                "refund_request",
                reference=reference,
                reason=reason,
            )
            if bought + after < midnight(self.days[-1]) and self.chance(0.1):
                self.add_plugin(
                    self.moment(0, len(self.days)),
                    account["account_id"],
                    "refund_block",
                    reference=request,
                )

    def ban_something(self, account: RowOf) -> None:
        late = self.moment(20, len(self.days))
        apps = [app for app, owner in self.app_owner.items() if owner == account["account_id"]]
        app_id = self.dice.choice(apps) if apps and self.chance(0.6) else ""
        self.add_plugin(late, account["account_id"], "ban", app_id=app_id)
        if self.chance(0.5):
            kept = app_id if self.chance(0.5) else ""
            self.add_plugin(late + timedelta(days=1), account["account_id"], "unban", app_id=kept)

    def add_pack(self, moment: datetime, account: Cell, event: str, **cells: str) -> str:
        columns = (
            "entry_id time account_id event pack quantity amount used_before reference".split()
        )
        table = self.table("ledger/packs.csv", columns)
        entry_id = self.entry_id("P")
        row: RowOf = dict(
            entry_id=entry_id, time=moment_text(self.dice, moment), account_id=account, event=event
        )
        table.rows.append({**row, **cells})
        return entry_id

    def make_packs(self) -> None:
        dice = self.dice
        for account in self.open_accounts():
            for _ in range(dice.choice((0, 1, 2, 4))):
                self.buy_packs(account)

    def buy_packs(self, account: RowOf) -> None:
        dice = self.dice
        moment = self.moment(-33, 20)
        code = dice.choice(("small", "large", "minutes", "gift"))
        event = "grant" if code == "gift" or self.chance(0.1) else "purchase"
        cells = dict(pack=code, quantity=dice.choice(("", "1", "2", "3")))
        if moment.date() < self.first and self.chance(0.3):
            cells["used_before"] = dice.choice(("0.5", "1", "0"))
        if event == "purchase" and self.chance(0.2):
            cells["amount"] = number(dice, 0, 40, 2)
        entry_id = self.add_pack(moment, account["account_id"], event, **cells)
        if self.chance(0.4):
            day = moment.date() + timedelta(days=dice.choice((0, 1, 5, 5, 6)))
            asked = max(
                moment + timedelta(seconds=1), datetime(day.year, day.month, day.day, 23, 59, 59)
            )
            for _ in range(dice.choice((1, 1, 2))):
                self.add_pack(asked, account["account_id"], "refund_request", reference=entry_id)
        elif event == "purchase" and code in ("small", "large") and self.chance(0.6):
            self.grant_licence(account, entry_id, moment, code)

    def grant_licence(self, account: RowOf, reference: str, bought: datetime, code: str) -> None:
        licence = (
            self.dice.choice(("miniprogram-plugin", "live-push-sdk"))
            if code == "large"
            else "live-push-sdk"
        )
        apps = [app for app, owner in self.app_owner.items() if owner == account["account_id"]]
        app_id = self.dice.choice(apps) if apps and self.chance(0.7) else f"wxg{self.entry_number}"
        self.app_owner[app_id] = str(account["account_id"])
        moment = bought + timedelta(seconds=self.dice.choice((0, 1, 3600)))
        self.add_plugin(
            moment,
            account["account_id"],
            "grant",
            licence=licence,
            app_id=app_id,
            reference=reference,
        )

    def make_orders(self) -> None:
        dice = self.dice
        table = self.table(
            "ledger/orders.csv", "entry_id time account_id item quantity amount description".split()
        )
        for account in self.open_accounts():
            for _ in range(dice.choice((0, 0, 1, 2))):
                cells = dict(item="im.plan", quantity=dice.choice(("", "1", "3")))
                if self.chance(0.4):
                    cells = dict(
                        item="manual",
                        amount=number(dice, -30, 30, 2),
                        description='a "goodwill", credit',
                    )
                row: RowOf = dict(
                    entry_id=self.entry_id("O"),
                    account_id=account["account_id"],
                    time=moment_text(dice, self.moment(-3, 20)),
                )
                table.rows.append({**row, **cells})

    def payments(self) -> Table:
        columns = ["entry_id", "time", "account_id", "kind", "amount", "note"]
        return self.table("ledger/payments.csv", columns)

    def make_payments(self) -> None:
        dice = self.dice
        table = self.payments()
        for account in self.accounts:
            for _ in range(dice.choice((0, 1, 3, 6))):
                kind = dice.choice(("topup", "topup", "topup", "withdrawal", "adjustment"))
                low = -20 if kind == "adjustment" else 0
                row: RowOf = dict(
                    entry_id=self.entry_id("M"),
                    account_id=account["account_id"],
                    kind=kind,
                    amount=number(dice, low, dice.choice((10, 60, 600)), 2),
                    time=moment_text(dice, self.moment(-3, len(self.days) + 3)),
                )
                table.rows.append({**row, "note": dice.choice(("", "wire\ntransfer", "对公"))})

    # usage

    def make_usage(self) -> None:
        for day in self.days:
            self.model.usage[day] = Table(list(USAGE_COLUMNS))
        for account in self.accounts:
            for _ in range(self.dice.choice((1, 2, 4, 6))):
                self.make_stream(account)
            if not self.simple and self.chance(0.4):
                self.make_dense_days(account)

    def repeat_rows(self) -> None:
        for table in self.model.usage.values():
            for row in list(table.rows):
                if self.chance(0.04):
                    table.rows.append(self.second(row))

    def second(self, row: RowOf) -> RowOf:
        """The same sample once more, perhaps written in another form."""
        time, quantity = str(row["time"]), str(row["quantity"])
        again = quantity if "." in quantity or self.chance(0.5) else quantity + ".0"
        return {**row, "time": time.replace(" ", "T"), "quantity": again}

    def make_stream(self, account: RowOf) -> None:
        """One meter, region and spec of an account over some days."""
        dice = self.dice
        meters = [str(row["meter"]) for row in self.model.tables["catalog/meters.csv"].rows]
        meter = dice.choice(meters + list(PLAYED))
        kind, timing, regions = next((m[1], m[2], m[3]) for m in METERS if m[0] == meter)
        region = dice.choice(("mainland", "mainland", *REGIONS)) if regions != "none" else ""
        if regions == "optional" and self.chance(0.5):
            region = ""
        spec = dice.choice(SPECS.get(meter, ("",)))
        app_id = dice.choice(("", *self.app_owner, "wx-foreign")) if meter in PLAYED else ""
        for day in sorted(dice.sample(self.days, dice.choice((1, 3, 5, 9)))):
            for _ in range(dice.choice((1, 1, 2, 5))):
                moment = self.usage_moment(day, timing)
                resource = dice.choice(("", "a.example.com", "流 1", 's,"2"'))
                amount = self.amount(kind, meter)
                self.add_usage(moment, account, meter, kind, region, spec, app_id, resource, amount)

    def make_dense_days(self, account: RowOf) -> None:
        """More than 5 % of the slots of a few days, so that a 95th percentile is not 0 (R5)."""
        dice = self.dice
        meter, region = dice.choice(PLAYED), dice.choice(("mainland", "ap1"))
        for day in sorted(dice.sample(self.days, dice.choice((1, 2, 3)))):
            for slot in dice.sample(range(288), dice.choice((15, 16, 40, 80))):
                start = datetime(day.year, day.month, day.day) + timedelta(minutes=5 * slot)
                self.add_usage(
                    start, account, meter, "bytes", region, "", "", "dense", dice.randrange(GB)
                )

    def usage_moment(self, day: date, timing: str) -> datetime:
        start = datetime(day.year, day.month, day.day)
        if timing == "slot":
            return start + timedelta(
                minutes=5 * self.dice.choice((0, 287, self.dice.randrange(288)))
            )
        return start + timedelta(seconds=self.dice.choice((0, 86399, self.dice.randrange(86400))))

    def amount(self, kind: str, meter: str) -> int:
        """Bytes, seconds or a count; bytes and minutes often exactly at a tier bound."""
        dice = self.dice
        if kind == "count":
            return dice.choice((0, 1, 7, 500, 1000, 1001, dice.randrange(4000)))
        if kind == "seconds":
            return dice.choice((0, 1, 59, 60, 61, 90, 600, 1500, dice.randrange(5000)))
        bound = dice.choice(self.bounds.get(meter) or [1000])
        choices = (0, 1, 30 * MB, bound * MB, bound * MB + 1, bound * MB // 2, bound * 37500)
        return dice.choice(
            choices + (dice.randrange(10 * GB), dice.randrange(GB), dice.randrange(300 * MB))
        )

    def add_usage(
        self,
        moment: datetime,
        account: RowOf,
        meter: str,
        kind: str,
        region: str,
        spec: str,
        app_id: str,
        resource: str,
        amount: int,
    ) -> None:
        texts: dict[str, Callable[[], tuple[str, str]]] = {
            "bytes": lambda: bytes_text(self.dice, amount),
            "seconds": lambda: seconds_text(self.dice, amount),
            "count": lambda: (str(amount), "count"),
        }
        table = self.model.usage[moment.date()]
        key = (moment, account["account_id"], meter, region, spec, app_id, resource)
        known: set[tuple] = getattr(table, "keys", set())
        setattr(table, "keys", known)
        if key in known and (kind == "bytes" or meter == "live.record" or resource):
            return
        known.add(key)
        quantity, unit = texts[kind]()
        text = moment_text(self.dice, moment)
        cells = (text, account["account_id"], meter, region, quantity, unit, resource, app_id, spec)
        table.rows.append(dict(zip(USAGE_COLUMNS, cells)))


def make_book(
    seed: int, folder: Path, simple: bool = False, usage_seed: Optional[int] = None
) -> Model:
    """Makes the book of a seed; another `usage_seed` writes the same usage rows in another way."""
    model = Maker(seed, simple).make()
    usage = random.Random(f"usage {seed if usage_seed is None else usage_seed}")
    write_book(model, folder, random.Random(f"layout {seed}"), usage)
    return model


def main() -> int:
    parser = argparse.ArgumentParser(description="makes a small random book")
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--simple", action="store_true")
    options = parser.parse_args()
    print(make_book(options.seed, options.folder, options.simple).period)
    return 0


if __name__ == "__main__":
    sys.exit(main())
