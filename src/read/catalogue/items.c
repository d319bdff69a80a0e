/* meters.csv and items.csv: what exports may count, and what is charged. */

#include "reading.h"

enum { METER_CODE, METER_KIND, METER_TIMING, METER_REGIONS, METER_ALSO, METER_COLUMNS };

static const struct column meter_columns[METER_COLUMNS] = {
    [METER_CODE] = {"meter", true},    [METER_KIND] = {"kind", true},
    [METER_TIMING] = {"timing", true}, [METER_REGIONS] = {"regions", true},
    [METER_ALSO] = {"also", false},
};

/* In the order of their enums. */
static const struct words meter_kinds = {"a kind", {"bytes", "seconds", "count"}};
static const struct words timings = {"a timing", {"slot", "event"}};
static const struct words region_rules = {"a rule for regions", {"required", "optional", "none"}};

static void take_meter(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct catalogue *catalogue = &reading->book->catalogue;
    struct meter meter = {.index = catalogue->meters.count, .place = form->fields->row.place};
    struct text also;
    size_t kind, timing, regions;

    if (!field_check_encoding(form) || !field_identifier(&meter.code, form, METER_CODE)
        || !catalogue_code_once(reading, meter.code, form, METER_CODE)
        || !field_word(&kind, form, METER_KIND, &meter_kinds)
        || !field_word(&timing, form, METER_TIMING, &timings)
        || !field_word(&regions, form, METER_REGIONS, &region_rules)
        || !field_identifier_or(&also, form, METER_ALSO, TEXT("")))
        return;
    meter.kind = (enum meter_kind)kind;
    meter.timing = (enum meter_timing)timing;
    meter.regions = (enum region_rule)regions;
    meter.miniprogram = text_starts(meter.code, TEXT("miniprogram."));
    meter.low_latency = text_starts(meter.code, TEXT("leb."));
    *LIST_ADD(reading->arena, &catalogue->meters) = meter;
    *LIST_ADD(reading->arena, &reading->also) = also;
}

const struct catalogue_form meters_form = {"meters", meter_columns, METER_COLUMNS, take_meter};

static bool fail_also(const struct catalogue_reading *reading, const struct meter *meter,
                      const char *hint, struct text problem)
{
    return report_error(reading->report, meter->place, TEXT("also"), CODE_BAD_CATALOGUE, hint,
                        "%.*s", TEXT_ARGS(problem));
}

/* What a row counts for as well must be counted in the same way. */
static bool link_meter(struct catalogue_reading *reading, struct meter *meter, struct text also)
{
    struct text quoted = text_format(reading->arena, "'%.*s'", TEXT_ARGS(also));

    meter->also = catalogue_meter(&reading->book->catalogue, also);
    if (meter->also == NULL && reading->broken[CATALOGUE_METERS])
        return false;
    if (meter->also == NULL)
        return fail_also(reading, meter, "add it to meters.csv, or correct the name",
                         text_format(reading->arena, "%.*s is not a meter", TEXT_ARGS(quoted)));
    if (meter->also == meter)
        return fail_also(reading, meter, "leave it empty",
                         TEXT("a meter cannot count for itself twice"));
    if (meter->also->kind != meter->kind)
        return fail_also(
            reading, meter, "name a meter of the same kind",
            text_format(reading->arena, "%.*s counts another kind of thing", TEXT_ARGS(quoted)));
    return true;
}

bool meters_link(struct catalogue_reading *reading)
{
    struct catalogue *catalogue = &reading->book->catalogue;
    bool linked = true;

    for (size_t i = 0; i < catalogue->meters.count; i++) {
        if (reading->also.at[i].size > 0)
            linked = link_meter(reading, &catalogue->meters.at[i], reading->also.at[i]) && linked;
    }
    return linked;
}

enum {
    ITEM_CODE,
    ITEM_METER,
    ITEM_MODE,
    ITEM_AGGREGATE,
    ITEM_SLOT_VALUE,
    ITEM_WINDOW,
    ITEM_UNIT,
    ITEM_UNIT_SIZE,
    ITEM_FREE,
    ITEM_ROUND_UP_TO,
    ITEM_PRORATE,
    ITEM_CONDITION,
    ITEM_DISCOUNTABLE,
    ITEM_PRODUCT,
    ITEM_NAME_ZH,
    ITEM_NAME_EN,
    ITEM_COLUMNS,
};

static const struct column item_columns[ITEM_COLUMNS] = {
    [ITEM_CODE] = {"item", true},
    [ITEM_METER] = {"meter", true},
    [ITEM_MODE] = {"mode", true},
    [ITEM_AGGREGATE] = {"aggregate", true},
    [ITEM_SLOT_VALUE] = {"slot_value", false},
    [ITEM_WINDOW] = {"window", true},
    [ITEM_UNIT] = {"unit", true},
    [ITEM_UNIT_SIZE] = {"unit_size", true},
    [ITEM_FREE] = {"free", false},
    [ITEM_ROUND_UP_TO] = {"round_up_to", false},
    [ITEM_PRORATE] = {"prorate", false},
    [ITEM_CONDITION] = {"condition", false},
    [ITEM_DISCOUNTABLE] = {"discountable", false},
    [ITEM_PRODUCT] = {"product", false},
    [ITEM_NAME_ZH] = {"name_zh", false},
    [ITEM_NAME_EN] = {"name_en", false},
};

static const struct words aggregates = {"an aggregate",
                                        {"sum", "peak", "p95", "avgpeak", "task_minutes"}};
static const struct words slot_values = {"a slot value", {"amount", "rate"}};
static const struct words windows = {"a window", {"day", "month"}};
static const struct words prorations = {"a proration", {"none", "active_days"}};
static const struct words conditions = {"a condition", {"push_imbalance"}};
static const struct words yes_or_no = {"an answer", {"yes", "no"}};
static const struct decimals unit_sizes = {QUANTITY_PLACES, 1,
                                           (wide)1000000000000000000 * QUANTITY_ONE};

static bool read_meter(struct item *item, struct catalogue_reading *reading,
                       const struct form *form)
{
    struct text code;
    if (!field_identifier(&code, form, ITEM_METER))
        return false;
    item->meter = catalogue_meter(&reading->book->catalogue, code);
    if (item->meter != NULL)
        return true;
    if (!reading->own && reading->replaced[CATALOGUE_METERS])
        reading->replaced[CATALOGUE_ITEMS] = true; /* shipped rows that name it go with it */
    if (reading->broken[CATALOGUE_METERS])
        reading->broken[CATALOGUE_ITEMS] = true;
    return catalogue_unknown(reading, form, ITEM_METER, code, CATALOGUE_METERS, "a meter");
}

static bool read_measure(struct item *item, const struct form *form)
{
    size_t aggregate, slot_value, window;
    if (!field_need(form, ITEM_MODE, "write the election's mode that it serves, or *")
        || !catalogue_mode(&item->mode, form, ITEM_MODE)
        || !field_word(&aggregate, form, ITEM_AGGREGATE, &aggregates)
        || !field_word_or(&slot_value, form, ITEM_SLOT_VALUE, &slot_values, 0)
        || !field_word(&window, form, ITEM_WINDOW, &windows))
        return false;
    item->aggregate = (enum aggregate)aggregate;
    item->slot_rate = slot_value == 1;
    item->window = (enum window)window;
    if (item->slot_rate && item->meter->kind != KIND_BYTES)
        return field_fail(form, ITEM_SLOT_VALUE, CODE_BAD_CATALOGUE, "write amount",
                          "only bytes have a rate");
    if (item->aggregate == AGGREGATE_TASK_MINUTES && item->meter->kind != KIND_SECONDS)
        return field_fail(form, ITEM_AGGREGATE, CODE_BAD_CATALOGUE, "write sum",
                          "only meters of seconds have task minutes");
    return true;
}

static bool read_unit(struct item *item, const struct form *form)
{
    return field_need(form, ITEM_UNIT, "write what a price is for: GB")
           && field_free_text(&item->unit, form, ITEM_UNIT, RESOURCE_LENGTH_MAX)
           && field_decimal(&item->unit_size.nano, form, ITEM_UNIT_SIZE, &unit_sizes)
           && field_decimal_or(&item->free.nano, form, ITEM_FREE, &decimals_quantity, 0)
           && field_decimal_or(&item->round_up_to.nano, form, ITEM_ROUND_UP_TO, &decimals_quantity,
                               0);
}

static bool read_terms(struct item *item, const struct form *form)
{
    size_t proration, condition, discountable;
    if (!field_word_or(&proration, form, ITEM_PRORATE, &prorations, 0)
        || !field_word_or(&condition, form, ITEM_CONDITION, &conditions, 1)
        || !field_word_or(&discountable, form, ITEM_DISCOUNTABLE, &yes_or_no, 0)
        || !field_identifier_or(&item->product, form, ITEM_PRODUCT, TEXT("other")))
        return false;
    item->prorated = proration == 1;
    item->condition = condition == 0 ? CONDITION_PUSH_IMBALANCE : CONDITION_NONE;
    item->discountable = discountable == 0;
    return catalogue_names(&item->name_zh, &item->name_en, form, ITEM_NAME_ZH, ITEM_NAME_EN,
                           item->code);
}

static void take_item(void *context, const struct form *form)
{
    struct catalogue_reading *reading = context;
    struct catalogue *catalogue = &reading->book->catalogue;
    struct item item = {.index = catalogue->items.count, .place = form->fields->row.place};

    if (field_check_encoding(form) && field_identifier(&item.code, form, ITEM_CODE)
        && catalogue_code_once(reading, item.code, form, ITEM_CODE)
        && read_meter(&item, reading, form) && read_measure(&item, form) && read_unit(&item, form)
        && read_terms(&item, form))
        *LIST_ADD(reading->arena, &catalogue->items) = item;
}

const struct catalogue_form items_form = {"items", item_columns, ITEM_COLUMNS, take_item};
