/* packs.csv, pack_ratios.csv, licences.csv and orders.csv: what is sold ahead of use. */

#include "reading.h"

#define MONTHS_MAX   1200
#define PRIORITY_MAX 1000000000

enum {
    PACK_CODE,
    PACK_KIND,
    PACK_SIZE,
    PACK_UNIT,
    PACK_MONTHS,
    PACK_COVERS_MODE,
    PACK_CURRENCY,
    PACK_FROM,
    PACK_UNTIL,
    PACK_PRICE,
    PACK_GRANTS,
    PACK_NAME_ZH,
    PACK_NAME_EN,
    PACK_COLUMNS,
};

static const struct column pack_columns[PACK_COLUMNS] = {
    [PACK_CODE] = {"pack", true},         [PACK_KIND] = {"kind", true},
    [PACK_SIZE] = {"size", true},         [PACK_UNIT] = {"unit", true},
    [PACK_MONTHS] = {"months", true},     [PACK_COVERS_MODE] = {"covers_mode", false},
    [PACK_CURRENCY] = {"currency", true}, [PACK_FROM] = {"from", true},
    [PACK_UNTIL] = {"until", false},      [PACK_PRICE] = {"price", true},
    [PACK_GRANTS] = {"grants", false},    [PACK_NAME_ZH] = {"name_zh", false},
    [PACK_NAME_EN] = {"name_en", false},
};

static const struct decimals pack_sizes = {QUANTITY_PLACES, 1,
                                           (wide)1000000000000000 * QUANTITY_ONE};
static const struct decimals pack_months = {0, 1, MONTHS_MAX};

/* Licences joined by `;`. */
static bool read_grants(struct pack_type *pack, const struct catalogue_reading *reading,
                        const struct form *form)
{
    struct text rest = field_text(form, PACK_GRANTS);

    while (rest.size > 0) {
        size_t end = text_find(rest, ';');
        struct text licence = text_trim(text_slice(rest, 0, end));
        rest = text_slice(rest, end + 1, SIZE_MAX);
        if (licence.size == 0)
            continue;
        if (catalogue_has_licence(&reading->book->catalogue, licence))
            *LIST_ADD(form->arena, &pack->grants) = text_copy(form->arena, licence);
        else if (reading->own || !reading->replaced[CATALOGUE_LICENCES])
            return catalogue_unknown(reading, form, PACK_GRANTS, licence, CATALOGUE_LICENCES,
                                     "a licence");
    }
    return true;
}

static bool read_size(struct pack_type *pack, const struct form *form)
{
    wide months;
    if (!field_identifier(&pack->code, form, PACK_CODE)
        || !field_identifier(&pack->kind, form, PACK_KIND)
        || !field_decimal(&pack->size.nano, form, PACK_SIZE, &pack_sizes)
        || !field_need(form, PACK_UNIT, "write what the size counts: GB")
        || !field_free_text(&pack->unit, form, PACK_UNIT, RESOURCE_LENGTH_MAX)
        || !field_decimal(&months, form, PACK_MONTHS, &pack_months)
        || !catalogue_mode(&pack->covers_mode, form, PACK_COVERS_MODE))
        return false;
    pack->months = (int)months;
    return true;
}

static void take_pack(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct pack_type pack = {.place = form->fields->row.place};

    if (field_check_encoding(form) && read_size(&pack, form)
        && catalogue_currency(&pack.currency, form, PACK_CURRENCY)
        && catalogue_validity(&pack.from, &pack.until, form,
                              (struct validity_columns){PACK_FROM, PACK_UNTIL})
        && catalogue_price(&pack.has_price, &pack.price, form, PACK_PRICE)
        && read_grants(&pack, reading, form)
        && catalogue_names(&pack.name_zh, &pack.name_en, form, PACK_NAME_ZH, PACK_NAME_EN,
                           pack.code))
        *LIST_ADD(reading->arena, &reading->book->catalogue.packs) = pack;
}

const struct catalogue_form packs_form = {"packs", pack_columns, PACK_COLUMNS, take_pack};

enum {
    RATIO_KIND,
    RATIO_ITEM,
    RATIO_REGION,
    RATIO_SPEC,
    RATIO_RATIO,
    RATIO_PRIORITY,
    RATIO_FROM,
    RATIO_UNTIL,
    RATIO_COLUMNS,
};

static const struct column ratio_columns[RATIO_COLUMNS] = {
    [RATIO_KIND] = {"kind", true},     [RATIO_ITEM] = {"item", true},
    [RATIO_REGION] = {"region", true}, [RATIO_SPEC] = {"spec", false},
    [RATIO_RATIO] = {"ratio", true},   [RATIO_PRIORITY] = {"priority", true},
    [RATIO_FROM] = {"from", false},    [RATIO_UNTIL] = {"until", false},
};

static const struct decimals ratios = {QUANTITY_PLACES, 1, (wide)1000000000 * QUANTITY_ONE};
static const struct decimals priorities = {0, -PRIORITY_MAX, PRIORITY_MAX};

static bool read_ratio_item(struct pack_ratio *ratio, const struct catalogue_reading *reading,
                            const struct form *form)
{
    struct text code;
    ratio->any_item = text_is(field_text(form, RATIO_ITEM), "*");
    if (ratio->any_item)
        return true;
    if (!field_identifier(&code, form, RATIO_ITEM))
        return false;
    ratio->item = catalogue_item(&reading->book->catalogue, code);
    return ratio->item != NULL
           || catalogue_unknown(reading, form, RATIO_ITEM, code, CATALOGUE_ITEMS, "an item");
}

static bool read_ratio(struct pack_ratio *ratio, const struct form *form)
{
    wide number, priority;
    if (!catalogue_region(&ratio->any_region, &ratio->region, form, RATIO_REGION)
        || !catalogue_spec(&ratio->any_spec, &ratio->spec, form, RATIO_SPEC)
        || !field_decimal(&number, form, RATIO_RATIO, &ratios)
        || !field_decimal(&priority, form, RATIO_PRIORITY, &priorities)
        || !catalogue_validity(&ratio->from, &ratio->until, form,
                               (struct validity_columns){RATIO_FROM, RATIO_UNTIL}))
        return false;
    ratio->ratio.nano = (int64_t)number;
    ratio->priority = (int32_t)priority;
    return true;
}

static void take_ratio(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct catalogue *catalogue = &reading->book->catalogue;
    struct pack_ratio ratio = {.place = form->fields->row.place};

    if (!field_check_encoding(form) || !catalogue_code_or_any(&ratio.kind, form, RATIO_KIND)
        || !read_ratio_item(&ratio, reading, form) || !read_ratio(&ratio, form))
        return;
    if (!ratio.any_item) {
        *LIST_ADD(reading->arena, &catalogue->pack_ratios) = ratio;
        return;
    }
    for (size_t i = 0; i < catalogue->items.count; i++) {
        ratio.item = &catalogue->items.at[i];
        *LIST_ADD(reading->arena, &catalogue->pack_ratios) = ratio;
    }
}

const struct catalogue_form pack_ratios_form = {"pack_ratios", ratio_columns, RATIO_COLUMNS,
                                                take_ratio};

/* Licences and orders have the same columns under other names. */
enum {
    SOLD_CODE,
    SOLD_CURRENCY,
    SOLD_FROM,
    SOLD_UNTIL,
    SOLD_PRICE,
    SOLD_NAME_ZH,
    SOLD_NAME_EN,
    SOLD_COLUMNS
};

static const struct column licence_columns[SOLD_COLUMNS] = {
    [SOLD_CODE] = {"licence", true},
    [SOLD_CURRENCY] = {"currency", true},
    [SOLD_FROM] = {"from", true},
    [SOLD_UNTIL] = {"until", false},
    [SOLD_PRICE] = {"price_per_year", true},
    [SOLD_NAME_ZH] = {"name_zh", false},
    [SOLD_NAME_EN] = {"name_en", false},
};

static const struct column order_columns[SOLD_COLUMNS] = {
    [SOLD_CODE] = {"item", true},        [SOLD_CURRENCY] = {"currency", true},
    [SOLD_FROM] = {"from", true},        [SOLD_UNTIL] = {"until", false},
    [SOLD_PRICE] = {"price", true},      [SOLD_NAME_ZH] = {"name_zh", false},
    [SOLD_NAME_EN] = {"name_en", false},
};

static bool read_sold(struct licence_type *sold, const struct form *form)
{
    return field_check_encoding(form) && field_identifier(&sold->code, form, SOLD_CODE)
           && catalogue_currency(&sold->currency, form, SOLD_CURRENCY)
           && catalogue_validity(&sold->from, &sold->until, form,
                                 (struct validity_columns){SOLD_FROM, SOLD_UNTIL})
           && catalogue_price(&sold->has_price, &sold->price_per_year, form, SOLD_PRICE)
           && catalogue_names(&sold->name_zh, &sold->name_en, form, SOLD_NAME_ZH, SOLD_NAME_EN,
                              sold->code);
}

static void take_licence(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct licence_type licence = {.place = form->fields->row.place};
    if (read_sold(&licence, form))
        *LIST_ADD(reading->arena, &reading->book->catalogue.licences) = licence;
}

const struct catalogue_form licences_form = {"licences", licence_columns, SOLD_COLUMNS,
                                             take_licence};

static void take_order(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct licence_type sold = {.place = form->fields->row.place};

    if (!read_sold(&sold, form) || !field_need(form, SOLD_PRICE, "write the price of one"))
        return;
    *LIST_ADD(reading->arena, &reading->book->catalogue.orders) = (struct order_type){
        .code = sold.code,
        .currency = sold.currency,
        .from = sold.from,
        .until = sold.until,
        .price = sold.price_per_year,
        .name_zh = sold.name_zh,
        .name_en = sold.name_en,
        .place = sold.place,
    };
}

const struct catalogue_form orders_form = {"orders", order_columns, SOLD_COLUMNS, take_order};
