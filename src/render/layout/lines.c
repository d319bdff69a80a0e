#include "table.h"

#define GROUP_HEIGHT 15.5

static void draw_head(struct folio *folio, const struct table *table)
{
    const struct layout *layout = folio->layout;
    struct type type = type_grey(folio, layout->type.label);
    double bottom = folio->y + table->head_height;

    for (unsigned i = 0; i < layout->columns.count; i++) {
        unsigned column = layout->columns.at[i];
        struct lines head = table->heads[column];
        double x = folio->left + table->x[column];
        for (size_t line = 0; line < head.count; line++) {
            double y = bottom - 5.5 - 9 * (double)(head.count - 1 - line);
            double room = table->width[column] - head.at[line].width * type.size;
            pdf_run(folio->page, type, table_is_figure(column) ? x + room : x, y, head.at[line]);
        }
    }
    folio_rule(folio, folio->left, CONTENT_WIDTH, bottom, layout->rule.head,
               layout->colour.head_rule);
    folio->y = bottom;
}

/* The table's heading, its unit, and the head: at the start and on every page that follows. */
static void draw_start(struct folio *folio, const struct table *table, bool again)
{
    const struct layout *layout = folio->layout;
    struct text title = folio_word(folio, "blocks", "lines");
    struct type type = type_grey(folio, layout->type.label);
    bool dollars = folio->invoice->account->currency == CURRENCY_USD;
    struct text note =
        words_fill(folio->arena, folio_word(folio, "blocks", "unit_note"), "currency",
                   folio_word(folio, "formats", dollars ? "table_USD" : "table_CNY"), NULL);

    if (again)
        title = text_format(folio->arena, "%.*s%s%.*s", TEXT_ARGS(title),
                            folio->invoice->account->language == LANGUAGE_EN ? " " : "",
                            TEXT_ARGS(folio_word(folio, "blocks", "continued")));
    folio_right(folio, type, folio->right, folio->y + 10, note);
    folio_heading(folio, folio->left, CONTENT_WIDTH, title);
    folio->y += HEADING_HEIGHT;
    draw_head(folio, table);
    folio->fresh = false;
}

static void draw_group(struct folio *folio, enum line_kind kind)
{
    struct type type =
        type_colour(type_bold(folio, folio->layout->type.label), folio->layout->colour.accent);

    folio_left(folio, type, folio->left, folio->y + 10.9,
               folio_word(folio, "groups", line_kind_code(kind)));
    folio->y += GROUP_HEIGHT;
    folio_hairline(folio, folio->left, CONTENT_WIDTH, folio->y);
}

static void draw_figure(struct folio *folio, const struct table *table, const struct table_row *row,
                        unsigned column, double y)
{
    const struct figure *figure = &row->figures[column];
    struct type type = type_ink(folio, table->size);
    double point = folio->left + table->x[column] + table->width[column]
                   - table->right[column] * table->size;

    if (column == COLUMN_AMOUNT && row->line->amount.minor == 0)
        type.colour = folio->layout->colour.grey;
    pdf_run(folio->page, type, point - figure->left * table->size, y, figure->run);
}

static void draw_item(struct folio *folio, const struct table_row *row, double x, double y)
{
    struct type type = type_ink(folio, row->name_size);
    struct type grey = type_grey(folio, folio->layout->type.label);
    double last = folio_lines(folio, type, x, y, row_name_leading(row, folio), row->name);

    if (row->note_beside)
        pdf_run(folio->page, grey, x + row->name.at[0].width * type.size + 6, y, row->note.at[0]);
    else
        folio_lines(folio, grey, x, last + 10, 10, row->note);
}

static void draw_price(struct folio *folio, const struct table *table, const struct table_row *row,
                       double y)
{
    double right = folio->left + table->x[COLUMN_UNIT_PRICE] + table->width[COLUMN_UNIT_PRICE];

    if (row->tiered)
        folio_right(
            folio,
            type_colour(type_ink(folio, folio->layout->type.table), folio->layout->colour.accent),
            right, y, folio_word(folio, "columns", "tiered"));
    else if (row->entry.size > 0)
        folio_right(folio, type_grey(folio, folio->layout->type.label), right, y, row->entry);
    else
        draw_figure(folio, table, row, COLUMN_UNIT_PRICE, y);
}

static void draw_cell(struct folio *folio, const struct table *table, const struct table_row *row,
                      unsigned column, double y)
{
    struct type grey = type_grey(folio, folio->layout->type.label);
    struct text unit = row->line->unit;
    double x = folio->left + table->x[column];

    switch (column) {
    case COLUMN_NUMBER:
        folio_left(folio, grey, x, y, text_format(folio->arena, "%d", row->line->number));
        return;
    case COLUMN_ITEM:
        draw_item(folio, row, x, y);
        return;
    case COLUMN_REGION:
        folio_lines(folio, type_ink(folio, folio->layout->type.detail), x, y, NAME_LEADING,
                    row->region);
        return;
    case COLUMN_UNIT:
        if (row->figures[COLUMN_QUANTITY].run.count > 0)
            folio_left(folio, grey, x + 4, y, words_or(folio->words, "units", unit, unit));
        return;
    case COLUMN_UNIT_PRICE:
        draw_price(folio, table, row, y);
        return;
    default:
        draw_figure(folio, table, row, column, y);
    }
}

static void draw_row(struct folio *folio, const struct table *table, const struct table_row *row)
{
    for (unsigned i = 0; i < folio->layout->columns.count; i++)
        draw_cell(folio, table, row, folio->layout->columns.at[i], folio->y + ROW_BASELINE);
    folio->y += row->height;
    folio_hairline(folio, folio->left, CONTENT_WIDTH, folio->y);
}

void layout_lines(struct folio *folio)
{
    struct table table;
    double start;

    if (folio->invoice->lines.count == 0)
        return;
    table_make(&table, folio);
    start = HEADING_HEIGHT + table.head_height;
    folio_section(folio, start + GROUP_HEIGHT + table.rows[0].height);
    folio_bookmark(folio, folio_word(folio, "blocks", "lines"));
    draw_start(folio, &table, false);
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        bool group = i == 0 || row->line->kind != table.rows[i - 1].line->kind;
        if (!folio_fits(folio, row->height + (group ? GROUP_HEIGHT : 0))) {
            folio_turn(folio);
            draw_start(folio, &table, true);
        }
        if (group)
            draw_group(folio, row->line->kind);
        draw_row(folio, &table, row);
    }
}
