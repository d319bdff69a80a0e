/*
 * Rows of CSV as the program writes them (formats.md §1, §4): fields joined by commas, quoted
 * (RFC 4180) only where a comma, a quote or a line break stands in them, lines that end in LF.
 *
 *     table_start → (table_text | table_money | …, once a field → table_end_row), once a row
 *                 → table_finish
 *
 * Bytes are gathered in a block and handed to `put`: a file's or a checksum's.
 */
#ifndef LIVEBILL_RENDER_CSV_OUTPUT_H
#define LIVEBILL_RENDER_CSV_OUTPUT_H

#include "livebill/domain/invoice.h"

#include <stdio.h>

struct table_output {
    void (*put)(void *context, struct text bytes);
    void *context;
    bool in_row; /* a field of this row is written */
    size_t size;
    char block[32768];
};

void table_start(struct table_output *output, void (*put)(void *context, struct text bytes),
                 void *context);

/* Into a file, which begins with the header `columns` ("period,account_id,…"). */
void table_start_file(struct table_output *output, FILE *stream, const char *columns);
void table_finish(struct table_output *output);

void table_text(struct table_output *output, struct text text);
void table_code(struct table_output *output, const char *code); /* NULL: an empty field */
void table_number(struct table_output *output, int64_t number);
void table_money(struct table_output *output, struct money money);          /* 519.74 */
void table_amount(struct table_output *output, struct amount amount);       /* 519.74000000 */
void table_quantity(struct table_output *output, struct quantity quantity); /* 1999 */
void table_price(struct table_output *output, struct price price);          /* 0.26 */
void table_rate(struct table_output *output, struct rate rate);             /* 0.06 */
void table_period(struct table_output *output, struct period period);
void table_day(struct table_output *output, struct day day);
void table_moment(struct table_output *output, struct moment moment);
void table_empty(struct table_output *output, int fields);
void table_end_row(struct table_output *output);

/* A row of invoices.csv and one of lines.csv: of the file, and of the invoice's checksum. */
void table_invoice_row(struct table_output *output, const struct invoice *invoice);
void table_line_row(struct table_output *output, const struct invoice *invoice,
                    const struct line *line);

/* The tables that csv.c lists and other files write. */
struct csv_source;
void table_write_postings(FILE *stream, const struct csv_source *source);
void table_write_packs(FILE *stream, const struct csv_source *source);
void table_write_licences(FILE *stream, const struct csv_source *source);
void table_write_notices(FILE *stream, const struct csv_source *source);
void table_write_rejects(FILE *stream, const struct csv_source *source);
void table_write_totals(FILE *stream, const struct csv_source *source);
void table_write_review(FILE *stream, const struct csv_source *source);

#endif
