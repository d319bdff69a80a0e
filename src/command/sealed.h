/*
 * Which periods of a book are sealed, and what that means for one that is asked for (R13).
 */
#ifndef LIVEBILL_COMMAND_SEALED_H
#define LIVEBILL_COMMAND_SEALED_H

#include "livebill/publish/sealing.h"
#include "livebill/read/book.h"
#include "livebill/render/documents.h"

#include "options.h"

struct sealed_periods {
    struct text closed; /* BOOK/closed */
    LIST_OF(struct period) periods;
};

void sealed_list(struct sealed_periods *out, struct text book, struct arena *arena);

/* Of a sealed month under another name nothing is read. */
void sealed_warn_stray(const struct sealed_periods *sealed, struct arena *arena,
                       struct report *report);

bool sealed_holds(const struct sealed_periods *sealed, struct period period);
struct text sealed_folder(const struct sealed_periods *sealed, struct period period,
                          struct arena *arena);

/*
 * Points the options to the sealed period before, which must be there if any is sealed: false,
 * with a report, where it is not.
 */
bool sealed_open(struct book_options *options, const struct sealed_periods *sealed,
                 struct arena *arena, struct report *report);

/* Points the options to the copies of a sealed period that is computed again. */
void sealed_reopen(struct book_options *options, const struct seal_record *record,
                   struct text folder, struct arena *arena);

/* What was read against what was sealed: each input that changed since is an error. `look` may be
 * NULL: no documents, so no templates. */
bool sealed_check_inputs(const struct seal_record *record, const struct book *book,
                         const struct usage *usage, const struct look *look, struct arena *arena,
                         struct report *report);

/* Of the usage alone: both lists are by name. */
bool sealed_check_usage(const struct usage_file *sealed, size_t count, const struct usage *usage,
                        struct report *report);

/* late_usage.c: warns of usage files of sealed months that are neither those that were sealed, nor
 * those of an adjustment since, nor adjusted now; and of such that are gone. */
void sealed_warn_late(const struct sealed_periods *sealed, const struct command_line *line,
                      struct arena *arena, struct report *report);

#endif
