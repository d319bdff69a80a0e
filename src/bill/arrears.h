/*
 * Arrears, grace, suspension and what is told of them (R11).
 */
#ifndef LIVEBILL_BILL_ARREARS_H
#define LIVEBILL_BILL_ARREARS_H

#include "livebill/domain/charge.h"

/* Sets the invoice's state and adds the notices of R11; the postings must have their balances. */
void bill_arrears(struct invoice *invoice, struct arena *arena);

#endif
