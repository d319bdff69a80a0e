#include "xlsx.h"

enum {
    PACK_ID,
    PACK_NAME,
    PACK_START,
    PACK_EXPIRY,
    PACK_UNIT,
    PACK_SIZE,
    PACK_OPENING,
    PACK_BOUGHT,
    PACK_USED_UP,
    PACK_LAPSED,
    PACK_CLOSING,
    PACK_STATE,
    PACK_COLUMNS
};

#define DRAWDOWN_PACKS_MAX 16000 /* Excel has 16,384 columns */

/* Where the draw-down stands under the packs; without one, rows are 0. */
struct drawdown {
    uint32_t title, head, first, last;
    bool shown;
};

static struct drawdown drawdown_of(const struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    uint32_t packs = (uint32_t)invoice->packs.count;
    int days = invoice->last.number - invoice->book->period.start.number + 1;
    struct drawdown drawdown = {.shown = packs <= DRAWDOWN_PACKS_MAX};

    for (uint32_t i = 0; i < packs; i++)
        drawdown.shown = drawdown.shown && invoice->packs.at[i].drawn != NULL;
    if (!drawdown.shown)
        return (struct drawdown){0};
    drawdown.title = TABLE_FIRST_ROW + packs + 1;
    drawdown.head = drawdown.title + 1;
    drawdown.first = drawdown.head + 1;
    drawdown.last = drawdown.first + (uint32_t)days - 1;
    return drawdown;
}

static void put_quantity(struct sheet *sheet, uint32_t row, int column, struct quantity quantity)
{
    sheet_number(
        sheet, row, column, cell_of_quantity(quantity),
        (struct style){.number = NUMBER_QUANTITY, .align = ALIGN_RIGHT, .below = RULE_HAIRLINE});
}

static void put_formula(struct sheet *sheet, uint32_t row, int column, struct text formula,
                        struct quantity cached)
{
    sheet_formula(
        sheet, row, column, formula, cell_of_quantity(cached),
        (struct style){.number = NUMBER_QUANTITY, .align = ALIGN_RIGHT, .below = RULE_HAIRLINE});
}

static void write_pack_figures(struct sheet *sheet, uint32_t row, const struct pack_status *pack,
                               int drawn_column, const struct drawdown *drawdown)
{
    struct arena *arena = sheet->statement->arena;

    put_quantity(sheet, row, PACK_SIZE, pack->size);
    put_quantity(sheet, row, PACK_OPENING, pack->opening);
    put_quantity(sheet, row, PACK_BOUGHT, pack->bought);
    put_quantity(sheet, row, PACK_LAPSED, pack->lapsed);
    if (drawdown->shown)
        put_formula(
            sheet, row, PACK_USED_UP,
            text_format(arena, "=ROUND(SUM(%s),9)",
                        column_range(arena, drawn_column, drawdown->first, drawdown->last).at),
            pack->used);
    else
        put_quantity(sheet, row, PACK_USED_UP, pack->used);
    put_formula(sheet, row, PACK_CLOSING,
                text_format(arena, "=ROUND(%s+%s-%s-%s,9)", cell_name(arena, row, PACK_OPENING).at,
                            cell_name(arena, row, PACK_BOUGHT).at,
                            cell_name(arena, row, PACK_USED_UP).at,
                            cell_name(arena, row, PACK_LAPSED).at),
                pack->closing);
}

static void write_pack(struct sheet *sheet, uint32_t row, const struct pack_status *pack,
                       int drawn_column, const struct drawdown *drawdown)
{
    const struct words *words = sheet->statement->words;
    struct style style = {.below = RULE_HAIRLINE};

    sheet_text(sheet, row, PACK_ID, pack->id, style);
    sheet_text(sheet, row, PACK_NAME, words_name(words, pack->name_zh, pack->name_en), style);
    style.number = NUMBER_DAY;
    sheet_number(sheet, row, PACK_START, cell_of_day(pack->start), style);
    sheet_number(sheet, row, PACK_EXPIRY, cell_of_day(pack->expiry), style);
    style.number = NUMBER_GENERAL;
    style.ink = INK_GREY;
    sheet_text(sheet, row, PACK_UNIT, words_or(words, "units", pack->unit, pack->unit), style);
    style.ink = INK_PLAIN;
    style.indent = true;
    sheet_text(sheet, row, PACK_STATE,
               sheet_word(sheet->statement, "packs", pack_state_code(pack->state)), style);
    write_pack_figures(sheet, row, pack, drawn_column, drawdown);
}

/* A row a day, a column a pack: what each gave. */
static void write_drawdown(struct sheet *sheet, const struct drawdown *drawdown)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    struct style head = {.size = 9, .bold = true, .tint = true, .below = RULE_ACCENT};

    sheet_height(sheet, drawdown->title, 20);
    sheet_text(sheet, drawdown->title, 0, sheet_word(statement, "sheet_packs", "drawdown"),
               (struct style){.bold = true});
    sheet_text(sheet, drawdown->head, 0, sheet_word(statement, "sheet_daily", "date"), head);
    head.align = ALIGN_RIGHT;
    for (size_t i = 0; i < invoice->packs.count; i++)
        sheet_text(sheet, drawdown->head, 1 + (int)i, invoice->packs.at[i].id, head);
    for (uint32_t row = drawdown->first; row <= drawdown->last; row++) {
        int32_t index = (int32_t)(row - drawdown->first);
        struct day day = day_after(invoice->book->period.start, index);
        sheet_number(sheet, row, 0, cell_of_day(day),
                     (struct style){.number = NUMBER_DAY, .below = RULE_HAIRLINE});
        for (size_t i = 0; i < invoice->packs.count; i++)
            put_quantity(sheet, row, 1 + (int)i, invoice->packs.at[i].drawn[index]);
    }
}

static const struct {
    const char *key;
    double width;
    enum style_align align;
} columns_of_packs[PACK_COLUMNS] = {
    [PACK_ID] = {"id", 16, ALIGN_LEFT},
    [PACK_NAME] = {"pack", 24, ALIGN_LEFT},
    [PACK_START] = {"start", 11, ALIGN_LEFT},
    [PACK_EXPIRY] = {"expiry", 11, ALIGN_LEFT},
    [PACK_UNIT] = {"unit", 11, ALIGN_LEFT},
    [PACK_SIZE] = {"size", 13, ALIGN_RIGHT},
    [PACK_OPENING] = {"opening", 13, ALIGN_RIGHT},
    [PACK_BOUGHT] = {"bought", 13, ALIGN_RIGHT},
    [PACK_USED_UP] = {"used", 13, ALIGN_RIGHT},
    [PACK_LAPSED] = {"lapsed", 13, ALIGN_RIGHT},
    [PACK_CLOSING] = {"closing", 13, ALIGN_RIGHT},
    [PACK_STATE] = {"state", 9, ALIGN_LEFT},
};

#define TEXT_WIDTH_MAX 40

static void widen(const struct invoice *invoice, const struct words *words,
                  struct sheet_column *columns)
{
    for (size_t i = 0; i < invoice->packs.count; i++) {
        const struct pack_status *pack = &invoice->packs.at[i];
        columns[PACK_ID].width = text_width(columns[PACK_ID].width, pack->id, TEXT_WIDTH_MAX);
        columns[PACK_NAME].width = text_width(columns[PACK_NAME].width,
                                              words_name(words, pack->name_zh, pack->name_en),
                                              TEXT_WIDTH_MAX);
        for (int column = PACK_SIZE; column <= PACK_CLOSING; column++)
            columns[column].width =
                figure_width(columns[column].width, pack->size.nano, QUANTITY_PLACES, 3, 1.08);
    }
}

void write_packs_sheet(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    struct text name = sheet_word(statement, "sheet", "packs");
    struct sheet sheet = sheet_open(statement, SHEET_PACKS, name);
    struct drawdown drawdown = drawdown_of(statement);
    struct sheet_column columns[PACK_COLUMNS];

    for (int i = 0; i < PACK_COLUMNS; i++)
        columns[i] =
            (struct sheet_column){columns_of_packs[i].width,
                                  sheet_word(statement, "sheet_packs", columns_of_packs[i].key),
                                  columns_of_packs[i].align, i == PACK_STATE};
    widen(invoice, statement->words, columns);
    sheet_titles(&sheet, name, sheet_word(statement, "sheet", "note_packs"), RULE_NONE);
    sheet_widths(&sheet, columns, PACK_COLUMNS);
    if (drawdown.shown && invoice->packs.count >= PACK_COLUMNS)
        statement_check(statement, worksheet_set_column(sheet.worksheet, PACK_COLUMNS,
                                                        (lxw_col_t)invoice->packs.count, 13, NULL));
    sheet_filter(&sheet, TABLE_HEAD_ROW, TABLE_FIRST_ROW + (uint32_t)invoice->packs.count - 1,
                 PACK_COLUMNS - 1);
    sheet_head(&sheet, TABLE_HEAD_ROW, columns, PACK_COLUMNS);
    for (size_t i = 0; i < invoice->packs.count; i++)
        write_pack(&sheet, TABLE_FIRST_ROW + (uint32_t)i, &invoice->packs.at[i], 1 + (int)i,
                   &drawdown);
    if (drawdown.shown)
        write_drawdown(&sheet, &drawdown);
    sheet_freeze(&sheet, TABLE_HEAD_ROW, TABLE_HEAD_ROW);
}
