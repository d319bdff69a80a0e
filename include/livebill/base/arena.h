/*
 * Memory that is freed together.
 *
 *     arena_new → arena_take (any number) → arena_reset (empty, keep the memory) | arena_free
 *
 * A run has one arena that lives to the end; a worker has one for each day of usage, dropped at
 * the fold, and one for scratch. Records may point at each other freely as long as they live in
 * the same arena or in one that lives longer. arena_take never returns NULL: no memory is fatal.
 * An arena belongs to one thread at a time.
 */
#ifndef LIVEBILL_BASE_ARENA_H
#define LIVEBILL_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. A size of 0 gives a pointer that may not be read. */
void *arena_take(struct arena *arena, size_t size);

/* The same, aligned to a power of 2. */
void *arena_take_aligned(struct arena *arena, size_t size, size_t alignment);

/* A copy of `old` (old_size bytes used) in `new_size` zero-filled bytes; the old stays as it is. */
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size);

/* Bytes that the arena holds from the system: what a bound on memory is tested with. */
size_t arena_held(const struct arena *arena);

#define ARENA_NEW(arena, type)          ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take_array((arena), sizeof(type), (count)))

/* Fatal where count × size overflows. */
void *arena_take_array(struct arena *arena, size_t size, size_t count);

#endif
