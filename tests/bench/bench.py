#!/usr/bin/python3
"""Times the program on books of its own making, beside the tools that one would take instead.

    bench.py BUILD [--runs 5] [--scale 1.0] [--write RESULTS.md]

Every figure is of whole processes, from start to end: of this program `run`, from files to published
folder, with its checksums and duplicate checks. Commands that are compared run in turn, A B C A B C,
and medians are quoted: on a shared machine single times mean little, and ratios from one round more
than seconds. Miller and pandas are Debian's, DuckDB comes from npm. Books, outputs and what npm
installs are below BUILD/bench. A month of 60 million rows is month.py's.
"""
import argparse
import os
import re
import shutil
import subprocess
from pathlib import Path

from documents_run import one_page_documents
from measuring import Bench, Command, megabytes, ratios, shell, verdict

HERE = Path(__file__).resolve().parent

# What today's budget.sh counts of older commits: before plain rows had a scanner of their own, and
# before that one went over whole blocks.
COMMITS = ("cd9dfca", "d09c53e")
INSTRUCTIONS_BEFORE = {
    "a row": (6207, 954),
    "a PDF": (8745948, 8747776),
    "a workbook": (29290928, 29192399),
}


def peers(bench, folder):
    out = bench.scratch / "peer.csv"
    node = dict(os.environ, NODE_PATH=str(bench.scratch / "node" / "node_modules"))
    return {
        "DuckDB": Command("node", HERE / "peer_duckdb.mjs", folder, out, environment=node),
        "Miller": Command(HERE / "peer_miller.sh", folder, out),
        "pandas": Command(HERE / "peer_pandas.py", folder, out),
    }


def install_peers(bench):
    folder = bench.scratch / "node"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules" / "@duckdb").exists():
        subprocess.run(["npm", "install", "--silent", "@duckdb/node-api"], cwd=folder, check=True)
    versions = []
    small, _, _ = bench.book(2, 1, 1)
    for peer in peers(bench, small).values():
        told = subprocess.run(peer.arguments, env=peer.environment, check=True, capture_output=True, text=True)
        versions.append(told.stdout.strip())
    return versions


def compare(bench, title, rows, size, commands, runs):
    figures = bench.in_turn(commands, runs)
    first = next(iter(figures.values()))
    bench.say(f"## {title}")
    bench.say(f"{rows:,} rows, {megabytes(size)}, medians of {runs}.")
    bench.say()
    bench.table(
        ["", "seconds", "rate", "times the first", "processor seconds", "peak memory"],
        [[
            name, f"{each.median('wall'):.2f} s", f"{size / each.median('wall') / 1e6:,.0f} MB/s",
            f"{ratios(each, first):.2f}", f"{each.median('cpu'):.2f} s", megabytes(each.median('peak')),
        ] for name, each in figures.items()])
    return figures


def whole_month(bench, runs):
    folder, rows, size = bench.book(100, 11, bench.scaled(31))
    files = f"{folder}/usage/*"
    figures = compare(bench, "A month, accounts shuffled within each slot", rows, size, {
        "livebill": bench.livebill(folder),
        "livebill --jobs 1": bench.livebill(folder, "--jobs", "1"),
        "cat usage/* > /dev/null": shell(f"exec cat {files} >/dev/null"),
        "wc -l usage/*": shell(f"exec wc -l {files}"),
        "DuckDB": peers(bench, folder)["DuckDB"],
        "pandas": peers(bench, folder)["pandas"],
    }, runs)
    times, rate = ratios(figures["DuckDB"], figures["livebill"]), size / figures["livebill"].median("wall")
    bench.say(f"- at least 5 times DuckDB's rate: {times:.2f} times, {verdict(times >= 5)}")
    bench.say(f"- at least 1 GB/s: {rate / 1e9:.2f} GB/s, {verdict(rate >= 1e9)}")
    bench.say()
    folder, rows, size = bench.book(100, 11, 1)
    compare(bench, "A day of it, with Miller", rows, size,
            {"livebill": bench.livebill(folder), "Miller": peers(bench, folder)["Miller"]}, runs)


def shapes(bench, runs):
    for title, arguments in {
        "The same, sorted by account": (100, 11, bench.scaled(8), "sorted"),
        "10,000 accounts": (bench.scaled(10000), 1, 2, "shuffled"),
    }.items():
        folder, rows, size = bench.book(*arguments)
        compare(bench, title, rows, size,
                {"livebill": bench.livebill(folder), "DuckDB": peers(bench, folder)["DuckDB"]}, runs)


def packed_and_cut(bench, runs):
    arguments = (100, 11, bench.scaled(8), "shuffled")
    plain, rows, size = bench.book(*arguments)
    cut, _, _ = bench.book(*arguments, "--files", "4")
    packed, _, packed_size = bench.book(*arguments, "--gz")
    compare(bench, "8 days of it, packed, and in several files a day", rows, size, {
        "a file a day": bench.livebill(plain),
        "4 files a day": bench.livebill(cut),
        "a .csv.gz a day": bench.livebill(packed),
        "gzip -dc usage/* > /dev/null": shell(f"exec gzip -dc {packed}/usage/* >/dev/null"),
    }, runs)
    bench.say(f"Rates are of the plain bytes; the .csv.gz (level 1) have {megabytes(packed_size)}.")
    bench.say()


def start_up(bench):
    day, month = bench.book(1, 1, 1)[0], bench.book(1, 1, 31)[0]
    figures = bench.in_turn({
        "livebill --version": Command(bench.program, "--version"),
        "a day of one account": bench.livebill(day),
        "a month of one account": bench.livebill(month),
        "the same with its PDF and workbook": bench.livebill(month, formats="pdf,xlsx"),
    }, 20)
    bench.say("## Start")
    bench.table(["", "milliseconds (median of 20)", "peak memory"],
                [[name, f"{each.median('wall') * 1000:.1f}", megabytes(each.median('peak'))]
                 for name, each in figures.items()])


def line_through(points):
    """(seconds at no row, seconds a row) of the straight line whose relative distances from the points
    (rows, seconds) are least in squares."""
    weights = [1 / seconds ** 2 for _, seconds in points]
    total = sum(weights)
    mean_rows = sum(w * rows for w, (rows, _) in zip(weights, points)) / total
    mean_seconds = sum(w * seconds for w, (_, seconds) in zip(weights, points)) / total
    spread = sum(w * (rows - mean_rows) ** 2 for w, (rows, _) in zip(weights, points))
    each = sum(w * (rows - mean_rows) * (seconds - mean_seconds)
               for w, (rows, seconds) in zip(weights, points)) / spread if spread else 0
    return mean_seconds - each * mean_rows, each


def apart(figure, measure, percent):
    """How far a figure is from its measure, and whether that is near enough."""
    more = (figure / measure - 1) * 100
    return f"{more:+.1f} %: {verdict(abs(more) <= percent)}"


def growth(bench, runs, title, unit, books, flat):
    """How far each line's time is from one straight line, and its memory, if `flat`, from the last's."""
    commands, rows = {}, {}
    for name, arguments in books.items():
        folder, rows[name], _ = bench.book(*arguments)
        commands[name] = bench.livebill(folder)
    figures = bench.in_turn(commands, runs)
    walls = {name: each.median("wall") for name, each in figures.items()}
    peaks = {name: each.median("peak") for name, each in figures.items()}
    start, each_row = line_through([(rows[name], walls[name]) for name in figures])
    last = peaks[list(figures)[-1]]
    bench.say(f"## {title}")
    bench.say(f"`--jobs` as by default; medians of {runs}. The straight line through the times is "
              f"{start * 1000:.0f} ms and {each_row * 1e9:.1f} ns a row; linear: within 10 % of it"
              + ("; memory flat: within 5 % of the last line's." if flat else "."))
    bench.say()
    bench.table(
        [unit, "rows", "seconds", "processor seconds", "time linear", "peak memory"] + ["memory flat"] * flat,
        [[
            name, f"{rows[name]:,}", f"{walls[name]:.3f}", f"{each.median('cpu'):.2f}",
            apart(walls[name], start + each_row * rows[name], 10), f"{peaks[name] / 1e6:.1f} MB",
        ] + [apart(peaks[name], last, 5)] * flat for name, each in figures.items()],
    )


def growths(bench, runs):
    days, accounts = bench.scaled(3), bench.scaled(500, 10)
    growth(bench, runs, "Growth with days, the accounts the same", "days",
           {str(bench.scaled(n)): (100, 22, bench.scaled(n), "shuffled") for n in (4, 8, 16, 31)}, flat=True)
    growth(bench, runs, "Growth with the rows of a day, accounts and days the same", "rows a day",
           {f"{n}×": (100, 11, bench.scaled(31), "shuffled", "--slots", str(36 * n)) for n in (1, 2, 4, 8)},
           flat=True)
    growth(bench, runs, "Growth with accounts", "accounts",
           {f"{n}×": (accounts * n, 1, max(2, days), "shuffled") for n in (1, 2, 4, 8)}, flat=False)


def instructions(bench):
    if shutil.which("valgrind") is None:
        return
    told = subprocess.run([HERE / "budget.sh", bench.generator, bench.program], check=False,
                          capture_output=True, text=True).stdout
    bench.say("## Instructions")
    bench.say("Counted by `tests/bench/budget.sh` (callgrind; SHA-256 left out), which `make check` runs: a "
              "row with CSV files only, a one-page PDF, a workbook. Columns of commits: the same script and "
              "books, with the program as it was.")
    bench.say()
    rows = []
    for count, what, budget in re.findall(r"^(\d+) instructions (a [\w ]+?),? \(?.*?budget (?:of )?(\d+)", told,
                                          re.MULTILINE):
        before = [f"{figure:,}" for figure in INSTRUCTIONS_BEFORE[what]]
        rows.append([what, *before, f"{int(count):,}", f"{int(budget):,}",
                     verdict(int(count) <= int(budget))])
    bench.table(["", *COMMITS, "now", "budget", ""], rows)


def introduce(bench, versions):
    bench.say("# Measured")
    bench.machine(versions)
    bench.say("Written by `make bench`: whole processes, in turn, files in the page cache. The peers "
              "answer the same question (each account and region: every day's sum and 5-minute peak) "
              "without duplicate checks, checksums or invoices. A month of 60 million rows, stage by stage: "
              "[MONTH.md](MONTH.md); "
              "documents beside their peers: [DOCUMENTS.md](DOCUMENTS.md).")
    bench.say()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--write")
    options = parser.parse_args()
    build, runs = options.build.resolve(), options.runs
    scratch = build / "bench"
    scratch.mkdir(exist_ok=True)
    bench = Bench(build, scratch, options.scale)
    introduce(bench, install_peers(bench))
    whole_month(bench, runs)
    shapes(bench, runs)
    packed_and_cut(bench, runs)
    one_page_documents(bench, runs)
    start_up(bench)
    growths(bench, runs)
    instructions(bench)
    bench.write(options.write)


main()
