#include "day.h"

#include "livebill/base/fatal.h"

#define SHARE_REGION_BITS 8
#define SHARE_METER_BITS  20

struct day_meter *day_meter_new(struct metering *metering, struct day day, struct arena *arena)
{
    struct day_meter *meter = ARENA_NEW(arena, struct day_meter);
    meter->metering = metering;
    meter->day = day;
    meter->start = moment_of_day(day);
    meter->in_period = period_holds(metering->book->period, day);
    meter->arena = arena;
    meter->series = series_table_new(arena);
    return meter;
}

/* Before the period a row matters only to a refund window of its account (R9). */
static bool is_needed(const struct day_meter *day_meter, const struct account *account,
                      const struct meter *meter)
{
    const struct metering *metering = day_meter->metering;
    const struct meter *also = meter->also;
    if (day_meter->in_period)
        return true;
    return metering->first_window[account->index] != 0
           && (metering->meters[meter->index].refund_traffic
               || (also != NULL && metering->meters[also->index].refund_traffic));
}

/* The readers of files hold to both; a bug there must not leave the day's arrays. */
static bool is_in_bounds(int64_t second, wide nano)
{
    return (uint64_t)second < SECONDS_PER_DAY && (unsigned_wide)nano <= (unsigned_wide)ROW_NANO_MAX;
}

static enum row_verdict add_to_series(struct day_meter *meter, struct series *series,
                                      int32_t second, wide nano)
{
    if (series->meter->timing == TIMING_SLOT)
        return series_add_sample(meter->series, series, second / SECONDS_PER_SLOT, nano);
    return series_add_event(meter->series, series, second, nano,
                            meter->metering->meters[series->meter->index].keeps_slots);
}

enum row_verdict day_meter_add(void *day_meter, const struct usage_row *row)
{
    struct day_meter *meter = day_meter;
    int64_t second = row->time.seconds - meter->start.seconds;

    if (!is_in_bounds(second, row->nano))
        bug("a row of another day, or above 10^15, passed the reader");
    if (!is_needed(meter, row->account, row->meter))
        return ROW_BILLED;
    return add_to_series(meter, series_of_row(meter->series, row), (int32_t)second, row->nano);
}

/* The series of a key, looked up once a day; NULL where its rows are not needed. */
static struct series *series_of_key(struct day_meter *meter, struct usage_key *key)
{
    if (key->series == NULL && is_needed(meter, key->account, key->meter)) {
        struct usage_row row = usage_row_of_key(key);
        key->series = series_of_row(meter->series, &row);
    }
    return key->series;
}

static enum row_verdict add_sample(struct day_meter *meter, const struct usage_sample *sample)
{
    if (!is_in_bounds(sample->second, sample->nano))
        bug("a sample of another day, or above 10^15, passed the reader");
    if (sample->key->series == NULL)
        return ROW_BILLED;
    return add_to_series(meter, sample->key->series, (int32_t)sample->second, sample->nano);
}

/* False: nothing was done, for it is no usual sample. */
static inline bool add_usual(const struct usage_sample *sample)
{
    struct series *series = sample->key->series;
    return series != NULL && sample->slot < SLOTS_PER_DAY
           && sample->key->meter->timing == TIMING_SLOT
           && series_add_usual(series, sample->slot, sample->nano);
}

bool day_meter_add_samples(void *day_meter, const struct usage_sample *samples, size_t count,
                           enum row_verdict *verdicts)
{
    struct day_meter *meter = day_meter;
    bool all_billed = true;

    for (size_t i = 0; i < count; i++) {
        const struct series *series = series_of_key(meter, samples[i].key);
        if (series != NULL)
            series_prefetch(series, samples[i].slot);
    }
    for (size_t i = 0; i < count; i++) {
        if (samples[i].key->series != NULL)
            series_prefetch_slot(samples[i].key->series, samples[i].slot);
    }
    for (size_t i = 0; i < count; i++) {
        verdicts[i] = add_usual(&samples[i]) ? ROW_BILLED : add_sample(meter, &samples[i]);
        all_billed &= verdicts[i] == ROW_BILLED;
    }
    return all_billed;
}

/* Shares. */

static struct share share_of(const struct series *series, const struct meter *meter)
{
    uint64_t order = (uint64_t)series->account->index;
    order = order << SHARE_METER_BITS | meter->index;
    order = order << SHARE_REGION_BITS | series->region;
    return (struct share){order, meter, series};
}

int shares_compare(const void *left_void, const void *right_void)
{
    const struct share *left = left_void, *right = right_void;
    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    return text_compare(series_spec(left->series), series_spec(right->series));
}

struct shares shares_of_day(const struct day_meter *meter)
{
    size_t series_here = series_count(meter->series), count = 0;
    struct share *shares = ARENA_ARRAY(meter->arena, struct share, series_here * 2);

    for (size_t i = 0; i < series_here; i++) {
        struct series *series = series_at(meter->series, i);
        series_close(series);
        shares[count++] = share_of(series, series->meter);
        if (series->meter->also != NULL)
            shares[count++] = share_of(series, series->meter->also);
    }
    if (count > 0)
        qsort(shares, count, sizeof shares[0], shares_compare);
    return (struct shares){shares, count};
}

struct shares shares_run_from(struct shares all, size_t from,
                              bool (*is_same)(const struct share *, const struct share *))
{
    size_t end = from + 1;
    while (end < all.count && is_same(&all.at[from], &all.at[end]))
        end++;
    return (struct shares){all.at + from, end - from};
}
