/*
 * Rejects that are listed but not shown: on disk, so that memory does not grow with bad rows.
 *
 *     reject_log_new → reject_log_file → logged_file_add … → logged_file_end (a file, a thread)
 *                    → reject_walk_start → reject_walk_next … (as often as wanted)
 *
 * A report with a log keeps what report_print shows (REPORT_SHOWN of a usage file and code); the
 * rest goes to a nameless file in $TMPDIR, else /var/tmp, which is gone with the process. It is
 * made for the first such reject. Where it cannot be written or read: fatal (exit 5).
 */
#ifndef LIVEBILL_BASE_REJECT_LOG_H
#define LIVEBILL_BASE_REJECT_LOG_H

#include "livebill/base/report.h"

struct reject_log;
struct logged_file;

struct reject_log *reject_log_new(struct arena *arena);
void reject_log_free(struct reject_log *log);

/* The rejects of one usage file, which one thread reads in the order of its lines. */
struct logged_file *reject_log_file(struct reject_log *log, struct text name);

/* False where the reject belongs before one that is logged already: the caller keeps it. Only
 * place, column, code, message and row are logged. */
bool logged_file_add(struct logged_file *file, const struct problem *reject);
void logged_file_end(struct logged_file *file);

/* All rejects of a report that is sorted, those of its log among them, in the report's order. */
struct reject_walk {
    const struct report *report;
    size_t problem;                 /* the next of report->problems */
    const struct logged_file *file; /* NULL: the log is read */
    size_t chunk;                   /* the next of `file` */
    char *block;                    /* the chunk at hand */
    size_t size, used;
    struct problem logged; /* the next of the log where has_logged; its texts are in `block` */
    bool has_logged;
};

void reject_walk_start(struct reject_walk *walk, const struct report *report, struct arena *arena);

/* The next reject, good until the next call; NULL at the end. */
const struct problem *reject_walk_next(struct reject_walk *walk);

#endif
