/*
 * Statements beside the bare libxlsxwriter calls for the same cells, for bench-documents:
 *
 *     workbooks FOLDER N        times both in turn; prints milliseconds of one: livebill's, bare
 *     workbooks FOLDER --calls  the calls as JSON lines, for peer_xlsxwriter.py
 *     workbooks FOLDER BOOK ACCOUNT N
 *                               bills May 2024 of the account into FOLDER, and plays the calls of
 *                               its statement N times, a file each; prints milliseconds of one: of
 *                               the library as it is, with its parts in memory (xlsx/parts.c)
 *
 * The linker puts a recorder round the calls that render/ makes (--wrap, see the Makefile). The
 * first statement that is written becomes a list of calls with constant arguments; playing that
 * list is the least that a program can do to get the same workbook. The charts are drawn by the
 * same function in both, for it is nothing but such calls.
 */
/* First: its headers use calls that base/banned.h poisons. */
#include "render/xlsx/xlsx.h"

#include "render/look.h"
#include "unit/render/specimen_statement.h"

#include "livebill/command/command.h"
#include "livebill/render/documents.h"

#include <time.h>

#define CALLS_MAX   20000
#define OBJECTS_MAX 500
#define WARMING     5

enum operation {
    ADD_SHEET,
    ADD_FORMAT,
    BOLD,
    WRAP,
    FONT_NAME,
    NUMBER_FORMAT,
    FONT_SIZE,
    FONT_COLOUR,
    ALIGN,
    INDENT,
    PATTERN,
    FILL,
    TOP,
    TOP_COLOUR,
    BOTTOM,
    BOTTOM_COLOUR,
    STRING,
    NUMBER,
    FORMULA,
    FORMULA_TEXT,
    BLANK,
    MERGE,
    ROW,
    COLUMN,
    COLUMN_PIXELS,
    FILTER,
    FREEZE,
    REPEAT,
    FIT,
    GRIDLINES,
    LANDSCAPE,
    PAPER,
    MARGINS,
    FOOTER,
    TAB,
    RULE,
    DEFINE,
    PROPERTIES,
    CHART,
};

static const char *const names[] = {
    "add_sheet",     "add_format",   "bold",    "wrap",          "font_name", "number_format",
    "font_size",     "font_colour",  "align",   "indent",        "pattern",   "fill",
    "top",           "top_colour",   "bottom",  "bottom_colour", "string",    "number",
    "formula",       "formula_text", "blank",   "merge",         "row",       "column",
    "column_pixels", "filter",       "freeze",  "repeat",        "fit",       "gridlines",
    "landscape",     "paper",        "margins", "footer",        "tab",       "rule",
    "define",        "properties",   "chart",
};

struct call {
    enum operation operation;
    int sheet, format; /* in the order of their making, -1: none */
    uint32_t at[4];
    double number[4];
    const char *text, *other;
    union {
        struct chart_plan chart;
        lxw_conditional_format rule;
        lxw_doc_properties properties;
    };
};

static struct {
    bool on;
    struct arena *arena;
    struct call calls[CALLS_MAX];
    size_t count, sheet_count, format_count;
    const void *sheets[OBJECTS_MAX], *formats[OBJECTS_MAX];
} record;

static int index_of(const void *const *objects, size_t count, const void *object)
{
    for (size_t i = 0; i < count; i++)
        if (objects[i] == object)
            return (int)i;
    return -1;
}

static const char *kept(const char *text)
{
    return text == NULL ? NULL : text_copy(record.arena, text_of(text)).at;
}

static struct call unused;

static struct call *recorded(enum operation operation, const void *sheet, const void *format)
{
    struct call *call = &record.calls[record.count];

    if (!record.on)
        return &unused;
    if (++record.count == CALLS_MAX)
        bug("a workbook of more than %d calls", CALLS_MAX);
    *call = (struct call){.operation = operation,
                          .sheet = index_of(record.sheets, record.sheet_count, sheet),
                          .format = index_of(record.formats, record.format_count, format)};
    return call;
}

/* The call as it is, and its recorder: (name, (parameters), (arguments), how to record). */
#define CALL(name, parameters, arguments, ...)                                                     \
    lxw_error __real_##name parameters;                                                            \
    lxw_error __wrap_##name parameters;                                                            \
    lxw_error __wrap_##name parameters                                                             \
    {                                                                                              \
        if (record.on) {                                                                           \
            __VA_ARGS__;                                                                           \
        }                                                                                          \
        return __real_##name arguments;                                                            \
    }

/* The same for one that gives nothing back. */
#define DO(name, parameters, arguments, ...)                                                       \
    void __real_##name parameters;                                                                 \
    void __wrap_##name parameters;                                                                 \
    void __wrap_##name parameters                                                                  \
    {                                                                                              \
        if (record.on) {                                                                           \
            __VA_ARGS__;                                                                           \
        }                                                                                          \
        __real_##name arguments;                                                                   \
    }

#define SET_NUMBER(name, operation, type)                                                          \
    DO(name, (lxw_format * format, type value), (format, value),                                   \
       recorded(operation, NULL, format)->number[0] = value)
#define SET_TEXT(name, operation)                                                                  \
    DO(name, (lxw_format * format, const char *value), (format, value),                            \
       recorded(operation, NULL, format)->text = kept(value))
#define SET(name, operation)                                                                       \
    DO(name, (lxw_format * format), (format), recorded(operation, NULL, format))

SET(format_set_bold, BOLD)
SET(format_set_text_wrap, WRAP)
SET_TEXT(format_set_font_name, FONT_NAME)
SET_TEXT(format_set_num_format, NUMBER_FORMAT)
SET_NUMBER(format_set_font_size, FONT_SIZE, double)
SET_NUMBER(format_set_font_color, FONT_COLOUR, lxw_color_t)
SET_NUMBER(format_set_align, ALIGN, uint8_t)
SET_NUMBER(format_set_indent, INDENT, uint8_t)
SET_NUMBER(format_set_pattern, PATTERN, uint8_t)
SET_NUMBER(format_set_fg_color, FILL, lxw_color_t)
SET_NUMBER(format_set_top, TOP, uint8_t)
SET_NUMBER(format_set_top_color, TOP_COLOUR, lxw_color_t)
SET_NUMBER(format_set_bottom, BOTTOM, uint8_t)
SET_NUMBER(format_set_bottom_color, BOTTOM_COLOUR, lxw_color_t)

/* These make what later calls name: the recorder numbers them. */
lxw_format *__real_workbook_add_format(lxw_workbook *workbook);
lxw_format *__wrap_workbook_add_format(lxw_workbook *workbook);
lxw_format *__wrap_workbook_add_format(lxw_workbook *workbook)
{
    lxw_format *format = __real_workbook_add_format(workbook);

    if (record.on) {
        record.formats[record.format_count++] = format;
        recorded(ADD_FORMAT, NULL, format);
    }
    return format;
}

lxw_worksheet *__real_workbook_add_worksheet(lxw_workbook *workbook, const char *name);
lxw_worksheet *__wrap_workbook_add_worksheet(lxw_workbook *workbook, const char *name);
lxw_worksheet *__wrap_workbook_add_worksheet(lxw_workbook *workbook, const char *name)
{
    lxw_worksheet *sheet = __real_workbook_add_worksheet(workbook, name);

    if (record.on) {
        record.sheets[record.sheet_count++] = sheet;
        recorded(ADD_SHEET, sheet, NULL)->text = kept(name);
    }
    return sheet;
}

static struct call *cell(enum operation operation, const void *sheet, lxw_row_t row,
                         lxw_col_t column, const void *format)
{
    struct call *call = recorded(operation, sheet, format);

    call->at[0] = row;
    call->at[1] = column;
    return call;
}

static struct call *area(enum operation operation, const void *sheet, const void *format,
                         uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    struct call *call = cell(operation, sheet, first, (lxw_col_t)second, format);

    call->at[2] = third;
    call->at[3] = fourth;
    return call;
}

CALL(worksheet_write_string,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format),
     (sheet, row, column, text, format),
     cell(STRING, sheet, row, column, format)->text = kept(text))
CALL(worksheet_write_number,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, double number, lxw_format *format),
     (sheet, row, column, number, format),
     cell(NUMBER, sheet, row, column, format)->number[0] = number)
CALL(worksheet_write_formula_num,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format,
      double result),
     (sheet, row, column, text, format, result),
     struct call *call = cell(FORMULA, sheet, row, column, format);
     call->text = kept(text); call->number[0] = result)
CALL(worksheet_write_formula_str,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format,
      const char *result),
     (sheet, row, column, text, format, result),
     struct call *call = cell(FORMULA_TEXT, sheet, row, column, format);
     call->text = kept(text); call->other = kept(result))
CALL(worksheet_write_blank,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_format *format),
     (sheet, row, column, format), cell(BLANK, sheet, row, column, format))
CALL(worksheet_merge_range,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_row_t last, lxw_col_t right,
      const char *text, lxw_format *format),
     (sheet, row, column, last, right, text, format),
     area(MERGE, sheet, format, row, column, last, right)->text = kept(text))
CALL(worksheet_set_row, (lxw_worksheet * sheet, lxw_row_t row, double height, lxw_format *format),
     (sheet, row, height, format), cell(ROW, sheet, row, 0, format)->number[0] = height)
CALL(worksheet_set_column,
     (lxw_worksheet * sheet, lxw_col_t first, lxw_col_t last, double width, lxw_format *format),
     (sheet, first, last, width, format),
     area(COLUMN, sheet, format, first, last, 0, 0)->number[0] = width)
CALL(worksheet_set_column_pixels,
     (lxw_worksheet * sheet, lxw_col_t first, lxw_col_t last, uint32_t pixels, lxw_format *format),
     (sheet, first, last, pixels, format),
     area(COLUMN_PIXELS, sheet, format, first, last, pixels, 0))
CALL(worksheet_autofilter,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_row_t last, lxw_col_t right),
     (sheet, row, column, last, right), area(FILTER, sheet, NULL, row, column, last, right))
DO(worksheet_freeze_panes, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column),
   (sheet, row, column), cell(FREEZE, sheet, row, column, NULL))
CALL(worksheet_repeat_rows, (lxw_worksheet * sheet, lxw_row_t first, lxw_row_t last),
     (sheet, first, last), area(REPEAT, sheet, NULL, first, 0, last, 0))
DO(worksheet_fit_to_pages, (lxw_worksheet * sheet, uint16_t wide_, uint16_t high),
   (sheet, wide_, high), cell(FIT, sheet, wide_, high, NULL))
DO(worksheet_gridlines, (lxw_worksheet * sheet, uint8_t option), (sheet, option),
   cell(GRIDLINES, sheet, option, 0, NULL))
DO(worksheet_set_landscape, (lxw_worksheet * sheet), (sheet), recorded(LANDSCAPE, sheet, NULL))
DO(worksheet_set_paper, (lxw_worksheet * sheet, uint8_t paper), (sheet, paper),
   cell(PAPER, sheet, paper, 0, NULL))
DO(worksheet_set_margins,
   (lxw_worksheet * sheet, double left, double right, double top, double bottom),
   (sheet, left, right, top, bottom), struct call *call = recorded(MARGINS, sheet, NULL);
   call->number[0] = left; call->number[1] = right; call->number[2] = top; call->number[3] = bottom)
CALL(worksheet_set_footer, (lxw_worksheet * sheet, const char *text), (sheet, text),
     recorded(FOOTER, sheet, NULL)->text = kept(text))
DO(worksheet_set_tab_color, (lxw_worksheet * sheet, lxw_color_t colour), (sheet, colour),
   cell(TAB, sheet, colour, 0, NULL))

static void record_rule(const void *sheet, lxw_row_t row, lxw_col_t column, lxw_row_t last,
                        lxw_col_t right, const lxw_conditional_format *rule)
{
    struct call *call = area(RULE, sheet, rule->format, row, column, last, right);

    call->rule = *rule;
    call->text = rule->value_string == NULL ? NULL : kept(rule->value_string);
}

CALL(worksheet_conditional_format_range,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_row_t last, lxw_col_t right,
      lxw_conditional_format *rule),
     (sheet, row, column, last, right, rule), record_rule(sheet, row, column, last, right, rule))
CALL(worksheet_conditional_format_cell,
     (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_conditional_format *rule),
     (sheet, row, column, rule), record_rule(sheet, row, column, row, column, rule))
CALL(workbook_define_name, (lxw_workbook * workbook, const char *name, const char *text),
     (workbook, name, text), struct call *call = recorded(DEFINE, NULL, NULL);
     call->text = kept(name); call->other = kept(text))

static lxw_doc_properties kept_properties(const lxw_doc_properties *properties)
{
    return (lxw_doc_properties){.title = (char *)(uintptr_t)kept(properties->title),
                                .subject = (char *)(uintptr_t)kept(properties->subject),
                                .author = (char *)(uintptr_t)kept(properties->author),
                                .keywords = (char *)(uintptr_t)kept(properties->keywords),
                                .created = properties->created};
}

CALL(workbook_set_properties, (lxw_workbook * workbook, lxw_doc_properties *properties),
     (workbook, properties),
     recorded(PROPERTIES, NULL, NULL)->properties = kept_properties(properties))
static void record_chart(const struct sheet *sheet, uint32_t row, int column,
                         const struct chart_plan *plan)
{
    struct call *call = cell(CHART, sheet->worksheet, row, (lxw_col_t)column, NULL);
    size_t count = plan->last - plan->first + 1;
    double *figures = ARENA_ARRAY(record.arena, double, count);

    memcpy(figures, plan->figures, count * sizeof *figures);
    call->chart = *plan;
    call->chart.sheet = text_copy(record.arena, plan->sheet);
    call->chart.figures = figures;
    call->text = call->chart.sheet.at;
}

DO(sheet_chart, (struct sheet * sheet, uint32_t row, int column, const struct chart_plan *plan),
   (sheet, row, column, plan), record_chart(sheet, row, column, plan))

/* What one played workbook has made so far. */
struct played {
    lxw_workbook *workbook;
    lxw_worksheet *sheets[OBJECTS_MAX];
    lxw_format *formats[OBJECTS_MAX];
    size_t sheet_count, format_count;
};

static bool play_format(struct played *played, const struct call *call)
{
    lxw_format *format = call->format < 0 ? NULL : played->formats[call->format];
    double number = call->number[0];

    switch (call->operation) {
    case ADD_FORMAT:
        played->formats[played->format_count++] = __real_workbook_add_format(played->workbook);
        return true;
    case BOLD:
        return __real_format_set_bold(format), true;
    case WRAP:
        return __real_format_set_text_wrap(format), true;
    case FONT_NAME:
        return __real_format_set_font_name(format, call->text), true;
    case NUMBER_FORMAT:
        return __real_format_set_num_format(format, call->text), true;
    case FONT_SIZE:
        return __real_format_set_font_size(format, number), true;
    case FONT_COLOUR:
        return __real_format_set_font_color(format, (lxw_color_t)number), true;
    case ALIGN:
        return __real_format_set_align(format, (uint8_t)number), true;
    case INDENT:
        return __real_format_set_indent(format, (uint8_t)number), true;
    case PATTERN:
        return __real_format_set_pattern(format, (uint8_t)number), true;
    case FILL:
        return __real_format_set_fg_color(format, (lxw_color_t)number), true;
    case TOP:
        return __real_format_set_top(format, (uint8_t)number), true;
    case TOP_COLOUR:
        return __real_format_set_top_color(format, (lxw_color_t)number), true;
    case BOTTOM:
        return __real_format_set_bottom(format, (uint8_t)number), true;
    case BOTTOM_COLOUR:
        return __real_format_set_bottom_color(format, (lxw_color_t)number), true;
    default:
        return false;
    }
}

static bool play_cell(lxw_worksheet *sheet, lxw_format *format, const struct call *call)
{
    lxw_row_t row = call->at[0];
    lxw_col_t column = (lxw_col_t)call->at[1];

    switch (call->operation) {
    case STRING:
        return __real_worksheet_write_string(sheet, row, column, call->text, format) == 0;
    case NUMBER:
        return __real_worksheet_write_number(sheet, row, column, call->number[0], format) == 0;
    case FORMULA:
        return __real_worksheet_write_formula_num(sheet, row, column, call->text, format,
                                                  call->number[0])
               == 0;
    case FORMULA_TEXT:
        return __real_worksheet_write_formula_str(sheet, row, column, call->text, format,
                                                  call->other)
               == 0;
    case BLANK:
        return __real_worksheet_write_blank(sheet, row, column, format) == 0;
    case MERGE:
        return __real_worksheet_merge_range(sheet, row, column, call->at[2], (lxw_col_t)call->at[3],
                                            call->text, format)
               == 0;
    default:
        return false;
    }
}

static bool play_page(lxw_worksheet *sheet, const struct call *call)
{
    const uint32_t *at = call->at;
    const double *number = call->number;

    switch (call->operation) {
    case ROW:
        return __real_worksheet_set_row(sheet, at[0], number[0], NULL) == 0;
    case COLUMN:
        return __real_worksheet_set_column(sheet, (lxw_col_t)at[0], (lxw_col_t)at[1], number[0],
                                           NULL)
               == 0;
    case COLUMN_PIXELS:
        return __real_worksheet_set_column_pixels(sheet, (lxw_col_t)at[0], (lxw_col_t)at[1], at[2],
                                                  NULL)
               == 0;
    case FILTER:
        return __real_worksheet_autofilter(sheet, at[0], (lxw_col_t)at[1], at[2], (lxw_col_t)at[3])
               == 0;
    case FREEZE:
        return __real_worksheet_freeze_panes(sheet, at[0], (lxw_col_t)at[1]), true;
    case REPEAT:
        return __real_worksheet_repeat_rows(sheet, at[0], at[2]) == 0;
    case FIT:
        return __real_worksheet_fit_to_pages(sheet, (uint16_t)at[0], (uint16_t)at[1]), true;
    case GRIDLINES:
        return __real_worksheet_gridlines(sheet, (uint8_t)at[0]), true;
    case LANDSCAPE:
        return __real_worksheet_set_landscape(sheet), true;
    case PAPER:
        return __real_worksheet_set_paper(sheet, (uint8_t)at[0]), true;
    case MARGINS:
        return __real_worksheet_set_margins(sheet, number[0], number[1], number[2], number[3]),
               true;
    case FOOTER:
        return __real_worksheet_set_footer(sheet, call->text) == 0;
    case TAB:
        return __real_worksheet_set_tab_color(sheet, at[0]), true;
    default:
        return false;
    }
}

static bool play_rest(struct played *played, const struct call *call)
{
    struct statement statement = {.workbook = played->workbook};
    struct sheet sheet = {.statement = &statement,
                          .worksheet = call->sheet < 0 ? NULL : played->sheets[call->sheet]};
    lxw_conditional_format rule;
    lxw_doc_properties properties;

    switch (call->operation) {
    case ADD_SHEET:
        played->sheets[played->sheet_count++] =
            __real_workbook_add_worksheet(played->workbook, call->text);
        return true;
    case RULE:
        rule = call->rule;
        rule.format = call->format < 0 ? NULL : played->formats[call->format];
        rule.value_string = (char *)(uintptr_t)call->text;
        return __real_worksheet_conditional_format_range(sheet.worksheet, call->at[0],
                                                         (lxw_col_t)call->at[1], call->at[2],
                                                         (lxw_col_t)call->at[3], &rule)
               == 0;
    case DEFINE:
        return __real_workbook_define_name(played->workbook, call->text, call->other) == 0;
    case PROPERTIES:
        properties = call->properties;
        return __real_workbook_set_properties(played->workbook, &properties) == 0;
    case CHART:
        return __real_sheet_chart(&sheet, call->at[0], (int)call->at[1], &call->chart), true;
    default:
        return false;
    }
}

static void play(const char *path)
{
    static struct played played;

    played = (struct played){.workbook = workbook_new(path)};
    for (size_t i = 0; i < record.count; i++) {
        const struct call *call = &record.calls[i];
        lxw_worksheet *sheet = call->sheet < 0 ? NULL : played.sheets[call->sheet];
        lxw_format *format = call->format < 0 ? NULL : played.formats[call->format];
        if (!play_cell(sheet, format, call) && !play_format(&played, call)
            && !play_page(sheet, call) && !play_rest(&played, call))
            fatal("%s: call %zu (%s) fails", path, i, names[call->operation]);
    }
    if (workbook_close(played.workbook) != LXW_NO_ERROR)
        fatal("%s: cannot be written", path);
}

static void put_text(const char *text)
{
    if (text == NULL) {
        printf(", null");
        return;
    }
    printf(", \"");
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else if ((unsigned char)*text < ' ')
            printf("\\u%04x", (unsigned)*text);
        else
            putchar(*text);
    putchar('"');
}

static void put_calls(void)
{
    for (size_t i = 0; i < record.count; i++) {
        const struct call *call = &record.calls[i];
        const struct chart_plan *plan = &call->chart;
        printf("[\"%s\", %d, %d, [%u, %u, %u, %u], [%.17g, %.17g, %.17g, %.17g]",
               names[call->operation], call->sheet, call->format, call->at[0], call->at[1],
               call->at[2], call->at[3], call->number[0], call->number[1], call->number[2],
               call->number[3]);
        put_text(call->text);
        put_text(call->other);
        if (call->operation == CHART)
            printf(", [%u, %u, %d, %d, %u, %u, %u]", plan->first, plan->last, plan->column,
                   plan->labels, plan->colour, plan->width, plan->height);
        puts("]");
    }
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct look *read_look(struct arena *arena)
{
    struct look *look = ARENA_NEW(arena, struct look);
    struct report *report = report_new(arena);

    look->words[LANGUAGE_ZH] = words_read(TEXT("templates"), LANGUAGE_ZH, arena, report);
    look->words[LANGUAGE_EN] = words_read(TEXT("templates"), LANGUAGE_EN, arena, report);
    report_print(report, stderr, (struct report_style){0});
    if (look->words[LANGUAGE_ZH] == NULL || look->words[LANGUAGE_EN] == NULL)
        exit(1);
    return look;
}

void __real_statement_xlsx_write(const struct invoice *invoice, const struct look *look,
                                 const char *path, struct arena *scratch, struct report *report);
void __wrap_statement_xlsx_write(const struct invoice *invoice, const struct look *look,
                                 const char *path, struct arena *scratch, struct report *report);
void __wrap_statement_xlsx_write(const struct invoice *invoice, const struct look *look,
                                 const char *path, struct arena *scratch, struct report *report)
{
    record.on = record.count == 0;
    __real_statement_xlsx_write(invoice, look, path, scratch, report);
    record.on = false;
}

/* This program does not lie where livebill looks for its templates from. */
struct text __wrap_templates_find(struct arena *arena);
struct text __wrap_templates_find(struct arena *arena)
{
    (void)arena;
    return TEXT("templates");
}

static void bill(const char *folder, const char *book, const char *account)
{
    static const struct command *const commands[] = {&run_command, NULL};
    const char *const arguments[] = {
        "livebill",  "run",  "-C",    book,   "--period", "2024-05", "--account", account,
        "--formats", "xlsx", "--out", folder, "--jobs",   "1",       "--quiet",   NULL,
    };
    int count = (int)(sizeof arguments / sizeof *arguments) - 1;

    if (command_main(commands, count, (char **)(uintptr_t)arguments) != 0 || record.count == 0)
        fatal("%s: no statement of account %s", book, account);
}

/* A file each, as a run writes them: to overwrite one costs more than to make it. */
static double time_calls(struct arena *arena, const char *folder, const char *name, long times)
{
    double from = milliseconds();

    for (long i = 0; i < times; i++)
        play(text_format(arena, "%s/%s-%ld.xlsx", folder, name, i).at);
    return (milliseconds() - from) / (double)times;
}

static void time_bare(struct arena *arena, const char *folder, long times)
{
    parts_keep_in_memory(false);
    double plain = time_calls(arena, folder, "bare", times);
    parts_keep_in_memory(true);
    printf("%.4f %.4f\n", plain, time_calls(arena, folder, "memory", times));
}

static void time_both(struct arena *arena, const struct specimen *specimen, const char *folder,
                      const char *what)
{
    const char *path = text_format(arena, "%s/livebill.xlsx", folder).at;
    const char *played = text_format(arena, "%s/bare.xlsx", folder).at;
    struct arena *scratch = arena_new();
    struct look *look = read_look(arena);
    double ours = 0, bare = 0, from;
    long times = strtol(what, NULL, 10);

    statement_xlsx_write(&specimen->invoice, look, path, scratch, NULL);
    for (long i = -WARMING; i < times; i++) {
        arena_reset(scratch);
        from = milliseconds();
        statement_xlsx_write(&specimen->invoice, look, path, scratch, NULL);
        ours += i < 0 ? 0 : milliseconds() - from;
        from = milliseconds();
        play(played);
        bare += i < 0 ? 0 : milliseconds() - from;
    }
    if (strcmp(what, "--calls") == 0)
        put_calls();
    else
        printf("%.4f %.4f\n", ours / (double)times, bare / (double)times);
    arena_free(scratch);
}

int main(int count, char **arguments)
{
    struct arena *arena = record.arena = arena_new();

    if (count == 5) {
        bill(arguments[1], arguments[2], arguments[3]);
        time_bare(arena, arguments[1], strtol(arguments[4], NULL, 10));
    } else if (count == 3) {
        time_both(arena, specimen_statement(arena, (struct specimen_options){0}), arguments[1],
                  arguments[2]);
    } else {
        fputs("usage: workbooks FOLDER N | FOLDER --calls | FOLDER BOOK ACCOUNT N\n", stderr);
        return 2;
    }
    arena_free(arena);
    return 0;
}
