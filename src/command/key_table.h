/*
 * Joined keys ("account, line") → places in a list: how the rows of one CSV file find those of
 * another. What is iterated is always the list, so no order of the table reaches an output.
 */
#ifndef LIVEBILL_COMMAND_KEY_TABLE_H
#define LIVEBILL_COMMAND_KEY_TABLE_H

#include "livebill/base/text.h"

#define KEY_UNKNOWN SIZE_MAX

struct key_table {
    struct key_place *places;
    size_t count, capacity;
    struct arena *arena;
};

/* The place of the key, or KEY_UNKNOWN. */
size_t key_find(const struct key_table *table, struct text key);

/* Enters `index` for a key; false where the key has one already. The key is borrowed. */
bool key_add(struct key_table *table, struct text key, size_t index);

/* Texts joined by a byte that no field holds. */
struct text key_join(struct arena *arena, const struct text *parts, size_t count);

#endif
