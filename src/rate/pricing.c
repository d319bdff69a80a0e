#include "pricing.h"

#include "livebill/base/fatal.h"

bool billable_quantity(struct quantity *out, const struct item *item, struct quantity quantity,
                       struct quantity deducted)
{
    wide rest = quantity.nano - deducted.nano - item->free.nano, blocks;
    if (rest < 0)
        rest = 0;
    if (item->round_up_to.nano > 0) {
        blocks = wide_divide_ceiling(rest, item->round_up_to.nano);
        if (!wide_multiply(&rest, blocks, item->round_up_to.nano))
            return false;
    }
    out->nano = rest;
    return true;
}

/* The detail that every row of the window starts from. */
static struct detail *add_detail(struct usage_charge *charge, const struct window_charge *window,
                                 struct arena *arena)
{
    struct detail *detail = LIST_ADD(arena, &charge->details);
    detail->start = window->start;
    detail->last = window->last;
    detail->active_days = window->active_days;
    detail->month_days = window->month_days;
    detail->discount = window->discount;
    return detail;
}

/* The first row of a window carries what was measured and what packs gave. */
static void carry_quantity(struct detail *detail, const struct window_charge *window,
                           struct arena *arena)
{
    detail->quantity = window->quantity;
    detail->deducted = window->deducted;
    for (size_t i = 0; i < window->draw_count; i++)
        *LIST_ADD(arena, &detail->draws) = window->draws[i];
}

/* unit price × units, or × started blocks, plus the flat price; then days, then the discount. */
static bool price_detail(struct detail *detail, struct quantity billable,
                         const struct rate_table *table, const struct tier *tier)
{
    wide units = billable.nano;
    struct product product;

    detail->billable = billable;
    detail->table = table;
    detail->tier = tier;
    detail->unit_price = tier->unit_price;
    detail->flat_price = tier->flat_price;
    if (tier->block.nano > 0)
        units = wide_divide_ceiling(units, tier->block.nano) * QUANTITY_ONE;
    if (!wide_multiply(&product.e17, units, tier->unit_price.e8)
        || !wide_add(&product.e17, product.e17, tier->flat_price.e8 * QUANTITY_ONE))
        return false;

    bool prorated = detail->month_days > 0;
    return amount_rounded(&detail->list_amount, product, prorated ? detail->active_days : 1,
                          prorated ? detail->month_days : 1)
           && amount_discounted_rounded(&detail->amount, detail->list_amount, detail->discount);
}

/* A tier begins AT its bound, or just above it in the models that say so. */
static bool is_entered(const struct rate_table *table, const struct tier *tier,
                       struct quantity billable)
{
    bool above = table->model == MODEL_GRADUATED_ABOVE || table->model == MODEL_REACH_ABOVE;
    return tier->from.nano < billable.nano || (!above && tier->from.nano == billable.nano);
}

/* The tier that the whole quantity is priced at: the last one that it enters. */
static const struct tier *reached_tier(const struct rate_table *table, struct quantity billable)
{
    const struct tier *reached = &table->tiers[0];
    for (size_t i = 1; i < table->tier_count; i++) {
        if (is_entered(table, &table->tiers[i], billable))
            reached = &table->tiers[i];
    }
    return reached;
}

/* A tier that is entered with nothing in it yet costs its flat price, and is left out without. */
static bool price_parts(struct usage_charge *charge, const struct window_charge *window,
                        struct quantity billable, const struct rate_table *table,
                        struct arena *arena)
{
    for (size_t i = 0; i < table->tier_count; i++) {
        const struct tier *tier = &table->tiers[i];
        wide end = billable.nano;
        if (i + 1 < table->tier_count && table->tiers[i + 1].from.nano < end)
            end = table->tiers[i + 1].from.nano;
        if (!is_entered(table, tier, billable))
            break;
        if (end == tier->from.nano && tier->flat_price.e8 == 0)
            continue;
        struct detail *detail = add_detail(charge, window, arena);
        if (i == 0)
            carry_quantity(detail, window, arena);
        if (!price_detail(detail, (struct quantity){end - tier->from.nano}, table, tier))
            return false;
    }
    return true;
}

static bool price_whole(struct usage_charge *charge, const struct window_charge *window,
                        struct quantity billable, const struct rate_table *table,
                        const struct tier *tier, struct arena *arena)
{
    struct detail *detail = add_detail(charge, window, arena);
    carry_quantity(detail, window, arena);
    return tier == NULL || price_detail(detail, billable, table, tier);
}

bool price_window(struct usage_charge *charge, const struct window_charge *window,
                  struct quantity billable, const struct rate_table *table, struct arena *arena)
{
    if (billable.nano == 0)
        return price_whole(charge, window, billable, NULL, NULL, arena);
    switch (table->model) {
    case MODEL_REACH:
    case MODEL_REACH_ABOVE:
        return price_whole(charge, window, billable, table, reached_tier(table, billable), arena);
    case MODEL_FLAT:
        return price_whole(charge, window, billable, table, &table->tiers[0], arena);
    case MODEL_GRADUATED:
    case MODEL_GRADUATED_ABOVE:
        return price_parts(charge, window, billable, table, arena);
    }
    bug("rate model %d", (int)table->model);
}
