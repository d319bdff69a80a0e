/*
 * A month from its files to its invoices: what `run` publishes and `check` only computes.
 */
#ifndef LIVEBILL_COMMAND_PIPELINE_H
#define LIVEBILL_COMMAND_PIPELINE_H

#include "livebill/domain/totals.h"
#include "livebill/publish/run_record.h"
#include "livebill/rate/rating.h"
#include "livebill/render/documents.h"

#include "options.h"
#include "sealed.h"

struct pipeline {
    const struct command_line *line;
    struct arena *arena;
    struct report *report, *warnings; /* warnings: those of the documents */
    struct book book;
    struct mode_calendar calendar;
    struct traffic_window_list windows;
    struct usage usage;
    struct charges *charges;
    struct invoice_list invoices;
    struct totals totals;
    struct look *look;            /* NULL where no document is wanted */
    struct look_files look_files; /* what it was made from, when it is recorded */
    bool pdf, xlsx;
    struct run_record record; /* its stages are filled on the way */
    int64_t stage_began;
    bool sealed; /* the period is sealed and computed again from its copies (R13) … */
    struct text sealed_folder; /* … which stand in BOOK/closed/PERIOD */
    struct seal_record seal;
    LIST_OF(struct adjusted_usage) adjusted; /* sealed periods that --adjust computed again */
};

/*
 * Runs every stage that still makes sense after the problems of those before it, so that one run
 * shows all problems. False where an error was found; rejects are for the caller to judge. A
 * sealed period is computed from its copies, and an input that changed since is an error; only a
 * command that seals computes it from the book.
 */
bool pipeline_compute(struct pipeline *pipeline, const struct command_line *line,
                      struct period period);
void pipeline_release(struct pipeline *pipeline);

/* Enters the time since the stage before into run.json's seconds. */
void pipeline_stage_done(struct pipeline *pipeline, const char *stage);

/* Prints the problems so far, as --verbose and --log-format ask. */
void pipeline_print_problems(const struct command_line *line, struct report *report);

/* `1 rejected row`, `2 errors and 3 rejected rows`. */
struct text problems_counted(const struct report *report, struct arena *arena);

#endif
