/* R9, R10: refund requests, and what a reference may name. */

#include "settlement.h"

#include "livebill/base/fatal.h"

#define uthash_fatal(message) fatal("not enough memory for the table of refund requests")
#include <uthash.h>

#define REFUND_WINDOW_SECONDS (14 * SECONDS_PER_DAY)
#define REFUND_TRAFFIC_NANO   ((wide)20 * 1000000000 * QUANTITY_ONE) /* 20 GB in bytes */
#define PACK_REFUND_DAYS      5

/* The entry_id of a licence refund request, and whether a refund_block names it. */
struct requested {
    struct text id;
    const struct account *account;
    bool blocked;
    UT_hash_handle hh;
};

static struct requested *requested_find(const struct settlement *settlement, struct text id)
{
    struct requested *requested;
    HASH_FIND(hh, settlement->requested, id.at, id.size, requested);
    return requested;
}

/* The request of the same account that a refund_block names. */
static struct requested *requested_of(const struct settlement *settlement,
                                      const struct entry *block)
{
    struct requested *requested = requested_find(settlement, block->reference);
    return requested != NULL && requested->account == block->account ? requested : NULL;
}

static bool is_licence_request(const struct entry *entry)
{
    return entry->ledger == LEDGER_PLUGINS && entry->event == EVENT_REFUND_REQUEST;
}

void refunds_index(struct settlement *settlement)
{
    const struct entry_list *entries = &settlement->book->entries;
    for (size_t i = 0; i < entries->count; i++) {
        if (!is_licence_request(&entries->at[i]))
            continue;
        struct requested *requested = ARENA_NEW(settlement->arena, struct requested);
        requested->id = entries->at[i].id;
        requested->account = entries->at[i].account;
        HASH_ADD_KEYPTR(hh, settlement->requested, requested->id.at, requested->id.size, requested);
    }
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->at[i];
        if (entry->event != EVENT_REFUND_BLOCK)
            continue;
        struct requested *requested = requested_of(settlement, entry);
        if (requested != NULL)
            requested->blocked = true;
    }
}

void refunds_release(struct settlement *settlement)
{
    HASH_CLEAR(hh, settlement->requested);
}

struct purchase *purchase_find(const struct account_settlement *account, enum ledger ledger,
                               struct text id)
{
    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct entry *entry = account->purchases.at[i]->entry;
        if (entry->ledger == ledger && text_equal(entry->id, id))
            return account->purchases.at[i];
    }
    return NULL;
}

static bool unknown_reference(struct settlement *settlement, const struct entry *entry,
                              const char *what)
{
    return report_reject(settlement->report, &entry->row, TEXT("reference"), CODE_UNKNOWN_REFERENCE,
                         "name the entry_id of an earlier row of this account that took effect",
                         "'%.*s' is not the entry of %s", TEXT_ARGS(entry->reference), what);
}

void settle_refund_block(struct settlement *settlement, const struct entry *entry)
{
    if (requested_of(settlement, entry) == NULL)
        report_reject(settlement->report, &entry->row, TEXT("reference"), CODE_UNKNOWN_REFERENCE,
                      "name the entry_id of a refund_request of this account",
                      "'%.*s' is not the entry of a refund request", TEXT_ARGS(entry->reference));
}

/* Bytes of the window that the command had measured; 0 where no file had any. */
static wide traffic_between(const struct settlement *settlement, const struct account *account,
                            struct moment from, struct moment until)
{
    for (size_t i = 0; i < settlement->usage->windows.count; i++) {
        const struct traffic_window *window = &settlement->usage->windows.at[i];
        if (window->account == account && window->from.seconds == from.seconds
            && window->until.seconds == until.seconds)
            return window->bytes.nano;
    }
    return 0;
}

/* The first reason that holds, or an empty text where the refund is granted (R9). */
static struct text licence_denial(const struct settlement *settlement,
                                  const struct account_settlement *account,
                                  const struct purchase *purchase, const struct entry *request)
{
    const struct entry *first = account->first_plugin;

    if (purchase->entry->event == EVENT_GRANT)
        return TEXT("granted-free");
    if (purchase->refunded)
        return TEXT("already-refunded");
    if (app_is_banned(settlement, purchase->entry->app_id)
        || account_is_banned(settlement, request->account))
        return TEXT("banned");
    if (requested_find(settlement, request->id)->blocked)
        return TEXT("suspected-abuse");
    if (request->reason != REASON_CATEGORY_MISMATCH)
        return TEXT("not-category-mismatch");
    if (first == NULL || request->time.seconds - first->time.seconds > REFUND_WINDOW_SECONDS)
        return TEXT("after-14-days");
    if (traffic_between(settlement, request->account, first->time, request->time)
        > REFUND_TRAFFIC_NANO)
        return TEXT("over-20-gb");
    return TEXT("");
}

static struct text pack_denial(const struct purchase *purchase, const struct entry *request)
{
    struct day last = day_after(moment_day(purchase->entry->time), PACK_REFUND_DAYS);

    if (purchase->entry->event == EVENT_GRANT)
        return TEXT("granted-free");
    if (purchase->refunded)
        return TEXT("already-refunded");
    if (moment_day(request->time).number > last.number)
        return TEXT("after-5-days");
    if (packs_were_used(purchase))
        return TEXT("pack-used");
    return TEXT("");
}

static void deny(struct settlement *settlement, const struct entry *request, struct text reason)
{
    if (!period_holds(settlement->book->period, moment_day(request->time)))
        return;
    struct notice *notice = LIST_ADD(
        settlement->arena, &settlement->charges->accounts[request->account->index].notices);
    notice->time = request->time;
    notice->kind = NOTICE_REFUND_DENIED;
    notice->detail = reason;
    notice->reference = request->reference;
}

static void grant(struct settlement *settlement, struct purchase *purchase,
                  const struct entry *request)
{
    purchase->refunded = true;
    purchase->refunded_at = request->time;
    packs_refund(purchase, moment_day(request->time), settlement->book->period);
    charge_purchase(settlement, purchase, request);
}

/* --adjust: whether this request took the purchase back when its period was sealed. */
static bool was_granted(const struct carry *outcome, const struct purchase *purchase,
                        const struct entry *request)
{
    const struct carried_entry *carried =
        carry_entry(outcome, request->ledger, purchase->entry->id);
    return carried != NULL && carried->refunded && !purchase->refunded
           && carried->refunded_at.seconds == request->time.seconds;
}

void settle_refund_request(struct settlement *settlement, const struct entry *request)
{
    struct account_settlement *account = &settlement->accounts[request->account->index];
    struct purchase *purchase = purchase_find(account, request->ledger, request->reference);

    if (purchase == NULL) {
        unknown_reference(settlement, request, "a purchase of this account");
        return;
    }
    if (settlement->book->outcome != NULL) {
        /* R13: refunds stand as sealed, whatever usage came since: their money was paid or not. */
        if (was_granted(settlement->book->outcome, purchase, request))
            grant(settlement, purchase, request);
        return;
    }
    struct text reason = request->ledger == LEDGER_PLUGINS
                             ? licence_denial(settlement, account, purchase, request)
                             : pack_denial(purchase, request);
    if (reason.size > 0)
        deny(settlement, request, reason);
    else
        grant(settlement, purchase, request);
}

/* R9: a request may be judged by any purchase of the plugin that turns out to be the first. */
static void add_windows(struct traffic_window_list *windows, const struct book *book,
                        const struct entry *request, struct arena *arena)
{
    for (size_t i = 0; i < book->entries.count; i++) {
        const struct entry *entry = &book->entries.at[i];
        if (entry->time.seconds > request->time.seconds)
            return;
        if (entry->ledger != LEDGER_PLUGINS || entry->event != EVENT_PURCHASE
            || entry->account != request->account || !text_is(entry->code, PLUGIN_LICENCE)
            || request->time.seconds - entry->time.seconds > REFUND_WINDOW_SECONDS)
            continue;
        struct traffic_window *window = LIST_ADD(arena, windows);
        window->account = request->account;
        window->from = entry->time;
        window->until = request->time;
    }
}

void traffic_windows_list(struct traffic_window_list *windows, const struct book *book,
                          struct arena *arena)
{
    for (size_t i = 0; i < book->entries.count; i++) {
        const struct entry *entry = &book->entries.at[i];
        if (!entry->sealed && is_licence_request(entry)
            && entry->reason == REASON_CATEGORY_MISMATCH)
            add_windows(windows, book, entry, arena);
    }
}
