/*
 * The CSV files of a run (formats.md §4), and the rows that an invoice's checksum is made of.
 *
 * Every table is written in one pass over what the stages before have sorted, through a block of
 * fixed size, so a table may be larger than memory. A stream that fails is left to its owner, who
 * asks for its error when it closes the file.
 */
#ifndef LIVEBILL_RENDER_CSV_H
#define LIVEBILL_RENDER_CSV_H

#include "livebill/base/report.h"
#include "livebill/domain/charge.h"
#include "livebill/domain/totals.h"

/* What the tables are made from. Accounts that are not selected have no rows. */
struct csv_source {
    const struct book *book;
    const struct invoice_list *invoices;
    const struct charges *charges; /* packs and licences, also of accounts without an invoice */
    const struct totals *totals;
    struct report *report; /* sorted by report_sort: rejects.csv */
};

/* One file of the run: its name ("lines.csv") and its bytes' writer. Ends with a name of NULL. */
struct csv_table {
    const char *name;
    void (*write)(FILE *stream, const struct csv_source *source);
};
extern const struct csv_table csv_tables[];

/* carry.csv of a period that is sealed: of all accounts, so none may be left out (R13). */
void carry_csv_write(FILE *stream, const struct csv_source *source);

/* The first 16 hex digits of the SHA-256 of the account's row of invoices.csv and its rows of
 * lines.csv as written (documents.md §3) into invoice->checksum, for every invoice. */
void csv_checksums(struct invoice_list *invoices);

#endif
