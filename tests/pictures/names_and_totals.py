#!/usr/bin/env python3
"""Copied text of an invoice says who must pay what.

    names_and_totals.py [--pdfjs SCRIPT] ACCOUNTS.csv RUN

The name in accounts.csv and the total in invoices.csv of every account must stand in the text that
poppler (pdftotext) and MuPDF (mutool), or pdf.js, take from its invoice.pdf. Spaces and line ends do not count,
for names wrap. Exit status: 0 all do, 1 some do not (each is named).
"""

import csv
import subprocess
import sys


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def joined(text):
    return "".join(text.split())


def text_of(*command):
    return joined(subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8"))


def figure(total):
    """-1234.5 as an invoice prints and copies it: -1,234.50."""
    sign, digits = ("-", total[1:]) if total.startswith("-") else ("", total)
    whole, _, cents = digits.partition(".")
    return f"{sign}{int(whole):,}.{cents.ljust(2, '0')}"


def texts(path, script):
    if script is not None:
        return {"pdf.js": text_of("node", script, path)}
    return {"pdftotext": text_of("pdftotext", path, "-"),
            "mutool": text_of("mutool", "draw", "-q", "-F", "txt", "-o", "-", path)}


def main():
    script = sys.argv[2] if sys.argv[1] == "--pdfjs" else None
    accounts, run = sys.argv[-2:]
    names = {row["account_id"]: row["name"] for row in rows(accounts)}
    failed = 0
    for invoice in rows(f"{run}/invoices.csv"):
        account = invoice["account_id"]
        for reader, text in texts(f"{run}/accounts/{account}/invoice.pdf", script).items():
            for what in (names[account], figure(invoice["total"])):
                if joined(what) not in text:
                    failed = 1
                    print(f"{account}: {reader} does not find '{what}'")
    return failed


if __name__ == "__main__":
    sys.exit(main())
