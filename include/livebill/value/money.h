/*
 * What is measured and what it costs, each in a type of its own, so that a swapped argument does
 * not compile.
 *
 *     quantity   10^-9 of a unit: of the item (GB), of a pack, or of the meter (byte, second, one)
 *     ratio      10^-9: pack units drawn by one unit of usage
 *     rate       10^-8: a tax rate or a discount (0.06, 0.9)
 *     price      10^-8 of the major currency unit, for one unit; flat prices too
 *     amount     10^-8 of the major currency unit: a detail (R12)
 *     money      cents: lines, ledgers, balances (R12)
 *
 * Digits are dropped in the functions below that end in _rounded, and nowhere else; each rounds
 * once, half up away from zero (R1). False means that the result is out of range.
 */
#ifndef LIVEBILL_VALUE_MONEY_H
#define LIVEBILL_VALUE_MONEY_H

#include "livebill/base/text.h"
#include "livebill/value/wide.h"

#define QUANTITY_PLACES 9
#define PRICE_PLACES    8
#define MONEY_PLACES    2
#define QUANTITY_ONE    ((wide)1000000000)
#define PRICE_ONE       ((wide)100000000)
#define PRICE_PER_CENT  ((wide)1000000)

/* 9,999,999,999,999.99: what a spreadsheet cell shows exactly (formats.md §6). */
#define MONEY_MINOR_MAX INT64_C(999999999999999)

struct quantity {
    wide nano;
};
struct ratio {
    int64_t nano;
};
struct rate {
    int64_t e8;
};
struct price {
    int64_t e8;
};
struct amount {
    wide e8;
};
struct money {
    int64_t minor;
};

/* price × quantity, not yet rounded: 10^-17 units. Sums of tiers are taken of these. */
struct product {
    wide e17;
};

bool money_fits(wide minor);

/* A sum of cents whose parts were added up in a wide: only the sum itself has to be in range. */
bool money_of_sum(struct money *out, wide minor);

/* *sum += more; false where the result leaves ±9,999,999,999,999.99. */
bool money_add(struct money *sum, struct money more);
bool amount_add(struct amount *sum, struct amount more);
bool quantity_add(struct quantity *sum, struct quantity more);

/* price × quantity / divisor × factor, rounded to 8 decimals (factor/divisor: 1/1, or 6/30). */
bool amount_rounded(struct amount *out, struct product product, int64_t factor, int64_t divisor);

/* amount × rate (a discount), rounded to 8 decimals. */
bool amount_discounted_rounded(struct amount *out, struct amount list, struct rate rate);

bool money_of_amount_rounded(struct money *out, struct amount amount);

/* amount × (1 + rate), rounded to cents (R11, exclusive tax). */
bool money_with_tax_rounded(struct money *out, struct amount amount, struct rate rate);

/* money × rate, and money / (1 + rate), rounded to cents (R12). */
bool money_tax_rounded(struct money *out, struct money net, struct rate rate);
bool money_net_rounded(struct money *out, struct money gross, struct rate rate);

struct amount amount_of_money(struct money money);

/* As written in the CSV files: "519.74", "519.74000000", and quantities without trailing zeros. */
struct text money_text(struct arena *arena, struct money money);
struct text amount_text(struct arena *arena, struct amount amount);
struct text quantity_text(struct arena *arena, struct quantity quantity);
struct text price_text(struct arena *arena, struct price price); /* no trailing zeros */

#endif
