#include "event_table.h"

#include "livebill/base/hash.h"

#define FIRST_EVENTS ((size_t)1024)

/* The quantity in two halves, so that an event takes 24 bytes and not 32. */
struct event {
    uint64_t key; /* the event + 1; 0: free */
    uint64_t low, high;
};

static struct event *place_of(struct event *events, size_t places, uint64_t key)
{
    size_t at = hash_mix(key, HASH_SEED) & (places - 1);
    while (events[at].key != 0 && events[at].key != key)
        at = (at + 1) & (places - 1);
    return &events[at];
}

static void grow(struct event_table *table, struct arena *arena)
{
    size_t larger = table->places == 0 ? FIRST_EVENTS : table->places * 4;
    struct event *events = ARENA_ARRAY(arena, struct event, larger);
    for (size_t i = 0; i < table->places; i++) {
        if (table->events[i].key != 0)
            *place_of(events, larger, table->events[i].key) = table->events[i];
    }
    table->events = events;
    table->places = larger;
}

enum row_verdict event_table_add(struct event_table *table, uint64_t event, wide nano,
                                 struct arena *arena)
{
    if (table->count * 2 >= table->places)
        grow(table, arena);
    struct event added = {event + 1, (uint64_t)nano, (uint64_t)(nano >> 64)};
    struct event *place = place_of(table->events, table->places, added.key);
    if (place->key == added.key)
        return place->low == added.low && place->high == added.high ? ROW_DUPLICATE : ROW_CONFLICT;
    *place = added;
    table->count++;
    return ROW_BILLED;
}
