"""Accounts that stand exactly at a bound of a rule, or a byte, a second or a cent beside it.

Chance alone seldom meets them: a day's push that equals the ratio, 20 GB at a licence refund, a pack
drawn on the day of its refund, a top-up in the very second in which the grace ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from book_model import GB, MB, PLAYED, RowOf, decimal, moment_text

if TYPE_CHECKING:
    from random_book import Maker

SECOND = timedelta(seconds=1)
MBPS_IN_A_SLOT = 37_500_000  # bytes of 1 Mbps for 300 seconds


class BoundMaker:
    """Adds up to three such accounts to a book; they have nothing but their bound."""

    def __init__(self, maker: "Maker") -> None:
        self.maker = maker
        self.dice = maker.dice

    def make(self) -> None:
        makers = [self.make_refunder, self.make_packer, self.make_teller, self.make_pusher]
        for make in self.dice.sample(makers, self.dice.randrange(4)):
            make()

    def account(self, name: str, opening: str = "") -> RowOf:
        row = dict(account_id=name, name=name, opening_balance=opening, status="")
        table = self.maker.model.tables["accounts.csv"]
        table.rows.append(row)
        return row

    def setting(self, name: str, default: str) -> Fraction:
        lines = [line for line in self.maker.model.settings if line.startswith(f"{name} = ")]
        return Fraction(lines[-1].split(" = ")[1] if lines else default)

    def day(self) -> datetime:
        day = self.dice.choice(self.maker.days[:15])
        return datetime(day.year, day.month, day.day)

    def use(self, account: RowOf, moment: datetime, meter: str, region: str, amount: int) -> None:
        self.maker.add_usage(moment, account, meter, "bytes", region, "", "", "bound", amount)

    def make_refunder(self) -> None:
        """R9: 20 GB, or a byte more, in the slot of the purchase or beside the request."""
        dice, account = self.dice, self.account("refunder")
        bought = self.day() + timedelta(hours=10)
        asked = bought + timedelta(days=dice.choice((1, 14)))
        cells = dict(app_id="wx-bound", licence="miniprogram-plugin")
        entry_id = self.maker.add_plugin(bought, "refunder", "purchase", **cells)
        asked += dice.choice((timedelta(0), timedelta(0), SECOND))
        cells = dict(reference=entry_id, reason="category_mismatch")
        self.maker.add_plugin(asked, "refunder", "refund_request", **cells)
        slot = timedelta(minutes=5)
        beside = dice.choice((bought - slot, asked.replace(second=0)))
        for moment in sorted({bought, beside, bought + slot}):
            if moment.date() in self.maker.model.usage:
                amount = dice.choice((10 * GB, 20 * GB, 20 * GB, 1, 0))
                self.use(account, moment, "miniprogram.traffic", "eu", amount)

    def make_packer(self) -> None:
        """R10: drawn on the day of the request, or on the day before it."""
        dice, account = self.dice, self.account("packer")
        bought = self.day() + dice.choice(
            (timedelta(0), timedelta(hours=9), timedelta(days=1) - SECOND)
        )
        cells = dict(pack=dice.choice(("small", "large")), quantity=dice.choice(("1", "2")))
        entry_id = self.maker.add_pack(bought, "packer", "purchase", **cells)
        drawn = bought.replace(hour=0, minute=0, second=0) + timedelta(
            days=dice.choice((-1, 0, 1, 4))
        )
        asked = max(drawn + timedelta(days=dice.choice((0, 0, 1))), bought) + SECOND
        self.maker.add_pack(asked, "packer", "refund_request", reference=entry_id)
        for meter in PLAYED:
            if drawn.date() in self.maker.model.usage:
                self.use(account, drawn, meter, dice.choice(("mainland", "eu")), dice.randrange(GB))

    def make_teller(self) -> None:
        """R11: payments around 0, around remind_below, and around the end of the grace."""
        dice = self.dice
        remind = self.setting("remind_below", "0")
        grace = timedelta(hours=int(self.setting("grace_hours", "24")))
        cents = int(remind * 100)
        opening = dice.choice((cents, cents + 1, cents + 500, 0, 1, -1))
        self.account("teller", decimal(opening, 100))
        start = self.day() + timedelta(hours=dice.choice((0, 10)))
        steps = (timedelta(0), SECOND, grace, grace + SECOND, grace - SECOND, timedelta(hours=1))
        table = self.maker.payments()
        for _ in range(dice.choice((2, 4, 6, 10))):
            moment = start + max(dice.choice(steps), timedelta(0))
            kind = dice.choice(("topup", "withdrawal", "withdrawal"))
            amount = decimal(dice.choice((1, 1, 2, 500, cents or 1, cents + 1)), 100)
            row: RowOf = dict(
                entry_id=self.maker.entry_id("M"),
                account_id="teller",
                kind=kind,
                amount=amount,
                time=moment_text(dice, moment),
            )
            table.rows.append(row)
            if dice.random() < 0.3:
                start = moment

    def make_pusher(self) -> None:
        """R7: push that equals the ratio or the floor, and push just above it."""
        dice, account = self.dice, self.account("pusher")
        ratio, floor = self.setting("push_ratio", "0.1"), self.setting("push_floor_mbps", "100")
        for number in range(4):
            moment = self.day() + timedelta(minutes=5 * number)
            pushed = dice.choice(
                (int(floor * MBPS_IN_A_SLOT), int(floor * MBPS_IN_A_SLOT) + 40 * MB)
            )
            played = Fraction(pushed) / ratio
            if played.denominator == 1:
                self.use(account, moment, dice.choice(PLAYED), "ap1", int(played))
            self.use(account, moment, "push.traffic", "mainland", pushed + dice.choice((0, 0, 1)))
