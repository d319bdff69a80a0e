#include "livebill/domain/invoice.h"

const char *line_kind_code(enum line_kind kind)
{
    static const char *const codes[] = {"prepaid", "usage", "refund", "adjustment"};
    return codes[kind];
}

const char *pack_state_code(enum pack_state state)
{
    static const char *const codes[] = {"refunded", "expired", "exhausted",
                                        "frozen",   "in-use",  "unused"};
    return codes[state];
}

const char *licence_state_code(enum licence_state state)
{
    static const char *const codes[] = {"refunded", "expired", "valid"};
    return codes[state];
}

const char *notice_kind_code(enum notice_kind kind)
{
    static const char *const codes[NOTICE_KIND_COUNT] = {
        [NOTICE_ARREARS] = "arrears",
        [NOTICE_ARREARS_CLEARED] = "arrears-cleared",
        [NOTICE_COS_POLICY] = "cos-policy",
        [NOTICE_ELECTION_IGNORED] = "election-ignored",
        [NOTICE_GAP_DAY] = "gap-day",
        [NOTICE_LATE_ENTRY] = "late-entry",
        [NOTICE_LEB_IN_MINIPROGRAM] = "leb-in-miniprogram",
        [NOTICE_LOW_BALANCE] = "low-balance",
        [NOTICE_REFUND_DENIED] = "refund-denied",
        [NOTICE_RESUMED] = "resumed",
        [NOTICE_SUSPENDED] = "suspended",
        [NOTICE_UNLICENSED_USAGE] = "unlicensed-usage",
        [NOTICE_USAGE_WHILE_CLOSED] = "usage-while-closed",
        [NOTICE_USAGE_WHILE_SUSPENDED] = "usage-while-suspended",
        [NOTICE_VOD_UNREADABLE] = "vod-unreadable",
    };
    return codes[kind];
}

const char *posting_kind_code(enum posting_kind kind)
{
    static const char *const codes[] = {"opening", "topup",   "withdrawal", "adjustment",
                                        "refund",  "prepaid", "daily",      "monthly"};
    return codes[kind];
}

const char *account_state_code(enum account_state state)
{
    static const char *const codes[] = {"active", "arrears", "suspended"};
    return codes[state];
}
