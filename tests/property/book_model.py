"""A book before it is written down: tables of rows, the forms a value may take, and the ways of
writing a file."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Mapping, Union

Cell = Union[str, bytes]
RowOf = Mapping[str, Cell]

PERIODS = ("2024-05", "2024-02", "2023-02", "2023-12")
REGIONS = ("mainland", "ap1", "ap2", "ap3", "na", "eu", "me", "af", "sa")
MODES = (
    "traffic_day",
    "bandwidth_day",
    "traffic_month",
    "bandwidth_p95_month",
    "bandwidth_avgpeak_month",
)
MODELS = ("reach", "reach_above", "graduated", "graduated_above", "flat")
PLAYED = ("miniprogram.traffic", "standard.traffic", "leb.traffic")
MB, GB = 10**6, 10**9
EXTRA = "+"  # a row with this key has one field too many


@dataclass
class Table:
    """One CSV file before it is written: its columns and its rows."""

    columns: list[str]
    rows: list[RowOf] = field(default_factory=list)
    keep_order: bool = False


@dataclass
class Model:
    """A whole book: tables by path, usage by day, and the lines of livebill.ini."""

    period: str
    rejecting: bool
    settings: list[str] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    usage: dict[date, Table] = field(default_factory=dict)
    encoding: str = "utf-8"


USAGE_COLUMNS = [
    "time",
    "account_id",
    "meter",
    "region",
    "quantity",
    "unit",
    "resource",
    "app_id",
    "spec",
]

# --- small values ---------------------------------------------------------------------------------


def number(dice: random.Random, low: float, high: float, places: int) -> str:
    """A decimal between two bounds with at most so many places."""
    scale = 10 ** dice.randint(0, places)
    units = dice.randint(int(low * scale), int(high * scale))
    return decimal(units, scale)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def decimal(units: int, scale: int) -> str:
    """units / scale (a power of 10) as text without trailing zeros."""
    sign = "-" if units < 0 else ""
    whole, part = divmod(abs(units), scale)
    digits = str(part).rjust(len(str(scale)) - 1, "0").rstrip("0") if scale > 1 else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def moment_text(dice: random.Random, moment: datetime) -> str:
    """A Beijing time in one of the forms of formats.md §1."""
    kind = dice.randrange(8)
    separator = dice.choice(" T")
    if kind == 0:
        return (moment - timedelta(hours=8)).strftime(f"%Y-%m-%d{separator}%H:%M:%SZ")
    if kind == 1:
        hours = dice.choice((-5, 0, 8, 9, 14))
        local = moment + timedelta(hours=hours - 8)
        return local.strftime(f"%Y-%m-%d{separator}%H:%M:%S") + f"{hours:+03d}:00"
    if kind == 2:
        local = moment + timedelta(hours=-2, minutes=-30)
        return local.strftime(f"%Y-%m-%d{separator}%H:%M:%S+05:30")
    return moment.strftime(f"%Y-%m-%d{separator}%H:%M:%S")


def bytes_text(dice: random.Random, amount: int) -> tuple[str, str]:
    unit, scale = dice.choice((("B", 1), ("kB", 10**3), ("MB", MB), ("GB", GB), ("TB", 10**12)))
    return decimal(amount, scale), unit


def seconds_text(dice: random.Random, amount: int) -> tuple[str, str]:
    if amount % 36 == 0 and dice.random() < 0.4:
        return decimal(amount // 36, 100), "h"
    if amount % 6 == 0 and dice.random() < 0.5:
        return decimal(amount // 6, 10), "min"
    return str(amount), "s"


# --- writing --------------------------------------------------------------------------------------


def write_book(
    model: Model, folder: Path, layout: random.Random, usage_layout: random.Random
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "livebill.ini").write_text("\n".join(model.settings) + "\n", encoding="utf-8")
    for path, table in model.tables.items():
        name = folder / path
        name.parent.mkdir(parents=True, exist_ok=True)
        zipped = ".gz" if layout.random() < 0.15 else ""
        table.keep_order = path.startswith("catalog/")  # items have an order, tiers should ascend
        write_table(table, name.with_name(name.name + zipped), layout, model.encoding)
    (folder / "usage").mkdir(exist_ok=True)
    for day, table in model.usage.items():
        for suffix, part in split_table(table, usage_layout):
            packed = ".gz" if usage_layout.random() < 0.3 else ""
            write_table(
                part, folder / "usage" / f"{day}{suffix}.csv{packed}", usage_layout, model.encoding
            )


def split_table(table: Table, layout: random.Random) -> list[tuple[str, Table]]:
    """One to three files of a day, never two with the same rows (formats.md §2)."""
    suffixes = layout.choice(((""), ("", "-b"), ("_2", "-early", "")))
    parts = [Table(table.columns) for _ in suffixes] or [Table(table.columns)]
    for row in table.rows:
        layout.choice(parts).rows.append(row)
    contents = [sorted(repr(sorted(map(repr, row.items()))) for row in part.rows) for part in parts]
    repeated = any(content in contents[:number] for number, content in enumerate(contents))
    if repeated or len(parts) == 1:
        return [("", table)]
    return list(zip(suffixes, parts))


def write_table(table: Table, path: Path, layout: random.Random, encoding: str) -> None:
    rows = list(table.rows)
    if not table.keep_order:
        layout.shuffle(rows)
    columns = list(table.columns)
    if layout.random() < 0.5:
        layout.shuffle(columns)
    if layout.random() < 0.1:
        columns.insert(layout.randrange(len(columns)), "remark")
    end = layout.choice((b"\n", b"\r\n"))
    lines = [join([column.encode() for column in columns], layout)]
    for row in rows:
        lines.append(row_bytes(row, columns, layout, encoding))
        if layout.random() < 0.02:
            lines.append(b"")
    data = end.join(lines) + (end if layout.random() < 0.8 else b"")
    if encoding == "utf-8" and layout.random() < 0.2:
        data = b"\xef\xbb\xbf" + data
    path.write_bytes(gzip.compress(data, mtime=0) if path.name.endswith(".gz") else data)


def row_bytes(row: RowOf, columns: list[str], layout: random.Random, encoding: str) -> bytes:
    cells = []
    for column in columns:
        value: Cell = row.get(column, "") if column != "remark" else "some, remark"
        cells.append(value if isinstance(value, bytes) else value.encode(encoding, "replace"))
    if EXTRA in row:
        cells.append(b"x")
    return join(cells, layout)


def join(cells: list[bytes], layout: random.Random) -> bytes:
    """Quoted where needed, and sometimes where not."""
    written = []
    for cell in cells:
        if any(mark in cell for mark in b',"\r\n') or layout.random() < 0.05:
            cell = b'"' + cell.replace(b'"', b'""') + b'"'
        written.append(cell)
    return b",".join(written)
