/* Rejects on disk come back in the order of the report, whole, from any number of files. */

#include "support/cases.h"

#include "livebill/base/reject_log.h"

#include <stdio.h>

#define REJECTS 5000 /* of a file: some chunks */

struct fixture {
    struct arena *arena;
    struct report *report;
};

static struct problem reject_at(struct fixture *fixture, const char *file, uint64_t line,
                                enum problem_code code, size_t raw_size)
{
    char *raw = arena_take(fixture->arena, raw_size + 1);
    memset(raw, 'x', raw_size);
    return (struct problem){
        .severity = SEVERITY_REJECT,
        .code = code,
        .row = {{text_of(file), line}, {raw, raw_size}},
        .column = TEXT("unit"),
        .message = text_format(fixture->arena, "line %llu is wrong", (unsigned long long)line),
        .caret = UINT32_MAX,
    };
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);

    fixture->arena = arena;
    fixture->report = report_new(arena);
    fixture->report->log = reject_log_new(arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    reject_log_free(fixture->report->log);
    arena_free(fixture->arena);
    return 0;
}

static void log_file(struct fixture *fixture, const char *name, size_t raw_size)
{
    struct logged_file *file = reject_log_file(fixture->report->log, text_of(name));

    for (uint64_t line = 3; line < 3 + 2 * (uint64_t)REJECTS; line += 2) {
        struct problem reject = reject_at(fixture, name, line, CODE_BAD_UNIT, raw_size);
        assert_true(logged_file_add(file, &reject));
    }
    logged_file_end(file);
}

/* Walks it all; how many there were. */
static size_t count_in_order(struct fixture *fixture)
{
    struct reject_walk walk;
    const struct problem *next;
    struct problem last = {0};
    size_t count = 0;

    report_sort(fixture->report);
    reject_walk_start(&walk, fixture->report, fixture->arena);
    while ((next = reject_walk_next(&walk)) != NULL) {
        if (count++ > 0)
            assert_true(problem_compare(&last, next) < 0);
        last = *next;
        last.message = text_copy(fixture->arena, next->message);
        last.column = text_copy(fixture->arena, next->column);
        struct text message = text_format(fixture->arena, "line %llu is wrong",
                                          (unsigned long long)next->row.place.line);
        assert_true(text_equal(next->message, message));
        for (size_t i = 0; i < next->row.raw.size; i++)
            assert_int_equal(next->row.raw.at[i], 'x');
    }
    return count;
}

static void logged_and_kept_rejects_come_in_one_order(void **state)
{
    struct fixture *fixture = *state;
    const char *names[] = {"usage/2024-05-02.csv", "usage/2024-05-01.csv", "usage/2024-05-03.csv"};

    for (int i = 0; i < 3; i++) {
        log_file(fixture, names[i], (size_t)i * 40);
        for (uint64_t line = 2; line < 50; line += 4) { /* between the lines of the log */
            struct problem kept = reject_at(fixture, names[i], line, CODE_BAD_TIME, 10);
            report_add(fixture->report, &kept);
        }
    }
    report_warning(fixture->report, (struct place){TEXT("usage/2024-05-02.csv"), 4}, TEXT("x"),
                   CODE_UNKNOWN_COLUMN, NULL, "no reject");
    assert_int_equal(count_in_order(fixture), 3 * (REJECTS + 12));
    assert_int_equal(count_in_order(fixture), 3 * (REJECTS + 12)); /* as often as wanted */
}

static void a_row_larger_than_a_block_is_logged(void **state)
{
    struct fixture *fixture = *state;
    struct logged_file *file = reject_log_file(fixture->report->log, TEXT("usage/a.csv"));
    struct problem large = reject_at(fixture, "usage/a.csv", 7, CODE_BAD_UNIT, 1000000);
    struct problem small = reject_at(fixture, "usage/a.csv", 9, CODE_BAD_UNIT, 0);

    assert_true(logged_file_add(file, &large));
    assert_true(logged_file_add(file, &small));
    logged_file_end(file);
    assert_int_equal(count_in_order(fixture), 2);
}

static void what_comes_out_of_order_is_left_to_the_caller(void **state)
{
    struct fixture *fixture = *state;
    struct logged_file *file = reject_log_file(fixture->report->log, TEXT("usage/a.csv"));
    struct problem later = reject_at(fixture, "usage/a.csv", 9, CODE_BAD_UNIT, 3);
    struct problem earlier = reject_at(fixture, "usage/a.csv", 8, CODE_BAD_UNIT, 3);

    assert_true(logged_file_add(file, &later));
    assert_false(logged_file_add(file, &earlier));
    logged_file_end(file);
    report_add(fixture->report, &earlier);
    assert_int_equal(count_in_order(fixture), 2);
}

static void an_empty_log_has_nothing(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(count_in_order(fixture), 0);
    logged_file_end(reject_log_file(fixture->report->log, TEXT("usage/a.csv")));
    assert_int_equal(count_in_order(fixture), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(logged_and_kept_rejects_come_in_one_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_row_larger_than_a_block_is_logged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_comes_out_of_order_is_left_to_the_caller, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_log_has_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
