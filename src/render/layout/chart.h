/*
 * What the chart of daily usage shows (documents.md §5): quantities by day of up to three series.
 */
#ifndef LIVEBILL_RENDER_LAYOUT_CHART_H
#define LIVEBILL_RENDER_LAYOUT_CHART_H

#include "folio.h"

#define CHART_SERIES_MAX 3

struct chart {
    struct text unit;
    struct text names[CHART_SERIES_MAX]; /* as the page prints them */
    double days[CHART_SERIES_MAX][31];
    unsigned count;
    int month_days;
};

/* The steps of the axis: `steps` times `step`, which is 1, 2 or 5 × 10^exponent of the unit. */
struct chart_axis {
    double step;
    int steps, exponent;
};

/* The smallest step, from 0.001 on, of which five or fewer reach `most` (0 or above). */
struct chart_axis chart_axis(double most);

/* False where the invoice has no usage by day. */
bool chart_make(struct chart *chart, const struct folio *folio);

/* Draws it with its heading: `x`, `width`, and the block's height under the heading. */
void chart_draw(struct folio *folio, const struct chart *chart, double x, double width,
                double height);

#endif
