/*
 * The ledgers (formats.md §2), and what elections share with them: rows of accounts at a time.
 */
#ifndef LIVEBILL_READ_ENTRIES_H
#define LIVEBILL_READ_ENTRIES_H

#include "read/rows/fields.h"

#include "livebill/domain/book.h"

struct sealed_copy;

/*
 * Whether the row stands before the end of what is billed, or has no readable time: only such
 * rows are kept or rejected (formats.md §6).
 */
bool entry_concerns_period(const struct form *form, size_t time_column, const struct book *book);

/* Whether the row is of a sealed period (or of no readable time) and known from the copy. */
bool entry_is_sealed(const struct form *form, size_t time_column, const struct book *book,
                     const struct sealed_copy *copy, int file);

/* The account that the column names; an unknown one rejects the row. */
bool entry_account(const struct account **out, const struct form *form, size_t column,
                   const struct book *book);

/*
 * Fills book->entries, by time, ledger and id, with those before the end of what is billed. False
 * where a file as a whole cannot be used.
 *
 * With a sealed copy (else NULL) the entries of sealed periods are the copy's; rows of the book
 * that the copy does not have count at the period's start (R13).
 */
bool ledgers_read(struct book *book, const struct sealed_copy *copy, struct arena *arena,
                  struct report *report);

#endif
