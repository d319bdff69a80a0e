/*
 * Tables that turn a field of a usage row into what it names, without a copy or a branch more than
 * needed: this is asked for every row.
 */
#ifndef LIVEBILL_READ_USAGE_NAMES_H
#define LIVEBILL_READ_USAGE_NAMES_H

#include "livebill/domain/book.h"

/* Names → their places in a list. At most a quarter full, so that a probe nearly always hits. */
struct name_table {
    struct name_place *places;
    size_t mask;
};

#define NAME_UNKNOWN SIZE_MAX

void name_table_start(struct name_table *table, size_t count, struct arena *arena);
void name_table_add(struct name_table *table, struct text name, size_t index);
size_t name_table_find(const struct name_table *table, struct text name);

/* A unit of formats.md §2 and how many base units (B, s, one) it has. */
struct usage_unit {
    const char *word;
    enum meter_kind kind;
    uint64_t factor;
};

/* NULL: a word that is no unit. */
const struct usage_unit *usage_unit_find(struct text word);

/* "write B, kB, MB, GB or TB" */
const char *usage_units_hint(enum meter_kind kind);

/* As region_parse, in one comparison; an empty text is no region. */
bool usage_region_find(enum region *out, struct text word);

#endif
