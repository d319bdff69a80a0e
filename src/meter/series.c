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

static wide value_at(const struct chunk *chunk, int at)
{
    return chunk->is_wide ? chunk->wide[at] : (wide)chunk->narrow[at];
}

static bool has_value(const struct chunk *chunk, int at)
{
    return (chunk->present >> at & 1) != 0;
}

static void widen(struct arena *arena, struct chunk *chunk)
{
    wide *values = ARENA_ARRAY(arena, wide, SLOTS_PER_CHUNK);
    if (chunk->narrow != NULL) {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            values[at] = (wide)chunk->narrow[at];
    }
    chunk->wide = values;
    chunk->is_wide = true;
}

static void put_value(struct arena *arena, struct chunk *chunk, int at, wide nano)
{
    if (nano > UINT64_MAX && !chunk->is_wide)
        widen(arena, chunk);
    else if (chunk->narrow == NULL)
        chunk->narrow = ARENA_ARRAY(arena, uint64_t, SLOTS_PER_CHUNK);
    if (chunk->is_wide)
        chunk->wide[at] = nano;
    else
        chunk->narrow[at] = (uint64_t)nano;
    chunk->present |= UINT32_C(1) << at;
}

static wide lack_to_a_minute(wide nano)
{
    return nano > 0 && nano < TASK_NANO_MIN ? TASK_NANO_MIN - nano : 0;
}

enum row_verdict series_add_sample(struct series_table *table, struct series *series, int slot,
                                   wide nano)
{
    struct chunk *chunk = &series->chunks[slot / SLOTS_PER_CHUNK];
    int at = slot % SLOTS_PER_CHUNK;

    if (has_value(chunk, at))
        return value_at(chunk, at) == nano ? ROW_DUPLICATE : ROW_CONFLICT;
    put_value(table->arena, chunk, at, nano);
    return ROW_BILLED;
}

enum row_verdict series_add_event(struct series_table *table, struct series *series, int32_t second,
                                  wide nano, bool keep_slots)
{
    int slot = second / SECONDS_PER_SLOT, at = slot % SLOTS_PER_CHUNK;
    struct chunk *chunk = &series->chunks[slot / SLOTS_PER_CHUNK];

    if (series->resource_size > 0) {
        uint64_t event = (uint64_t)series->number << SECOND_BITS | (uint64_t)second;
        enum row_verdict verdict = event_table_add(&table->events, event, nano, table->arena);
        if (verdict != ROW_BILLED)
            return verdict;
    }
    series->sum += nano;
    series->short_task += lack_to_a_minute(nano);
    if (nano == 0)
        return ROW_BILLED;
    if (!keep_slots)
        chunk->present |= UINT32_C(1) << at;
    else if (has_value(chunk, at))
        put_value(table->arena, chunk, at, nano + value_at(chunk, at));
    else
        put_value(table->arena, chunk, at, nano);
    return ROW_BILLED;
}

/* Reading a series at the fold. */

/* The sum of a chunk's values; `present` says from now on which are above 0. */
static wide close_chunk(struct chunk *chunk)
{
    uint32_t above_zero = 0;
    wide sum = 0;

    for (int at = 0; at < SLOTS_PER_CHUNK; at++) {
        wide value = value_at(chunk, at);
        sum += value;
        above_zero |= (uint32_t)(value > 0) << at;
    }
    chunk->present = above_zero;
    return sum;
}

void series_close(struct series *series)
{
    if (series->meter->timing != TIMING_SLOT)
        return;
    for (int i = 0; i < CHUNKS_PER_DAY; i++) {
        if (series->chunks[i].narrow != NULL)
            series->sum += close_chunk(&series->chunks[i]);
    }
}

wide series_short_tasks(const struct series *series)
{
    wide lacking = series->short_task;
    for (int slot = 0; slot < SLOTS_PER_DAY && series->meter->timing == TIMING_SLOT; slot++) {
        const struct chunk *chunk = &series->chunks[slot / SLOTS_PER_CHUNK];
        if (has_value(chunk, slot % SLOTS_PER_CHUNK))
            lacking += lack_to_a_minute(value_at(chunk, slot % SLOTS_PER_CHUNK));
    }
    return lacking;
}

static void add_chunk(const struct chunk *chunk, wide *slots)
{
    if (chunk->narrow == NULL)
        return;
    if (chunk->is_wide) {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            slots[at] += chunk->wide[at];
    } else {
        for (int at = 0; at < SLOTS_PER_CHUNK; at++)
            slots[at] += (wide)chunk->narrow[at];
    }
}

void series_add_slots(const struct series *series, wide *slots)
{
    for (int chunk = 0; chunk < CHUNKS_PER_DAY; chunk++)
        add_chunk(&series->chunks[chunk], slots + chunk * SLOTS_PER_CHUNK);
}

static wide sum_in_chunk(const struct chunk *chunk, int first, int end)
{
    wide sum = 0;
    if (chunk->narrow == NULL)
        return 0;
    if (chunk->is_wide) {
        for (int at = first; at < end; at++)
            sum += chunk->wide[at];
    } else {
        for (int at = first; at < end; at++)
            sum += (wide)chunk->narrow[at];
    }
    return sum;
}

wide series_sum_slots(const struct series *series, int first, int end)
{
    wide sum = 0;
    for (int chunk = 0; chunk < CHUNKS_PER_DAY; chunk++) {
        int start = chunk * SLOTS_PER_CHUNK;
        int from = first > start ? first - start : 0;
        int to = end < start + SLOTS_PER_CHUNK ? end - start : SLOTS_PER_CHUNK;
        sum += sum_in_chunk(&series->chunks[chunk], from, to);
    }
    return sum;
}

void series_add_bits(const struct series *series, uint64_t bits[5])
{
    for (int i = 0; i < CHUNKS_PER_DAY; i++)
        bits[i / 2] |= (uint64_t)series->chunks[i].present << (i % 2 * SLOTS_PER_CHUNK);
}
