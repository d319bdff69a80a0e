#!/usr/bin/env python3
"""The reference against the worked examples of billing-rules.md, and against the bounds of its
rules."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import unittest
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from book import make_period, read_book
from catalogue import Rate, Tier
from reading import Report, RowError, add_months, parse_decimal, parse_moment, split_rows
from charges import part_price, tier_parts
from quantities import Timeline, round_half_up
from reference import Bill, bill_book
from tables import fixed, plain

CATALOGUE = {
    "meters": """meter,kind,timing,regions,also
miniprogram.traffic,bytes,slot,required,
standard.traffic,bytes,slot,required,
push.traffic,bytes,slot,required,
relay.bandwidth,bytes,slot,none,
live.transcode,seconds,event,none,
live.record,count,slot,none,
live.screenshot,count,event,none,
live.porn_check,count,event,none,live.screenshot
""",
    "items": """item,meter,mode,aggregate,slot_value,window,unit,unit_size,free,round_up_to,prorate,condition,discountable,product,name_zh,name_en
mini,miniprogram.traffic,traffic_day,sum,amount,day,GB,1000000000,0,0,none,,yes,live,,
standard,standard.traffic,traffic_day,sum,amount,day,GB,1000000000,0,0,none,,yes,live,,
bandwidth,standard.traffic,bandwidth_day,peak,rate,day,Mbps,1000000,0,0,none,,yes,live,,
p95,standard.traffic,bandwidth_p95_month,p95,rate,month,Mbps,1000000,0,0,active_days,,yes,live,,
push,push.traffic,traffic_day,sum,amount,day,GB,1000000000,0,0,none,push_imbalance,yes,live,,
relay,relay.bandwidth,*,avgpeak,rate,month,Mbps,1000000,0,0,active_days,,yes,live,,
transcode,live.transcode,*,task_minutes,amount,day,min,60,0,0,none,,yes,live,,
record,live.record,*,peak,amount,month,channel,1,0,0,active_days,,yes,live,,
screenshot,live.screenshot,*,sum,amount,month,1000,1000,1,1,none,,yes,live,,
porn,live.porn_check,*,sum,amount,month,1000,1000,1,1,none,,yes,live,,
""",
    "rates": """plan,item,region,spec,currency,from,until,model,tier_from,unit_price,flat_price,block
list,mini,*,*,CNY,2022-01-04,,reach,0,0.26,,
list,standard,*,*,CNY,2020-01-01,2022-01-04,reach,0,0.50,,
list,standard,*,*,CNY,2022-01-04,,reach,0,0.26,,
list,standard,*,*,CNY,2022-01-04,,reach,2000,0.25,,
list,standard,*,*,CNY,2022-01-04,,reach,10000,0.24,,
list,standard,ap1,*,CNY,2022-01-04,,flat,,0.46,,
list,bandwidth,*,*,CNY,2022-01-04,,flat,0,0.65,,
contract,p95,*,*,CNY,2022-01-04,,flat,0,10,,
list,push,*,*,CNY,2022-01-04,,flat,0,0.26,,
list,relay,*,*,CNY,2022-01-04,,flat,0,90,,
list,transcode,*,*,CNY,2022-01-04,,flat,0,0.016,,
list,record,*,*,CNY,2022-01-04,,flat,0,30,,
list,screenshot,*,*,CNY,2022-01-04,,flat,0,0.1,,
list,porn,*,*,CNY,2022-01-04,,flat,0,1.3,,
""",
    "packs": """pack,kind,size,unit,months,covers_mode,currency,from,until,price,grants
p100,traffic,100,GB,12,traffic_day,CNY,2022-01-04,,26,
p10t,traffic,10000,GB,12,traffic_day,CNY,2022-01-04,,2350,miniprogram-plugin
""",
    "pack_ratios": """kind,item,region,spec,ratio,priority
traffic,standard,*,*,1,1
traffic,standard,ap1,*,1.7692,1
""",
    "licences": """licence,currency,from,until,price_per_year
miniprogram-plugin,CNY,2020-01-01,,30000
""",
    "orders": "item,currency,from,until,price\nim,CNY,2020-01-01,,1499\n",
}
USAGE = "time,account_id,meter,region,quantity,unit,resource,app_id,spec\n"


class BookCase(unittest.TestCase):
    """Writes a book of a few rows and bills it."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="livebill-reference-"))
        self.addCleanup(lambda: shutil.rmtree(self.folder))
        self.settings = "[issuer]\nname = Issuer\n[policy]\nmissing_days = warn\n"
        for kind, text in CATALOGUE.items():
            self.write(f"catalog/{kind}.csv", text)
        self.write("accounts.csv", "account_id,name,rate_plan\na,Account,contract\n")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def use(self, *rows: str) -> None:
        """Usage rows: `DAY HH:MM meter region quantity unit [app_id]`, `-` for no region."""
        for number, row in enumerate(rows):
            day, clock, meter, region, quantity, unit, *app = row.split()
            path = self.folder / "usage" / f"{day}-{number:03}.csv"
            place = "" if region == "-" else region
            app_id = app[0] if app else ""
            cells = f"{day} {clock}:00,a,{meter},{place},{quantity},{unit},r{number},{app_id},"
            path.parent.mkdir(exist_ok=True)
            path.write_text(USAGE + cells, encoding="utf-8")

    def bill(self, period: str) -> Bill:
        self.write("livebill.ini", self.settings)
        self.report = Report()
        book = read_book(self.folder, self.folder, make_period(period), self.report)
        bill = bill_book(book)
        self.assertEqual(self.report.errors, [])
        return bill

    def amounts(self, bill: Bill) -> dict[str, str]:
        return {line.item: fixed(line.amount, 2) for line in bill.invoices["a"].lines}

    def notices(self, bill: Bill, *kinds: str) -> list[str]:
        return [
            f"{notice.moment} {notice.kind} {notice.detail}".strip()
            for notice in bill.notices
            if notice.kind in kinds
        ]

    def codes(self) -> list[str]:
        return [reject.code for reject in self.report.rejects]


class TrafficByDay(BookCase):
    """R2"""

    def one_day(self, gigabytes: str, day: str = "2024-05-01") -> str:
        self.use(f"{day} 10:00 standard.traffic mainland {gigabytes} GB")
        return self.amounts(self.bill(day[:7]))["standard"]

    def test_below_the_second_tier(self) -> None:
        self.assertEqual(self.one_day("1999"), "519.74")

    def test_at_the_second_tier(self) -> None:
        self.assertEqual(self.one_day("2000"), "500.00")

    def test_old_table_on_the_last_day(self) -> None:
        self.use(*(f"2022-01-{day} 10:00 standard.traffic mainland 10 GB" for day in ("03", "04")))
        details = self.bill("2022-01").invoices["a"].lines[0].details
        self.assertEqual([fixed(detail.amount, 2) for detail in details], ["5.00", "2.60"])

    def test_pack_covers_first_and_the_rest_reaches_its_own_tier(self) -> None:
        self.write(
            "ledger/packs.csv",
            "entry_id,time,account_id,event,pack\np,2024-05-01 23:59:59,a,purchase,p10t\n",
        )
        self.assertEqual(self.one_day("11000"), "260.00")


class OtherQuantities(BookCase):
    """R3, R5, R7"""

    def test_bandwidth_of_a_slot(self) -> None:
        self.write(
            "elections.csv",
            "requested_at,account_id,scope,mode\n2024-04-30 23:59:59,a,all,bandwidth_day\n",
        )
        self.use(
            "2024-05-01 10:00 standard.traffic mainland 10 MB",
            "2024-05-01 10:00 standard.traffic mainland 20 MB",
        )
        line = self.bill("2024-05").invoices["a"].lines[0]
        self.assertEqual((line.item, plain(line.quantity)), ("bandwidth", "0.8"))

    def test_95th_percentile_is_the_fifteenth_slot_of_a_day(self) -> None:
        self.write(
            "elections.csv",
            "requested_at,account_id,scope,mode\n2024-04-30 00:00:00,a,all,bandwidth_p95_month\n",
        )
        slots = [f"2024-05-01 {slot // 12:02}:{slot % 12 * 5:02}" for slot in range(16)]
        self.use(
            *(
                f"{slot} standard.traffic mainland {(number + 1) * 37500} kB"
                for number, slot in enumerate(slots)
            )
        )
        self.settings += "p95_rank = floor\n"
        self.assertEqual(plain(self.bill("2024-05").invoices["a"].lines[0].quantity), "2")
        self.settings += "p95_rank = ceil\n"
        line = self.bill("2024-05").invoices["a"].lines[0]
        self.assertEqual((plain(line.quantity), fixed(line.list_amount, 8)), ("1", "0.32258065"))

    def test_mean_of_daily_peaks(self) -> None:
        days = [(f"2024-05-0{day}", day * 3750) for day in (1, 2, 3)]
        self.use(*(f"{day} 10:00 relay.bandwidth - {megabytes} MB" for day, megabytes in days))
        line = self.bill("2024-05").invoices["a"].lines[0]
        self.assertEqual((plain(line.quantity), fixed(line.amount, 2)), ("200", "1741.94"))

    def test_recording(self) -> None:
        self.use(*(f"2024-04-0{day} 10:00 live.record - 12 count" for day in range(1, 7)))
        self.assertEqual(self.amounts(self.bill("2024-04"))["record"], "72.00")

    def test_porn_checks_are_screenshots_too(self) -> None:
        self.use("2024-05-01 10:00 live.porn_check - 168000 count")
        self.assertEqual(
            self.amounts(self.bill("2024-05")), {"porn": "217.10", "screenshot": "16.70"}
        )

    def test_a_short_task_is_a_minute(self) -> None:
        rows = [
            f"2024-05-01 10:0{number} live.transcode - {seconds} s"
            for number, seconds in enumerate((0, 1, 59, 90))
        ]
        self.use(*rows)
        self.assertEqual(plain(self.bill("2024-05").invoices["a"].lines[0].quantity), "3.5")

    def test_push_is_free_while_balanced(self) -> None:
        self.use(
            "2024-05-01 10:00 push.traffic eu 3750 MB",
            "2024-05-02 10:00 push.traffic eu 3751 MB",
            "2024-05-03 10:00 push.traffic eu 4 GB",
            "2024-05-03 12:00 standard.traffic ap1 40 GB",
            "2024-05-04 10:00 push.traffic eu 4 GB",
            "2024-05-04 12:00 standard.traffic ap1 39999 MB",
        )
        lines = {line.item: line for line in self.bill("2024-05").invoices["a"].lines}
        days = [detail.window.first.day for detail in lines["push"].details]
        self.assertEqual(days, [2, 4])


class Elections(unittest.TestCase):
    """R4"""

    def test_daily_to_daily_is_in_force_the_next_day(self) -> None:
        timeline = Timeline()
        self.assertTrue(timeline.elect(date(2024, 5, 3), "bandwidth_day"))
        self.assertEqual(timeline.mode_on(date(2024, 5, 3)), "traffic_day")
        self.assertEqual(timeline.mode_on(date(2024, 5, 4)), "bandwidth_day")

    def test_monthly_to_daily_is_in_force_the_next_month(self) -> None:
        timeline = Timeline([(date(2024, 4, 1), "traffic_month")])
        timeline.elect(date(2024, 5, 3), "traffic_day")
        self.assertEqual(timeline.mode_on(date(2024, 5, 31)), "traffic_month")
        self.assertEqual(timeline.mode_on(date(2024, 6, 1)), "traffic_day")

    def test_the_mode_in_force_cancels_what_was_pending(self) -> None:
        timeline = Timeline([(date(2024, 4, 1), "traffic_month")])
        timeline.elect(date(2024, 5, 3), "traffic_day")
        self.assertFalse(timeline.elect(date(2024, 5, 4), "traffic_month"))
        self.assertEqual(timeline.mode_on(date(2024, 6, 1)), "traffic_month")


class ElectionRows(BookCase):
    """R4"""

    def test_second_of_a_day_is_rejected_whole(self) -> None:
        rows = ("mainland,traffic_day", "all,bandwidth_day", "overseas,bandwidth_day")
        text = "".join(f"2024-05-03 1{number}:00:00,a,{row}\n" for number, row in enumerate(rows))
        self.write("elections.csv", "requested_at,account_id,scope,mode\n" + text)
        bill = self.bill("2024-05")
        self.assertEqual(self.codes(), ["second-election"])
        self.assertEqual(
            self.notices(bill, "election-ignored"), ["2024-05-03 10:00:00 election-ignored"]
        )
        self.assertEqual(bill.modes.mode_on("a", "eu", date(2024, 5, 4)), "bandwidth_day")
        self.assertEqual(bill.modes.mode_on("a", "mainland", date(2024, 5, 4)), "traffic_day")


class Packs(BookCase):
    """R6 and R10"""

    HEAD = "entry_id,time,account_id,event,pack,quantity,reference\n"

    def test_ratio(self) -> None:
        self.write("ledger/packs.csv", self.HEAD + "p,2024-05-01 10:00:00,a,purchase,p100,,\n")
        self.use("2024-05-01 00:00 standard.traffic ap1 50 GB")
        (pack,) = self.bill("2024-05").ledgers.packs()
        self.assertEqual((plain(pack.used), plain(pack.remainder)), ("88.46", "11.54"))

    def test_real_remainder_is_billed(self) -> None:
        self.write("ledger/packs.csv", self.HEAD + "p,2024-05-01 10:00:00,a,purchase,p100,,\n")
        self.use("2024-05-01 00:00 standard.traffic ap1 60 GB")
        detail = self.bill("2024-05").invoices["a"].lines[1].details[0]
        self.assertEqual(
            (plain(detail.deducted), plain(detail.billable)), ("56.522722134", "3.477277866")
        )
        self.assertEqual(fixed(detail.amount, 8), "1.59954782")

    def refund(self, at: str, *usage: str) -> list[str]:
        rows = f"p,2024-05-01 08:00:00,a,purchase,p100,2,\nq,{at},a,refund_request,,,p\n"
        self.write("ledger/packs.csv", self.HEAD + rows)
        self.use(*usage)
        bill = self.bill("2024-05")
        refunds = [
            fixed(line.amount, 2) for line in bill.invoices["a"].lines if line.kind == "refund"
        ]
        return refunds + [
            notice.detail for notice in bill.notices if notice.kind == "refund-denied"
        ]

    def test_refund_until_the_end_of_the_fifth_day(self) -> None:
        self.assertEqual(self.refund("2024-05-06 23:59:59"), ["-52.00"])
        self.assertEqual(self.refund("2024-05-07 00:00:00"), ["after-5-days"])

    def test_drawn_before_the_day_of_the_request(self) -> None:
        usage = "2024-05-02 10:00 standard.traffic eu 1 GB"
        self.assertEqual(self.refund("2024-05-03 00:00:00", usage), ["pack-used"])
        self.assertEqual(self.refund("2024-05-02 23:59:59", usage), ["-52.00"])


class Licences(BookCase):
    """R8 and R9"""

    HEAD = "entry_id,time,account_id,event,app_id,years,reference,reason\n"

    def licence(self, period: str, *rows: str) -> str:
        self.write("ledger/plugins.csv", self.HEAD + "".join(row + "\n" for row in rows))
        bill = self.bill(period)
        (licence,) = bill.ledgers.licences.values()
        validity = licence.validity(bill.book.period.end)
        assert validity
        return str(validity[1])

    def test_a_year(self) -> None:
        self.assertEqual(
            self.licence("2023-07", "l,2023-07-01 11:36:59,a,purchase,wx,,,"), "2024-07-02 00:00:00"
        )

    def test_stacking_across_29_february(self) -> None:
        rows = (
            "l,2024-02-29 10:00:00,a,purchase,wx,1,,",
            "m,2024-03-01 10:00:00,a,purchase,wx,3,,",
        )
        self.assertEqual(self.licence("2024-03", *rows), "2028-02-29 00:00:00")

    def test_refund_leaves_the_other_entry(self) -> None:
        rows = (
            "l,2024-05-01 10:00:00,a,purchase,wx,1,,",
            "m,2024-05-03 10:00:00,a,purchase,wx,1,,",
            "r,2024-05-15 10:00:00,a,refund_request,,,l,category_mismatch",
        )
        self.assertEqual(self.licence("2024-05", *rows), "2025-05-04 00:00:00")
        late = rows[2].replace("10:00:00", "10:00:01")
        self.assertEqual(self.licence("2024-05", *rows[:2], late), "2026-05-02 00:00:00")

    def test_twenty_gigabytes(self) -> None:
        rows = (
            "l,2024-05-01 10:00:00,a,purchase,wx,1,,",
            "r,2024-05-03 00:00:00,a,refund_request,,,l,category_mismatch",
        )
        self.use(
            "2024-05-01 09:55 miniprogram.traffic eu 5 GB",
            "2024-05-01 10:00 miniprogram.traffic eu 20 GB",
        )
        self.assertEqual(self.licence("2024-05", *rows), "2024-05-03 00:00:00")
        self.use(
            "2024-05-01 10:00 miniprogram.traffic eu 20 GB",
            "2024-05-02 23:55 miniprogram.traffic eu 1 B",
        )
        self.assertEqual(self.licence("2024-05", *rows), "2025-05-02 00:00:00")

    def test_appid_of_another_account(self) -> None:
        self.write("accounts.csv", "account_id,name\na,A\nb,B\n")
        rows = "l,2024-05-01 10:00:00,a,purchase,wx,1,,\nm,2024-04-30 10:00:00,b,purchase,wx,1,,\n"
        self.write("ledger/plugins.csv", self.HEAD + rows)
        self.bill("2024-05")
        self.assertEqual(
            [(reject.line, reject.code) for reject in self.report.rejects], [(2, "appid-bound")]
        )

    def test_usage_before_the_purchase_is_unlicensed(self) -> None:
        self.write("ledger/plugins.csv", self.HEAD + "l,2024-05-02 10:01:00,a,purchase,wx,1,,\n")
        days = [f"2024-05-0{day}" for day in (1, 2, 3)]
        self.use(
            *(
                f"{day} {clock} miniprogram.traffic eu 1 B wx"
                for day in days
                for clock in ("10:00", "10:05")
            )
        )
        expected = [f"{day} 00:00:00 unlicensed-usage wx" for day in days[:2]]
        self.assertEqual(self.notices(self.bill("2024-05"), "unlicensed-usage"), expected)


class Balances(BookCase):
    """R11"""

    def states(self, topup: str) -> list[str]:
        self.write(
            "ledger/payments.csv", f"entry_id,time,account_id,kind,amount\nt,{topup},a,topup,100\n"
        )
        self.use("2024-05-01 10:00 standard.traffic eu 100 GB")
        bill = self.bill("2024-05")
        return self.notices(bill, "arrears", "suspended", "resumed", "arrears-cleared")

    def test_a_topup_at_the_end_of_the_grace_is_in_time(self) -> None:
        expected = ["2024-05-02 10:00:00 arrears", "2024-05-03 10:00:00 arrears-cleared"]
        self.assertEqual(self.states("2024-05-03 10:00:00"), expected)

    def test_a_second_later_it_is_suspended(self) -> None:
        expected = [
            "2024-05-02 10:00:00 arrears",
            "2024-05-03 10:00:00 suspended",
            "2024-05-03 10:00:01 resumed",
        ]
        self.assertEqual(self.states("2024-05-03 10:00:01"), expected)

    def test_postings_add_up_to_the_invoice(self) -> None:
        self.write("accounts.csv", "account_id,name,tax_mode,tax_rate\na,A,exclusive,0.06\n")
        self.use(*(f"2024-05-{day} 10:00 standard.traffic eu 0.1 GB" for day in ("01", "02", "31")))
        invoice = self.bill("2024-05").invoices["a"]
        self.assertEqual(fixed(invoice.total, 2), "0.08")
        postings = [
            (posting.kind, fixed(posting.amount, 2), posting.balance is None)
            for posting in invoice.postings[1:]
        ]
        daily = ("daily", "-0.03", False)
        self.assertEqual(
            postings, [daily, daily, ("daily", "-0.03", True), ("monthly", "0.01", True)]
        )


class Tiers(unittest.TestCase):
    """formats.md §3, model"""

    def price(self, model: str, billable: str, flat: str = "0", block: str = "0") -> str:
        tiers = [
            Tier(Fraction(start), Fraction(price), Fraction(flat), Fraction(block), "")
            for start, price in ((0, 3), (10, 2), (20, 1))
        ]
        rate = Rate("*", "*", date.min, date.max, model, tiers)
        parts = tier_parts(rate, Fraction(billable))
        return plain(sum((part_price(tier, part) for tier, part in parts), Fraction(0)))

    def test_reach(self) -> None:
        self.assertEqual([self.price("reach", q) for q in ("9", "10", "20")], ["27", "20", "20"])
        self.assertEqual(
            [self.price("reach_above", q) for q in ("9", "10", "20", "21")],
            ["27", "30", "40", "21"],
        )

    def test_graduated(self) -> None:
        self.assertEqual(
            [self.price("graduated", q) for q in ("9", "10", "25")], ["27", "30", "55"]
        )

    def test_flat_price_of_each_tier_entered(self) -> None:
        self.assertEqual(self.price("graduated", "10", flat="5"), "40")
        self.assertEqual(self.price("graduated_above", "10", flat="5"), "35")
        self.assertEqual(self.price("reach", "25", flat="5"), "30")

    def test_started_blocks(self) -> None:
        self.assertEqual(self.price("reach", "9", block="4"), "9")
        self.assertEqual(self.price("graduated", "15", block="4"), "13")


class Reading(unittest.TestCase):
    """formats.md §1"""

    def test_rounding_is_half_up_away_from_zero(self) -> None:
        self.assertEqual(round_half_up(Fraction("0.005"), 2), Fraction("0.01"))
        self.assertEqual(round_half_up(Fraction("-0.005"), 2), Fraction("-0.01"))

    def test_times(self) -> None:
        noon = datetime(2024, 5, 1, 12)
        for text in (
            "2024-05-01 12:00:00",
            "2024-05-01T04:00:00Z",
            "2024-05-01 09:30:00+05:30",
            "2024-04-30T23:00:00-05:00",
        ):
            self.assertEqual(parse_moment("time", text), noon)
        for text in (
            "2023-02-29 00:00:00",
            "2024-05-01",
            "2024-05-01 24:00:00",
            "2024-05-01 12:00:00 Z",
        ):
            self.assertRaises(RowError, parse_moment, "time", text)

    def test_numbers(self) -> None:
        for text in ("1e3", "+1", "1,000", "-1", "1.123", ".5", "5.", "", "１"):
            self.assertRaises(RowError, parse_decimal, "amount", text, 2, False)
        self.assertEqual(parse_decimal("amount", "-007.50", 2, True), Fraction(-15, 2))

    def test_rows_count_physical_lines(self) -> None:
        data = b'a,b\r\n\r\n"x\n""y""",z\r\nlast,"row"'
        self.assertEqual(
            list(split_rows(data)),
            [(1, [b"a", b"b"]), (3, [b'x\n"y"', b"z"]), (5, [b"last", b"row"])],
        )

    def test_months_end_on_the_last_day(self) -> None:
        self.assertEqual(add_months(date(2024, 2, 29), 12), date(2025, 2, 28))
        self.assertEqual(add_months(date(2024, 1, 31), 1), date(2024, 2, 29))


class UsageRows(BookCase):
    """formats.md §2, usage"""

    def test_duplicates_and_conflicts(self) -> None:
        rows = ["1,GB", "1000,MB", "2,GB", "1.0,GB"]
        text = "".join(f"2024-05-01 10:00:00,a,standard.traffic,eu,{row},,,\n" for row in rows)
        self.write("usage/2024-05-01.csv", USAGE + text)
        counts = self.bill("2024-05").book.counts
        self.assertEqual((counts.billed, counts.duplicates, counts.rejected), (1, 2, 1))
        self.assertEqual(self.report.rejects[0].line, 4)

    def test_packed_file_of_excel(self) -> None:
        row = "2024-05-01 10:00:00,a,standard.traffic,eu,1,GB,流,,\r\n"
        path = self.folder / "usage" / "2024-05-01 导出.csv.gz"
        path.parent.mkdir()
        path.write_bytes(gzip.compress((USAGE + row).encode("gb18030")))
        self.settings += "[input]\nencoding = gb18030\n"
        self.assertEqual(self.bill("2024-05").book.usage[0].resource, "流")

    def test_gap_days(self) -> None:
        self.use(
            "2024-05-01 10:00 standard.traffic eu 0 B", "2024-05-04 10:00 standard.traffic eu 0 B"
        )
        gaps = self.notices(self.bill("2024-05"), "gap-day")
        self.assertEqual(gaps, ["2024-05-02 00:00:00 gap-day", "2024-05-03 00:00:00 gap-day"])

    def test_missing_day_is_an_error(self) -> None:
        self.write("livebill.ini", "[issuer]\nname = Issuer\n")
        report = Report()
        read_book(self.folder, self.folder, make_period("2024-05"), report)
        self.assertEqual(len(report.errors), 31)


if __name__ == "__main__":
    unittest.main()
