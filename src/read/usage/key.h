/*
 * The keys of a day's plain rows: all fields that say what a row is about, so all but time and
 * quantity, found by their bytes as they stand in the row. What holds for one row of a key holds
 * for all of them (account, meter, region, unit, and that the texts are sound), so it is looked up
 * and checked for the first and remembered. Everything lives in the day's arena: memory grows with
 * accounts × resources.
 */
#ifndef LIVEBILL_READ_USAGE_KEY_H
#define LIVEBILL_READ_USAGE_KEY_H

#include "packed_key.h"
#include "row.h"

/* Where a file has the columns of a key. */
struct usage_key_layout {
    size_t width;
    size_t position[USAGE_COLUMNS];
    struct key_spans spans;
};

/* A key that a sound row had. What each of its rows asks for comes first, then its bytes. */
struct known_key {
    struct usage_key key;
    const struct usage_unit *unit;
    struct kept_key kept;
};

/* Open addressing, at most half full; the hash stands beside the pointer. */
struct usage_key_place {
    uint64_t hash;
    struct known_key *key; /* NULL: free */
};

struct usage_key_table {
    struct arena *arena;
    struct usage_key_layout layout;
    struct usage_key_place *places;
    size_t place_count, count;
};

/* Prepares for a file; keys are kept from the file before where its columns stand the same. */
void usage_key_table_start(struct usage_key_table *table, const struct columns *columns,
                           struct arena *arena);

static inline const struct usage_key_place *usage_key_place(const struct usage_key_table *table,
                                                            uint64_t hash)
{
    return &table->places[hash & (table->place_count - 1)];
}

/* The first key with that hash, most likely the right one, or NULL. */
static inline struct known_key *usage_key_likely(const struct usage_key_table *table, uint64_t hash)
{
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash)
            return table->places[at].key;
    }
    return NULL;
}

/* The key of row i of the chunk, or NULL. */
struct known_key *usage_key_find(const struct usage_key_table *table,
                                 const struct packed_keys *packed, size_t i);

/* Adds the key of row i of the chunk, which was read and is sound; `unit` is its word. */
struct known_key *usage_key_add(struct usage_key_table *table, const struct packed_keys *packed,
                                size_t i, const struct usage_row *sound, struct text unit);

#endif
