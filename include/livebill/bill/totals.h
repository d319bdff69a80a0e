/*
 * Invoices → totals of the run (formats.md §4, totals.csv and review.csv).
 *
 * Tax is reckoned by invoice (R12) and shown here by product and kind: each of an invoice's groups
 * is taxed by itself, and what rounding leaves goes to the invoice's largest group, so that the
 * rows add up to the invoices to the cent.
 */
#ifndef LIVEBILL_BILL_TOTALS_H
#define LIVEBILL_BILL_TOTALS_H

#include "livebill/base/report.h"
#include "livebill/domain/totals.h"

/* `invoices` may be empty. False where a sum is too large: reported. */
bool totals_sum(struct totals *out, const struct book *book, const struct invoice_list *invoices,
                const struct usage *usage, struct arena *arena, struct report *report);

#endif
