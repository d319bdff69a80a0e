#include "daily.h"

#include "livebill/base/fatal.h"
#include "details.h"

#define PRODUCT_ROW         2
#define ITEM_ROW            3
#define DAYS_BETWEEN_LABELS 7
#define ITEM_WIDTH          11.5
#define ITEM_WIDTH_MAX      16.0
#define ITEM_NAME_MAX       100.0
#define PAGE_ROWS_MAX       60 /* of a sheet that is printed on one page */

static const struct style head_style = {.size = 9, .bold = true, .tint = true};

/* The item after the last of the product of item `first`. */
static size_t product_end(const struct daily_plan *plan, size_t first)
{
    size_t end = first + 1;

    while (end < plan->items.count
           && text_equal(plan->items.at[end].item->product, plan->items.at[first].item->product))
        end++;
    return end;
}

static int product_lines(const struct daily_plan *plan)
{
    int lines = 1;

    for (size_t i = 0, end; i < plan->items.count; i = end) {
        end = product_end(plan, i);
        int needed = lines_of_text(plan->items.at[i].product, (double)(end - i) * ITEM_WIDTH);
        lines = needed > lines ? needed : lines;
    }
    return lines;
}

static void write_product_head(struct sheet *sheet, const struct daily_plan *plan)
{
    struct style style = head_style;

    style.ink = INK_ACCENT;
    style.wrap = product_lines(plan) > 1;
    sheet_height(sheet, PRODUCT_ROW, 6 + 12.0 * product_lines(plan));
    sheet_blanks(sheet, PRODUCT_ROW, 0, daily_charges_column(plan), style);
    for (size_t i = 0; i < plan->items.count;) {
        size_t end = product_end(plan, i);
        int first = DAILY_FIRST_ITEM + (int)i, last = DAILY_FIRST_ITEM + (int)end - 1;
        style.align = first == last ? ALIGN_RIGHT : ALIGN_CENTRE;
        if (first < last)
            statement_check(sheet->statement,
                            worksheet_merge_range(sheet->worksheet, PRODUCT_ROW, (lxw_col_t)first,
                                                  PRODUCT_ROW, (lxw_col_t)last, "",
                                                  style_format(sheet->statement, style)));
        sheet_text(sheet, PRODUCT_ROW, first, plan->items.at[i].product, style);
        i = end;
    }
}

static struct text with_unit(struct statement *statement, struct text name, struct text unit)
{
    return text_format(statement->arena, "%.*s\n%.*s", TEXT_ARGS(name), TEXT_ARGS(unit));
}

struct text daily_currency_unit(struct statement *statement)
{
    return sheet_word(statement, "sheet",
                      statement->invoice->account->currency == CURRENCY_USD ? "unit_USD"
                                                                            : "unit_CNY");
}

struct text daily_item_unit(struct statement *statement, const struct daily_item *item)
{
    return words_or(statement->words, "units", item->item->unit, item->item->unit);
}

/* A long name gets a wider column, for one line or for two halves; heads are set at 0.9. */
static double item_width(const struct daily_item *item)
{
    double whole = 0.9 * text_width(0, item->name, ITEM_NAME_MAX), half = whole / 2 + 3;

    if (lines_of_text(item->name, ITEM_WIDTH / 0.9) == 1)
        return ITEM_WIDTH;
    if (whole <= ITEM_WIDTH_MAX)
        return whole > ITEM_WIDTH ? whole : ITEM_WIDTH;
    half = half < ITEM_WIDTH_MAX ? half : ITEM_WIDTH_MAX;
    return half > ITEM_WIDTH ? half : ITEM_WIDTH;
}

static void write_item_head(struct sheet *sheet, const struct daily_plan *plan)
{
    struct statement *statement = sheet->statement;
    struct style style = head_style;
    int lines = 2;

    style.below = RULE_ACCENT;
    style.wrap = true;
    for (size_t i = 0; i < plan->items.count; i++) {
        const struct daily_item *item = &plan->items.at[i];
        int needed = 1 + lines_of_text(item->name, item_width(item) / 0.9);
        lines = needed > lines ? needed : lines;
    }
    sheet_height(sheet, ITEM_ROW, 6 + 12.0 * lines);
    sheet_text(sheet, ITEM_ROW, 0, sheet_word(statement, "sheet_daily", "date"), style);
    style.align = ALIGN_CENTRE;
    sheet_text(sheet, ITEM_ROW, 1, sheet_word(statement, "sheet_daily", "weekday"), style);
    style.align = ALIGN_RIGHT;
    for (size_t i = 0; i < plan->items.count; i++)
        sheet_text(sheet, ITEM_ROW, DAILY_FIRST_ITEM + (int)i,
                   with_unit(statement, plan->items.at[i].name,
                             daily_item_unit(statement, &plan->items.at[i])),
                   style);
    sheet_text(sheet, ITEM_ROW, daily_charges_column(plan),
               with_unit(statement, sheet_word(statement, "sheet_daily", "charges"),
                         daily_currency_unit(statement)),
               style);
}

/* How the figures of an item are shown: whole ones without a point. */
enum number_style daily_item_number(const struct daily_item *item)
{
    return item->whole ? NUMBER_INTEGER : NUMBER_QUANTITY;
}

static struct text all_details(const struct statement *statement, enum detail_column column)
{
    return statement->all_details[column];
}

/* Above the limit of formulas, and over more than one sheet: values (documents.md §8). */
static bool has_formulas(const struct statement *statement)
{
    return statement->detail_count <= statement->limits.formula_rows
           && statement->detail_sheet_count == 1;
}

static void write_day_item(struct sheet *sheet, const struct daily_item *item, uint32_t row,
                           int column, struct style style, int day)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    double cached = cell_of_quantity(item->by_day[day]);

    style.number = daily_item_number(item);
    if (!has_formulas(statement) || !item->distinct) {
        sheet_number(sheet, row, column, cached, style);
        return;
    }
    struct text formula =
        text_format(arena, "=SUMIFS(%s,%s,%s,%s,$A%u)", all_details(statement, DETAIL_QUANTITY).at,
                    all_details(statement, DETAIL_ITEM).at, formula_string(arena, item->name).at,
                    all_details(statement, DETAIL_FROM).at, row + 1);
    sheet_formula(sheet, row, column, formula, cached, style);
}

/* Details of a day begin and end on it; those of a month do not, and are no charges of a day. */
static void write_day_charges(struct sheet *sheet, const struct daily_plan *plan, uint32_t row,
                              struct style style, int day)
{
    struct statement *statement = sheet->statement;
    struct money charges;

    if (!money_of_amount_rounded(&charges, plan->charges[day]))
        bug("the charges of day %d do not fit", day);
    style.number = NUMBER_AMOUNT;
    if (!has_formulas(statement)) {
        sheet_number(sheet, row, daily_charges_column(plan), cell_of_money(charges), style);
        return;
    }
    struct text formula = text_format(statement->arena, "=ROUND(SUMIFS(%s,%s,$A%u,%s,$A%u),2)",
                                      all_details(statement, DETAIL_AMOUNT).at,
                                      all_details(statement, DETAIL_FROM).at, row + 1,
                                      all_details(statement, DETAIL_TO).at, row + 1);
    sheet_formula(sheet, row, daily_charges_column(plan), formula, cell_of_money(charges), style);
}

static void write_day(struct sheet *sheet, const struct daily_plan *plan, int index)
{
    static const char *const keys[] = {"weekday_1", "weekday_2", "weekday_3", "weekday_4",
                                       "weekday_5", "weekday_6", "weekday_7"};
    struct statement *statement = sheet->statement;
    uint32_t row = DAILY_FIRST_ROW + (uint32_t)index;
    struct day day = day_after(statement->invoice->book->period.start, index);
    struct style style = {.below = RULE_HAIRLINE, .tint = day_weekday(day) >= 5};

    sheet_height(sheet, row, DAILY_ROW_HEIGHT);
    style.number = NUMBER_DAY;
    sheet_number(sheet, row, 0, cell_of_day(day), style);
    style.number = NUMBER_GENERAL;
    style.align = ALIGN_CENTRE;
    style.ink = INK_GREY;
    sheet_text(sheet, row, 1, sheet_word(statement, "sheet_daily", keys[day_weekday(day)]), style);
    style.align = ALIGN_RIGHT;
    style.ink = INK_PLAIN;
    for (size_t i = 0; i < plan->items.count; i++)
        write_day_item(sheet, &plan->items.at[i], row, DAILY_FIRST_ITEM + (int)i, style, index);
    write_day_charges(sheet, plan, row, style, index);
    if (index % DAYS_BETWEEN_LABELS == 0)
        sheet_text(sheet, row, daily_labels_column(plan),
                   text_format(statement->arena, "%d", index + 1),
                   (struct style){.ink = INK_PAPER});
}

static struct quantity daily_item_sum(const struct daily_item *item, int days)
{
    struct quantity sum = {0};

    for (int day = 0; day < days; day++) {
        if (!quantity_add(&sum, item->by_day[day]))
            bug("the sum of the days does not fit");
    }
    return sum;
}

static void set_daily_widths(struct sheet *sheet, const struct daily_plan *plan)
{
    struct statement *statement = sheet->statement;
    int charges = daily_charges_column(plan);
    const struct {
        int first, last;
        double width;
    } widths[] = {
        {0, 0, 11},
        {1, 1, 5},
        {charges, charges, 12},
        {charges + 1, charges + 1, 2},
        {charges + 3, charges + 3, 2},
    };

    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        statement_check(statement,
                        worksheet_set_column(sheet->worksheet, (lxw_col_t)widths[i].first,
                                             (lxw_col_t)widths[i].last, widths[i].width, NULL));
    for (size_t i = 0; i < plan->items.count; i++) {
        const struct daily_item *item = &plan->items.at[i];
        double width = figure_width(item_width(item), daily_item_sum(item, plan->days).nano,
                                    QUANTITY_PLACES, item->whole ? 0 : 3, 1.0);
        statement_check(statement,
                        worksheet_set_column(sheet->worksheet, (lxw_col_t)(DAILY_FIRST_ITEM + i),
                                             (lxw_col_t)(DAILY_FIRST_ITEM + i), width, NULL));
    }
    for (int column = charges + 2; column <= charges + 4; column += 2)
        statement_check(statement,
                        worksheet_set_column_pixels(sheet->worksheet, (lxw_col_t)column,
                                                    (lxw_col_t)column, DAILY_CHART_WIDTH, NULL));
}

void write_daily_sheet(struct statement *statement)
{
    const struct daily_plan *plan = statement->daily;
    struct text name = sheet_word(statement, "sheet", "daily");
    struct sheet sheet = sheet_open(statement, SHEET_DAILY, name);
    struct daily_chart *charts =
        ARENA_ARRAY(statement->arena, struct daily_chart, plan->items.count + 1);
    size_t count = list_daily_charts(statement, plan, charts);

    sheet_titles(&sheet, name, sheet_word(statement, "sheet", "note_daily"), RULE_NONE);
    set_daily_widths(&sheet, plan);
    uint32_t end = DAILY_FIRST_ROW + (uint32_t)plan->days;
    sheet_filter(&sheet, ITEM_ROW, end - 1, daily_charges_column(plan));
    write_product_head(&sheet, plan);
    write_item_head(&sheet, plan);
    uint32_t chart_end = DAILY_FIRST_ROW + (uint32_t)((count + 1) / 2) * DAILY_CHART_ROWS;
    for (uint32_t row = DAILY_FIRST_ROW; row < end + 3 || row < chart_end; row++) {
        if (row < end)
            write_day(&sheet, plan, (int)(row - DAILY_FIRST_ROW));
        else if (row < end + 3)
            write_daily_total(&sheet, plan, row - end);
        else
            sheet_height(&sheet, row, DAILY_ROW_HEIGHT);
        write_daily_chart_titles(&sheet, plan, charts, count, row);
    }
    place_daily_charts(&sheet, plan, charts, count);
    if (chart_end <= PAGE_ROWS_MAX)
        worksheet_fit_to_pages(sheet.worksheet, 1, 1); /* the sums stay with their days */
    sheet_freeze(&sheet, PRODUCT_ROW, ITEM_ROW);
}
