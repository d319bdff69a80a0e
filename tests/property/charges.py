"""From quantities to amounts: R2 (tiers), R6 (billable) and R12 (list amount, discount,
rounding)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Optional

from book import Account, Book
from catalogue import Rate, Tier
from quantities import ZERO, Window, round_half_up


@dataclass(frozen=True)
class Detail:
    """One window, or one tier part of it; tier and rate are None where nothing is billable."""

    window: Window
    quantity: Fraction
    deducted: Fraction
    billable: Fraction
    tier: Optional[Tier]
    proration: str
    list_amount: Fraction
    amount: Fraction
    draws: tuple[tuple[str, Fraction], ...]


def billable_of(window: Window) -> Fraction:
    """R6: round_up(quantity − deducted − free), never below 0."""
    rest = max(ZERO, window.quantity - window.deducted - window.item.free)
    step = window.item.round_up_to
    return -(-rest // step) * step if step else rest


def tier_parts(rate: Rate, billable: Fraction) -> list[tuple[Tier, Fraction]]:
    """Which tiers a quantity is priced at, and how much of it at each (formats.md §3, model)."""
    above = rate.model.endswith("_above")
    entered = [
        tier
        for tier in rate.tiers
        if (tier.tier_from < billable if above else tier.tier_from <= billable)
    ]
    if not rate.model.startswith("graduated"):
        return [(entered[-1], billable)] if entered else []
    ends = [tier.tier_from for tier in entered[1:]] + [billable]
    parts = [(tier, end - tier.tier_from) for tier, end in zip(entered, ends)]
    return [(tier, part) for tier, part in parts if part or tier.flat_price]


def part_price(tier: Tier, part: Fraction) -> Fraction:
    """The price of one part: per unit, or per started block; the flat price is added once."""
    units = Fraction(-(-part // tier.block)) if tier.block else part
    return units * tier.unit_price + tier.flat_price


def price_window(book: Book, window: Window) -> list[Detail]:
    """R12: list amount by tiers, prorated; amount = list amount × discount; each rounded to 8."""
    account, item = book.accounts[window.account], window.item
    billable = billable_of(window)
    share, proration = Fraction(1), ""
    if item.prorate == "active_days":
        share = Fraction(window.active_days, book.period.month_length)
        proration = f"{window.active_days}/{book.period.month_length}"
    discount = account.discount if item.discountable else Fraction(1)
    draws = tuple(window.draws)
    if billable == 0:
        return [
            Detail(
                window, window.quantity, window.deducted, ZERO, None, proration, ZERO, ZERO, draws
            )
        ]
    details: list[Detail] = []
    for tier, part in find_parts(book, account, window, billable):
        listed = round_half_up(part_price(tier, part) * share, 8)
        amount = round_half_up(listed * discount, 8)
        head = not details
        details.append(
            Detail(
                window,
                window.quantity if head else ZERO,
                window.deducted if head else ZERO,
                part,
                tier,
                proration,
                listed,
                amount,
                draws if head else (),
            )
        )
    return details


def find_parts(
    book: Book, account: Account, window: Window, billable: Fraction
) -> list[tuple[Tier, Fraction]]:
    """R12: the rate of the window's last day; without one the account cannot be billed (R5)."""
    item = window.item
    rate = book.catalogue.find_rate(
        account.rate_plan, item.item, window.region, window.spec, account.currency, window.last
    )
    parts = tier_parts(rate, billable) if rate else []
    if not parts:
        place = f"{item.item} {window.region or '-'} {window.spec or '-'} on {window.last}"
        book.report.error(f"no-rate: account {account.account_id}: {place}")
    return parts
