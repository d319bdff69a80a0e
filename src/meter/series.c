#include "series.h"

#include "event_table.h"

#include "livebill/base/fatal.h"
#include "livebill/base/hash.h"

#define FIRST_TABLE ((size_t)1024)
#define SECOND_BITS 17 /* a second of a day */

/* Open addressing, at most half full. The whole hash stands beside the pointer, so that a probe
   touches a series only where it is very likely the right one. */
struct place_of_series {
    uint64_t hash;
    struct series *series; /* NULL: free */
};

struct series_table {
    struct arena *arena;
    struct series *last; /* the series of the row before: sorted exports repeat it */
    LIST_OF(struct series *) series;
    struct place_of_series *places;
    size_t place_count; /* a power of 2 */
    struct event_table events;
};

struct series_table *series_table_new(struct arena *arena)
{
    struct series_table *table = ARENA_NEW(arena, struct series_table);
    table->arena = arena;
    table->place_count = FIRST_TABLE;
    table->places = ARENA_ARRAY(arena, struct place_of_series, FIRST_TABLE);
    return table;
}

static uint64_t row_hash(const struct usage_row *row)
{
    uint64_t seed = row->account->index * 4096 + row->meter->index * 16 + row->region + 1;
    uint64_t hash = hash_mix(seed, UINT64_C(0x8EBC6AF09C88C6E3));
    hash = hash_text(row->resource, hash);
    hash = hash_text(row->app_id, hash);
    return row->spec.size == 0 ? hash : hash_text(row->spec, hash);
}

static bool is_series_of(const struct series *series, const struct usage_row *row)
{
    const char *key = series->key;
    return series->account == row->account && series->meter == row->meter
           && series->region == row->region && series->resource_size == row->resource.size
           && series->app_id_size == row->app_id.size && series->spec_size == row->spec.size
           && hash_same_bytes(key, row->app_id.at, row->app_id.size)
           && hash_same_bytes(key + series->app_id_size, row->resource.at, row->resource.size)
           && hash_same_bytes(key + series->app_id_size + series->resource_size, row->spec.at,
                              row->spec.size);
}

static void add_key(char *key, size_t *size, struct text text)
{
    if (text.size > UINT16_MAX)
        bug("a key field of %zu bytes passed the reader", text.size);
    if (text.size > 0)
        memcpy(key + *size, text.at, text.size);
    *size += text.size;
}

static struct series *series_new(struct series_table *table, const struct usage_row *row)
{
    struct series *series = ARENA_NEW(table->arena, struct series);
    char *key = arena_take(table->arena, row->app_id.size + row->resource.size + row->spec.size);
    size_t size = 0;

    add_key(key, &size, row->app_id);
    add_key(key, &size, row->resource);
    add_key(key, &size, row->spec);
    series->account = row->account;
    series->meter = row->meter;
    series->region = (uint8_t)row->region;
    series->key = key;
    series->app_id_size = (uint16_t)row->app_id.size;
    series->resource_size = (uint16_t)row->resource.size;
    series->spec_size = (uint16_t)row->spec.size;
    series->number = (uint32_t)table->series.count;
    *LIST_ADD(table->arena, &table->series) = series;
    return series;
}

static void place(struct place_of_series *places, size_t count, struct place_of_series added)
{
    size_t at = added.hash & (count - 1);
    while (places[at].series != NULL)
        at = (at + 1) & (count - 1);
    places[at] = added;
}

static void grow_places(struct series_table *table)
{
    size_t larger = table->place_count * 4;
    struct place_of_series *places = ARENA_ARRAY(table->arena, struct place_of_series, larger);
    for (size_t i = 0; i < table->place_count; i++) {
        if (table->places[i].series != NULL)
            place(places, larger, table->places[i]);
    }
    table->places = places;
    table->place_count = larger;
}

static struct series *find_or_make(struct series_table *table, const struct usage_row *row)
{
    uint64_t hash = row_hash(row);
    size_t mask = table->place_count - 1;
    for (size_t at = hash & mask; table->places[at].series != NULL; at = (at + 1) & mask) {
        if (table->places[at].hash == hash && is_series_of(table->places[at].series, row))
            return table->places[at].series;
    }
    struct series *series = series_new(table, row);
    if (table->series.count * 2 > table->place_count)
        grow_places(table);
    place(table->places, table->place_count, (struct place_of_series){hash, series});
    return series;
}

struct series *series_of_row(struct series_table *table, const struct usage_row *row)
{
    if (table->last == NULL || !is_series_of(table->last, row))
        table->last = find_or_make(table, row);
    return table->last;
}

size_t series_count(const struct series_table *table)
{
    return table->series.count;
}

struct series *series_at(const struct series_table *table, size_t number)
{
    return table->series.at[number];
}

struct text series_app_id(const struct series *series)
{
    return (struct text){series->key, series->app_id_size};
}

struct text series_spec(const struct series *series)
{
    return (struct text){series->key + series->app_id_size + series->resource_size,
                         series->spec_size};
}

/* Values. */

static bool chunk_is_wide(const struct series *series, int chunk)
{
    return (series->wide_chunks >> chunk & 1) != 0;
}

static wide value_at(const struct series *series, int chunk, int at)
{
    return chunk_is_wide(series, chunk) ? series->chunks[chunk].wide[at]
                                        : (wide)series->chunks[chunk].narrow[at];
}

static void widen(struct arena *arena, struct series *series, int chunk)
{
    wide *values = ARENA_ARRAY(arena, wide, SLOTS_PER_CHUNK);
    if (series->chunks[chunk].narrow != NULL) {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            values[at] = (wide)series->chunks[chunk].narrow[at];
    }
    series->chunks[chunk].wide = values;
    series->wide_chunks = (uint16_t)(series->wide_chunks | 1U << chunk);
}

static void put_value(struct arena *arena, struct series *series, int slot, wide nano)
{
    int chunk = slot / SLOTS_PER_CHUNK, at = slot % SLOTS_PER_CHUNK;

    if (nano > UINT64_MAX && !chunk_is_wide(series, chunk))
        widen(arena, series, chunk);
    else if (series->chunks[chunk].narrow == NULL)
        series->chunks[chunk].narrow = ARENA_ARRAY(arena, uint64_t, SLOTS_PER_CHUNK);
    if (chunk_is_wide(series, chunk))
        series->chunks[chunk].wide[at] = nano;
    else
        series->chunks[chunk].narrow[at] = (uint64_t)nano;
    series->present[chunk] |= UINT32_C(1) << at;
}

static bool has_value(const struct series *series, int slot)
{
    return (series->present[slot / SLOTS_PER_CHUNK] >> slot % SLOTS_PER_CHUNK & 1) != 0;
}

static void add_to_sums(struct series *series, wide nano)
{
    series->sum += nano;
    if (nano < TASK_NANO_MIN && nano > 0)
        series->short_task += TASK_NANO_MIN - nano;
}

enum row_verdict series_add_sample(struct series_table *table, struct series *series, int slot,
                                   wide nano)
{
    int chunk = slot / SLOTS_PER_CHUNK, at = slot % SLOTS_PER_CHUNK;
    uint64_t *narrow = series->chunks[chunk].narrow;

    if (has_value(series, slot))
        return value_at(series, chunk, at) == nano ? ROW_DUPLICATE : ROW_CONFLICT;
    if (narrow != NULL && nano <= UINT64_MAX && !chunk_is_wide(series, chunk)) {
        narrow[at] = (uint64_t)nano;
        series->present[chunk] |= UINT32_C(1) << at;
    } else {
        put_value(table->arena, series, slot, nano);
    }
    add_to_sums(series, nano);
    return ROW_BILLED;
}

enum row_verdict series_add_event(struct series_table *table, struct series *series, int32_t second,
                                  wide nano, bool keep_slots)
{
    int slot = second / SECONDS_PER_SLOT, chunk = slot / SLOTS_PER_CHUNK;
    if (series->resource_size > 0) {
        uint64_t event = (uint64_t)series->number << SECOND_BITS | (uint64_t)second;
        enum row_verdict verdict = event_table_add(&table->events, event, nano, table->arena);
        if (verdict != ROW_BILLED)
            return verdict;
    }
    add_to_sums(series, nano);
    if (nano == 0)
        return ROW_BILLED;
    if (!keep_slots)
        series->present[chunk] |= UINT32_C(1) << slot % SLOTS_PER_CHUNK;
    else if (has_value(series, slot))
        put_value(table->arena, series, slot,
                  nano + value_at(series, chunk, slot % SLOTS_PER_CHUNK));
    else
        put_value(table->arena, series, slot, nano);
    return ROW_BILLED;
}

/* Reading a series at the fold. */

static void add_chunk(const struct series *series, int chunk, wide *slots)
{
    if (chunk_is_wide(series, chunk)) {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            slots[at] += series->chunks[chunk].wide[at];
    } else if (series->chunks[chunk].narrow != NULL) {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            slots[at] += (wide)series->chunks[chunk].narrow[at];
    }
}

void series_add_slots(const struct series *series, wide *slots)
{
    for (int chunk = 0; chunk < CHUNKS_PER_DAY; chunk++)
        add_chunk(series, chunk, slots + chunk * SLOTS_PER_CHUNK);
}

wide series_sum_slots(const struct series *series, int first, int end)
{
    wide sum = 0;
    for (int slot = first; slot < end; slot++) {
        if (series->chunks[slot / SLOTS_PER_CHUNK].narrow != NULL)
            sum += value_at(series, slot / SLOTS_PER_CHUNK, slot % SLOTS_PER_CHUNK);
    }
    return sum;
}

void series_add_bits(const struct series *series, uint64_t bits[5])
{
    for (int chunk = 0; chunk < CHUNKS_PER_DAY; chunk++) {
        uint32_t above_zero = series->present[chunk];
        for (int at = 0; at < SLOTS_PER_CHUNK && series->chunks[chunk].narrow != NULL; at++) {
            if (value_at(series, chunk, at) == 0)
                above_zero &= ~(UINT32_C(1) << at);
        }
        bits[chunk / 2] |= (uint64_t)above_zero << (chunk % 2 * SLOTS_PER_CHUNK);
    }
}
