#include "arrears.h"

/* The account's standing as its postings are followed through the period. */
struct standing {
    struct invoice *invoice;
    struct arena *arena;
    enum account_state state;
    struct moment deadline;       /* in arrears: service stops then */
    struct moment suspended_from; /* while suspended */
    bool reminded;                /* a low-balance notice was given … */
    struct day reminded_on;       /* … on that day */
    bool records, pictures;       /* recordings, screenshots or checks in the period */
};

static void notify(struct standing *standing, enum notice_kind kind, struct moment time)
{
    struct notice *notice = LIST_ADD(standing->arena, &standing->invoice->notices);
    notice->kind = kind;
    notice->time = time;
}

static void fall_into_arrears(struct standing *standing, struct moment time)
{
    standing->state = STATE_ARREARS;
    standing->deadline.seconds =
        time.seconds + (int64_t)standing->invoice->book->settings.settle.grace_hours * 3600;
    notify(standing, NOTICE_ARREARS, time);
}

static void suspend(struct standing *standing)
{
    standing->state = STATE_SUSPENDED;
    standing->suspended_from = standing->deadline;
    notify(standing, NOTICE_SUSPENDED, standing->deadline);
    if (standing->records)
        notify(standing, NOTICE_VOD_UNREADABLE, standing->deadline);
    if (standing->pictures)
        notify(standing, NOTICE_COS_POLICY, standing->deadline);
}

/* Days with usage that begin while the service is suspended: suspended_from ≤ 00:00 < until. */
static void note_usage_while_suspended(struct standing *standing, struct moment until)
{
    const struct book *book = standing->invoice->book;
    for (int i = 0; i < period_days(book->period); i++) {
        struct moment begin = moment_of_day(day_after(book->period.start, i));
        if (begin.seconds >= standing->suspended_from.seconds && begin.seconds < until.seconds
            && standing->invoice->usage->days_with_usage >> i & 1)
            notify(standing, NOTICE_USAGE_WHILE_SUSPENDED, begin);
    }
}

static void recover(struct standing *standing, struct moment time)
{
    if (standing->state == STATE_SUSPENDED) {
        note_usage_while_suspended(standing, time);
        notify(standing, NOTICE_RESUMED, time);
    } else {
        notify(standing, NOTICE_ARREARS_CLEARED, time);
    }
    standing->state = STATE_ACTIVE;
}

/* Falling from remind_below or more to under it, and still at least 0; once a day. */
static void remind(struct standing *standing, const struct posting *posting)
{
    int64_t line = standing->invoice->book->settings.settle.remind_below.minor;
    int64_t after = posting->balance.minor, before = after - posting->amount.minor;
    struct day day = moment_day(posting->time);

    if (before < line || after >= line || after < 0
        || (standing->reminded && standing->reminded_on.number == day.number))
        return;
    standing->reminded = true;
    standing->reminded_on = day;
    notify(standing, NOTICE_LOW_BALANCE, posting->time);
}

/* A top-up exactly at the deadline is in time: only what comes later finds it passed (R11). */
static void pass_deadline(struct standing *standing, struct moment now)
{
    if (standing->state == STATE_ARREARS && standing->deadline.seconds < now.seconds)
        suspend(standing);
}

static void follow(struct standing *standing, const struct posting *posting)
{
    pass_deadline(standing, posting->time);
    if (posting->balance.minor < 0 && standing->state == STATE_ACTIVE)
        fall_into_arrears(standing, posting->time);
    else if (posting->balance.minor >= 0 && standing->state != STATE_ACTIVE)
        recover(standing, posting->time);
    if (posting->kind != POSTING_OPENING)
        remind(standing, posting);
}

static void note_services(struct standing *standing)
{
    for (size_t i = 0; i < standing->invoice->usage->measures.count; i++) {
        struct text meter = standing->invoice->usage->measures.at[i].item->meter->code;
        standing->records |= text_is(meter, "live.record");
        standing->pictures |= text_is(meter, "live.screenshot")
                              || text_is(meter, "live.porn_check");
    }
}

/* Arrears and suspension go on from where they were carried (R13, formats.md §6). */
static void open_standing(struct standing *standing)
{
    const struct invoice *invoice = standing->invoice;
    const struct carried_account *carried =
        carry_account(invoice->book->carry, invoice->account->id);
    if (carried == NULL)
        return;
    standing->state = carried->state;
    standing->deadline = standing->suspended_from = carried->hour;
}

void bill_arrears(struct invoice *invoice, struct arena *arena)
{
    struct moment end = moment_of_day(invoice->book->billed_end);
    struct standing standing = {.invoice = invoice, .arena = arena, .state = STATE_ACTIVE};

    open_standing(&standing);
    note_services(&standing);
    for (size_t i = 0; i < invoice->postings.count && !invoice->postings.at[i].pending; i++)
        follow(&standing, &invoice->postings.at[i]);
    pass_deadline(&standing, end);
    if (standing.state == STATE_SUSPENDED)
        note_usage_while_suspended(&standing, end);
    invoice->state = standing.state;
    invoice->hour = standing.state == STATE_SUSPENDED ? standing.suspended_from : standing.deadline;
}
