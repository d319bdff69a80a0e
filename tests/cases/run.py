#!/usr/bin/env python3
"""Runs the whole-book cases of tests/cases/*.cases through the program.

    tests/cases/run.py BINARY [FILE...]        all files with whole-book cases, or those named
    tests/cases/run.py BINARY FILE:LINE        only the case that this line belongs to

A case is a small book and what must come out of it. Lines before the first `case` belong to every
case of the file; `#` begins a comment; account A (in CNY) need not be named.

    case TITLE                                   what it shows, with its rule
    period 2024-05                               (the default)
    account B currency=USD discount=0.9
    election 2024-05-03 12:00 A mainland bandwidth_day
    plugin  ENTRY TIME ACCOUNT EVENT [column=value ...]          ledger/plugins.csv
    pack    ENTRY TIME ACCOUNT EVENT [column=value ...]          ledger/packs.csv
    order   ENTRY TIME ACCOUNT ITEM [column=value ...]           ledger/orders.csv
    payment ENTRY TIME ACCOUNT KIND AMOUNT                       ledger/payments.csv
    usage 2024-05-03 A standard.traffic mainland 1999 GB         one row, in the slot 12:00
    usage 2024-05-03 08:00 A ... spec=7d resource=x app_id=y     one row at 08:00
    usage 2024-05-03 08:00-08:15 A ...                           a row in each of these four slots
    usage 2024-05-01..2024-05-06 A live.record - 12 count        a row a day; `-`: no region
    usage 2024-05-01 A ... resource=r1..r9                       a row for each of nine resources
    rate PLAN ITEM REGION SPEC CURRENCY FROM UNTIL MODEL TIER_FROM UNIT_PRICE [FLAT_PRICE [BLOCK]]
    add KIND column=value | column=value         the shipped catalogue/KIND.csv and this row more
    ini SECTION.KEY=VALUE
    run OPTION...                                more options of the command line
    exit 3                                       (0, or 4 where rejects are expected)
    quote OPTION...                              runs `livebill quote` in place of `livebill run`
    > TABLE column=value | column=value          a row that must come out
    > TABLE none                                 the table has no rows
    > TABLE some                                 the table may have other rows, too
    > message TEXT                               this is somewhere in the messages
    > prints TEXT                                this is somewhere in the output

The rows of a table are compared in their order and are all that it may hold; a table that is not
named is not looked at. `details` have the item, region and spec of their line. A value may end its
arithmetic, `amount = 1999 × 0.26 = 519.74`: what stands after the last `=` or `≈` is compared, and
the arithmetic is itself checked (`≈` rounds half up to the decimals that follow, `; ` begins another
step). The same may stand after a `|` at the end of a usage line: the amount of the detail of that
day, meter, region and spec.
"""

import concurrent.futures
import csv
import datetime
import fractions
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CATALOGUE = HERE.parent.parent / "templates" / "catalog"
RATE_COLUMNS = ("plan item region spec currency from until model tier_from unit_price flat_price "
                "block").split()
LEDGERS = {"plugin": ("plugins", ["entry_id", "time", "account_id", "event"]),
           "pack": ("packs", ["entry_id", "time", "account_id", "event"]),
           "order": ("orders", ["entry_id", "time", "account_id", "item"]),
           "payment": ("payments", ["entry_id", "time", "account_id", "kind", "amount"])}
TABLES = ("details lines invoices account-postings packs licences notices rejects totals "
          "review").split()
DAY = r"\d{4}-\d\d-\d\d"


class Wrong(Exception):
    """A case that cannot be read: its own mistake, not the program's."""


# Arithmetic, exactly.

def half_up(value, decimals):
    scaled = abs(value) * 10 ** decimals
    rounded = (scaled + fractions.Fraction(1, 2)).__floor__()
    return fractions.Fraction(rounded if value >= 0 else -rounded, 10 ** decimals)


def calculate(text):
    """The value of a sum of numbers, × / + - and brackets; None where it is not one."""
    text = text.replace("×", "*").replace("−", "-").replace(" ", "")
    if not re.fullmatch(r"[0-9.*/+()-]+", text) or not re.search(r"\d", text):
        return None
    exact = re.sub(r"\d+(\.\d+)?", r"F('\g<0>')", text)
    try:
        return eval(exact, {"__builtins__": {}}, {"F": fractions.Fraction})
    except SyntaxError:
        return None


def result_of(arithmetic, place):
    """What stands after the last `=` or `≈`, once every step before it has been checked."""
    *earlier, arithmetic = arithmetic.split("; ")
    for part in earlier:
        result_of(part, place)
    steps = re.split(r"\s*([=≈])\s*", arithmetic.strip())
    for before, sign, after in zip(steps[0::2], steps[1::2], steps[2::2]):
        left, right = calculate(before), calculate(after)
        if left is None or right is None:
            continue
        if sign == "≈":
            left = half_up(left, len(after.partition(".")[2]))
        if left != right:
            raise Wrong(f"{place}: {before} is not {after}")
    return re.sub(rf"^({DAY} \d\d:\d\d)$", r"\1:00", steps[-1].replace("−", "-"))


# Reading cases.

class Case:
    def __init__(self, file, line, title, common):
        self.file, self.line, self.title = file, line, title
        self.inputs = list(common)      # (line, words)
        self.expected = []              # (line, table, columns or a word)

    def place(self, line):
        return f"{self.file}:{line}"


def columns_of(text, place):
    """`column=value | column=value`, as a dictionary."""
    columns = {}
    for part in text.split("|"):
        name, sign, value = part.partition("=")
        if not sign:
            raise Wrong(f"{place}: '{part.strip()}' is not column=value")
        columns[name.strip()] = result_of(value, place)
    return columns


def read_expected(case, line, text):
    table, _, rest = text.partition(" ")
    table = "account-postings" if table == "postings" else table
    rest = rest.strip()
    if table in ("message", "prints"):
        case.expected.append((line, table, rest))
    elif table not in TABLES:
        raise Wrong(f"{case.place(line)}: there is no table '{table}'")
    elif rest in ("none", "some"):
        case.expected.append((line, table, rest))
    else:
        case.expected.append((line, table, columns_of(rest, case.place(line))))


def read_cases(path):
    cases, common = [], []
    shown = os.path.relpath(path)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if not line:
            continue
        if line.startswith("case "):
            cases.append(Case(shown, number, line[5:].strip(), common))
        elif line.startswith(">"):
            if not cases:
                raise Wrong(f"{shown}:{number}: a case must come before what it expects")
            read_expected(cases[-1], number, line[1:].strip())
        else:
            (cases[-1].inputs if cases else common).append((number, line))
    return cases


# Writing the book of a case.

class Book:
    def __init__(self):
        self.period = "2024-05"
        self.options, self.command, self.exit = [], "run", None
        self.accounts, self.elections, self.rates = {}, [], []
        self.ledgers = {name: [] for name, _ in LEDGERS.values()}
        self.usage = {}                 # day: rows
        self.added = {}                 # kind: rows
        self.ini = {"issuer": {"name": "Cases"}, "policy": {"missing_days": "warn"}}
        self.amounts = []               # (line, columns): what stands after the | of a usage line


def pairs(words, place):
    for word in words:
        if "=" not in word:
            raise Wrong(f"{place}: '{word}' is not column=value")
    return dict(word.split("=", 1) for word in words)


def take_time(words, place):
    """A day, and a time of day where one follows."""
    if not words or not re.fullmatch(DAY, words[0]):
        raise Wrong(f"{place}: a day is missing")
    day = words.pop(0)
    time = words.pop(0) if words and re.match(r"\d\d:\d\d", words[0]) else "00:00:00"
    return f"{day} {time}" + (":00" if len(time) == 5 else "")


def add_ledger_row(book, kind, words, place):
    name, names = LEDGERS[kind]
    row = {names[0]: words.pop(0), "time": take_time(words, place)}
    if len(words) < len(names) - 2:
        raise Wrong(f"{place}: {names[2:]} are missing")
    for column in names[2:]:
        row[column] = words.pop(0)
    row.update(pairs(words, place))
    book.ledgers[name].append(row)
    book.accounts.setdefault(row["account_id"], {})


def days_between(text):
    first, _, last = text.partition("..")
    day, end = (datetime.date.fromisoformat(part) for part in (first, last or first))
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(days=1)


def slots_between(text):
    if not re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", text):
        yield text
        return
    first, last = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    for minute in range(first, last + 1, 5):
        yield f"{minute // 60:02}:{minute % 60:02}"


def resources_between(text):
    parts = re.fullmatch(r"(\D+)(\d+)\.\.\D+(\d+)", text)
    if not parts:
        return [text]
    return [f"{parts[1]}{number}" for number in range(int(parts[2]), int(parts[3]) + 1)]


def add_usage(book, line, text, place):
    text, _, arithmetic = text.partition("|")
    words = text.split()
    days = words.pop(0)
    times = words.pop(0) if re.match(r"\d\d:\d\d", words[0]) else "12:00"
    if len(words) < 5:
        raise Wrong(f"{place}: usage needs an account, a meter, a region, a quantity and a unit")
    row = dict(zip(("account_id", "meter", "region", "quantity", "unit"), words))
    row["region"] = row["region"].replace("-", "")
    row.update({"resource": "stream", **pairs(words[5:], place)})
    book.accounts.setdefault(row["account_id"], {})
    resources = resources_between(row["resource"])
    for day in days_between(days):
        for time in slots_between(times):
            at = f"{day} {time}" + (":00" if len(time) == 5 else "")
            book.usage.setdefault(day, []).extend(
                {**row, "time": at, "resource": resource} for resource in resources)
    if arithmetic:
        book.amounts.append((line, {
            "window_start": days, "meter": row["meter"], "region": row["region"],
            "spec": row.get("spec", ""), "account_id": row["account_id"],
            "amount": result_of(arithmetic, place)}))


def read_input(book, line, text, place):
    words = text.split()
    word = words.pop(0)
    rest = text[len(word):].strip()
    if word == "usage":
        add_usage(book, line, rest, place)
    elif word in LEDGERS:
        add_ledger_row(book, word, words, place)
    elif word == "account":
        account = words.pop(0)
        book.accounts.setdefault(account, {}).update(pairs(words, place))
    elif word == "election":
        time = take_time(words, place)
        book.elections.append(dict(zip(("account_id", "scope", "mode"), words), requested_at=time))
    elif word == "rate":
        values = [value.replace("-", "") if value == "-" else value for value in words]
        book.rates.append(dict(zip(RATE_COLUMNS, values)))
    elif word == "add":
        kind, _, columns = rest.partition(" ")
        book.added.setdefault(kind, []).append(columns_of(columns, place))
    elif word == "ini":
        section, key, value = re.fullmatch(r"(\w+)\.(\w+)=(.*)", rest).groups()
        book.ini.setdefault(section, {})[key] = value
    elif word == "period":
        book.period = rest
    elif word in ("run", "quote"):
        book.command = word
        book.options += words
    elif word == "exit":
        book.exit = int(rest)
    else:
        raise Wrong(f"{place}: '{word}' is no word of a case")


def book_of(case):
    book = Book()
    for line, text in case.inputs:
        read_input(book, line, text, case.place(line))
    if not book.accounts:
        book.accounts["A"] = {}
    return book


def write_table(path, rows, first=()):
    if not rows:
        return
    names = list(first) + sorted({name for row in rows for name in row} - set(first))
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def shipped_rows(kind):
    with open(CATALOGUE / f"{kind}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_book(book, folder):
    ini = "".join(f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
                  for section, keys in book.ini.items())
    (folder / "livebill.ini").write_text(ini, encoding="utf-8")
    accounts = [{"account_id": name, "name": f"Account {name}", **columns}
                for name, columns in book.accounts.items()]
    write_table(folder / "accounts.csv", accounts)
    write_table(folder / "elections.csv", book.elections)
    for name, rows in book.ledgers.items():
        write_table(folder / "ledger" / f"{name}.csv", rows)
    for day, rows in book.usage.items():
        write_table(folder / "usage" / f"{day}.csv", rows)
    write_table(folder / "catalog" / "rates+cases.csv", book.rates, RATE_COLUMNS)
    for kind, rows in book.added.items():
        shipped = shipped_rows(kind)
        write_table(folder / "catalog" / f"{kind}.csv", shipped + rows, list(shipped[0]))


# Comparing.

def read_rows(path):
    if not path.exists():
        return None
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(got, expected):
    if got is None:
        return False
    got_value, expected_value = calculate(got), calculate(expected)
    if got_value is not None and expected_value is not None and not re.match(DAY, expected):
        return got_value == expected_value
    return got == expected


def differences(row, columns):
    return [f"{name}: expected '{value}', got '{row.get(name)}'"
            for name, value in columns.items() if not same(row.get(name), value)]


def shown(row, columns):
    return ", ".join(f"{name}={row.get(name)}" for name in columns)


def compare_some(case, table, wanted, rows):
    for line, columns in wanted:
        found = [row for row in rows if not differences(row, columns)]
        if not found:
            near = min(rows, key=lambda row: len(differences(row, columns)), default=None)
            got = "no rows" if near is None else "nearest: " + "; ".join(differences(near, columns))
            yield f"{case.place(line)}: {table}: expected {shown(columns, columns)}; {got}"


def compare_all(case, table, wanted, rows):
    for index, (line, columns) in enumerate(wanted):
        if index >= len(rows):
            yield f"{case.place(line)}: {table}: expected {shown(columns, columns)}, got no row"
            continue
        for difference in differences(rows[index], columns):
            yield f"{case.place(line)}: {table}, row {index + 1}: {difference}"
    for row in rows[len(wanted):]:
        columns = wanted[0][1] if wanted else row
        yield f"{case.place(case.line)}: {table}: one row more: {shown(row, columns)}"


def tables_of(case):
    """The expected rows by table: a list of (line, columns), and whether others may stand there."""
    tables = {}
    for line, table, columns in case.expected:
        if table in TABLES:
            entry = tables.setdefault(table, {"rows": [], "some": False})
            if columns == "some":
                entry["some"] = True
            elif columns != "none":
                entry["rows"].append((line, columns))
    return tables


def join_details(tables):
    """Gives each detail the item, meter, region and spec of its line."""
    lines = {(row["account_id"], row["line"]): row for row in tables.get("lines") or []}
    meters = {row["item"]: row["meter"] for row in shipped_rows("items")}
    for row in tables.get("details") or []:
        line = lines.get((row["account_id"], row["line"]), {})
        row.update({name: line.get(name, "") for name in ("item", "region", "spec", "kind")})
        row["meter"] = meters.get(row["item"], row["item"])


def compare(case, book, folder):
    out = folder / "out" / book.period
    got = {name: read_rows(out / f"{name}.csv") for name in TABLES}
    join_details(got)
    for table, wanted in tables_of(case).items():
        if got[table] is None:
            yield f"{case.place(case.line)}: {table}.csv was not written"
            continue
        way = compare_some if wanted["some"] else compare_all
        yield from way(case, table, wanted["rows"], got[table])
    yield from compare_some(case, "details", book.amounts, got["details"] or [])


def compare_output(case, result):
    streams = {"message": result.stderr, "prints": result.stdout}
    for line, table, text in case.expected:
        if table in streams and text not in streams[table]:
            yield f"{case.place(line)}: expected '{text}', got:\n{streams[table].rstrip()}"


# Running.

def arguments(case, book, folder):
    if book.command == "quote":
        return ["quote", "-C", str(folder), *book.options]
    rejects = tables_of(case).get("rejects", {"rows": []})["rows"]
    allow = ["--allow-rejects"] if rejects else []
    return ["run", "-C", str(folder), "--period", book.period, "--formats", "csv", "--quiet",
            *allow, *book.options]


def run_case(binary, case):
    try:
        book = book_of(case)
    except Wrong as mistake:
        return [str(mistake)]
    with tempfile.TemporaryDirectory(prefix="livebill-case-") as folder:
        folder = pathlib.Path(folder)
        write_book(book, folder)
        command = arguments(case, book, folder)
        result = subprocess.run([binary, *command], capture_output=True, text=True, cwd=folder,
                                encoding="utf-8", errors="replace", timeout=120, check=False)
        status = book.exit
        if status is None:
            status = 4 if "--allow-rejects" in command else 0
        if result.returncode != status:
            return [f"{case.place(case.line)}: expected exit {status}, got {result.returncode}:\n"
                    + result.stderr.rstrip()]
        published = book.command == "run" and status in (0, 4)
        failures = list(compare(case, book, folder)) if published else []
        return failures + list(compare_output(case, result))


def chosen_cases(names):
    """Those of the files named, or of every file that has whole-book cases."""
    paths = names or [str(path) for path in sorted(HERE.glob("*.cases"))]
    cases = []
    for name in paths:
        name, _, line = name.partition(":")
        found = read_cases(pathlib.Path(name))
        if line:
            found = [case for case in found if case.line <= int(line)][-1:]
        cases += found
    return cases


def main(words):
    if len(words) < 2:
        print("usage: run.py BINARY [FILE|FILE:LINE]...", file=sys.stderr)
        return 2
    try:
        cases = chosen_cases(words[2:])
    except Wrong as mistake:
        print(mistake)
        return 1
    binary = os.path.abspath(words[1])
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = pool.map(lambda case: run_case(binary, case), cases)
        for case, failures in zip(cases, results):
            if failures:
                failed += 1
                print(f"{case.file}:{case.line}: {case.title}")
                for failure in failures:
                    print("    " + failure.replace("\n", "\n        "))
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
