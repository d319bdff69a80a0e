#include "support/cases.h"

#include "rate/pricing.h"

#include "livebill/base/list.h"
#include "livebill/value/decimal.h"

static wide number(struct text text, unsigned places)
{
    wide value;
    assert_int_equal(decimal_parse(&value, text_trim(text), places, false), DECIMAL_OK);
    return value;
}

/* Cuts `text` at `mark`: the rest goes to *rest, which is empty where there is no mark. */
static struct text cut(struct text text, char mark, struct text *rest)
{
    size_t at = text_find(text, mark);
    *rest = text_slice(text, at + 1, text.size);
    return text_slice(text, 0, at);
}

struct tier_list {
    struct tier *at;
    size_t count, capacity;
};

/* `2000 @ 0.25 + 7 / 100` */
static void add_tier(struct tier_list *tiers, struct text text, struct arena *arena)
{
    struct text block, flat, price, from;
    struct tier *tier = LIST_ADD(arena, tiers);
    text = cut(text, '/', &block);
    text = cut(text, '+', &flat);
    from = cut(text, '@', &price);
    tier->from.nano = number(from, QUANTITY_PLACES);
    tier->unit_price.e8 = (int64_t)number(price, PRICE_PLACES);
    if (flat.size > 0)
        tier->flat_price.e8 = (int64_t)number(flat, PRICE_PLACES);
    if (block.size > 0)
        tier->block.nano = number(block, QUANTITY_PLACES);
}

static enum tier_model model_of(struct text name)
{
    static const char *const names[] = {"reach", "reach_above", "graduated", "graduated_above",
                                        "flat"};
    for (int i = 0; i < 5; i++) {
        if (text_is(name, names[i]))
            return (enum tier_model)i;
    }
    fail_msg("'%.*s' is not a model", TEXT_ARGS(name));
    return MODEL_FLAT;
}

static struct rate_table table_of(const struct test_case *test, struct arena *arena)
{
    struct tier_list tiers = {0};
    struct text rest = test->columns[1];
    while (rest.size > 0) {
        struct text tier = cut(rest, ',', &rest);
        add_tier(&tiers, tier, arena);
    }
    return (struct rate_table){
        .model = model_of(test->columns[0]), .tiers = tiers.at, .tier_count = tiers.count};
}

static struct text sum_of(const struct usage_charge *charge, struct arena *arena)
{
    struct amount sum = {0};
    for (size_t i = 0; i < charge->details.count; i++)
        assert_true(amount_add(&sum, charge->details.at[i].amount));
    return amount_text(arena, sum);
}

static void check_tiers(const struct test_case *test, struct arena *arena)
{
    struct rate_table table = table_of(test, arena);
    struct quantity billable = {number(test->columns[2], QUANTITY_PLACES)};
    struct window_charge window = {.quantity = billable, .discount = {(int64_t)PRICE_ONE}};
    struct usage_charge charge = {0};
    struct text month;

    if (test->columns[3].size > 0) {
        window.active_days = (int)number(cut(test->columns[3], '/', &month), 0);
        window.month_days = (int)number(month, 0);
    }
    bool ok = price_window(&charge, &window, billable, &table, arena);
    assert_case(test, ok ? sum_of(&charge, arena) : TEXT("too large"),
                case_result(test->columns[4]));
}

static void tiers_cost_what_the_rule_says(void **state)
{
    (void)state;
    run_cases("tests/cases/tiers.cases", 30, check_tiers);
}

static void a_quantity_of_zero_gives_one_detail_without_a_price(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct window_charge window = {.quantity = {5}, .deducted = {5}};
    struct usage_charge charge = {0};

    assert_true(price_window(&charge, &window, (struct quantity){0}, NULL, arena));
    assert_int_equal(charge.details.count, 1);
    assert_null(charge.details.at[0].table);
    assert_true(charge.details.at[0].quantity.nano == 5);
    assert_true(charge.details.at[0].amount.e8 == 0);
    arena_free(arena);
}

static void only_the_first_part_carries_the_quantity(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct tier tiers[] = {{.unit_price = {100}}, {.from = {10 * QUANTITY_ONE}}};
    struct rate_table table = {.model = MODEL_GRADUATED, .tiers = tiers, .tier_count = 2};
    struct quantity quantity = {15 * QUANTITY_ONE};
    struct window_charge window = {.quantity = quantity, .discount = {(int64_t)PRICE_ONE}};
    struct usage_charge charge = {0};

    assert_true(price_window(&charge, &window, quantity, &table, arena));
    assert_int_equal(charge.details.count, 2);
    assert_string_equal(quantity_text(arena, charge.details.at[0].quantity).at, "15");
    assert_string_equal(quantity_text(arena, charge.details.at[1].quantity).at, "0");
    assert_string_equal(quantity_text(arena, charge.details.at[0].billable).at, "10");
    assert_string_equal(quantity_text(arena, charge.details.at[1].billable).at, "5");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiers_cost_what_the_rule_says),
        cmocka_unit_test(a_quantity_of_zero_gives_one_detail_without_a_price),
        cmocka_unit_test(only_the_first_part_carries_the_quantity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
