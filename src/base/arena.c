#include "livebill/base/arena.h"

#include "livebill/base/fatal.h"
#include "livebill/base/list.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK   ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)4 * 1024 * 1024)

/* Blocks form a chain, the current one first; `used` counts from the block's `bytes`. */
struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;
    size_t held;
};

static struct block *block_new(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        fatal("not enough memory for %zu bytes", size);
    struct block *block = malloc(sizeof(struct block) + size);
    if (block == NULL)
        fatal("not enough memory for %zu bytes: close other programs or use fewer --jobs", size);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    arena->held += sizeof(struct block) + size;
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        fatal("not enough memory for an arena");
    arena->blocks = block_new(arena, FIRST_BLOCK);
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
    free(arena);
}

/* Keeps the largest recent block, so that a worker that resets often does not allocate often. */
void arena_reset(struct arena *arena)
{
    free_chain(arena->blocks->next);
    arena->blocks->next = NULL;
    arena->blocks->used = 0;
    arena->held = sizeof(struct block) + arena->blocks->size;
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
        block = block_new(arena, next_block_size(arena, needed));
        block->next = arena->blocks;
        arena->blocks = block;
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

void *list_room(struct arena *arena, void *at, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return at;
    size_t larger = *capacity == 0 ? 8 : *capacity * 2, old_size, new_size;
    if (__builtin_mul_overflow(size, larger, &new_size))
        fatal("not enough memory for %zu records", larger);
    old_size = size * count;
    *capacity = larger;
    return arena_grow(arena, at, old_size, new_size);
}
