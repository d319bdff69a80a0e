/*
 * The price of a billable quantity by its tiers (formats.md §3, R2, R12): one detail, or one for
 * each tier part of a graduated table.
 */
#ifndef LIVEBILL_RATE_PRICING_H
#define LIVEBILL_RATE_PRICING_H

#include "livebill/domain/charge.h"

/* What the details of a window share. */
struct window_charge {
    struct day start, last; /* inclusive */
    struct quantity quantity, deducted;
    const struct draw *draws;
    size_t draw_count;
    int active_days, month_days; /* proration; month_days 0: none */
    struct rate discount;        /* PRICE_ONE: none */
};

/* quantity − deducted − free, never below 0, rounded up where the item says so (R7). */
bool billable_quantity(struct quantity *out, const struct item *item, struct quantity quantity,
                       struct quantity deducted);

/*
 * Adds the details of one window to `charge`. `table` may be NULL where billable is 0. False where
 * an amount leaves the range of amounts (CODE_TOO_LARGE is the caller's to report).
 */
bool price_window(struct usage_charge *charge, const struct window_charge *window,
                  struct quantity billable, const struct rate_table *table, struct arena *arena);

#endif
