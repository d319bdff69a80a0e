#include "summary.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"

#include <strings.h>

#define CHART_ROWS 15 /* 350 pixels of 24 */
#define ACCENT_3   0xBBD6DB
#define ALERT      0xB3261E

static bool has_tax(const struct statement *statement)
{
    return statement->invoice->account->tax_mode != TAX_NONE;
}

struct summary_plan summary_plan_of(const struct statement *statement)
{
    uint32_t row = SUMMARY_FIRST_ROW + (uint32_t)statement->invoice->lines.count;
    struct summary_plan plan = {.subtotal = row++};

    if (has_tax(statement))
        plan.tax = row++;
    plan.total = row++;
    plan.check = row;
    plan.share_subtotal = SUMMARY_FIRST_ROW + (uint32_t)statement->invoice->products.count;
    if (statement->daily != NULL)
        plan.chart = plan.share_subtotal + 2;
    return plan;
}

uint32_t summary_end(const struct summary_plan *plan)
{
    uint32_t right = plan->chart > 0 ? plan->chart + 1 + CHART_ROWS : plan->share_subtotal + 1;

    return right > plan->check + 1 ? right : plan->check + 1;
}

static struct text amount_cell(struct statement *statement, uint32_t row)
{
    return cell_name_fixed(statement->arena, row, SUMMARY_AMOUNT);
}

static struct text tax_rate_text(struct statement *statement)
{
    return decimal_text_short(statement->arena, statement->invoice->account->tax_rate.e8,
                              PRICE_PLACES, 0);
}

/* R12, of the subtotal's cell. */
static struct text tax_formula(struct statement *statement, const struct summary_plan *plan)
{
    const char *subtotal = amount_cell(statement, plan->subtotal).at;
    const char *rate = tax_rate_text(statement).at;

    if (statement->invoice->account->tax_mode == TAX_EXCLUSIVE)
        return text_format(statement->arena, "=ROUND(%s*%s,2)", subtotal, rate);
    return text_format(statement->arena, "=ROUND(%s-ROUND(%s/(1+%s),2),2)", subtotal, subtotal,
                       rate);
}

static struct text total_formula(struct statement *statement, const struct summary_plan *plan)
{
    const char *subtotal = amount_cell(statement, plan->subtotal).at;

    if (statement->invoice->account->tax_mode == TAX_EXCLUSIVE)
        return text_format(statement->arena, "=ROUND(%s+%s,2)", subtotal,
                           amount_cell(statement, plan->tax).at);
    return text_format(statement->arena, "=%s", subtotal);
}

static struct text rate_filled(struct statement *statement, const char *key)
{
    return words_fill(
        statement->arena, sheet_word(statement, "sheet_summary", key), "rate",
        words_rate(statement->words, statement->arena, statement->invoice->account->tax_rate),
        NULL);
}

/* A row under the lines: its label under the items, its figure under the amounts. */
static void put_row(struct sheet *sheet, uint32_t row, struct text label, struct style style)
{
    struct style rule = {.above = style.above, .below = style.below, .tint = style.tint};

    sheet_blanks(sheet, row, 0, SUMMARY_ITEM - 1, rule);
    sheet_blanks(sheet, row, SUMMARY_ITEM + 1, SUMMARY_AMOUNT - 1, rule);
    style.number = NUMBER_GENERAL;
    sheet_text(sheet, row, SUMMARY_ITEM, label, style);
}

static void put_figure(struct sheet *sheet, uint32_t row, struct text formula, struct money cached,
                       enum number_style number, struct style style)
{
    style.number = number;
    style.align = ALIGN_RIGHT;
    sheet_formula(sheet, row, SUMMARY_AMOUNT, formula, cell_of_money(cached), style);
}

static void write_subtotal(struct sheet *sheet, uint32_t row)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    struct style style = {.bold = true, .above = RULE_INK};

    sheet_height(sheet, row, SUMMARY_ROW_HEIGHT);
    put_row(sheet, row, sheet_word(statement, "totals", "subtotal"), style);
    if (invoice->lines.count == 0) {
        style.number = NUMBER_AMOUNT;
        style.align = ALIGN_RIGHT;
        sheet_number(sheet, row, SUMMARY_AMOUNT, cell_of_money(invoice->subtotal), style);
        return;
    }
    struct text formula =
        text_format(statement->arena, "=ROUND(SUM(%s),2)",
                    column_range(statement->arena, SUMMARY_AMOUNT, SUMMARY_FIRST_ROW, row - 1).at);
    put_figure(sheet, row, formula, invoice->subtotal, NUMBER_AMOUNT, style);
}

static void write_tax(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    bool inclusive = statement->invoice->account->tax_mode == TAX_INCLUSIVE;
    struct style style = {.ink = INK_GREY};

    sheet_height(sheet, plan->tax, SUMMARY_ROW_HEIGHT);
    put_row(sheet, plan->tax, rate_filled(statement, inclusive ? "vat_in_row" : "vat_ex"), style);
    put_figure(sheet, plan->tax, tax_formula(statement, plan), statement->invoice->tax,
               NUMBER_AMOUNT, style);
}

static void write_total(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    struct style style = {.bold = true, .size = 12, .above = RULE_ACCENT, .tint = true};

    sheet_height(sheet, plan->total, 22);
    put_row(sheet, plan->total, sheet_word(statement, "totals", "total"), style);
    put_figure(sheet, plan->total, total_formula(statement, plan), statement->invoice->total,
               NUMBER_SIGNED, style);
}

static void write_check(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    struct money total = statement->invoice->total;
    struct style style = {.ink = INK_GREY, .size = 9};
    struct text formula = text_format(arena, "=ROUND(%s-(%s),2)",
                                      amount_cell(statement, plan->total).at,
                                      money_text(arena, total).at);

    sheet_height(sheet, plan->check, SUMMARY_ROW_HEIGHT);
    put_row(sheet, plan->check,
            words_fill(arena, sheet_word(statement, "sheet_summary", "difference"), "total",
                       words_money(statement->words, arena, total), NULL),
            style);
    put_figure(sheet, plan->check, formula, (struct money){0}, NUMBER_AMOUNT, style);
}

void write_totals_row(struct sheet *sheet, const struct summary_plan *plan, uint32_t row)
{
    if (row == plan->subtotal)
        write_subtotal(sheet, row);
    else if (row == plan->total)
        write_total(sheet, plan);
    else if (row == plan->check)
        write_check(sheet, plan);
    else
        write_tax(sheet, plan);
}

/* Whether SUMIFS can tell a product by its name: two keys may have one name. */
static bool product_is_distinct(const struct statement *statement, struct text name)
{
    size_t same = 0;

    for (size_t i = 0; i < statement->invoice->products.count; i++) {
        struct text key = statement->invoice->products.at[i].product;
        struct text other = words_or(statement->words, "product", key, key);
        same += other.size == name.size && strncasecmp(other.at, name.at, name.size) == 0;
    }
    return same == 1 && is_plain_criterion(name);
}

static void write_product_amount(struct sheet *sheet, const struct summary_plan *plan, uint32_t row,
                                 struct text name, struct money amount)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    struct style style = {.number = NUMBER_AMOUNT, .align = ALIGN_RIGHT, .below = RULE_HAIRLINE};

    if (!product_is_distinct(statement, name)) {
        sheet_number(sheet, row, SUMMARY_SHARE_AMOUNT, cell_of_money(amount), style);
        return;
    }
    struct text formula =
        text_format(arena, "=ROUND(SUMIFS(%s,%s,%s),2)",
                    column_range(arena, SUMMARY_AMOUNT, SUMMARY_FIRST_ROW, plan->subtotal - 1).at,
                    column_range(arena, SUMMARY_PRODUCT, SUMMARY_FIRST_ROW, plan->subtotal - 1).at,
                    cell_name(arena, row, SUMMARY_SHARE_PRODUCT).at);
    sheet_formula(sheet, row, SUMMARY_SHARE_AMOUNT, formula, cell_of_money(amount), style);
}

static void write_product(struct sheet *sheet, const struct summary_plan *plan, uint32_t row)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    const struct product_sum *sum = &statement->invoice->products.at[row - SUMMARY_FIRST_ROW];
    struct text name = words_or(statement->words, "product", sum->product, sum->product);
    int64_t subtotal = statement->invoice->subtotal.minor;
    struct style style = {.below = RULE_HAIRLINE};
    struct text share =
        text_format(arena, "=%s/%s", cell_name(arena, row, SUMMARY_SHARE_AMOUNT).at,
                    cell_name_fixed(arena, plan->share_subtotal, SUMMARY_SHARE_AMOUNT).at);

    sheet_text(sheet, row, SUMMARY_SHARE_PRODUCT, name, style);
    write_product_amount(sheet, plan, row, name, sum->amount);
    style.align = ALIGN_RIGHT;
    style.number = NUMBER_SHARE;
    if (subtotal == 0)
        sheet_blank(sheet, row, SUMMARY_SHARE, style);
    else
        sheet_formula(sheet, row, SUMMARY_SHARE, share,
                      cell_of_money(sum->amount) / cell_of_money((struct money){subtotal}), style);
}

static void write_share_subtotal(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    uint32_t row = plan->share_subtotal;
    struct style style = {.bold = true, .above = RULE_INK};

    sheet_text(sheet, row, SUMMARY_SHARE_PRODUCT, sheet_word(statement, "totals", "subtotal"),
               style);
    sheet_blank(sheet, row, SUMMARY_SHARE, style);
    style.align = ALIGN_RIGHT;
    style.number = NUMBER_AMOUNT;
    if (row == SUMMARY_FIRST_ROW) {
        sheet_number(sheet, row, SUMMARY_SHARE_AMOUNT, cell_of_money(statement->invoice->subtotal),
                     style);
        return;
    }
    struct text formula =
        text_format(arena, "=ROUND(SUM(%s),2)",
                    column_range(arena, SUMMARY_SHARE_AMOUNT, SUMMARY_FIRST_ROW, row - 1).at);
    sheet_formula(sheet, row, SUMMARY_SHARE_AMOUNT, formula,
                  cell_of_money(statement->invoice->subtotal), style);
}

void write_share_row(struct sheet *sheet, const struct summary_plan *plan, uint32_t row)
{
    if (row < plan->share_subtotal)
        write_product(sheet, plan, row);
    else if (row == plan->share_subtotal)
        write_share_subtotal(sheet, plan);
    else if (row == plan->chart && plan->chart > 0)
        sheet_text(sheet, row, SUMMARY_SHARE_PRODUCT,
                   head_with_currency(sheet->statement, "sheet_summary", "charges_chart"),
                   (struct style){.size = 9, .bold = true});
}

static void color_by_check(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    lxw_format *alert = workbook_add_format(statement->workbook);
    struct text differs =
        text_format(statement->arena, "=%s<>0", amount_cell(statement, plan->check).at);

    if (alert == NULL)
        statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
    format_set_font_color(alert, ALERT);
    lxw_conditional_format rule = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = (char *)differs.at, .format = alert};
    statement_check(statement,
                    worksheet_conditional_format_cell(sheet->worksheet, SUMMARY_FIGURE_ROW,
                                                      SUMMARY_SHARE_AMOUNT, &rule));
    statement_check(statement, worksheet_conditional_format_cell(sheet->worksheet, plan->check,
                                                                 SUMMARY_AMOUNT, &rule));
}

static void add_bars(struct sheet *sheet, const struct summary_plan *plan)
{
    lxw_conditional_format bar = {.type = LXW_CONDITIONAL_DATA_BAR,
                                  .data_bar_2010 = LXW_TRUE,
                                  .bar_solid = LXW_TRUE,
                                  .bar_color = ACCENT_3,
                                  .bar_negative_color_same = LXW_TRUE,
                                  .bar_no_border = LXW_TRUE,
                                  .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                  .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                  .min_value = 0,
                                  .max_value = 1};

    if (plan->share_subtotal > SUMMARY_FIRST_ROW)
        statement_check(sheet->statement, worksheet_conditional_format_range(
                                              sheet->worksheet, SUMMARY_FIRST_ROW, SUMMARY_SHARE,
                                              plan->share_subtotal - 1, SUMMARY_SHARE, &bar));
}

static void define_name(struct sheet *sheet, const char *name, struct text reference)
{
    struct text formula =
        text_format(sheet->statement->arena, "=%s!%s", sheet->quoted.at, reference.at);

    statement_check(sheet->statement,
                    workbook_define_name(sheet->statement->workbook, name, formula.at));
}

void finish_summary(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;

    add_bars(sheet, plan);
    color_by_check(sheet, plan);
    define_name(sheet, "Invoice_Total", amount_cell(statement, plan->total));
    define_name(sheet, "Check", amount_cell(statement, plan->check));
    if (statement->invoice->lines.count > 0)
        define_name(
            sheet, "Line_Amounts",
            column_range(statement->arena, SUMMARY_AMOUNT, SUMMARY_FIRST_ROW, plan->subtotal - 1));
    if (plan->chart > 0)
        summary_chart(sheet, plan->chart + 1);
}
