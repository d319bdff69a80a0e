#include "usage_charges.h"

#include "pricing.h"

/* The day whose rate prices a window: that of a month is its last (formats.md §3). */
static struct day last_day(const struct book *book, const struct measure *measure)
{
    return measure->item->window == WINDOW_DAY ? measure->day : day_after(book->billed_end, -1);
}

/* What a message says of a quantity: item, region and spec where it has them, day, plan. */
static struct text describe(const struct settlement *settlement, const struct measure *measure,
                            const struct account *account)
{
    struct arena *arena = settlement->arena;
    struct day day = last_day(settlement->book, measure);
    struct buffer words = {.arena = arena};
    buffer_format(&words, "item '%.*s'", TEXT_ARGS(measure->item->code));
    if (measure->region != REGION_NONE)
        buffer_format(&words, ", region '%s'", region_code(measure->region));
    if (measure->spec.size > 0)
        buffer_format(&words, ", spec '%.*s'", TEXT_ARGS(measure->spec));
    buffer_format(&words, ", day %s, plan '%.*s', currency %s", day_text(arena, day).at,
                  TEXT_ARGS(account->rate_plan), currency_code(account->currency));
    return text_copy(arena, buffer_text(&words));
}

static bool no_rate(struct settlement *settlement, const struct account *account,
                    const struct measure *measure)
{
    struct text what = describe(settlement, measure, account);
    return report_error(settlement->report, account->row.place, TEXT("rate_plan"), CODE_NO_RATE,
                        "add its row to catalog/rates+NAME.csv, in that plan or in list (R12)",
                        "account '%.*s' cannot be billed, there is no rate for %.*s",
                        TEXT_ARGS(account->id), TEXT_ARGS(what));
}

static bool too_large(struct settlement *settlement, const struct account *account,
                      const struct measure *measure)
{
    struct text what = describe(settlement, measure, account);
    return report_error(settlement->report, account->row.place, TEXT(""), CODE_TOO_LARGE,
                        "amounts end at 9,999,999,999,999.99 and quantities at 10^21 bytes a month",
                        "account '%.*s' cannot be billed, the amount is too large for %.*s",
                        TEXT_ARGS(account->id), TEXT_ARGS(what));
}

static struct window_charge window_of(const struct settlement *settlement,
                                      const struct account_settlement *account, size_t index)
{
    const struct measure *measure = &account->usage->measures.at[index];
    const struct item *item = measure->item;
    struct window_charge window = {
        .start = measure->day,
        .last = last_day(settlement->book, measure),
        .quantity = measure->quantity,
        .discount = item->discountable ? account->account->discount
                                       : (struct rate){(int64_t)PRICE_ONE},
    };

    if (item->prorated) {
        window.active_days = measure->active_days;
        window.month_days = period_days(settlement->book->period);
    }
    if (account->covers != NULL) {
        const struct cover *cover = &account->covers[index];
        window.deducted = cover->deducted;
        window.draws = cover->draws.at;
        window.draw_count = cover->draws.count;
    }
    return window;
}

static bool charge_window(struct usage_charge *charge, struct settlement *settlement,
                          const struct rate_finder *finder,
                          const struct account_settlement *account, size_t index)
{
    const struct account *who = account->account;
    const struct measure *measure = &account->usage->measures.at[index];
    struct window_charge window = window_of(settlement, account, index);
    struct rate_key key = {who->rate_plan, measure->item, measure->region,
                           measure->spec,  who->currency, window.last};
    const struct rate_table *table = NULL;
    struct quantity billable;

    if (!billable_quantity(&billable, measure->item, window.quantity, window.deducted))
        return too_large(settlement, who, measure);
    if (billable.nano > 0) {
        table = rate_find(finder, &key);
        if (table == NULL)
            return no_rate(settlement, who, measure);
    }
    if (!price_window(charge, &window, billable, table, settlement->arena))
        return too_large(settlement, who, measure);
    return true;
}

static bool same_line(const struct measure *left, const struct measure *right)
{
    return left->item == right->item && left->region == right->region
           && text_equal(left->spec, right->spec);
}

/* How many measures from `first` on are of one line. */
static size_t windows_of_line(const struct account_usage *usage, size_t first)
{
    size_t end = first + 1;
    while (end < usage->measures.count
           && same_line(&usage->measures.at[first], &usage->measures.at[end]))
        end++;
    return end - first;
}

bool charge_usage(struct settlement *settlement, const struct rate_finder *finder,
                  const struct account_settlement *account)
{
    struct account_charges *charges = &settlement->charges->accounts[account->account->index];
    const struct measure *measures = account->usage->measures.at;
    bool ok = true, priced = true;

    for (size_t i = 0; i < account->usage->measures.count; i++) {
        const struct measure *measure = &measures[i];
        if (i == 0 || !same_line(measure, &measures[i - 1])) {
            struct usage_charge *added = LIST_ADD(settlement->arena, &charges->usage);
            *added = (struct usage_charge){measure->item, measure->region, measure->spec, {0}};
            LIST_RESERVE(settlement->arena, &added->details, windows_of_line(account->usage, i));
            priced = true;
        }
        /* One message for each line, not one for each day. */
        if (!priced)
            continue;
        struct usage_charge *charge = &charges->usage.at[charges->usage.count - 1];
        priced = charge_window(charge, settlement, finder, account, i);
        ok &= priced;
    }
    return ok;
}
