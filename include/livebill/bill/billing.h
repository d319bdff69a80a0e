/*
 * Charges → invoices (R11, R12): lines, rounding, tax, postings, arrears and their notices.
 */
#ifndef LIVEBILL_BILL_BILLING_H
#define LIVEBILL_BILL_BILLING_H

#include "livebill/base/report.h"
#include "livebill/domain/charge.h"

bool bill_accounts(struct invoice_list *invoices, const struct book *book,
                   const struct mode_calendar *calendar, const struct charges *charges,
                   const struct usage *usage, struct arena *arena, struct report *report);

#endif
