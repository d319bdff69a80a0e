/*
 * The ledgers of a book: purchases, grants, refund requests, bans and money (formats.md §2).
 *
 * An entry here has passed the checks of its row's form (numbers, times, identifiers, words,
 * known account, unique entry_id). Whether it takes effect is decided in rate/ (R8–R10). Entries
 * at or after the period's end are not kept.
 */
#ifndef LIVEBILL_DOMAIN_LEDGER_H
#define LIVEBILL_DOMAIN_LEDGER_H

#include "livebill/domain/account.h"
#include "livebill/domain/catalogue.h"

/* In the order in which entries of one time are taken (R8). */
enum ledger { LEDGER_ORDERS, LEDGER_PACKS, LEDGER_PAYMENTS, LEDGER_PLUGINS, LEDGER_COUNT };

const char *ledger_file(enum ledger ledger); /* "ledger/orders.csv" */

enum entry_event {
    EVENT_PURCHASE,       /* plugins, packs; every row of orders */
    EVENT_GRANT,          /* plugins, packs */
    EVENT_REFUND_REQUEST, /* plugins, packs */
    EVENT_REFUND_BLOCK,   /* plugins */
    EVENT_BAN,            /* plugins */
    EVENT_UNBAN,          /* plugins */
    EVENT_TOPUP,          /* payments */
    EVENT_WITHDRAWAL,     /* payments */
    EVENT_ADJUSTMENT,     /* payments */
};

enum refund_reason {
    REASON_NONE,
    REASON_CATEGORY_MISMATCH,
    REASON_CONTENT_VIOLATION,
    REASON_OTHER
};

struct entry {
    enum ledger ledger;
    enum entry_event event;
    struct text id;
    struct moment time;
    const struct account *account;
    struct text code;   /* the licence, pack or order item; empty for payments and bans */
    struct text app_id; /* may be empty */
    int64_t quantity;   /* years, packs or orders; 1 where the file has none */
    bool has_amount;
    struct money amount;   /* as written; a payment's is above 0 except an adjustment's */
    struct text reference; /* may be empty */
    enum refund_reason reason;
    struct quantity used_before; /* of each pack, before the book's first period (R13) */
    struct text description;     /* orders; the note of a payment */
    struct row row;
    /*
     * R13. `written` is the time in the file; `time` is the same but for a late entry, which
     * counts at the start of the period that was open when it came. Entries of sealed periods are
     * those of the sealed copy: what became of them stands in the carry and is not judged again.
     */
    struct moment written;
    bool sealed, late;
};

/* Ids in byte order. */
struct entry_id_list {
    struct text *at;
    size_t count, capacity;
};

bool entry_id_list_has(const struct entry_id_list *ids, struct text id);

struct entry_list {
    struct entry *at; /* by time, then (late ones) as written, then ledger, then id (R8) */
    size_t count, capacity;
};

#endif
