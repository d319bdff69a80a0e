#include "chart.h"

#include <math.h>

#define STEPS_MAX    5
#define PRODUCTS_MAX 64

/* Lines whose daily quantities may stand in the chart, by unit. */
static bool line_is_daily(const struct line *line)
{
    return line->kind == LINE_USAGE && line->item != NULL && line->item->window == WINDOW_DAY
           && line->details.count > 0
           && (line->item->aggregate == AGGREGATE_SUM || line->item->aggregate == AGGREGATE_PEAK
               || line->item->aggregate == AGGREGATE_TASK_MINUTES);
}

static wide unit_amount(const struct invoice *invoice, struct text unit)
{
    wide sum = 0;

    for (size_t i = 0; i < invoice->lines.count; i++)
        if (line_is_daily(&invoice->lines.at[i]) && text_equal(invoice->lines.at[i].unit, unit))
            sum += invoice->lines.at[i].list_amount.e8;
    return sum;
}

/* The line whose unit has the largest sum of list amounts; the first of them where they tie. */
static const struct line *leading_line(const struct invoice *invoice)
{
    const struct line *best = NULL;
    wide most = 0;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        wide amount = line_is_daily(line) ? unit_amount(invoice, line->unit) : 0;
        if (line_is_daily(line) && (best == NULL || amount > most)) {
            best = line;
            most = amount;
        }
    }
    return best;
}

static double units(struct quantity quantity)
{
    return (double)quantity.nano / 1e9;
}

static void add_days(double *days, const struct line *line, const struct invoice *invoice)
{
    struct period period = invoice->book->period;

    for (size_t i = 0; i < line->details.count; i++)
        if (period_holds(period, line->details.at[i].start))
            days[line->details.at[i].start.number - period.start.number] +=
                units(line->details.at[i].quantity);
}

/* Peaks do not add: the one line of that unit with the largest amount. */
static void make_peaks(struct chart *chart, const struct folio *folio, const struct line *leading)
{
    const struct invoice *invoice = folio->invoice;
    const struct line *best = leading;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (line_is_daily(line) && text_equal(line->unit, leading->unit)
            && line->list_amount.e8 > best->list_amount.e8)
            best = line;
    }
    chart->names[0] = words_name(folio->words, best->name_zh, best->name_en);
    add_days(chart->days[0], best, invoice);
    chart->count = 1;
}

struct product_days {
    struct text product;
    double days[31], sum;
};

static int by_sum(const void *left, const void *right)
{
    const struct product_days *a = left, *b = right;

    if (a->sum != b->sum)
        return a->sum < b->sum ? 1 : -1;
    return text_compare(a->product, b->product);
}

static size_t sum_products(struct product_days *products, const struct invoice *invoice,
                           struct text unit)
{
    size_t count = 0;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        size_t at = 0;
        if (!line_is_daily(line) || !text_equal(line->unit, unit)
            || line->item->aggregate == AGGREGATE_PEAK)
            continue;
        while (at < count && !text_equal(products[at].product, line->product))
            at++;
        if (at == PRODUCTS_MAX)
            at = PRODUCTS_MAX - 1;
        if (at == count)
            products[count++].product = line->product;
        add_days(products[at].days, line, invoice);
    }
    for (size_t i = 0; i < count; i++)
        for (int day = 0; day < 31; day++)
            products[i].sum += products[i].days[day];
    qsort(products, count, sizeof *products, by_sum);
    return count;
}

static void make_products(struct chart *chart, const struct folio *folio, struct text unit)
{
    struct product_days *products = ARENA_ARRAY(folio->arena, struct product_days, PRODUCTS_MAX);
    size_t count = sum_products(products, folio->invoice, unit);
    size_t most = (size_t)fmin(fmax(folio->layout->chart.series, 1), CHART_SERIES_MAX);

    for (size_t i = 0; i < count; i++) {
        size_t series = i < most ? i : most - 1;
        bool other = count > most && series == most - 1;
        for (int day = 0; day < 31; day++)
            chart->days[series][day] += products[i].days[day];
        chart->names[series] =
            other ? folio_word(folio, "blocks", "other")
                  : words_or(folio->words, "product", products[i].product, products[i].product);
        chart->count = (unsigned)series + 1;
    }
}

bool chart_make(struct chart *chart, const struct folio *folio)
{
    const struct line *leading = leading_line(folio->invoice);

    *chart = (struct chart){.month_days = period_days(folio->invoice->book->period)};
    if (leading == NULL)
        return false;
    chart->unit = words_or(folio->words, "units", leading->unit, leading->unit);
    if (leading->item->aggregate == AGGREGATE_PEAK)
        make_peaks(chart, folio, leading);
    else
        make_products(chart, folio, leading->unit);
    return chart->count > 0;
}

struct chart_axis chart_axis(double most)
{
    static const double factors[] = {1, 2, 5};

    for (int exponent = -3;; exponent++)
        for (size_t i = 0; i < 3; i++) {
            double step = factors[i] * pow(10, exponent);
            double steps = fmax(ceil(most / step - 1e-9), 1); /* may be far above any integer */
            if (steps <= STEPS_MAX)
                return (struct chart_axis){step, (int)steps, exponent};
        }
}

/* Where the bars stand. */
struct plot {
    double left, right, top, bottom, scale; /* scale: points a unit */
};

/* With the decimals of the step, so that the labels stand on one point; a plain 0. */
static struct text axis_label(const struct folio *folio, double value, int exponent)
{
    struct quantity quantity = {(wide)llround(value * 1e9)};
    unsigned decimals = exponent < 0 && quantity.nano != 0 ? (unsigned)-exponent : 0;

    return words_quantity_padded(folio->words, folio->arena, quantity, decimals);
}

static void draw_axes(struct folio *folio, struct plot *plot, double most)
{
    struct type type = type_grey(folio, folio->layout->type.axis);
    struct chart_axis axis = chart_axis(most);

    plot->scale = (plot->bottom - plot->top) / (axis.step * axis.steps);
    for (int i = 0; i <= axis.steps; i++) {
        double y = plot->bottom - plot->scale * axis.step * i;
        struct text label = axis_label(folio, axis.step * i, axis.exponent);
        struct type fitted = folio_shrink(folio, type, 28, 3, label);
        if (i > 0)
            folio_rule(folio, plot->left, plot->right - plot->left, y, folio->layout->rule.row,
                       folio->layout->colour.hairline);
        folio_right(folio, fitted, plot->left - 5, y + 2.5, label);
    }
}

static void draw_days(struct folio *folio, const struct plot *plot, int month_days)
{
    double slot = (plot->right - plot->left) / month_days;
    struct type type = type_grey(folio, folio->layout->type.axis);

    for (int day = 1; day <= month_days; day += 7) {
        struct text label = words_fill(folio->arena, folio_word(folio, "blocks", "day"), "d",
                                       text_format(folio->arena, "%d", day), NULL);
        double width = folio_width(folio, type, label);
        folio_left(folio, type, plot->left + slot * (day - 0.5) - width / 2, plot->bottom + 10,
                   label);
    }
}

static struct colour series_colour(const struct folio *folio, unsigned series)
{
    const struct colour colours[CHART_SERIES_MAX] = {folio->layout->colour.accent,
                                                     folio->layout->colour.accent_2,
                                                     folio->layout->colour.accent_3};
    return colours[series];
}

static void draw_bars(struct folio *folio, const struct plot *plot, const struct chart *chart)
{
    double slot = (plot->right - plot->left) / chart->month_days;
    double width = slot * fmin(folio->layout->chart.bar, 1), under[31] = {0};

    for (unsigned series = 0; series < chart->count; series++) {
        pdf_shape_begin(folio->page, series_colour(folio, series));
        for (int day = 0; day < chart->month_days; day++) {
            double height = chart->days[series][day] * plot->scale;
            double x = plot->left + slot * day + (slot - width) / 2;
            if (height > 0)
                pdf_shape(folio->page,
                          (struct rectangle){x, plot->bottom - under[day] - height, width, height});
            under[day] += height;
        }
        pdf_shape_fill(folio->page);
    }
}

static double draw_legend(struct folio *folio, const struct chart *chart, double right, double y)
{
    struct type type = type_grey(folio, folio->layout->type.label);
    double x = right;

    for (unsigned i = chart->count; i-- > 0;) {
        x -= folio_right(folio, type, x, y, chart->names[i]) + 9;
        pdf_fill(folio->page, series_colour(folio, i), (struct rectangle){x, y - 5.6, 6, 6});
        x -= 9;
    }
    return x;
}

void chart_draw(struct folio *folio, const struct chart *chart, double x, double width,
                double height)
{
    double top = folio->y, most = 0, legend;
    struct plot plot = {.left = x + 30,
                        .right = x + width,
                        .top = top + 26,
                        .bottom = top + HEADING_HEIGHT + height - 14};
    struct text title =
        words_fill(folio->arena, folio_word(folio, "blocks", "chart"), "unit", chart->unit, NULL);

    legend = draw_legend(folio, chart, x + width, top + 10);
    folio_left(
        folio,
        folio_shrink(folio, type_bold(folio, folio->layout->type.heading), legend - x, 4, title), x,
        top + 10, title);
    folio_rule(folio, x, width, top + HEADING_HEIGHT, folio->layout->rule.heading,
               folio->layout->colour.ink);
    for (int day = 0; day < chart->month_days; day++) {
        double sum = 0;
        for (unsigned i = 0; i < chart->count; i++)
            sum += chart->days[i][day];
        most = fmax(most, sum);
    }
    draw_axes(folio, &plot, most);
    draw_bars(folio, &plot, chart);
    folio_rule(folio, plot.left, plot.right - plot.left, plot.bottom, folio->layout->rule.heading,
               folio->layout->colour.grey);
    draw_days(folio, &plot, chart->month_days);
}
