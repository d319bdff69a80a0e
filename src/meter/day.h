/*
 * A day meter and what its fold is cut into. A share is a series seen as one meter: a row counts
 * for its own meter, and for the one that its meter names in `also`.
 */
#ifndef LIVEBILL_METER_DAY_H
#define LIVEBILL_METER_DAY_H

#include "month.h"
#include "series.h"

struct day_meter {
    struct metering *metering;
    struct day day;
    struct moment start;
    bool in_period;
    struct arena *arena;
    struct series_table *series;
};

struct share {
    uint64_t order; /* account, meter and region, so that most comparisons are one */
    const struct meter *meter;
    const struct series *series;
};

/* Shares of one account that follow one another: all of it, or those of one meter, region, spec. */
struct shares {
    const struct share *at;
    size_t count;
};

/* All shares of the day, sorted by account, meter, region and spec. */
struct shares shares_of_day(const struct day_meter *meter);
int shares_compare(const void *left, const void *right);

/* The shares from `from` on that are like the first of them. */
struct shares shares_run_from(struct shares all, size_t from,
                              bool (*is_same)(const struct share *, const struct share *));

/* One (account, meter, region, spec) of the day. What an item asks for is made once. */
struct group {
    struct shares shares;
    wide total;
    wide *slots; /* 288, lent by the fold */
    bool has_slots;
    wide *falling; /* the slots above 0, largest first: for the 95th */
    int falling_count;
};

struct day_value group_value(struct group *group, const struct item *item, struct arena *arena);

/* Whether push is billed on that day (R7); `push` is the item's meter. */
bool push_is_imbalanced(const struct metering *metering, struct shares account,
                        const struct meter *push);

#endif
