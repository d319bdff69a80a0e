#include "tally.h"

#include "livebill/base/fatal.h"

bool quantity_measured(struct quantity *out, wide value, wide unit_nano, bool slot_rate, int parts)
{
    wide factor = QUANTITY_ONE, divisor = unit_nano;
    if (slot_rate) {
        factor *= 8;
        if (!wide_multiply(&divisor, divisor, SECONDS_PER_SLOT))
            return false;
    }
    return wide_multiply(&divisor, divisor, parts)
           && wide_scale(&out->nano, value, factor, divisor, WIDE_HALF_UP);
}

static bool item_quantity(struct quantity *out, const struct item *item, wide value, int parts)
{
    return quantity_measured(out, value, item->unit_size.nano, item->slot_rate, parts);
}

/* The largest of both, each in falling order. */
static void merge_largest(struct tally *tally, const struct day_value *day, struct arena *arena)
{
    wide merged[LARGEST_SLOTS];
    int left = 0, right = 0, count = 0;

    while (count < LARGEST_SLOTS && (left < tally->largest_count || right < day->slot_count)) {
        bool from_day = left == tally->largest_count
                        || (right < day->slot_count && day->slots[right] > tally->largest[left]);
        merged[count++] = from_day ? day->slots[right++] : tally->largest[left++];
    }
    if (tally->largest == NULL)
        tally->largest = ARENA_ARRAY(arena, wide, LARGEST_SLOTS);
    memcpy(tally->largest, merged, (size_t)count * sizeof merged[0]);
    tally->largest_count = count;
}

bool tally_add_day(struct tally *tally, const struct item *item, const struct day_value *day,
                   struct arena *arena)
{
    struct quantity quantity;
    if (!item_quantity(&quantity, item, day->value, 1))
        return false;
    bool active = quantity.nano > 0;
    tally->active_days += active;

    switch (item->aggregate) {
    case AGGREGATE_SUM:
    case AGGREGATE_TASK_MINUTES:
        return wide_add(&tally->value, tally->value, day->value);
    case AGGREGATE_PEAK:
        if (day->value > tally->value)
            tally->value = day->value;
        return true;
    case AGGREGATE_AVGPEAK:
        return !active || wide_add(&tally->value, tally->value, day->value);
    case AGGREGATE_P95:
        if (active)
            merge_largest(tally, day, arena);
        return true;
    }
    bug("aggregate %d", (int)item->aggregate);
}

/* R5: of n × 288 slots, largest first, drop 5 %, rounded down or up; the next one bills. */
static wide ranked_slot(const struct tally *tally, bool ceil)
{
    int slots = tally->active_days * SLOTS_PER_DAY;
    int dropped = (slots * 5 + (ceil ? 99 : 0)) / 100;
    return dropped < tally->largest_count ? tally->largest[dropped] : 0;
}

bool tally_quantity(struct quantity *out, const struct tally *tally, const struct item *item,
                    bool p95_rank_ceil)
{
    switch (item->aggregate) {
    case AGGREGATE_SUM:
    case AGGREGATE_TASK_MINUTES:
    case AGGREGATE_PEAK:
        return item_quantity(out, item, tally->value, 1);
    case AGGREGATE_AVGPEAK:
        if (tally->active_days == 0)
            break;
        return item_quantity(out, item, tally->value, tally->active_days);
    case AGGREGATE_P95:
        return item_quantity(out, item, ranked_slot(tally, p95_rank_ceil), 1);
    }
    out->nano = 0;
    return true;
}
