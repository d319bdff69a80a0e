/*
 * Who is billed, and how each account chose to be billed (formats.md §2).
 */
#ifndef LIVEBILL_DOMAIN_ACCOUNT_H
#define LIVEBILL_DOMAIN_ACCOUNT_H

#include "livebill/base/list.h"
#include "livebill/base/report.h"
#include "livebill/domain/region.h"
#include "livebill/value/date.h"
#include "livebill/value/money.h"
#include "livebill/value/words.h"

enum tax_mode { TAX_INCLUSIVE, TAX_EXCLUSIVE, TAX_NONE };

const char *tax_mode_code(enum tax_mode mode);
bool tax_mode_parse(enum tax_mode *out, struct text code);

struct account {
    size_t index; /* place among the accounts, which are in byte order of their ids */
    struct text id, name;
    struct text address, contact, email, tax_id; /* may be empty */
    enum language language;
    enum currency currency;
    enum tax_mode tax_mode;
    struct rate tax_rate;
    struct rate discount;  /* above 0, at most 1 */
    struct text rate_plan; /* `list` where the account has no contract */
    struct money opening_balance;
    bool closed;
    bool selected; /* its documents and CSV rows are asked for */
    struct row row;
};

struct account_list {
    struct account *at; /* sorted by id, byte order */
    size_t count, capacity;
};

/* The account of that id, or NULL. Binary search: not for the hot path of usage reading. */
const struct account *account_find(const struct account_list *accounts, struct text id);

enum election_scope { ELECTION_MAINLAND, ELECTION_OVERSEAS, ELECTION_ALL };

struct election {
    struct moment requested_at;
    struct moment written; /* the time in the file: another where the election came late */
    const struct account *account;
    enum election_scope scope;
    enum mode mode;
    struct row row;
    bool late; /* of a sealed period, but not in its copy: counts at the open one's start (R13) */
};

struct election_list {
    struct election *at; /* in file order */
    size_t count, capacity;
};

/* Days of one period in one mode each, for every account and scope (R4). */
struct mode_calendar {
    struct period period;
    uint8_t *mode; /* [(account index × SCOPE_COUNT + scope) × 31 + day of the period] */
};

enum mode mode_on(const struct mode_calendar *calendar, const struct account *account,
                  enum scope scope, struct day day);

#endif
