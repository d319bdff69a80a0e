/* R8: purchases and grants of licences, packs and orders, taken in order. */

#include "settlement.h"

#include "livebill/base/fatal.h"

/* Does an entry's money and line belong to this period (R13: earlier ones only count)? */
static bool is_of_period(const struct settlement *settlement, struct moment time)
{
    return period_holds(settlement->book->period, moment_day(time));
}

static struct text unit_of(enum ledger ledger)
{
    switch (ledger) {
    case LEDGER_PLUGINS:
        return TEXT("year");
    case LEDGER_PACKS:
        return TEXT("pack");
    default:
        return TEXT("order");
    }
}

struct names {
    struct text zh, en;
};

/* Of the row in force at the purchase; of any row for a licence that is only granted. */
static struct names names_of(const struct catalogue *catalogue, const struct purchase *purchase)
{
    const struct entry *entry = purchase->entry;
    enum currency currency = entry->account->currency;
    struct day day = moment_day(entry->time);
    const struct pack_type *pack = purchase->packs.count > 0 ? purchase->packs.at[0]->type : NULL;
    const struct order_type *order = catalogue_order(catalogue, entry->code, currency, day);
    const struct licence_type *licence = catalogue_any_licence(catalogue, entry->code);

    if (pack != NULL)
        return (struct names){pack->name_zh, pack->name_en};
    if (entry->ledger == LEDGER_ORDERS && order != NULL)
        return (struct names){order->name_zh, order->name_en};
    if (entry->ledger == LEDGER_PLUGINS && licence != NULL)
        return (struct names){licence->name_zh, licence->name_en};
    return (struct names){entry->description, entry->description};
}

void charge_purchase(struct settlement *settlement, const struct purchase *purchase,
                     const struct entry *request)
{
    const struct entry *entry = purchase->entry, *source = request != NULL ? request : entry;
    if (!is_of_period(settlement, source->time))
        return;
    struct entry_charge *charge =
        LIST_ADD(settlement->arena, &settlement->charges->accounts[entry->account->index].entries);
    struct names names = names_of(&settlement->book->catalogue, purchase);
    int sign = request != NULL ? -1 : 1;

    charge->entry = entry;
    charge->refund = request != NULL;
    charge->source = source;
    charge->amount.minor = sign * purchase->charged.minor;
    charge->list_amount.e8 = sign * purchase->list.e8;
    charge->name_zh = names.zh;
    charge->name_en = names.en;
    charge->unit = unit_of(entry->ledger);
}

/* What is charged for a purchase: as written, else the list price times the quantity. */
struct charged {
    struct money money;
    struct amount list;
};

static bool charged_amount(struct settlement *settlement, const struct entry *entry,
                           struct price price, struct charged *out)
{
    bool fits = wide_multiply(&out->list.e8, price.e8, entry->quantity)
                && money_of_amount_rounded(&out->money, out->list);
    if (!fits)
        return report_reject(settlement->report, &entry->row, TEXT("quantity"), CODE_BAD_NUMBER,
                             "an amount is at most 9,999,999,999,999.99",
                             "%lld times the list price is too large", (long long)entry->quantity);
    if (entry->has_amount)
        out->money = entry->amount;
    return true;
}

static struct purchase *take_effect(struct settlement *settlement, const struct entry *entry,
                                    struct charged charged)
{
    struct purchase *purchase = ARENA_NEW(settlement->arena, struct purchase);
    purchase->entry = entry;
    purchase->charged = charged.money;
    purchase->list = charged.list;
    *LIST_ADD(settlement->arena, &settlement->accounts[entry->account->index].purchases) = purchase;
    return purchase;
}

static bool not_sold(struct settlement *settlement, const struct entry *entry, const char *column)
{
    return report_reject(settlement->report, &entry->row, text_of(column), CODE_NOT_SOLD,
                         "check the catalogue's currencies, dates and prices",
                         "'%.*s' is not sold in %s on that day", TEXT_ARGS(entry->code),
                         currency_code(entry->account->currency));
}

/* The checks that every purchase and grant goes through first, in the order of R8. */
static bool may_buy(struct settlement *settlement, const struct entry *entry)
{
    const struct account *account = entry->account;
    const struct account *holder = app_holder(settlement, entry->app_id);

    if (account->closed)
        return report_reject(settlement->report, &entry->row, TEXT("account_id"),
                             CODE_CLOSED_ACCOUNT, "set its status to active or remove the row",
                             "account '%.*s' is closed", TEXT_ARGS(account->id));
    if (holder != NULL && holder != account)
        return report_reject(settlement->report, &entry->row, TEXT("app_id"), CODE_APPID_BOUND,
                             "an AppID belongs to one account, whatever the licence (R8)",
                             "'%.*s' is held by account '%.*s'", TEXT_ARGS(entry->app_id),
                             TEXT_ARGS(holder->id));
    if (app_is_banned(settlement, entry->app_id))
        return report_reject(settlement->report, &entry->row, TEXT("app_id"), CODE_BANNED,
                             "nothing is bought or granted for it until an unban (R8)",
                             "AppID '%.*s' is banned", TEXT_ARGS(entry->app_id));
    if (account_is_banned(settlement, account))
        return report_reject(settlement->report, &entry->row, TEXT("account_id"), CODE_BANNED,
                             "nothing is bought or granted for it until an unban (R8)",
                             "account '%.*s' is banned", TEXT_ARGS(account->id));
    return true;
}

static bool is_known_licence(struct settlement *settlement, const struct entry *entry)
{
    if (catalogue_has_licence(&settlement->book->catalogue, entry->code))
        return true;
    return report_reject(settlement->report, &entry->row, TEXT("licence"), CODE_UNKNOWN_ITEM,
                         "name a licence of the catalogue's licences.csv",
                         "'%.*s' is not a licence", TEXT_ARGS(entry->code));
}

static bool years_fit(struct settlement *settlement, const struct entry *entry)
{
    if (licence_years_fit(&settlement->accounts[entry->account->index], entry))
        return true;
    return report_reject(settlement->report, &entry->row, TEXT("years"), CODE_BAD_NUMBER,
                         "write fewer years: the calendar ends with 9999",
                         "the licence of '%.*s' would be valid beyond the year 9999",
                         TEXT_ARGS(entry->app_id));
}

static void buy_licence(struct settlement *settlement, const struct entry *entry)
{
    struct account_settlement *account = &settlement->accounts[entry->account->index];
    const struct licence_type *type = catalogue_licence(&settlement->book->catalogue, entry->code,
                                                        entry->account->currency,
                                                        moment_day(entry->time));
    struct charged charged;

    if (type == NULL || !type->has_price) {
        not_sold(settlement, entry, "licence");
        return;
    }
    if (!charged_amount(settlement, entry, type->price_per_year, &charged)
        || !years_fit(settlement, entry))
        return;
    app_bind(settlement, entry->app_id, entry->account);
    if (account->first_plugin == NULL && text_is(entry->code, PLUGIN_LICENCE))
        account->first_plugin = entry;
    charge_purchase(settlement, take_effect(settlement, entry, charged), NULL);
}

static size_t times_granted(const struct purchase *purchase, struct text licence)
{
    size_t times = 0;
    for (size_t i = 0; i < purchase->granted.count; i++)
        times += text_equal(purchase->granted.at[i], licence);
    return times;
}

static bool brings(const struct pack_type *type, struct text licence)
{
    for (size_t i = 0; i < type->grants.count; i++) {
        if (text_equal(type->grants.at[i], licence))
            return true;
    }
    return false;
}

/* R8: an earlier purchase of packs, not refunded, that brings the licence once for each pack. */
static bool may_grant(const struct purchase *purchase, struct text licence)
{
    return purchase != NULL && purchase->entry->event == EVENT_PURCHASE && !purchase->refunded
           && brings(purchase->packs.at[0]->type, licence)
           && times_granted(purchase, licence) < purchase->packs.count;
}

static void grant_licence(struct settlement *settlement, const struct entry *entry)
{
    struct account_settlement *account = &settlement->accounts[entry->account->index];
    struct purchase *packs = purchase_find(account, LEDGER_PACKS, entry->reference);

    if (packs == NULL && !entry_id_list_has(&settlement->book->pack_ids, entry->reference)) {
        report_reject(settlement->report, &entry->row, TEXT("reference"), CODE_UNKNOWN_REFERENCE,
                      "name the entry_id of the pack that the licence comes with",
                      "'%.*s' is not an entry of the packs ledger", TEXT_ARGS(entry->reference));
        return;
    }
    if (!may_grant(packs, entry->code)) {
        report_reject(settlement->report, &entry->row, TEXT("reference"), CODE_GRANT_REFUSED,
                      "a purchase of this account that is not refunded grants each of its licences "
                      "once for each pack (R8)",
                      "'%.*s' brings no (more) licence '%.*s'", TEXT_ARGS(entry->reference),
                      TEXT_ARGS(entry->code));
        return;
    }
    if (!years_fit(settlement, entry))
        return;
    packs->packs.at[times_granted(packs, entry->code)]->granted_licence = true;
    *LIST_ADD(settlement->arena, &packs->granted) = entry->code;
    take_effect(settlement, entry, (struct charged){0});
    app_bind(settlement, entry->app_id, entry->account);
}

static void settle_plugin(struct settlement *settlement, const struct entry *entry)
{
    switch (entry->event) {
    case EVENT_PURCHASE:
        if (may_buy(settlement, entry) && is_known_licence(settlement, entry))
            buy_licence(settlement, entry);
        break;
    case EVENT_GRANT:
        if (may_buy(settlement, entry) && is_known_licence(settlement, entry))
            grant_licence(settlement, entry);
        break;
    case EVENT_REFUND_REQUEST:
        settle_refund_request(settlement, entry);
        break;
    case EVENT_REFUND_BLOCK:
        settle_refund_block(settlement, entry);
        break;
    case EVENT_BAN:
        ban(settlement, entry);
        break;
    case EVENT_UNBAN:
        unban(settlement, entry);
        break;
    default:
        bug("event %d in the plugins ledger", (int)entry->event);
    }
}

/* What R13 allows of used_before, a matter of the row's form: checked before all else. */
static bool used_before_fits(struct settlement *settlement, const struct entry *entry,
                             const struct pack_type *type)
{
    struct day start = settlement->book->period.start;
    if (entry->used_before.nano == 0)
        return true;
    if (entry->late)
        return report_reject(settlement->report, &entry->row, TEXT("used_before"), CODE_BAD_NUMBER,
                             "leave it empty: it is as of the start of the book's first period, "
                             "which is sealed (R13)",
                             "a pack that comes late is bought at the start of %s, and unused",
                             period_text(settlement->arena, settlement->book->period).at);
    if (moment_day(entry->time).number >= start.number)
        return report_reject(settlement->report, &entry->row, TEXT("used_before"), CODE_BAD_NUMBER,
                             "leave it empty for packs of the period itself",
                             "a pack bought in the book's first period cannot have been used "
                             "before it");
    if (type != NULL && entry->used_before.nano > type->size.nano)
        return report_reject(
            settlement->report, &entry->row, TEXT("used_before"), CODE_BAD_NUMBER,
            "it counts units used of each single pack", "more was used than the %s units of '%.*s'",
            quantity_text(settlement->arena, type->size).at, TEXT_ARGS(entry->code));
    return true;
}

static bool expiry_fits(struct settlement *settlement, const struct entry *entry,
                        const struct pack_type *type)
{
    struct day expiry = day_add_months(moment_day(entry->time), type->months);
    if (civil_exists(civil_of_day(expiry)))
        return true;
    return report_reject(settlement->report, &entry->row, TEXT("time"), CODE_BAD_TIME,
                         "correct the time: the calendar ends with 9999",
                         "a pack of %d months would expire beyond the year 9999", type->months);
}

static void settle_pack(struct settlement *settlement, const struct entry *entry)
{
    const struct pack_type *type = catalogue_pack(&settlement->book->catalogue, entry->code,
                                                  entry->account->currency,
                                                  moment_day(entry->time));
    struct charged charged = {0};

    if (!used_before_fits(settlement, entry, type) || !may_buy(settlement, entry))
        return;
    if (!catalogue_has_pack(&settlement->book->catalogue, entry->code)) {
        report_reject(settlement->report, &entry->row, TEXT("pack"), CODE_UNKNOWN_PACK,
                      "name a pack of the catalogue's packs.csv", "'%.*s' is not a pack",
                      TEXT_ARGS(entry->code));
        return;
    }
    bool bought = entry->event == EVENT_PURCHASE;
    if (type == NULL || (bought && !type->has_price)) {
        not_sold(settlement, entry, "pack");
        return;
    }
    if ((bought && !charged_amount(settlement, entry, type->price, &charged))
        || !expiry_fits(settlement, entry, type))
        return;
    struct purchase *purchase = take_effect(settlement, entry, charged);
    packs_add(settlement, purchase, type);
    if (bought)
        charge_purchase(settlement, purchase, NULL);
}

static void settle_order(struct settlement *settlement, const struct entry *entry)
{
    const struct catalogue *catalogue = &settlement->book->catalogue;
    const struct order_type *type =
        catalogue_order(catalogue, entry->code, entry->account->currency, moment_day(entry->time));
    struct charged charged = {entry->amount, amount_of_money(entry->amount)};

    if (!may_buy(settlement, entry))
        return;
    if (text_is(entry->code, "manual")) {
        charge_purchase(settlement, take_effect(settlement, entry, charged), NULL);
        return;
    }
    if (!catalogue_has_order(catalogue, entry->code)) {
        report_reject(settlement->report, &entry->row, TEXT("item"), CODE_UNKNOWN_ITEM,
                      "name an item of the catalogue's orders.csv, or manual",
                      "'%.*s' is not sold by order", TEXT_ARGS(entry->code));
        return;
    }
    if (type == NULL)
        not_sold(settlement, entry, "item");
    else if (charged_amount(settlement, entry, type->price, &charged))
        charge_purchase(settlement, take_effect(settlement, entry, charged), NULL);
}

static void settle_entry(struct settlement *settlement, const struct entry *entry)
{
    if (entry->sealed) {
        settle_sealed(settlement, entry);
        return;
    }
    if (entry->late)
        note_late(settlement, entry);
    packs_draw_until(settlement, &settlement->accounts[entry->account->index],
                     moment_day(entry->time));
    switch (entry->ledger) {
    case LEDGER_ORDERS:
        settle_order(settlement, entry);
        break;
    case LEDGER_PACKS:
        if (entry->event == EVENT_REFUND_REQUEST)
            settle_refund_request(settlement, entry);
        else
            settle_pack(settlement, entry);
        break;
    case LEDGER_PLUGINS:
        settle_plugin(settlement, entry);
        break;
    default:
        break; /* payments are money only: bill/ posts them */
    }
}

void settle_ledgers(struct settlement *settlement)
{
    const struct entry_list *entries = &settlement->book->entries;
    struct moment end = moment_of_day(settlement->book->billed_end);

    refunds_index(settlement);
    for (size_t i = 0; i < entries->count; i++) {
        if (entries->at[i].time.seconds < end.seconds)
            settle_entry(settlement, &entries->at[i]);
    }
}
