/*
 * The tables of an output folder with the keys that join them, for verify's sums.
 */
#ifndef LIVEBILL_COMMAND_VERIFY_TABLES_H
#define LIVEBILL_COMMAND_VERIFY_TABLES_H

#include "livebill/read/output.h"
#include "livebill/value/decimal.h"
#include "livebill/value/money.h"

#include "command/key_table.h"
#include "verify.h"

/* What the rows of the next finer table add up to, for one row. */
struct row_sums {
    wide amount, list_amount; /* 10^-8 */
    wide quantity, deducted, billable;
    uint64_t count, first, last;          /* rows, and the lines of the first and last of them */
    wide charged, paid, pending, balance; /* invoices: cents of postings */
    uint64_t postings;
};

struct tables {
    struct output_table at[OUTPUT_COUNT];
    bool read[OUTPUT_COUNT];
    struct key_table invoices, lines, packs; /* by account; account, line; account, pack */
    struct row_sums *invoice_sums, *line_sums, *pack_sums;
    struct arena *arena;
    struct report *report;
};

/* A row of one of the tables, for messages and fields. */
struct cursor {
    struct tables *tables;
    enum output_file file;
    size_t index;
};

static inline struct text cursor_text(struct cursor at, size_t column)
{
    return at.tables->at[at.file].rows.at[at.index].at[column];
}

/* The field × 10^places; 0 where it is empty. What is no number is reported, and 0. */
wide cursor_number(struct cursor at, size_t column, const char *name, unsigned places);

/* Reports the row, and returns false. */
bool cursor_wrong(struct cursor at, const char *column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reports that a field is not `expected`; `why` says what that is the sum of. */
void cursor_expect(struct cursor at, size_t column, const char *name, unsigned places,
                   wide expected, const char *why);

/* left + right; a sum that does not fit stays at its bound, and so is found to be wrong. */
wide sum_of(wide left, wide right);

void verify_details(struct tables *tables);
void verify_invoices(struct tables *tables);

#endif
