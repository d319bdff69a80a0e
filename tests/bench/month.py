#!/usr/bin/python3
"""A month of 10,000 accounts and 60 million rows, from files to published documents.

    month.py BUILD [--scale 1.0] [--write MONTH.md]

One run is counted, for it takes minutes; `cat` and `wc -l` of the same files are run before it, once
to warm the page cache. 8 GB of disk below BUILD/bench.
"""
import argparse
from pathlib import Path

from measuring import Bench, Figures, megabytes, shell, verdict

ACCOUNTS, DAYS, SLOTS = 10000, 31, 194
MEMORY_MAX = 1e9


def measured(bench, *commands):
    figures = [Figures() for _ in commands]
    for command, figure in zip(commands, figures):
        bench.run(command, figure)
    return figures


def report(bench, rows, size, accounts, figures):
    run, cat, lines = figures
    stages, wall = run.stages[0], run.wall[0]
    documents = accounts / stages["documents"]
    bench.say(f"{accounts:,} accounts, {rows:,} rows in {DAYS} files, {size / 1e9:.1f} GB, accounts shuffled "
              "within each slot; `run --formats pdf,xlsx`, hashes and duplicate checks included: one run, files "
              "in the page cache.")
    bench.say()
    bench.table(["stage", "seconds", "of the whole"], [
        [name, f"{seconds:.2f}", f"{seconds / wall * 100:.1f} %"]
        for name, seconds in stages.items() if name != "total"
    ] + [["start, commit and end", f"{wall - stages['total']:.2f}",
          f"{(wall - stages['total']) / wall * 100:.1f} %"], ["whole", f"{wall:.2f}", "100 %"]])
    bench.table(["", "seconds", "livebill's multiple"], [
        ["cat usage/* > /dev/null", f"{cat.wall[0]:.2f}", f"{wall / cat.wall[0]:.1f} ×"],
        ["wc -l usage/*", f"{lines.wall[0]:.2f}", f"{wall / lines.wall[0]:.1f} ×"],
    ])
    bench.say(f"- peak memory under 1 GB: {megabytes(run.peak[0])}, {verdict(run.peak[0] < MEMORY_MAX)}")
    bench.say(f"- invoices with workbooks, of the documents stage: {documents:,.0f} a second")
    bench.say(f"- processor seconds: {run.cpu[0]:.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--write")
    options = parser.parse_args()
    build = options.build.resolve()
    scratch = build / "bench"
    scratch.mkdir(exist_ok=True)
    bench = Bench(build, scratch, options.scale)
    accounts = bench.scaled(ACCOUNTS)
    bench.say("# A whole month")
    bench.machine([])
    bench.say("Written by `make bench MONTH=1` (8 GB of disk, some minutes).")
    bench.say()
    folder, rows, size = bench.book(accounts, 1, DAYS, "shuffled", "--slots", str(SLOTS))
    cat, lines = shell(f"exec cat {folder}/usage/* >/dev/null"), shell(f"exec wc -l {folder}/usage/*")
    bench.run(cat)
    cat_figures, line_figures, run = measured(bench, cat, lines, bench.livebill(folder, formats="pdf,xlsx"))
    report(bench, rows, size, accounts, (run, cat_figures, line_figures))
    bench.write(options.write)


main()
