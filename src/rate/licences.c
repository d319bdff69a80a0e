/* R8: who holds an AppID, what is banned, and from when to when a licence is valid. */

#include "settlement.h"

#include "livebill/base/fatal.h"

#define uthash_fatal(message) fatal("not enough memory for the table of AppIDs")
#include <uthash.h>

/* A ban of an AppID, and the account that entered it. */
struct app_ban {
    const struct account *entered_by;
};

struct app {
    struct text id;
    const struct account *holder; /* NULL: nobody has bought for it yet */
    LIST_OF(struct app_ban) bans;
    UT_hash_handle hh;
};

struct account_ban {
    size_t account;
    UT_hash_handle hh;
};

static struct app *app_find(const struct settlement *settlement, struct text app_id)
{
    struct app *app;
    HASH_FIND(hh, settlement->apps, app_id.at, app_id.size, app);
    return app;
}

static struct app *app_of(struct settlement *settlement, struct text app_id)
{
    struct app *app = app_find(settlement, app_id);
    if (app == NULL) {
        app = ARENA_NEW(settlement->arena, struct app);
        app->id = app_id;
        HASH_ADD_KEYPTR(hh, settlement->apps, app->id.at, app->id.size, app);
    }
    return app;
}

const struct account *app_holder(const struct settlement *settlement, struct text app_id)
{
    const struct app *app = app_find(settlement, app_id);
    return app == NULL ? NULL : app->holder;
}

void app_bind(struct settlement *settlement, struct text app_id, const struct account *holder)
{
    app_of(settlement, app_id)->holder = holder;
}

static struct account_ban *account_ban(const struct settlement *settlement,
                                       const struct account *account)
{
    struct account_ban *found;
    HASH_FIND(hh, settlement->account_bans, &account->index, sizeof account->index, found);
    return found;
}

bool account_is_banned(const struct settlement *settlement, const struct account *account)
{
    return account_ban(settlement, account) != NULL;
}

bool app_is_banned(const struct settlement *settlement, struct text app_id)
{
    const struct app *app = app_id.size == 0 ? NULL : app_find(settlement, app_id);
    return app != NULL && app->bans.count > 0;
}

void ban(struct settlement *settlement, const struct entry *entry)
{
    if (entry->app_id.size > 0) {
        struct app *app = app_of(settlement, entry->app_id);
        LIST_ADD(settlement->arena, &app->bans)->entered_by = entry->account;
        return;
    }
    if (account_ban(settlement, entry->account) == NULL) {
        struct account_ban *added = ARENA_NEW(settlement->arena, struct account_ban);
        added->account = entry->account->index;
        HASH_ADD(hh, settlement->account_bans, account, sizeof added->account, added);
    }
}

static void lift_bans_of(struct app *app, const struct account *account)
{
    size_t kept = 0;
    for (size_t i = 0; i < app->bans.count; i++) {
        if (app->bans.at[i].entered_by != account)
            app->bans.at[kept++] = app->bans.at[i];
    }
    app->bans.count = kept;
}

void unban(struct settlement *settlement, const struct entry *entry)
{
    if (entry->app_id.size > 0) {
        app_of(settlement, entry->app_id)->bans.count = 0;
        return;
    }
    struct account_ban *lifted = account_ban(settlement, entry->account);
    if (lifted != NULL)
        HASH_DEL(settlement->account_bans, lifted);
    for (struct app *app = settlement->apps; app != NULL; app = app->hh.next)
        lift_bans_of(app, entry->account);
}

void bans_release(struct settlement *settlement)
{
    HASH_CLEAR(hh, settlement->apps);
    HASH_CLEAR(hh, settlement->account_bans);
}

/* Validity of one licence of one AppID: R8, from the entries that are not taken back. */
struct validity {
    struct moment from, until; /* valid from ≤ time < until */
    struct day last;           /* the last day of validity */
    int64_t years;
};

static bool is_of(const struct purchase *purchase, struct text code, struct text app_id)
{
    return purchase->entry->ledger == LEDGER_PLUGINS && text_equal(purchase->entry->code, code)
           && text_equal(purchase->entry->app_id, app_id);
}

/* Years are added to the last day while valid; else validity begins anew. */
static void extend(struct validity *validity, const struct entry *entry)
{
    int months = (int)entry->quantity * 12;
    bool valid = validity->years > 0 && entry->time.seconds < validity->until.seconds;

    if (!valid) {
        validity->from = entry->time;
        validity->last = moment_day(entry->time);
    }
    validity->last = day_add_months(validity->last, months);
    validity->until = moment_of_day(day_after(validity->last, 1));
    validity->years += entry->quantity;
}

/* As things stood at `time`: entries and refunds after it have not happened yet. */
static struct validity validity_at(const struct account_settlement *account, struct text code,
                                   struct text app_id, struct moment time)
{
    struct validity validity = {0};
    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct purchase *purchase = account->purchases.at[i];
        if (!is_of(purchase, code, app_id) || purchase->entry->time.seconds > time.seconds)
            continue;
        if (!purchase->refunded || purchase->refunded_at.seconds > time.seconds)
            extend(&validity, purchase->entry);
    }
    return validity;
}

bool licence_years_fit(const struct account_settlement *account, const struct entry *entry)
{
    struct validity validity = validity_at(account, entry->code, entry->app_id, entry->time);
    extend(&validity, entry);
    return civil_exists(civil_of_day(moment_day(validity.until)));
}

/* It is the plugin that mini programs play with: no other licence stands in for it. */
bool licence_is_valid(const struct account_settlement *account, struct text app_id,
                      struct moment time)
{
    struct validity validity = validity_at(account, TEXT(PLUGIN_LICENCE), app_id, time);
    return validity.years > 0 && time.seconds >= validity.from.seconds
           && time.seconds < validity.until.seconds;
}

bool licence_changes_on(const struct account_settlement *account, struct text app_id,
                        struct day day)
{
    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct purchase *purchase = account->purchases.at[i];
        if (!text_equal(purchase->entry->app_id, app_id))
            continue;
        if (moment_day(purchase->entry->time).number == day.number
            || (purchase->refunded && moment_day(purchase->refunded_at).number == day.number))
            return true;
    }
    return false;
}

static bool is_first_of_its_licence(const struct account_settlement *account, size_t purchase)
{
    const struct entry *entry = account->purchases.at[purchase]->entry;
    for (size_t i = 0; i < purchase; i++) {
        if (is_of(account->purchases.at[i], entry->code, entry->app_id))
            return false;
    }
    return true;
}

/* All years are taken back: the licence ended at the last refund, and began as it stood before, or,
   where it was bought and refunded within one second, at that second. */
static void close_refunded(struct licence_status *status, const struct account_settlement *account)
{
    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct purchase *purchase = account->purchases.at[i];
        if (is_of(purchase, status->code, status->app_id)
            && purchase->refunded_at.seconds > status->until.seconds)
            status->until = purchase->refunded_at;
    }
    struct moment before = {status->until.seconds - 1};
    struct validity validity = validity_at(account, status->code, status->app_id, before);
    status->from = validity.years > 0 ? validity.from : status->until;
    status->state = LICENCE_REFUNDED;
}

static void add_status(struct settlement *settlement, const struct account_settlement *account,
                       const struct entry *entry)
{
    struct moment end = moment_of_day(settlement->book->billed_end);
    const struct licence_type *type =
        catalogue_any_licence(&settlement->book->catalogue, entry->code);
    struct validity validity =
        validity_at(account, entry->code, entry->app_id, (struct moment){end.seconds - 1});
    struct licence_status *status = LIST_ADD(
        settlement->arena, &settlement->charges->accounts[account->account->index].licences);

    status->code = entry->code;
    status->app_id = entry->app_id;
    status->name_zh = type->name_zh;
    status->name_en = type->name_en;
    status->from = validity.from;
    status->until = validity.until;
    status->years = validity.years;
    status->state = validity.until.seconds < end.seconds ? LICENCE_EXPIRED : LICENCE_VALID;
    if (validity.years == 0)
        close_refunded(status, account);
}

static int compare_statuses(const void *left_void, const void *right_void)
{
    const struct licence_status *left = left_void, *right = right_void;
    int order = text_compare(left->code, right->code);
    return order != 0 ? order : text_compare(left->app_id, right->app_id);
}

void licences_close(struct settlement *settlement, struct account_settlement *account)
{
    struct account_charges *charges = &settlement->charges->accounts[account->account->index];

    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct entry *entry = account->purchases.at[i]->entry;
        if (entry->ledger == LEDGER_PLUGINS && is_first_of_its_licence(account, i))
            add_status(settlement, account, entry);
    }
    if (charges->licences.count > 1)
        qsort(charges->licences.at, charges->licences.count, sizeof *charges->licences.at,
              compare_statuses);
}
