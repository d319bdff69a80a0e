/*
 * Plain rows of a usage file → samples, a few dozen rows at a time: first the hashes of their keys,
 * then the keys, then the rest, so that the memory of one row is fetched while others are worked
 * on.
 *
 *     plain_usage_start (each file) → plain_usage_look → plain_usage_take (until the chunk's end)
 *
 * A row that plain_usage_take stops at is no error yet: usage_row_read has the last word. What it
 * does take usage_row_read would give just so.
 */
#ifndef LIVEBILL_READ_USAGE_PLAIN_H
#define LIVEBILL_READ_USAGE_PLAIN_H

#include "key.h"

struct plain_usage {
    struct usage_key_table keys;
    size_t time, quantity; /* where their fields stand */

    /* The chunk of rows at hand. */
    const struct plain_rows *rows;
    size_t first;
    struct packed_keys packed;
    struct known_key *likely[PLAIN_CHUNK];
    uint32_t certain; /* a bit per row: `likely` is its key */

    /* The time of the row before, which most rows repeat. */
    struct {
        char text[32];
        size_t size;
        uint32_t second, slot; /* of the day */
        bool on_grid;
    } known_time;
};

void plain_usage_start(struct plain_usage *plain, const struct columns *columns,
                       struct arena *arena);

/* Prepares for the rows from `first` on, at most PLAIN_CHUNK; the number of them. */
size_t plain_usage_look(struct plain_usage *plain, const struct plain_rows *rows, size_t first);

/* Rows of the chunk, from `row` to before `end`, up to one that it cannot take: how many. */
size_t plain_usage_take(struct usage_sample *samples, struct plain_usage *plain, size_t row,
                        size_t end, struct usage_context *context, const struct columns *columns,
                        struct row_reader *reader);

#endif
