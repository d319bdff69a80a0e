/*
 * The account's postings of a period (R11), in their order, with balances.
 */
#ifndef LIVEBILL_BILL_POSTINGS_H
#define LIVEBILL_BILL_POSTINGS_H

#include "livebill/domain/charge.h"

/* Money in and out of one account in the period: entries of the payments ledger. */
struct payment_list {
    const struct entry **at;
    size_t count, capacity;
};

/*
 * Fills postings, opening, charged, paid, closing, pending and to_top_up from the invoice's
 * lines and total. False where a balance is out of range.
 */
bool bill_postings(struct invoice *invoice, const struct payment_list *payments,
                   struct arena *arena);

#endif
