/* Why an amount is another: causes that add up to the change. */

#include "command/diff/difference.h"

#include "command/key_table.h"
#include "livebill/base/arena.h"
#include "livebill/value/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UNITS(count)   ((wide)(count)*QUANTITY_ONE)
#define E8(hundredths) ((wide)(hundredths)*1000000)

static const struct rate full = {100000000};

/* A window of one part at so many cents a unit, in the tier from `tier` units. */
static struct priced_window window(struct priced_part *part, int64_t used, int64_t covered,
                                   int64_t tier, int64_t cents, int64_t percent)
{
    wide list = (wide)(used - covered) * cents * 1000000;
    *part = (struct priced_part){.billable = UNITS(used - covered),
                                 .tier_from = UNITS(tier),
                                 .unit_price = E8(cents),
                                 .days = 1,
                                 .month_days = 1,
                                 .list_amount = list,
                                 .amount = list * percent / 100,
                                 .priced = used > covered};
    return (struct priced_window){
        .quantity = UNITS(used), .deducted = UNITS(covered), .parts = {part, 1, 1}};
}

/* "usage 26.00, pack -5.20": what is not 0. */
static void assert_causes(const struct priced_window *before, const struct priced_window *after,
                          struct rate discount, const char *expected)
{
    struct arena *arena = arena_new();
    struct buffer shown = {.arena = arena};
    struct causes causes = {{0}};
    wide sum = 0;

    difference_explain(&causes, before, after, discount);
    for (int i = 0; i < CAUSE_COUNT; i++) {
        sum += causes.e8[i];
        if (causes.e8[i] != 0)
            buffer_format(&shown, "%s%s %s", shown.size > 0 ? ", " : "", cause_code((enum cause)i),
                          decimal_text_short(arena, causes.e8[i], PRICE_PLACES, 2).at);
    }
    assert_string_equal(text_copy(arena, buffer_text(&shown)).at, expected);
    assert_true(sum == window_amount(after) - window_amount(before));
    arena_free(arena);
}

static void more_usage_at_one_price_is_usage(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 1000, 0, 0, 26, 100);
    struct priced_window after = window(&new, 1100, 0, 0, 26, 100);
    (void)state;
    assert_causes(&before, &after, full, "usage 26.00");
}

static void a_tier_that_the_quantity_moved_into_is_usage(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 1999, 0, 0, 26, 100);
    struct priced_window after = window(&new, 2000, 0, 2000, 25, 100);
    (void)state;
    assert_causes(&before, &after, full, "usage -19.74");
    assert_causes(&after, &before, full, "usage 19.74");
}

static void a_tier_that_was_not_there_before_is_rate(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 3000, 0, 0, 26, 100);
    struct priced_window after = window(&new, 3000, 0, 2000, 25, 100);
    (void)state;
    assert_causes(&before, &after, full, "rate -30.00");
}

static void another_price_is_rate_and_the_rest_usage(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 100, 0, 0, 20, 100);
    struct priced_window after = window(&new, 110, 0, 0, 30, 100);
    (void)state;
    assert_causes(&before, &after, full, "usage 2.00, rate 11.00");
}

static void what_packs_cover_is_pack(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 100, 0, 0, 20, 100);
    struct priced_window after = window(&new, 100, 40, 0, 20, 100);
    (void)state;
    assert_causes(&before, &after, full, "pack -8.00");
    after = window(&new, 100, 100, 0, 0, 100);
    assert_causes(&before, &after, full, "pack -20.00");
}

static void usage_and_packs_share_by_quantity(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 100, 0, 0, 20, 100);
    struct priced_window after = window(&new, 150, 40, 0, 20, 100);
    (void)state;
    assert_causes(&before, &after, full, "usage 10.00, pack -8.00");
}

static void another_discount_is_discount(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 100, 0, 0, 20, 88);
    struct priced_window after = window(&new, 100, 0, 0, 20, 90);
    (void)state;
    assert_causes(&before, &after, (struct rate){88000000}, "discount 0.40");
}

static void a_window_that_was_not_there_is_usage(void **state)
{
    static const struct priced_window none;
    struct priced_part new;
    struct priced_window after = window(&new, 100, 0, 0, 20, 100);
    (void)state;
    assert_causes(&none, &after, full, "usage 20.00");
    assert_causes(&after, &none, full, "usage -20.00");
}

static void other_free_units_are_rate(void **state)
{
    struct priced_part old, new;
    struct priced_window before = window(&old, 100, 0, 0, 20, 100);
    struct priced_window after = window(&new, 100, 0, 0, 20, 100);
    (void)state;
    new.billable = UNITS(90);
    new.list_amount = new.amount = E8(1800);
    assert_causes(&before, &after, full, "rate -2.00");
}

static void the_simplest_discount_is_found(void **state)
{
    (void)state;
    assert_true(discount_found(72827197564, 64087933856).e8 == 88000000);
    assert_true(discount_found(E8(100), E8(100)).e8 == 100000000);
    assert_true(discount_found(0, 0).e8 == 100000000);
}

static void keys_are_found_again(void **state)
{
    struct arena *arena = arena_new();
    struct key_table table = {.arena = arena};
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        assert_true(key_add(&table, text_format(arena, "key %zu", i), i));
    assert_false(key_add(&table, TEXT("key 7"), 8));
    for (size_t i = 0; i < 1000; i++)
        assert_true(key_find(&table, text_format(arena, "key %zu", i)) == i);
    assert_true(key_find(&table, TEXT("key 1000")) == KEY_UNKNOWN);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_usage_at_one_price_is_usage),
        cmocka_unit_test(a_tier_that_the_quantity_moved_into_is_usage),
        cmocka_unit_test(a_tier_that_was_not_there_before_is_rate),
        cmocka_unit_test(another_price_is_rate_and_the_rest_usage),
        cmocka_unit_test(what_packs_cover_is_pack),
        cmocka_unit_test(usage_and_packs_share_by_quantity),
        cmocka_unit_test(another_discount_is_discount),
        cmocka_unit_test(a_window_that_was_not_there_is_usage),
        cmocka_unit_test(other_free_units_are_rate),
        cmocka_unit_test(the_simplest_discount_is_found),
        cmocka_unit_test(keys_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
