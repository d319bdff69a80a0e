/*
 * closed/PREVIOUS/carry.csv: what the period opens from (R13).
 */
#ifndef LIVEBILL_READ_CARRY_H
#define LIVEBILL_READ_CARRY_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

/*
 * Fills book->carry from the folder of the sealed period before (`CLOSED/2024-04`). False where an
 * error was reported: a damaged file, or an account that is carried and no longer in the book.
 */
bool carry_read(struct book *book, struct text folder, struct arena *arena, struct report *report);

/* After the accounts were read: each carried one must be there, in its currency. */
bool carry_check_accounts(const struct book *book, struct report *report);

#endif
