/*
 * The ledgers taken in order (R6, R8–R10): what stands while entries are settled one after another.
 *
 *     settle_ledgers → (usage charges, statuses, notices are read off)
 *
 * Entries of all accounts are taken in one order, for an AppID belongs to one account only. Before
 * an entry of an account is looked at, the packs of that account have given what the days before
 * the entry's day drew (a day draws at its end).
 */
#ifndef LIVEBILL_RATE_SETTLEMENT_H
#define LIVEBILL_RATE_SETTLEMENT_H

#include "livebill/rate/rating.h"

struct purchase;

/* One pack. Units are of the pack's kind. */
struct pack {
    struct purchase *purchase;
    const struct pack_type *type;
    struct text id;
    struct day start, expiry; /* covers start ≤ day < expiry */
    struct quantity opening;  /* left at the period's start; 0 where bought in it */
    struct quantity left;
    struct quantity lapsed;
    struct quantity *drawn; /* by day of the period */
    bool touched;           /* drawn from, ever: R10 */
    bool granted_licence;   /* counts as used: R8, R10 */
};

/* A purchase or grant that took effect, of packs or of a licence. */
struct purchase {
    const struct entry *entry;
    struct money charged;
    struct amount list; /* list price × quantity; what was charged where there is no price */
    bool refunded;
    struct moment refunded_at;
    LIST_OF(struct pack *) packs; /* in their order; of a licence none */
    LIST_OF(struct text) granted; /* licences that grants took from it, each time */
};

/* What one (item, region, spec) of one day got from packs. */
struct cover {
    struct quantity deducted;
    LIST_OF(struct draw) draws;
};

struct account_settlement {
    const struct account *account;
    const struct account_usage *usage;
    LIST_OF(struct pack *) packs;         /* in draw order: expiry, purchase, id */
    LIST_OF(struct text) kinds;           /* of its packs, each once */
    LIST_OF(struct purchase *) purchases; /* of packs and licences, as they took effect */
    const struct entry *first_plugin;     /* the first purchase of miniprogram-plugin (R9) */
    struct cover *covers;                 /* by measure index; NULL without packs */
    size_t *days;                         /* measure indices by day, then as they stand */
    size_t day_count, day_next;           /* how far the draws have come */
};

struct settlement {
    const struct book *book;
    const struct usage *usage;
    const struct mode_calendar *calendar;
    struct charges *charges;
    struct account_settlement *accounts; /* by account index */
    struct app *apps;                    /* uthash: AppIDs with their holder and bans */
    struct account_ban *account_bans;    /* uthash: accounts that are banned now */
    struct requested *requested;         /* uthash: licence refund requests */
    struct arena *arena;
    struct report *report;
};

#define PLUGIN_LICENCE "miniprogram-plugin"

/* Settles every entry before the billed end. */
void settle_ledgers(struct settlement *settlement);

/* packs.c: R6. */
void packs_add(struct settlement *settlement, struct purchase *purchase,
               const struct pack_type *type);
void packs_draw_until(struct settlement *settlement, struct account_settlement *account,
                      struct day day);
void packs_refund(struct purchase *purchase, struct day day, struct period period);
bool packs_were_used(const struct purchase *purchase);
void packs_close(struct settlement *settlement, struct account_settlement *account);

/* licences.c: who holds an AppID, what is banned, and validity as intervals (R8). */
const struct account *app_holder(const struct settlement *settlement, struct text app_id);
void app_bind(struct settlement *settlement, struct text app_id, const struct account *holder);
bool account_is_banned(const struct settlement *settlement, const struct account *account);
bool app_is_banned(const struct settlement *settlement, struct text app_id);
void ban(struct settlement *settlement, const struct entry *entry);
void unban(struct settlement *settlement, const struct entry *entry);
void bans_release(struct settlement *settlement);
void licences_close(struct settlement *settlement, struct account_settlement *account);

/* Whether the licence, with the years of this purchase or grant, ends within the calendar. */
bool licence_years_fit(const struct account_settlement *account, const struct entry *entry);

/* Whether the account's miniprogram-plugin for the AppID is valid at that time (R8). */
bool licence_is_valid(const struct account_settlement *account, struct text app_id,
                      struct moment time);

/* Whether an entry or a refund of a licence of that AppID falls on that day. */
bool licence_changes_on(const struct account_settlement *account, struct text app_id,
                        struct day day);

/* entries.c: the line of a purchase, or with a request that of its refund. */
void charge_purchase(struct settlement *settlement, const struct purchase *purchase,
                     const struct entry *request);

/* carrying.c: entries of sealed periods, late ones, and what the next period opens from (R13). */
void settle_sealed(struct settlement *settlement, const struct entry *entry);
void note_late(struct settlement *settlement, const struct entry *entry);
void carry_settlement(struct settlement *settlement);

/* refunds.c: R9, R10; and the references of grants (R8). */
void refunds_index(struct settlement *settlement);
void refunds_release(struct settlement *settlement);
void settle_refund_request(struct settlement *settlement, const struct entry *entry);
void settle_refund_block(struct settlement *settlement, const struct entry *entry);
struct purchase *purchase_find(const struct account_settlement *account, enum ledger ledger,
                               struct text id);

#endif
