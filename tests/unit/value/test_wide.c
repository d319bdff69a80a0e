#include "support/cases.h"

#include "livebill/value/decimal.h"
#include "livebill/value/money.h"

static struct text scaled(struct arena *arena, wide value, wide factor, wide divisor,
                          enum wide_rounding rounding)
{
    wide out;
    if (!wide_scale(&out, value, factor, divisor, rounding))
        return TEXT("does not fit");
    return decimal_text(arena, out, 0);
}

static void halves_round_away_from_zero(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(scaled(arena, 5, 1, 2, WIDE_HALF_UP).at, "3");
    assert_string_equal(scaled(arena, -5, 1, 2, WIDE_HALF_UP).at, "-3");
    assert_string_equal(scaled(arena, 4, 1, 3, WIDE_HALF_UP).at, "1");
    assert_string_equal(scaled(arena, -4, 1, 3, WIDE_HALF_UP).at, "-1");
    assert_string_equal(scaled(arena, 5, 1, 2, WIDE_FLOOR).at, "2");
    assert_string_equal(scaled(arena, -5, 1, 2, WIDE_FLOOR).at, "-3");
    assert_string_equal(scaled(arena, 5, 1, 2, WIDE_CEILING).at, "3");
    assert_string_equal(scaled(arena, -5, 1, 2, WIDE_CEILING).at, "-2");
    arena_free(arena);
}

static void a_product_beyond_128_bits_is_exact_where_the_result_fits(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    wide large = wide_ten(37);
    assert_string_equal(scaled(arena, large, wide_ten(30), wide_ten(31), WIDE_HALF_UP).at,
                        "1000000000000000000000000000000000000");
    assert_string_equal(scaled(arena, large + 5, wide_ten(36), wide_ten(37), WIDE_HALF_UP).at,
                        "1000000000000000000000000000000000001");
    assert_string_equal(scaled(arena, large, 100, 1, WIDE_HALF_UP).at, "does not fit");
    assert_string_equal(scaled(arena, WIDE_MAX, 3, 2, WIDE_HALF_UP).at, "does not fit");
    arena_free(arena);
}

static void sums_of_money_end_at_fifteen_digits(void **state)
{
    (void)state;
    struct money sum = {MONEY_MINOR_MAX - 1};
    assert_true(money_add(&sum, (struct money){1}));
    assert_false(money_add(&sum, (struct money){1}));
    assert_true(sum.minor == MONEY_MINOR_MAX);
    assert_true(money_add(&sum, (struct money){-2 * MONEY_MINOR_MAX}));
    assert_false(money_add(&sum, (struct money){-1}));
}

static void tax_is_rounded_to_cents(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct rate six = {6000000};
    struct money out;
    /* 106.00 / 1.06 = 100.00; 55,029.73 / 1.06 = 51,914.839… = 51,914.84 */
    assert_true(money_net_rounded(&out, (struct money){10600}, six));
    assert_string_equal(money_text(arena, out).at, "100.00");
    assert_true(money_net_rounded(&out, (struct money){5502973}, six));
    assert_string_equal(money_text(arena, out).at, "51914.84");
    /* 257.55 × 0.06 = 15.453 = 15.45, and the same below zero */
    assert_true(money_tax_rounded(&out, (struct money){-25755}, six));
    assert_string_equal(money_text(arena, out).at, "-15.45");
    /* 0.075 × 1.06 = 0.0795 = 0.08 */
    assert_true(money_with_tax_rounded(&out, (struct amount){7500000}, six));
    assert_string_equal(money_text(arena, out).at, "0.08");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_round_away_from_zero),
        cmocka_unit_test(a_product_beyond_128_bits_is_exact_where_the_result_fits),
        cmocka_unit_test(sums_of_money_end_at_fifteen_digits),
        cmocka_unit_test(tax_is_rounded_to_cents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
