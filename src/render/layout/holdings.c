#include "folio.h"

#include <math.h>

#define HEAD_HEIGHT    16.0
#define SECOND_LEADING 10.0

/* A row of packs or of licences: a name with a second line, and what stands right of them. */
struct holding {
    struct lines name, second;
    struct text cells[3];
    double height;
};

struct holdings {
    const char *title, *heads[3]; /* keys in [packs]; heads[0]: over the names */
    struct holding *rows;
    size_t count;
    double x;
    bool packs;
};

static void holding_close(struct holding *row)
{
    row->height = 25.5 + NAME_LEADING * fmax((double)row->name.count - 1, 0)
                  + SECOND_LEADING * fmax((double)row->second.count - 1, 0);
}

static void make_pack(struct holding *row, const struct folio *folio,
                      const struct pack_status *pack)
{
    const struct words *words = folio->words;
    struct arena *arena = folio->arena;
    struct text state = words_of(words, "packs", pack_state_code(pack->state));
    struct text second = words_fill(arena, words_of(words, "packs", "pack_line"), "id", pack->id,
                                    "state", state, "date", words_day(words, arena, pack->expiry),
                                    NULL);

    row->name = folio_wrap(folio, type_ink(folio, folio->layout->type.table), 122,
                           words_name(words, pack->name_zh, pack->name_en));
    row->second = folio_wrap(folio, type_grey(folio, folio->layout->type.label), 240, second);
    row->cells[0] = words_quantity(words, arena, pack->used);
    row->cells[1] = words_quantity(words, arena, pack->closing);
    row->cells[2] = words_or(words, "units", pack->unit, pack->unit);
    holding_close(row);
}

static void make_licence(struct holding *row, const struct folio *folio,
                         const struct licence_status *licence)
{
    const struct words *words = folio->words;
    struct moment last = {licence->until.seconds - 1};
    const char *state = licence->state == LICENCE_VALID ? "valid_now"
                                                        : licence_state_code(licence->state);

    row->name = folio_wrap(folio, type_ink(folio, folio->layout->type.table), 106,
                           words_name(words, licence->name_zh, licence->name_en));
    row->second =
        folio_wrap(folio, type_grey(folio, folio->layout->type.label), 240, licence->app_id);
    row->cells[0] = words_period(words, folio->arena, moment_day(licence->from), moment_day(last));
    row->cells[1] = words_of(words, "packs", state);
    holding_close(row);
}

static bool make_packs(struct holdings *holdings, const struct folio *folio)
{
    size_t count = folio->invoice->packs.count;

    *holdings = (struct holdings){.title = "packs",
                                  .heads = {"pack", "used", "left"},
                                  .count = count,
                                  .x = folio->left,
                                  .packs = true};
    holdings->rows = ARENA_ARRAY(folio->arena, struct holding, count);
    for (size_t i = 0; i < count; i++)
        make_pack(&holdings->rows[i], folio, &folio->invoice->packs.at[i]);
    return count > 0;
}

static bool make_licences(struct holdings *holdings, const struct folio *folio)
{
    size_t count = folio->invoice->licences.count;

    *holdings = (struct holdings){.title = "licences",
                                  .heads = {"licence", "valid", "state"},
                                  .count = count,
                                  .x = folio->left};
    holdings->rows = ARENA_ARRAY(folio->arena, struct holding, count);
    for (size_t i = 0; i < count; i++)
        make_licence(&holdings->rows[i], folio, &folio->invoice->licences.at[i]);
    return count > 0;
}

/* Right edges of the cells after the name. */
static double cell_right(const struct holdings *holdings, int cell)
{
    static const double packs[] = {176, 222}, licences[] = {210, HALF_WIDTH};

    return holdings->x + (holdings->packs ? packs : licences)[cell];
}

static void draw_start(struct folio *folio, const struct holdings *holdings, bool again)
{
    struct type type = type_grey(folio, folio->layout->type.label);
    struct text title = folio_word(folio, "packs", holdings->title);
    double y = folio->y + HEADING_HEIGHT + HEAD_HEIGHT;

    if (again)
        title = text_format(folio->arena, "%.*s%s%.*s", TEXT_ARGS(title),
                            folio->invoice->account->language == LANGUAGE_EN ? " " : "",
                            TEXT_ARGS(folio_word(folio, "blocks", "continued")));
    else
        folio_bookmark(folio, title);
    folio_heading(folio, holdings->x, HALF_WIDTH, title);
    folio_left(folio, type, holdings->x, y - 5.5, folio_word(folio, "packs", holdings->heads[0]));
    for (int i = 0; i < 2; i++)
        folio_right(folio, type, cell_right(holdings, i), y - 5.5,
                    folio_word(folio, "packs", holdings->heads[i + 1]));
    folio_rule(folio, holdings->x, HALF_WIDTH, y, folio->layout->rule.head,
               folio->layout->colour.head_rule);
}

static void draw_row(struct folio *folio, const struct holdings *holdings, size_t number,
                     double height)
{
    const struct holding *row = &holdings->rows[number];
    struct type type = type_ink(folio, folio->layout->type.table);
    struct type grey = type_grey(folio, folio->layout->type.label), cell = type;
    double y = folio->y + ROW_BASELINE - 0.2, last;

    last = folio_lines(folio, type, holdings->x, y, NAME_LEADING, row->name);
    folio_lines(folio, grey, holdings->x, last + 9.4, SECOND_LEADING, row->second);
    if (!holdings->packs)
        cell.size = folio->layout->type.detail;
    else
        cell = folio_shrink(folio, cell, 50, 5, row->cells[0]);
    folio_right(folio, cell, cell_right(holdings, 0), y, row->cells[0]);
    cell = holdings->packs ? folio_shrink(folio, type, 43, 5, row->cells[1]) : cell;
    folio_right(folio, cell, cell_right(holdings, 1), y, row->cells[1]);
    if (row->cells[2].size > 0)
        folio_left(folio, grey, holdings->x + 226, y, row->cells[2]);
    folio_hairline(folio, holdings->x, HALF_WIDTH, folio->y + height);
}

static double row_height(const struct holdings *holdings, int blocks, size_t number)
{
    double height = 0;

    for (int i = 0; i < blocks; i++)
        if (number < holdings[i].count)
            height = fmax(height, holdings[i].rows[number].height);
    return height;
}

static void draw_starts(struct folio *folio, const struct holdings *holdings, int blocks,
                        size_t number)
{
    for (int i = 0; i < blocks; i++)
        if (number < holdings[i].count)
            draw_start(folio, &holdings[i], number > 0);
    folio->y += HEADING_HEIGHT + HEAD_HEIGHT;
    folio->fresh = false;
}

/* A long list alone goes on in both halves of each page, down the left one first. */
static void draw_columns(struct folio *folio, struct holdings holdings, size_t from)
{
    double highest = 0;

    for (size_t i = from; i < holdings.count; i++)
        highest = fmax(highest, holdings.rows[i].height);
    while (from < holdings.count) {
        double room = folio->bottom - folio->y - HEADING_HEIGHT - HEAD_HEIGHT;
        size_t rest = holdings.count - from, rows = (size_t)fmax(1, floor(room / highest));
        double top = folio->y;

        if (rows > (rest + 1) / 2)
            rows = (rest + 1) / 2;
        for (int half = 0; half < 2 && from < holdings.count; half++) {
            holdings.x = half == 0 ? folio->left : folio_column(folio, 6);
            folio->y = top;
            draw_starts(folio, &holdings, 1, from);
            for (size_t i = 0; i < rows && from < holdings.count; i++, folio->y += highest)
                draw_row(folio, &holdings, from++, highest);
        }
        folio->y = top + HEADING_HEIGHT + HEAD_HEIGHT + highest * (double)rows;
        if (from < holdings.count)
            folio_turn(folio);
    }
}

/* The block that alone has rows from `number` on, or NULL. */
static const struct holdings *only_block(const struct holdings *holdings, int blocks, size_t number)
{
    if (blocks == 1 || holdings[1].count <= number)
        return &holdings[0];
    return holdings[0].count <= number ? &holdings[1] : NULL;
}

/* Rows of both blocks stand side by side; they stay on one page where a page can hold them. */
static void draw_blocks(struct folio *folio, const struct holdings *holdings, int blocks)
{
    double height = HEADING_HEIGHT + HEAD_HEIGHT, all = height;
    double page = folio->bottom - folio->layout->page.top_next;
    size_t rows = holdings[0].count;

    if (blocks > 1 && holdings[1].count > rows)
        rows = holdings[1].count;
    for (size_t i = 0; i < rows; i++)
        all += row_height(holdings, blocks, i);
    folio_section(folio, all <= page ? all : height + row_height(holdings, blocks, 0));
    if (blocks == 1 && all > page) {
        draw_columns(folio, holdings[0], 0);
        return;
    }
    draw_starts(folio, holdings, blocks, 0);
    for (size_t i = 0; i < rows; i++) {
        const struct holdings *only = only_block(holdings, blocks, i);
        height = row_height(holdings, blocks, i);
        if (!folio_fits(folio, height)) {
            folio_turn(folio);
            if (only != NULL) {
                draw_columns(folio, *only, i);
                return;
            }
            draw_starts(folio, holdings, blocks, i);
        }
        for (int block = 0; block < blocks; block++)
            if (i < holdings[block].count)
                draw_row(folio, &holdings[block], i, height);
        folio->y += height;
    }
}

void layout_holdings(struct folio *folio, bool packs, bool licences)
{
    struct holdings blocks[2];
    int count = 0;

    if (packs && make_packs(&blocks[count], folio))
        count++;
    if (licences && make_licences(&blocks[count], folio)) {
        if (count > 0)
            blocks[count].x = folio_column(folio, 6);
        count++;
    }
    if (count > 0)
        draw_blocks(folio, blocks, count);
}
