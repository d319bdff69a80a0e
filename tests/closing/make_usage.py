#!/usr/bin/env python3
"""The usage of tests/closing/book, January to March 2024: a few rows a day, by plain arithmetic.

    make_usage.py BOOK
"""

import sys
from datetime import date, timedelta
from pathlib import Path

COLUMNS = "time,account_id,meter,region,quantity,unit,resource,app_id"


def rows_of(day: date) -> list[str]:
    number = (day - date(2024, 1, 1)).days
    rows = [
        f"{day} 08:00:00,arrears,standard.traffic,mainland,{1 + number % 3}.5,GB,a.example.com,",
        f"{day} 20:15:00,elections,standard.traffic,mainland,{40 + number % 7},GB,b.example.com,",
        f"{day} 09:30:00,licences,miniprogram.traffic,mainland,{1 + number % 2},GB,c.example.com,"
        f"{'wx01' if number < 40 else 'wx02'}",
        f"{day} 23:55:00,packs,standard.traffic,ap1,{2 + number % 4}.25,GB,d.example.com,",
    ]
    if day.day == 31:
        rows.append(f"{day} 10:00:00,arrears,live.screenshot,,1500,count,,")
    return rows


def main() -> None:
    folder = Path(sys.argv[1]) / "usage"
    folder.mkdir(exist_ok=True)
    for number in range(91):
        day = date(2024, 1, 1) + timedelta(days=number)
        text = "\n".join([COLUMNS, *rows_of(day)]) + "\n"
        (folder / f"{day}.csv").write_text(text, encoding="utf-8")


main()
