#include "rate_finder.h"

static int compare_keys(const struct item *left_item, struct text left_plan,
                        enum currency left_currency, const struct rate_table *right)
{
    if (left_item->index != right->item->index)
        return left_item->index < right->item->index ? -1 : 1;
    int order = text_compare(left_plan, right->plan);
    return order != 0 ? order : (int)left_currency - (int)right->currency;
}

static int compare_tables(const void *left_void, const void *right_void)
{
    const struct rate_table *left = *(const struct rate_table *const *)left_void;
    const struct rate_table *right = *(const struct rate_table *const *)right_void;
    int order = compare_keys(left->item, left->plan, left->currency, right);
    if (order == 0)
        order = (left->from.number > right->from.number) - (left->from.number < right->from.number);
    return order;
}

struct rate_finder rate_finder_new(const struct catalogue *catalogue, struct arena *arena)
{
    size_t count = catalogue->rates.count;
    struct rate_finder finder = {ARENA_ARRAY(arena, const struct rate_table *, count), count};
    for (size_t i = 0; i < count; i++)
        finder.tables[i] = &catalogue->rates.at[i];
    if (count > 1)
        qsort(finder.tables, count, sizeof *finder.tables, compare_tables);
    return finder;
}

/* The first table of that item, plan and currency. */
static size_t lower_bound(const struct rate_finder *finder, const struct rate_key *key,
                          struct text plan)
{
    size_t low = 0, high = finder->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(key->item, plan, key->currency, finder->tables[middle]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 0: does not fit; else the closer, the larger: an exact item, then region, then spec. */
static int closeness(const struct rate_table *table, const struct rate_key *key)
{
    if (key->day.number < table->from.number || key->day.number >= table->until.number
        || (!table->any_region && table->region != key->region)
        || (!table->any_spec && !text_equal(table->spec, key->spec)))
        return 0;
    return 1 + (table->any_item ? 0 : 4) + (table->any_region ? 0 : 2) + (table->any_spec ? 0 : 1);
}

static const struct rate_table *find_in_plan(const struct rate_finder *finder,
                                             const struct rate_key *key, struct text plan)
{
    const struct rate_table *best = NULL;
    int best_closeness = 0;
    for (size_t i = lower_bound(finder, key, plan); i < finder->count; i++) {
        const struct rate_table *table = finder->tables[i];
        if (compare_keys(key->item, plan, key->currency, table) != 0)
            break;
        int close = closeness(table, key);
        if (close > best_closeness) {
            best = table;
            best_closeness = close;
        }
    }
    return best;
}

const struct rate_table *rate_find(const struct rate_finder *finder, const struct rate_key *key)
{
    const struct text plans[] = {key->plan, TEXT("*"), TEXT("list")};
    const struct rate_table *table = NULL;
    for (size_t i = 0; table == NULL && i < sizeof plans / sizeof *plans; i++)
        table = find_in_plan(finder, key, plans[i]);
    return table;
}
