/* R13: what sealed periods did is taken as it stands, and what this one did is handed on. */

#include "settlement.h"

#include "livebill/base/fatal.h"

static bool not_in_catalogue(struct settlement *settlement, const struct entry *entry)
{
    return report_error(settlement->report, entry->row.place, TEXT("pack"), CODE_SEALED,
                        "put its row back into packs.csv of the catalogue",
                        "'%.*s' was sealed with pack '%.*s', which is no longer in the catalogue",
                        TEXT_ARGS(entry->id), TEXT_ARGS(entry->code));
}

/* What was sold counts, whatever the catalogue has become. */
static void restore_packs(struct settlement *settlement, struct purchase *purchase,
                          const struct pack_type *sold)
{
    const struct entry *entry = purchase->entry;
    const struct pack_type *type =
        sold != NULL ? sold
                     : catalogue_pack(&settlement->book->catalogue, entry->code,
                                      entry->account->currency, moment_day(entry->time));
    if (type == NULL) {
        not_in_catalogue(settlement, entry);
        purchase->refunded = true; /* nothing looks into its packs */
        return;
    }
    packs_add(settlement, purchase, type);
}

static void restore_grant(struct settlement *settlement, const struct entry *entry)
{
    struct account_settlement *account = &settlement->accounts[entry->account->index];
    struct purchase *packs = purchase_find(account, LEDGER_PACKS, entry->reference);
    size_t times = 0;

    if (packs == NULL)
        return;
    for (size_t i = 0; i < packs->granted.count; i++)
        times += text_equal(packs->granted.at[i], entry->code);
    if (times < packs->packs.count)
        packs->packs.at[times]->granted_licence = true;
    *LIST_ADD(settlement->arena, &packs->granted) = entry->code;
}

static void restore_licence(struct settlement *settlement, const struct entry *entry)
{
    struct account_settlement *account = &settlement->accounts[entry->account->index];

    app_bind(settlement, entry->app_id, entry->account);
    if (entry->event == EVENT_GRANT)
        restore_grant(settlement, entry);
    else if (account->first_plugin == NULL && text_is(entry->code, PLUGIN_LICENCE))
        account->first_plugin = entry;
}

static void restore_purchase(struct settlement *settlement, const struct entry *entry)
{
    const struct carried_entry *carried =
        carry_entry(settlement->book->carry, entry->ledger, entry->id);
    struct purchase *purchase = ARENA_NEW(settlement->arena, struct purchase);
    purchase->entry = entry;
    purchase->charged = carried->charged;
    purchase->list = carried->list;
    purchase->refunded = carried->refunded;
    purchase->refunded_at = carried->refunded_at;
    *LIST_ADD(settlement->arena, &settlement->accounts[entry->account->index].purchases) = purchase;
    if (entry->ledger == LEDGER_PACKS)
        restore_packs(settlement, purchase, carried->sold);
    else if (entry->ledger == LEDGER_PLUGINS)
        restore_licence(settlement, entry);
}

void settle_sealed(struct settlement *settlement, const struct entry *entry)
{
    switch (entry->event) {
    case EVENT_PURCHASE:
    case EVENT_GRANT:
        restore_purchase(settlement, entry);
        break;
    case EVENT_BAN:
        ban(settlement, entry);
        break;
    case EVENT_UNBAN:
        unban(settlement, entry);
        break;
    default:
        break; /* money is in the balance, and what requests brought about in the purchases */
    }
}

void note_late(struct settlement *settlement, const struct entry *entry)
{
    struct notice *notice =
        LIST_ADD(settlement->arena, &settlement->charges->accounts[entry->account->index].notices);
    notice->time = entry->time;
    notice->kind = NOTICE_LATE_ENTRY;
    notice->detail = entry->id;
}

static void carry_packs(struct carry *next, const struct purchase *purchase, struct arena *arena)
{
    for (size_t i = 0; i < purchase->packs.count; i++) {
        const struct pack *pack = purchase->packs.at[i];
        *LIST_ADD(arena, &next->packs) = (struct carried_pack){pack->id, pack->left, pack->touched};
    }
}

static void carry_purchases(struct carry *next, const struct account_settlement *account,
                            struct arena *arena)
{
    for (size_t i = 0; i < account->purchases.count; i++) {
        const struct purchase *purchase = account->purchases.at[i];
        *LIST_ADD(arena, &next->entries) = (struct carried_entry){
            .ledger = purchase->entry->ledger,
            .id = purchase->entry->id,
            .time = purchase->entry->time,
            .charged = purchase->charged,
            .list = purchase->list,
            .refunded = purchase->refunded,
            .refunded_at = purchase->refunded_at,
            .sold = purchase->packs.count > 0 ? purchase->packs.at[0]->type : NULL,
        };
        carry_packs(next, purchase, arena);
    }
}

/* Bans and the like keep their own time, but for those that came too late. */
static void carry_late(struct settlement *settlement, struct carry *next)
{
    const struct entry_list *entries = &settlement->book->entries;
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->at[i];
        if (entry->time.seconds == entry->written.seconds || entry->event == EVENT_PURCHASE
            || entry->event == EVENT_GRANT || entry->ledger == LEDGER_PAYMENTS)
            continue;
        *LIST_ADD(settlement->arena, &next->entries) =
            (struct carried_entry){.ledger = entry->ledger, .id = entry->id, .time = entry->time};
    }
}

void carry_settlement(struct settlement *settlement)
{
    struct carry *next = &settlement->charges->next;

    for (size_t i = 0; i < settlement->book->accounts.count; i++)
        carry_purchases(next, &settlement->accounts[i], settlement->arena);
    carry_late(settlement, next);
    carry_sort(next);
}
