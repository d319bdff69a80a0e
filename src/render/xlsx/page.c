#include "xlsx.h"

#include "livebill/base/fatal.h"

#define PAPER_A4   9
#define TAB_COLOUR 0x0B6779
#define FOOTER_MAX 255

struct text sheet_word(const struct statement *statement, const char *section, const char *key)
{
    return words_of(statement->words, section, key);
}

struct text head_with_currency(struct statement *statement, const char *section, const char *key)
{
    enum currency currency = statement->invoice->account->currency;
    const char *unit = currency == CURRENCY_USD ? "unit_USD" : "unit_CNY";

    return words_fill(statement->arena, sheet_word(statement, section, key), "currency",
                      sheet_word(statement, "sheet", unit), NULL);
}

/* Text in a footer: `&` begins a code there. */
static void add_footer_text(struct buffer *footer, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '&')
            buffer_add_byte(footer, '&');
        buffer_add_byte(footer, text.at[i]);
    }
}

#define FOOTER_STYLE "&8&K5C6875"

/* Invoice number, sheet, page x of y. A space parts the size from a text that begins in a digit. */
static void set_footer(struct sheet *sheet)
{
    struct statement *statement = sheet->statement;
    struct buffer footer = {.arena = statement->arena};

    buffer_add(&footer, TEXT("&L" FOOTER_STYLE " "));
    add_footer_text(&footer, sheet_word(statement, "head", "title"));
    buffer_add_byte(&footer, ' ');
    add_footer_text(&footer, statement->invoice->number);
    buffer_add(&footer, TEXT("&C" FOOTER_STYLE " "));
    add_footer_text(&footer, sheet->name);
    buffer_add(&footer, TEXT("&R" FOOTER_STYLE " "));
    buffer_add(&footer, words_fill(statement->arena, sheet_word(statement, "head", "page"), "p",
                                   TEXT("&P"), "n", TEXT("&N"), NULL));
    buffer_add_byte(&footer, '\0');
    if (text_length(buffer_text(&footer)) <= FOOTER_MAX)
        statement_check(statement, worksheet_set_footer(sheet->worksheet, footer.at));
}

static void set_page(struct sheet *sheet)
{
    worksheet_gridlines(sheet->worksheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(sheet->worksheet, PAPER_A4);
    worksheet_set_landscape(sheet->worksheet);
    worksheet_fit_to_pages(sheet->worksheet, 1, 0);
    worksheet_set_margins(sheet->worksheet, 0.4, 0.4, 0.4, 0.6);
    set_footer(sheet);
}

struct sheet sheet_open(struct statement *statement, enum sheet_kind kind, struct text name)
{
    struct sheet sheet = {
        .statement = statement, .name = name, .quoted = quoted_sheet_name(statement->arena, name)};

    sheet.worksheet = workbook_add_worksheet(statement->workbook, name.at);
    if (sheet.worksheet == NULL)
        bug("a sheet cannot be named '%.*s'", TEXT_ARGS(name));
    if (kind == SHEET_SUMMARY)
        worksheet_set_tab_color(sheet.worksheet, TAB_COLOUR);
    set_page(&sheet);
    return sheet;
}

/* The title, and after it the stamp of a draft. */
static void write_title(struct sheet *sheet, struct text title)
{
    struct statement *statement = sheet->statement;
    struct style style = {.size = 18, .bold = true};
    struct text stamp =
        text_format(statement->arena, "  %s", sheet_word(statement, "head", "draft").at);

    if (!statement->invoice->draft || title.size == 0) {
        sheet_text(sheet, 0, 0, title, style);
        return;
    }
    lxw_format *plain = style_format(statement, style);
    lxw_format *alert =
        style_format(statement, (struct style){.size = 18, .bold = true, .ink = INK_ALERT});
    lxw_rich_string_tuple first = {plain, (char *)title.at}, second = {alert, (char *)stamp.at};
    lxw_rich_string_tuple *pieces[] = {&first, &second, NULL};
    statement_check(statement, worksheet_write_rich_string(sheet->worksheet, 0, 0, pieces, plain));
}

static struct text period_shown(const struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;

    return words_period(statement->words, statement->arena, invoice->book->period.start,
                        invoice->last);
}

static void add_part(struct buffer *out, struct text label, struct text value)
{
    if (value.size == 0)
        return;
    if (out->size > 0)
        buffer_add(out, TEXT(" · "));
    buffer_add(out, label);
    if (label.size > 0)
        buffer_add_byte(out, ' ');
    buffer_add(out, value);
}

void sheet_titles(struct sheet *sheet, struct text title, struct text note, enum style_rule below)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    struct buffer line = {.arena = statement->arena};

    sheet_height(sheet, 0, 27);
    write_title(sheet, title);
    sheet_height(sheet, 1, 18);
    add_part(&line, TEXT(""), invoice->account->name);
    add_part(&line, sheet_word(statement, "head", "title"), invoice->number);
    add_part(&line, sheet_word(statement, "parties", "period"), period_shown(statement));
    add_part(&line, TEXT(""), note);
    sheet_text(sheet, 1, 0, buffer_text(&line),
               (struct style){.ink = INK_GREY, .size = 9, .below = below});
}

void sheet_widths(struct sheet *sheet, const struct sheet_column *columns, int count)
{
    for (int column = 0; column < count; column++)
        statement_check(sheet->statement,
                        worksheet_set_column(sheet->worksheet, (lxw_col_t)column, (lxw_col_t)column,
                                             columns[column].width, NULL));
}

void sheet_head(struct sheet *sheet, uint32_t row, const struct sheet_column *columns, int count)
{
    int lines = 1;

    for (int column = 0; column < count; column++) {
        int needed = lines_of_text(columns[column].head, columns[column].width / 0.9);
        lines = needed > lines ? needed : lines;
    }
    sheet_height(sheet, row, 8 + 12.0 * lines);
    for (int column = 0; column < count; column++)
        sheet_text(sheet, row, column, columns[column].head,
                   (struct style){.size = 9,
                                  .bold = true,
                                  .tint = true,
                                  .below = RULE_ACCENT,
                                  .align = columns[column].align,
                                  .wrap = lines > 1,
                                  .indent = columns[column].indent});
}

void sheet_freeze(struct sheet *sheet, uint32_t head_first, uint32_t head_last)
{
    worksheet_freeze_panes(sheet->worksheet, head_last + 1, 0);
    statement_check(sheet->statement,
                    worksheet_repeat_rows(sheet->worksheet, head_first, head_last));
}

void sheet_filter(struct sheet *sheet, uint32_t head, uint32_t last, int last_column)
{
    if (last > head)
        statement_check(sheet->statement, worksheet_autofilter(sheet->worksheet, head, 0, last,
                                                               (lxw_col_t)last_column));
}
