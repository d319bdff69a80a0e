/*
 * The CSV files of an output folder (formats.md §4), read back as they were written: for `verify`,
 * `diff`, and the rejects of a month that is adjusted.
 *
 * A table is kept as texts in the arena, row by row with its line, so that a message can name the
 * place and whoever asks decides what a field must be. The columns are found by name; those that
 * the table below does not name are ignored.
 */
#ifndef LIVEBILL_READ_OUTPUT_H
#define LIVEBILL_READ_OUTPUT_H

#include "livebill/base/list.h"
#include "livebill/base/report.h"

enum output_file {
    OUTPUT_INVOICES,
    OUTPUT_LINES,
    OUTPUT_DETAILS,
    OUTPUT_POSTINGS,
    OUTPUT_PACKS,
    OUTPUT_LICENCES,
    OUTPUT_NOTICES,
    OUTPUT_REJECTS,
    OUTPUT_TOTALS,
    OUTPUT_REVIEW,
    OUTPUT_COUNT,
};

/* The columns that are asked for, in the order of the file. */
enum invoices_column {
    INVOICES_PERIOD,
    INVOICES_ACCOUNT,
    INVOICES_NUMBER,
    INVOICES_CURRENCY,
    INVOICES_LINES,
    INVOICES_SUBTOTAL,
    INVOICES_TAX_MODE,
    INVOICES_TAX_RATE,
    INVOICES_TAX,
    INVOICES_TOTAL,
    INVOICES_OPENING,
    INVOICES_CHARGED,
    INVOICES_PAID,
    INVOICES_CLOSING,
    INVOICES_PENDING,
    INVOICES_STATE,
};
enum lines_column {
    LINES_PERIOD,
    LINES_ACCOUNT,
    LINES_NUMBER,
    LINES_LINE,
    LINES_KIND,
    LINES_ITEM,
    LINES_REGION,
    LINES_SPEC,
    LINES_REFERENCE,
    LINES_DESCRIPTION,
    LINES_QUANTITY,
    LINES_UNIT,
    LINES_DEDUCTED,
    LINES_BILLABLE,
    LINES_UNIT_PRICE,
    LINES_LIST_AMOUNT,
    LINES_AMOUNT,
    LINES_CURRENCY,
};
enum details_column {
    DETAILS_PERIOD,
    DETAILS_ACCOUNT,
    DETAILS_NUMBER,
    DETAILS_LINE,
    DETAILS_START,
    DETAILS_END,
    DETAILS_QUANTITY,
    DETAILS_DEDUCTED,
    DETAILS_BILLABLE,
    DETAILS_TIER_FROM,
    DETAILS_UNIT_PRICE,
    DETAILS_FLAT_PRICE,
    DETAILS_BLOCK,
    DETAILS_PRORATION,
    DETAILS_LIST_AMOUNT,
    DETAILS_AMOUNT,
    DETAILS_PACKS,
    DETAILS_RATE,
};
enum postings_column {
    POSTINGS_ACCOUNT,
    POSTINGS_TIME,
    POSTINGS_SEQ,
    POSTINGS_KIND,
    POSTINGS_REFERENCE,
    POSTINGS_AMOUNT,
    POSTINGS_BALANCE,
};
enum packs_column {
    PACKS_ACCOUNT,
    PACKS_ID,
    PACKS_OPENING,
    PACKS_BOUGHT,
    PACKS_USED,
    PACKS_LAPSED,
    PACKS_CLOSING,
};
enum rejects_column {
    REJECTS_FILE,
    REJECTS_LINE,
    REJECTS_COLUMN,
    REJECTS_CODE,
    REJECTS_MESSAGE,
    REJECTS_ROW,
    REJECTS_COLUMNS,
};
enum totals_column {
    TOTALS_CURRENCY,
    TOTALS_KIND,
    TOTALS_LINES,
    TOTALS_LIST_AMOUNT,
    TOTALS_DISCOUNT,
    TOTALS_SUBTOTAL,
    TOTALS_NET,
    TOTALS_TAX,
    TOTALS_TOTAL,
};

struct output_row {
    uint64_t line;
    const struct text *at; /* by column */
};

struct output_table {
    struct text name; /* "lines.csv" */
    LIST_OF(struct output_row) rows;
};

const char *output_file_name(enum output_file file);

/* False where the file is missing, damaged or lacks a column, each reported; `out` then holds the
 * rows before the damage. */
bool output_read(struct output_table *out, enum output_file file, struct text folder,
                 struct arena *arena, struct report *report);

#endif
