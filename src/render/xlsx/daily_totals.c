#include "daily.h"

#include "livebill/base/fatal.h"

/* Sum, mean and largest of a column of days. */
struct summary_figures {
    double sum, mean, maximum;
};

static struct summary_figures figures_of(const wide *by_day, int days, unsigned places)
{
    wide sum = 0, maximum = by_day[0];

    for (int day = 0; day < days; day++) {
        if (!wide_add(&sum, sum, by_day[day]))
            bug("the sum of the days does not fit");
        maximum = by_day[day] > maximum ? by_day[day] : maximum;
    }
    long double one = (long double)wide_ten(places);
    return (struct summary_figures){(double)((long double)sum / one),
                                    (double)((long double)sum / one / days),
                                    (double)((long double)maximum / one)};
}

struct summary_row {
    const char *key, *function;
    enum style_rule above;
    bool bold;
};

static const struct summary_row summary_rows[] = {
    {"total", "SUM", RULE_INK, true},
    {"mean", "AVERAGE", RULE_NONE, false},
    {"maximum", "MAX", RULE_NONE, false},
};

static void write_figure(struct sheet *sheet, const struct daily_plan *plan, size_t which,
                         int column, struct summary_figures figures, struct style style)
{
    uint32_t row = DAILY_FIRST_ROW + (uint32_t)plan->days + (uint32_t)which;
    const double cached[] = {figures.sum, figures.mean, figures.maximum};
    struct arena *arena = sheet->statement->arena;
    struct text formula =
        text_format(arena, "=%s(%s:%s)", summary_rows[which].function,
                    cell_name(arena, DAILY_FIRST_ROW, column).at,
                    cell_name(arena, DAILY_FIRST_ROW + (uint32_t)plan->days - 1, column).at);

    sheet_formula(sheet, row, column, formula, cached[which], style);
}

static struct summary_figures item_figures(struct arena *arena, const struct daily_plan *plan,
                                           const struct daily_item *item)
{
    wide *by_day = ARENA_ARRAY(arena, wide, (size_t)plan->days);

    for (int day = 0; day < plan->days; day++)
        by_day[day] = item->by_day[day].nano;
    return figures_of(by_day, plan->days, QUANTITY_PLACES);
}

static struct summary_figures charge_figures(struct arena *arena, const struct daily_plan *plan)
{
    wide *by_day = ARENA_ARRAY(arena, wide, (size_t)plan->days);

    for (int day = 0; day < plan->days; day++) {
        struct money charges;
        if (!money_of_amount_rounded(&charges, plan->charges[day]))
            bug("the charges of day %d do not fit", day);
        by_day[day] = charges.minor;
    }
    return figures_of(by_day, plan->days, MONEY_PLACES);
}

void write_daily_total(struct sheet *sheet, const struct daily_plan *plan, size_t which)
{
    struct statement *statement = sheet->statement;
    uint32_t row = DAILY_FIRST_ROW + (uint32_t)plan->days + (uint32_t)which;
    struct style style = {.above = summary_rows[which].above,
                          .bold = summary_rows[which].bold,
                          .below = RULE_HAIRLINE};

    sheet_height(sheet, row, DAILY_ROW_HEIGHT);
    sheet_text(sheet, row, 0, sheet_word(statement, "sheet_daily", summary_rows[which].key), style);
    sheet_blank(sheet, row, 1, style);
    style.align = ALIGN_RIGHT;
    for (size_t i = 0; i < plan->items.count; i++) {
        const struct daily_item *item = &plan->items.at[i];
        style.number = item->whole && which == 1 ? NUMBER_TENTH : daily_item_number(item);
        write_figure(sheet, plan, which, DAILY_FIRST_ITEM + (int)i,
                     item_figures(statement->arena, plan, item), style);
    }
    style.number = NUMBER_AMOUNT;
    write_figure(sheet, plan, which, daily_charges_column(plan),
                 charge_figures(statement->arena, plan), style);
}
