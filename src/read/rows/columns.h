/*
 * The header of a CSV file: columns by name, in any order (formats.md §1).
 *
 *     row_reader_open → columns_read → (row_reader_next → columns_check_row) … → row_reader_close
 *
 * A file that lacks a required column or repeats one is an error as a whole. Columns that nobody
 * knows are ignored with one warning for the file, which names the nearest known name. Columns are
 * asked for by their place in the table of known ones.
 */
#ifndef LIVEBILL_READ_ROWS_COLUMNS_H
#define LIVEBILL_READ_ROWS_COLUMNS_H

#include "row_reader.h"

struct column {
    const char *name;
    bool required; /* as a column; whether each row needs a value is another matter */
};

struct columns {
    const struct column *known;
    size_t known_count;
    size_t *position;         /* by known column: which field of a row, or FIELD_NONE */
    const struct text *names; /* as the header has them */
    size_t width;
};

/* Reads the header. False where an error of the file was reported. */
bool columns_read(struct columns *out, struct row_reader *reader, const struct column *known,
                  size_t known_count, struct arena *arena, struct report *report);

/*
 * Whether the row has as many fields as the header, all valid in the file's encoding; otherwise
 * it is reported with that severity (a NULL report only answers).
 */
bool columns_check_row(const struct columns *columns, const struct fields *fields,
                       const struct row_reader *reader, enum severity severity,
                       struct report *report);

/* The field of a known column, or NULL where the file has no such column. */
static inline const struct field *columns_field(const struct columns *columns,
                                                const struct fields *fields, size_t column)
{
    size_t position = columns->position[column];
    return position == FIELD_NONE ? NULL : &fields->at[position];
}

/* A value as messages quote it: cut after 60 characters, so that a line stays readable. */
struct text value_shown(struct text value, struct arena *arena);

/* A problem of one field of a row: the place is the field's own line, the caret its value. */
struct problem columns_problem(const struct fields *fields, const struct field *field,
                               struct text column);

#endif
