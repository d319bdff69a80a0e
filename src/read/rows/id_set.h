/*
 * Identifiers that are in use, and the line that used each first: for codes that may stand once
 * in a file (account_id, entry_id, meter …).
 */
#ifndef LIVEBILL_READ_ROWS_ID_SET_H
#define LIVEBILL_READ_ROWS_ID_SET_H

#include "livebill/base/text.h"

struct id_use {
    struct text id;
    uint64_t line; /* 0: a free slot */
};

struct id_set {
    struct arena *arena; /* set before the first use */
    struct id_use *slots;
    size_t count, capacity; /* the capacity is a power of 2 */
};

/* The line (above 0) that used the id first: 0 where this is the first use, which is kept. */
uint64_t id_set_use(struct id_set *set, struct text id, uint64_t line);

bool id_set_has(const struct id_set *set, struct text id);

#endif
