/*
 * How money moves in an account, and how an account stands (R11).
 */
#ifndef LIVEBILL_DOMAIN_POSTING_H
#define LIVEBILL_DOMAIN_POSTING_H

#include "livebill/value/date.h"
#include "livebill/value/money.h"

enum posting_kind {
    POSTING_OPENING,
    POSTING_TOPUP,
    POSTING_WITHDRAWAL,
    POSTING_ADJUSTMENT,
    POSTING_REFUND,
    POSTING_PREPAID,
    POSTING_DAILY,
    POSTING_MONTHLY
};
const char *posting_kind_code(enum posting_kind kind);

struct posting {
    struct moment time;
    int seq; /* from 1 */
    enum posting_kind kind;
    struct text reference;
    struct money amount; /* what it adds to the balance: charges are negative */
    struct money balance;
    bool pending; /* posts after the period's end: no balance */
    bool carried; /* a charge of an earlier period (R13) */
};

enum account_state { STATE_ACTIVE, STATE_ARREARS, STATE_SUSPENDED };
const char *account_state_code(enum account_state state);

#endif
