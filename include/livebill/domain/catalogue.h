/*
 * Products as data (formats.md §3): what exports may count, what is charged, and at which price.
 *
 * Everything lives in the run's arena and never changes after reading. `place` names the row in
 * its file; a rate row's file is named without its folder (`rates-cny.csv`).
 */
#ifndef LIVEBILL_DOMAIN_CATALOGUE_H
#define LIVEBILL_DOMAIN_CATALOGUE_H

#include "livebill/base/list.h"
#include "livebill/base/report.h"
#include "livebill/domain/region.h"
#include "livebill/value/date.h"
#include "livebill/value/money.h"
#include "livebill/value/words.h"

enum meter_kind { KIND_BYTES, KIND_SECONDS, KIND_COUNT };
enum meter_timing { TIMING_SLOT, TIMING_EVENT };
enum region_rule { REGIONS_REQUIRED, REGIONS_OPTIONAL, REGIONS_NONE };

/* What an export may count. Quantities of a meter are in bytes, seconds or ones. */
struct meter {
    size_t index; /* row order */
    struct text code;
    enum meter_kind kind;
    enum meter_timing timing;
    enum region_rule regions;
    const struct meter *also; /* each row counts for this meter as well, or NULL */
    bool miniprogram;         /* code begins with "miniprogram.": needs a licence (R8) */
    bool low_latency;         /* code begins with "leb.": unknown to mini programs (R8) */
    struct place place;
};

enum aggregate {
    AGGREGATE_SUM,
    AGGREGATE_PEAK,
    AGGREGATE_P95,
    AGGREGATE_AVGPEAK,
    AGGREGATE_TASK_MINUTES
};
enum window { WINDOW_DAY, WINDOW_MONTH };
enum condition { CONDITION_NONE, CONDITION_PUSH_IMBALANCE };

/* What is charged. */
struct item {
    size_t index; /* the catalogue order */
    struct text code;
    const struct meter *meter;
    enum mode mode; /* the election it serves, or MODE_ANY */
    enum aggregate aggregate;
    bool slot_rate; /* slot_value rate: bytes of a slot become bit/s (× 8 / 300) */
    enum window window;
    struct text unit;
    struct quantity unit_size;   /* bytes, seconds or ones in one unit; above 0 */
    struct quantity free;        /* units free per window */
    struct quantity round_up_to; /* 0: not rounded up */
    bool prorated;               /* × days with usage / days of the month */
    enum condition condition;
    bool discountable;
    struct text product, name_zh, name_en;
    struct place place;
};

enum tier_model {
    MODEL_REACH,
    MODEL_REACH_ABOVE,
    MODEL_GRADUATED,
    MODEL_GRADUATED_ABOVE,
    MODEL_FLAT
};

struct tier {
    struct quantity from;
    struct price unit_price, flat_price;
    struct quantity block; /* 0: per unit */
    struct place place;
};

/* All tiers of one (plan, item, region, spec, currency) for usage days from ≤ day < until. */
struct rate_table {
    struct text plan; /* or `*` */
    const struct item *item;
    bool any_region, any_spec;
    enum region region;
    struct text spec;
    enum currency currency;
    struct day from, until; /* until: DAY_NEVER where open */
    enum tier_model model;
    struct tier *tiers; /* ascending, the first from 0 */
    size_t tier_count;
    bool any_item; /* its row said `*`: a table that names the item goes before it */
};

/* A size of resource pack at one price. A code has a row for each currency and price change. */
struct pack_type {
    struct text code, kind;
    struct quantity size;
    struct text unit;
    int months;
    enum mode covers_mode; /* MODE_ANY: never frozen */
    enum currency currency;
    struct day from, until; /* purchase days */
    bool has_price;
    struct price price;
    LIST_OF(struct text) grants; /* licences that it may bring */
    struct text name_zh, name_en;
    struct place place;
};

/* Pack units drawn by one unit of an item. */
struct pack_ratio {
    struct text kind; /* or `*` */
    const struct item *item;
    bool any_region, any_spec;
    enum region region;
    struct text spec;
    struct ratio ratio;
    int32_t priority;       /* lower first */
    struct day from, until; /* usage days */
    struct place place;
    bool any_item; /* its row said `*`: a ratio that names the item goes before it */
};

struct licence_type {
    struct text code;
    enum currency currency;
    struct day from, until; /* purchase days */
    bool has_price;         /* without one it is only granted */
    struct price price_per_year;
    struct text name_zh, name_en;
    struct place place;
};

struct order_type {
    struct text code;
    enum currency currency;
    struct day from, until;
    struct price price;
    struct text name_zh, name_en;
    struct place place;
};

struct catalogue {
    LIST_OF(struct meter) meters;
    bool broken;        /* an error was found in it: rows may be left out */
    bool meters_broken; /* it stopped meters.csv: there may be more of them */
    LIST_OF(struct item) items;
    LIST_OF(struct rate_table) rates;
    LIST_OF(struct pack_type) packs;
    LIST_OF(struct pack_ratio) pack_ratios;
    LIST_OF(struct licence_type) licences;
    LIST_OF(struct order_type) orders;
};

const struct meter *catalogue_meter(const struct catalogue *catalogue, struct text code);
const struct item *catalogue_item(const struct catalogue *catalogue, struct text code);

/* Whether any row of the catalogue has that code, whatever the currency and the day. */
bool catalogue_has_pack(const struct catalogue *catalogue, struct text code);
bool catalogue_has_licence(const struct catalogue *catalogue, struct text code);
bool catalogue_has_order(const struct catalogue *catalogue, struct text code);

/* The row in force for that code, currency and day, or NULL. */
const struct pack_type *catalogue_pack(const struct catalogue *catalogue, struct text code,
                                       enum currency currency, struct day day);
const struct licence_type *catalogue_licence(const struct catalogue *catalogue, struct text code,
                                             enum currency currency, struct day day);
const struct order_type *catalogue_order(const struct catalogue *catalogue, struct text code,
                                         enum currency currency, struct day day);

/* The first row of that code in any currency: for names. NULL where there is none. */
const struct licence_type *catalogue_any_licence(const struct catalogue *catalogue,
                                                 struct text code);

#endif
