/*
 * The ledgers (formats.md §2), and what elections share with them: rows of accounts at a time.
 */
#ifndef LIVEBILL_READ_ENTRIES_H
#define LIVEBILL_READ_ENTRIES_H

#include "fields.h"

#include "livebill/domain/book.h"

/*
 * Whether the row stands before the end of what is billed, or has no readable time: only such
 * rows are kept or rejected (formats.md §6).
 */
bool entry_concerns_period(const struct form *form, size_t time_column, const struct book *book);

/* The account that the column names; an unknown one rejects the row. */
bool entry_account(const struct account **out, const struct form *form, size_t column,
                   const struct book *book);

/*
 * Fills book->ledgers: entries by time, ledger and id, and every id that was used before the
 * period's end. False where a file as a whole cannot be used.
 */
bool ledgers_read(struct book *book, struct arena *arena, struct report *report);

#endif
