#!/usr/bin/env python3
"""The calls of `workbooks --calls` by Python's XlsxWriter: peer_xlsxwriter.py CALLS FILE.xlsx N

Writes N workbooks and prints the milliseconds of one. What each call needs is made ready before the
clock runs: what is timed is XlsxWriter's methods, called one after the other, and its close().
"""

import datetime
import json
import sys
import time

import xlsxwriter

ALIGN = {1: "left", 2: "center", 3: "right", 8: "top", 9: "bottom", 10: "vcenter"}
SETTERS = {"bold": "set_bold", "wrap": "set_text_wrap", "font_name": "set_font_name",
           "number_format": "set_num_format", "font_size": "set_font_size",
           "font_colour": "set_font_color", "align": "set_align", "indent": "set_indent",
           "pattern": "set_pattern", "fill": "set_fg_color", "top": "set_top",
           "top_colour": "set_top_color", "bottom": "set_bottom",
           "bottom_colour": "set_bottom_color"}
INK, GRID = "#5C6875", "#D9DEE4"


def colour(number):
    return f"#{int(number):06X}"


def setter(name, number, text):
    """The method's name and its arguments."""
    if name in ("bold", "wrap"):
        return SETTERS[name], ()
    if name.endswith("colour") or name == "fill":
        return SETTERS[name], (colour(number),)
    if name == "align":
        return SETTERS[name], (ALIGN[int(number)],)
    if text is not None:
        return SETTERS[name], (text,)
    return SETTERS[name], (number if name == "font_size" else int(number),)


def chart_steps(sheet, row, column, name, plan):
    first, last, values, labels, accent, width, height = plan

    def draw(book, sheets):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": [name, first, labels, last, labels],
                          "values": [name, first, values, last, values],
                          "fill": {"color": colour(accent)}, "gap": 45})
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_x_axis({"num_font": {"size": 8, "color": INK}, "interval_unit": 7,
                          "interval_tick": 7, "label_position": "low", "major_tick_mark": "none",
                          "line": {"color": INK, "width": 0.75}})
        chart.set_y_axis({"num_font": {"size": 8, "color": INK}, "major_tick_mark": "none",
                          "line": {"none": True}, "num_format": "#,##0",
                          "major_gridlines": {"visible": True,
                                              "line": {"color": GRID, "width": 0.5}}})
        sheets[sheet].insert_chart(row, column, chart, {"x_scale": width / 480,
                                                        "y_scale": height / 288,
                                                        "object_position": 3})
    return draw


def rule_of(text):
    if text is None:
        return {"type": "data_bar", "bar_solid": True, "bar_color": "#BBD6DB",
                "bar_negative_color_same": True, "bar_no_border": True, "data_bar_2010": True}
    return {"type": "formula", "criteria": text}


# Method of a sheet, and its arguments out of (at, number, text, other); formats go last.
METHODS = {
    "string": ("write_string", lambda at, n, t, o: (at[0], at[1], t)),
    "number": ("write_number", lambda at, n, t, o: (at[0], at[1], n[0])),
    "blank": ("write_blank", lambda at, n, t, o: (at[0], at[1], None)),
    "merge": ("merge_range", lambda at, n, t, o: (*at, t)),
    "row": ("set_row", lambda at, n, t, o: (at[0], n[0])),
    "column": ("set_column", lambda at, n, t, o: (at[0], at[1], n[0])),
    "column_pixels": ("set_column_pixels", lambda at, n, t, o: (at[0], at[1], at[2])),
    "filter": ("autofilter", lambda at, n, t, o: tuple(at)),
    "freeze": ("freeze_panes", lambda at, n, t, o: (at[0], at[1])),
    "repeat": ("repeat_rows", lambda at, n, t, o: (at[0], at[2])),
    "fit": ("fit_to_pages", lambda at, n, t, o: (at[0], at[1])),
    "gridlines": ("hide_gridlines", lambda at, n, t, o: (2,)),
    "landscape": ("set_landscape", lambda at, n, t, o: ()),
    "paper": ("set_paper", lambda at, n, t, o: (at[0],)),
    "margins": ("set_margins", lambda at, n, t, o: tuple(n)),
    "footer": ("set_footer", lambda at, n, t, o: (t,)),
    "tab": ("set_tab_color", lambda at, n, t, o: (colour(at[0]),)),
}


def step(call):
    """A function (book, sheets, formats) that makes the call."""
    name, sheet, form, at, number, text, other, *rest = call
    if name == "add_sheet":
        return lambda b, s, f: s.append(b.add_worksheet(text))
    if name == "add_format":
        return lambda b, s, f: f.append(b.add_format())
    if name in SETTERS:
        method, arguments = setter(name, number[0], text)
        return lambda b, s, f: getattr(f[form], method)(*arguments)
    if name in ("formula", "formula_text"):
        result = number[0] if name == "formula" else other
        return lambda b, s, f: s[sheet].write_formula(at[0], at[1], text, f[form], result)
    if name == "chart":
        draw = chart_steps(sheet, at[0], at[1], text, rest[0])
        return lambda b, s, f: draw(b, s)
    if name == "rule":
        return lambda b, s, f: s[sheet].conditional_format(
            *at, {**rule_of(text), "format": f[form]} if form >= 0 else rule_of(text))
    if name == "define":
        return lambda b, s, f: b.define_name(text, other)
    if name == "properties":
        created = datetime.datetime(2024, 6, 3)
        return lambda b, s, f: b.set_properties({"title": "title", "created": created})
    method, of = METHODS[name]
    arguments = of(at, number, text, other)
    if form >= 0:
        return lambda b, s, f: getattr(s[sheet], method)(*arguments, f[form])
    return lambda b, s, f: getattr(s[sheet], method)(*arguments)


def make(steps, path):
    book, sheets, formats = xlsxwriter.Workbook(path), [], []
    for one in steps:
        one(book, sheets, formats)
    book.close()


def main():
    calls, path, count = sys.argv[1:]
    with open(calls, encoding="utf-8") as file:
        steps = [step(json.loads(line)) for line in file]
    for _ in range(3):
        make(steps, path)
    begun = time.perf_counter()
    for _ in range(int(count)):
        make(steps, path)
    print(f"{(time.perf_counter() - begun) * 1000 / int(count):.4f}")


if __name__ == "__main__":
    main()
