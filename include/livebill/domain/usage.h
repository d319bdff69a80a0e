/*
 * What metering makes of the usage rows, a month of it: a few numbers per account, never rows.
 */
#ifndef LIVEBILL_DOMAIN_USAGE_H
#define LIVEBILL_DOMAIN_USAGE_H

#include "livebill/domain/book.h"

/*
 * One row of an export that passed the checks of its form; borrowed, good during the call only.
 */
struct usage_row {
    struct moment time;
    const struct account *account;
    const struct meter *meter;
    enum region region;
    struct text spec, resource, app_id; /* may be empty */
    wide nano;                          /* 10^-9 bytes, seconds or ones; 0 or above */
};

/* What the metering stage makes of a row; the reader reports a conflict and counts the others. */
enum row_verdict { ROW_BILLED, ROW_DUPLICATE, ROW_CONFLICT };

/*
 * What the rows of one resource on one day have in common, looked up once for all of them. Lives as
 * long as the day's arena.
 */
struct usage_key {
    void *series; /* the sink's own: what it keeps such rows in; NULL at first */
    const struct meter *meter;
    const struct account *account;
    enum region region;
    struct text spec, resource, app_id;
};

/* A row with what its key says; time and quantity are still to be filled in. */
static inline struct usage_row usage_row_of_key(const struct usage_key *key)
{
    return (struct usage_row){
        .account = key->account,
        .meter = key->meter,
        .region = key->region,
        .spec = key->spec,
        .resource = key->resource,
        .app_id = key->app_id,
    };
}

/* A row in short. Several keys may mean one series (rows of it in other units). */
struct usage_sample {
    struct usage_key *key;
    uint32_t second, slot; /* of the day that is read: 0 to 86,399, and 0 to 287 */
    wide nano;
};

/* Where a reader of usage puts its rows: command/ joins the two stages with it. */
struct usage_sink {
    enum row_verdict (*add)(void *context, const struct usage_row *row);
    void *context;

    /*
     * The same for rows that follow one another: whether all are billed. Where not, there is a
     * verdict for each. NULL: `add` is called.
     */
    bool (*add_samples)(void *context, const struct usage_sample *samples, size_t count,
                        enum row_verdict *verdicts);
};

/*
 * One window of one (item, region, spec): a day, or the whole period for items with a month
 * window. Only windows with a quantity above 0 are kept (R1, R12), and of an item with a
 * condition only days on which it holds (R7).
 */
struct measure {
    const struct item *item;
    enum region region;
    struct text spec;
    struct day day;           /* first day of the window */
    int active_days;          /* month windows: days with usage (R5); 1 for a day */
    struct quantity quantity; /* in the item's unit, rounded to 9 decimals once (R1) */
};

/* The slots of a day in which an AppID had usage above 0 of a kind of meter that R8 watches. */
struct app_day {
    struct text app_id;
    struct day day;
    bool low_latency;  /* a leb.* meter; else a miniprogram.* one */
    uint64_t slots[5]; /* bit per slot; event meters set the slot of their time */
};

struct account_usage {
    LIST_OF(struct measure) measures; /* by item index, region, spec, day */
    LIST_OF(struct app_day) app_days; /* by day, app_id, low_latency */
    uint32_t days_with_rows;          /* bit per day of the period: an accepted row, also of 0 */
    uint32_t days_with_usage;         /* bit per day of the period: a row above 0 */
};

/*
 * Bytes of miniprogram.traffic of an account over all its AppIDs, in slots that begin in
 * [from, until): what a licence refund is judged by (R9). Filled by metering, before packs.
 */
struct traffic_window {
    const struct account *account;
    struct moment from, until;
    struct quantity bytes;
};

struct usage_file {
    struct input_file file;
    uint64_t rows;
};

struct usage_counts {
    uint64_t read, billed, duplicates, rejected; /* read = billed + duplicates + rejected */
};

struct usage {
    struct account_usage *accounts; /* by account index */
    LIST_OF(struct traffic_window) windows;
    LIST_OF(struct usage_file) files; /* by name */
    struct usage_file manifest;       /* usage/MANIFEST.csv; no name: there is none */
    struct usage_counts counts;       /* of the period's days */
};

#endif
