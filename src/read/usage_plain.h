/*
 * Plain rows of a usage file → samples, a few dozen rows at a time: first the hashes of their keys,
 * then the keys, then the rest, so that the memory of one row is fetched while others are worked
 * on.
 *
 *     plain_usage_start (each file) → plain_usage_look → plain_usage_take (each row of the chunk)
 *
 * A row that plain_usage_take does not take is no error yet: usage_row_read has the last word. What
 * it does take usage_row_read would give just so.
 */
#ifndef LIVEBILL_READ_USAGE_PLAIN_H
#define LIVEBILL_READ_USAGE_PLAIN_H

#include "usage_key.h"

#define PLAIN_CHUNK ((size_t)32)

struct plain_usage {
    struct usage_key_table keys;
    size_t time, quantity; /* where their fields stand */

    /* The chunk of rows at hand. */
    const struct plain_rows *rows;
    size_t first;
    struct usage_key_texts texts[PLAIN_CHUNK];
    uint64_t hashes[PLAIN_CHUNK];
    struct known_key *likely[PLAIN_CHUNK];

    /* The time of the row before, which most rows repeat. */
    char time_text[32];
    size_t time_size;
    struct moment moment;
    bool on_grid;
};

void plain_usage_start(struct plain_usage *plain, const struct columns *columns,
                       struct arena *arena);

/* Prepares for the rows from `first` on, at most PLAIN_CHUNK; the number of them. */
size_t plain_usage_look(struct plain_usage *plain, const struct plain_rows *rows, size_t first);

/* A row of the chunk. */
bool plain_usage_take(struct usage_sample *sample, struct plain_usage *plain, size_t row,
                      struct usage_context *context, const struct columns *columns,
                      struct row_reader *reader);

#endif
