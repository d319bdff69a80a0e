/*
 * closed/PERIOD/carry.csv: what a sealed period came to, and what the next opens from (R13).
 */
#ifndef LIVEBILL_READ_CARRY_H
#define LIVEBILL_READ_CARRY_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

/* Of the sealed period with that folder (`CLOSED/2024-04`). Damage is reported as an error. */
struct carry *carry_read(struct book *book, struct period period, struct text folder,
                         struct arena *arena, struct report *report);

/* After the accounts were read: each carried one must be there, in its currency. */
bool carry_check_accounts(const struct book *book, struct report *report);

#endif
