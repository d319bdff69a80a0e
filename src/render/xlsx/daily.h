/*
 * The daily sheet: an item of day windows a column, and what its cells hold.
 */
#ifndef LIVEBILL_RENDER_XLSX_DAILY_H
#define LIVEBILL_RENDER_XLSX_DAILY_H

#include "xlsx.h"

#define DAILY_FIRST_ROW   4
#define DAILY_ROW_HEIGHT  18
#define DAILY_CHART_WIDTH 330
#define DAILY_CHART_ROWS  12 /* 288 pixels: a row for the title, the rest for the chart */
#define DAILY_FIRST_ITEM  2  /* the columns before it are date and weekday */

struct daily_item {
    const struct item *item;
    struct text product, name; /* as shown */
    struct quantity *by_day;   /* before packs */
    struct amount amount;      /* decides which item's chart stands for the product */
    bool whole;                /* no day has a fraction */
    bool distinct;             /* SUMIFS can tell the item by its name */
};

struct daily_plan {
    LIST_OF(struct daily_item) items; /* by product as the lines first name it, then item order */
    struct amount *charges;           /* by day */
    int days;
};

const struct daily_plan *daily_plan_new(const struct statement *statement);

/* Where the day's charges stand. */
static inline int daily_charges_column(const struct daily_plan *plan)
{
    return DAILY_FIRST_ITEM + (int)plan->items.count;
}

/*
 * The gap between table and charts holds the labels of the charts' days, 1, 8, 15 …, unseen:
 * programs agree on showing labels that are there, not on which to leave out.
 */
static inline int daily_labels_column(const struct daily_plan *plan)
{
    return daily_charges_column(plan) + 1;
}

/* Words and number formats that table and charts share. */
struct text daily_currency_unit(struct statement *statement);
struct text daily_item_unit(struct statement *statement, const struct daily_item *item);
enum number_style daily_item_number(const struct daily_item *item);

/* The rows under the days: 0 total, 1 mean, 2 largest. */
void write_daily_total(struct sheet *sheet, const struct daily_plan *plan, size_t which);

/* Charts stand two abreast right of the table, each with its title in the cell above it. */
struct daily_chart {
    struct text title;
    int column; /* of the figures */
    uint32_t colour;
};

/* The figures of a column by day, as its cells hold them. */
const double *daily_figures(const struct statement *statement, const struct daily_plan *plan,
                            int column);

size_t list_daily_charts(struct statement *statement, const struct daily_plan *plan,
                         struct daily_chart *charts);
void write_daily_chart_titles(struct sheet *sheet, const struct daily_plan *plan,
                              const struct daily_chart *charts, size_t count, uint32_t row);
void place_daily_charts(struct sheet *sheet, const struct daily_plan *plan,
                        const struct daily_chart *charts, size_t count);

#endif
