#include "xlsx.h"

#include "daily.h"
#include "details.h"

const struct statement_limits statement_limits = {
    .rows_per_sheet = LXW_ROW_MAX,
    .formula_rows = 20000,
    .constant_memory_rows = 20000,
};

static void count_details(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;

    statement->line_details =
        ARENA_ARRAY(statement->arena, struct detail_rows, invoice->lines.count);
    for (size_t i = 0; i < invoice->lines.count; i++) {
        size_t count = invoice->lines.at[i].details.count;
        statement->line_details[i] = (struct detail_rows){statement->detail_count, count};
        statement->detail_count += count;
    }
}

static uint64_t rows_per_detail_sheet(const struct statement *statement)
{
    return statement->limits.rows_per_sheet - TABLE_FIRST_ROW;
}

/* 费用明细, 费用明细 (2), … */
static void name_detail_sheets(struct statement *statement)
{
    uint64_t per_sheet = rows_per_detail_sheet(statement);
    struct text name = sheet_word(statement, "sheet", "details");

    statement->detail_sheet_count = (size_t)((statement->detail_count + per_sheet - 1) / per_sheet);
    statement->detail_sheets =
        ARENA_ARRAY(statement->arena, struct text, statement->detail_sheet_count);
    for (size_t i = 0; i < statement->detail_sheet_count; i++) {
        struct text numbered = i == 0 ? name
                                      : text_format(statement->arena, "%s (%zu)", name.at, i + 1);
        statement->detail_sheets[i] = numbered;
    }
}

static void note_needs(bool needed[DETAIL_COLUMN_COUNT], const struct detail *detail)
{
    if (detail->flat_price.e8 != 0)
        needed[DETAIL_FLAT_PRICE] = true;
    if (detail->tier != NULL && detail->tier->block.nano != 0)
        needed[DETAIL_BLOCK] = true;
    if (detail->month_days != 0)
        needed[DETAIL_DAYS] = needed[DETAIL_MONTH_DAYS] = true;
    if (detail->table != NULL && detail->discount.e8 != PRICE_ONE)
        needed[DETAIL_LIST] = needed[DETAIL_DISCOUNT] = true;
}

static void grow(double *width, double needed)
{
    *width = needed > *width ? needed : *width;
}

#define TEXT_WIDTH_MAX 40

/* Widths that figures and names need; dates, days and units always fit. */
static void note_widths(double *widths, const struct detail *detail)
{
    double quantity = figure_width(0, detail->quantity.nano, QUANTITY_PLACES, 6, 1.08);

    grow(&widths[DETAIL_QUANTITY], quantity);
    grow(&widths[DETAIL_DEDUCTED], quantity);
    grow(&widths[DETAIL_BILLABLE],
         figure_width(quantity, detail->billable.nano, QUANTITY_PLACES, 6, 1.08));
    grow(&widths[DETAIL_UNIT_PRICE], price_width(0, detail->unit_price));
    grow(&widths[DETAIL_FLAT_PRICE], price_width(0, detail->flat_price));
    grow(&widths[DETAIL_LIST], figure_width(0, detail->list_amount.e8, PRICE_PLACES, 8, 1.08));
    grow(&widths[DETAIL_AMOUNT], figure_width(0, detail->amount.e8, PRICE_PLACES, 8, 1.08));
    if (detail->tier != NULL)
        grow(&widths[DETAIL_RATE], text_width(0, detail->tier->place.file, TEXT_WIDTH_MAX) + 5);
}

static void note_name_widths(const struct statement *statement, double *widths,
                             const struct line *line)
{
    struct text name = words_name(statement->words, line->name_zh, line->name_en);
    struct text spec = words_spec(statement->words, statement->arena, line->spec);

    if (line->details.count == 0)
        return;
    grow(&widths[DETAIL_ITEM], text_width(0, name, TEXT_WIDTH_MAX));
    grow(&widths[DETAIL_SPEC], text_width(0, spec, TEXT_WIDTH_MAX));
}

static const struct detail_columns *place_columns(const struct statement *statement)
{
    struct detail_columns *columns = ARENA_NEW(statement->arena, struct detail_columns);
    bool needed[DETAIL_COLUMN_COUNT];

    for (int column = 0; column < DETAIL_COLUMN_COUNT; column++)
        needed[column] = column < DETAIL_FLAT_PRICE || column > DETAIL_DISCOUNT;
    for (size_t i = 0; i < statement->invoice->lines.count; i++) {
        const struct line *line = &statement->invoice->lines.at[i];
        note_name_widths(statement, columns->widths, line);
        for (size_t j = 0; j < line->details.count; j++) {
            note_needs(needed, &line->details.at[j]);
            note_widths(columns->widths, &line->details.at[j]);
        }
    }
    for (int column = 0; column < DETAIL_COLUMN_COUNT; column++)
        columns->at[column] = needed[column] ? columns->count++ : -1;
    return columns;
}

/* Made once: the daily sheet names them in every cell. */
static void name_all_details(struct statement *statement)
{
    struct detail_rows all = {0, statement->detail_count};

    statement->all_details = ARENA_ARRAY(statement->arena, struct text, DETAIL_COLUMN_COUNT);
    for (int column = 0; column < DETAIL_COLUMN_COUNT; column++)
        if (statement->columns->at[column] >= 0)
            statement->all_details[column] =
                detail_ranges(statement, all, statement->columns->at[column]);
}

void plan_statement(struct statement *statement)
{
    count_details(statement);
    name_detail_sheets(statement);
    statement->columns = place_columns(statement);
    name_all_details(statement);
    statement->daily = daily_plan_new(statement);
    statement->constant_memory = statement->detail_count > statement->limits.constant_memory_rows;
}

struct text detail_ranges(const struct statement *statement, struct detail_rows rows, int column)
{
    uint64_t per_sheet = rows_per_detail_sheet(statement), end = rows.first + rows.count;
    struct buffer out = {.arena = statement->arena};

    for (uint64_t first = rows.first; first < end;) {
        uint64_t sheet = first / per_sheet, sheet_end = (sheet + 1) * per_sheet;
        uint64_t last = (end < sheet_end ? end : sheet_end) - 1;
        struct text range = column_range(statement->arena, column,
                                         (uint32_t)(TABLE_FIRST_ROW + first % per_sheet),
                                         (uint32_t)(TABLE_FIRST_ROW + last % per_sheet));
        struct text name = quoted_sheet_name(statement->arena, statement->detail_sheets[sheet]);
        buffer_format(&out, "%s%s!%s", out.size == 0 ? "" : ",", name.at, range.at);
        first = last + 1;
    }
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}
