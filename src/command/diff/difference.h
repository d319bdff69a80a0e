/*
 * Why a window's amount is another: the change of a detail, split into causes that add up to it.
 *
 * What details.csv holds is enough: the new quantity is priced at the old row's price, what packs
 * cover apart from what was used, and the discount is found from list_amount and amount. Where the
 * quantity moved into another tier of the same table, that is the usage's doing, or the pack's; a
 * tier that the old quantity would have reached, but was not charged at, is a change of the rate.
 *
 * Quantities are 10^-9, prices and amounts 10^-8.
 */
#ifndef LIVEBILL_COMMAND_DIFF_DIFFERENCE_H
#define LIVEBILL_COMMAND_DIFF_DIFFERENCE_H

#include "livebill/base/list.h"
#include "livebill/value/money.h"

enum cause {
    CAUSE_USAGE,
    CAUSE_RATE,
    CAUSE_PACK,
    CAUSE_DISCOUNT,
    CAUSE_ROUNDING, /* to cents, of a line */
    CAUSE_LEDGER,   /* a purchase, a refund or an adjustment */
    CAUSE_COUNT,
};

const char *cause_code(enum cause cause);

struct causes {
    wide e8[CAUSE_COUNT];
};

/* A row of details.csv. */
struct priced_part {
    wide billable, tier_from, unit_price, flat_price, block;
    int64_t days, month_days; /* 1/1: not prorated */
    wide list_amount, amount;
    bool priced; /* false: nothing was billable, so tier and prices are empty */
};

/* The rows of one window; without any there was no usage. */
struct priced_window {
    struct text start, end;
    wide quantity, deducted;
    LIST_OF(struct priced_part) parts;
};

/* The discount with the fewest decimals that makes `amount` of `list`; ONE where list is 0. */
struct rate discount_found(wide list, wide amount);

/* Adds to *causes, which so grows by the change of the amount; `discount` is that before. */
void difference_explain(struct causes *causes, const struct priced_window *before,
                        const struct priced_window *after, struct rate discount);

wide window_amount(const struct priced_window *window);
wide window_list_amount(const struct priced_window *window);

#endif
