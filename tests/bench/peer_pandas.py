#!/usr/bin/python3
"""Each account and region: every day's sum and its largest 5-minute slot, with pandas.

    peer_pandas.py BOOK OUT.csv

A file at a time, as one would who has not the memory for a month; only the columns that it needs.
"""
import sys
from pathlib import Path

import pandas

book, out = sys.argv[1:]
days = []
for file in sorted(Path(book, "usage").glob("*.csv")):
    rows = pandas.read_csv(
        file,
        usecols=["time", "account_id", "region", "quantity"],
        dtype={"time": "category", "account_id": "category", "region": "category", "quantity": "int64"},
        keep_default_na=False,
    )
    slots = rows.groupby(["account_id", "region", "time"], observed=True)["quantity"].sum()
    day = slots.groupby(["account_id", "region"], observed=True).agg(["sum", "max"])
    days.append(day.reset_index().assign(day=file.name[:10]))
pandas.concat(days).to_csv(out, index=False)
print("pandas", pandas.__version__)
