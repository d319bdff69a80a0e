/*
 * What the rows of the catalogue come to together: packs that cover nothing, things that are
 * counted but not charged, prices that no usage can meet. Shipped rows are not judged: a book that
 * replaces a kind leaves some of them without use.
 */

#include "reading.h"

static void warn(const struct catalogue_reading *reading, const struct place *place,
                 const char *column, const char *hint, struct text problem)
{
    report_warning(reading->report, *place, text_of(column), CODE_BAD_CATALOGUE, hint, "%.*s",
                   TEXT_ARGS(problem));
}

/* Units. */

/* What a word means that stands for one amount alone. */
static const struct {
    const char *word;
    enum meter_kind kind;
    bool rate; /* of bits a second */
    int64_t size;
} known_units[] = {
    {"B", KIND_BYTES, false, 1},
    {"kB", KIND_BYTES, false, 1000},
    {"MB", KIND_BYTES, false, 1000000},
    {"GB", KIND_BYTES, false, 1000000000},
    {"s", KIND_SECONDS, false, 1},
    {"TB", KIND_BYTES, false, 1000000000000},
    {"min", KIND_SECONDS, false, 60},
    {"h", KIND_SECONDS, false, 3600},
    {"kbps", KIND_BYTES, true, 1000},
    {"Mbps", KIND_BYTES, true, 1000000},
    {"Gbps", KIND_BYTES, true, 1000000000},
};

static void warn_unit(const struct catalogue_reading *reading, const struct item *item)
{
    static const char *const nouns[] = {"bytes", "seconds", "ones"};
    struct arena *arena = reading->arena;

    for (size_t i = 0; i < sizeof known_units / sizeof known_units[0]; i++) {
        if (!text_is(item->unit, known_units[i].word))
            continue;
        if (known_units[i].kind != item->meter->kind || known_units[i].rate != item->slot_rate)
            warn(reading, &item->place, "unit", "name the unit that the price is for",
                 text_format(arena, "'%s' is no unit of %s", known_units[i].word,
                             item->slot_rate ? "bit/s" : nouns[item->meter->kind]));
        else if (item->unit_size.nano != (wide)known_units[i].size * QUANTITY_ONE)
            warn(reading, &item->place, "unit_size", "write that, or name another unit",
                 text_format(arena, "one %s is %lld %s", known_units[i].word,
                             (long long)known_units[i].size,
                             item->slot_rate ? "bit/s" : nouns[item->meter->kind]));
    }
}

/* Packs. */

static const struct pack_type *first_pack(const struct catalogue *catalogue, struct text kind)
{
    for (size_t i = 0; i < catalogue->packs.count; i++) {
        if (text_equal(catalogue->packs.at[i].kind, kind))
            return &catalogue->packs.at[i];
    }
    return NULL;
}

/* One unit of usage draws the same number of pack units, whichever pack of the kind is next. */
static bool check_pack_units(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    bool sound = true;

    for (size_t i = 0; i < catalogue->packs.count; i++) {
        const struct pack_type *pack = &catalogue->packs.at[i];
        const struct pack_type *first = first_pack(catalogue, pack->kind);
        if (!text_equal(first->unit, pack->unit))
            sound = report_error(
                reading->report, pack->place, TEXT("unit"), CODE_BAD_CATALOGUE,
                "write the sizes of a kind in one unit",
                "packs of kind '%.*s' count in '%.*s' in %.*s:%llu, in '%.*s' here",
                TEXT_ARGS(pack->kind), TEXT_ARGS(first->unit), TEXT_ARGS(first->place.file),
                (unsigned long long)first->place.line, TEXT_ARGS(pack->unit));
    }
    return sound;
}

/* A pack covers days (R6), and of these the days of its mode. */
static bool is_covered_by(const struct pack_type *pack, const struct item *item)
{
    return pack->covers_mode == MODE_ANY || item->mode == MODE_ANY
           || pack->covers_mode == item->mode;
}

static bool is_of_kind(const struct pack_ratio *ratio, struct text kind)
{
    return text_is(ratio->kind, "*") || text_equal(ratio->kind, kind);
}

static void warn_ratio(const struct catalogue_reading *reading, const struct pack_ratio *ratio)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    const struct item *item = ratio->item;
    size_t packs = 0, fitting = 0;

    for (size_t i = 0; i < catalogue->packs.count; i++) {
        const struct pack_type *pack = &catalogue->packs.at[i];
        packs += is_of_kind(ratio, pack->kind);
        fitting += is_of_kind(ratio, pack->kind) && is_covered_by(pack, item);
    }
    if (packs > 0 && fitting == 0)
        warn(reading, &ratio->place, "item",
             "leave the row out, or correct covers_mode in packs.csv",
             text_format(reading->arena, "no pack of kind '%.*s' covers days of the mode of '%.*s'",
                         TEXT_ARGS(ratio->kind), TEXT_ARGS(item->code)));
}

static void warn_ratios(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        if (catalogue_is_own(&ratio->place) && !ratio->any_item
            && ratio->item->window == WINDOW_DAY)
            warn_ratio(reading, ratio);
    }
}

/* Kinds of packs, and of ratios, without the other: said at the first row of the kind. */

static bool has_ratio(const struct catalogue *catalogue, struct text kind)
{
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        if (is_of_kind(&catalogue->pack_ratios.at[i], kind))
            return true;
    }
    return false;
}

static bool is_first_ratio(const struct catalogue *catalogue, const struct pack_ratio *ratio)
{
    const struct pack_ratio *earlier = catalogue->pack_ratios.at;
    while (!text_equal(earlier->kind, ratio->kind))
        earlier++;
    return earlier == ratio;
}

static void warn_idle_packs(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    for (size_t i = 0; i < catalogue->packs.count; i++) {
        const struct pack_type *pack = &catalogue->packs.at[i];
        if (catalogue_is_own(&pack->place) && first_pack(catalogue, pack->kind) == pack
            && !has_ratio(catalogue, pack->kind))
            warn(reading, &pack->place, "kind", "add its rows to pack_ratios.csv",
                 text_format(reading->arena, "packs of kind '%.*s' cover nothing",
                             TEXT_ARGS(pack->kind)));
    }
}

static void warn_idle_ratios(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        if (catalogue_is_own(&ratio->place) && is_first_ratio(catalogue, ratio)
            && !text_is(ratio->kind, "*") && first_pack(catalogue, ratio->kind) == NULL)
            warn(reading, &ratio->place, "kind", "add its packs to packs.csv, or correct the name",
                 text_format(reading->arena, "no pack is of kind '%.*s'", TEXT_ARGS(ratio->kind)));
    }
}

/* Prices. */

static bool is_rated(const struct catalogue_reading *reading, const struct item *item)
{
    for (size_t i = 0; i < reading->rates.count; i++) {
        if (reading->rates.at[i].table.item == item)
            return true;
    }
    return false;
}

/* R5: modes of a month have no list price. Only a contract has one, and there may be none yet. */
static bool is_contracted(const struct item *item)
{
    return item->mode != MODE_ANY && item->window == WINDOW_MONTH;
}

static void warn_items(const struct catalogue_reading *reading, bool thorough)
{
    const struct catalogue *catalogue = &reading->book->catalogue;

    for (size_t i = 0; i < catalogue->items.count; i++) {
        const struct item *item = &catalogue->items.at[i];
        if (!catalogue_is_own(&item->place))
            continue;
        warn_unit(reading, item);
        if (thorough && !is_contracted(item) && !is_rated(reading, item))
            warn(reading, &item->place, "item",
                 "add a row to rates.csv or rates+NAME.csv, with the price 0 where it is free",
                 text_format(reading->arena,
                             "no plan has a rate of '%.*s': usage of it cannot be billed",
                             TEXT_ARGS(item->code)));
    }
}

/* 1 << mode for each mode in which an item charges the meter. */
static unsigned charged_modes(const struct catalogue *catalogue, const struct meter *meter)
{
    const unsigned all = (1U << MODE_COUNT) - 1;
    unsigned charged = 0;

    for (size_t i = 0; i < catalogue->items.count; i++) {
        const struct item *item = &catalogue->items.at[i];
        if (item->meter == meter)
            charged |= item->mode == MODE_ANY ? all : 1U << item->mode;
    }
    return charged;
}

static struct text other_modes(unsigned charged, struct arena *arena)
{
    struct buffer names = {.arena = arena};

    for (int mode = 0; mode < MODE_COUNT && charged != 0; mode++) {
        if ((charged >> mode & 1) == 0)
            buffer_format(&names, "%s%s", names.size > 0 ? ", " : " in the modes ",
                          mode_code((enum mode)mode));
    }
    return buffer_text(&names);
}

static void warn_meters(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;

    for (size_t i = 0; i < catalogue->meters.count; i++) {
        const struct meter *meter = &catalogue->meters.at[i];
        unsigned charged = charged_modes(catalogue, meter);
        struct text modes = other_modes(charged, reading->arena);
        if (catalogue_is_own(&meter->place) && meter->also == NULL
            && (charged == 0 || modes.size > 0))
            warn(reading, &meter->place, "meter",
                 "add one to items.csv, with the price 0 where it is free",
                 text_format(reading->arena, "no item charges '%.*s'%.*s", TEXT_ARGS(meter->code),
                             TEXT_ARGS(modes)));
    }
}

/* A row of another meter that counts for this one brings its own region, or none. */
static bool counts_for_another(const struct catalogue *catalogue, const struct meter *meter)
{
    for (size_t i = 0; i < catalogue->meters.count; i++) {
        if (catalogue->meters.at[i].also == meter)
            return true;
    }
    return false;
}

/* A row for a region, or for none, that usage of its item cannot have. */
static void warn_region(const struct catalogue_reading *reading, const struct place *place,
                        const struct item *item, enum region region)
{
    bool has_region = region != REGION_NONE;

    if (!catalogue_is_own(place)
        || item->meter->regions != (has_region ? REGIONS_NONE : REGIONS_REQUIRED)
        || counts_for_another(&reading->book->catalogue, item->meter))
        return;
    warn(reading, place, "region", has_region ? "leave it empty" : "write a region, or *",
         text_format(reading->arena, "no usage meets the row, for usage of '%.*s' has %s region",
                     TEXT_ARGS(item->code), has_region ? "no" : "a"));
}

static void warn_regions(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;

    for (size_t i = 0; i < reading->rates.count; i++) {
        const struct rate_row *row = &reading->rates.at[i];
        if (!row->table.any_item && !row->table.any_region)
            warn_region(reading, &row->place, row->table.item, row->table.region);
    }
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        if (!ratio->any_item && !ratio->any_region)
            warn_region(reading, &ratio->place, ratio->item, ratio->region);
    }
}

/* Two items of one meter that hold on one day charge the same usage twice. */
static void warn_charged_twice(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;

    for (size_t i = 0; i < catalogue->items.count; i++) {
        const struct item *item = &catalogue->items.at[i], *earlier = catalogue->items.at;
        while (earlier < item
               && (earlier->meter != item->meter
                   || (earlier->mode != item->mode && earlier->mode != MODE_ANY
                       && item->mode != MODE_ANY)))
            earlier++;
        if (earlier < item && catalogue_is_own(&item->place))
            warn(reading, &item->place, "mode", "leave one out, unless both are meant",
                 text_format(reading->arena, "'%.*s' in %.*s:%llu charges the same usage, too",
                             TEXT_ARGS(earlier->code), TEXT_ARGS(earlier->place.file),
                             (unsigned long long)earlier->place.line));
    }
}

bool catalogue_check_use(const struct catalogue_reading *reading, bool thorough)
{
    /* Of a row that was refused others seem to be without use. */
    if (!check_pack_units(reading) || reading->report->count[SEVERITY_ERROR] > reading->errors)
        return false;
    warn_ratios(reading);
    warn_idle_packs(reading);
    warn_items(reading, thorough);
    if (thorough) {
        warn_idle_ratios(reading);
        warn_meters(reading);
        warn_regions(reading);
        warn_charged_twice(reading);
    }
    return true;
}
