#!/usr/bin/env python3
"""What `diff` says, held against the tables: tests/explain/causes.py OLD NEW JSON CSV

Every line whose amount differs is in the JSON and in the CSV, and no other is changed; the causes of
each line add up to its change, those of its windows to the windows'; the accounts' totals are those
of invoices.csv; lines are sorted by size.
"""

import csv
import json
import sys
from decimal import Decimal

KEY = ("account_id", "kind", "item", "region", "spec", "reference")


def rows(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(old, new, json_path, csv_path):
    with open(json_path, encoding="utf-8") as stream:
        diff = json.load(stream)
    amounts = [{tuple(row[name] for name in KEY): Decimal(row["amount"]) for row in rows(side + "/lines.csv")}
               for side in (old, new)]
    expected = {key: (amounts[0].get(key, 0), amounts[1].get(key, 0)) for key in {*amounts[0], *amounts[1]}
                if amounts[0].get(key) != amounts[1].get(key)}
    totals = [{row["account_id"]: Decimal(row["total"]) for row in rows(side + "/invoices.csv")} for side in
              (old, new)]
    found, previous = {}, None
    for account in diff["accounts"]:
        name = account["account_id"]
        assert Decimal(account["old"]) == totals[0].get(name, 0), name
        assert Decimal(account["new"]) == totals[1].get(name, 0), name
        size = abs(Decimal(account["change"]))
        assert previous is None or size <= previous, "accounts are not sorted by size"
        previous = size
        sizes = [abs(Decimal(line["change"])) for line in account["lines"]]
        assert sizes == sorted(sizes, reverse=True), "lines are not sorted by size"
        for line in account["lines"]:
            if not line["item"]:
                continue
            key = (name, *(line[part] for part in KEY[1:]))
            change = Decimal(line["new"]) - Decimal(line["old"])
            assert sum(map(Decimal, line["causes"].values())) == change, (key, line["causes"])
            for window in line["windows"]:
                assert sum(map(Decimal, window["causes"].values())) == Decimal(window["change"]), (key, window)
            if change:
                found[key] = (Decimal(line["old"]), Decimal(line["new"]))
    assert found == expected, (found, expected)
    listed = {tuple(row[name] for name in KEY): (Decimal(row["old"]), Decimal(row["new"]))
              for row in rows(csv_path) if row["item"] and Decimal(row["change"])}
    assert listed == expected, (listed, expected)
    for row in rows(csv_path):
        causes = sum(Decimal(row[name]) for name in ("usage", "rate", "pack", "discount", "rounding", "ledger"))
        assert not row["item"] or causes == Decimal(row["change"]), row
    assert expected, "nothing differs"


if __name__ == "__main__":
    main(*sys.argv[1:])
