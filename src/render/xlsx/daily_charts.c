#include "daily.h"

#define ROW_PIXELS 24
#define ACCENT     0x0B6779
#define ACCENT_2   0x6AA6B2

const double *daily_figures(const struct statement *statement, const struct daily_plan *plan,
                            int column)
{
    double *figures = ARENA_ARRAY(statement->arena, double, (size_t)plan->days);

    for (int day = 0; day < plan->days; day++) {
        struct money charges;
        if (column < daily_charges_column(plan))
            figures[day] = cell_of_quantity(plan->items.at[column - DAILY_FIRST_ITEM].by_day[day]);
        else if (money_of_amount_rounded(&charges, plan->charges[day]))
            figures[day] = cell_of_money(charges);
    }
    return figures;
}

static struct daily_chart chart_of_item(struct statement *statement, const struct daily_plan *plan,
                                        size_t item)
{
    const struct daily_item *shown = &plan->items.at[item];

    return (struct daily_chart){text_format(statement->arena, "%s  %.*s", shown->name.at,
                                            TEXT_ARGS(daily_item_unit(statement, shown))),
                                DAILY_FIRST_ITEM + (int)item, ACCENT};
}

/* One chart a product, of its item with the largest amount; last the charges. */
size_t list_daily_charts(struct statement *statement, const struct daily_plan *plan,
                         struct daily_chart *charts)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->items.count;) {
        size_t best = i;
        struct text product = plan->items.at[i].item->product;
        for (; i < plan->items.count && text_equal(plan->items.at[i].item->product, product); i++)
            best = plan->items.at[i].amount.e8 > plan->items.at[best].amount.e8 ? i : best;
        charts[count++] = chart_of_item(statement, plan, best);
    }
    charts[count++] = (struct daily_chart){
        text_format(statement->arena, "%s  %s", sheet_word(statement, "sheet_daily", "charges").at,
                    daily_currency_unit(statement).at),
        daily_charges_column(plan), ACCENT_2};
    return count;
}

static int chart_column(const struct daily_plan *plan, size_t index)
{
    return daily_charges_column(plan) + 2 + (index % 2 == 0 ? 0 : 2);
}

void write_daily_chart_titles(struct sheet *sheet, const struct daily_plan *plan,
                              const struct daily_chart *charts, size_t count, uint32_t row)
{
    if ((row - DAILY_FIRST_ROW) % DAILY_CHART_ROWS != 0)
        return;
    size_t first = (row - DAILY_FIRST_ROW) / DAILY_CHART_ROWS * 2;
    for (size_t i = first; i < count && i < first + 2; i++)
        sheet_text(sheet, row, chart_column(plan, i), charts[i].title,
                   (struct style){.size = 9, .bold = true});
}

void place_daily_charts(struct sheet *sheet, const struct daily_plan *plan,
                        const struct daily_chart *charts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct chart_plan chart = {
            .sheet = sheet->name,
            .first = DAILY_FIRST_ROW,
            .last = DAILY_FIRST_ROW + (uint32_t)plan->days - 1,
            .column = charts[i].column,
            .labels = daily_labels_column(plan),
            .colour = charts[i].colour,
            .width = DAILY_CHART_WIDTH,
            .height = (DAILY_CHART_ROWS - 1) * ROW_PIXELS,
            .figures = daily_figures(sheet->statement, plan, charts[i].column),
        };
        sheet_chart(sheet, DAILY_FIRST_ROW + 1 + (uint32_t)(i / 2) * DAILY_CHART_ROWS,
                    chart_column(plan, i), &chart);
    }
}
