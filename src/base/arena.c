#include "livebill/base/arena.h"

#include "livebill/base/fatal.h"
#include "livebill/base/list.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK   ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)

/* Blocks form a chain, the current one first; `used` counts from the block's `bytes`. */
struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;
    struct block *spare; /* of before the last reset */
    size_t held;
};

static struct block *spare_take(struct arena *arena, size_t size)
{
    for (struct block **at = &arena->spare; *at != NULL; at = &(*at)->next) {
        struct block *block = *at;
        if (block->size < size)
            continue;
        *at = block->next;
        return block;
    }
    return NULL;
}

static struct block *block_new(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        fatal("not enough memory for %zu bytes", size);
    struct block *block = malloc(sizeof(struct block) + size);
    if (block == NULL)
        fatal("not enough memory for %zu bytes: close other programs or use fewer --jobs", size);
    block->size = size;
    arena->held += sizeof(struct block) + size;
    return block;
}

/* In front of the others. */
static void block_add(struct arena *arena, struct block *block)
{
    block->next = arena->blocks;
    block->used = 0;
    arena->blocks = block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        fatal("not enough memory for an arena");
    block_add(arena, block_new(arena, FIRST_BLOCK));
    return arena;
}

static void free_chain(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_chain(arena->blocks);
    free_chain(arena->spare);
    free(arena);
}

/*
 * All blocks are kept for what comes, in the order that they were made in: a worker resets after
 * every day, and a day like the one before fills the same blocks. Memory that goes back and forth
 * between threads is soon in pieces that fit nothing.
 */
void arena_reset(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct block *latest = arena->blocks;
        arena->blocks = latest->next;
        latest->next = arena->spare;
        arena->spare = latest;
    }
    block_add(arena, spare_take(arena, 0));
}

static size_t aligned(size_t size)
{
    size_t mask = alignof(max_align_t) - 1;
    if (size > SIZE_MAX - mask)
        fatal("not enough memory for %zu bytes", size);
    return (size + mask) & ~mask;
}

static size_t next_block_size(const struct arena *arena, size_t needed)
{
    size_t size = arena->blocks->size * 2;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    return size < needed ? needed : size;
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t needed = aligned(size == 0 ? 1 : size);
    struct block *block = arena->blocks;

    if (block->size - block->used < needed) {
        block = spare_take(arena, needed);
        if (block == NULL)
            block = block_new(arena, next_block_size(arena, needed));
        block_add(arena, block);
    }
    void *taken = block->bytes + block->used;
    block->used += needed;
    return memset(taken, 0, size);
}

void *arena_take_aligned(struct arena *arena, size_t size, size_t alignment)
{
    if (size > SIZE_MAX - alignment)
        fatal("not enough memory for %zu bytes", size);
    unsigned char *taken = arena_take(arena, size + alignment - 1);
    return taken + (alignment - (uintptr_t)taken % alignment) % alignment;
}

void *arena_take_array(struct arena *arena, size_t size, size_t count)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total))
        fatal("not enough memory for %zu records", count);
    return arena_take(arena, total);
}

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size)
{
    void *grown = arena_take(arena, new_size);
    if (old_size > 0)
        memcpy(grown, old, old_size);
    return grown;
}

size_t arena_held(const struct arena *arena)
{
    return arena->held;
}

void *list_reserve(struct arena *arena, void *at, size_t count, size_t *capacity, size_t wanted,
                   size_t size)
{
    size_t bytes;
    if (wanted <= *capacity)
        return at;
    if (__builtin_mul_overflow(size, wanted, &bytes))
        fatal("not enough memory for %zu records", wanted);
    *capacity = wanted;
    return arena_grow(arena, at, size * count, bytes);
}

void *list_room(struct arena *arena, void *at, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return at;
    if (*capacity > SIZE_MAX / 2)
        fatal("not enough memory for %zu records", *capacity);
    return list_reserve(arena, at, count, capacity, *capacity == 0 ? 8 : *capacity * 2, size);
}
