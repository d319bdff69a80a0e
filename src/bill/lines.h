/*
 * Charges → numbered lines in the order of R12, and the sums behind them.
 */
#ifndef LIVEBILL_BILL_LINES_H
#define LIVEBILL_BILL_LINES_H

#include "livebill/domain/charge.h"

/* Lines, subtotal, tax, net and total; false where a sum is out of range. */
bool bill_lines(struct invoice *invoice, const struct account_charges *charges,
                struct arena *arena);

#endif
