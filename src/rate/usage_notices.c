/* Notices of usage that a person should know of: R8, gap-day, usage-while-closed. */

#include "usage_notices.h"

static void add_notice(struct settlement *settlement, const struct account *account,
                       enum notice_kind kind, struct day day, struct text detail)
{
    struct notice *notice =
        LIST_ADD(settlement->arena, &settlement->charges->accounts[account->index].notices);
    notice->time = moment_of_day(day);
    notice->kind = kind;
    notice->detail = detail;
}

/* Validity ends at 00:00, so within a day only an entry or a refund of its own changes it. */
static bool is_unlicensed(const struct account_settlement *account, const struct app_day *app_day)
{
    if (!licence_changes_on(account, app_day->app_id, app_day->day))
        return !licence_is_valid(account, app_day->app_id, moment_of_day(app_day->day));
    for (int slot = 0; slot < SLOTS_PER_DAY; slot++) {
        bool used = app_day->slots[slot / 64] >> (slot % 64) & 1;
        if (used && !licence_is_valid(account, app_day->app_id, moment_of_slot(app_day->day, slot)))
            return true;
    }
    return false;
}

static void note_apps(struct settlement *settlement, const struct account_settlement *account)
{
    for (size_t i = 0; i < account->usage->app_days.count; i++) {
        const struct app_day *app_day = &account->usage->app_days.at[i];
        if (app_day->low_latency)
            add_notice(settlement, account->account, NOTICE_LEB_IN_MINIPROGRAM, app_day->day,
                       app_day->app_id);
        else if (is_unlicensed(account, app_day))
            add_notice(settlement, account->account, NOTICE_UNLICENSED_USAGE, app_day->day,
                       app_day->app_id);
    }
}

/* Days without rows between days with rows (formats.md §2). */
static void note_gaps(struct settlement *settlement, const struct account_settlement *account)
{
    uint32_t days = account->usage->days_with_rows;
    for (int day = 1; day < 31; day++) {
        bool before = (days & ((UINT32_C(1) << day) - 1)) != 0, after = days >> day > 1;
        if (before && after && (days >> day & 1) == 0)
            add_notice(settlement, account->account, NOTICE_GAP_DAY,
                       day_after(settlement->book->period.start, day), TEXT(""));
    }
}

static void note_closed(struct settlement *settlement, const struct account_settlement *account)
{
    for (int day = 0; day < 31; day++) {
        if (account->account->closed && account->usage->days_with_usage >> day & 1)
            add_notice(settlement, account->account, NOTICE_USAGE_WHILE_CLOSED,
                       day_after(settlement->book->period.start, day), TEXT(""));
    }
}

void note_usage(struct settlement *settlement, const struct account_settlement *account)
{
    note_apps(settlement, account);
    note_gaps(settlement, account);
    note_closed(settlement, account);
}
