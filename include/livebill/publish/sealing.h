/*
 * Sealing a period (R13): copies of what it was billed from, the record of their hashes, and
 * folders that nobody changes any more.
 *
 *     staging_open → … → seal_copy_inputs → seal_record_write → staging_write_sums
 *                  → seal_differences (where the period is sealed already) → seal_protect
 *                  → staging_commit
 */
#ifndef LIVEBILL_PUBLISH_SEALING_H
#define LIVEBILL_PUBLISH_SEALING_H

#include "livebill/base/report.h"
#include "livebill/domain/usage.h"
#include "livebill/publish/staging.h"

#define SEAL_RECORD "book/inputs.json" /* in closed/PERIOD */

/* The usage files that an adjusted period was computed again from. */
struct adjusted_usage {
    struct period period;
    LIST_OF(struct usage_file) usage;
};

/* What a sealed period was billed from. Of `book` there are copies beside the record. */
struct seal_record {
    struct text version; /* of the program */
    LIST_OF(struct input_file) book;
    LIST_OF(struct usage_file) usage;
    LIST_OF(struct input_file) templates;    /* texts, layout, fonts, logo */
    LIST_OF(struct adjusted_usage) adjusted; /* by period */
};

/* Copies the book's files into the staged folder book/: fatal where one has changed since it was
 * read. Files of closed/ are sealed already and only named in the record. */
void seal_copy_inputs(struct staging *staging, const struct book *book, struct arena *arena);

void seal_record_write(struct staging *staging, const struct seal_record *record,
                       struct arena *arena);

/* Of the sealed folder CLOSED/PERIOD; false where it is missing or damaged, which is reported. */
bool seal_record_read(struct seal_record *out, struct text folder, struct arena *arena,
                      struct report *report);

/* Whether a file of the sealed folder CLOSED/PERIOD, or all in a folder of it (`book/`), is as
 * SHA256SUMS says; what is missing or altered is reported. */
bool seal_check(struct text folder, struct text wanted, struct arena *arena, struct report *report);

struct name_list {
    struct text *at;
    size_t count, capacity;
};

enum seal_scope {
    SEAL_WHOLE,     /* every file but the copies in book/ */
    SEAL_STAGED,    /* the files that are staged and were sealed */
    SEAL_DOCUMENTS, /* of those, the accounts' documents */
};

/* Names of staged files that are not as they were sealed, by SHA256SUMS of both. */
void seal_differences(struct name_list *out, struct staging *staging, struct text folder,
                      enum seal_scope scope, struct arena *arena);

/* Whether a staged file holds exactly these bytes. */
bool seal_file_is(struct staging *staging, struct text relative, const char *path,
                  struct arena *arena);

/* Takes away every right to write, just before staging_commit. */
void seal_protect(struct staging *staging, struct arena *arena);

#endif
