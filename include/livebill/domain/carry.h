/*
 * What a period hands to the next (R13): carry.csv, as read from closed/PREVIOUS and as written
 * by `close`. Balances and arrears with their hour, charges that are still to post, the modes in
 * force, what became of each ledger entry, and what every pack still holds.
 *
 * Lists are sorted by the keys that carry_… functions look for. Money is of the account's currency.
 */
#ifndef LIVEBILL_DOMAIN_CARRY_H
#define LIVEBILL_DOMAIN_CARRY_H

#include "livebill/domain/account.h"
#include "livebill/domain/catalogue.h"
#include "livebill/domain/ledger.h"
#include "livebill/domain/posting.h"

struct carried_account {
    struct text id;
    enum currency currency;
    struct money balance;
    enum account_state state;
    struct moment hour; /* in arrears: when service stops; suspended: since when */
    bool billed;        /* had an invoice … */
    struct money total; /* … of so much: for review.csv */
};

/* A charge that posts after the period's end. */
struct carried_posting {
    struct text account;
    struct moment time;
    enum posting_kind kind;
    struct text reference;
    struct money amount; /* what it adds to the balance */
};

/* The election in force in one scope (R4), and the change that is still to come. */
struct carried_mode {
    struct text account;
    enum scope scope;
    enum mode mode;
    bool pending;
    enum mode next;
    struct day next_on;
};

/*
 * An entry that took effect: when, for how much, and whether it was refunded. An entry of a sealed
 * copy that is not here was refused, or is one that changes nothing later.
 */
struct carried_entry {
    enum ledger ledger;
    struct text id;
    struct moment time;
    struct money charged;
    struct amount list;
    bool refunded;
    struct moment refunded_at;
    const struct pack_type *sold; /* of packs: as the catalogue had them then; NULL: not known */
};

struct carried_pack {
    struct text id;
    struct quantity left;
    bool touched; /* drawn from, ever (R10) */
};

struct carry {
    struct text closed;                       /* the folder of all sealed periods */
    struct period first;                      /* of those that are sealed */
    struct period period;                     /* the one that this is of */
    LIST_OF(struct carried_account) accounts; /* by id */
    LIST_OF(struct carried_posting) postings; /* by account */
    LIST_OF(struct carried_mode) modes;
    LIST_OF(struct carried_entry) entries; /* by ledger, id */
    LIST_OF(struct carried_pack) packs;    /* by id */
};

/* Sorts the lists after they were filled. */
void carry_sort(struct carry *carry);

/* The record of that key, or NULL; a NULL carry holds none. */
const struct carried_account *carry_account(const struct carry *carry, struct text id);
size_t carry_first_posting(const struct carry *carry, struct text account); /* its place */
const struct carried_entry *carry_entry(const struct carry *carry, enum ledger ledger,
                                        struct text id);
const struct carried_pack *carry_pack(const struct carry *carry, struct text id);

#endif
