/*
 * A book with two accounts and a small catalogue, all modes of one's own choice, and rows that are
 * put into day meters by hand. May 2024 is the period.
 */
#ifndef TESTS_UNIT_METER_FIXTURE_H
#define TESTS_UNIT_METER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "livebill/base/fatal.h"
#include "livebill/meter/metering.h"

enum { MINIPROGRAM, STANDARD, LEB, PUSH, TRANSCODE, RECORD, SCREENSHOT, PORN_CHECK, METERS };

struct fixture {
    struct arena *arena, *day_arena;
    struct report *report;
    struct book book;
    struct mode_calendar calendar;
    struct traffic_window windows[4];
    size_t window_count;
    struct metering *metering;
    struct day_meter *day;
    struct usage *usage; /* once finished */
};

/* One row of a test; what is left out is 0 or empty. */
struct sample {
    size_t account, meter;
    enum region region;
    int day, slot, second; /* day of May from 1; second: within the slot */
    uint64_t units;        /* bytes, seconds or ones */
    uint64_t nano;         /* and 10^-9 of them */
    const char *resource, *app_id, *spec;
};

static inline void add_meter(struct fixture *fixture, const char *code, enum meter_kind kind,
                             enum meter_timing timing)
{
    struct meter *meter = LIST_ADD(fixture->arena, &fixture->book.catalogue.meters);
    meter->index = fixture->book.catalogue.meters.count - 1;
    meter->code = text_of(code);
    meter->kind = kind;
    meter->timing = timing;
    meter->miniprogram = text_starts(meter->code, TEXT("miniprogram."));
    meter->low_latency = text_starts(meter->code, TEXT("leb."));
}

/* An item that counts a meter in units of `unit_size` base units. */
static inline struct item *add_item(struct fixture *fixture, const char *code, size_t meter,
                                    enum mode mode, enum aggregate aggregate, enum window window,
                                    uint64_t unit_size)
{
    struct item *item = LIST_ADD(fixture->arena, &fixture->book.catalogue.items);
    item->index = fixture->book.catalogue.items.count - 1;
    item->code = text_of(code);
    item->meter = &fixture->book.catalogue.meters.at[meter];
    item->mode = mode;
    item->aggregate = aggregate;
    item->slot_rate = unit_size == 1000000;
    item->window = window;
    item->unit_size.nano = (wide)unit_size * QUANTITY_ONE;
    return item;
}

static inline void add_account(struct fixture *fixture, const char *id)
{
    struct account *account = LIST_ADD(fixture->arena, &fixture->book.accounts);
    account->index = fixture->book.accounts.count - 1;
    account->id = text_of(id);
}

static inline struct day day_of_may(int day)
{
    return day_of_civil((struct civil){2024, 5, day});
}

static inline void elect(struct fixture *fixture, size_t account, enum scope scope, int from_day,
                         enum mode mode)
{
    for (int day = from_day; day <= 31; day++)
        fixture->calendar.mode[(account * SCOPE_COUNT + scope) * 31 + (size_t)day - 1] =
            (uint8_t)mode;
}

static inline int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    fixture->day_arena = arena_new();
    fixture->report = report_new(arena);
    if (!period_parse(&fixture->book.period, TEXT("2024-05")))
        return -1;
    fixture->book.billed_end = fixture->book.period.end;
    fixture->book.settings.policy.push_ratio.nano = 100000000;
    fixture->book.settings.policy.push_floor_mbps.nano = 100 * QUANTITY_ONE;
    add_meter(fixture, "miniprogram.traffic", KIND_BYTES, TIMING_SLOT);
    add_meter(fixture, "standard.traffic", KIND_BYTES, TIMING_SLOT);
    add_meter(fixture, "leb.traffic", KIND_BYTES, TIMING_SLOT);
    add_meter(fixture, "push.traffic", KIND_BYTES, TIMING_SLOT);
    add_meter(fixture, "live.transcode", KIND_SECONDS, TIMING_EVENT);
    add_meter(fixture, "live.record", KIND_COUNT, TIMING_SLOT);
    add_meter(fixture, "live.screenshot", KIND_COUNT, TIMING_EVENT);
    add_meter(fixture, "live.porn_check", KIND_COUNT, TIMING_EVENT);
    fixture->book.catalogue.meters.at[PORN_CHECK].also =
        &fixture->book.catalogue.meters.at[SCREENSHOT];
    add_account(fixture, "acme");
    add_account(fixture, "zebra");
    fixture->calendar.period = fixture->book.period;
    fixture->calendar.mode = ARENA_ARRAY(arena, uint8_t, 2 * SCOPE_COUNT * 31);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->day_arena);
    arena_free(fixture->arena);
    return 0;
}

static inline void start(struct fixture *fixture)
{
    fixture->metering = metering_new(&fixture->book, &fixture->calendar, fixture->windows,
                                     fixture->window_count, fixture->arena);
}

static inline void start_day(struct fixture *fixture, int day)
{
    if (fixture->metering == NULL)
        start(fixture);
    fixture->day = day_meter_new(fixture->metering, day_of_may(day), fixture->day_arena);
}

static inline struct text text_or_empty(const char *terminated)
{
    return terminated == NULL ? (struct text){NULL, 0} : text_of(terminated);
}

static inline enum row_verdict add(struct fixture *fixture, struct sample sample)
{
    struct moment time = moment_of_slot(day_of_may(sample.day), sample.slot);
    struct usage_row row = {
        .time = {time.seconds + sample.second},
        .account = &fixture->book.accounts.at[sample.account],
        .meter = &fixture->book.catalogue.meters.at[sample.meter],
        .region = sample.region,
        .spec = text_or_empty(sample.spec),
        .resource = text_or_empty(sample.resource),
        .app_id = text_or_empty(sample.app_id),
        .nano = (wide)sample.units * QUANTITY_ONE + sample.nano,
    };
    return day_meter_add(fixture->day, &row);
}

static inline const char *verdict_name(enum row_verdict verdict)
{
    static const char *const names[] = {"billed", "duplicate", "conflict"};
    return names[verdict];
}

static inline void end_day(struct fixture *fixture)
{
    assert_true(day_meter_fold(fixture->day, fixture->report));
    arena_reset(fixture->day_arena);
}

/* A day with these rows of it. */
static inline void meter_day(struct fixture *fixture, const struct sample *samples, size_t count)
{
    start_day(fixture, samples[0].day);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(verdict_name(add(fixture, samples[i])), "billed");
    end_day(fixture);
}

#define METER_DAY(fixture, ...)                                                                    \
    meter_day((fixture), (const struct sample[]){__VA_ARGS__},                                     \
              sizeof((const struct sample[]){__VA_ARGS__}) / sizeof(struct sample))

/* The month, finished once. */
static inline const struct usage *finish_usage(struct fixture *fixture)
{
    if (fixture->usage == NULL) {
        fixture->usage = ARENA_NEW(fixture->arena, struct usage);
        assert_true(
            metering_finish(fixture->usage, fixture->metering, fixture->arena, fixture->report));
    }
    return fixture->usage;
}

static inline const struct account_usage *finish(struct fixture *fixture, size_t account)
{
    return &finish_usage(fixture)->accounts[account];
}

/* One line a measure: "item region spec day×active quantity". */
static inline const char *measures_text(struct fixture *fixture, const struct account_usage *usage)
{
    struct buffer out = {.arena = fixture->arena};
    for (size_t i = 0; i < usage->measures.count; i++) {
        const struct measure *measure = &usage->measures.at[i];
        struct text day = day_text(fixture->arena, measure->day);
        struct text quantity = quantity_text(fixture->arena, measure->quantity);
        buffer_format(&out, "%.*s %s%s%.*s %.*s×%d %.*s\n", TEXT_ARGS(measure->item->code),
                      region_code(measure->region), measure->spec.size > 0 ? "/" : "",
                      TEXT_ARGS(measure->spec), TEXT_ARGS(day), measure->active_days,
                      TEXT_ARGS(quantity));
    }
    buffer_add_byte(&out, '\0');
    return out.at;
}

/* Only one account's measures are asked for by most tests. */
static inline const char *measures_of(struct fixture *fixture, size_t account)
{
    return measures_text(fixture, finish(fixture, account));
}

#endif
