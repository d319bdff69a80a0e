#include "summary.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"
#include "details.h"

#define PRODUCT_WIDTH_MAX 20
#define NOTE_WIDTH_MAX    27

static const struct {
    const char *key;
    double width;
    enum style_align align;
} columns_of_lines[SUMMARY_COLUMN_COUNT] = {
    [SUMMARY_NUMBER] = {"number", 5, ALIGN_CENTRE},
    [SUMMARY_KIND] = {"kind", 8.5, ALIGN_LEFT},
    [SUMMARY_PRODUCT] = {"product", 12.5, ALIGN_LEFT},
    [SUMMARY_ITEM] = {"item", 21.5, ALIGN_LEFT},
    [SUMMARY_NOTE] = {"note", 20.5, ALIGN_LEFT},
    [SUMMARY_REGION] = {"region", 9, ALIGN_LEFT},
    [SUMMARY_QUANTITY] = {"quantity", 12.5, ALIGN_RIGHT},
    [SUMMARY_UNIT] = {"unit", 6, ALIGN_LEFT},
    [SUMMARY_DEDUCTED] = {"deducted", 12, ALIGN_RIGHT},
    [SUMMARY_BILLABLE] = {"billable", 12.5, ALIGN_RIGHT},
    [SUMMARY_UNIT_PRICE] = {"unit_price", 8.5, ALIGN_RIGHT},
    [SUMMARY_AMOUNT] = {"amount", 13, ALIGN_RIGHT},
    [SUMMARY_SHARE_PRODUCT] = {"by_product", 13, ALIGN_LEFT},
    [SUMMARY_SHARE_AMOUNT] = {"amount", 12.5, ALIGN_RIGHT},
    [SUMMARY_SHARE] = {"share", 9, ALIGN_RIGHT},
};

/* One line of the table in the making. */
struct summary_row {
    struct sheet *sheet;
    uint32_t row;
    const struct line *line;
    struct detail_rows details;
};

static struct style style_of(int column, enum number_style number, enum style_ink ink)
{
    return (struct style){.number = number,
                          .ink = ink,
                          .below = RULE_HAIRLINE,
                          .align = columns_of_lines[column].align,
                          .indent = column == SUMMARY_UNIT};
}

static struct text line_note(struct statement *statement, const struct line *line)
{
    struct arena *arena = statement->arena;
    const struct words *words = statement->words;

    if (line->kind == LINE_PREPAID || line->kind == LINE_REFUND)
        return text_format(arena, "%s · %.*s", words_day(words, arena, moment_day(line->time)).at,
                           TEXT_ARGS(line->reference));
    struct text spec = words_spec(words, arena, line->spec);
    struct text more = line->kind == LINE_ADJUSTMENT
                           ? words_fill(arena, sheet_word(statement, "sheet_summary", "corrects"),
                                        "period", line->reference, NULL)
                           : words_pricing(words, arena, line);
    return text_format(arena, "%.*s%s%.*s", TEXT_ARGS(spec),
                       spec.size > 0 && more.size > 0 ? " · " : "", TEXT_ARGS(more));
}

static struct text line_name(const struct statement *statement, const struct line *line)
{
    if (line->own_description.size > 0)
        return line->own_description;
    return words_name(statement->words, line->name_zh, line->name_en);
}

/* A text of the table, wrapped where it is too long; the lines it takes. */
static int put_text(struct summary_row *row, int column, struct text text, enum style_ink ink)
{
    double width = columns_of_lines[column].width;

    if (column == SUMMARY_PRODUCT)
        width = text_width(width, text, PRODUCT_WIDTH_MAX);
    if (column == SUMMARY_NOTE)
        width = text_width(width, text, NOTE_WIDTH_MAX);
    int lines = lines_of_text(text, width);
    struct style style = style_of(column, NUMBER_GENERAL, ink);

    style.wrap = lines > 1;
    sheet_text(row->sheet, row->row, column, text, style);
    return lines;
}

static int put_names(struct summary_row *row)
{
    struct statement *statement = row->sheet->statement;
    const struct words *words = statement->words;
    const struct line *line = row->line;
    struct text region = text_of(region_code(line->region));
    const int lines[] = {
        put_text(row, SUMMARY_KIND,
                 sheet_word(statement, "sheet_summary", line_kind_code(line->kind)), INK_GREY),
        put_text(row, SUMMARY_PRODUCT, words_or(words, "product", line->product, line->product),
                 INK_PLAIN),
        put_text(row, SUMMARY_ITEM, line_name(statement, line), INK_PLAIN),
        put_text(row, SUMMARY_NOTE, line_note(statement, line), INK_GREY),
        put_text(row, SUMMARY_REGION, words_or(words, "regions", region, TEXT("")), INK_PLAIN),
        put_text(row, SUMMARY_UNIT, words_or(words, "units", line->unit, line->unit), INK_GREY),
    };
    int most = 1;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        most = lines[i] > most ? lines[i] : most;
    return most;
}

/* What a line's details add up to, or the value where it has none; zero is left blank. */
static void put_quantity(struct summary_row *row, int column, enum detail_column detail,
                         struct quantity quantity)
{
    struct statement *statement = row->sheet->statement;
    enum number_style number = quantity.nano % QUANTITY_ONE == 0 ? NUMBER_WHOLE : NUMBER_QUANTITY;
    struct style style = style_of(column, number, INK_PLAIN);

    if (quantity.nano == 0) {
        sheet_blank(row->sheet, row->row, column, style);
        return;
    }
    if (row->details.count == 0) {
        sheet_number(row->sheet, row->row, column, cell_of_quantity(quantity), style);
        return;
    }
    struct text formula =
        text_format(statement->arena, "=SUM(%s)",
                    detail_ranges(statement, row->details, statement->columns->at[detail]).at);
    sheet_formula(row->sheet, row->row, column, formula, cell_of_quantity(quantity), style);
}

static void put_price(struct summary_row *row)
{
    const struct line *line = row->line;

    if (line->kind == LINE_USAGE && line->has_unit_price)
        sheet_number(row->sheet, row->row, SUMMARY_UNIT_PRICE, cell_of_price(line->unit_price),
                     style_of(SUMMARY_UNIT_PRICE, NUMBER_PRICE, INK_PLAIN));
    else if (line->kind == LINE_USAGE && line->billable.nano != 0)
        put_text(row, SUMMARY_UNIT_PRICE, sheet_word(row->sheet->statement, "columns", "tiered"),
                 INK_ACCENT);
    else
        put_text(row, SUMMARY_UNIT_PRICE, TEXT(""), INK_PLAIN);
}

static void put_amount(struct summary_row *row)
{
    struct statement *statement = row->sheet->statement;
    double cached = cell_of_money(row->line->amount);
    struct style style = style_of(SUMMARY_AMOUNT, NUMBER_AMOUNT, INK_PLAIN);

    if (row->details.count == 0) {
        sheet_number(row->sheet, row->row, SUMMARY_AMOUNT, cached, style);
        return;
    }
    int column = statement->columns->at[DETAIL_AMOUNT];
    struct text formula = text_format(statement->arena, "=ROUND(SUM(%s),2)",
                                      detail_ranges(statement, row->details, column).at);
    sheet_formula(row->sheet, row->row, SUMMARY_AMOUNT, formula, cached, style);
}

static void write_line(struct sheet *sheet, uint32_t index)
{
    struct statement *statement = sheet->statement;
    const struct line *line = &statement->invoice->lines.at[index];
    struct summary_row row = {sheet, SUMMARY_FIRST_ROW + index, line,
                              statement->line_details[index]};

    sheet_number(sheet, row.row, SUMMARY_NUMBER, line->number,
                 style_of(SUMMARY_NUMBER, NUMBER_COUNT, INK_GREY));
    int lines = put_names(&row);
    sheet_height(sheet, row.row, lines == 1 ? SUMMARY_ROW_HEIGHT : 5 + 13.5 * lines);
    put_quantity(&row, SUMMARY_QUANTITY, DETAIL_QUANTITY, line->quantity);
    put_quantity(&row, SUMMARY_DEDUCTED, DETAIL_DEDUCTED, line->deducted);
    put_quantity(&row, SUMMARY_BILLABLE, DETAIL_BILLABLE, line->billable);
    put_price(&row);
    put_amount(&row);
}

static struct sheet_column head_of(struct statement *statement, int column)
{
    return (struct sheet_column){
        columns_of_lines[column].width,
        columns_of_lines[column].key == NULL
            ? TEXT("")
            : head_with_currency(statement, "sheet_summary", columns_of_lines[column].key),
        columns_of_lines[column].align, false};
}

/* Names of products are short, so their columns grow rather than their rows. */
static void widen_products(const struct statement *statement, struct sheet_column *columns)
{
    const struct invoice *invoice = statement->invoice;

    for (size_t i = 0; i < invoice->products.count; i++) {
        struct text key = invoice->products.at[i].product;
        struct text name = words_or(statement->words, "product", key, key);
        columns[SUMMARY_PRODUCT].width =
            text_width(columns[SUMMARY_PRODUCT].width, name, PRODUCT_WIDTH_MAX);
        columns[SUMMARY_SHARE_PRODUCT].width =
            text_width(columns[SUMMARY_SHARE_PRODUCT].width, name, PRODUCT_WIDTH_MAX);
    }
}

/* Columns of figures grow to their largest. */
static void widen(const struct invoice *invoice, struct sheet_column *columns)
{
    struct quantity largest = {0};

    for (size_t i = 0; i < invoice->lines.count; i++) {
        if (invoice->lines.at[i].quantity.nano > largest.nano)
            largest = invoice->lines.at[i].quantity;
        columns[SUMMARY_UNIT_PRICE].width =
            price_width(columns[SUMMARY_UNIT_PRICE].width, invoice->lines.at[i].unit_price);
    }
    double width = figure_width(0, largest.nano, QUANTITY_PLACES, 3, 1.08);
    for (int column = SUMMARY_QUANTITY; column <= SUMMARY_BILLABLE; column++) {
        if (column != SUMMARY_UNIT && columns[column].width < width)
            columns[column].width = width;
    }
    /* The total is set larger, and with its sign. */
    columns[SUMMARY_AMOUNT].width = 1
                                    + figure_width(columns[SUMMARY_AMOUNT].width - 1,
                                                   invoice->total.minor, MONEY_PLACES, 2, 1.2);
    columns[SUMMARY_SHARE_AMOUNT].width = figure_width(
        columns[SUMMARY_SHARE_AMOUNT].width, invoice->subtotal.minor, MONEY_PLACES, 2, 1.15);
}

/* So does that of notes which would need a second line, a discount say. */
static void widen_notes(struct statement *statement, struct sheet_column *columns)
{
    const struct invoice *invoice = statement->invoice;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        struct text note = line_note(statement, &invoice->lines.at[i]);
        if (lines_of_text(note, columns[SUMMARY_NOTE].width) > 1)
            columns[SUMMARY_NOTE].width =
                text_width(columns[SUMMARY_NOTE].width, note, NOTE_WIDTH_MAX);
    }
}

static void write_head(struct sheet *sheet)
{
    struct sheet_column columns[SUMMARY_COLUMN_COUNT];

    for (int column = 0; column < SUMMARY_COLUMN_COUNT; column++)
        columns[column] = head_of(sheet->statement, column);
    columns[SUMMARY_GAP].width = 2;
    widen(sheet->statement->invoice, columns);
    widen_products(sheet->statement, columns);
    widen_notes(sheet->statement, columns);
    sheet_widths(sheet, columns, SUMMARY_COLUMN_COUNT);
    sheet_height(sheet, SUMMARY_HEAD_ROW, 20);
    for (int column = 0; column < SUMMARY_COLUMN_COUNT; column++) {
        struct style style = {.size = 9,
                              .bold = true,
                              .tint = true,
                              .below = RULE_ACCENT,
                              .align = columns[column].align,
                              .indent = column == SUMMARY_UNIT};
        if (column != SUMMARY_GAP)
            sheet_text(sheet, SUMMARY_HEAD_ROW, column, columns[column].head, style);
    }
}

/* Title, customer and issuer. */
static void write_titles(struct sheet *sheet)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    const struct settings *settings = &invoice->book->settings;
    struct arena *arena = statement->arena;
    const char *currency = currency_code(invoice->account->currency);
    struct style style = {.ink = INK_GREY, .size = 9, .below = RULE_ACCENT};
    struct text note =
        text_format(arena, "%s %.*s · %s %s · %s", sheet_word(statement, "parties", "account").at,
                    TEXT_ARGS(invoice->account->id), sheet_word(statement, "parties", "issued").at,
                    words_day(statement->words, arena, invoice->issued).at,
                    sheet_word(statement, "parties", currency).at);

    sheet_text(sheet, 0, SUMMARY_SHARE,
               words_name(statement->words, settings->issuer.name, settings->issuer.name_en),
               (struct style){.ink = INK_GREY, .size = 9, .align = ALIGN_RIGHT});
    sheet_titles(sheet, sheet_word(statement, "sheet", "title"), note, RULE_ACCENT);
    sheet_blanks(sheet, 1, 1, SUMMARY_SHARE, style);
    sheet_height(sheet, 2, 6);
}

static void write_sides(struct sheet *sheet, const struct summary_plan *plan)
{
    uint32_t end = summary_end(plan);

    for (uint32_t row = SUMMARY_FIRST_ROW; row < end; row++) {
        if (row < plan->subtotal)
            write_line(sheet, row - SUMMARY_FIRST_ROW);
        else if (row <= plan->check)
            write_totals_row(sheet, plan, row);
        else
            sheet_height(sheet, row, SUMMARY_ROW_HEIGHT);
        write_share_row(sheet, plan, row);
    }
}

void write_summary_sheet(struct statement *statement)
{
    struct sheet sheet =
        sheet_open(statement, SHEET_SUMMARY, sheet_word(statement, "sheet", "summary"));
    struct summary_plan plan = summary_plan_of(statement);

    sheet_filter(&sheet, SUMMARY_HEAD_ROW, plan.subtotal - 1, SUMMARY_AMOUNT);
    write_titles(&sheet);
    write_figures(&sheet, &plan);
    sheet_height(&sheet, SUMMARY_HEAD_ROW - 1, 8);
    write_head(&sheet);
    write_sides(&sheet, &plan);
    finish_summary(&sheet, &plan);
    sheet_freeze(&sheet, SUMMARY_HEAD_ROW, SUMMARY_HEAD_ROW);
}
