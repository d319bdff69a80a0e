/*
 * The series of one day: what each resource of each account used in each of 288 slots.
 *
 * A series is one (account, AppID, resource, meter, region, spec). Its values stand in chunks of
 * 32 slots that are taken when a first value comes, so that a stream of an hour costs one chunk.
 * A chunk holds 64-bit values (below 1.8 × 10^19 of 10^-9 units: 18 GB in a slot) until a larger
 * one comes, then 128-bit ones. A bit in `present` says that a slot has a value; for a slot meter
 * that is what finds a second row (formats.md §2).
 *
 * A row of a slot meter touches its chunk alone; the series' sums are made when the day is folded.
 *
 * An event meter may have many rows in a slot: they are added up, and a table of (series, second)
 * → quantity finds a second row of one moment, for rows that name a resource. Its chunks are
 * only kept where an item asks for slots, so its sums are made row by row.
 *
 * Everything lives in the day's arena. No sum here can leave 128 bits: a row is at most
 * ROW_NANO_MAX, and 10^14 of those fit.
 */
#ifndef LIVEBILL_METER_SERIES_H
#define LIVEBILL_METER_SERIES_H

#include "livebill/domain/usage.h"

#define SLOTS_PER_CHUNK 32
#define CHUNKS_PER_DAY  (SLOTS_PER_DAY / SLOTS_PER_CHUNK)

/* 10^15 bytes, seconds or ones (formats.md §6), in 10^-9. */
#define ROW_NANO_MAX ((wide)1000000000000000 * QUANTITY_ONE)

/* What a task row above 0 counts for at least (R7): one minute. */
#define TASK_NANO_MIN ((wide)60 * QUANTITY_ONE)

struct chunk {
    union {
        uint64_t *narrow;
        wide *wide;
    };
    uint32_t present; /* a bit per slot: a row; of event meters, and after the close: one above 0 */
    bool is_wide;
};

struct series {
    struct chunk chunks[CHUNKS_PER_DAY];
    const struct account *account;
    const struct meter *meter;
    const char *key; /* the bytes of app_id, resource and spec, one behind the other */
    uint16_t app_id_size, resource_size, spec_size;
    uint32_t number; /* from 0, in the order of their first rows */
    uint8_t region;
    wide sum;        /* all rows; of a slot meter from series_close on */
    wide short_task; /* event meters: what rows above 0 and under a minute lack to a minute */
};

struct series_table;
struct series_table *series_table_new(struct arena *arena);

/* The series of the row's key, made where there is none. */
struct series *series_of_row(struct series_table *table, const struct usage_row *row);

/* In the order of `number`. */
size_t series_count(const struct series_table *table);
struct series *series_at(const struct series_table *table, size_t number);

/* Adds a row of a slot meter, or says that its slot is taken. */
enum row_verdict series_add_sample(struct series_table *table, struct series *series, int slot,
                                   wide nano);

/* Adds a row of an event meter, unless the same resource has a row of that second already. */
enum row_verdict series_add_event(struct series_table *table, struct series *series, int32_t second,
                                  wide nano, bool keep_slots);

/* After the last row, once: makes the sum. */
void series_close(struct series *series);

/* What rows above 0 and under a minute lack to a minute (R7). */
wide series_short_tasks(const struct series *series);

/* Ask for the memory that adding a value will touch: the chunk, then the place of the slot. */
static inline void series_prefetch(const struct series *series, uint32_t slot)
{
    __builtin_prefetch(&series->chunks[slot / SLOTS_PER_CHUNK], 1);
}

static inline void series_prefetch_slot(const struct series *series, uint32_t slot)
{
    const struct chunk *chunk = &series->chunks[slot / SLOTS_PER_CHUNK];
    if (chunk->narrow != NULL)
        __builtin_prefetch(chunk->narrow + slot % SLOTS_PER_CHUNK, 1);
}

/*
 * series_add_sample for the usual row: a narrow value, the first of its slot, in a chunk that
 * stands. False: nothing was done.
 */
static inline bool series_add_usual(struct series *series, uint32_t slot, wide nano)
{
    struct chunk *chunk = &series->chunks[slot / SLOTS_PER_CHUNK];
    uint32_t at = slot % SLOTS_PER_CHUNK, present = chunk->present;

    if ((present >> at & 1) != 0 || chunk->narrow == NULL || chunk->is_wide
        || (unsigned_wide)nano > UINT64_MAX)
        return false;
    chunk->narrow[at] = (uint64_t)nano;
    chunk->present = present | UINT32_C(1) << at;
    return true;
}

struct text series_app_id(const struct series *series);
struct text series_spec(const struct series *series);

/* Adds each slot's value to slots[288]. */
void series_add_slots(const struct series *series, wide *slots);

/* The sum of the slots from `first` to before `end`. */
wide series_sum_slots(const struct series *series, int first, int end);

/* Bit per slot with a value above 0, of a closed series; 64 slots in each of the 5 words. */
void series_add_bits(const struct series *series, uint64_t bits[5]);

#endif
