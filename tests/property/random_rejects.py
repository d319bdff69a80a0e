"""Rows that must be rejected, for random_book.py: one fault each; every code of formats.md §6 over
many seeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Sequence

from book_model import EXTRA, RowOf

if TYPE_CHECKING:
    from random_book import Maker


class RejectMaker:
    """Adds rows with one fault each; every code of formats.md §6 appears over many seeds."""

    def __init__(self, maker: "Maker") -> None:
        self.maker = maker
        self.dice = maker.dice
        self.model = maker.model
        self.account = str(self.dice.choice(maker.open_accounts() or maker.accounts)["account_id"])

    def make(self) -> None:
        simple = [self.usage_faults, self.account_faults, self.plugin_faults]
        faults = (
            simple
            if self.maker.simple
            else simple
            + [self.election_faults, self.pack_faults, self.order_faults, self.payment_faults]
        )
        for fault in self.dice.sample(faults, self.dice.randint(1, len(faults))):
            fault()

    def add(self, path: str, good: RowOf, changes: RowOf) -> None:
        """A row that is right but for the changes; its file exists already or is made."""
        table = self.model.tables.get(path) or self.maker.table(path, list(good))
        for column in list(good) + list(changes):
            if column not in table.columns and column != EXTRA:
                table.columns.append(column)
        table.rows.append({**good, **changes})

    def pick(self, faults: Sequence[RowOf]) -> RowOf:
        return self.dice.choice(list(faults))

    def bad_bytes(self) -> bytes:
        return b"\xff\xfe"

    def usage_faults(self) -> None:
        day = self.dice.choice(self.maker.days)
        noon = datetime(day.year, day.month, day.day, 12)
        other = (noon + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
        faults: list[RowOf] = [
            {"time": noon.strftime("%Y-%m-%d 12:03:00")},
            {"time": other},
            {"time": "2023-02-29 12:00:00"},
            {"time": noon.strftime("%Y-%m-%d 12:00")},
            {"account_id": "nobody"},
            {"account_id": "-x"},
            {"meter": "no.meter"},
            {"region": "moon"},
            {"region": ""},
            {"quantity": "1e3"},
            {"quantity": "-1"},
            {"quantity": "1,000"},
            {"quantity": ""},
            {"unit": "min"},
            {"unit": "gb"},
            {"app_id": "a b"},
            {EXTRA: "x"},
            {"resource": self.bad_bytes()},
            {"account_id": ""},
        ]
        good: RowOf = dict(
            time=noon.strftime("%Y-%m-%d %H:%M:%S"),
            account_id=self.account,
            meter="standard.traffic",
            region="eu",
            quantity="1",
            unit="GB",
            resource="faulty",
            app_id="",
            spec="",
        )
        table = self.model.usage[day]
        for _ in range(self.dice.randint(1, 4)):
            table.rows.append({**good, **self.pick(faults)})
        if self.dice.random() < 0.5:
            for quantity in ("1", "2", "1"):
                table.rows.append({**good, "resource": "conflicting", "quantity": quantity})

    def account_faults(self) -> None:
        good: RowOf = dict(account_id="faulty", name="Faulty")
        faults: list[RowOf] = [
            {"account_id": self.account},
            {"account_id": "../up"},
            {"currency": "EUR"},
            {"discount": "0.5x"},
            {"opening_balance": "1.234"},
            {"name": ""},
            {"status": "open"},
            {EXTRA: "x"},
            {"name": self.bad_bytes()},
        ]
        for number_of in range(self.dice.randint(1, 3)):
            self.add(
                "accounts.csv", {**good, "account_id": f"faulty{number_of}"}, self.pick(faults)
            )

    def plugin_faults(self) -> None:
        for _ in range(self.dice.randint(1, 3)):
            self.plugin_fault()

    def plugin_fault(self) -> None:
        dice = self.dice
        time = self.maker.moment(0, 20).strftime("%Y-%m-%d %H:%M:%S")
        good: RowOf = dict(
            entry_id=self.maker.entry_id("X"),
            time=time,
            account_id=self.account,
            event="purchase",
            app_id="wx-new",
        )
        known = [row["entry_id"] for row in self.rows("ledger/plugins.csv")] or ["none"]
        faults: list[RowOf] = [
            {"app_id": ""},
            {"years": "0.5"},
            {"licence": "no-licence"},
            {"licence": "live-push-sdk"},
            {"event": "buy"},
            {"account_id": "nobody"},
            {"entry_id": "#1"},
            {"time": "yesterday"},
            {"amount": "1.005"},
            {EXTRA: "x"},
            {"app_id": self.bad_bytes()},
        ]
        if not self.maker.simple:
            faults += [
                {"event": "grant", "reference": "nowhere"},
                {"event": "refund_request", "reference": "nowhere", "reason": "other"},
                {"event": "refund_block", "reference": "nowhere"},
                {"event": "refund_request", "reference": dice.choice(known), "reason": "because"},
            ]
        for owner, account in ((owner, app) for app, owner in self.maker.app_owner.items()):
            if owner != self.account:
                faults += [{"app_id": account, "time": "2029-01-01 00:00:00"}] + [
                    {"app_id": account}
                ] * 4
        faults += [{"entry_id": dice.choice(known)}] * 3
        if dice.random() < 0.3:
            faults = [{"app_id": "wx-banned"}]
            self.ban_before(time)
        closed = [row["account_id"] for row in self.maker.accounts if row["status"] == "closed"]
        if closed and dice.random() < 0.6:
            faults = [{"account_id": closed[0]}]
        self.add("ledger/plugins.csv", good, self.pick(faults))

    def ban_before(self, time: str) -> None:
        """A ban that stands at this time, or one that was lifted again before it."""
        dice, before = self.dice, datetime.fromisoformat(time) - timedelta(hours=1)
        app_id = dice.choice(("", "wx-banned", "wx-banned"))
        self.maker.add_plugin(before, self.account, "ban", app_id=app_id)
        if dice.random() < 0.5:
            lifted = before + timedelta(minutes=1)
            other = str(dice.choice(self.maker.accounts)["account_id"])
            owner = self.account if dice.random() < 0.6 else other
            self.maker.add_plugin(lifted, owner, "unban", app_id=dice.choice(("", "wx-banned")))

    def rows(self, path: str) -> list[RowOf]:
        table = self.model.tables.get(path)
        return table.rows if table else []

    def election_faults(self) -> None:
        moment = self.maker.moment(0, 28)
        good: RowOf = dict(
            requested_at=moment.strftime("%Y-%m-%d %H:%M:%S"),
            account_id=self.account,
            scope="overseas",
            mode="traffic_day",
        )
        if self.dice.random() < 0.5:
            for scope in self.dice.choice(
                (("overseas", "all"), ("all", "mainland", "overseas"), ("overseas", "overseas"))
            ):
                self.add("elections.csv", good, {"scope": scope})
            return
        faults: list[RowOf] = [
            {"scope": "moon"},
            {"mode": "free"},
            {"requested_at": "soon"},
            {"account_id": "nobody"},
            {EXTRA: "x"},
        ]
        self.add("elections.csv", good, self.pick(faults))

    def pack_faults(self) -> None:
        time = self.maker.moment(0, 20).strftime("%Y-%m-%d %H:%M:%S")
        good: RowOf = dict(
            entry_id=self.maker.entry_id("X"),
            time=time,
            account_id=self.account,
            event="purchase",
            pack="small",
        )
        faults: list[RowOf] = [
            {"pack": "no-pack"},
            {"pack": "gift"},
            {"pack": ""},
            {"quantity": "-1"},
            {"event": "sale"},
            {"event": "refund_request", "reference": "nowhere"},
            {"account_id": "nobody"},
            {"amount": "x"},
        ]
        closed = [row["account_id"] for row in self.maker.accounts if row["status"] == "closed"]
        faults += [{"account_id": account} for account in closed]
        if self.dice.random() < 0.6:
            for _ in range(self.dice.randint(1, 3)):
                self.add(
                    "ledger/packs.csv",
                    {**good, "entry_id": self.maker.entry_id("X")},
                    self.pick(faults),
                )
            return
        self.add("ledger/packs.csv", good, {"pack": self.dice.choice(("small", "minutes"))})
        for event in range(2):
            moment = datetime.fromisoformat(time) + timedelta(minutes=event)
            self.maker.add_plugin(
                moment,
                self.account,
                "grant",
                licence="live-push-sdk",
                app_id="wx-extra",
                reference=str(good["entry_id"]),
            )

    def order_faults(self) -> None:
        time = self.maker.moment(0, 20).strftime("%Y-%m-%d %H:%M:%S")
        good: RowOf = dict(
            entry_id=self.maker.entry_id("X"), time=time, account_id=self.account, item="im.plan"
        )
        faults: list[RowOf] = [
            {"item": "no.item"},
            {"item": "manual", "amount": "1"},
            {"item": "manual", "description": "x"},
            {"quantity": "0"},
            {"account_id": "nobody"},
            {"amount": "-1"},
        ]
        self.add("ledger/orders.csv", good, self.pick(faults))

    def payment_faults(self) -> None:
        time = self.maker.moment(0, 20).strftime("%Y-%m-%d %H:%M:%S")
        good: RowOf = dict(
            entry_id=self.maker.entry_id("X"),
            time=time,
            account_id=self.account,
            kind="topup",
            amount="1",
        )
        faults: list[RowOf] = [
            {"kind": "gift"},
            {"amount": "-1"},
            {"amount": "1.001"},
            {"amount": ""},
            {"time": "2024-13-01 00:00:00"},
        ]
        self.add("ledger/payments.csv", good, self.pick(faults))
