/*
 * Rows without quotes, many at once: the fast way through a file that libcsv would split the same.
 *
 * A row is plain where it holds no quote, no carriage return but one before its line feed, exactly
 * `width` fields (two at least, so that it is no blank line), and ends in a line feed. On such rows
 * RFC 4180 leaves nothing to decide: fields end at commas, and spaces belong to them. The scan
 * stops before the first row that is anything else; libcsv then reads that one, for libcsv is what
 * defines a row. tests/unit/read/test_plain_rows.c holds the two against each other.
 *
 * The bytes are classified 64 at a time, with AVX2 where the processor has it. Nearly every block
 * is plain throughout, and that is looked for first; one that is not is gone through with care.
 */
#ifndef LIVEBILL_READ_ROWS_PLAIN_ROWS_H
#define LIVEBILL_READ_ROWS_PLAIN_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAIN_BYTES_MAX  ((size_t)16 << 10) /* what one scan looks at, at most */
#define PLAIN_FIELDS_MAX ((size_t)4096)
#define PLAIN_WIDTH_MAX  ((size_t)256)

/* Rows that follow one another. Row r, field f begins at begins[r × width + f]. */
struct plain_scan {
    size_t rows;
    bool has_high; /* among the bytes looked at is one that is not ASCII */
    uint32_t begins[PLAIN_FIELDS_MAX + 64 + 1];
};

/* What `bytes` begins with. `ascii_only`: a row with another byte is not plain. */
void plain_scan(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                bool ascii_only);

/* The same without instructions that only some processors have: for tests. */
void plain_scan_portable(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                         bool ascii_only);

#endif
