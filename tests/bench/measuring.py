"""What the benches share: books of any size, commands that run in turn, medians, verdicts, tables."""
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path


class Command:
    """A command line; where `out` is given, the folder that it writes, which is gone before."""

    def __init__(self, *arguments, environment=None, out=None):
        self.arguments = [str(argument) for argument in arguments]
        self.environment, self.out = environment, out


class Figures:
    def __init__(self):
        self.wall, self.cpu, self.peak, self.stages = [], [], [], []

    def median(self, name):
        return statistics.median(getattr(self, name))

    def stage(self, name):
        return statistics.median(stages[name] for stages in self.stages)


def ratios(figures, others):
    """The median of the ratios of each round: what shares the machine slows both."""
    return statistics.median(a / b for a, b in zip(figures.wall, others.wall))


def verdict(met):
    return "met" if met else "not met"


def megabytes(size):
    return f"{size / 1e6:,.0f} MB"


class Bench:
    def __init__(self, build, scratch, scale):
        self.measure = build / "tests" / "bench" / "measure"
        self.program, self.generator = build / "livebill", build / "generate_usage"
        self.workbooks = build / "tests" / "bench" / "workbooks"
        self.scratch, self.scale = scratch, scale
        self.aside = scratch / "aside"
        self.lines = []
        shutil.rmtree(self.aside, ignore_errors=True)
        self.aside.mkdir()

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def table(self, head, rows):
        self.say("| " + " | ".join(head) + " |")
        self.say("|" + " --- |" * len(head))
        for row in rows:
            self.say("| " + " | ".join(row) + " |")
        self.say()

    def write(self, path):
        shutil.rmtree(self.aside)
        if path:
            Path(path).write_text("\n".join(self.lines) + "\n", encoding="utf-8")

    def scaled(self, number, least=1):
        return max(least, round(number * self.scale))

    def book(self, accounts, resources, days, order="shuffled", *more):
        """The folder, made where it is missing or older than its generator; rows; bytes."""
        if more[-2:] == ("--slots", "288"):
            more = more[:-2]  # as without: one book
        size = [str(accounts), str(resources), str(days), order, *more]
        folder = self.scratch / "-".join(["book", *(part.strip("-") for part in size)])
        made = folder / ".made"
        if not made.exists() or made.stat().st_mtime < self.generator.stat().st_mtime:
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([self.generator, folder, *size], check=True)
            made.touch()
        slots = int(more[more.index("--slots") + 1]) if "--slots" in more else 288
        bytes_there = sum(file.stat().st_size for file in (folder / "usage").iterdir())
        return folder, accounts * resources * days * slots, bytes_there

    def livebill(self, folder, *more, formats="csv"):
        out = self.scratch / "out"
        return Command(self.program, "run", "-C", folder, "--period", "2024-05", "--formats", formats,
                       "--out", out, *more, out=out)

    def set_aside(self, folder):
        """Deleted at the end only: ext4 looks long for places of new files where many were deleted
        in the minutes before."""
        if folder is not None and folder.exists():
            folder.rename(self.aside / str(len(list(self.aside.iterdir()))))

    def run(self, command, figures=None):
        self.set_aside(command.out)
        result = self.scratch / "measured"
        subprocess.run([self.measure, result, *command.arguments], env=command.environment, check=True)
        wall, cpu, peak, status = result.read_text(encoding="utf-8").split()
        if status != "0":
            sys.exit(f"{' '.join(command.arguments)} ended with {status}")
        if figures is None:
            return
        figures.wall.append(float(wall))
        figures.cpu.append(float(cpu))
        figures.peak.append(int(peak))
        if command.out is not None:
            record = next(command.out.glob("*/run.json"))
            figures.stages.append(json.loads(record.read_text(encoding="utf-8"))["seconds"])

    def in_turn(self, commands, runs):
        """{name: Command} → {name: Figures}, after one round that is not counted."""
        figures = {name: Figures() for name in commands}
        for counted in range(runs + 1):
            for name, command in commands.items():
                self.run(command, figures[name] if counted else None)
        return figures

    def machine(self, versions):
        model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                      if line.startswith("model name")), platform.machine())
        program = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        self.say(f"{datetime.date.today()}, {os.cpu_count()} cores of {model}, shared with others; "
                 f"Linux {platform.release()}. {'; '.join([program.stdout.splitlines()[0], *versions])}.")
        if self.scale != 1:
            self.say(f"Sizes times {self.scale}: a trial, not the figures.")


def shell(command):
    return Command("sh", "-c", command)
