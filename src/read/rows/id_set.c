#include "id_set.h"

static struct id_use *find_slot(const struct id_set *set, struct text id)
{
    size_t mask = set->capacity - 1, at = (size_t)text_hash(id) & mask;
    while (set->slots[at].line != 0 && !text_equal(set->slots[at].id, id))
        at = (at + 1) & mask;
    return &set->slots[at];
}

/* At most half of the slots are taken. */
static void make_room(struct id_set *set)
{
    struct id_set larger = {.arena = set->arena, .count = set->count};
    if (set->count * 2 < set->capacity)
        return;
    larger.capacity = set->capacity == 0 ? 64 : set->capacity * 2;
    larger.slots = ARENA_ARRAY(set->arena, struct id_use, larger.capacity);
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->slots[i].line != 0)
            *find_slot(&larger, set->slots[i].id) = set->slots[i];
    }
    *set = larger;
}

uint64_t id_set_use(struct id_set *set, struct text id, uint64_t line)
{
    make_room(set);
    struct id_use *slot = find_slot(set, id);
    if (slot->line != 0)
        return slot->line;
    *slot = (struct id_use){text_copy(set->arena, id), line};
    set->count++;
    return 0;
}

bool id_set_has(const struct id_set *set, struct text id)
{
    return set->count > 0 && find_slot(set, id)->line != 0;
}
