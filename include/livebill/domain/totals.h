/*
 * Sums over the invoices of a run: totals.csv for the general ledger, review.csv for the person
 * who looks before anything is sent (formats.md §4).
 */
#ifndef LIVEBILL_DOMAIN_TOTALS_H
#define LIVEBILL_DOMAIN_TOTALS_H

#include "livebill/domain/invoice.h"

/*
 * One (currency, product, kind). list_amount is the exact sum of the lines', subtotal that of
 * their amounts, discount what lies between (rounding to cents included); net + tax = total. The
 * rows of one currency add up to the subtotals, taxes and totals of its invoices to the cent.
 */
struct total_row {
    enum currency currency;
    struct text product;
    enum line_kind kind;
    uint64_t lines;
    struct amount list_amount, discount;
    struct money subtotal, net, tax, total;
};

struct review_row {
    const struct account *account;
    const struct invoice *invoice; /* NULL where the period has none */
    bool zero_usage;               /* no row above 0 in the period */
    struct money credits;          /* the sum of its lines below 0 */
    uint64_t rejects;              /* rejected rows that name the account in a field */
    struct money change;           /* of the total against that of the last sealed month */
};

struct currency_total {
    uint64_t invoices;
    struct money total;
};

struct totals {
    LIST_OF(struct total_row) rows;     /* by currency, product, kind: byte order */
    LIST_OF(struct review_row) reviews; /* of the selected accounts, by account id */
    struct currency_total currencies[CURRENCY_COUNT];
    uint64_t lines;
};

#endif
