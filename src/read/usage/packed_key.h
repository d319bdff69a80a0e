/*
 * The keys of plain rows as blocks of 64 bytes, so that packing, hashing and comparing are the same
 * few steps for every row, whatever the sizes of its fields.
 *
 * A key is some spans of the row (columns that stand side by side, with the commas between them).
 * Each span begins a block, ends with a comma, which no field of a plain row holds, and is filled
 * up with zeros. So two rows of one layout have the same blocks just where they have the same
 * fields.
 *
 * There are two forms of each function here, like in plain_rows.h. They hash differently: a hash
 * never leaves the process. tests/unit/read/test_packed_key.c holds them against each other.
 */
#ifndef LIVEBILL_READ_USAGE_PACKED_KEY_H
#define LIVEBILL_READ_USAGE_PACKED_KEY_H

#include "read/rows/row_reader.h"

#define KEY_BLOCK      ((size_t)64)
#define KEY_BLOCKS_MAX ((size_t)12)
#define KEY_SPANS_MAX  ((size_t)7)
#define PLAIN_CHUNK    ((size_t)32) /* rows that are packed at once */

struct key_spans {
    size_t count;
    struct {
        size_t first, last; /* columns */
    } at[KEY_SPANS_MAX];
};

/* Of a chunk of rows. */
struct packed_keys {
    uint64_t hash[PLAIN_CHUNK];
    size_t blocks[PLAIN_CHUNK]; /* 0: it has more than KEY_BLOCKS_MAX, and is not packed */
    _Alignas(KEY_BLOCK) unsigned char bytes[PLAIN_CHUNK][KEY_BLOCKS_MAX * KEY_BLOCK];
};

/* A key that is kept. */
struct kept_key {
    size_t blocks;
    unsigned char *bytes; /* blocks × KEY_BLOCK, aligned to KEY_BLOCK */
};

/* Packs the rows from `first` on, at most PLAIN_CHUNK. */
void packed_keys_fill(struct packed_keys *out, const struct key_spans *spans,
                      const struct plain_rows *rows, size_t first, size_t count);

/* The same without instructions that only some processors have: for tests. */
void packed_keys_fill_portable(struct packed_keys *out, const struct key_spans *spans,
                               const struct plain_rows *rows, size_t first, size_t count);

/* Whether row i of the chunk has that key. */
bool packed_key_is(const struct packed_keys *packed, size_t i, const struct kept_key *kept);

/*
 * Of `count` rows of the chunk, whether each has the key that is thought to be its own; kept[i] may
 * be NULL. Bit i of the result is row i.
 */
uint32_t packed_keys_match(const struct packed_keys *packed, const struct kept_key *const *kept,
                           size_t count);

#endif
