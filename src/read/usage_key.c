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

static struct key_layout layout_of(const struct columns *columns)
{
    struct key_layout layout = {.width = columns->width};
    bool goes_on = false;

    memcpy(layout.position, columns->position, sizeof layout.position);
    for (size_t position = 0; position < columns->width; position++) {
        bool is_key = is_key_position(columns, position);
        if (is_key && goes_on)
            layout.spans[layout.count - 1].last = position;
        else if (is_key)
            layout.spans[layout.count++] = (struct key_span){position, position};
        goes_on = is_key;
    }
    return layout;
}

static bool is_same_layout(const struct key_layout *left, const struct key_layout *right)
{
    return left->width == right->width
           && memcmp(left->position, right->position, sizeof left->position) == 0;
}

void key_table_start(struct key_table *table, const struct columns *columns, struct arena *arena)
{
    struct key_layout layout = layout_of(columns);
    if (table->places != NULL && is_same_layout(&table->layout, &layout))
        return;
    *table = (struct key_table){.arena = arena, .layout = layout, .place_count = FIRST_PLACES};
    table->places = ARENA_ARRAY(arena, struct key_place, FIRST_PLACES);
}

/* Asked for several times a row: worth having in line. */
static inline __attribute__((always_inline)) struct text span_text(const struct key_span *span,
                                                                   const struct plain_rows *rows,
                                                                   size_t row)
{
    const uint32_t *begins = &rows->begins[row * rows->width];
    size_t begin = begins[span->first];
    size_t end = span->last + 1 < rows->width ? begins[span->last + 1] - (size_t)1
                                              : plain_row_end(rows, row);
    return (struct text){rows->bytes + begin, end - begin};
}

uint64_t key_hash(const struct key_table *table, const struct plain_rows *rows, size_t row)
{
    uint64_t hash = HASH_SEED;
    for (size_t i = 0; i < table->layout.count; i++)
        hash = hash_text(span_text(&table->layout.spans[i], rows, row), hash);
    return hash;
}

struct known_key *key_likely(const struct key_table *table, uint64_t hash)
{
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash)
            return table->places[at].key;
    }
    return NULL;
}

bool key_is_of(const struct key_table *table, const struct known_key *known,
               const struct plain_rows *rows, size_t row)
{
    const char *bytes = known->bytes;
    for (size_t i = 0; i < table->layout.count; i++) {
        struct text span = span_text(&table->layout.spans[i], rows, row);
        if (span.size != known->sizes[i] || !hash_same_bytes(bytes, span.at, span.size))
            return false;
        bytes += span.size;
    }
    return true;
}

struct known_key *key_find(const struct key_table *table, uint64_t hash,
                           const struct plain_rows *rows, size_t row)
{
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].key != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash && key_is_of(table, table->places[at].key, rows, row))
            return table->places[at].key;
    }
    return NULL;
}

static void put(struct key_place *places, size_t count, struct key_place added)
{
    size_t at = added.hash & (count - 1);
    while (places[at].key != NULL)
        at = (at + 1) & (count - 1);
    places[at] = added;
}

static void grow(struct key_table *table)
{
    size_t larger = table->place_count * 4;
    struct key_place *places = ARENA_ARRAY(table->arena, struct key_place, larger);
    for (size_t i = 0; i < table->place_count; i++) {
        if (table->places[i].key != NULL)
            put(places, larger, table->places[i]);
    }
    table->places = places;
    table->place_count = larger;
}

/* A field of the row, as it stands among the bytes of the key; empty where there is no column. */
static struct text kept_field(const struct key_table *table, const struct known_key *known,
                              const struct plain_rows *rows, size_t row, enum usage_column column)
{
    size_t position = table->layout.position[column];
    const char *bytes = known->bytes;

    if (position == FIELD_NONE)
        return (struct text){"", 0};
    for (size_t i = 0; i < table->layout.count; i++) {
        const struct key_span *span = &table->layout.spans[i];
        if (position <= span->last) {
            struct text field = plain_field(rows, row, position);
            return (struct text){bytes + (field.at - span_text(span, rows, row).at), field.size};
        }
        bytes += known->sizes[i];
    }
    bug("column %d of a key stands in no span", (int)column);
}

static void keep_bytes(const struct key_table *table, struct known_key *known,
                       const struct plain_rows *rows, size_t row)
{
    char *bytes = known->bytes;
    for (size_t i = 0; i < table->layout.count; i++) {
        struct text span = span_text(&table->layout.spans[i], rows, row);
        if (span.size > UINT16_MAX)
            bug("a key of %zu bytes passed the reader", span.size);
        memcpy(bytes, span.at, span.size);
        known->sizes[i] = (uint16_t)span.size;
        bytes += span.size;
    }
}

struct known_key *key_add(struct key_table *table, uint64_t hash, const struct plain_rows *rows,
                          size_t row, const struct usage_row *sound)
{
    size_t size = 0;
    for (size_t i = 0; i < table->layout.count; i++)
        size += span_text(&table->layout.spans[i], rows, row).size;
    struct known_key *known = arena_take(table->arena, sizeof *known + size);

    keep_bytes(table, known, rows, row);
    known->key = (struct usage_key){
        .account = sound->account,
        .meter = sound->meter,
        .region = sound->region,
        .spec = kept_field(table, known, rows, row, USAGE_SPEC),
        .resource = kept_field(table, known, rows, row, USAGE_RESOURCE),
        .app_id = kept_field(table, known, rows, row, USAGE_APP_ID),
    };
    known->unit = usage_unit_find(kept_field(table, known, rows, row, USAGE_UNIT));
    if (++table->count * 2 > table->place_count)
        grow(table);
    put(table->places, table->place_count, (struct key_place){hash, known});
    return known;
}
