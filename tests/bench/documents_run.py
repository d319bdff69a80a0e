"""One-page Chinese invoices of a whole run: from usage files to published documents."""
import os
import shutil
import statistics
import subprocess
import sys

from measuring import Figures, megabytes, verdict

ACCOUNTS, SLOTS, LOOKED_AT = 5000, 12, 50


def published(bench):
    return sorted((bench.scratch / "out" / "2024-05" / "accounts").iterdir())


def check_pages(bench):
    """Those looked at are in Chinese and on one page each."""
    folders = published(bench)
    for folder in folders[::max(1, len(folders) // LOOKED_AT)]:
        invoice = folder / "invoice.pdf"
        pages = subprocess.run(["pdfinfo", invoice], check=True, capture_output=True, text=True).stdout
        text = subprocess.run(["pdftotext", invoice, "-"], check=True, capture_output=True, text=True).stdout
        if "Pages:           1\n" not in pages or "账单" not in text:
            sys.exit(f"{invoice} is not one page in Chinese")


def bare_rates(bench, book, count):
    """Workbooks a second of the bare calls for one of the book's statements, a program a core: of
    the library as it is, and with its parts in memory, as livebill keeps them."""
    account = published(bench)[0]
    folders = [bench.scratch / f"bare-{core}" for core in range(os.cpu_count())]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    os.sync()
    programs = [subprocess.Popen([bench.workbooks, folder, book, account.name, str(count)],
                                 stdout=subprocess.PIPE, text=True) for folder in folders]
    milliseconds = [[float(each) for each in program.communicate()[0].split()] for program in programs]
    for folder in folders:
        if (folder / "bare-0.xlsx").read_bytes() != (account / "statement.xlsx").read_bytes():
            sys.exit("the bare calls make another workbook than livebill")
        shutil.rmtree(folder)
    return [sum(1000 / each for each in kind) for kind in zip(*milliseconds)]


def rounds(bench, book, accounts, runs):
    """Figures of both runs, and the rates of the bare calls, after one round that is not counted."""
    pdf, both, bare = Figures(), Figures(), []
    for counted in range(runs + 1):
        bench.run(bench.livebill(book, formats="pdf"), pdf if counted else None)
        if not counted:
            check_pages(bench)
        bench.run(bench.livebill(book, formats="pdf,xlsx"), both if counted else None)
        rates = bare_rates(bench, book, max(20, accounts // 16))
        bare += [rates] if counted else []
    return pdf, both, list(zip(*bare))


def share(pdf, both, rates, accounts):
    """Of the rate that the bare calls and the run with PDFs only allow, the median of the rounds."""
    return statistics.median((alone + accounts / rate) / wall
                             for alone, rate, wall in zip(pdf.wall, rates, both.wall))


def line(name, figures, accounts):
    stage = figures.stage("documents")
    return [name, f"{figures.median('wall'):.2f} s", f"{accounts / figures.median('wall'):,.0f}",
            f"{stage:.2f} s", f"{accounts / stage:,.0f}", megabytes(figures.median("peak"))]


def one_page_documents(bench, runs):
    accounts = bench.scaled(ACCOUNTS, 100)
    book, rows, _ = bench.book(accounts, 1, 31, "shuffled", "--slots", str(SLOTS), "--one-page")
    pdf, both, (plain, in_memory) = rounds(bench, book, accounts, runs)
    rate, stage = accounts / pdf.median("wall"), accounts / pdf.stage("documents")
    bench.say("## One-page Chinese invoices")
    bench.say(f"{accounts:,} accounts, {rows:,} rows, a month; from files to published documents, medians of "
              f"{runs}, each into a folder of its own.")
    bench.say()
    bench.table(["`--formats`", "seconds", "invoices a second", "documents stage", "invoices a second of it",
                 "peak memory"], [line("pdf", pdf, accounts), line("pdf,xlsx", both, accounts)])
    bench.say(f"- at least 1,000 invoices a second, the whole run with PDFs only: {rate:,.0f}, "
              f"{verdict(rate >= 1000)} (its documents stage: {stage:,.0f}, {verdict(stage >= 1000)})")
    for name, rates in (("the bare calls of libxlsxwriter", plain),
                        ("the same with the workbook's parts in memory, as livebill keeps them,", in_memory)):
        part = share(pdf, both, rates, accounts)
        bench.say(f"- with the workbook too, at least 80 % of the rate that {name} "
                  f"({statistics.median(rates):,.0f} a second) and the run with PDFs only allow: "
                  f"{part * 100:.0f} %, {verdict(part >= 0.8)}")
    bench.say()
    bench.say("The bare calls are those of one statement of this book, recorded and played again by "
              "`build/tests/bench/workbooks`, a file each, a program a core; the file is the published one, "
              "byte for byte.")
    bench.say()
