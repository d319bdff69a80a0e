#include "livebill/rate/rating.h"

#include "pricing.h"
#include "rate_finder.h"
#include "settlement.h"
#include "usage_charges.h"
#include "usage_notices.h"

struct charges *charges_new(const struct book *book, struct arena *arena)
{
    struct charges *charges = ARENA_NEW(arena, struct charges);
    charges->accounts = ARENA_ARRAY(arena, struct account_charges, book->accounts.count);
    return charges;
}

static void accounts_prepare(struct settlement *settlement)
{
    size_t count = settlement->book->accounts.count;
    settlement->accounts = ARENA_ARRAY(settlement->arena, struct account_settlement, count);
    for (size_t i = 0; i < count; i++) {
        settlement->accounts[i].account = &settlement->book->accounts.at[i];
        settlement->accounts[i].usage = &settlement->usage->accounts[i];
    }
}

bool rate_accounts(struct charges *charges, const struct book *book,
                   const struct mode_calendar *calendar, const struct usage *usage,
                   struct arena *arena, struct report *report)
{
    struct rate_finder finder = rate_finder_new(&book->catalogue, arena);
    struct settlement settlement = {
        .book = book,
        .usage = usage,
        .calendar = calendar,
        .charges = charges,
        .arena = arena,
        .report = report,
    };
    bool ok = true;

    accounts_prepare(&settlement);
    settle_ledgers(&settlement);
    for (size_t i = 0; i < book->accounts.count; i++) {
        struct account_settlement *account = &settlement.accounts[i];
        packs_close(&settlement, account);
        licences_close(&settlement, account);
        ok &= charge_usage(&settlement, &finder, account);
        note_usage(&settlement, account);
    }
    carry_settlement(&settlement);
    bans_release(&settlement);
    refunds_release(&settlement);
    return ok;
}

static bool quote_too_large(const struct quote_request *request, struct report *report)
{
    return report_error(report, request->item->place, TEXT(""), CODE_TOO_LARGE,
                        "amounts end at 9,999,999,999,999.99",
                        "the amount for that quantity of '%.*s' is too large",
                        TEXT_ARGS(request->item->code));
}

/* Details price a whole window; a quote takes one that is not prorated and has no packs. */
bool rate_quote(struct quote *out, const struct quote_request *request, const struct book *book,
                struct arena *arena, struct report *report)
{
    struct rate_finder finder = rate_finder_new(&book->catalogue, arena);
    struct rate_key key = {request->plan, request->item,     request->region,
                           request->spec, request->currency, request->day};
    const struct rate_table *table = rate_find(&finder, &key);
    struct window_charge window = {
        .start = request->day,
        .last = request->day,
        .quantity = request->quantity,
        .discount = {(int64_t)PRICE_ONE},
    };
    struct quantity billable;

    *out = (struct quote){.charge = {request->item, request->region, request->spec, {0}}};
    if (!billable_quantity(&billable, request->item, request->quantity, (struct quantity){0}))
        return quote_too_large(request, report);
    if (billable.nano > 0 && table == NULL)
        return report_error(
            report, request->item->place, TEXT(""), CODE_NO_RATE,
            "name a plan, region, spec, currency and day that the rates hold",
            "there is no rate for '%.*s', region '%s', spec '%.*s', day %s, plan '%.*s', "
            "currency %s",
            TEXT_ARGS(request->item->code), region_code(request->region), TEXT_ARGS(request->spec),
            day_text(arena, request->day).at, TEXT_ARGS(request->plan),
            currency_code(request->currency));
    if (!price_window(&out->charge, &window, billable, table, arena))
        return quote_too_large(request, report);
    for (size_t i = 0; i < out->charge.details.count; i++) {
        if (!amount_add(&out->total, out->charge.details.at[i].amount))
            return quote_too_large(request, report);
    }
    return true;
}
