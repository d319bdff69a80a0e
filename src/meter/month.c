#include "month.h"

#include "series.h"

#include "livebill/base/fatal.h"

#define FIRST_KEYS ((size_t)256)

static uint64_t reading_hash(const struct reading *reading)
{
    uint64_t hash = text_hash(reading->spec);
    hash ^= (reading->account->index << 20) + (reading->item->index << 4) + reading->region;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static bool is_key_of(const struct month_key *key, const struct reading *reading, uint64_t hash)
{
    return key->hash == hash && key->account == reading->account && key->item == reading->item
           && key->region == reading->region && text_equal(key->spec, reading->spec);
}

static void place_key(struct month_key **keys, size_t places, struct month_key *key)
{
    size_t at = key->hash & (places - 1);
    while (keys[at] != NULL)
        at = (at + 1) & (places - 1);
    keys[at] = key;
}

static void grow_keys(struct metering *metering)
{
    size_t larger = metering->key_places == 0 ? FIRST_KEYS : metering->key_places * 4;
    struct month_key **keys = ARENA_ARRAY(metering->arena, struct month_key *, larger);
    for (size_t i = 0; i < metering->key_places; i++) {
        if (metering->keys[i] != NULL)
            place_key(keys, larger, metering->keys[i]);
    }
    metering->keys = keys;
    metering->key_places = larger;
}

static struct month_key *key_of(struct metering *metering, const struct reading *reading)
{
    uint64_t hash = reading_hash(reading);
    if (metering->key_count * 2 >= metering->key_places)
        grow_keys(metering);
    size_t mask = metering->key_places - 1;
    for (size_t at = hash & mask; metering->keys[at] != NULL; at = (at + 1) & mask) {
        if (is_key_of(metering->keys[at], reading, hash))
            return metering->keys[at];
    }
    struct month_key *key = ARENA_NEW(metering->arena, struct month_key);
    *key = (struct month_key){
        .hash = hash,
        .account = reading->account,
        .item = reading->item,
        .region = reading->region,
        .spec = text_copy(metering->arena, reading->spec),
    };
    if (reading->item->window == WINDOW_DAY)
        key->days = ARENA_ARRAY(metering->arena, struct quantity,
                                (size_t)period_days(metering->book->period));
    place_key(metering->keys, metering->key_places, key);
    metering->key_count++;
    return key;
}

/* `when` is the day of a window, or the period: each is the same whatever the workers' order. */
static bool report_too_large(const struct month_key *key, struct text when, struct report *report)
{
    const char *region = key->region == REGION_NONE ? "no region" : region_code(key->region);
    return report_error(
        report, (struct place){TEXT("usage"), 0}, TEXT("quantity"), CODE_TOO_LARGE,
        "look for rows in a wrong unit: a month holds at most 10^21 bytes, seconds or ones",
        "account '%.*s', item '%.*s' (%s): the usage of %.*s is too large",
        TEXT_ARGS(key->account->id), TEXT_ARGS(key->item->code), region, TEXT_ARGS(when));
}

static bool add_day_window(struct metering *metering, const struct month_key *key,
                           const struct reading *reading, struct day day)
{
    bool ceil = metering->book->settings.policy.p95_rank_ceil;
    struct quantity *quantity = &key->days[day.number - metering->book->period.start.number];
    struct tally tally = {0};
    return tally_add_day(&tally, key->item, &reading->value, metering->arena)
           && tally_quantity(quantity, &tally, key->item, ceil);
}

static bool add_reading(struct metering *metering, const struct reading *reading, struct day day,
                        struct report *report)
{
    struct month_key *key = key_of(metering, reading);
    if (!wide_add(&key->total, key->total, reading->total))
        bug("the usage of a month leaves 128 bits");
    bool added = key->item->window == WINDOW_DAY
                     ? add_day_window(metering, key, reading, day)
                     : tally_add_day(&key->tally, key->item, &reading->value, metering->arena);
    return added || report_too_large(key, day_text(report->arena, day), report);
}

static void add_app(struct metering *metering, const struct app_reading *reading)
{
    struct account_usage *usage = &metering->accounts[reading->account->index];
    struct app_day *app = LIST_ADD(metering->arena, &usage->app_days);
    *app = reading->day;
    app->app_id = text_copy(metering->arena, reading->day.app_id);
}

static void add_account(struct metering *metering, const struct account_reading *reading,
                        struct day day)
{
    struct account_usage *usage = &metering->accounts[reading->account->index];
    uint32_t bit = UINT32_C(1) << (day.number - metering->book->period.start.number);
    usage->days_with_rows |= bit;
    if (reading->used)
        usage->days_with_usage |= bit;
}

static bool add_window(struct metering *metering, const struct window_reading *reading)
{
    struct traffic_window *window = &metering->windows.at[reading->window];
    return quantity_add(&window->bytes, (struct quantity){reading->bytes_nano});
}

bool month_add_day(struct metering *metering, const struct day_readings *readings,
                   struct report *report)
{
    bool fits = true;
    pthread_mutex_lock(&metering->lock);
    for (size_t i = 0; i < readings->readings.count; i++)
        fits &= add_reading(metering, &readings->readings.at[i], readings->day, report);
    for (size_t i = 0; i < readings->apps.count; i++)
        add_app(metering, &readings->apps.at[i]);
    for (size_t i = 0; i < readings->accounts.count; i++)
        add_account(metering, &readings->accounts.at[i], readings->day);
    for (size_t i = 0; i < readings->windows.count; i++) {
        if (!add_window(metering, &readings->windows.at[i]))
            bug("the bytes of a refund window leave 128 bits");
    }
    if (readings->uncharged != NULL) {
        for (size_t i = 0; i < metering->book->catalogue.meters.count; i++)
            metering->uncharged[i] |= readings->uncharged[i];
    }
    pthread_mutex_unlock(&metering->lock);
    return fits;
}

/* The end of the month. */

static int compare_measures(const void *left_void, const void *right_void)
{
    const struct measure *left = left_void, *right = right_void;
    if (left->item->index != right->item->index)
        return left->item->index < right->item->index ? -1 : 1;
    if (left->region != right->region)
        return left->region < right->region ? -1 : 1;
    int order = text_compare(left->spec, right->spec);
    return order != 0
               ? order
               : (left->day.number > right->day.number) - (left->day.number < right->day.number);
}

static int compare_app_days(const void *left_void, const void *right_void)
{
    const struct app_day *left = left_void, *right = right_void;
    if (left->day.number != right->day.number)
        return left->day.number < right->day.number ? -1 : 1;
    int order = text_compare(left->app_id, right->app_id);
    return order != 0 ? order : (int)left->low_latency - (int)right->low_latency;
}

/* Windows with usage (R12), of one key. */
static size_t count_measures(const struct metering *metering, const struct month_key *key)
{
    size_t count = 0;
    if (key->days == NULL)
        return 1;
    for (int day = 0; day < period_days(metering->book->period); day++)
        count += key->days[day].nano > 0;
    return count;
}

static void add_measure(struct metering *metering, const struct month_key *key, struct day day,
                        int active_days, struct quantity quantity)
{
    if (quantity.nano == 0)
        return;
    *LIST_ADD(metering->arena, &metering->accounts[key->account->index].measures) =
        (struct measure){key->item, key->region, key->spec, day, active_days, quantity};
}

static bool close_key(struct metering *metering, struct month_key *key, struct report *report)
{
    const struct book *book = metering->book;
    struct quantity quantity;
    if (key->total > MONTH_NANO_MAX)
        return report_too_large(key, period_text(report->arena, book->period), report);
    if (key->days != NULL) {
        for (int day = 0; day < period_days(book->period); day++)
            add_measure(metering, key, day_after(book->period.start, day), 1, key->days[day]);
        return true;
    }
    if (!tally_quantity(&quantity, &key->tally, key->item, book->settings.policy.p95_rank_ceil))
        return report_too_large(key, period_text(report->arena, book->period), report);
    add_measure(metering, key, book->period.start, key->tally.active_days, quantity);
    return true;
}

static void reserve_measures(struct metering *metering)
{
    size_t *counts = ARENA_ARRAY(metering->arena, size_t, metering->book->accounts.count);
    for (size_t i = 0; i < metering->key_places; i++) {
        const struct month_key *key = metering->keys[i];
        if (key != NULL)
            counts[key->account->index] += count_measures(metering, key);
    }
    for (size_t i = 0; i < metering->book->accounts.count; i++)
        LIST_RESERVE(metering->arena, &metering->accounts[i].measures, counts[i]);
}

static bool close_keys(struct metering *metering, struct report *report)
{
    bool fits = true;
    reserve_measures(metering);
    for (size_t i = 0; i < metering->key_places; i++) {
        if (metering->keys[i] != NULL)
            fits &= close_key(metering, metering->keys[i], report);
    }
    return fits;
}

/* One warning for each mode, or one for all where no mode has an item. */
static void warn_uncharged(const struct metering *metering, const struct meter *meter,
                           struct report *report)
{
    bool has_items = metering->meters[meter->index].items.count > 0;
    unsigned modes = metering->uncharged[meter->index];

    for (int mode = 0; mode < MODE_COUNT && modes >> mode != 0; mode++) {
        if ((modes >> mode & 1) == 0)
            continue;
        report_warning(report, meter->place, TEXT("meter"), CODE_BAD_CATALOGUE,
                       "add one to items.csv, with the price 0 where it is free",
                       "usage of '%.*s'%s%s is not billed, for no item charges it",
                       TEXT_ARGS(meter->code), has_items ? " in mode " : "",
                       has_items ? mode_code((enum mode)mode) : "");
        if (!has_items)
            return;
    }
}

bool metering_finish(struct usage *out, struct metering *metering, struct arena *arena,
                     struct report *report)
{
    const struct catalogue *catalogue = &metering->book->catalogue;
    bool fits = close_keys(metering, report);

    for (size_t i = 0; i < metering->book->accounts.count; i++) {
        struct account_usage *usage = &metering->accounts[i];
        if (usage->measures.count > 0)
            qsort(usage->measures.at, usage->measures.count, sizeof(struct measure),
                  compare_measures);
        if (usage->app_days.count > 0)
            qsort(usage->app_days.at, usage->app_days.count, sizeof(struct app_day),
                  compare_app_days);
    }
    out->accounts = metering->accounts;
    for (size_t i = 0; i < metering->windows.count; i++)
        *LIST_ADD(arena, &out->windows) = metering->windows.at[i];
    pthread_mutex_destroy(&metering->lock);
    for (size_t i = 0; !catalogue->broken && i < catalogue->meters.count; i++)
        warn_uncharged(metering, &catalogue->meters.at[i], report);
    return fits;
}
