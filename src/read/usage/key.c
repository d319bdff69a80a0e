#include "key.h"

#define FIRST_PLACES ((size_t)1024)

static bool is_of_key(size_t column)
{
    return column != USAGE_TIME && column != USAGE_QUANTITY;
}

static bool is_key_position(const struct columns *columns, size_t position)
{
    for (size_t column = 0; column < USAGE_COLUMNS; column++) {
        if (is_of_key(column) && columns->position[column] == position)
            return true;
    }
    return false;
}

static struct key_spans spans_of(const struct columns *columns)
{
    struct key_spans spans = {0};
    bool goes_on = false;

    for (size_t position = 0; position < columns->width; position++) {
        bool is_key = is_key_position(columns, position);
        if (is_key && goes_on) {
            spans.at[spans.count - 1].last = position;
        } else if (is_key) {
            spans.at[spans.count].first = spans.at[spans.count].last = position;
            spans.count++;
        }
        goes_on = is_key;
    }
    return spans;
}

static struct usage_key_layout layout_of(const struct columns *columns)
{
    struct usage_key_layout layout = {.width = columns->width, .spans = spans_of(columns)};
    memcpy(layout.position, columns->position, sizeof layout.position);
    return layout;
}

static bool is_same_layout(const struct usage_key_layout *left,
                           const struct usage_key_layout *right)
{
    return left->width == right->width
           && memcmp(left->position, right->position, sizeof left->position) == 0;
}

void usage_key_table_start(struct usage_key_table *table, const struct columns *columns,
                           struct arena *arena)
{
    struct usage_key_layout layout = layout_of(columns);
    if (table->places != NULL && is_same_layout(&table->layout, &layout))
        return;
    *table =
        (struct usage_key_table){.arena = arena, .layout = layout, .place_count = FIRST_PLACES};
    table->places = ARENA_ARRAY(arena, struct usage_key_place, FIRST_PLACES);
}

struct known_key *usage_key_find(const struct usage_key_table *table,
                                 const struct packed_keys *packed, size_t i)
{
    size_t mask = table->place_count - 1;
    uint64_t hash = packed->hash[i];
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        struct known_key *key = table->places[at].key;
        if (table->places[at].hash == hash && packed_key_is(packed, i, &key->kept))
            return key;
    }
    return NULL;
}

static void put(struct usage_key_place *places, size_t count, struct usage_key_place added)
{
    size_t at = added.hash & (count - 1);
    while (places[at].key != NULL)
        at = (at + 1) & (count - 1);
    places[at] = added;
}

static void grow(struct usage_key_table *table)
{
    size_t larger = table->place_count * 4;
    struct usage_key_place *places = ARENA_ARRAY(table->arena, struct usage_key_place, larger);
    for (size_t i = 0; i < table->place_count; i++) {
        if (table->places[i].key != NULL)
            put(places, larger, table->places[i]);
    }
    table->places = places;
    table->place_count = larger;
}

static struct text kept_text(struct arena *arena, struct text text)
{
    return text.size == 0 ? (struct text){"", 0} : text_copy(arena, text);
}

/* In cache lines of its own: what comparing a row with its key touches. */
static struct known_key *take_known(struct arena *arena, size_t blocks)
{
    size_t head = (sizeof(struct known_key) + KEY_BLOCK - 1) / KEY_BLOCK * KEY_BLOCK;
    unsigned char *bytes = arena_take_aligned(arena, head + blocks * KEY_BLOCK, KEY_BLOCK);
    struct known_key *known = (struct known_key *)(void *)bytes;

    known->kept = (struct kept_key){blocks, bytes + head};
    return known;
}

struct known_key *usage_key_add(struct usage_key_table *table, const struct packed_keys *packed,
                                size_t i, const struct usage_row *sound, struct text unit)
{
    size_t blocks = packed->blocks[i];
    struct known_key *known = take_known(table->arena, blocks);

    memcpy(known->kept.bytes, packed->bytes[i], blocks * KEY_BLOCK);
    known->key = (struct usage_key){
        .account = sound->account,
        .meter = sound->meter,
        .region = sound->region,
        .spec = kept_text(table->arena, sound->spec),
        .resource = kept_text(table->arena, sound->resource),
        .app_id = kept_text(table->arena, sound->app_id),
    };
    known->unit = usage_unit_find(unit);
    if (++table->count * 2 > table->place_count)
        grow(table);
    put(table->places, table->place_count, (struct usage_key_place){packed->hash[i], known});
    return known;
}
