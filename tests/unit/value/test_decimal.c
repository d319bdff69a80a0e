#include "support/cases.h"

#include "livebill/value/decimal.h"

static const char *const statuses[] = {"", "malformed", "negative", "too precise", "too large"};

static void check_decimal(const struct test_case *test, struct arena *arena)
{
    unsigned places = (unsigned)(test->columns[1].at[0] - '0');
    bool negatives = text_is(test->columns[2], "yes");
    wide value;
    enum decimal_status status = decimal_parse(&value, test->columns[0], places, negatives);

    if (status == DECIMAL_OK)
        assert_case(test, decimal_text(arena, value, places), test->columns[3]);
    else
        assert_case(test, text_of(statuses[status]), test->columns[3]);
}

static void decimals_are_read_exactly_or_refused(void **state)
{
    (void)state;
    run_cases("tests/cases/decimals.cases", 20, check_decimal);
}

static void trailing_zeros_go_but_for_the_least(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(decimal_text_short(arena, 1500000000, 9, 0).at, "1.5");
    assert_string_equal(decimal_text_short(arena, 2000000000, 9, 0).at, "2");
    assert_string_equal(decimal_text_short(arena, 30000000, 8, 2).at, "0.30");
    assert_string_equal(decimal_text_short(arena, -5, 9, 0).at, "-0.000000005");
    assert_string_equal(decimal_text_short(arena, 0, 9, 0).at, "0");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly_or_refused),
        cmocka_unit_test(trailing_zeros_go_but_for_the_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
