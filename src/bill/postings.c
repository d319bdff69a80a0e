#include "postings.h"

#include "livebill/base/fatal.h"

static struct posting *add_posting(struct invoice *invoice, enum posting_kind kind,
                                   struct moment time, struct text reference, struct money amount,
                                   struct arena *arena)
{
    struct posting *posting = LIST_ADD(arena, &invoice->postings);
    posting->kind = kind;
    posting->time = time;
    posting->reference = reference;
    posting->amount = amount;
    return posting;
}

/* What a charge takes, with tax where that comes on top (R11), rounded to cents. */
static bool with_tax(struct money *out, const struct account *account, struct amount amount)
{
    if (account->tax_mode == TAX_EXCLUSIVE)
        return money_with_tax_rounded(out, amount, account->tax_rate);
    return money_of_amount_rounded(out, amount);
}

/* A charge of so much, unless it is 0.00; *posted adds up what the period's charges post. */
static bool post_charge(struct invoice *invoice, enum posting_kind kind, struct moment time,
                        struct text reference, struct amount amount, wide *posted,
                        struct arena *arena)
{
    struct money charge;
    if (!with_tax(&charge, invoice->account, amount))
        return false;
    *posted += charge.minor;
    if (charge.minor != 0)
        add_posting(invoice, kind, time, reference, (struct money){-charge.minor}, arena);
    return true;
}

static bool post_entries(struct invoice *invoice, wide *posted, struct arena *arena)
{
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (line->kind != LINE_PREPAID && line->kind != LINE_REFUND)
            continue;
        if (!post_charge(invoice, line->kind == LINE_REFUND ? POSTING_REFUND : POSTING_PREPAID,
                         line->time, line->source->id, amount_of_money(line->amount), posted,
                         arena))
            return false;
    }
    return true;
}

/* The day's detail amounts of day windows (R11). */
static bool sum_days(struct amount days[31], const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (line->item == NULL || line->item->window != WINDOW_DAY)
            continue;
        for (size_t j = 0; j < line->details.count; j++) {
            const struct detail *detail = &line->details.at[j];
            int day = detail->start.number - invoice->book->period.start.number;
            if (!amount_add(&days[day], detail->amount))
                return false;
        }
    }
    return true;
}

static bool post_days(struct invoice *invoice, wide *posted, struct arena *arena)
{
    struct amount days[31] = {{0}};
    const struct book *book = invoice->book;

    if (!sum_days(days, invoice))
        return false;
    for (int i = 0; i < period_days(book->period); i++) {
        struct day day = day_after(book->period.start, i);
        struct moment time = moment_of_day(day_after(day, 1));
        time.seconds += book->settings.settle.daily_at;
        if (!post_charge(invoice, POSTING_DAILY, time, day_text(arena, day), days[i], posted,
                         arena))
            return false;
    }
    return true;
}

/* What the period's other charges left open of the total, rounding differences included. */
static bool post_month(struct invoice *invoice, wide posted, struct arena *arena)
{
    const struct book *book = invoice->book;
    struct money rest;
    struct moment time =
        moment_of_day(day_after(book->period.end, book->settings.settle.monthly_day - 1));

    if (!money_of_sum(&rest, invoice->total.minor - posted))
        return false;
    time.seconds += book->settings.settle.monthly_at;
    if (rest.minor != 0)
        add_posting(invoice, POSTING_MONTHLY, time, period_text(arena, book->period),
                    (struct money){-rest.minor}, arena);
    return true;
}

static void post_payments(struct invoice *invoice, const struct payment_list *payments,
                          struct arena *arena)
{
    for (size_t i = 0; i < payments->count; i++) {
        const struct entry *entry = payments->at[i];
        struct money amount = entry->amount;
        enum posting_kind kind = entry->event == EVENT_TOPUP        ? POSTING_TOPUP
                                 : entry->event == EVENT_WITHDRAWAL ? POSTING_WITHDRAWAL
                                                                    : POSTING_ADJUSTMENT;
        if (kind == POSTING_WITHDRAWAL)
            amount.minor = -amount.minor;
        if (amount.minor != 0)
            add_posting(invoice, kind, entry->time, entry->id, amount, arena);
    }
}

/* At one time: payments, refunds, prepaid, daily, monthly (R11). */
static int rank(const struct posting *posting)
{
    return posting->kind < POSTING_REFUND ? POSTING_REFUND - 1 : (int)posting->kind;
}

static int compare_postings(const void *left_void, const void *right_void)
{
    const struct posting *left = left_void, *right = right_void;
    if (left->time.seconds != right->time.seconds)
        return left->time.seconds < right->time.seconds ? -1 : 1;
    if (rank(left) != rank(right))
        return rank(left) - rank(right);
    int order = text_compare(left->reference, right->reference);
    return order != 0 ? order : (int)left->kind - (int)right->kind;
}

/* Charges of the sealed period that still were to post (R11, R13). */
static bool post_carried(struct invoice *invoice, struct arena *arena)
{
    const struct carry *carry = invoice->book->carry;
    size_t i = carry == NULL ? 0 : carry_first_posting(carry, invoice->account->id);

    for (; carry != NULL && i < carry->postings.count; i++) {
        const struct carried_posting *carried = &carry->postings.at[i];
        if (!text_equal(carried->account, invoice->account->id))
            break;
        add_posting(invoice, carried->kind, carried->time, carried->reference, carried->amount,
                    arena)
            ->carried = true;
        if (!money_add(&invoice->carried, (struct money){-carried->amount.minor}))
            return false;
    }
    return true;
}

static bool is_payment(enum posting_kind kind)
{
    return kind == POSTING_TOPUP || kind == POSTING_WITHDRAWAL || kind == POSTING_ADJUSTMENT;
}

/* Gives each posting its number and balance, and adds up the period (R11). */
static bool run_balance(struct invoice *invoice)
{
    struct moment end = moment_of_day(invoice->book->billed_end);
    wide paid = 0, charged = 0, pending = 0;

    invoice->closing = invoice->opening;
    for (size_t i = 0; i < invoice->postings.count; i++) {
        struct posting *posting = &invoice->postings.at[i];
        posting->seq = (int)i + 1;
        posting->pending = posting->time.seconds >= end.seconds;
        if (posting->pending) {
            pending -= posting->amount.minor;
            continue;
        }
        if (is_payment(posting->kind))
            paid += posting->amount.minor;
        else if (posting->kind != POSTING_OPENING)
            charged -= posting->amount.minor;
        if (posting->kind != POSTING_OPENING && !money_add(&invoice->closing, posting->amount))
            return false;
        posting->balance = invoice->closing;
    }
    if (!money_of_sum(&invoice->paid, paid) || !money_of_sum(&invoice->charged, charged)
        || !money_of_sum(&invoice->pending, pending))
        return false;
    if (invoice->pending.minor > invoice->closing.minor)
        invoice->to_top_up.minor = invoice->pending.minor - invoice->closing.minor;
    return true;
}

bool bill_postings(struct invoice *invoice, const struct payment_list *payments,
                   struct arena *arena)
{
    const struct book *book = invoice->book;
    wide posted = 0;

    const struct carried_account *carried = carry_account(book->carry, invoice->account->id);

    invoice->opening = carried != NULL ? carried->balance : invoice->account->opening_balance;
    add_posting(invoice, POSTING_OPENING, moment_of_day(book->period.start),
                period_text(arena, book->period), invoice->opening, arena);
    if (!post_entries(invoice, &posted, arena) || !post_days(invoice, &posted, arena))
        return false;
    if (!post_month(invoice, posted, arena))
        return false;
    post_payments(invoice, payments, arena);
    if (!post_carried(invoice, arena))
        return false;
    qsort(invoice->postings.at + 1, invoice->postings.count - 1, sizeof *invoice->postings.at,
          compare_postings);
    return run_balance(invoice);
}
