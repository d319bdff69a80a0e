#include "fixture.h"

#define MB UINT64_C(1000000)
#define GB UINT64_C(1000000000)

/* Push: 100 Mbps are 3.75 GB in a slot; the ratio is 0.1. */
#define FLOOR_BYTES (UINT64_C(3750) * MB)

static void add_push_items(struct fixture *fixture)
{
    add_item(fixture, "played", STANDARD, MODE_BANDWIDTH_DAY, AGGREGATE_SUM, WINDOW_DAY, GB);
    add_item(fixture, "push", PUSH, MODE_TRAFFIC_DAY, AGGREGATE_SUM, WINDOW_DAY, GB)->condition =
        CONDITION_PUSH_IMBALANCE;
}

static void push_at_the_floor_is_free(void **state)
{
    struct fixture *fixture = *state;
    add_push_items(fixture);
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .units = FLOOR_BYTES});
    assert_string_equal(measures_of(fixture, 0), "");
}

static void push_above_the_floor_is_billed(void **state)
{
    struct fixture *fixture = *state;
    add_push_items(fixture);
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .units = FLOOR_BYTES + 1});
    assert_string_equal(measures_of(fixture, 0), "push mainland 2024-05-01×1 3.750000001\n");
}

static void the_push_peak_is_over_all_regions(void **state)
{
    struct fixture *fixture = *state;
    add_push_items(fixture);
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .slot = 9, .units = 2 * GB},
              {.meter = PUSH, .day = 1, .slot = 9, .units = 2 * GB, .region = REGION_EU});
    /* As much, but never more than 2 GB in a slot. */
    METER_DAY(fixture, {.meter = PUSH, .day = 2, .slot = 9, .units = 2 * GB},
              {.meter = PUSH, .day = 2, .slot = 8, .units = 2 * GB, .region = REGION_EU});
    assert_string_equal(measures_of(fixture, 0), "push mainland 2024-05-01×1 2\n"
                                                 "push eu 2024-05-01×1 2\n");
}

static void push_at_the_ratio_of_what_was_played_is_free(void **state)
{
    struct fixture *fixture = *state;
    add_push_items(fixture);
    /* 10 × 4 GB played over three meters, other regions, other modes: 0.1 of it is 4 GB. */
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .units = 4 * GB},
              {.meter = STANDARD, .day = 1, .units = 20 * GB, .region = REGION_SA},
              {.meter = MINIPROGRAM, .day = 1, .units = 15 * GB, .app_id = "wx1"},
              {.meter = LEB, .day = 1, .units = 5 * GB});
    METER_DAY(fixture, {.meter = PUSH, .day = 2, .units = 4 * GB},
              {.meter = STANDARD, .day = 2, .units = 20 * GB, .region = REGION_SA},
              {.meter = MINIPROGRAM, .day = 2, .units = 15 * GB - 1, .app_id = "wx1"},
              {.meter = LEB, .day = 2, .units = 5 * GB});
    assert_string_equal(measures_of(fixture, 0), "push mainland 2024-05-02×1 4\n");
}

static void another_account_plays_for_itself(void **state)
{
    struct fixture *fixture = *state;
    add_push_items(fixture);
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .units = 4 * GB},
              {.account = 1, .meter = STANDARD, .day = 1, .units = 500 * GB});
    assert_string_equal(measures_of(fixture, 0), "push mainland 2024-05-01×1 4\n");
}

static void push_free_days_do_not_count_in_a_month(void **state)
{
    struct fixture *fixture = *state;
    struct item *item = add_item(fixture, "mean", PUSH, MODE_AVGPEAK_MONTH, AGGREGATE_AVGPEAK,
                                 WINDOW_MONTH, 1000000);
    item->condition = CONDITION_PUSH_IMBALANCE;
    elect(fixture, 0, SCOPE_MAINLAND, 1, MODE_AVGPEAK_MONTH);
    METER_DAY(fixture, {.meter = PUSH, .day = 1, .units = 7500 * MB});
    METER_DAY(fixture, {.meter = PUSH, .day = 2, .units = 3000 * MB});
    METER_DAY(fixture, {.meter = PUSH, .day = 3, .units = 3 * 3750 * MB});
    /* (200 + 300) / 2 Mbps: the 80 Mbps of the second day are free. */
    assert_string_equal(measures_of(fixture, 0), "mean mainland 2024-05-01×2 250\n");
}

/* Licences: where AppIDs were used. */

static const char *apps_text(struct fixture *fixture, const struct account_usage *usage)
{
    struct buffer out = {.arena = fixture->arena};
    for (size_t i = 0; i < usage->app_days.count; i++) {
        const struct app_day *app = &usage->app_days.at[i];
        buffer_format(&out, "%.*s %.*s%s", TEXT_ARGS(day_text(fixture->arena, app->day)),
                      TEXT_ARGS(app->app_id), app->low_latency ? " low latency" : "");
        for (unsigned slot = 0; slot < SLOTS_PER_DAY; slot++) {
            if ((app->slots[slot / 64] >> slot % 64 & 1) != 0)
                buffer_format(&out, " %u", slot);
        }
        buffer_add_byte(&out, '\n');
    }
    buffer_add_byte(&out, '\0');
    return out.at;
}

static void app_days_hold_the_slots_above_zero(void **state)
{
    struct fixture *fixture = *state;
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 2, .slot = 287, .units = 1, .app_id = "wx2"},
              {.meter = MINIPROGRAM, .day = 2, .slot = 0, .nano = 1, .app_id = "wx1"},
              {.meter = MINIPROGRAM, .day = 2, .slot = 1, .units = 0, .app_id = "wx1"},
              {.meter = MINIPROGRAM, .day = 2, .slot = 63, .units = 3, .app_id = "wx1"},
              {.meter = MINIPROGRAM,
               .day = 2,
               .slot = 64,
               .units = 3,
               .app_id = "wx1",
               .region = REGION_EU,
               .resource = "r"},
              {.meter = LEB, .day = 2, .slot = 32, .units = 3, .app_id = "wx1"},
              {.meter = MINIPROGRAM, .day = 2, .slot = 3, .units = 3},
              {.meter = STANDARD, .day = 2, .slot = 3, .units = 3, .app_id = "wx1"},
              {.meter = MINIPROGRAM, .day = 2, .slot = 3, .units = 0, .app_id = "wx3"});
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 1, .slot = 5, .units = 1, .app_id = "wx9"});
    assert_string_equal(apps_text(fixture, finish(fixture, 0)), "2024-05-01 wx9 5\n"
                                                                "2024-05-02 wx1 0 63 64\n"
                                                                "2024-05-02 wx1 low latency 32\n"
                                                                "2024-05-02 wx2 287\n");
}

static void days_with_rows_and_with_usage_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .units = 1});
    METER_DAY(fixture, {.meter = STANDARD, .day = 3, .units = 0});
    METER_DAY(fixture, {.meter = SCREENSHOT, .day = 31, .nano = 1});
    const struct account_usage *usage = finish(fixture, 0);
    assert_int_equal(usage->days_with_rows, 1U | 1U << 2 | 1U << 30);
    assert_int_equal(usage->days_with_usage, 1U | 1U << 30);
    assert_int_equal((usage + 1)->days_with_rows, 0);
}

/* Refund windows (R9). */

static struct moment may(int day, int hour, int minute, int second)
{
    struct moment moment = moment_of_day(day_of_may(day));
    moment.seconds += hour * 3600 + minute * 60 + second;
    return moment;
}

static const char *windows_text(struct fixture *fixture)
{
    struct buffer out = {.arena = fixture->arena};
    struct usage usage = *finish_usage(fixture);
    for (size_t i = 0; i < usage.windows.count; i++)
        buffer_format(&out, "%.*s %.*s\n", TEXT_ARGS(usage.windows.at[i].account->id),
                      TEXT_ARGS(quantity_text(fixture->arena, usage.windows.at[i].bytes)));
    buffer_add_byte(&out, '\0');
    return out.at;
}

static void a_window_counts_slots_that_begin_in_it(void **state)
{
    struct fixture *fixture = *state;
    const struct account *accounts = fixture->book.accounts.at;
    fixture->windows[0] =
        (struct traffic_window){&accounts[0], may(1, 0, 5, 1), may(2, 0, 10, 0), {7}};
    fixture->windows[1] =
        (struct traffic_window){&accounts[1], may(1, 0, 0, 0), may(1, 0, 5, 0), {0}};
    fixture->windows[2] =
        (struct traffic_window){&accounts[0], may(1, 0, 5, 0), may(1, 0, 5, 1), {0}};
    fixture->window_count = 3;
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 1, .slot = 1, .units = 1},
              {.meter = MINIPROGRAM, .day = 1, .slot = 2, .units = 10, .app_id = "wx1"},
              {.meter = MINIPROGRAM, .day = 1, .slot = 287, .units = 100, .region = REGION_EU},
              {.meter = STANDARD, .day = 1, .slot = 2, .units = 500},
              {.account = 1, .meter = MINIPROGRAM, .day = 1, .slot = 0, .units = 3},
              {.account = 1, .meter = MINIPROGRAM, .day = 1, .slot = 1, .units = 50});
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 2, .slot = 1, .units = 1000},
              {.meter = MINIPROGRAM, .day = 2, .slot = 2, .units = 9});
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 3, .slot = 1, .units = 4});
    assert_string_equal(windows_text(fixture), "acme 1110\nzebra 3\nacme 1\n");
}

static void days_before_the_period_count_for_windows_only(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "traffic", MINIPROGRAM, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, 1);
    fixture->windows[0] = (struct traffic_window){
        &fixture->book.accounts.at[0], may(0, 0, 0, 0), may(1, 0, 10, 0), {0}};
    fixture->window_count = 1;
    struct sample before = {.meter = MINIPROGRAM, .day = 0, .slot = 287, .units = 5};
    start_day(fixture, 0); /* 30 April */
    assert_string_equal(verdict_name(add(fixture, before)), "billed");
    assert_string_equal(verdict_name(add(fixture, before)), "duplicate");
    before.account = 1;
    assert_string_equal(verdict_name(add(fixture, before)), "billed");
    end_day(fixture);
    METER_DAY(fixture, {.meter = MINIPROGRAM, .day = 1, .slot = 1, .units = 30});
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-01×1 30\n");
    assert_string_equal(windows_text(fixture), "acme 35\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
        TEST(push_at_the_floor_is_free),
        TEST(push_above_the_floor_is_billed),
        TEST(the_push_peak_is_over_all_regions),
        TEST(push_at_the_ratio_of_what_was_played_is_free),
        TEST(another_account_plays_for_itself),
        TEST(push_free_days_do_not_count_in_a_month),
        TEST(app_days_hold_the_slots_above_zero),
        TEST(days_with_rows_and_with_usage_are_told_apart),
        TEST(a_window_counts_slots_that_begin_in_it),
        TEST(days_before_the_period_count_for_windows_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
