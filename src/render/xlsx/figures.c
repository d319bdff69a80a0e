#include "summary.h"

#include "livebill/base/fatal.h"
#include "daily.h"

#define CHART_WIDTH  244
#define CHART_HEIGHT 350
#define ACCENT       0x0B6779

/* A figure over the table: what it is called, what it refers to, and what that is. */
struct figure {
    int first, last; /* columns */
    struct text label;
    struct text formula; /* empty: a value */
    struct money money;
    bool alert; /* what is owed: a negative sum alone is none */
};

#define ACCOUNT_KINDS_COLUMN   1
#define ACCOUNT_AMOUNT_COLUMN  3
#define ACCOUNT_BALANCE_COLUMN 4

static struct text account_range(struct statement *statement, int column, uint32_t first,
                                 uint32_t last)
{
    struct text name =
        quoted_sheet_name(statement->arena, sheet_word(statement, "sheet", "account"));

    return text_format(statement->arena, "%s!%s", name.at,
                       column_range(statement->arena, column, first, last).at);
}

/* The amounts of some kinds of postings within the period, added up. */
static struct text kinds_formula(struct statement *statement, const enum posting_kind *kinds,
                                 size_t count, const char *sign)
{
    struct account_rows rows = account_rows(statement);
    struct buffer out = {.arena = statement->arena};

    if (rows.last_posted < rows.first || !account_kinds_differ(statement))
        return (struct text){0};
    struct text amounts =
        account_range(statement, ACCOUNT_AMOUNT_COLUMN, rows.first, rows.last_posted);
    struct text words =
        account_range(statement, ACCOUNT_KINDS_COLUMN, rows.first, rows.last_posted);
    buffer_format(&out, "=ROUND(%s(", sign);
    for (size_t i = 0; i < count; i++) {
        struct text kind = sheet_word(statement, "sheet_account", posting_kind_code(kinds[i]));
        buffer_format(&out, "%sSUMIFS(%s,%s,%s)", i == 0 ? "" : "+", amounts.at, words.at,
                      formula_string(statement->arena, kind).at);
    }
    buffer_format(&out, "),2)");
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}

static struct text charged_formula(struct statement *statement)
{
    static const enum posting_kind kinds[] = {POSTING_PREPAID, POSTING_REFUND, POSTING_DAILY,
                                              POSTING_MONTHLY};

    return kinds_formula(statement, kinds, sizeof kinds / sizeof kinds[0], "-");
}

static struct text paid_formula(struct statement *statement)
{
    static const enum posting_kind kinds[] = {POSTING_TOPUP, POSTING_WITHDRAWAL,
                                              POSTING_ADJUSTMENT};

    return kinds_formula(statement, kinds, sizeof kinds / sizeof kinds[0], "");
}

static struct text opening_formula(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;

    if (invoice->postings.count == 0 || invoice->postings.at[0].kind != POSTING_OPENING)
        return (struct text){0};
    return text_format(
        statement->arena, "=%s",
        account_range(statement, ACCOUNT_BALANCE_COLUMN, TABLE_FIRST_ROW, TABLE_FIRST_ROW).at);
}

static struct text closing_formula(struct statement *statement)
{
    struct account_rows rows = account_rows(statement);

    if (rows.last_posted < rows.first)
        return (struct text){0};
    return text_format(
        statement->arena, "=%s",
        account_range(statement, ACCOUNT_BALANCE_COLUMN, rows.last_posted, rows.last_posted).at);
}

static struct text pending_formula(struct statement *statement)
{
    struct account_rows rows = account_rows(statement);

    if (rows.last <= rows.last_posted)
        return (struct text){0};
    return text_format(
        statement->arena, "=ROUND(-SUM(%s),2)",
        account_range(statement, ACCOUNT_AMOUNT_COLUMN, rows.last_posted + 1, rows.last).at);
}

static struct text cell_formula(struct statement *statement, uint32_t row)
{
    return text_format(statement->arena, "=%s",
                       cell_name(statement->arena, row, SUMMARY_AMOUNT).at);
}

static struct text label_of(const struct statement *statement, const char *section, const char *key)
{
    return sheet_word(statement, section, key);
}

static struct text tax_label(struct statement *statement)
{
    bool inclusive = statement->invoice->account->tax_mode == TAX_INCLUSIVE;

    return words_fill(
        statement->arena, sheet_word(statement, "sheet_summary", inclusive ? "vat_in" : "vat_ex"),
        "rate",
        words_rate(statement->words, statement->arena, statement->invoice->account->tax_rate),
        NULL);
}

static void merge(struct sheet *sheet, uint32_t row, int first, int last, struct style style)
{
    if (first < last)
        statement_check(sheet->statement,
                        worksheet_merge_range(sheet->worksheet, row, (lxw_col_t)first, row,
                                              (lxw_col_t)last, "",
                                              style_format(sheet->statement, style)));
}

static const struct style label_style = {.ink = INK_GREY, .size = 9};

static void write_figure_row(struct sheet *sheet, const struct figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure = &figures[i];
        struct style style = {.number = NUMBER_SIGNED, .size = 12, .bold = true};
        if (figure->alert)
            style.ink = INK_ALERT;
        merge(sheet, SUMMARY_FIGURE_ROW, figure->first, figure->last, style);
        if (figure->formula.size > 0)
            sheet_formula(sheet, SUMMARY_FIGURE_ROW, figure->first, figure->formula,
                          cell_of_money(figure->money), style);
        else
            sheet_number(sheet, SUMMARY_FIGURE_ROW, figure->first, cell_of_money(figure->money),
                         style);
    }
}

/* The state of the account, and whether the sheet's total is the invoice's. */
static void write_states(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    struct arena *arena = statement->arena;
    enum account_state state = statement->invoice->state;
    struct style style = {
        .size = 12, .bold = true, .ink = state == STATE_ACTIVE ? INK_ACCENT : INK_ALERT};
    struct text agrees = sheet_word(statement, "sheet_summary", "agrees");
    struct text differs = sheet_word(statement, "sheet_summary", "differs");
    struct text formula = text_format(
        arena, "=IF(%s=0,%s,%s)", cell_name_fixed(arena, plan->check, SUMMARY_AMOUNT).at,
        formula_string(arena, agrees).at, formula_string(arena, differs).at);

    sheet_text(sheet, SUMMARY_FIGURE_ROW, SUMMARY_SHARE_PRODUCT,
               sheet_word(statement, "headline", account_state_code(state)), style);
    style.ink = INK_ACCENT;
    merge(sheet, SUMMARY_FIGURE_ROW, SUMMARY_SHARE_AMOUNT, SUMMARY_SHARE, style);
    sheet_formula_text(sheet, SUMMARY_FIGURE_ROW, SUMMARY_SHARE_AMOUNT, formula, agrees, style);
}

void write_figures(struct sheet *sheet, const struct summary_plan *plan)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    bool taxed = plan->tax > 0;
    const struct figure figures[] = {
        {SUMMARY_NUMBER, SUMMARY_PRODUCT,
         label_of(statement, "sheet_summary", taxed ? "total_taxed" : "total_plain"),
         cell_formula(statement, plan->total), invoice->total, false},
        {SUMMARY_NOTE, SUMMARY_NOTE, label_of(statement, "movements", "opening"),
         opening_formula(statement), invoice->opening, false},
        {SUMMARY_REGION, SUMMARY_QUANTITY, label_of(statement, "movements", "charged"),
         charged_formula(statement), invoice->charged, false},
        {SUMMARY_UNIT, SUMMARY_DEDUCTED, label_of(statement, "movements", "paid"),
         paid_formula(statement), invoice->paid, false},
        {SUMMARY_BILLABLE, SUMMARY_UNIT_PRICE, label_of(statement, "headline", "closing"),
         closing_formula(statement), invoice->closing,
         invoice->state != STATE_ACTIVE && invoice->closing.minor < 0},
        {SUMMARY_AMOUNT, SUMMARY_AMOUNT, label_of(statement, "headline", "pending"),
         pending_formula(statement), invoice->pending, false},
        {SUMMARY_ITEM, SUMMARY_ITEM, taxed ? tax_label(statement) : TEXT(""),
         taxed ? cell_formula(statement, plan->tax) : TEXT(""), invoice->tax, false},
    };
    size_t count = sizeof figures / sizeof figures[0] - (taxed ? 0 : 1);

    sheet_height(sheet, SUMMARY_LABEL_ROW, 16);
    for (size_t i = 0; i < count; i++)
        sheet_text(sheet, SUMMARY_LABEL_ROW, figures[i].first, figures[i].label, label_style);
    sheet_text(sheet, SUMMARY_LABEL_ROW, SUMMARY_SHARE_PRODUCT,
               sheet_word(statement, "headline", "state"), label_style);
    sheet_text(sheet, SUMMARY_LABEL_ROW, SUMMARY_SHARE_AMOUNT,
               sheet_word(statement, "sheet_summary", "check"), label_style);
    sheet_height(sheet, SUMMARY_FIGURE_ROW, 22);
    write_figure_row(sheet, figures, count);
    write_states(sheet, plan);
}

void summary_chart(struct sheet *sheet, uint32_t row)
{
    struct statement *statement = sheet->statement;
    const struct daily_plan *daily = statement->daily;
    struct chart_plan chart = {
        .sheet = sheet_word(statement, "sheet", "daily"),
        .first = DAILY_FIRST_ROW,
        .last = DAILY_FIRST_ROW + (uint32_t)daily->days - 1,
        .column = daily_charges_column(daily),
        .labels = daily_labels_column(daily),
        .colour = ACCENT,
        .width = CHART_WIDTH,
        .height = CHART_HEIGHT,
        .figures = daily_figures(statement, daily, daily_charges_column(daily)),
    };

    sheet_chart(sheet, row, SUMMARY_SHARE_PRODUCT, &chart);
}
