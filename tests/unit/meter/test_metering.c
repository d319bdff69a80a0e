#include "fixture.h"

#define MB UINT64_C(1000000)
#define GB UINT64_C(1000000000)

static void thirty_megabytes_in_a_slot_are_0_8_mbps(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "band", STANDARD, MODE_ANY, AGGREGATE_PEAK, WINDOW_DAY, 1000000);
    METER_DAY(fixture, {.meter = STANDARD, .day = 3, .slot = 10, .units = 30 * MB},
              {.meter = STANDARD, .day = 3, .slot = 11, .units = 29 * MB});
    assert_string_equal(measures_of(fixture, 0), "band mainland 2024-05-03×1 0.8\n");
}

static void a_peak_is_of_slot_totals_over_resources_and_apps(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "band", STANDARD, MODE_ANY, AGGREGATE_PEAK, WINDOW_DAY, 1000000);
    /* Slot 5: 30 + 45 MB; slot 6 alone has the largest row, of 60 MB. */
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .slot = 5, .units = 30 * MB, .resource = "a"},
              {.meter = STANDARD, .day = 1, .slot = 5, .units = 45 * MB, .app_id = "wx1"},
              {.meter = STANDARD, .day = 1, .slot = 6, .units = 60 * MB, .resource = "a"});
    /* 75 MB × 8 / 300 s = 2 Mbps */
    assert_string_equal(measures_of(fixture, 0), "band mainland 2024-05-01×1 2\n");
}

static void regions_and_specs_are_quantities_of_their_own(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .units = 1 * GB},
              {.meter = STANDARD, .day = 1, .units = 2 * GB, .region = REGION_AP1},
              {.meter = STANDARD, .day = 1, .units = 4 * GB, .spec = "x"},
              {.meter = STANDARD, .day = 1, .units = 8 * GB, .slot = 1, .spec = "x"});
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-01×1 1\n"
                                                 "traffic mainland/x 2024-05-01×1 12\n"
                                                 "traffic ap1 2024-05-01×1 2\n");
}

static void a_second_row_of_a_slot_is_a_duplicate_or_a_conflict(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample = {.meter = STANDARD, .day = 1, .slot = 7, .units = GB, .resource = "r"};
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    start_day(fixture, 1);
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    assert_string_equal(verdict_name(add(fixture, sample)), "duplicate");
    sample.nano = 1;
    assert_string_equal(verdict_name(add(fixture, sample)), "conflict");
    sample.nano = 0;
    assert_string_equal(verdict_name(add(fixture, sample)), "duplicate"); /* the first stays */
    sample.slot = 8;
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    sample.slot = 7;
    sample.account = 1;
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    sample.app_id = "wx1";
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    sample.region = REGION_SA;
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    sample.resource = NULL; /* the bytes of the key are the same, their cut is not */
    sample.app_id = "wx1r";
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    end_day(fixture);
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-01×1 2\n");
}

static void a_row_of_zero_takes_its_slot(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample = {.meter = STANDARD, .day = 1};
    start_day(fixture, 1);
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    assert_string_equal(verdict_name(add(fixture, sample)), "duplicate");
    sample.units = 1;
    assert_string_equal(verdict_name(add(fixture, sample)), "conflict");
    end_day(fixture);
    const struct account_usage *usage = finish(fixture, 0);
    assert_int_equal(usage->days_with_rows, 1);
    assert_int_equal(usage->days_with_usage, 0);
}

static void events_are_told_apart_by_resource_and_second(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample = {.meter = SCREENSHOT, .day = 1, .second = 3, .units = 5};
    add_item(fixture, "shots", SCREENSHOT, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, 1);
    start_day(fixture, 1);
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    assert_string_equal(verdict_name(add(fixture, sample)), "billed"); /* no resource */
    sample.resource = "stream";
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    assert_string_equal(verdict_name(add(fixture, sample)), "duplicate");
    sample.units = 6;
    assert_string_equal(verdict_name(add(fixture, sample)), "conflict");
    sample.second = 4;
    assert_string_equal(verdict_name(add(fixture, sample)), "billed");
    end_day(fixture);
    assert_string_equal(measures_of(fixture, 0), "shots mainland 2024-05-01×1 21\n");
}

static void many_events_and_series_are_all_kept_apart(void **state)
{
    struct fixture *fixture = *state;
    char resource[32];
    add_item(fixture, "shots", SCREENSHOT, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, 1);
    start_day(fixture, 2);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20000; i++) {
            snprintf(resource, sizeof resource, "stream-%d", i / 4);
            struct sample sample = {.meter = SCREENSHOT,
                                    .day = 2,
                                    .slot = i % 4,
                                    .second = i % 300,
                                    .units = 1,
                                    .resource = resource};
            assert_string_equal(verdict_name(add(fixture, sample)),
                                round == 0 ? "billed" : "duplicate");
        }
    }
    end_day(fixture);
    assert_string_equal(measures_of(fixture, 0), "shots mainland 2024-05-02×1 20000\n");
}

static void a_porn_check_is_a_screenshot_too(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "shots", SCREENSHOT, MODE_ANY, AGGREGATE_SUM, WINDOW_MONTH, 1000);
    add_item(fixture, "checks", PORN_CHECK, MODE_ANY, AGGREGATE_SUM, WINDOW_MONTH, 1000);
    METER_DAY(fixture, {.meter = PORN_CHECK, .day = 1, .units = 160000},
              {.meter = SCREENSHOT, .day = 1, .units = 32000});
    METER_DAY(fixture, {.meter = PORN_CHECK, .day = 9, .units = 8000});
    assert_string_equal(measures_of(fixture, 0), "shots mainland 2024-05-01×2 200\n"
                                                 "checks mainland 2024-05-01×2 168\n");
}

static void a_task_under_a_minute_counts_as_one(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "minutes", TRANSCODE, MODE_ANY, AGGREGATE_TASK_MINUTES, WINDOW_DAY, 60);
    /* 1 + 1 + 1.5 + 0 minutes; two rows of one resource in one slot are two tasks. */
    METER_DAY(fixture, {.meter = TRANSCODE, .day = 1, .units = 1, .resource = "a"},
              {.meter = TRANSCODE,
               .day = 1,
               .second = 1,
               .units = 59,
               .nano = 999999999,
               .resource = "a"},
              {.meter = TRANSCODE, .day = 1, .units = 90, .resource = "b"},
              {.meter = TRANSCODE, .day = 1, .units = 0, .resource = "c"});
    assert_string_equal(measures_of(fixture, 0), "minutes mainland 2024-05-01×1 3.5\n");
}

static void quantities_are_rounded_once_half_up(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "minutes", TRANSCODE, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, 60);
    add_item(fixture, "month", TRANSCODE, MODE_ANY, AGGREGATE_SUM, WINDOW_MONTH, 60);
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    /* 20 s = 0.3333333333… min a day, 40 s = 0.6666666667 of two days, not 2 × 0.333333333. */
    METER_DAY(fixture, {.meter = TRANSCODE, .day = 1, .units = 20},
              {.meter = STANDARD, .day = 1, .units = 7, .nano = 499999999});
    METER_DAY(fixture, {.meter = TRANSCODE, .day = 2, .units = 20},
              {.meter = STANDARD, .day = 2, .units = 7, .nano = 500000000});
    assert_string_equal(measures_of(fixture, 0), "minutes mainland 2024-05-01×1 0.333333333\n"
                                                 "minutes mainland 2024-05-02×1 0.333333333\n"
                                                 "month mainland 2024-05-01×2 0.666666667\n"
                                                 "traffic mainland 2024-05-01×1 0.000000007\n"
                                                 "traffic mainland 2024-05-02×1 0.000000008\n");
}

static void usage_that_rounds_to_nothing_is_no_usage(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    add_item(fixture, "month", STANDARD, MODE_ANY, AGGREGATE_AVGPEAK, WINDOW_MONTH, 1000000);
    /* 0.018749999 bytes × 8 / 300 = 4.99 × 10^-10 Mbps */
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .nano = 18749999});
    METER_DAY(fixture, {.meter = STANDARD, .day = 2, .units = 37500000});
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-02×1 0.0375\n"
                                                 "month mainland 2024-05-01×1 1\n");
}

static void each_mode_measures_its_own_days(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "traffic", STANDARD, MODE_TRAFFIC_DAY, AGGREGATE_SUM, WINDOW_DAY, GB);
    add_item(fixture, "band", STANDARD, MODE_BANDWIDTH_DAY, AGGREGATE_PEAK, WINDOW_DAY, 1000000);
    elect(fixture, 0, SCOPE_MAINLAND, 2, MODE_BANDWIDTH_DAY);
    for (int day = 1; day <= 2; day++)
        METER_DAY(fixture, {.meter = STANDARD, .day = day, .units = 3 * GB},
                  {.meter = STANDARD, .day = day, .units = 3 * GB, .region = REGION_EU});
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-01×1 3\n"
                                                 "traffic eu 2024-05-01×1 3\n"
                                                 "traffic eu 2024-05-02×1 3\n"
                                                 "band mainland 2024-05-02×1 80\n");
}

static void the_mean_of_daily_peaks_is_of_unrounded_peaks(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "mean", STANDARD, MODE_ANY, AGGREGATE_AVGPEAK, WINDOW_MONTH, 1000000);
    /* Peaks of 1, 1 and 4 bytes: 6 / 3 × 8 / 300 bit/s = 53.33 × 10^-9 Mbps; of peaks rounded
       first it would be (27 + 27 + 107) / 3 = 53.67. */
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .units = 1});
    METER_DAY(fixture, {.meter = STANDARD, .day = 2, .units = 1});
    METER_DAY(fixture, {.meter = STANDARD, .day = 4, .units = 4},
              {.meter = STANDARD, .day = 4, .slot = 1, .units = 3});
    METER_DAY(fixture, {.meter = STANDARD, .day = 5, .units = 0});
    assert_string_equal(measures_of(fixture, 0), "mean mainland 2024-05-01×3 0.000000053\n");
}

static void a_month_peak_is_the_largest_slot_total(void **state)
{
    struct fixture *fixture = *state;
    struct item *item =
        add_item(fixture, "channels", RECORD, MODE_ANY, AGGREGATE_PEAK, WINDOW_MONTH, 1);
    item->prorated = true;
    METER_DAY(fixture, {.meter = RECORD, .day = 1, .units = 5, .resource = "a"},
              {.meter = RECORD, .day = 1, .units = 7, .resource = "b"});
    METER_DAY(fixture, {.meter = RECORD, .day = 20, .units = 11});
    METER_DAY(fixture, {.meter = RECORD, .day = 21, .units = 0});
    assert_string_equal(measures_of(fixture, 0), "channels mainland 2024-05-01×2 12\n");
}

/* One slot of i × 37,500,000 bytes is i Mbps: 576 slots of two days hold 1 to 576 Mbps. */
static void fill_ranked_slots(struct fixture *fixture)
{
    add_item(fixture, "p95", STANDARD, MODE_ANY, AGGREGATE_P95, WINDOW_MONTH, 1000000);
    for (int day = 2; day >= 1; day--) {
        start_day(fixture, day);
        for (int slot = 0; slot < 288; slot++)
            add(fixture, (struct sample){.meter = STANDARD,
                                         .day = day,
                                         .slot = slot,
                                         .units = (uint64_t)(slot * 2 + day) * 37500000});
        end_day(fixture);
    }
}

static void the_95th_drops_5_percent_rounded_down(void **state)
{
    struct fixture *fixture = *state;
    /* 0.05 × 576 = 28.8: 28 dropped, 576 … 549; 548 bills. */
    fill_ranked_slots(fixture);
    assert_string_equal(measures_of(fixture, 0), "p95 mainland 2024-05-01×2 548\n");
}

static void the_95th_drops_5_percent_rounded_up_by_policy(void **state)
{
    struct fixture *fixture = *state;
    fixture->book.settings.policy.p95_rank_ceil = true;
    fill_ranked_slots(fixture);
    assert_string_equal(measures_of(fixture, 0), "p95 mainland 2024-05-01×2 547\n");
}

static void the_95th_of_a_whole_month(void **state)
{
    struct fixture *fixture = *state;
    /* 31 × 288 slots of 1 to 8928 Mbps: 446 dropped, or 447: 8928 − 446 = 8482, or 8481. */
    fixture->book.settings.policy.p95_rank_ceil = true;
    add_item(fixture, "p95", STANDARD, MODE_ANY, AGGREGATE_P95, WINDOW_MONTH, 1000000);
    for (int day = 1; day <= 31; day++) {
        start_day(fixture, day);
        for (int slot = 0; slot < 288; slot++)
            add(fixture, (struct sample){.meter = STANDARD,
                                         .day = day,
                                         .slot = slot,
                                         .units = (uint64_t)(slot * 31 + day) * 37500000});
        end_day(fixture);
    }
    assert_string_equal(measures_of(fixture, 0), "p95 mainland 2024-05-01×31 8481\n");
}

static void slots_without_a_row_rank_as_zero(void **state)
{
    struct fixture *fixture = *state;
    add_item(fixture, "p95", STANDARD, MODE_ANY, AGGREGATE_P95, WINDOW_MONTH, 1000000);
    /* One day: 0.05 × 288 = 14.4, 14 dropped: with 15 slots the smallest bills, with 14 none. */
    start_day(fixture, 1);
    for (int slot = 0; slot < 15; slot++) {
        add(fixture, (struct sample){.meter = STANDARD,
                                     .day = 1,
                                     .slot = slot,
                                     .units = 37500000 + (uint64_t)slot * 1000});
        if (slot < 14)
            add(fixture,
                (struct sample){
                    .meter = STANDARD, .day = 1, .slot = slot, .units = GB, .region = REGION_EU});
    }
    end_day(fixture);
    assert_string_equal(measures_of(fixture, 0), "p95 mainland 2024-05-01×1 1\n");
}

/* Limits. */

static void rows_of_10_to_the_15_are_exact(void **state)
{
    struct fixture *fixture = *state;
    uint64_t largest = UINT64_C(1000000000000000);
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    add_item(fixture, "band", STANDARD, MODE_ANY, AGGREGATE_PEAK, WINDOW_DAY, 1000000);
    METER_DAY(fixture, {.meter = STANDARD, .day = 1, .slot = 31, .units = 1},
              {.meter = STANDARD, .day = 1, .slot = 30, .units = largest},
              {.meter = STANDARD, .day = 1, .slot = 30, .units = largest, .resource = "b"},
              {.meter = STANDARD, .day = 1, .slot = 32, .units = 18, .nano = 1});
    /* 2 × 10^15 + 19.000000001 bytes; 2 × 10^15 × 8 / 300 / 10^6 Mbps */
    assert_string_equal(measures_of(fixture, 0), "traffic mainland 2024-05-01×1 2000000.000000019\n"
                                                 "band mainland 2024-05-01×1 53333333.333333333\n");
}

/* Event rows without a resource add up without bound: a million rows of 10^15 are 10^21. */
static void add_month_of_events(struct fixture *fixture, int rows)
{
    add_item(fixture, "shots", SCREENSHOT, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, 1);
    start_day(fixture, 1);
    for (int i = 0; i < rows; i++)
        add(fixture, (struct sample){.meter = SCREENSHOT,
                                     .day = 1,
                                     .region = REGION_NONE,
                                     .units = UINT64_C(1000000000000000)});
    end_day(fixture);
}

static void a_month_of_10_to_the_21_is_exact(void **state)
{
    struct fixture *fixture = *state;
    add_month_of_events(fixture, 1000000);
    assert_string_equal(measures_of(fixture, 0), "shots  2024-05-01×1 1000000000000000000000\n");
}

static void more_than_10_to_the_21_is_refused_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct usage usage = {0};
    add_month_of_events(fixture, 1000000);
    METER_DAY(fixture, {.meter = SCREENSHOT, .day = 2, .nano = 1, .region = REGION_NONE});
    assert_false(metering_finish(&usage, fixture->metering, fixture->arena, fixture->report));
    const struct problem *problem = fixture->report->problems.at;
    assert_string_equal(problem_code_name(problem->code), "too-large");
    assert_string_equal(problem->message.at,
                        "account 'acme', item 'shots' (no region): the usage of 2024-05 is too "
                        "large");
}

/* Order. */

static uint64_t next_chance(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static const char *meter_shuffled(uint64_t seed, bool backwards)
{
    static char text[8192];
    void *state;
    assert_int_equal(set_up(&state), 0);
    struct fixture *fixture = state;
    add_item(fixture, "traffic", STANDARD, MODE_ANY, AGGREGATE_SUM, WINDOW_DAY, GB);
    add_item(fixture, "p95", STANDARD, MODE_ANY, AGGREGATE_P95, WINDOW_MONTH, 1000000);
    add_item(fixture, "mean", STANDARD, MODE_ANY, AGGREGATE_AVGPEAK, WINDOW_MONTH, 1000000);
    add_item(fixture, "peak", STANDARD, MODE_ANY, AGGREGATE_PEAK, WINDOW_MONTH, 1000000);
    for (int i = 1; i <= 6; i++) {
        int day = backwards ? 7 - i : i, order[288 * 3];
        for (int j = 0; j < 288 * 3; j++)
            order[j] = j;
        for (int j = 288 * 3 - 1; j > 0; j--) {
            int other = (int)(next_chance(&seed) % (uint64_t)(j + 1)), kept = order[j];
            order[j] = order[other];
            order[other] = kept;
        }
        start_day(fixture, day);
        for (int j = 0; j < 288 * 3; j++) {
            int slot = order[j] / 3, resource = order[j] % 3;
            add(fixture, (struct sample){.meter = STANDARD,
                                         .day = day,
                                         .slot = slot,
                                         .units = (uint64_t)(slot * 7919 * day % 997 + 1) * MB,
                                         .resource = resource == 0   ? "a"
                                                     : resource == 1 ? "b"
                                                                     : NULL});
        }
        end_day(fixture);
    }
    snprintf(text, sizeof text, "%s", measures_of(fixture, 0));
    tear_down(&state);
    return text;
}

static void the_order_of_rows_and_days_changes_nothing(void **state)
{
    char first[8192];
    (void)state;
    snprintf(first, sizeof first, "%s", meter_shuffled(1, false));
    assert_string_equal(meter_shuffled(2, false), first);
    assert_string_equal(meter_shuffled(3, true), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
        TEST(thirty_megabytes_in_a_slot_are_0_8_mbps),
        TEST(a_peak_is_of_slot_totals_over_resources_and_apps),
        TEST(regions_and_specs_are_quantities_of_their_own),
        TEST(a_second_row_of_a_slot_is_a_duplicate_or_a_conflict),
        TEST(a_row_of_zero_takes_its_slot),
        TEST(events_are_told_apart_by_resource_and_second),
        TEST(many_events_and_series_are_all_kept_apart),
        TEST(a_porn_check_is_a_screenshot_too),
        TEST(a_task_under_a_minute_counts_as_one),
        TEST(quantities_are_rounded_once_half_up),
        TEST(usage_that_rounds_to_nothing_is_no_usage),
        TEST(each_mode_measures_its_own_days),
        TEST(the_mean_of_daily_peaks_is_of_unrounded_peaks),
        TEST(a_month_peak_is_the_largest_slot_total),
        TEST(the_95th_drops_5_percent_rounded_down),
        TEST(the_95th_drops_5_percent_rounded_up_by_policy),
        TEST(the_95th_of_a_whole_month),
        TEST(slots_without_a_row_rank_as_zero),
        TEST(rows_of_10_to_the_15_are_exact),
        TEST(a_month_of_10_to_the_21_is_exact),
        TEST(more_than_10_to_the_21_is_refused_by_name),
        cmocka_unit_test(the_order_of_rows_and_days_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
