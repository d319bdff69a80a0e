#include "table.h"

#include <math.h>

#define NOTE_LEADING    10.0
#define NOTE_GAP        6.0 /* between a name and the note beside it */
#define CELL_GAP        6.0 /* between an item or a region and the next column */
#define UNIT_INDENT     4.0
#define ENTRY_GAP       14.0
#define NAME_HEIGHT_MAX 400.0

bool table_is_figure(unsigned column)
{
    return column == COLUMN_QUANTITY || column == COLUMN_DEDUCTED || column == COLUMN_BILLABLE
           || column == COLUMN_UNIT_PRICE || column == COLUMN_AMOUNT;
}

static struct text figure_text(const struct folio *folio, const struct line *line, unsigned column)
{
    const struct words *words = folio->words;
    bool usage = line->kind == LINE_USAGE;

    switch (column) {
    case COLUMN_QUANTITY:
        return line->kind == LINE_ADJUSTMENT ? TEXT("")
                                             : words_quantity(words, folio->arena, line->quantity);
    case COLUMN_DEDUCTED:
        return usage && line->deducted.nano != 0
                   ? words_quantity(words, folio->arena, line->deducted)
                   : TEXT("");
    case COLUMN_BILLABLE:
        return usage ? words_quantity(words, folio->arena, line->billable) : TEXT("");
    case COLUMN_UNIT_PRICE:
        return usage && line->has_unit_price ? words_price(words, folio->arena, line->unit_price)
                                             : TEXT("");
    case COLUMN_AMOUNT:
        return words_money(words, folio->arena, line->amount);
    default:
        return TEXT("");
    }
}

/* The decimal point is the last character of its kind. */
static void figure_make(struct figure *figure, const struct folio *folio, struct text text)
{
    struct type type = type_ink(folio, 1);
    struct text point = words_of(folio->words, "formats", "point");
    size_t size, whole;

    figure->run = folio_run(folio, type, text);
    whole = figure->run.count;
    for (size_t i = 0; i < figure->run.count; i++)
        if (figure->run.at[i].code_point == text_code_point(point, &size))
            whole = i;
    figure->whole = whole;
    figure->left = run_slice(figure->run, 0, whole).width;
    figure->right = run_slice(figure->run, whole, figure->run.count - whole).width;
}

static void make_figures(struct table *table, const struct folio *folio)
{
    for (size_t i = 0; i < table->count; i++) {
        struct table_row *row = &table->rows[i];
        for (unsigned column = 0; column < COLUMN_COUNT; column++) {
            if (!table_is_figure(column))
                continue;
            figure_make(&row->figures[column], folio, figure_text(folio, row->line, column));
            table->left[column] = fmax(table->left[column], row->figures[column].left);
            table->right[column] = fmax(table->right[column], row->figures[column].right);
        }
    }
}

static double widest_unit(const struct table *table, const struct folio *folio)
{
    struct type type = type_grey(folio, folio->layout->type.label);
    double widest = 0;

    for (size_t i = 0; i < table->count; i++) {
        struct text unit = table->rows[i].line->unit;
        widest =
            fmax(widest, folio_width(folio, type, words_or(folio->words, "units", unit, unit)));
    }
    return widest;
}

/* Widths with figures of table->size; what is left for the item is returned. */
static double set_widths(struct table *table, const struct folio *folio, double unit)
{
    const struct layout *layout = folio->layout;
    double item = CONTENT_WIDTH;

    for (unsigned i = 0; i < layout->columns.count; i++) {
        unsigned column = layout->columns.at[i];
        double gap = column == COLUMN_AMOUNT ? 10 : 8;
        double width = layout->column_width[column];

        if (column == COLUMN_ITEM)
            continue;
        if (table_is_figure(column) && table->left[column] > 0)
            width = fmax(width, (table->left[column] + table->right[column]) * table->size + gap);
        if (column == COLUMN_UNIT)
            width = fmax(width, unit + UNIT_INDENT + 2);
        table->width[column] = width;
        item -= width;
    }
    table->width[COLUMN_ITEM] = item;
    return item;
}

static void make_widths(struct table *table, const struct folio *folio)
{
    static const double smaller[] = {7.5, 6.5};
    double unit = widest_unit(table, folio), x = 0;

    table->size = folio->layout->type.table;
    for (size_t i = 0; set_widths(table, folio, unit) < ITEM_WIDTH_LEAST && i < 2; i++)
        table->size = fmin(table->size, smaller[i]);
    for (unsigned i = 0; i < folio->layout->columns.count; i++) {
        unsigned column = folio->layout->columns.at[i];
        table->x[column] = x;
        x += table->width[column];
    }
}

static void make_heads(struct table *table, const struct folio *folio)
{
    struct type type = type_grey(folio, folio->layout->type.label);
    size_t most = 1;

    for (unsigned i = 0; i < folio->layout->columns.count; i++) {
        unsigned column = folio->layout->columns.at[i];
        if (column == COLUMN_UNIT)
            continue;
        table->heads[column] = folio_wrap(folio, type, table->width[column] - 2,
                                          folio_word(folio, "columns", column_names[column]));
        if (table->heads[column].count > most)
            most = table->heads[column].count;
    }
    table->head_height = 16 + 9 * (double)(most - 1);
}

static bool shown(const struct folio *folio, unsigned column)
{
    return choice_has(&folio->layout->columns, column);
}

/* Date and entry of a purchase: right-aligned in the price column, where there is room. */
static bool entry_fits(const struct table *table, const struct folio *folio, double width)
{
    double from = shown(folio, COLUMN_UNIT) ? table->x[COLUMN_UNIT] + table->width[COLUMN_UNIT]
                                            : table->x[COLUMN_ITEM] + table->width[COLUMN_ITEM];

    return shown(folio, COLUMN_UNIT_PRICE)
           && width <= table->x[COLUMN_UNIT_PRICE] + table->width[COLUMN_UNIT_PRICE] - from;
}

/* The name of a purchase may run to its quantity: it has no region. */
static double name_width(const struct table *table, const struct folio *folio,
                         const struct table_row *row)
{
    double own = table->width[COLUMN_ITEM] - CELL_GAP, free;

    if (row->line->kind == LINE_USAGE || row->line->kind == LINE_ADJUSTMENT
        || !shown(folio, COLUMN_QUANTITY) || table->x[COLUMN_QUANTITY] < table->x[COLUMN_ITEM])
        return own;
    free = table->x[COLUMN_QUANTITY] + table->width[COLUMN_QUANTITY] - table->x[COLUMN_ITEM]
           - (table->right[COLUMN_QUANTITY] + row->figures[COLUMN_QUANTITY].left) * table->size
           - ENTRY_GAP;
    return fmax(own, free);
}

static struct text line_name(const struct folio *folio, const struct line *line)
{
    struct text name = line->own_description.size > 0
                           ? line->own_description
                           : words_name(folio->words, line->name_zh, line->name_en);

    if (name.size > 0)
        return name;
    return line->description.size > 0 ? line->description : line->code;
}

double row_name_leading(const struct table_row *row, const struct folio *folio)
{
    return NAME_LEADING * row->name_size / folio->layout->type.table;
}

/* A row never splits, so even the longest name must fit on a page. */
static void wrap_name(struct table_row *row, const struct folio *folio, double width)
{
    struct text name = line_name(folio, row->line);

    row->name_size = folio->layout->type.table;
    do
        row->name = folio_wrap(folio, type_ink(folio, row->name_size), width, name);
    while (row_name_leading(row, folio) * (double)row->name.count > NAME_HEIGHT_MAX
           && (row->name_size -= 0.5) > 2);
    if (row->name.count == 0)
        *LIST_ADD(folio->arena, &row->name) = (struct run){0};
}

static void make_note(struct table_row *row, const struct folio *folio, double width,
                      bool entry_too)
{
    struct type type = type_grey(folio, folio->layout->type.label);
    struct text note = table_note(folio, row->line, entry_too);
    double used = 0;

    if (row->name.count == 1)
        used = row->name.at[0].width * folio->layout->type.table;
    row->note = folio_wrap(folio, type, width, note);
    row->note_beside = row->note.count == 1 && row->name.count == 1
                       && used + NOTE_GAP + row->note.at[0].width * type.size <= width;
}

static void make_row(struct table_row *row, const struct table *table, const struct folio *folio)
{
    const struct line *line = row->line;
    bool purchase = line->kind == LINE_PREPAID || line->kind == LINE_REFUND;
    double width = name_width(table, folio, row);

    if (purchase)
        row->entry =
            text_format(folio->arena, "%.*s · %.*s",
                        TEXT_ARGS(words_day(folio->words, folio->arena, moment_day(line->time))),
                        TEXT_ARGS(line->reference));
    purchase =
        purchase
        && !entry_fits(table, folio,
                       folio_width(folio, type_grey(folio, folio->layout->type.label), row->entry));
    if (purchase)
        row->entry = TEXT("");
    row->tiered = line->kind == LINE_USAGE && !line->has_unit_price && line->billable.nano > 0;
    wrap_name(row, folio, width);
    make_note(row, folio, width, purchase);
    if (line->region != REGION_NONE && shown(folio, COLUMN_REGION))
        row->region = folio_wrap(
            folio, type_ink(folio, folio->layout->type.detail), table->width[COLUMN_REGION] - 2,
            words_or(folio->words, "regions", text_of(region_code(line->region)),
                     text_of(region_code(line->region))));
    row->height = ROW_HEIGHT + row_name_leading(row, folio) * (double)(row->name.count - 1);
    if (!row->note_beside)
        row->height += NOTE_LEADING * (double)row->note.count;
    if (row->region.count > 1)
        row->height =
            fmax(row->height, ROW_HEIGHT + NAME_LEADING * (double)(row->region.count - 1));
}

void table_make(struct table *table, const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;

    *table = (struct table){.count = invoice->lines.count};
    table->rows = ARENA_ARRAY(folio->arena, struct table_row, table->count);
    for (size_t i = 0; i < table->count; i++)
        table->rows[i].line = &invoice->lines.at[i];
    make_figures(table, folio);
    make_widths(table, folio);
    make_heads(table, folio);
    for (size_t i = 0; i < table->count; i++)
        make_row(&table->rows[i], table, folio);
}
