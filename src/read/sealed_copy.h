/*
 * What the copies in closed/PERIOD/book hold of the ledgers and elections (R13): the rows of sealed
 * periods as they were sealed, each from the copy of the first period that it counted in, whatever
 * became of it in the book and so in later copies. A row of the book that stands there, byte for
 * byte, is known and not looked at again; one that does not is a late entry.
 */
#ifndef LIVEBILL_READ_SEALED_COPY_H
#define LIVEBILL_READ_SEALED_COPY_H

#include "read/rows/id_set.h"

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

struct sealed_copy {
    /* All but payments that took effect, at the time at which they counted; and requests and blocks
     * that were refused, for a block counts wherever it and its request stand (R9). */
    struct entry_list entries;
    struct id_set rows[LEDGER_COUNT + 1]; /* raw rows, rejected ones too; last what elections say */
    struct id_set ids[LEDGER_COUNT];      /* of entries that took effect */
    struct id_set seen[LEDGER_COUNT];     /* of all entries, refused ones too */
};

#define SEALED_ELECTIONS LEDGER_COUNT

/* Of all periods up to that of book->carry. Problems in them were judged when they were sealed. */
/* What the carry counts and no copy holds (a folder was lost with it) is reported. */
struct sealed_copy *sealed_copy_read(const struct book *book, struct arena *arena,
                                     struct report *report);

bool sealed_copy_has_row(const struct sealed_copy *copy, int file, struct text raw);

bool sealed_copy_has_election(const struct sealed_copy *copy, const struct election *election,
                              struct arena *arena);

/* Whether an entry of that id took effect in a sealed period. */
bool sealed_copy_has_entry(const struct sealed_copy *copy, enum ledger ledger, struct text id);

#endif
