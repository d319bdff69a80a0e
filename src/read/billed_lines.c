#include "livebill/read/billed_lines.h"

#include "read/rows/table.h"

enum {
    LINE_PERIOD,
    LINE_ACCOUNT,
    LINE_KIND,
    LINE_ITEM,
    LINE_REGION,
    LINE_SPEC,
    LINE_REFERENCE,
    LINE_QUANTITY,
    LINE_DEDUCTED,
    LINE_BILLABLE,
    LINE_LIST_AMOUNT,
    LINE_AMOUNT,
    LINE_COLUMNS
};

static const struct column columns[LINE_COLUMNS] = {
    [LINE_PERIOD] = {"period", true},
    [LINE_ACCOUNT] = {"account_id", true},
    [LINE_KIND] = {"kind", true},
    [LINE_ITEM] = {"item", true},
    [LINE_REGION] = {"region", true},
    [LINE_SPEC] = {"spec", true},
    [LINE_REFERENCE] = {"reference", true},
    [LINE_QUANTITY] = {"quantity", true},
    [LINE_DEDUCTED] = {"deducted", true},
    [LINE_BILLABLE] = {"billable", true},
    [LINE_LIST_AMOUNT] = {"list_amount", true},
    [LINE_AMOUNT] = {"amount", true},
};

#define SUM_MAX (WIDE_MAX / 1000)

static const struct decimals quantities = {QUANTITY_PLACES, -SUM_MAX, SUM_MAX};
static const struct decimals amounts = {PRICE_PLACES, -SUM_MAX, SUM_MAX};

struct lines_reading {
    struct billed_lines *out;
    struct text of;
    struct arena *arena;
};

static bool concerns(const struct lines_reading *reading, const struct form *form)
{
    if (text_is(field_text(form, LINE_KIND), "usage"))
        return text_equal(field_text(form, LINE_PERIOD), reading->of);
    return text_is(field_text(form, LINE_KIND), "adjustment")
           && text_equal(field_text(form, LINE_REFERENCE), reading->of);
}

static void take_line(void *context, const struct form *form)
{
    struct lines_reading *reading = context;
    struct billed_line line = {.region = REGION_NONE};
    wide amount;

    if (!concerns(reading, form))
        return;
    if (!region_parse(&line.region, field_text(form, LINE_REGION))) {
        field_fail(form, LINE_REGION, CODE_UNKNOWN_REGION,
                   "restore the sealed folder from a backup", "this is not a region");
        return;
    }
    if (!field_decimal(&line.sums.quantity.nano, form, LINE_QUANTITY, &quantities)
        || !field_decimal(&line.sums.deducted.nano, form, LINE_DEDUCTED, &quantities)
        || !field_decimal(&line.sums.billable.nano, form, LINE_BILLABLE, &quantities)
        || !field_decimal(&line.sums.list_amount.e8, form, LINE_LIST_AMOUNT, &amounts)
        || !field_decimal(&amount, form, LINE_AMOUNT, &decimals_signed_money))
        return;
    line.sums.amount.minor = (int64_t)amount;
    line.account = text_copy(form->arena, field_text(form, LINE_ACCOUNT));
    line.item = text_copy(form->arena, field_text(form, LINE_ITEM));
    line.spec = text_copy(form->arena, field_text(form, LINE_SPEC));
    *LIST_ADD(reading->arena, reading->out) = line;
}

bool billed_lines_read(struct billed_lines *out, struct book *book, struct text folder,
                       struct period of, struct arena *arena, struct report *report)
{
    struct lines_reading reading = {out, period_text(arena, of), arena};
    struct table table = {columns, LINE_COLUMNS, SEVERITY_ERROR, take_line, &reading};
    struct table_file file = {
        .path = text_format(arena, "%.*s/lines.csv", TEXT_ARGS(folder)),
        .name = text_format(arena, "closed/%.*s/lines.csv",
                            TEXT_ARGS(text_slice(folder, folder.size - 7, 7))),
        .encoding = TEXT("UTF-8"),
    };
    size_t errors = report->count[SEVERITY_ERROR];

    /* An unknown column is none to warn of: the file is our own. */
    struct report *quiet = report_new(arena);
    table_read(book, &table, &file, arena, quiet);
    for (size_t i = 0; i < quiet->problems.count; i++) {
        if (quiet->problems.at[i].severity == SEVERITY_ERROR)
            report_add(report, &quiet->problems.at[i]);
    }
    return report->count[SEVERITY_ERROR] == errors;
}
