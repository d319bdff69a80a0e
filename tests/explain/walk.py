#!/usr/bin/env python3
"""Every amount of every invoice, from `explain --format json` down to the rows of usage.

    tests/explain/walk.py PROGRAM BOOK PERIOD OUTPUT

OUTPUT is what `run` wrote for the same book and period. For each account the tree must hold exactly
the lines and windows of lines.csv and details.csv, each node must be what its leaves make (exact
decimals), and each row that a peak names must stand in its file with that time and account.
"""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext
from pathlib import Path

FACTOR = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "s": 1, "min": 60, "h": 3600,
          "count": 1}


def rounded(value, places):
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def beijing(text):
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if time.tzinfo is not None:
        time = time.astimezone(timezone(timedelta(hours=8)))
    return time.strftime("%Y-%m-%d %H:%M:%S")


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Walk:
    def __init__(self, program, book, period, output):
        self.program, self.book, self.period, self.output = program, Path(book), period, Path(output)
        self.checked = defaultdict(int)
        self.files = {}

    def equal(self, left, right, *where):
        self.checked["figures"] += 1
        if Decimal(left) != Decimal(right):
            sys.exit(f"FAILED {' '.join(map(str, where))}: {left} is not {right}")

    def file(self, name):
        if name not in self.files:
            rows, first = {}, 1
            with open(self.book / name, encoding="utf-8-sig", newline="") as stream:
                reader = csv.reader(stream)
                for fields in reader:
                    rows[first] = fields
                    first = reader.line_num + 1
            self.files[name] = (rows[1], rows)
        return self.files[name]

    def row(self, row, account, where):
        name, line = row["row"].rsplit(":", 1)
        header, lines = self.file(name)
        fields = dict(zip(header, lines[int(line)]))
        if fields["account_id"] != account or beijing(fields["time"]) != row["time"]:
            sys.exit(f"FAILED {where}: {row['row']} is another row")
        self.equal(Decimal(fields["quantity"]) * FACTOR[fields["unit"]], row["quantity"], where, row["row"])
        self.checked["rows"] += 1

    def peak(self, peak, account, where):
        for row in peak["rows"]:
            self.row(row, account, where)
        self.equal(sum(Decimal(row["quantity"]) for row in peak["rows"]), peak["value"], where, "peak")
        return Decimal(peak["value"])

    def day(self, day, rule, account, where):
        total = sum(Decimal(file["sum"]) for file in day["files"])
        if rule["aggregate"] == "sum":
            self.equal(total, day["value"], where, day["day"])
        elif rule["aggregate"] != "task_minutes":
            self.equal(self.peak(day["peak"], account, where), day["value"], where, day["day"])
        return total

    def measured(self, usage, rule, account, where):
        total = sum(self.day(day, rule, account, where) for day in usage["days"])
        self.equal(total, usage["sum"], where, "usage")
        self.equal(sum(f["rows"] for d in usage["days"] for f in d["files"]), usage["rows"], where)
        values = [Decimal(day["value"]) for day in usage["days"]]
        unit = Decimal(rule["unit_size"])
        rate = Decimal(8) / 300 if rule["slot_value"] == "rate" else Decimal(1)
        if rule["aggregate"] in ("sum", "task_minutes"):
            value, parts = sum(values), 1
        elif rule["aggregate"] == "avgpeak":
            value, parts = sum(values), usage["active_days"]
        elif rule["aggregate"] == "p95":
            value, parts = self.peak(usage["peak"], account, where), 1
            self.equal(usage["slots"], usage["active_days"] * 288, where, "slots")
        else:
            value, parts = max(values), 1
            self.equal(self.peak(usage["peak"], account, where), value, where)
        if rule["slot_value"] == "rate":
            return rounded(value * 8 / (300 * unit * parts), 9)
        return rounded(value * rate / (unit * parts), 9)

    def part(self, part, window, where):
        billable = Decimal(part["billable"])
        if "rate" not in part:
            self.equal(billable, 0, where)
            self.equal(part["amount"], 0, where)
            return
        block = Decimal(part["block"])
        units = (billable / block).to_integral_value(ROUND_CEILING) if block else billable
        amount = units * Decimal(part["unit_price"]) + Decimal(part["flat_price"])
        if "month_days" in window:
            amount = amount * window["active_days"] / window["month_days"]
        self.equal(rounded(amount, 8), part["list_amount"], where, "list amount")
        self.equal(rounded(Decimal(part["list_amount"]) * Decimal(window["discount"]), 8), part["amount"],
                   where, "amount")
        if not part["rate"].startswith("rates") or ":" not in part["rate"]:
            sys.exit(f"FAILED {where}: rate {part['rate']}")

    def window(self, window, line, account, details):
        where = f"{account} line {line['line']} {window['start']}"
        self.equal(self.measured(window["usage"], line["measured_as"], account, where), window["quantity"],
                   where, "quantity")
        details = [d for d in details if d["window_start"] == window["start"]]
        self.equal(len(details), len(window["parts"]), where, "parts")
        for part, detail in zip(window["parts"], details):
            self.part(part, window, where)
            self.equal(part["amount"], detail["amount"], where)
            self.equal(part["billable"], detail["billable"], where)
        draws = ";".join(f"{draw['pack']}:{draw['units']}" for draw in window["packs"])
        if draws != details[0]["packs"]:
            sys.exit(f"FAILED {where}: {draws} is not {details[0]['packs']}")
        for draw in window["packs"]:
            self.entry(draw["entry"], draw["pack"].split("#")[0], where)
        self.checked["windows"] += 1

    def entry(self, place, entry_id, where):
        name, line = place.rsplit(":", 1)
        header, lines = self.file(name)
        if dict(zip(header, lines[int(line)]))["entry_id"] != entry_id:
            sys.exit(f"FAILED {where}: {place} is not {entry_id}")
        self.checked["entries"] += 1

    def line(self, line, written, account, details):
        where = f"{account} line {line['line']}"
        self.equal(line["amount"], written["amount"], where)
        self.equal(line["list_amount"], written["list_amount"], where)
        self.checked["lines"] += 1
        if line["kind"] != "usage":
            if line["kind"] == "prepaid":
                self.entry(line["entry"], line["reference"], where)
            return
        parts = [part for window in line["windows"] for part in window["parts"]]
        self.equal(len(parts), len(details), where, "details")
        self.equal(rounded(sum(Decimal(part["amount"]) for part in parts), 2), line["amount"], where)
        for window in line["windows"]:
            self.window(window, line, account, details)

    def invoice(self, written, lines, details):
        account = written["account_id"]
        command = [self.program, "explain", "-C", str(self.book), "--period", self.period, "--account",
                   account, "--format", "json"]
        tree = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        for name in ("subtotal", "tax", "total", "opening_balance", "charged", "paid", "closing_balance",
                     "pending"):
            self.equal(tree[name], written[name], account, name)
        self.equal(len(tree["lines"]), written["lines"], account, "lines")
        self.equal(sum(Decimal(line["amount"]) for line in tree["lines"]), tree["subtotal"], account)
        more = Decimal(tree["tax"]) if tree["tax_mode"] == "exclusive" else 0
        self.equal(Decimal(tree["subtotal"]) + more, tree["total"], account)
        posted = [p for p in tree["postings"] if "balance" in p]
        self.equal(sum(Decimal(p["amount"]) for p in posted), tree["closing_balance"], account)
        self.equal(-sum(Decimal(p["amount"]) for p in tree["postings"] if "balance" not in p),
                   tree["pending"], account)
        for line, row in zip(tree["lines"], lines[account]):
            self.line(line, row, account, details[account, row["line"]])
        self.checked["invoices"] += 1

    def run(self):
        lines, details = defaultdict(list), defaultdict(list)
        for row in rows_of(self.output / "lines.csv"):
            lines[row["account_id"]].append(row)
        for row in rows_of(self.output / "details.csv"):
            details[row["account_id"], row["line"]].append(row)
        for written in rows_of(self.output / "invoices.csv"):
            self.invoice(written, lines, details)
        print(", ".join(f"{count} {name}" for name, count in sorted(self.checked.items())))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    with localcontext(Context(prec=60)):
        Walk(*sys.argv[1:]).run()
