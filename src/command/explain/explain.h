/*
 * From an invoice back to the rows of usage: what `livebill explain` shows.
 *
 *     trace_read → explained_usage (once a window) → explain_print_text | explain_print_json
 *
 * The amounts are those of the pipeline. The usage files of the days concerned are read once more
 * for the rows behind them, and each window's quantity is measured again from these rows: where
 * it is another, a file has changed in between, and that is said instead of a wrong explanation.
 */
#ifndef LIVEBILL_COMMAND_EXPLAIN_EXPLAIN_H
#define LIVEBILL_COMMAND_EXPLAIN_EXPLAIN_H

#include "command/pipeline.h"

/* An accepted row of the account, or the duplicate of one. */
struct traced {
    struct place place;
    struct moment time;
    const struct meter *meter;
    enum region region;
    struct text spec, resource, app_id;
    wide nano;
    bool duplicate;
};

struct traced_day {
    struct traced *at; /* in the order of reading: file name, then line */
    size_t count, capacity;
};

struct trace {
    const struct pipeline *pipeline;
    const struct account *account;
    struct arena *arena;
    struct traced_day days[31];
};

/* Reads the files of the wanted days (bit per day of the period). False: a problem was reported. */
bool trace_read(struct trace *trace, uint32_t wanted, struct report *report);

/* A slot that decides: its rows add up to its value. */
struct peak {
    bool found;
    struct moment slot;
    wide value; /* 10^-9 of the meter's unit */
    LIST_OF(const struct traced *) rows;
};

struct explained_file {
    struct text name;
    size_t rows, duplicates;
    wide sum;
};

struct explained_day {
    struct day day;
    wide value; /* as the item aggregates a day: sum, task seconds, or the largest slot */
    bool active;
    struct peak peak; /* items that ask for slots */
    LIST_OF(struct explained_file) files;
};

struct explained_usage {
    LIST_OF(struct explained_day) days;
    size_t rows, duplicates;
    wide sum;
    int active_days, ranked_slots, dropped_slots; /* p95: 0 elsewhere */
    struct peak peak;                             /* p95, and peak: the slot that is charged */
    struct quantity quantity;                     /* measured again */
};

/* False where the quantity leaves the range. */
bool explain_usage(struct explained_usage *out, struct trace *trace, const struct line *line,
                   struct day first, struct day last);

/* What --line and --day leave of an invoice. */
struct explanation {
    const struct pipeline *pipeline;
    const struct invoice *invoice;
    struct trace *trace;
    int line; /* 0: all */
    bool has_day;
    struct day day;
    struct arena *arena;
};

bool explained_line(const struct explanation *explanation, const struct line *line);
bool explained_window(const struct explanation *explanation, const struct detail *detail);

/* The usage behind a window; ends the program (exit 3) where a file changed since it was billed. */
void explain_window_usage(struct explained_usage *out, const struct explanation *explanation,
                          const struct line *line, const struct detail *window);

/* How many details from `first` on are parts of one window. */
size_t window_parts(const struct line *line, size_t first);

/* The ledger row that a pack came from, or an empty place. */
struct place pack_place(const struct explanation *explanation, struct text pack_id);

const char *meter_unit(const struct meter *meter); /* "B", "s", "count" */
const char *aggregate_code(enum aggregate aggregate);

void explain_print_text(const struct explanation *explanation);
void explain_print_json(const struct explanation *explanation);

#endif
