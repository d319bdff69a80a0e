#include "difference.h"

const char *cause_code(enum cause cause)
{
    static const char *const codes[CAUSE_COUNT] = {
        [CAUSE_USAGE] = "usage",       [CAUSE_RATE] = "rate",         [CAUSE_PACK] = "pack",
        [CAUSE_DISCOUNT] = "discount", [CAUSE_ROUNDING] = "rounding", [CAUSE_LEDGER] = "ledger",
    };
    return codes[cause];
}

wide window_amount(const struct priced_window *window)
{
    wide sum = 0;
    for (size_t i = 0; i < window->parts.count; i++)
        sum += window->parts.at[i].amount;
    return sum;
}

wide window_list_amount(const struct priced_window *window)
{
    wide sum = 0;
    for (size_t i = 0; i < window->parts.count; i++)
        sum += window->parts.at[i].list_amount;
    return sum;
}

static wide window_billable(const struct priced_window *window)
{
    wide sum = 0;
    for (size_t i = 0; i < window->parts.count; i++)
        sum += window->parts.at[i].billable;
    return sum;
}

static wide discounted(wide list, struct rate discount)
{
    struct amount out;
    return amount_discounted_rounded(&out, (struct amount){list}, discount) ? out.e8 : list;
}

struct rate discount_found(wide list, wide amount)
{
    wide unit = PRICE_ONE, rate;

    if (list <= 0)
        return (struct rate){(int64_t)PRICE_ONE};
    for (unsigned places = 0; places <= PRICE_PLACES; places++, unit /= 10) {
        if (!wide_scale(&rate, amount, PRICE_ONE / unit, list, WIDE_HALF_UP))
            break;
        rate *= unit;
        if (rate > 0 && rate <= PRICE_ONE
            && discounted(list, (struct rate){(int64_t)rate}) == amount)
            return (struct rate){(int64_t)rate};
    }
    return (struct rate){(int64_t)PRICE_ONE};
}

/* The part's quantity at the price of `rate` (R12); what it costs as it is where that is too much.
 */
static wide price_at(const struct priced_part *part, const struct priced_part *rate)
{
    wide units = part->billable;
    struct product product;
    struct amount out;

    if (rate->block > 0)
        units = wide_divide_ceiling(units, rate->block) * QUANTITY_ONE;
    if (!wide_multiply(&product.e17, units, rate->unit_price)
        || !wide_add(&product.e17, product.e17, rate->flat_price * QUANTITY_ONE)
        || !amount_rounded(&out, product, part->days, part->month_days))
        return part->list_amount;
    return out.e8;
}

/* Whether another tier than before is reached because the quantity moved past its bound. */
static bool has_moved(const struct priced_part *before, const struct priced_part *after)
{
    if (after->tier_from > before->tier_from)
        return before->billable < after->tier_from
               || (before->billable == after->tier_from && after->billable != before->billable);
    return after->billable < before->tier_from
           || (after->billable == before->tier_from && after->billable != before->billable);
}

/* The old price for a part of the new window; NULL: the old table may well have had this one. */
static const struct priced_part *old_price(const struct priced_window *before,
                                           const struct priced_part *part, size_t parts)
{
    for (size_t i = 0; i < before->parts.count; i++) {
        if (before->parts.at[i].priced && before->parts.at[i].tier_from == part->tier_from)
            return &before->parts.at[i];
    }
    if (before->parts.count != 1 || parts != 1 || !before->parts.at[0].priced
        || has_moved(&before->parts.at[0], part))
        return NULL;
    return &before->parts.at[0];
}

static wide at_old_prices(const struct priced_window *before, const struct priced_window *after)
{
    wide sum = 0;
    for (size_t i = 0; i < after->parts.count; i++) {
        const struct priced_part *part = &after->parts.at[i];
        const struct priced_part *rate = part->priced ? old_price(before, part, after->parts.count)
                                                      : NULL;
        sum += rate == NULL ? part->list_amount : price_at(part, rate);
    }
    return sum;
}

/* `whole` is what usage and packs did together: the usage's share is the quantity's. */
static wide usage_share(wide whole, wide used, wide deducted)
{
    wide billable = used - deducted, share;
    if (deducted == 0 || used == 0)
        return deducted == 0 ? whole : 0;
    if (billable == 0)
        return 0;
    if (billable < 0)
        billable = -billable, used = -used;
    return wide_scale(&share, whole, used, billable, WIDE_HALF_UP) ? share : whole;
}

void difference_explain(struct causes *causes, const struct priced_window *before,
                        const struct priced_window *after, struct rate discount)
{
    wide used = after->quantity - before->quantity, deducted = after->deducted - before->deducted;
    wide list_before = window_list_amount(before), list_after = window_list_amount(after);
    wide repriced = at_old_prices(before, after);

    /* Free units or rounding up are another: the catalogue changed, not the usage. */
    if (used == 0 && deducted == 0 && window_billable(before) != window_billable(after))
        repriced = list_before;
    wide with_usage = list_before + usage_share(repriced - list_before, used, deducted);
    wide amount_before = window_amount(before);
    wide after_usage = discounted(with_usage, discount);
    wide after_packs = discounted(repriced, discount);
    wide after_rate = discounted(list_after, discount);

    causes->e8[CAUSE_USAGE] += after_usage - amount_before;
    causes->e8[CAUSE_PACK] += after_packs - after_usage;
    causes->e8[CAUSE_RATE] += after_rate - after_packs;
    causes->e8[CAUSE_DISCOUNT] += window_amount(after) - after_rate;
}
