/*
 * The rows of a usage file with their places: for `explain`, which leads a figure back to them.
 *
 * It takes the same rows as usage_day_step does (read/usage.h), in the order of the file; what was
 * rejected there is skipped here without a word, and the caller tells duplicates from first rows.
 */
#ifndef LIVEBILL_READ_USAGE_TRACE_H
#define LIVEBILL_READ_USAGE_TRACE_H

#include "livebill/read/usage.h"

/* The row is borrowed for the call; place.file is `name` as given to usage_trace_file. */
typedef void usage_trace_take(void *context, const struct usage_row *row, struct place place);

/* False where the file has an error, which goes to the report. */
bool usage_trace_file(const struct usage_reader *reader, struct day day, struct text name,
                      usage_trace_take *take, void *context, struct arena *arena,
                      struct report *report);

#endif
