"""Reads the files of a book as formats.md §1 says: bytes become rows, cells become values.

Nothing here knows a rule of billing. A cell that is wrong raises RowError with the column and the
code of formats.md §6; who reads the row decides whether the reject concerns the period. What makes
a whole file useless is an error of the report: then nothing is computed (exit 3).
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Collection, Iterator, Optional, Sequence

BEIJING_HOURS = 8
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?"
)


class RowError(Exception):
    """One cell (or the row as a whole: column '') that rejects its row."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(f"{column}: {code}")
        self.column = column
        self.code = code


class FileError(Exception):
    """What is wrong with a whole file."""


@dataclass(frozen=True, order=True)
class Reject:
    file: str
    line: int
    column: str
    code: str


@dataclass
class Report:
    """All problems that were found; errors forbid publishing."""

    errors: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def error(self, message: str) -> None:
        self.errors.append(message)

    def reject(self, row: "Row", problem: RowError) -> None:
        self.rejects.append(Reject(row.file, row.line, problem.column, problem.code))


@dataclass
class Row:
    """One row: its cells by column name. A cell that could not be decoded is in `undecodable`."""

    file: str
    line: int
    cells: dict[str, str]
    undecodable: Sequence[str] = ()

    def check_encoding(self) -> None:
        if self.undecodable:
            raise RowError(self.undecodable[0], "bad-encoding")

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def need(self, column: str) -> str:
        value = self.get(column)
        if value == "":
            raise RowError(column, "missing-value")
        return value

    def identifier(self, column: str, default: str = "") -> str:
        """An identifier, or the default where the cell is empty."""
        value = self.get(column)
        if value == "":
            return default
        if not IDENTIFIER.fullmatch(value):
            raise RowError(column, "bad-identifier")
        return value

    def needed_identifier(self, column: str) -> str:
        self.need(column)
        return self.identifier(column)

    def word(self, column: str, allowed: Collection[str], default: str = "") -> str:
        value = self.get(column) or default
        if value not in allowed:
            raise RowError(column, "bad-value" if value else "missing-value")
        return value

    def decimal(
        self, column: str, places: int, default: Optional[Fraction] = None, negative: bool = False
    ) -> Optional[Fraction]:
        value = self.get(column)
        if value == "":
            return default
        return parse_decimal(column, value, places, negative)

    def needed_decimal(self, column: str, places: int, negative: bool = False) -> Fraction:
        return parse_decimal(column, self.need(column), places, negative)

    def count(self, column: str, default: int) -> int:
        """A whole number of at least 1: years, packs, orders."""
        value = self.decimal(column, 0, Fraction(default))
        assert value is not None
        if value < 1:
            raise RowError(column, "bad-number")
        return int(value)

    def moment(self, column: str) -> datetime:
        return parse_moment(column, self.need(column))

    def day(self, column: str) -> Optional[date]:
        value = self.get(column)
        return parse_day(column, value) if value else None

    def text(self, column: str, longest: int) -> str:
        value = self.get(column)
        if len(value) > longest:
            raise RowError(column, "bad-value")
        return value


def parse_decimal(column: str, value: str, places: int, negative: bool) -> Fraction:
    """formats.md §1, numbers: digits, one point, at most so many decimals, '-' only where
    allowed."""
    if not DECIMAL.fullmatch(value) or (value.startswith("-") and not negative):
        raise RowError(column, "bad-number")
    if "." in value and len(value.split(".")[1]) > places:
        raise RowError(column, "bad-number")
    return Fraction(value)


def parse_day(column: str, value: str) -> date:
    match = DAY.fullmatch(value)
    if not match:
        raise RowError(column, "bad-time")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise RowError(column, "bad-time") from None


def parse_moment(column: str, value: str) -> datetime:
    """A time in Beijing: without an offset it is Beijing time already (R1)."""
    match = MOMENT.fullmatch(value)
    if not match:
        raise RowError(column, "bad-time")
    day = parse_day(column, match[1])
    hour, minute, second = int(match[2]), int(match[3]), int(match[4])
    if hour > 23 or minute > 59 or second > 59:
        raise RowError(column, "bad-time")
    local = datetime(day.year, day.month, day.day, hour, minute, second)
    if match[5] is None:
        return local
    return local - parse_offset(column, match[5]) + timedelta(hours=BEIJING_HOURS)


def parse_offset(column: str, text: str) -> timedelta:
    if text == "Z":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 23 or minutes > 59:
        raise RowError(column, "bad-time")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if text[0] == "-" else offset


# --- bytes to rows -------------------------------------------------------------------------------


def read_bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.name.endswith(".gz") else data


def find_table(path: Path) -> Optional[Path]:
    """`.csv.gz` is read wherever `.csv` is; both at once are an error."""
    packed = path.with_name(path.name + ".gz")
    if path.exists() and packed.exists():
        raise FileError(f"{path.name}: stands beside {packed.name}")
    return path if path.exists() else packed if packed.exists() else None


def split_rows(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """RFC 4180: (line, cells) of every row that is not blank; the line is the row's first."""
    position, line = 0, 1
    while position < len(data):
        end = data.find(b"\n", position)
        end = len(data) if end < 0 else end
        text = data[position:end].removesuffix(b"\r")
        if b'"' not in text:
            if text.strip(b" \t"):
                yield line, text.split(b",")
            position, line = end + 1, line + 1
            continue
        cells, following = split_quoted_row(data, position, line)
        yield line, cells
        line += data.count(b"\n", position, following)
        position = following


def split_quoted_row(data: bytes, position: int, line: int) -> tuple[list[bytes], int]:
    """The cells of the row that begins here, and where the next row begins."""
    cells: list[bytes] = []
    while True:
        cell, position = split_cell(data, position, line)
        cells.append(cell)
        if data[position : position + 1] == b",":
            position += 1
            continue
        if data[position : position + 2] == b"\r\n":
            return cells, position + 2
        return cells, position + 1


def split_cell(data: bytes, position: int, line: int) -> tuple[bytes, int]:
    """One cell, quoted or plain, and the position of what ends it: a comma, a line end or the
    end."""
    if data[position : position + 1] != b'"':
        match = re.compile(rb'[^,"\n]*').match(data, position)
        assert match
        if data[match.end() : match.end() + 1] == b'"':
            raise FileError(f"line {line}: a quote inside a plain cell")
        cell = match[0]
        if cell.endswith(b"\r") and data[match.end() : match.end() + 1] != b",":
            return cell[:-1], match.end() - (data[match.end() : match.end() + 1] == b"\n")
        return cell, match.end()
    match = re.compile(rb'"((?:[^"]|"")*)"').match(data, position)
    if not match:
        raise FileError(f"line {line}: a quote is not closed")
    after = data[match.end() : match.end() + 2]
    if after and after[:1] not in (b",", b"\n") and after not in (b"\r\n", b"\r"):
        raise FileError(f"line {line}: text after a closing quote")
    return match[1].replace(b'""', b'"'), match.end()


def read_rows(
    path: Path, label: str, required: Sequence[str], encoding: str, report: Report
) -> list[Row]:
    """The rows of one file; a missing or repeated column is an error of the whole file."""
    data = read_bytes(path)
    if data.startswith(b"\xef\xbb\xbf"):
        data, encoding = data[3:], "utf-8"
    try:
        rows = list(split_rows(data))
        columns = decode_header(rows, required, encoding)
    except FileError as problem:
        report.error(f"{label}: {problem}")
        return []
    return list(data_rows(rows[1:], label, columns, encoding, report))


def decode_header(
    rows: list[tuple[int, list[bytes]]], required: Sequence[str], encoding: str
) -> list[str]:
    if not rows:
        raise FileError("the header is missing")
    columns = [cell.decode(encoding, "replace") for cell in rows[0][1]]
    for column in columns:
        if columns.count(column) > 1:
            raise FileError(f"the column {column} is repeated")
    for column in required:
        if column not in columns:
            raise FileError(f"the column {column} is missing")
    return columns


def data_rows(
    rows: list[tuple[int, list[bytes]]],
    label: str,
    columns: list[str],
    encoding: str,
    report: Report,
) -> Iterator[Row]:
    for line, cells in rows:
        row = Row(label, line, {})
        if len(cells) != len(columns):
            report.reject(row, RowError("", "bad-field-count"))
            continue
        wrong = []
        for column, cell in zip(columns, cells):
            try:
                row.cells[column] = cell.decode(encoding)
            except UnicodeDecodeError:
                wrong.append(column)
        row.undecodable = wrong
        yield row


# --- calendar ------------------------------------------------------------------------------------


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def add_months(day: date, months: int) -> date:
    """The same date so many months on; 29 February becomes 28 where the year has none (R6, R8)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def days_between(first: date, end: date) -> list[date]:
    """The days from `first` up to, not including, `end`."""
    return [first + timedelta(days=number) for number in range((end - first).days)]
