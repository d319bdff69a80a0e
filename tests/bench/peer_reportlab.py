#!/usr/bin/env python3
"""The invoices of content.json by ReportLab platypus: peer_reportlab.py CONTENT.json FONT FILE.pdf N

Writes the first, makes N more and prints the milliseconds of one.
"""

import io
import json
import sys
import time

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

INK, GREY, HAIRLINE = HexColor("#1A2330"), HexColor("#5C6875"), HexColor("#D9DEE4")
ACCENT, TINT = HexColor("#0B6779"), HexColor("#F3F6F8")
WIDE = 504


def style(size, colour=INK, **more):
    return ParagraphStyle("s", fontName="F", fontSize=size, leading=size * 1.35, textColor=colour,
                          wordWrap="CJK", **more)


TITLE, NAME = style(24, alignment=TA_RIGHT), style(12.5)
NOTE, LABEL = style(7.5, GREY, alignment=TA_RIGHT), style(7.5, GREY)
PARTY, DETAIL, HEADING = style(9), style(8), style(10)
WORDS, TOTAL = style(9.5), style(14, alignment=TA_RIGHT)
PLAIN = TableStyle([("FONT", (0, 0), (-1, -1), "F", 8), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)])
FACTS = TableStyle([("FONT", (0, 0), (-1, -1), "F", 8), ("TEXTCOLOR", (0, 0), (0, -1), GREY),
                    ("ALIGN", (1, 0), (1, -1), "RIGHT"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
                    ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)])
LINES = TableStyle([
    ("FONT", (0, 0), (-1, -1), "F", 8.5), ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ("FONT", (0, 0), (-1, 1), "F", 7.5), ("TEXTCOLOR", (0, 0), (-1, 0), GREY),
    ("TEXTCOLOR", (0, 1), (-1, 1), ACCENT), ("ALIGN", (3, 0), (3, -1), "RIGHT"),
    ("ALIGN", (5, 0), (-1, -1), "RIGHT"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIRLINE),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)])
BAND = TableStyle([("BACKGROUND", (0, 0), (-1, -1), TINT), ("LINEABOVE", (0, 0), (-1, 0), 0.75, INK)])


def party(lines):
    return ([Paragraph(lines[0], LABEL), Paragraph(lines[1], PARTY)]
            + [Paragraph(line, DETAIL) for line in lines[2:]])


def story(d):
    return [
        Table([[Paragraph(d["name"], NAME), Paragraph(d["title"], TITLE)]], [WIDE - 100, 100]),
        Paragraph(d["title_note"], NOTE),
        Table([[party(d["issuer"]), party(d["customer"]), Table(d["facts"], [60, 100], style=FACTS)]],
              [168, 172, 164], style=PLAIN),
        Table([[Paragraph(d["heading"], HEADING), Paragraph(d["unit_note"], NOTE)]], style=PLAIN),
        Table([d["head"], [d["group"]] + [""] * 8] + d["rows"],
              [18, 134, 44, 56, 26, 56, 56, 48, 66], repeatRows=1, style=LINES),
        Table([["", d["subtotal_label"], d["subtotal"]]], [252, 152, 100], style=PLAIN),
        Spacer(0, 3),
        Table([[[Paragraph(d["words_label"], LABEL), Paragraph(d["words"], WORDS)],
                Paragraph(d["total_label"], HEADING), Paragraph(d["total"], TOTAL)]],
              [252, 80, 172], style=BAND),
    ]


def make(d):
    def footer(canvas, _):
        canvas.setFont("F", 7.5)
        canvas.setFillColor(GREY)
        canvas.drawString(45.64, 31, d["footer"])
        canvas.drawRightString(A4[0] - 45.64, 31, d["page"])

    out = io.BytesIO()
    page = SimpleDocTemplate(out, pagesize=A4, leftMargin=39.64, rightMargin=39.64, topMargin=24,
                             bottomMargin=44, title=d["title"])
    page.build(story(d), onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def main():
    content, font, file, count = sys.argv[1:]
    pdfmetrics.registerFont(TTFont("F", font, subfontIndex=0))
    with open(content, encoding="utf-8") as stream:
        documents = json.load(stream)
    with open(file, "wb") as stream:
        stream.write(make(documents[0]))
    for i in range(10):
        make(documents[i])
    begun = time.perf_counter()
    for i in range(int(count)):
        make(documents[i % len(documents)])
    print(f"{(time.perf_counter() - begun) * 1000 / int(count):.4f}")


if __name__ == "__main__":
    main()
