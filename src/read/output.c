#include "livebill/read/output.h"

#include "read/rows/columns.h"

#include <unistd.h>

#define COLUMNS_MAX 24

struct output_form {
    const char *name;
    const char *columns[COLUMNS_MAX]; /* ends in NULL */
};

static const struct output_form forms[OUTPUT_COUNT] = {
    [OUTPUT_INVOICES] = {"invoices.csv",
                         {"period", "account_id", "invoice_no", "currency", "lines", "subtotal",
                          "tax_mode", "tax_rate", "tax", "total", "opening_balance", "charged",
                          "paid", "closing_balance", "pending", "state"}},
    [OUTPUT_LINES] = {"lines.csv",
                      {"period", "account_id", "invoice_no", "line", "kind", "item", "region",
                       "spec", "reference", "description", "quantity", "unit", "deducted",
                       "billable", "unit_price", "list_amount", "amount", "currency"}},
    [OUTPUT_DETAILS] = {"details.csv",
                        {"period", "account_id", "invoice_no", "line", "window_start", "window_end",
                         "quantity", "deducted", "billable", "tier_from", "unit_price",
                         "flat_price", "block", "proration", "list_amount", "amount", "packs",
                         "rate"}},
    [OUTPUT_POSTINGS] = {"account-postings.csv",
                         {"account_id", "time", "seq", "kind", "reference", "amount", "balance"}},
    [OUTPUT_PACKS] = {"packs.csv",
                      {"account_id", "pack_id", "opening", "bought", "used", "lapsed", "closing"}},
    [OUTPUT_LICENCES] = {"licences.csv",
                         {"account_id", "licence", "app_id", "valid_from", "valid_until", "years",
                          "state"}},
    [OUTPUT_NOTICES] = {"notices.csv", {"account_id", "time", "kind", "detail"}},
    [OUTPUT_REJECTS] = {"rejects.csv", {"file", "line", "column", "code", "message", "row"}},
    [OUTPUT_TOTALS] = {"totals.csv",
                       {"currency", "kind", "lines", "list_amount", "discount", "subtotal", "net",
                        "tax", "total"}},
    [OUTPUT_REVIEW] = {"review.csv", {"account_id"}},
};

/* Columns of ours that are read back by name but not asked for: no warning is due. */
static const char *const written_columns[OUTPUT_COUNT][COLUMNS_MAX] = {
    [OUTPUT_PACKS] = {"pack", "start", "expiry", "size", "state"},
    [OUTPUT_TOTALS] = {"product"},
    [OUTPUT_REVIEW] = {"currency", "total", "previous_total", "change", "new", "gone", "zero_usage",
                       "credits", "rejects", "notices", "state"},
};

const char *output_file_name(enum output_file file)
{
    return forms[file].name;
}

/* The asked ones first, so that their places are those of the enumeration. */
static size_t list_columns(struct column out[2 * COLUMNS_MAX], enum output_file file, size_t *asked)
{
    size_t count = 0;
    for (size_t i = 0; i < COLUMNS_MAX && forms[file].columns[i] != NULL; i++)
        out[count++] = (struct column){forms[file].columns[i], true};
    *asked = count;
    for (size_t i = 0; i < COLUMNS_MAX && written_columns[file][i] != NULL; i++)
        out[count++] = (struct column){written_columns[file][i], false};
    return count;
}

static void keep_row(struct output_table *out, const struct columns *columns, size_t asked,
                     const struct fields *fields, struct arena *arena)
{
    struct text *texts = ARENA_ARRAY(arena, struct text, asked);
    for (size_t i = 0; i < asked; i++)
        texts[i] = text_copy(arena, columns_field(columns, fields, i)->text);
    *LIST_ADD(arena, &out->rows) = (struct output_row){fields->row.place.line, texts};
}

bool output_read(struct output_table *out, enum output_file file, struct text folder,
                 struct arena *arena, struct report *report)
{
    struct column known[2 * COLUMNS_MAX];
    size_t asked, count = list_columns(known, file, &asked);
    struct row_source source = {
        .path = text_format(arena, "%.*s/%s", TEXT_ARGS(folder), forms[file].name),
        .name = text_of(forms[file].name),
        .encoding = TEXT("UTF-8"),
    };
    struct columns columns;
    struct fields fields;

    *out = (struct output_table){.name = source.name};
    if (access(source.path.at, F_OK) != 0)
        return report_error(report, (struct place){source.name, 0}, TEXT(""), CODE_BAD_FILE, "",
                            "the file is missing");
    struct row_reader *rows = row_reader_open(&source, arena, report);
    bool sound = columns_read(&columns, rows, known, count, arena, report);
    while (sound && row_reader_next(&fields, rows)) {
        if (columns_check_row(&columns, &fields, rows, SEVERITY_ERROR, report))
            keep_row(out, &columns, asked, &fields, arena);
    }
    return row_reader_close(NULL, rows) && sound;
}
