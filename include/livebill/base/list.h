/*
 * Growing arrays in an arena.
 *
 *     struct charge_list { struct charge *at; size_t count, capacity; };
 *     struct charge *charge = LIST_ADD(arena, &charges);    // zeroed; nobody frees it
 *
 * LIST_ADD may move the array: a pointer to an element is good until the next LIST_ADD on it.
 */
#ifndef LIVEBILL_BASE_LIST_H
#define LIVEBILL_BASE_LIST_H

#include "livebill/base/arena.h"

#define LIST_OF(type)                                                                              \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count, capacity;                                                                    \
    }

#define LIST_ADD(arena, list)                                                                      \
    ((list)->at =                                                                                  \
         list_room((arena), (list)->at, (list)->count, &(list)->capacity, sizeof *(list)->at),     \
     &(list)->at[(list)->count++])

/* Room for so many in all, where it is known: growing would leave the smaller arrays behind. */
#define LIST_RESERVE(arena, list, room)                                                            \
    ((list)->at = list_reserve((arena), (list)->at, (list)->count, &(list)->capacity, (room),      \
                               sizeof *(list)->at))

void *list_reserve(struct arena *arena, void *at, size_t count, size_t *capacity, size_t wanted,
                   size_t size);

/* `at`, or a copy twice as large where it is full; what list_room adds is zeroed. */
void *list_room(struct arena *arena, void *at, size_t count, size_t *capacity, size_t size);

#endif
