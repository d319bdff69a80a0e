#include "day.h"

#include "livebill/base/fatal.h"

static const wide *group_slots(struct group *group)
{
    if (!group->has_slots) {
        memset(group->slots, 0, SLOTS_PER_DAY * sizeof group->slots[0]);
        for (size_t i = 0; i < group->shares.count; i++)
            series_add_slots(group->shares.at[i].series, group->slots);
        group->has_slots = true;
    }
    return group->slots;
}

static wide group_peak(struct group *group)
{
    const wide *slots = group_slots(group);
    wide peak = 0;
    for (int slot = 0; slot < SLOTS_PER_DAY; slot++)
        peak = slots[slot] > peak ? slots[slot] : peak;
    return peak;
}

static wide group_task_seconds(const struct group *group)
{
    wide seconds = group->total;
    for (size_t i = 0; i < group->shares.count; i++)
        seconds += series_short_tasks(group->shares.at[i].series);
    return seconds;
}

static int compare_falling(const void *left, const void *right)
{
    wide a = *(const wide *)left, b = *(const wide *)right;
    return (a < b) - (a > b);
}

static void sort_slots(struct group *group, struct arena *arena)
{
    const wide *slots = group_slots(group);
    group->falling = ARENA_ARRAY(arena, wide, SLOTS_PER_DAY);
    group->falling_count = 0;
    for (int slot = 0; slot < SLOTS_PER_DAY; slot++) {
        if (slots[slot] > 0)
            group->falling[group->falling_count++] = slots[slot];
    }
    qsort(group->falling, (size_t)group->falling_count, sizeof(wide), compare_falling);
}

struct day_value group_value(struct group *group, const struct item *item, struct arena *arena)
{
    switch (item->aggregate) {
    case AGGREGATE_SUM:
        return (struct day_value){.value = group->total};
    case AGGREGATE_TASK_MINUTES:
        return (struct day_value){.value = group_task_seconds(group)};
    case AGGREGATE_PEAK:
    case AGGREGATE_AVGPEAK:
        return (struct day_value){.value = group_peak(group)};
    case AGGREGATE_P95:
        if (group->falling == NULL)
            sort_slots(group, arena);
        return (struct day_value){group_peak(group), group->falling, group->falling_count};
    }
    bug("aggregate %d", (int)item->aggregate);
}
