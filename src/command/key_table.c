#include "key_table.h"

#include "livebill/base/hash.h"

#define FIRST_PLACES 64

struct key_place {
    struct text key;
    size_t index;
    bool taken;
};

static struct key_place *place_of(struct key_place *places, size_t capacity, struct text key)
{
    size_t at = (size_t)hash_text(key, HASH_SEED) & (capacity - 1);
    while (places[at].taken && !text_equal(places[at].key, key))
        at = (at + 1) & (capacity - 1);
    return &places[at];
}

size_t key_find(const struct key_table *table, struct text key)
{
    if (table->capacity == 0)
        return KEY_UNKNOWN;
    const struct key_place *place = place_of(table->places, table->capacity, key);
    return place->taken ? place->index : KEY_UNKNOWN;
}

static void grow(struct key_table *table)
{
    size_t capacity = table->capacity == 0 ? FIRST_PLACES : table->capacity * 4;
    struct key_place *places = ARENA_ARRAY(table->arena, struct key_place, capacity);
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->places[i].taken)
            *place_of(places, capacity, table->places[i].key) = table->places[i];
    }
    table->places = places;
    table->capacity = capacity;
}

bool key_add(struct key_table *table, struct text key, size_t index)
{
    if (table->count * 2 >= table->capacity)
        grow(table);
    struct key_place *place = place_of(table->places, table->capacity, key);
    if (place->taken)
        return false;
    *place = (struct key_place){key, index, true};
    table->count++;
    return true;
}

struct text key_join(struct arena *arena, const struct text *parts, size_t count)
{
    struct buffer joined = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        buffer_add(&joined, parts[i]);
        buffer_add_byte(&joined, '\x1f');
    }
    return buffer_text(&joined);
}
