/*
 * What rating hands to billing: per account, usage charges by window and purchases as charged.
 */
#ifndef LIVEBILL_DOMAIN_CHARGE_H
#define LIVEBILL_DOMAIN_CHARGE_H

#include "livebill/domain/adjustment.h"
#include "livebill/domain/invoice.h"

/* A usage line before it has a number: one (item, region, spec) with its windows. */
struct usage_charge {
    const struct item *item;
    enum region region;
    struct text spec;
    LIST_OF(struct detail) details;
};

/* A purchase, or the refund of one: what it takes (refund: gives back, as a negative amount). */
struct entry_charge {
    const struct entry *entry; /* the purchase; a refund's purchase too */
    bool refund;
    const struct entry *source; /* the ledger row that charges: the purchase, or the request */
    struct amount list_amount;  /* list price × quantity; the amount where there is none */
    struct money amount;        /* what was charged; of a refund its negative */
    struct text name_zh, name_en, unit; /* unit: year, pack, order */
};

struct account_charges {
    LIST_OF(struct usage_charge) usage;     /* in the order of R12 */
    LIST_OF(struct entry_charge) entries;   /* of the period, by time, ledger, entry_id */
    LIST_OF(struct adjustment) adjustments; /* by period, then like usage (R13) */
    LIST_OF(struct pack_status) packs;
    LIST_OF(struct licence_status) licences;
    struct notice_list notices; /* R4, R8–R10, gap-day, usage-while-closed; not those of R11 */
};

struct charges {
    struct account_charges *accounts; /* by account index */
    struct carry next;                /* what the next period opens from: entries, packs, modes */
};

#endif
