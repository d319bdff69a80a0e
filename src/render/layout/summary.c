#include "chart.h"

#include <math.h>

#define ROWS_MAX         8
#define CHART_ROWS_LEAST 6
#define BAR_HEIGHT       5.2
#define BAR_LEAST        0.3 /* a thinner one would be a speck */

/* A row of the summary: a product, or all those that have no row. */
struct summary_row {
    struct text name;
    struct money amount;
    double height;
    struct lines lines;
};

struct summary {
    struct summary_row rows[ROWS_MAX];
    size_t count;
    double width, bar_at, bar_most, height;
};

static void add_row(struct summary *summary, const struct folio *folio, struct text name,
                    struct money amount)
{
    struct summary_row *row = &summary->rows[summary->count++];

    row->name = name;
    row->amount = amount;
    row->lines =
        folio_wrap(folio, type_ink(folio, folio->layout->type.table), summary->bar_at - 6, name);
    row->height = ROW_HEIGHT;
    if (row->lines.count > 1)
        row->height += NAME_LEADING * (double)(row->lines.count - 1);
    summary->height += row->height;
}

/* Largest first; more than 8: the first 7, then the others. */
static void summary_make(struct summary *summary, const struct folio *folio, double width)
{
    const struct invoice *invoice = folio->invoice;
    size_t count = invoice->products.count, own = count > ROWS_MAX ? ROWS_MAX - 1 : count;
    struct money other = {0};

    *summary = (struct summary){.width = width, .bar_at = 90, .bar_most = 78, .height = ROW_HEIGHT};
    if (width > HALF_WIDTH) {
        summary->bar_at = 180;
        summary->bar_most = 220;
    }
    for (size_t i = 0; i < own; i++) {
        const struct product_sum *sum = &invoice->products.at[i];
        add_row(summary, folio, words_or(folio->words, "product", sum->product, sum->product),
                sum->amount);
    }
    for (size_t i = own; i < count; i++)
        other.minor += invoice->products.at[i].amount.minor;
    if (own < count)
        add_row(summary, folio, folio_word(folio, "blocks", "other"), other);
}

/* The bar of the largest sum is the longest; negative sums have none. */
static double largest(const struct summary *summary)
{
    double most = 0;

    for (size_t i = 0; i < summary->count; i++)
        most = fmax(most, (double)summary->rows[i].amount.minor);
    return most;
}

static void summary_draw(struct folio *folio, const struct summary *summary)
{
    double x = folio->left, y = folio->y + HEADING_HEIGHT, most = largest(summary);
    struct type type = type_ink(folio, folio->layout->type.table);
    struct type bold = type_bold(folio, folio->layout->type.table);

    folio_heading(folio, x, summary->width, folio_word(folio, "blocks", "summary"));
    for (size_t i = 0; i < summary->count; i++) {
        const struct summary_row *row = &summary->rows[i];
        double bar = most > 0 ? summary->bar_most * (double)row->amount.minor / most : 0;
        folio_lines(folio, type, x, y + ROW_BASELINE, NAME_LEADING, row->lines);
        if (bar >= BAR_LEAST)
            pdf_fill(folio->page, folio->layout->colour.accent,
                     (struct rectangle){x + summary->bar_at, y + 5.15, bar, BAR_HEIGHT});
        folio_right(folio, type, x + summary->width, y + ROW_BASELINE,
                    words_money(folio->words, folio->arena, row->amount));
        y += row->height;
        folio_hairline(folio, x, summary->width, y);
    }
    folio_left(folio, bold, x, y + ROW_BASELINE, folio_word(folio, "totals", "subtotal"));
    folio_right(folio, bold, x + summary->width, y + ROW_BASELINE,
                words_money(folio->words, folio->arena, folio->invoice->subtotal));
}

void layout_summary(struct folio *folio, bool wants_summary, bool wants_chart)
{
    struct chart chart;
    struct summary summary;
    bool has_chart = wants_chart && chart_make(&chart, folio);
    bool has_summary = wants_summary && folio->invoice->lines.count > 0;
    double height = 0;

    if (!has_chart && !has_summary)
        return;
    if (has_summary) {
        summary_make(&summary, folio, has_chart ? HALF_WIDTH : CONTENT_WIDTH);
        height = summary.height;
    }
    if (has_chart)
        height = fmax(height, CHART_ROWS_LEAST * ROW_HEIGHT);
    folio_section(folio, HEADING_HEIGHT + height);
    folio_bookmark(folio, folio_word(folio, "blocks", "summary"));
    if (has_summary)
        summary_draw(folio, &summary);
    if (has_chart)
        chart_draw(folio, &chart, has_summary ? folio_column(folio, 6) : folio->left,
                   has_summary ? HALF_WIDTH : CONTENT_WIDTH, height);
    folio->y += HEADING_HEIGHT + height;
}
