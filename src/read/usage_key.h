/*
 * The keys of a day's plain rows: all fields that say what a row is about, so all but time and
 * quantity, found by their bytes as they stand in the row. What holds for one row of a key holds
 * for all of them (account, meter, region, unit, and that the texts are sound), so it is looked up
 * and checked for the first and remembered. Everything lives in the day's arena: memory grows with
 * accounts × resources.
 */
#ifndef LIVEBILL_READ_USAGE_KEY_H
#define LIVEBILL_READ_USAGE_KEY_H

#include "usage_row.h"

#define KEY_COLUMNS 7

/* Columns of a key that stand side by side, with the commas between them. */
struct usage_key_span {
    size_t first, last;
};

/* Where a file has the columns of a key. */
struct usage_key_layout {
    size_t width;
    size_t position[USAGE_COLUMNS];
    size_t count;
    struct usage_key_span spans[KEY_COLUMNS];
};

/* A key that a sound row had; its bytes are spans, one behind the other. */
struct known_key {
    struct usage_key key;
    const struct usage_unit *unit;
    uint16_t sizes[KEY_COLUMNS]; /* of the spans */
    char bytes[];
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

/* The spans of a row's key, borrowed from the row; as many as the layout has. */
struct usage_key_texts {
    struct text at[KEY_COLUMNS];
};

void usage_key_read(struct usage_key_texts *out, const struct usage_key_table *table,
                    const struct plain_rows *rows, size_t row);

uint64_t usage_key_hash(const struct usage_key_table *table, const struct usage_key_texts *texts);

static inline const struct usage_key_place *usage_key_place(const struct usage_key_table *table,
                                                            uint64_t hash)
{
    return &table->places[hash & (table->place_count - 1)];
}

/* The first key with that hash, most likely the right one, or NULL. */
struct known_key *usage_key_likely(const struct usage_key_table *table, uint64_t hash);

bool usage_key_is_of(const struct usage_key_table *table, const struct known_key *known,
                     const struct usage_key_texts *texts);

/* The key of the row, or NULL. */
struct known_key *usage_key_find(const struct usage_key_table *table, uint64_t hash,
                                 const struct usage_key_texts *texts);

/* Adds the key of a row that was read and is sound. */
struct known_key *usage_key_add(struct usage_key_table *table, uint64_t hash,
                                const struct usage_key_texts *texts, const struct plain_rows *rows,
                                size_t row, const struct usage_row *sound);

#endif
