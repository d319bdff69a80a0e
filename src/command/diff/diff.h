/*
 * Two output folders side by side: what `livebill diff` found, before it is printed.
 */
#ifndef LIVEBILL_COMMAND_DIFF_DIFF_H
#define LIVEBILL_COMMAND_DIFF_DIFF_H

#include "livebill/read/output.h"

#include "difference.h"
#include "command/options.h"

struct diff_window {
    struct text start, end;
    wide quantity_before, quantity_after, amount_before, amount_after; /* 10^-9, 10^-8 */
    struct causes causes;
};

/* A line that is another, or a figure of the account (`kind` tax, opening_balance, paid). */
struct diff_line {
    struct text kind, item, region, spec, reference, unit;
    wide before, after; /* cents; 0 where it was or is not there */
    bool was_there, is_there;
    wide quantity_before, quantity_after;
    struct causes causes;
    LIST_OF(struct diff_window) windows; /* those that changed, largest first */
};

struct diff_account {
    struct text id, currency;
    wide before, after;              /* totals, in cents */
    LIST_OF(struct diff_line) lines; /* largest change first */
};

struct diff_file {
    struct text name;
    const char *state; /* "changed", "only in OLD", "only in NEW" */
};

struct diff {
    LIST_OF(struct diff_account) accounts; /* largest change of the total first */
    LIST_OF(struct diff_file) files;       /* by name */
};

/* False where a folder cannot be read, which was reported. */
bool diff_tables(struct diff *diff, struct text old_folder, struct text new_folder,
                 struct arena *arena, struct report *report);
bool diff_files(struct diff *diff, struct text old_folder, struct text new_folder,
                struct arena *arena, struct report *report);

void diff_print(const struct diff *diff, enum result_format format, struct arena *arena);

/* "+5.44", "-0.10", "0.00" */
struct text change_text(struct arena *arena, wide change, unsigned places);

#endif
