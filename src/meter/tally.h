/*
 * What the days of one (account, item, region, spec) add up to, and the quantity that follows.
 *
 *     tally_add_day (once a day, in any order) → tally_quantity
 *
 * A day is summed up first (struct day_value): its sum, task seconds or largest slot in 10^-9 of
 * the meter's unit, not yet a rate. Adding days is commutative, so the order in which workers end
 * cannot be seen. Quantities are rounded to 9 decimals in tally_quantity and nowhere else (R1).
 */
#ifndef LIVEBILL_METER_TALLY_H
#define LIVEBILL_METER_TALLY_H

#include "livebill/domain/book.h"

/*
 * The 95th drops at most ceil(0.05 × 31 × 288) = 447 slots of a month (R5): more than the largest
 * 448 are never asked for.
 */
#define LARGEST_SLOTS 448

struct day_value {
    wide value;        /* as the item's aggregate says; p95 and avgpeak: the largest slot */
    const wide *slots; /* p95: the slots above 0, largest first */
    int slot_count;
};

struct tally {
    wide value;      /* sum and task minutes: of all days; peak: the largest; avgpeak: of peaks */
    int active_days; /* days with usage: a quantity above 0 after rounding (R1, R5) */
    wide *largest;   /* p95: largest first, at most LARGEST_SLOTS */
    int largest_count;
};

/* False where the sum leaves the range; `largest` is taken from the arena. */
bool tally_add_day(struct tally *tally, const struct item *item, const struct day_value *day,
                   struct arena *arena);

/* False where the quantity leaves the range. */
bool tally_quantity(struct quantity *out, const struct tally *tally, const struct item *item,
                    bool p95_rank_ceil);

/*
 * value (10^-9 of the meter's unit) / parts in units of the item, × 8 / 300 where the item counts
 * bit/s of a slot, rounded to 9 decimals.
 */
bool quantity_measured(struct quantity *out, wide value, wide unit_nano, bool slot_rate, int parts);

#endif
