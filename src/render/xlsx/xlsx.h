/*
 * A statement in the making: the workbook, its styles and where its tables stand.
 *
 *     plan_statement → write_…_sheet, one file of source each → statement_verify
 *
 * libxlsxwriter is used in render/xlsx/ only. Rows of a sheet are written from top to bottom, the
 * cells of a row in any order, for that is all its constant_memory mode can do. Every call's
 * result goes through statement_check: a failing machine is fatal, with the file named.
 *
 * Doubles appear here and nowhere before: a cell is one. Money of at most 15 digits is exact in
 * it (documents.md, formats.md §6).
 */
#ifndef LIVEBILL_RENDER_XLSX_XLSX_H
#define LIVEBILL_RENDER_XLSX_XLSX_H

/* First: its headers use calls that base/banned.h poisons. */
#include <xlsxwriter.h>

#include "livebill/domain/invoice.h"
#include "livebill/render/words.h"

enum sheet_kind {
    SHEET_SUMMARY,
    SHEET_DAILY,
    SHEET_DETAILS,
    SHEET_PACKS,
    SHEET_LICENCES,
    SHEET_NOTICES,
    SHEET_ACCOUNT,
    SHEET_ABOUT,
    SHEET_KIND_COUNT,
};

/* Excel's bounds and ours; the tests of the edges make them small. */
struct statement_limits {
    uint64_t rows_per_sheet;       /* 1,048,576 */
    uint64_t formula_rows;         /* details above which the daily sheet holds values */
    uint64_t constant_memory_rows; /* details above which libxlsxwriter keeps no rows */
};

extern const struct statement_limits statement_limits;

/* How a cell looks. Zero is plain text: 10 points, ink, left, no rules. */
enum number_style {
    NUMBER_GENERAL,
    NUMBER_AMOUNT,
    NUMBER_DETAIL, /* 8 decimals, zero as 0.00 */
    NUMBER_SIGNED, /* with the currency's sign */
    NUMBER_PRICE,
    NUMBER_QUANTITY,  /* 3 decimals, zero as – */
    NUMBER_WHOLE,     /* whole, its point over that of NUMBER_QUANTITY */
    NUMBER_QUANTITY6, /* the same two with 6 decimals */
    NUMBER_WHOLE6,
    NUMBER_INTEGER, /* whole, right-aligned, zero as – */
    NUMBER_COUNT,   /* whole, zero as 0 */
    NUMBER_FINE,    /* as many decimals as there are, up to 9 */
    NUMBER_TENTH,
    NUMBER_DAY,
    NUMBER_MOMENT,
    NUMBER_SHARE,
};

enum style_ink { INK_PLAIN, INK_GREY, INK_ACCENT, INK_ALERT, INK_PAPER };
enum style_rule { RULE_NONE, RULE_HAIRLINE, RULE_DARKER, RULE_ACCENT, RULE_INK };
enum style_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct style {
    enum number_style number;
    enum style_ink ink;
    enum style_rule above, below;
    enum style_align align;
    unsigned size; /* points, 0: 10 */
    bool bold, tint, wrap;
    bool indent; /* text right of a column of figures */
};

struct styled {
    uint32_t key; /* 0: free */
    lxw_format *format;
};

#define STYLE_SLOTS 512

/* Where the details of a line stand among all details, from 0. */
struct detail_rows {
    uint64_t first, count;
};

struct sheet {
    struct statement *statement;
    lxw_worksheet *worksheet;
    struct text name;   /* as on its tab */
    struct text quoted; /* as in a formula: 'name' */
};

struct detail_columns; /* details.h */
struct daily_plan;     /* daily.h */

struct statement {
    const struct invoice *invoice;
    const struct words *words;
    const char *path;
    struct arena *arena;
    struct statement_limits limits;

    lxw_workbook *workbook;
    struct styled styles[STYLE_SLOTS];

    uint64_t detail_count;
    struct detail_rows *line_details; /* by line */
    size_t detail_sheet_count;
    struct text *detail_sheets; /* quoted names */
    const struct detail_columns *columns;
    struct text *all_details; /* by enum detail_column: references to all details, on every sheet */
    const struct daily_plan *daily; /* NULL: no sheet */
    bool constant_memory;
};

/* cells.c: styles, cells and errors. */
void statement_check(struct statement *statement, lxw_error error);
lxw_format *style_format(struct statement *statement, struct style style);

double cell_of_quantity(struct quantity quantity);
double cell_of_money(struct money money);
double cell_of_amount(struct amount amount);
double cell_of_price(struct price price);
double cell_of_day(struct day day);

void sheet_text(struct sheet *sheet, uint32_t row, int column, struct text text,
                struct style style);
void sheet_number(struct sheet *sheet, uint32_t row, int column, double number, struct style style);
void sheet_formula(struct sheet *sheet, uint32_t row, int column, struct text formula,
                   double cached, struct style style);
void sheet_formula_text(struct sheet *sheet, uint32_t row, int column, struct text formula,
                        struct text cached, struct style style);
void sheet_blank(struct sheet *sheet, uint32_t row, int column, struct style style);
void sheet_blanks(struct sheet *sheet, uint32_t row, int first, int last, struct style style);
void sheet_moment(struct sheet *sheet, uint32_t row, int column, struct moment moment,
                  struct style style);

/* Excel's highest row: a text that needs more is cut there, and whole in its cell. */
#define ROW_HEIGHT_MAX 409.0
void sheet_height(struct sheet *sheet, uint32_t row, double points);

/* text.c: texts as a workbook can hold them, and pieces of formulas. */
struct text cell_text(struct arena *arena, struct text text);
struct text formula_string(struct arena *arena, struct text text); /* "…", quotes doubled */
struct text quoted_sheet_name(struct arena *arena, struct text name);
struct text cell_name(struct arena *arena, uint32_t row, int column);       /* B7 */
struct text cell_name_fixed(struct arena *arena, uint32_t row, int column); /* $B$7 */
struct text column_range(struct arena *arena, int column, uint32_t first, uint32_t last);

/* Whether SUMIFS finds cells of this very text by it: no operator, wildcard or number in it. */
bool is_plain_criterion(struct text text);

/* Lines that a text needs in a column so many characters wide, set at 10 points. */
int lines_of_text(struct text text, double width);

/*
 * A column's width: `least`, or what value / 10^places needs when `shown` decimals of it are
 * printed at 10 points, or at `scale` times that.
 */
double figure_width(double least, wide value, unsigned places, unsigned shown, double scale);

/* The same for a text, at most `most`; beyond that it wraps or is cut by the next cell. */
double text_width(double least, struct text text, double most);

/* The same for a price with all its decimals. */
double price_width(double least, struct price price);

/* page.c: what all sheets share. */
struct sheet_column {
    double width; /* characters */
    struct text head;
    enum style_align align;
    bool indent;
};

struct sheet sheet_open(struct statement *statement, enum sheet_kind kind, struct text name);
void sheet_titles(struct sheet *sheet, struct text title, struct text note, enum style_rule below);
void sheet_widths(struct sheet *sheet, const struct sheet_column *columns, int count);
void sheet_head(struct sheet *sheet, uint32_t row, const struct sheet_column *columns, int count);
void sheet_freeze(struct sheet *sheet, uint32_t head_first, uint32_t head_last);

/* Before the rows are written: constant_memory takes no row that is over. */
void sheet_filter(struct sheet *sheet, uint32_t head, uint32_t last, int last_column);
struct text sheet_word(const struct statement *statement, const char *section, const char *key);
struct text head_with_currency(struct statement *statement, const char *section, const char *key);

/* The row under the head of every sheet but the summary and the daily one. */
#define TABLE_HEAD_ROW  2
#define TABLE_FIRST_ROW 3

/* chart.c: columns of one accent over `count` rows of a sheet's column. */
struct chart_plan {
    struct text sheet; /* its plain name */
    uint32_t first, last;
    int column, labels; /* columns of the figures and of what names their days */
    uint32_t colour;
    unsigned width, height; /* pixels */
    const double *figures;  /* of first … last, for readers that do not calculate */
};
void sheet_chart(struct sheet *sheet, uint32_t row, int column, const struct chart_plan *plan);

/* plan.c */
void plan_statement(struct statement *statement);

/* References to a column of the details of a line, joined by commas. */
struct text detail_ranges(const struct statement *statement, struct detail_rows rows, int column);

/* One file each. */
void write_summary_sheet(struct statement *statement);
void write_daily_sheet(struct statement *statement);
void write_details_sheets(struct statement *statement);
void write_packs_sheet(struct statement *statement);
void write_licences_sheet(struct statement *statement);
void write_notices_sheet(struct statement *statement);
void write_account_sheet(struct statement *statement);
void write_about_sheet(struct statement *statement);

/* Rows of the account sheet, which the summary refers to. */
struct account_rows {
    uint32_t first, last_posted, last; /* last_posted: of those with a balance */
};
struct account_rows account_rows(const struct statement *statement);
bool account_kinds_differ(const struct statement *statement);

/* quiet.c: between the two, libxlsxwriter prints nothing from this thread. */
void quiet_begin(void);
void quiet_end(void);

/* parts.c: where this thread's next workbooks have their parts until they are packed. */
void parts_keep_in_memory(bool wanted);

/* verify.c: fatal where a part of the workbook is cut short. */
void statement_verify(const char *path);

/* statement_xlsx_write with other limits. */
struct look;
void statement_xlsx_write_within(const struct invoice *invoice, const struct look *look,
                                 const char *path, struct arena *scratch,
                                 const struct statement_limits *limits);

#endif
