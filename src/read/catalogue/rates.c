/* rates*.csv: a row is one tier; rows that agree in all but the tier make one rate table. */

#include "reading.h"

enum {
    RATE_PLAN,
    RATE_ITEM,
    RATE_REGION,
    RATE_SPEC,
    RATE_CURRENCY,
    RATE_FROM,
    RATE_UNTIL,
    RATE_MODEL,
    RATE_TIER_FROM,
    RATE_UNIT_PRICE,
    RATE_FLAT_PRICE,
    RATE_BLOCK,
    RATE_COLUMNS,
};

static const struct column columns[RATE_COLUMNS] = {
    [RATE_PLAN] = {"plan", true},
    [RATE_ITEM] = {"item", true},
    [RATE_REGION] = {"region", false},
    [RATE_SPEC] = {"spec", false},
    [RATE_CURRENCY] = {"currency", true},
    [RATE_FROM] = {"from", true},
    [RATE_UNTIL] = {"until", false},
    [RATE_MODEL] = {"model", true},
    [RATE_TIER_FROM] = {"tier_from", false},
    [RATE_UNIT_PRICE] = {"unit_price", true},
    [RATE_FLAT_PRICE] = {"flat_price", false},
    [RATE_BLOCK] = {"block", false},
};

/* In the order of enum tier_model. */
static const struct words models = {
    "a model", {"reach", "reach_above", "graduated", "graduated_above", "flat"}};

static bool read_item(struct rate_table *table, const struct catalogue_reading *reading,
                      const struct form *form)
{
    struct text code;
    table->any_item = text_is(field_text(form, RATE_ITEM), "*");
    if (table->any_item)
        return true;
    if (!field_identifier(&code, form, RATE_ITEM))
        return false;
    table->item = catalogue_item(&reading->book->catalogue, code);
    return table->item != NULL
           || catalogue_unknown(reading, form, RATE_ITEM, code, CATALOGUE_ITEMS, "an item");
}

static bool read_key(struct rate_table *table, const struct catalogue_reading *reading,
                     const struct form *form)
{
    size_t model;
    if (!catalogue_code_or_any(&table->plan, form, RATE_PLAN) || !read_item(table, reading, form)
        || !catalogue_region(&table->any_region, &table->region, form, RATE_REGION)
        || !catalogue_spec(&table->any_spec, &table->spec, form, RATE_SPEC)
        || !catalogue_currency(&table->currency, form, RATE_CURRENCY)
        || !catalogue_validity(&table->from, &table->until, form,
                               (struct validity_columns){RATE_FROM, RATE_UNTIL})
        || !field_word(&model, form, RATE_MODEL, &models))
        return false;
    table->model = (enum tier_model)model;
    return true;
}

static bool read_tier(struct tier *tier, const struct form *form)
{
    bool has_unit, has_flat;
    if (!field_decimal_or(&tier->from.nano, form, RATE_TIER_FROM, &decimals_quantity, 0)
        || !catalogue_price(&has_unit, &tier->unit_price, form, RATE_UNIT_PRICE)
        || !catalogue_price(&has_flat, &tier->flat_price, form, RATE_FLAT_PRICE)
        || !field_decimal_or(&tier->block.nano, form, RATE_BLOCK, &decimals_quantity, 0))
        return false;
    return has_unit || has_flat
           || field_need(form, RATE_UNIT_PRICE, "write the price of one unit, 0 where it is free");
}

static void take_rate(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    const struct catalogue *catalogue = &reading->book->catalogue;
    struct rate_row row = {.place = form->fields->row.place};

    row.tier.place = (struct place){reading->base_name, row.place.line};
    if (!field_check_encoding(form) || !read_key(&row.table, reading, form)
        || !read_tier(&row.tier, form))
        return;
    if (!row.table.any_item) {
        *LIST_ADD(reading->arena, &reading->rates) = row;
        return;
    }
    for (size_t i = 0; i < catalogue->items.count; i++) {
        row.table.item = &catalogue->items.at[i];
        *LIST_ADD(reading->arena, &reading->rates) = row;
    }
}

const struct catalogue_form rates_form = {"rates", columns, RATE_COLUMNS, take_rate};

static int compare_flags(bool left, bool right)
{
    return (int)left - (int)right;
}

static int compare_numbers(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

/* What a rate is for: all but its days. */
static int compare_subjects(const struct rate_table *left, const struct rate_table *right)
{
    int order = text_compare(left->plan, right->plan);
    if (order == 0)
        order = compare_numbers((int64_t)left->item->index, (int64_t)right->item->index);
    if (order == 0)
        order = compare_flags(left->any_item, right->any_item);
    if (order == 0)
        order = compare_numbers((int64_t)left->currency, (int64_t)right->currency);
    if (order == 0)
        order = compare_flags(left->any_region, right->any_region);
    if (order == 0 && !left->any_region)
        order = compare_numbers((int64_t)left->region, (int64_t)right->region);
    if (order == 0)
        order = compare_flags(left->any_spec, right->any_spec);
    return order != 0 || left->any_spec ? order : text_compare(left->spec, right->spec);
}

static int compare_tables(const struct rate_table *left, const struct rate_table *right)
{
    int order = compare_subjects(left, right);
    if (order == 0)
        order = compare_numbers(left->from.number, right->from.number);
    if (order == 0)
        order = compare_numbers(left->until.number, right->until.number);
    return order != 0 ? order : compare_numbers((int64_t)left->model, (int64_t)right->model);
}

/* Tiers of one table stay in the order of their files and lines: the lint sees that order. */
static int compare_rows(const void *left_void, const void *right_void)
{
    const struct rate_row *left = left_void, *right = right_void;
    int order = compare_tables(&left->table, &right->table);
    if (order == 0)
        order = text_compare(left->place.file, right->place.file);
    return order != 0 ? order
                      : compare_numbers((int64_t)left->place.line, (int64_t)right->place.line);
}

static bool fail_tier(const struct catalogue_reading *reading, const struct rate_row *row,
                      const char *hint, struct text problem)
{
    return report_error(reading->report, row->place, TEXT("tier_from"), CODE_BAD_CATALOGUE, hint,
                        "%.*s", TEXT_ARGS(problem));
}

/* Whether a tier may stand behind the one before it (NULL: it is the first). */
static bool check_tier(const struct catalogue_reading *reading, const struct rate_row *before,
                       const struct rate_row *row)
{
    struct arena *arena = reading->arena;
    struct text from = quantity_text(arena, row->tier.from);

    if (before == NULL && row->tier.from.nano != 0)
        return fail_tier(reading, row, "add a tier from 0",
                         text_format(arena, "the first tier begins at %.*s", TEXT_ARGS(from)));
    if (before != NULL && row->table.model == MODEL_FLAT)
        return fail_tier(reading, row, "write reach or graduated as the model of both",
                         text_format(arena, "a flat rate has one tier, and %.*s:%llu has it",
                                     TEXT_ARGS(before->place.file),
                                     (unsigned long long)before->place.line));
    if (before != NULL && row->tier.from.nano == before->tier.from.nano)
        return fail_tier(reading, row, "keep one of them",
                         text_format(arena,
                                     "two tiers begin at %.*s, this one and that of %.*s:%llu",
                                     TEXT_ARGS(from), TEXT_ARGS(before->place.file),
                                     (unsigned long long)before->place.line));
    if (before != NULL && row->tier.from.nano < before->tier.from.nano)
        return fail_tier(reading, row, "write tiers in ascending order",
                         text_format(arena, "the tier from %.*s stands behind that from %.*s",
                                     TEXT_ARGS(from),
                                     TEXT_ARGS(quantity_text(arena, before->tier.from))));
    return true;
}

bool rate_is_repeated(const struct rate_table *table)
{
    return table->any_item && table->item->index > 0;
}

/* The table of rows that agree in all but the tier. */
static bool group(struct catalogue_reading *reading, const struct rate_row *rows, size_t count)
{
    struct rate_table table = rows[0].table;
    bool sound = true;

    table.tiers = ARENA_ARRAY(reading->arena, struct tier, count);
    table.tier_count = count;
    for (size_t i = 0; i < count; i++) {
        table.tiers[i] = rows[i].tier;
        if (!rate_is_repeated(&table))
            sound = check_tier(reading, i == 0 ? NULL : &rows[i - 1], &rows[i]) && sound;
    }
    *LIST_ADD(reading->arena, &reading->book->catalogue.rates) = table;
    return sound;
}

bool rates_group(struct catalogue_reading *reading)
{
    struct rate_row *rows = reading->rates.at;
    size_t count = reading->rates.count, from = 0;
    bool sound = true;

    if (count > 1)
        qsort(rows, count, sizeof *rows, compare_rows);
    while (from < count) {
        size_t to = from + 1;
        while (to < count && compare_tables(&rows[from].table, &rows[to].table) == 0)
            to++;
        sound = group(reading, &rows[from], to - from) && sound;
        from = to;
    }
    return sound;
}
