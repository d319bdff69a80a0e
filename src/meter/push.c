#include "day.h"

#include "livebill/base/fatal.h"

/* R7 speaks of Mbps whatever unit an item has. */
#define BITS_PER_MEGABIT_NANO ((wide)1000000 * QUANTITY_ONE)

struct push_day {
    wide pushed, played;
    wide slots[SLOTS_PER_DAY];
};

static void add_up(struct push_day *day, const struct metering *metering, struct shares account,
                   const struct meter *push)
{
    for (size_t i = 0; i < account.count; i++) {
        const struct share *share = &account.at[i];
        if (metering->meters[share->meter->index].played)
            day->played += share->series->sum;
        if (share->meter == push) {
            day->pushed += share->series->sum;
            series_add_slots(share->series, day->slots);
        }
    }
}

static wide largest(const wide *slots)
{
    wide peak = 0;
    for (int slot = 0; slot < SLOTS_PER_DAY; slot++)
        peak = slots[slot] > peak ? slots[slot] : peak;
    return peak;
}

bool push_is_imbalanced(const struct metering *metering, struct shares account,
                        const struct meter *push)
{
    const struct settings *settings = &metering->book->settings;
    struct push_day day = {0};
    struct quantity peak;
    wide bound;

    add_up(&day, metering, account, push);
    /* pushed > ratio × played: above a fraction is above its floor, for whole numbers. */
    if (!wide_scale(&bound, day.played, settings->policy.push_ratio.nano, QUANTITY_ONE, WIDE_FLOOR)
        || day.pushed <= bound)
        return false;
    if (!quantity_measured(&peak, largest(day.slots), BITS_PER_MEGABIT_NANO, true, 1))
        bug("a push peak leaves 128 bits");
    return peak.nano > settings->policy.push_floor_mbps.nano;
}
