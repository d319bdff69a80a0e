#include "details.h"

#include "livebill/value/decimal.h"

static const struct {
    const char *key;
    double width;
    enum style_align align;
} columns_of_details[DETAIL_COLUMN_COUNT] = {
    [DETAIL_NUMBER] = {"number", 6, ALIGN_CENTRE},
    [DETAIL_ITEM] = {"item", 16, ALIGN_LEFT},
    [DETAIL_SPEC] = {"spec", 21, ALIGN_LEFT},
    [DETAIL_REGION] = {"region", 9, ALIGN_LEFT},
    [DETAIL_FROM] = {"from", 11, ALIGN_LEFT},
    [DETAIL_TO] = {"to", 11, ALIGN_LEFT},
    [DETAIL_QUANTITY] = {"quantity", 14.5, ALIGN_RIGHT},
    [DETAIL_UNIT] = {"unit", 6.5, ALIGN_LEFT},
    [DETAIL_DEDUCTED] = {"deducted", 15, ALIGN_RIGHT},
    [DETAIL_BILLABLE] = {"billable", 15, ALIGN_RIGHT},
    [DETAIL_TIER_FROM] = {"tier_from", 9, ALIGN_RIGHT},
    [DETAIL_UNIT_PRICE] = {"unit_price", 9, ALIGN_RIGHT},
    [DETAIL_FLAT_PRICE] = {"flat_price", 9, ALIGN_RIGHT},
    [DETAIL_BLOCK] = {"block", 8, ALIGN_RIGHT},
    [DETAIL_DAYS] = {"days", 8, ALIGN_RIGHT},
    [DETAIL_MONTH_DAYS] = {"month_days", 8, ALIGN_RIGHT},
    [DETAIL_LIST] = {"list", 16, ALIGN_RIGHT},
    [DETAIL_DISCOUNT] = {"discount", 7, ALIGN_RIGHT},
    [DETAIL_AMOUNT] = {"amount", 16, ALIGN_RIGHT},
    [DETAIL_PACKS] = {"packs", 23, ALIGN_LEFT},
    [DETAIL_RATE] = {"rate", 17, ALIGN_LEFT},
};

/* One row in the making. */
struct detail_row {
    struct sheet *sheet;
    uint32_t row;
    const struct line *line;
    const struct detail *detail;
    bool whole; /* the line's quantities have no fractions */
    enum style_rule below;
};

static int column_at(const struct detail_row *row, enum detail_column column)
{
    return row->sheet->statement->columns->at[column];
}

static struct style style_of(const struct detail_row *row, enum detail_column column,
                             enum number_style number, enum style_ink ink)
{
    return (struct style){.number = number,
                          .ink = ink,
                          .below = row->below,
                          .align = columns_of_details[column].align,
                          .indent = column == DETAIL_UNIT || column == DETAIL_PACKS};
}

static void put_text(struct detail_row *row, enum detail_column column, struct text text,
                     enum style_ink ink)
{
    sheet_text(row->sheet, row->row, column_at(row, column), text,
               style_of(row, column, NUMBER_GENERAL, ink));
}

static void put_number(struct detail_row *row, enum detail_column column, double number,
                       enum number_style style, enum style_ink ink)
{
    sheet_number(row->sheet, row->row, column_at(row, column), number,
                 style_of(row, column, style, ink));
}

/* A column that a row does not need is blank; one that no row needs is not there. */
static void put_if(struct detail_row *row, enum detail_column column, bool needed, double number,
                   enum number_style style)
{
    if (column_at(row, column) < 0)
        return;
    if (needed)
        put_number(row, column, number, style, INK_PLAIN);
    else
        put_text(row, column, TEXT(""), INK_PLAIN);
}

static void put_names(struct detail_row *row)
{
    struct statement *statement = row->sheet->statement;
    const struct words *words = statement->words;
    struct text region = text_of(region_code(row->line->region));

    put_number(row, DETAIL_NUMBER, row->line->number, NUMBER_COUNT, INK_GREY);
    put_text(row, DETAIL_ITEM, words_name(words, row->line->name_zh, row->line->name_en),
             INK_PLAIN);
    put_text(row, DETAIL_SPEC, words_spec(words, statement->arena, row->line->spec), INK_GREY);
    put_text(row, DETAIL_REGION, words_or(words, "regions", region, TEXT("")), INK_PLAIN);
    put_number(row, DETAIL_FROM, cell_of_day(row->detail->start), NUMBER_DAY, INK_PLAIN);
    put_number(row, DETAIL_TO, cell_of_day(row->detail->last), NUMBER_DAY, INK_PLAIN);
    put_text(row, DETAIL_UNIT, words_or(words, "units", row->line->unit, row->line->unit),
             INK_GREY);
}

static void put_quantities(struct detail_row *row)
{
    const struct detail *detail = row->detail;
    enum number_style style = row->whole ? NUMBER_WHOLE6 : NUMBER_QUANTITY6;

    put_number(row, DETAIL_QUANTITY, cell_of_quantity(detail->quantity), style, INK_PLAIN);
    put_if(row, DETAIL_DEDUCTED, detail->deducted.nano != 0, cell_of_quantity(detail->deducted),
           style);
    put_number(row, DETAIL_BILLABLE, cell_of_quantity(detail->billable), style, INK_PLAIN);
}

static void put_prices(struct detail_row *row)
{
    const struct detail *detail = row->detail;
    const struct tier *tier = detail->tier;
    bool priced = detail->table != NULL && tier != NULL;
    struct quantity from = priced ? tier->from : (struct quantity){0};
    struct quantity block = priced ? tier->block : (struct quantity){0};

    put_if(row, DETAIL_TIER_FROM, priced, cell_of_quantity(from),
           from.nano % QUANTITY_ONE == 0 ? NUMBER_COUNT : NUMBER_FINE);
    put_if(row, DETAIL_UNIT_PRICE, priced, cell_of_price(detail->unit_price), NUMBER_PRICE);
    put_if(row, DETAIL_FLAT_PRICE, detail->flat_price.e8 != 0, cell_of_price(detail->flat_price),
           NUMBER_PRICE);
    put_if(row, DETAIL_BLOCK, block.nano != 0, cell_of_quantity(block),
           block.nano % QUANTITY_ONE == 0 ? NUMBER_COUNT : NUMBER_FINE);
    put_if(row, DETAIL_DAYS, detail->month_days != 0, detail->active_days, NUMBER_COUNT);
    put_if(row, DETAIL_MONTH_DAYS, detail->month_days != 0, detail->month_days, NUMBER_COUNT);
    put_if(row, DETAIL_DISCOUNT, priced && detail->discount.e8 != PRICE_ONE,
           cell_of_price((struct price){detail->discount.e8}), NUMBER_PRICE);
}

static const char *cell_in_row(const struct detail_row *row, enum detail_column column)
{
    return cell_name(row->sheet->statement->arena, row->row, column_at(row, column)).at;
}

/* ROUND((billable × price + flat) × days / of, 8): factors that the row lacks are left out. */
static struct text list_formula(const struct detail_row *row)
{
    struct arena *arena = row->sheet->statement->arena;
    const struct detail *detail = row->detail;
    const char *billable = cell_in_row(row, DETAIL_BILLABLE);
    struct text units = text_of(billable);

    if (detail->tier != NULL && detail->tier->block.nano != 0)
        units = text_format(arena, "ROUNDUP(ROUND(%s/%s,9),0)", billable,
                            cell_in_row(row, DETAIL_BLOCK));
    struct text sum = text_format(arena, "%s*%s", units.at, cell_in_row(row, DETAIL_UNIT_PRICE));
    if (detail->flat_price.e8 != 0)
        sum = text_format(arena, "%s+%s", sum.at, cell_in_row(row, DETAIL_FLAT_PRICE));
    if (detail->month_days != 0)
        sum = text_format(arena, detail->flat_price.e8 != 0 ? "(%s)*%s/%s" : "%s*%s/%s", sum.at,
                          cell_in_row(row, DETAIL_DAYS), cell_in_row(row, DETAIL_MONTH_DAYS));
    return text_format(arena, "ROUND(%s,8)", sum.at);
}

static void put_amounts(struct detail_row *row)
{
    struct arena *arena = row->sheet->statement->arena;
    const struct detail *detail = row->detail;
    struct style style = style_of(row, DETAIL_AMOUNT, NUMBER_DETAIL, INK_PLAIN);
    bool discounted = detail->table != NULL && detail->discount.e8 != PRICE_ONE;

    if (column_at(row, DETAIL_LIST) >= 0 && !discounted)
        put_text(row, DETAIL_LIST, TEXT(""), INK_PLAIN);
    if (detail->table == NULL) {
        put_number(row, DETAIL_AMOUNT, cell_of_amount(detail->amount), NUMBER_DETAIL, INK_PLAIN);
        return;
    }
    struct text list = list_formula(row);
    if (discounted)
        sheet_formula(row->sheet, row->row, column_at(row, DETAIL_LIST),
                      text_format(arena, "=%s", list.at), cell_of_amount(detail->list_amount),
                      style);
    struct text amount = discounted ? text_format(arena, "=ROUND(%s*%s,8)", list.at,
                                                  cell_in_row(row, DETAIL_DISCOUNT))
                                    : text_format(arena, "=%s", list.at);
    sheet_formula(row->sheet, row->row, column_at(row, DETAIL_AMOUNT), amount,
                  cell_of_amount(detail->amount), style);
}

static void put_sources(struct detail_row *row)
{
    struct arena *arena = row->sheet->statement->arena;
    const struct detail *detail = row->detail;
    struct buffer packs = {.arena = arena};
    struct text rate = {0};

    for (size_t i = 0; i < detail->draws.count; i++)
        buffer_format(&packs, "%s%.*s: %s", i == 0 ? "" : "; ",
                      TEXT_ARGS(detail->draws.at[i].pack_id),
                      quantity_text(arena, detail->draws.at[i].units).at);
    struct style style = style_of(row, DETAIL_PACKS, NUMBER_GENERAL, INK_GREY);
    int lines = lines_of_text(buffer_text(&packs), columns_of_details[DETAIL_PACKS].width - 1);
    style.wrap = lines > 1;
    if (lines > 1)
        sheet_height(row->sheet, row->row, 3 + 13.0 * lines);
    sheet_text(row->sheet, row->row, column_at(row, DETAIL_PACKS), buffer_text(&packs), style);
    if (detail->tier != NULL)
        rate = text_format(arena, "%.*s:%llu", TEXT_ARGS(detail->tier->place.file),
                           (unsigned long long)detail->tier->place.line);
    put_text(row, DETAIL_RATE, rate, INK_GREY);
}

static bool line_is_whole(const struct line *line)
{
    for (size_t i = 0; i < line->details.count; i++) {
        const struct detail *detail = &line->details.at[i];
        if (detail->quantity.nano % QUANTITY_ONE != 0 || detail->billable.nano % QUANTITY_ONE != 0
            || detail->deducted.nano % QUANTITY_ONE != 0)
            return false;
    }
    return true;
}

/* Places in the details of all lines, from sheet to sheet. */
struct detail_walk {
    size_t line, detail;
    uint32_t row;
};

/* Memory for the texts of a row is given back after it: a statement may have a million. */
static void write_line_rows(struct sheet *sheet, struct detail_walk *walk, uint32_t end)
{
    struct statement *statement = sheet->statement;
    const struct line *line = &statement->invoice->lines.at[walk->line];
    struct arena *arena = statement->arena, *scratch = arena_new();
    struct detail_row row = {.sheet = sheet, .line = line, .whole = line_is_whole(line)};

    statement->arena = scratch;
    for (; walk->detail < line->details.count && walk->row < end; walk->detail++, walk->row++) {
        row.row = walk->row;
        row.detail = &line->details.at[walk->detail];
        row.below = walk->detail + 1 == line->details.count ? RULE_DARKER : RULE_HAIRLINE;
        put_names(&row);
        put_quantities(&row);
        put_prices(&row);
        put_amounts(&row);
        put_sources(&row);
        arena_reset(scratch);
    }
    statement->arena = arena;
    arena_free(scratch);
}

/* The last row of the details on a sheet. */
static uint32_t last_row_of(const struct statement *statement, size_t index)
{
    uint64_t per_sheet = statement->limits.rows_per_sheet - TABLE_FIRST_ROW;
    uint64_t left = statement->detail_count - index * per_sheet;

    return (uint32_t)(TABLE_FIRST_ROW + (left < per_sheet ? left : per_sheet) - 1);
}

/* The formula of the amounts in the words of the heads, with the factors that some row has. */
static struct text formula_note(struct statement *statement)
{
    const int *at = statement->columns->at;
    struct arena *arena = statement->arena;
    struct buffer list = {.arena = arena};
    const char *heads[DETAIL_COLUMN_COUNT];

    for (int column = 0; column < DETAIL_COLUMN_COUNT; column++)
        heads[column] = sheet_word(statement, "sheet_details", columns_of_details[column].key).at;
    if (at[DETAIL_BLOCK] >= 0)
        buffer_format(&list, "ROUNDUP(%s ÷ %s, 0)", heads[DETAIL_BILLABLE], heads[DETAIL_BLOCK]);
    else
        buffer_format(&list, "%s", heads[DETAIL_BILLABLE]);
    buffer_format(&list, " × %s", heads[DETAIL_UNIT_PRICE]);
    if (at[DETAIL_FLAT_PRICE] >= 0)
        buffer_format(&list, " + %s", heads[DETAIL_FLAT_PRICE]);
    struct text sum = buffer_text(&list);
    if (at[DETAIL_DAYS] >= 0)
        sum = text_format(arena, at[DETAIL_FLAT_PRICE] >= 0 ? "(%.*s) × %s ÷ %s" : "%.*s × %s ÷ %s",
                          TEXT_ARGS(sum), heads[DETAIL_DAYS], heads[DETAIL_MONTH_DAYS]);
    sum = text_format(arena, "ROUND(%.*s, 8)", TEXT_ARGS(sum));
    if (at[DETAIL_DISCOUNT] >= 0)
        sum = text_format(arena, "ROUND(%s × %s, 8)", sum.at, heads[DETAIL_DISCOUNT]);
    return words_fill(
        arena, sheet_word(statement, "sheet", "note_details"), "formula",
        text_format(arena, "%s = %s", sheet_word(statement, "columns", "amount").at, sum.at), NULL);
}

static struct sheet open_detail_sheet(struct statement *statement, size_t index)
{
    struct text name = statement->detail_sheets[index];
    const struct detail_columns *columns = statement->columns;
    struct sheet_column heads[DETAIL_COLUMN_COUNT];
    struct sheet sheet = sheet_open(statement, SHEET_DETAILS, name);

    for (int column = 0; column < DETAIL_COLUMN_COUNT; column++) {
        if (columns->at[column] >= 0)
            heads[columns->at[column]] = (struct sheet_column){
                columns->widths[column] > columns_of_details[column].width
                    ? columns->widths[column]
                    : columns_of_details[column].width,
                head_with_currency(statement, "sheet_details", columns_of_details[column].key),
                columns_of_details[column].align, column == DETAIL_UNIT || column == DETAIL_PACKS};
    }
    sheet_titles(&sheet, name, formula_note(statement), RULE_NONE);
    sheet_widths(&sheet, heads, columns->count);
    sheet_filter(&sheet, TABLE_HEAD_ROW, last_row_of(statement, index), columns->count - 1);
    sheet_head(&sheet, TABLE_HEAD_ROW, heads, columns->count);
    sheet_freeze(&sheet, TABLE_HEAD_ROW, TABLE_HEAD_ROW);
    return sheet;
}

void write_details_sheets(struct statement *statement)
{
    size_t lines = statement->invoice->lines.count;
    uint32_t end = (uint32_t)statement->limits.rows_per_sheet;
    struct detail_walk walk = {0};

    for (size_t i = 0; i < statement->detail_sheet_count; i++) {
        struct sheet sheet = open_detail_sheet(statement, i);
        for (walk.row = TABLE_FIRST_ROW; walk.line < lines && walk.row < end;) {
            write_line_rows(&sheet, &walk, end);
            if (walk.detail == statement->invoice->lines.at[walk.line].details.count) {
                walk.line++;
                walk.detail = 0;
            }
        }
    }
}
