#include "folio.h"

#include <math.h>

#define TOTAL_STEP       15.0
#define BAND_HEIGHT      34.0
#define BAND_LINE        12.0 /* more for a second line of words */
#define MOVEMENTS_HEIGHT 52.0
#define CELL_WIDTH       100.8

struct total_row {
    struct text label;
    struct money amount;
    bool grey;
};

/* The rows of R12: inclusive shows what is in the price, exclusive what comes on top. */
static size_t total_rows(const struct folio *folio, struct total_row rows[3])
{
    const struct invoice *invoice = folio->invoice;
    struct text rate = words_rate(folio->words, folio->arena, invoice->account->tax_rate);
    const char *label = "vat_in";
    size_t count = 0;

    rows[count++] =
        (struct total_row){folio_word(folio, "totals", "subtotal"), invoice->subtotal, false};
    if (invoice->account->tax_mode == TAX_NONE)
        return count;
    if (invoice->account->tax_mode == TAX_INCLUSIVE)
        rows[count++] = (struct total_row){folio_word(folio, "totals", "net"), invoice->net, true};
    else
        label = "vat_ex";
    rows[count++] = (struct total_row){
        words_fill(folio->arena, folio_word(folio, "totals", label), "rate", rate, NULL),
        invoice->tax, true};
    return count;
}

static void draw_band(struct folio *folio, double top, double height, struct lines words)
{
    const struct layout *layout = folio->layout;
    const struct invoice *invoice = folio->invoice;
    struct text total =
        words_money_sign(folio->words, folio->arena, invoice->total, invoice->account->currency);
    struct type label = type_bold(folio, layout->type.total_label);
    struct type type = type_bold(folio, layout->type.total);
    double y = top + height / 2 + 5, x = folio_column(folio, 6), taken;

    pdf_fill(folio->page, layout->colour.tint,
             (struct rectangle){folio->left, top, CONTENT_WIDTH, height});
    folio_rule(folio, folio->left, CONTENT_WIDTH, top, layout->rule.heading, layout->colour.ink);
    folio_left(folio, type_grey(folio, layout->type.label), folio->left + 8, top + 12.7,
               folio_word(folio, "totals", "words"));
    folio_lines(folio, type_bold(folio, layout->type.words), folio->left + 8, top + 26.3, 13,
                words);
    taken = folio_left(folio, label, x, y - 0.6, folio_word(folio, "totals", "total"));
    type = folio_shrink(folio, type, HALF_WIDTH - taken - 20, 6, total);
    folio_right(folio, type, folio->right - 8, y, total);
}

/* The words of the total. What needs two lines in English breaks before the cents where it can. */
static struct lines words_lines(const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    struct type type = type_bold(folio, folio->layout->type.words);
    struct text words = money_words(folio->arena, invoice->total, invoice->account->currency,
                                    invoice->account->language);
    struct lines lines = folio_wrap_balanced(folio, type, HALF_WIDTH - 8, words);
    size_t at = words.size;

    if (lines.count != 2 || invoice->account->language != LANGUAGE_EN)
        return lines;
    while (at > 0 && !text_starts(text_slice(words, at, SIZE_MAX), TEXT(" and ")))
        at--;
    struct run whole = folio_run(folio, type, text_slice(words, 0, at));
    if (at > 0 && whole.width * type.size <= HALF_WIDTH - 8) {
        lines.at[0] = whole;
        lines.at[1] = folio_run(folio, type, text_slice(words, at + 1, SIZE_MAX));
    }
    return lines;
}

void layout_totals(struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    struct lines words = words_lines(folio);
    struct total_row rows[3];
    size_t count = total_rows(folio, rows);
    double band = BAND_HEIGHT + BAND_LINE * fmax((double)words.count - 1, 0);
    double height = 6 + TOTAL_STEP * (double)count + band;

    if (invoice->lines.count == 0)
        folio_section(folio, height);
    else if (!folio->fresh && !folio_fits(folio, height))
        folio_turn(folio); /* else they stand right under the table */
    folio->fresh = false;
    folio_bookmark(folio, folio_word(folio, "totals", "total"));
    for (size_t i = 0; i < count; i++) {
        double y = folio->y + 14 + TOTAL_STEP * (double)i;
        struct type row = rows[i].grey ? type_grey(folio, folio->layout->type.table)
                                       : type_ink(folio, folio->layout->type.table);
        folio_left(folio, row, folio_column(folio, 6), y, rows[i].label);
        folio_right(folio, row, folio->right, y,
                    words_money(folio->words, folio->arena, rows[i].amount));
    }
    draw_band(folio, folio->y + height - band, band, words);
    folio->y += height;
}

/* One of the five figures, with the sign before it. */
static void draw_movement(struct folio *folio, int cell, double top, const char *section,
                          const char *label, struct money money, const char *sign, bool closing)
{
    const struct layout *layout = folio->layout;
    double x = folio->left + CELL_WIDTH * cell + (cell > 0 ? 12 : 0);
    struct text text = words_money(folio->words, folio->arena, money);
    struct type type = type_ink(folio, layout->type.movement);

    type.bold = closing;
    if (closing && money.minor < 0 && folio->invoice->state != STATE_ACTIVE)
        type.colour = layout->colour.alert;
    type = folio_shrink(folio, type, CELL_WIDTH - 28, 5, text);
    folio_left(folio, type_grey(folio, layout->type.label), x, top + 15,
               folio_word(folio, section, label));
    folio_left(folio, type, x, top + 30, text);
    if (sign != NULL)
        folio_right(folio, type_grey(folio, layout->type.movement), x - 8, top + 30, text_of(sign));
}

/* charged = carried over + this period − pending: why the two sums differ. */
static struct lines tie_lines(const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    const struct words *words = folio->words;
    struct arena *arena = folio->arena;
    struct text tie = words_fill(arena, folio_word(folio, "movements", "tie"), "charged",
                                 words_money(words, arena, invoice->charged), "carried",
                                 words_money(words, arena, invoice->carried), "total",
                                 words_money(words, arena, invoice->total), "pending",
                                 words_money(words, arena, invoice->pending), NULL);

    return folio_wrap(folio, type_grey(folio, folio->layout->type.label), CONTENT_WIDTH, tie);
}

void layout_movements(struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    const struct layout *layout = folio->layout;
    struct lines tie = tie_lines(folio);
    double height = HEADING_HEIGHT + MOVEMENTS_HEIGHT + 10 * fmax((double)tie.count - 1, 0), top;
    double x = folio->left + 4 * CELL_WIDTH;

    folio_section(folio, height);
    folio_bookmark(folio, folio_word(folio, "movements", "title"));
    folio_heading(folio, folio->left, CONTENT_WIDTH, folio_word(folio, "movements", "title"));
    top = folio->y + HEADING_HEIGHT;
    draw_movement(folio, 0, top, "movements", "opening", invoice->opening, NULL, false);
    draw_movement(folio, 1, top, "movements", "charged", invoice->charged, "−", false);
    draw_movement(folio, 2, top, "movements", "paid", invoice->paid, "+", false);
    draw_movement(folio, 3, top, "headline", "closing", invoice->closing, "=", true);
    draw_movement(folio, 4, top, "headline", "pending", invoice->pending, NULL, false);
    pdf_line(folio->page, layout->colour.head_rule, layout->rule.hairline, x, top + 9, x, top + 35);
    folio_rule(folio, folio->left, CONTENT_WIDTH, top + 40, layout->rule.hairline,
               layout->colour.hairline);
    folio_lines(folio, type_grey(folio, layout->type.label), folio->left, top + MOVEMENTS_HEIGHT,
                10, tie);
    folio->y += height;
}
