/*
 * One row of a usage file: fields → struct usage_row (formats.md §2).
 *
 * There are two ways. usage_row_read is the hot one: it decides whether a row is sound, copies
 * nothing, allocates nothing and says nothing. usage_row_refuse is asked only about a row that
 * the first refused: it looks at the columns in their order once more and reports the first
 * problem. That it finds none is a bug, so the two cannot drift apart unseen.
 */
#ifndef LIVEBILL_READ_USAGE_ROW_H
#define LIVEBILL_READ_USAGE_ROW_H

#include "read/rows/fields.h"
#include "livebill/read/usage.h"
#include "names.h"

enum usage_column {
    USAGE_TIME,
    USAGE_ACCOUNT_ID,
    USAGE_METER,
    USAGE_REGION,
    USAGE_QUANTITY,
    USAGE_UNIT,
    USAGE_RESOURCE,
    USAGE_APP_ID,
    USAGE_SPEC,
    USAGE_COLUMNS,
};

extern const struct column usage_columns[USAGE_COLUMNS];

/* An export, by its name from the book's folder; pauses: see row_reader.h. */
struct row_reader *usage_file_open(const struct book *book, struct text name, bool pauses,
                                   struct arena *arena, struct report *report);

struct usage_reader {
    const struct book *book;
    struct name_table accounts, meters;
};

/* What the rows of a day have in common, and what the row before had. */
struct usage_context {
    const struct usage_reader *reader;
    struct day day;
    char day_text[10];             /* 2024-05-01: nearly every time begins so */
    const struct account *account; /* of the row before, or NULL */
    const struct meter *meter;     /* of the row before, or NULL */
};

void usage_context_start(struct usage_context *context, const struct usage_reader *reader,
                         struct day day);

/* Whether the row is sound; the texts of *row are borrowed from the fields. */
bool usage_row_read(struct usage_row *row, struct usage_context *context,
                    const struct columns *columns, const struct fields *fields);

/* A time on the day of the file. */
bool usage_time_read(struct moment *time, const struct usage_context *context, struct text text);

/* Reports why usage_row_read refused the form's row. */
void usage_row_refuse(const struct usage_context *context, const struct form *form);

/* Reports a row whose key an earlier row has with another quantity. */
void usage_row_conflict(const struct meter *meter, const struct form *form);

#endif
