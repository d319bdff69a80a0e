#include "support/cases.h"

#include "livebill/value/decimal.h"
#include "livebill/value/words.h"

static void check_words(const struct test_case *test, struct arena *arena)
{
    wide minor;
    enum currency currency;
    enum language language;

    assert_int_equal(decimal_parse(&minor, test->columns[0], MONEY_PLACES, true), DECIMAL_OK);
    assert_true(currency_parse(&currency, test->columns[1]));
    assert_true(language_parse(&language, test->columns[2]));
    struct money money = {(int64_t)minor};
    assert_case(test, money_words(arena, money, currency, language), test->columns[3]);
}

static void amounts_are_put_into_words(void **state)
{
    (void)state;
    run_cases("tests/cases/words.cases", 25, check_words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(amounts_are_put_into_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
