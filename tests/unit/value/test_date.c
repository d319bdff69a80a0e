#include "support/cases.h"

#include "livebill/value/date.h"
#include "livebill/value/decimal.h"

static int number_of(struct text text)
{
    wide value;
    assert_int_equal(decimal_parse(&value, text, 0, true), DECIMAL_OK);
    return (int)value;
}

static struct text result_of(const struct test_case *test, struct arena *arena)
{
    struct text what = test->columns[0], from = test->columns[1];
    struct period period;
    struct moment moment;
    struct day day;

    if (text_is(what, "time"))
        return moment_parse(&moment, from) ? moment_text(arena, moment) : TEXT("no");
    if (text_is(what, "period")) {
        assert_true(period_parse(&period, from));
        return text_format(arena, "%d", period_days(period));
    }
    assert_true(day_parse(&day, from));
    if (text_is(what, "weekday"))
        return text_format(arena, "%d", day_weekday(day));
    assert_true(text_is(what, "months"));
    return day_text(arena, day_add_months(day, number_of(test->columns[2])));
}

static void check_date(const struct test_case *test, struct arena *arena)
{
    assert_case(test, result_of(test, arena), test->columns[test->count - 1]);
}

static void dates_follow_the_calendar(void **state)
{
    (void)state;
    run_cases("tests/cases/dates.cases", 30, check_date);
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    (void)state;
    struct day day = day_of_civil((struct civil){1970, 1, 1});
    assert_int_equal(day.number, 0);
    for (int i = 0; i < 146097; i++, day.number++) {
        struct civil civil = civil_of_day(day);
        assert_true(civil_exists(civil));
        assert_int_equal(day_of_civil(civil).number, day.number);
    }
}

static void slots_are_five_minutes(void **state)
{
    (void)state;
    struct moment moment;
    assert_true(moment_parse(&moment, TEXT("2024-05-01 23:59:59")));
    assert_int_equal(moment_slot(moment), 287);
    assert_true(moment_parse(&moment, TEXT("2024-05-01 00:04:59")));
    assert_int_equal(moment_slot(moment), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_follow_the_calendar),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
        cmocka_unit_test(slots_are_five_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
