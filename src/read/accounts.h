/*
 * accounts.csv and elections.csv (formats.md §2).
 *
 * Both return false where the file as a whole cannot be used; rows that are wrong are rejected.
 */
#ifndef LIVEBILL_READ_ACCOUNTS_H
#define LIVEBILL_READ_ACCOUNTS_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

struct sealed_copy;

/* Fills book->accounts, sorted by id; `selected` is still false everywhere. */
bool accounts_read(struct book *book, struct arena *arena, struct report *report);

/* Fills book->elections with those before the period's end, in file order; with a sealed copy
 * (else NULL) only those that the carried modes do not know of yet (R13). */
bool elections_read(struct book *book, const struct sealed_copy *copy, struct arena *arena,
                    struct report *report);

#endif
