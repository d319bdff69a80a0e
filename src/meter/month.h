/*
 * The month that days are folded into: one tally, or the quantity of each day, per (account, item,
 * region, spec), AppIDs' slots, days with rows, and the bytes of refund windows.
 *
 * Everything here is read or written under `lock` once workers run, except what metering_new
 * made and nobody changes.
 */
#ifndef LIVEBILL_METER_MONTH_H
#define LIVEBILL_METER_MONTH_H

#include "livebill/meter/metering.h"
#include "tally.h"

#include <pthread.h>

/* Bytes, seconds or ones of a month that R1 holds for right (formats.md §6), in 10^-9. */
#define MONTH_NANO_MAX (ROW_NANO_MAX * 1000000)

/* What metering must know of a meter, by its index. */
struct meter_plan {
    LIST_OF(const struct item *) items; /* that it feeds itself, not through `also` */
    bool keeps_slots;                   /* an event meter whose slots something asks for */
    bool played;                        /* bytes that push is held against (R7) */
    bool refund_traffic;                /* miniprogram.traffic (R9) */
};

struct month_key {
    uint64_t hash;
    const struct account *account;
    const struct item *item;
    enum region region;
    struct text spec;
    wide total;            /* of the meter, 10^-9: what the bound on a month is held against */
    struct tally tally;    /* month windows */
    struct quantity *days; /* day windows: by day of the period, so that no day takes more memory */
};

struct metering {
    const struct book *book;
    const struct mode_calendar *calendar;
    struct arena *arena;
    struct meter_plan *meters;
    LIST_OF(struct traffic_window) windows;
    size_t *first_window; /* by account index: 1 + place in windows, or 0 */
    size_t *next_window;  /* by window: the same */
    pthread_mutex_t lock;
    struct month_key **keys; /* open addressing, at most half full */
    size_t key_count, key_places;
    struct account_usage *accounts;
    uint8_t *uncharged; /* by meter: 1 << mode for each mode in which nothing charged its usage */
};

/* What one day of one (account, item, region, spec) came to; borrowed from the day's arena. */
struct reading {
    const struct account *account;
    const struct item *item;
    enum region region;
    struct text spec;
    wide total; /* of the meter, 10^-9 */
    struct day_value value;
};

/* An app day of an account, and bytes for a window: what a fold hands over besides readings. */
struct app_reading {
    const struct account *account;
    struct app_day day;
};
struct window_reading {
    size_t window; /* its place */
    wide bytes_nano;
};
struct account_reading {
    const struct account *account;
    bool used; /* a row above 0 */
};

struct day_readings {
    struct day day;
    LIST_OF(struct reading) readings;
    LIST_OF(struct app_reading) apps;
    LIST_OF(struct window_reading) windows;
    LIST_OF(struct account_reading) accounts; /* those with rows */
    uint8_t *uncharged;                       /* as that of the month; NULL: nothing */
};

/* Adds a day, under the lock. False where a sum left its range: reported. */
bool month_add_day(struct metering *metering, const struct day_readings *readings,
                   struct report *report);

#endif
