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

/* `at`, or a copy twice as large where it is full; what list_room adds is zeroed. */
void *list_room(struct arena *arena, void *at, size_t count, size_t *capacity, size_t size);

#endif
