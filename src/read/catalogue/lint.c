/* What no single row of the catalogue shows: rows that overlap, days and currencies left out. */

#include "reading.h"

/* The days for which one row holds; rows of one subject must not share a day. */
struct span {
    struct text subject; /* in words, for messages too */
    struct day from, until;
    struct place place;
};

struct span_list {
    struct span *at;
    size_t count, capacity;
};

static int compare_spans(const void *left_void, const void *right_void)
{
    const struct span *left = left_void, *right = right_void;
    int order = text_compare(left->subject, right->subject);
    if (order == 0)
        order = (left->from.number > right->from.number) - (left->from.number < right->from.number);
    if (order == 0)
        order = text_compare(left->place.file, right->place.file);
    return order != 0
               ? order
               : (left->place.line > right->place.line) - (left->place.line < right->place.line);
}

static bool same_place(const struct span *left, const struct span *right)
{
    return left->place.line == right->place.line && text_equal(left->place.file, right->place.file);
}

static bool fail_overlap(const struct catalogue_reading *reading, const struct span *before,
                         const struct span *span)
{
    return report_error(reading->report, span->place, TEXT("from"), CODE_BAD_CATALOGUE,
                        "let one end on the day that the other begins",
                        "%.*s: the row overlaps that of %.*s:%llu", TEXT_ARGS(span->subject),
                        TEXT_ARGS(before->place.file), (unsigned long long)before->place.line);
}

static void warn_gap(const struct catalogue_reading *reading, const struct span *before,
                     const struct span *span)
{
    struct text from = day_text(reading->arena, before->until);
    struct text last = day_text(reading->arena, day_after(span->from, -1));
    report_warning(reading->report, span->place, TEXT("from"), CODE_BAD_CATALOGUE,
                   "add a row for these days, if anything is sold on them",
                   "%.*s: nothing holds from %.*s to %.*s", TEXT_ARGS(span->subject),
                   TEXT_ARGS(from), TEXT_ARGS(last));
}

static bool check_spans(const struct catalogue_reading *reading, struct span_list *spans,
                        bool thorough)
{
    const struct span *latest = NULL; /* of the subject's spans so far, the last to end */
    bool sound = true;

    if (spans->count > 1)
        qsort(spans->at, spans->count, sizeof *spans->at, compare_spans);
    for (size_t i = 0; i < spans->count; i++) {
        const struct span *span = &spans->at[i];
        if (latest == NULL || !text_equal(latest->subject, span->subject)) {
            latest = span;
            continue;
        }
        if (same_place(latest, span))
            continue;
        if (span->from.number < latest->until.number)
            sound = fail_overlap(reading, latest, span);
        else if (thorough && span->from.number > latest->until.number)
            warn_gap(reading, latest, span);
        if (span->until.number > latest->until.number)
            latest = span;
    }
    return sound;
}

/* Where a row of rates or ratios holds: "mainland", "*", or "no region". */
static struct text region_words(bool any, enum region region)
{
    if (any)
        return TEXT("region *");
    return region == REGION_NONE ? TEXT("no region") : text_of(region_code(region));
}

static struct text subject_of_rate(const struct rate_table *table, struct arena *arena)
{
    struct text region = region_words(table->any_region, table->region);
    return text_format(arena, "plan %.*s, item %.*s, %.*s, spec '%.*s', %s", TEXT_ARGS(table->plan),
                       TEXT_ARGS(table->any_item ? TEXT("*") : table->item->code),
                       TEXT_ARGS(region), TEXT_ARGS(table->any_spec ? TEXT("*") : table->spec),
                       currency_code(table->currency));
}

static bool same_table(const struct rate_row *left, const struct rate_row *right)
{
    return text_equal(left->table.plan, right->table.plan) && left->table.item == right->table.item
           && left->table.any_item == right->table.any_item
           && left->table.currency == right->table.currency
           && left->table.any_region == right->table.any_region
           && left->table.region == right->table.region
           && left->table.any_spec == right->table.any_spec
           && text_equal(left->table.spec, right->table.spec)
           && left->table.from.number == right->table.from.number
           && left->table.until.number == right->table.until.number
           && left->table.model == right->table.model;
}

/* One span for each table: its first row stands for it. */
static bool check_rates(const struct catalogue_reading *reading, bool thorough)
{
    struct span_list spans = {0};
    for (size_t i = 0; i < reading->rates.count; i++) {
        const struct rate_row *row = &reading->rates.at[i];
        if (rate_is_repeated(&row->table) || (i > 0 && same_table(row - 1, row)))
            continue;
        *LIST_ADD(reading->arena, &spans) =
            (struct span){subject_of_rate(&row->table, reading->arena), row->table.from,
                          row->table.until, row->place};
    }
    return check_spans(reading, &spans, thorough);
}

static bool check_ratios(const struct catalogue_reading *reading, bool thorough)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    struct span_list spans = {0};
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        struct text region = region_words(ratio->any_region, ratio->region);
        struct text subject = text_format(
            reading->arena, "kind %.*s, item %.*s, %.*s, spec '%.*s'", TEXT_ARGS(ratio->kind),
            TEXT_ARGS(ratio->any_item ? TEXT("*") : ratio->item->code), TEXT_ARGS(region),
            TEXT_ARGS(ratio->any_spec ? TEXT("*") : ratio->spec));
        *LIST_ADD(reading->arena, &spans) =
            (struct span){subject, ratio->from, ratio->until, ratio->place};
    }
    return check_spans(reading, &spans, thorough);
}

/* Packs, licences and orders alike: one row for a code, a currency and a day. */
#define DEFINE_CHECK_SOLD(list, noun)                                                              \
    static bool check_##list(const struct catalogue_reading *reading, bool thorough)               \
    {                                                                                              \
        const struct catalogue *catalogue = &reading->book->catalogue;                             \
        struct span_list spans = {0};                                                              \
        for (size_t i = 0; i < catalogue->list.count; i++) {                                       \
            struct text subject = text_format(reading->arena, noun " %.*s, %s",                    \
                                              TEXT_ARGS(catalogue->list.at[i].code),               \
                                              currency_code(catalogue->list.at[i].currency));      \
            *LIST_ADD(reading->arena, &spans) = (struct span){subject, catalogue->list.at[i].from, \
                                                              catalogue->list.at[i].until,         \
                                                              catalogue->list.at[i].place};        \
        }                                                                                          \
        return check_spans(reading, &spans, thorough);                                             \
    }

DEFINE_CHECK_SOLD(packs, "pack")
DEFINE_CHECK_SOLD(licences, "licence")
DEFINE_CHECK_SOLD(orders, "order")

/* 1 << currency for each that the plan of a row has, or the item in it; *end: the first row behind.
 * Rows are sorted by plan and item here (rates_group). */
static unsigned currencies_from(const struct catalogue_reading *reading, size_t from, bool of_item,
                                size_t *end)
{
    const struct rate_table *first = &reading->rates.at[from].table;
    unsigned seen = 0;

    for (*end = from; *end < reading->rates.count; ++*end) {
        const struct rate_table *table = &reading->rates.at[*end].table;
        if (!text_equal(table->plan, first->plan) || (of_item && table->item != first->item))
            break;
        seen |= 1u << table->currency;
    }
    return seen;
}

static void warn_currency(const struct catalogue_reading *reading, size_t from, size_t end,
                          unsigned missing)
{
    while (from < end && !catalogue_is_own(&reading->rates.at[from].place))
        from++;
    for (int currency = 0; from < end && currency < CURRENCY_COUNT; currency++) {
        const struct rate_row *row = &reading->rates.at[from];
        if ((missing >> currency & 1) != 0)
            report_warning(reading->report, row->place, TEXT("currency"), CODE_BAD_CATALOGUE,
                           "add its rows, if an account of that currency may use it",
                           "plan %.*s has no rate of item %.*s in %s", TEXT_ARGS(row->table.plan),
                           TEXT_ARGS(row->table.item->code),
                           currency_code((enum currency)currency));
    }
}

/* An item of the book without a currency that other items of the plan have: a contract in one
 * currency lacks nothing. */
static void warn_currencies(const struct catalogue_reading *reading)
{
    for (size_t from = 0, end; from < reading->rates.count; from = end) {
        unsigned wanted = currencies_from(reading, from, false, &end);
        for (size_t item = from, item_end; item < end; item = item_end) {
            unsigned seen = currencies_from(reading, item, true, &item_end);
            warn_currency(reading, item, item_end, wanted & ~seen);
        }
    }
}

/* R6: packs cover usage days, so a ratio that names an item charged by month never draws. */
static void warn_month_ratios(const struct catalogue_reading *reading)
{
    const struct catalogue *catalogue = &reading->book->catalogue;
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        if (catalogue_is_own(&ratio->place) && !ratio->any_item
            && ratio->item->window == WINDOW_MONTH)
            report_warning(reading->report, ratio->place, TEXT("item"), CODE_BAD_CATALOGUE,
                           "name an item charged by day, or leave the row out",
                           "'%.*s' is charged by month, packs cover days: nothing is drawn",
                           TEXT_ARGS(ratio->item->code));
    }
}

bool catalogue_lint(struct catalogue_reading *reading, bool thorough)
{
    bool sound = check_rates(reading, thorough);
    sound = check_ratios(reading, thorough) && sound;
    sound = check_packs(reading, thorough) && sound;
    sound = check_licences(reading, thorough) && sound;
    sound = check_orders(reading, thorough) && sound;
    warn_month_ratios(reading);
    if (thorough)
        warn_currencies(reading);
    return sound;
}
