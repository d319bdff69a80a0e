/*
 * The rows of one CSV file, with the place of every field (formats.md §1).
 *
 *     row_reader_open → row_reader_next (until it is false) → row_reader_close
 *
 * libcsv decides what a row and a field is; this file is its only user. Beside it stand the things
 * that libcsv leaves out: .csv.gz, the BOM, the encoding, the physical line and the offset of each
 * field, and the size and SHA-256 of the file. Memory is bounded whatever the file holds.
 *
 * The strict reading of RFC 4180 is taken. A quote inside an unquoted field, anything between a
 * closing quote and the next comma, a carriage return that no line feed follows, an unclosed quote
 * and a field above 1 MB are errors of the whole file, for no row after them can be trusted.
 * Spaces belong to their field: libcsv drops them, so the field is taken from the raw bytes.
 * Blank lines (nothing, or spaces and tabs) are no rows.
 *
 * Bytes that are not valid in the encoding do not stop the reader: the row says which field holds
 * the first of them, and its texts and raw row have U+FFFD in their place. Splitting comes before
 * decoding; in GB18030, too, no byte of a longer character is a comma, a quote or a line end.
 *
 * A machine that cannot read the file is fatal; a damaged file is an error in the report.
 */
#ifndef LIVEBILL_READ_ROWS_ROW_READER_H
#define LIVEBILL_READ_ROWS_ROW_READER_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

#define FIELD_SIZE_MAX ((size_t)1 << 20)
#define FIELD_NONE     SIZE_MAX

struct row_source {
    struct text path;     /* what is opened; `.gz` at its end means gzip */
    struct text name;     /* what messages call it */
    struct text encoding; /* UTF-8 or GB18030; a file that begins with a BOM is UTF-8 anyway */
    size_t block;         /* bytes to read at once; 0: the default. Tests try every size */
    bool pauses;          /* row_reader_plain pauses before more bytes are read */
};

/* Borrowed until the next call of row_reader_next. */
struct field {
    struct text text; /* without quotes; valid UTF-8 */
    uint64_t line;    /* where the field begins; differs from its row's after a line break */
    size_t offset;    /* of the value (behind a quote) in the raw row: where a caret points */
    size_t raw, end;  /* the field with its quotes in the raw row */
};

/* One row. Borrowed until the next call of row_reader_next. */
struct fields {
    struct row row;         /* the place of its first field, and the raw bytes, in UTF-8 */
    const struct field *at; /* at most FIELDS_KEPT; those beyond are only counted */
    size_t count;
    size_t invalid; /* the first field with bytes that the encoding lacks, or FIELD_NONE */
};

#define FIELDS_KEPT 1024

struct row_reader;

/* Before the first and behind the last plain row so many bytes can be read, of no meaning. */
#define PLAIN_SLACK ((size_t)64)

/*
 * Rows without quotes that follow one another, each with as many fields as the header, valid in
 * the encoding (plain_rows.h). Borrowed until the next call of a function that gives rows.
 */
struct plain_rows {
    const char *bytes;
    const uint32_t *begins; /* row r, field f: from bytes[begins[r × width + f]] on */
    size_t width, count;
    uint64_t line; /* of the first row; each row is one line */
};

struct row_reader *row_reader_open(const struct row_source *source, struct arena *arena,
                                   struct report *report);

/*
 * The next row that is not blank. False at the end of the file, and after an error of the file,
 * which is then in the report.
 */
bool row_reader_next(struct fields *out, struct row_reader *reader);

/*
 * The next rows at once, where they are plain and the header is known. False where libcsv must
 * look: then row_reader_next gives the next row, and the next rows may be plain again. Both give
 * the same rows; this way is for files of many millions of them.
 */
bool row_reader_plain(struct plain_rows *out, struct row_reader *reader);

/*
 * Whether row_reader_plain gave none because it paused: then row_readers_settle may be called, for
 * any two readers, and row_reader_plain goes on where it is called again. Two files that are read
 * in turn so are hashed side by side, which takes less time than one after the other.
 */
bool row_reader_paused(const struct row_reader *reader);
void row_readers_settle(struct row_reader *left, struct row_reader *right);

/* One of the plain rows as row_reader_next would have given it. */
void row_reader_fields(struct fields *out, struct row_reader *reader, const struct plain_rows *rows,
                       size_t row);

/* A field of the row whose fields begin at begins[]. */
static inline struct text plain_text(const struct plain_rows *rows, const uint32_t *begins,
                                     size_t field)
{
    const char *at = rows->bytes + begins[field], *end = rows->bytes + begins[field + 1] - 1;
    if (field + 1 == rows->width)
        end -= end[-1] == '\r';
    return (struct text){at, (size_t)(end - at)};
}

static inline struct text plain_field(const struct plain_rows *rows, size_t row, size_t field)
{
    return plain_text(rows, rows->begins + row * rows->width, field);
}

/* Where the last field of the row ends. */
static inline size_t plain_row_end(const struct plain_rows *rows, size_t row)
{
    struct text last = plain_field(rows, row, rows->width - 1);
    return (size_t)(last.at - rows->bytes) + last.size;
}

/*
 * What a file-level error calls the columns, once the header is known; borrowed until the close.
 */
void row_reader_name_columns(struct row_reader *reader, const struct text *names, size_t count);

/* Rows given so far, the header with them. */
uint64_t row_reader_rows(const struct row_reader *reader);

/* Whether an error of the file was reported. */
bool row_reader_failed(const struct row_reader *reader);

/* What messages call the file. */
struct text row_reader_name(const struct row_reader *reader);

/* As row_source says, or UTF-8 where a BOM was found: for messages. */
struct text row_reader_encoding(const struct row_reader *reader);

/*
 * Reads on to the end of the bytes (for the SHA-256), closes, and fills *out (name, size, sha256;
 * may be NULL). False where the file has an error that row_reader_next reported.
 */
bool row_reader_close(struct input_file *out, struct row_reader *reader);

#endif
