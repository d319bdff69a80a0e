/*
 * What an account owes for a period and why: charges from rate/, made into an invoice by bill/,
 * shown by render/. A renderer computes no money: every figure that it prints stands here.
 */
#ifndef LIVEBILL_DOMAIN_INVOICE_H
#define LIVEBILL_DOMAIN_INVOICE_H

#include "livebill/domain/posting.h"
#include "livebill/domain/usage.h"

/* Units that a pack gave for one window (R6). */
struct draw {
    struct text pack_id;
    struct quantity units;
};

/*
 * One window with usage, or one tier part of it (graduated): a row of details.csv. tier, prices
 * and rate are absent (table NULL) where nothing is billable.
 */
struct detail {
    struct day start, last; /* inclusive */
    struct quantity quantity, deducted, billable;
    const struct rate_table *table;
    const struct tier *tier;
    struct price unit_price, flat_price;
    int active_days, month_days; /* proration 6/30; month_days 0: none */
    struct rate discount;        /* PRICE_ONE: none */
    struct amount list_amount, amount;
    LIST_OF(struct draw) draws; /* in draw order */
};

enum line_kind { LINE_PREPAID, LINE_USAGE, LINE_REFUND, LINE_ADJUSTMENT };

const char *line_kind_code(enum line_kind kind);

struct line {
    int number; /* from 1, in the order of R12 */
    enum line_kind kind;
    struct text code;             /* item, or licence, pack, order code */
    struct text product;          /* key of the text files' [product] */
    struct text name_zh, name_en; /* of the catalogue */
    struct text description;      /* lines.csv: the entry's own, else the name */
    struct text own_description;  /* the entry's own description, or empty */
    const struct item *item;      /* usage and adjustment, else NULL */
    enum region region;
    struct text spec;
    struct text reference;      /* entry_id, or an adjustment's period */
    struct text app_id;         /* licences */
    struct moment time;         /* prepaid and refund */
    const struct entry *source; /* prepaid and refund: the ledger row that charges */
    enum ledger ledger;         /* prepaid and refund */
    struct text unit;
    struct quantity quantity;
    struct quantity deducted, billable; /* usage */
    bool has_unit_price; /* usage: all windows with something billable had one price */
    struct price unit_price;
    struct amount list_amount;
    struct money amount;
    LIST_OF(struct detail) details; /* usage: by window, then tier */
};

enum pack_state {
    PACK_REFUNDED,
    PACK_EXPIRED,
    PACK_EXHAUSTED,
    PACK_FROZEN,
    PACK_IN_USE,
    PACK_UNUSED
};
const char *pack_state_code(enum pack_state state);

/* A row of packs.csv (formats.md §4). */
struct pack_status {
    struct text id, code, name_zh, name_en, unit;
    struct day start, expiry;
    struct quantity size, opening, bought, used, lapsed, closing;
    enum pack_state state;
    struct quantity *drawn; /* by day of the period; for the statement's draw-down */
};

enum licence_state { LICENCE_REFUNDED, LICENCE_EXPIRED, LICENCE_VALID };
const char *licence_state_code(enum licence_state state);

/* A row of licences.csv. */
struct licence_status {
    struct text code, name_zh, name_en, app_id;
    struct moment from, until;
    int64_t years;
    enum licence_state state;
};

enum notice_kind {
    NOTICE_ARREARS,
    NOTICE_ARREARS_CLEARED,
    NOTICE_COS_POLICY,
    NOTICE_ELECTION_IGNORED,
    NOTICE_GAP_DAY,
    NOTICE_LATE_ENTRY,
    NOTICE_LEB_IN_MINIPROGRAM,
    NOTICE_LOW_BALANCE,
    NOTICE_REFUND_DENIED,
    NOTICE_RESUMED,
    NOTICE_SUSPENDED,
    NOTICE_UNLICENSED_USAGE,
    NOTICE_USAGE_WHILE_CLOSED,
    NOTICE_USAGE_WHILE_SUSPENDED,
    NOTICE_VOD_UNREADABLE,
    NOTICE_KIND_COUNT,
};
const char *notice_kind_code(enum notice_kind kind);

struct notice {
    struct moment time;
    enum notice_kind kind;
    struct text detail;    /* refund-denied: the reason; an AppID; an entry_id; or empty */
    struct text reference; /* refund-denied: the entry_id of the purchase; else empty */
};

struct notice_list {
    struct notice *at; /* by time, kind's code, detail */
    size_t count, capacity;
};

struct product_sum {
    struct text product;
    struct money amount;
};

struct invoice {
    const struct book *book;
    const struct account *account;
    const struct account_usage *usage;
    struct text number; /* LB202405-100001234567 */
    struct day issued, due;
    bool draft;      /* --through: stamped */
    struct day last; /* the last day that is billed */
    LIST_OF(struct line) lines;
    struct money subtotal, net, tax, total;                /* R12 */
    LIST_OF(struct product_sum) products;                  /* largest first, then by name */
    struct money opening, charged, paid, closing, pending; /* R11 */
    struct money carried;   /* charges of earlier periods that posted in this one */
    struct money to_top_up; /* max(0, pending − closing) */
    enum account_state state;
    LIST_OF(struct posting) postings;
    LIST_OF(struct pack_status) packs;       /* by id */
    LIST_OF(struct licence_status) licences; /* by licence, AppID */
    struct notice_list notices;
    char checksum[17]; /* 16 hex digits: documents.md §3, over the rows as written */
    const struct mode_calendar *modes; /* R4, for the statement's rules; NULL: left out there */
    struct moment hour; /* in arrears: when service stops; suspended: since when (R11) */
};

struct invoice_list {
    struct invoice *at; /* by account id; those that formats.md §4 gives a row */
    size_t count, capacity;
};

#endif
