/*
 * The rate table for a quantity: by the account's plan, then the rows of any plan (`*`), then
 * `list`; within a plan an exact region before `*`, then an exact spec before `*` (R12).
 */
#ifndef LIVEBILL_RATE_RATE_FINDER_H
#define LIVEBILL_RATE_RATE_FINDER_H

#include "livebill/domain/catalogue.h"

/* Tables in the order item, plan, currency; borrowed from the catalogue. */
struct rate_finder {
    const struct rate_table **tables;
    size_t count;
};

struct rate_key {
    struct text plan;
    const struct item *item;
    enum region region;
    struct text spec;
    enum currency currency;
    struct day day; /* the usage day; of a month window its last day */
};

struct rate_finder rate_finder_new(const struct catalogue *catalogue, struct arena *arena);

/* NULL where none of them has a price. */
const struct rate_table *rate_find(const struct rate_finder *finder, const struct rate_key *key);

#endif
