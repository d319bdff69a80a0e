#include "names.h"

#include "livebill/base/hash.h"

struct name_place {
    struct text name; /* size 0: free */
    size_t index;
};

void name_table_start(struct name_table *table, size_t count, struct arena *arena)
{
    size_t places = 16;
    while (places < count * 4)
        places *= 2;
    table->places = ARENA_ARRAY(arena, struct name_place, places);
    table->mask = places - 1;
}

void name_table_add(struct name_table *table, struct text name, size_t index)
{
    size_t at = hash_text(name, HASH_SEED) & table->mask;
    while (table->places[at].name.size > 0)
        at = (at + 1) & table->mask;
    table->places[at] = (struct name_place){name, index};
}

size_t name_table_find(const struct name_table *table, struct text name)
{
    size_t at = hash_text(name, HASH_SEED) & table->mask;
    for (; table->places[at].name.size > 0; at = (at + 1) & table->mask) {
        if (text_equal(table->places[at].name, name))
            return table->places[at].index;
    }
    return NAME_UNKNOWN;
}

enum { UNIT_B, UNIT_KB, UNIT_MB, UNIT_GB, UNIT_TB, UNIT_S, UNIT_MIN, UNIT_H, UNIT_COUNT };

static const struct usage_unit units[] = {
    [UNIT_B] = {"B", KIND_BYTES, 1},
    [UNIT_KB] = {"kB", KIND_BYTES, 1000},
    [UNIT_MB] = {"MB", KIND_BYTES, 1000000},
    [UNIT_GB] = {"GB", KIND_BYTES, 1000000000},
    [UNIT_TB] = {"TB", KIND_BYTES, UINT64_C(1000000000000)},
    [UNIT_S] = {"s", KIND_SECONDS, 1},
    [UNIT_MIN] = {"min", KIND_SECONDS, 60},
    [UNIT_H] = {"h", KIND_SECONDS, 3600},
    [UNIT_COUNT] = {"count", KIND_COUNT, 1},
};

/* The one unit that a word of that size and first letter can be. */
static const struct usage_unit *unit_like(struct text word)
{
    switch (word.size == 0 ? '\0' : word.at[0]) {
    case 'B':
        return &units[UNIT_B];
    case 'k':
        return &units[UNIT_KB];
    case 'M':
        return &units[UNIT_MB];
    case 'G':
        return &units[UNIT_GB];
    case 'T':
        return &units[UNIT_TB];
    case 's':
        return &units[UNIT_S];
    case 'm':
        return &units[UNIT_MIN];
    case 'h':
        return &units[UNIT_H];
    case 'c':
        return &units[UNIT_COUNT];
    }
    return NULL;
}

const struct usage_unit *usage_unit_find(struct text word)
{
    const struct usage_unit *unit = unit_like(word);
    return unit != NULL && text_is(word, unit->word) ? unit : NULL;
}

const char *usage_units_hint(enum meter_kind kind)
{
    static const char *const hints[] = {
        [KIND_BYTES] = "write B, kB, MB, GB or TB",
        [KIND_SECONDS] = "write s, min or h",
        [KIND_COUNT] = "write count",
    };
    return hints[kind];
}

/* The one region that a word of that size and first letters can be. */
static enum region region_like(struct text word)
{
    switch (word.at[0]) {
    case 'm':
        return word.size == 2 ? REGION_ME : REGION_MAINLAND;
    case 'a':
        if (word.size == 2)
            return REGION_AF;
        return word.size == 3 && word.at[2] == '1'   ? REGION_AP1
               : word.size == 3 && word.at[2] == '2' ? REGION_AP2
                                                     : REGION_AP3;
    case 'n':
        return REGION_NA;
    case 'e':
        return REGION_EU;
    case 's':
        return REGION_SA;
    }
    return REGION_NONE;
}

bool usage_region_find(enum region *out, struct text word)
{
    enum region region = word.size == 0 ? REGION_NONE : region_like(word);
    if (region == REGION_NONE || !text_is(word, region_code(region)))
        return false;
    *out = region;
    return true;
}
