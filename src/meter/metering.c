#include "month.h"

static const char *const played_codes[] = {"miniprogram.traffic", "standard.traffic",
                                           "leb.traffic"};

/* The meter whose bytes a licence refund is judged by (R9). */
static const char refund_code[] = "miniprogram.traffic";

static bool asks_for_slots(const struct item *item)
{
    return item->aggregate == AGGREGATE_PEAK || item->aggregate == AGGREGATE_P95
           || item->aggregate == AGGREGATE_AVGPEAK || item->condition == CONDITION_PUSH_IMBALANCE;
}

static void plan_meter(struct meter_plan *plan, const struct meter *meter,
                       const struct catalogue *catalogue, struct arena *arena)
{
    for (size_t i = 0; i < catalogue->items.count; i++) {
        const struct item *item = &catalogue->items.at[i];
        if (item->meter == meter) {
            *LIST_ADD(arena, &plan->items) = item;
            plan->keeps_slots |= asks_for_slots(item);
        }
    }
    for (size_t i = 0; i < sizeof played_codes / sizeof played_codes[0]; i++)
        plan->played |= text_is(meter->code, played_codes[i]);
    plan->refund_traffic = text_is(meter->code, refund_code);
    plan->keeps_slots |= plan->refund_traffic;
}

static void plan_meters(struct metering *metering)
{
    const struct catalogue *catalogue = &metering->book->catalogue;
    size_t count = catalogue->meters.count;

    metering->meters = ARENA_ARRAY(metering->arena, struct meter_plan, count);
    for (size_t i = 0; i < count; i++)
        plan_meter(&metering->meters[i], &catalogue->meters.at[i], catalogue, metering->arena);
    for (size_t i = 0; i < count; i++) {
        const struct meter *also = catalogue->meters.at[i].also;
        if (also != NULL)
            metering->meters[i].keeps_slots |= metering->meters[also->index].keeps_slots;
    }
}

/* A chain of windows for each account: a request makes one, so there are few. */
static void copy_windows(struct metering *metering, const struct traffic_window *windows,
                         size_t count)
{
    size_t accounts = metering->book->accounts.count;
    metering->first_window = ARENA_ARRAY(metering->arena, size_t, accounts);
    metering->next_window = ARENA_ARRAY(metering->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        size_t *first = &metering->first_window[windows[i].account->index];
        *LIST_ADD(metering->arena, &metering->windows) = windows[i];
        metering->windows.at[i].bytes = (struct quantity){0};
        metering->next_window[i] = *first;
        *first = i + 1;
    }
}

struct metering *metering_new(const struct book *book, const struct mode_calendar *calendar,
                              const struct traffic_window *windows, size_t window_count,
                              struct arena *arena)
{
    struct metering *metering = ARENA_NEW(arena, struct metering);
    metering->book = book;
    metering->calendar = calendar;
    metering->arena = arena;
    metering->accounts = ARENA_ARRAY(arena, struct account_usage, book->accounts.count);
    metering->uncharged = ARENA_ARRAY(arena, uint8_t, book->catalogue.meters.count);
    pthread_mutex_init(&metering->lock, NULL);
    plan_meters(metering);
    copy_windows(metering, windows, window_count);
    return metering;
}
