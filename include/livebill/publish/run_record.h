/*
 * run.json: what ran, on what, and how long it took. It is the only file of a run that is not a
 * pure function of the book, and so the only one that SHA256SUMS leaves out (formats.md §4).
 */
#ifndef LIVEBILL_PUBLISH_RUN_RECORD_H
#define LIVEBILL_PUBLISH_RUN_RECORD_H

#include "livebill/domain/usage.h"
#include "livebill/publish/staging.h"

/* An option as it was in force, given or not: {"jobs": "4"}. */
struct run_option {
    struct text name, value;
};

struct run_stage {
    const char *name;
    int64_t nanoseconds;
};

struct run_record {
    const char *version;
    struct period period;
    LIST_OF(struct run_option) options;
    LIST_OF(struct run_stage) stages;
    uint64_t accounts, invoices, lines, documents;
    struct usage_counts usage; /* read = billed + duplicates + rejected */
    uint64_t warnings;
    const struct book *book;       /* its input files */
    const struct input_file *look; /* words, layout, logo; when it is sealed, fonts */
    size_t look_count;
    const struct usage *rows; /* the usage files */
};

void run_record_write(struct staging *staging, const struct run_record *record,
                      struct arena *arena);

#endif
