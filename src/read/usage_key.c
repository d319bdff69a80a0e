#include "usage_key.h"

#include "livebill/base/fatal.h"
#include "livebill/base/hash.h"

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

static struct usage_key_layout layout_of(const struct columns *columns)
{
    struct usage_key_layout layout = {.width = columns->width};
    bool goes_on = false;

    memcpy(layout.position, columns->position, sizeof layout.position);
    for (size_t position = 0; position < columns->width; position++) {
        bool is_key = is_key_position(columns, position);
        if (is_key && goes_on)
            layout.spans[layout.count - 1].last = position;
        else if (is_key)
            layout.spans[layout.count++] = (struct usage_key_span){position, position};
        goes_on = is_key;
    }
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

void usage_key_read(struct usage_key_texts *out, const struct usage_key_table *table,
                    const struct plain_rows *rows, size_t row)
{
    const uint32_t *begins = &rows->begins[row * rows->width];
    for (size_t i = 0; i < table->layout.count; i++) {
        const struct usage_key_span *span = &table->layout.spans[i];
        size_t begin = begins[span->first];
        size_t end = span->last + 1 < rows->width ? begins[span->last + 1] - (size_t)1
                                                  : plain_row_end(rows, row);
        out->at[i] = (struct text){rows->bytes + begin, end - begin};
    }
}

uint64_t usage_key_hash(const struct usage_key_table *table, const struct usage_key_texts *texts)
{
    uint64_t hash = HASH_SEED;
    for (size_t i = 0; i < table->layout.count; i++)
        hash = hash_text(texts->at[i], hash);
    return hash;
}

struct known_key *usage_key_likely(const struct usage_key_table *table, uint64_t hash)
{
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash)
            return table->places[at].key;
    }
    return NULL;
}

bool usage_key_is_of(const struct usage_key_table *table, const struct known_key *known,
                     const struct usage_key_texts *texts)
{
    const char *bytes = known->bytes;
    for (size_t i = 0; i < table->layout.count; i++) {
        struct text span = texts->at[i];
        if (span.size != known->sizes[i] || !hash_same_bytes(bytes, span.at, span.size))
            return false;
        bytes += span.size;
    }
    return true;
}

struct known_key *usage_key_find(const struct usage_key_table *table, uint64_t hash,
                                 const struct usage_key_texts *texts)
{
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash && usage_key_is_of(table, table->places[at].key, texts))
            return table->places[at].key;
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

/* A field of the row, as it stands among the bytes of the key; empty where there is no column. */
static struct text kept_field(const struct usage_key_table *table, const struct known_key *known,
                              const struct usage_key_texts *texts, struct text field,
                              enum usage_column column)
{
    size_t position = table->layout.position[column];
    const char *bytes = known->bytes;

    if (position == FIELD_NONE)
        return (struct text){"", 0};
    for (size_t i = 0; i < table->layout.count; i++) {
        if (position <= table->layout.spans[i].last)
            return (struct text){bytes + (field.at - texts->at[i].at), field.size};
        bytes += known->sizes[i];
    }
    bug("column %d of a key stands in no span", (int)column);
}

static void keep_bytes(const struct usage_key_table *table, struct known_key *known,
                       const struct usage_key_texts *texts)
{
    char *bytes = known->bytes;
    for (size_t i = 0; i < table->layout.count; i++) {
        struct text span = texts->at[i];
        if (span.size > UINT16_MAX)
            bug("a key of %zu bytes passed the reader", span.size);
        memcpy(bytes, span.at, span.size);
        known->sizes[i] = (uint16_t)span.size;
        bytes += span.size;
    }
}

struct known_key *usage_key_add(struct usage_key_table *table, uint64_t hash,
                                const struct usage_key_texts *texts, const struct plain_rows *rows,
                                size_t row, const struct usage_row *sound)
{
    size_t size = 0;
    for (size_t i = 0; i < table->layout.count; i++)
        size += texts->at[i].size;
    struct known_key *known = arena_take(table->arena, sizeof *known + size);
    struct text unit = plain_field(rows, row, table->layout.position[USAGE_UNIT]);

    keep_bytes(table, known, texts);
    known->key = (struct usage_key){
        .account = sound->account,
        .meter = sound->meter,
        .region = sound->region,
        .spec = kept_field(table, known, texts, sound->spec, USAGE_SPEC),
        .resource = kept_field(table, known, texts, sound->resource, USAGE_RESOURCE),
        .app_id = kept_field(table, known, texts, sound->app_id, USAGE_APP_ID),
    };
    known->unit = usage_unit_find(unit);
    if (++table->count * 2 > table->place_count)
        grow(table);
    put(table->places, table->place_count, (struct usage_key_place){hash, known});
    return known;
}
