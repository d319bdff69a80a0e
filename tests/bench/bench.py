#!/usr/bin/python3
"""Times the program on books of its own making, beside the tools that one would take instead.

    bench.py PROGRAM GENERATE_USAGE SCRATCH [--runs 5] [--scale 1.0] [--write RESULTS.md]

Every figure is of whole processes, from start to end: of this program `run --formats csv`, from
files to published folder, with its checksums and duplicate checks. Commands that are compared run
in turn, A B C A B C, and medians are quoted: on a shared machine single times mean little, and
ratios from one round more than seconds. Miller and pandas are Debian's, DuckDB comes from npm.
"""
import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Figures:
    def __init__(self):
        self.wall, self.cpu, self.peak = [], [], []

    def add(self, wall, usage):
        self.wall.append(wall)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak.append(usage.ru_maxrss)

    def median(self, name):
        return statistics.median(getattr(self, name))


def run_once(command, figures, environment=None):
    begun = time.monotonic()
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(command, stdout=null, stderr=null, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: done, with warnings or rejects
        sys.exit(f"{command[0]} ended with {process.returncode}")
    if figures is not None:
        figures.add(time.monotonic() - begun, usage)


def in_turn(commands, runs):
    """{name: (command, environment)} → {name: Figures}, after one round that is not counted."""
    figures = {name: Figures() for name in commands}
    for counted in range(runs + 1):
        for name, (command, environment) in commands.items():
            run_once(command, figures[name] if counted else None, environment)
    return figures


class Bench:
    def __init__(self, options):
        self.options = options
        self.scratch = Path(options.scratch)
        self.lines = []

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def book(self, accounts, resources, days, order="shuffled"):
        folder = self.scratch / f"book-{accounts}-{resources}-{days}-{order}"
        if not (folder / ".made").exists():
            subprocess.run(
                [self.options.generate, folder, str(accounts), str(resources), str(days), order], check=True
            )
            (folder / ".made").touch()
        rows = accounts * resources * days * 288
        size = sum(file.stat().st_size for file in (folder / "usage").iterdir())
        return folder, rows, size

    def run_command(self, folder, *more):
        out = self.scratch / "out"
        return [
            self.options.program, "run", "-C", str(folder), "--period", "2024-05", "--formats", "csv",
            "--out", str(out), *more,
        ], None

    def table(self, head, rows):
        self.say("| " + " | ".join(head) + " |")
        self.say("|" + " --- |" * len(head))
        for row in rows:
            self.say("| " + " | ".join(row) + " |")
        self.say()

    def peers(self, folder):
        out = str(self.scratch / "peer.csv")
        node = dict(os.environ, NODE_PATH=str(self.scratch / "node" / "node_modules"))
        book = str(folder)
        return {
            "DuckDB": (["node", str(HERE / "peer_duckdb.mjs"), book, out], node),
            "Miller": ([str(HERE / "peer_miller.sh"), book, out], None),
            "pandas": ([str(HERE / "peer_pandas.py"), book, out], None),
        }

    def install_peers(self):
        folder = self.scratch / "node"
        folder.mkdir(exist_ok=True)
        if not (folder / "node_modules" / "@duckdb").exists():
            subprocess.run(["npm", "install", "--silent", "@duckdb/node-api"], cwd=folder, check=True)
        versions = []
        small, _, _ = self.book(2, 1, 1)
        for command, environment in self.peers(small).values():
            told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            versions.append(told.stdout.strip())
        return versions

    def compare(self, title, folder, rows, size, commands, runs):
        figures = in_turn(commands, runs)
        first = next(iter(figures.values()))
        self.say(f"## {title}")
        self.say(f"{rows:,} rows, {size / 1e6:,.0f} MB, medians of {runs}.")
        self.say()
        table = []
        for name, each in figures.items():
            ratio = statistics.median(a / b for a, b in zip(each.wall, first.wall))
            table.append([
                name, f"{each.median('wall'):.2f} s", f"{size / each.median('wall') / 1e6:,.0f} MB/s",
                f"{ratio:.2f}", f"{each.median('cpu'):.2f} s", f"{each.median('peak') / 1024:,.0f} MB",
            ])
        self.table(["", "seconds", "rate", "times the first", "processor seconds", "peak memory"], table)

    def main_row(self):
        days = max(1, round(31 * self.options.scale))
        folder, rows, size = self.book(100, 11, days)
        files = str(folder / "usage") + "/*"
        commands = {
            "livebill": self.run_command(folder),
            "livebill --jobs 1": self.run_command(folder, "--jobs", "1"),
            "cat usage/* > /dev/null": (["sh", "-c", f"exec cat {files} >/dev/null"], None),
            "wc -l usage/*": (["sh", "-c", f"exec wc -l {files}"], None),
            "DuckDB": self.peers(folder)["DuckDB"],
            "pandas": self.peers(folder)["pandas"],
        }
        self.compare("A month, accounts shuffled within each slot", folder, rows, size, commands,
                     self.options.runs)
        folder, rows, size = self.book(100, 11, 1)
        commands = {"livebill": self.run_command(folder), "Miller": self.peers(folder)["Miller"]}
        self.compare("A day of it, with Miller", folder, rows, size, commands, self.options.runs)

    def shapes(self):
        days = max(1, round(8 * self.options.scale))
        for title, arguments in {
            "The same, sorted by account": (100, 11, days, "sorted"),
            "10,000 accounts": (10000, 1, max(1, round(2 * self.options.scale)), "shuffled"),
        }.items():
            folder, rows, size = self.book(*arguments)
            commands = {"livebill": self.run_command(folder), "DuckDB": self.peers(folder)["DuckDB"]}
            self.compare(title, folder, rows, size, commands, self.options.runs)

    def growth(self, title, unit, books):
        commands, made = {}, {}
        for name, arguments in books.items():
            folder, rows, _ = self.book(*arguments)
            commands[name], made[name] = self.run_command(folder), rows
        figures = in_turn(commands, self.options.runs)
        self.say(f"## {title}")
        self.say(f"`--jobs` as by default; medians of {self.options.runs}.")
        self.say()
        self.table(
            [unit, "rows", "seconds", "processor seconds", "nanoseconds a row", "peak memory"],
            [[
                name, f"{made[name]:,}", f"{each.median('wall'):.2f}", f"{each.median('cpu'):.2f}",
                f"{each.median('cpu') / made[name] * 1e9:.0f}", f"{each.median('peak') / 1024:.1f} MB",
            ] for name, each in figures.items()],
        )

    def start_up(self):
        folder, _, _ = self.book(1, 1, 1)
        commands = {
            "livebill --version": ([self.options.program, "--version"], None),
            "a book of one account": self.run_command(folder),
        }
        figures = in_turn(commands, 20)
        self.say("## Start")
        self.table(["", "milliseconds (median of 20)", "peak memory"],
                   [[name, f"{each.median('wall') * 1000:.1f}", f"{each.median('peak') / 1024:.1f} MB"]
                    for name, each in figures.items()])

    def instructions(self):
        if shutil.which("valgrind") is None:
            return
        told = subprocess.run([str(HERE / "budget.sh"), self.options.generate, self.options.program],
                              capture_output=True, text=True)
        self.say("## Instructions")
        self.say("`tests/bench/budget.sh` (callgrind): " + told.stdout.strip() + ".")

    def machine(self, versions):
        model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), platform.machine())
        program = subprocess.run([self.options.program, "--version"], capture_output=True, text=True)
        self.say("# Measured")
        self.say(f"{datetime.date.today()}, {os.cpu_count()} cores of {model}, shared with others; "
                 f"Linux {platform.release()}. {program.stdout.splitlines()[0]}; {'; '.join(versions)}.")
        self.say("Written by `make bench`: whole processes, in turn, files in the page cache. The peers "
                 "answer the same question (each account and region: every day's sum and 5-minute peak) "
                 "without duplicate checks, checksums or invoices. Peak memory below 15 MB is that of "
                 "the bench itself.")
        self.say()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("generate")
    parser.add_argument("scratch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--write")
    options = parser.parse_args()
    options.program, options.generate = os.path.abspath(options.program), os.path.abspath(options.generate)
    options.scratch = os.path.abspath(options.scratch)
    os.makedirs(options.scratch, exist_ok=True)
    bench = Bench(options)
    bench.machine(bench.install_peers())
    bench.main_row()
    bench.shapes()
    days = max(1, round(3 * options.scale))
    bench.growth("Growth with rows, the accounts the same", "days",
                 {f"{n}×": (100, 11, days * n, "shuffled") for n in (1, 2, 4, 8)})
    bench.growth("Growth with accounts", "accounts",
                 {f"{n}×": (500 * n, 1, max(2, days), "shuffled") for n in (1, 2, 4, 8)})
    bench.start_up()
    bench.instructions()
    if options.write:
        Path(options.write).write_text("\n".join(bench.lines) + "\n", encoding="utf-8")


main()
