#include "livebill/bill/billing.h"

#include "arrears.h"
#include "lines.h"
#include "postings.h"

#include "livebill/base/fatal.h"

/* Payments of each account in the period, by account index, in the order of the ledger. */
static struct payment_list *payments_by_account(const struct book *book, struct arena *arena)
{
    struct payment_list *lists = ARENA_ARRAY(arena, struct payment_list, book->accounts.count);
    for (size_t i = 0; i < book->entries.count; i++) {
        const struct entry *entry = &book->entries.at[i];
        if (entry->ledger == LEDGER_PAYMENTS && period_holds(book->period, moment_day(entry->time)))
            *LIST_ADD(arena, &lists[entry->account->index]) = entry;
    }
    return lists;
}

static void date_invoice(struct invoice *invoice, struct arena *arena)
{
    const struct book *book = invoice->book;
    struct text prefix = book->settings.invoice.prefix;

    invoice->number = text_format(arena, "%.*s%04d%02d-%.*s", TEXT_ARGS(prefix), book->period.year,
                                  book->period.month, TEXT_ARGS(invoice->account->id));
    invoice->issued = day_after(book->period.end, book->settings.settle.monthly_day - 1);
    invoice->due = day_after(invoice->issued, book->settings.invoice.due_days);
    invoice->draft = book->through;
    invoice->last = day_after(book->billed_end, -1);
}

static int compare_notices(const void *left_void, const void *right_void)
{
    const struct notice *left = left_void, *right = right_void;
    if (left->time.seconds != right->time.seconds)
        return left->time.seconds < right->time.seconds ? -1 : 1;
    int order = strcmp(notice_kind_code(left->kind), notice_kind_code(right->kind));
    if (order == 0)
        order = text_compare(left->detail, right->detail);
    return order != 0 ? order : text_compare(left->reference, right->reference);
}

/* Every sum once more, from its parts: what is printed adds up, or the program is broken. */
static void assert_sound(const struct invoice *invoice)
{
    int64_t lines = 0, postings = 0;
    for (size_t i = 0; i < invoice->lines.count; i++)
        lines += invoice->lines.at[i].amount.minor;
    for (size_t i = 0; i < invoice->postings.count; i++) {
        const struct posting *posting = &invoice->postings.at[i];
        if (posting->kind >= POSTING_REFUND && !posting->carried)
            postings -= posting->amount.minor;
    }
    if (lines != invoice->subtotal.minor || postings != invoice->total.minor
        || invoice->opening.minor - invoice->charged.minor + invoice->paid.minor
               != invoice->closing.minor)
        bug("the sums of invoice '%.*s' do not add up", TEXT_ARGS(invoice->number));
}

static void take_notices(struct invoice *invoice, const struct notice_list *notices,
                         struct arena *arena)
{
    for (size_t i = 0; i < notices->count; i++)
        *LIST_ADD(arena, &invoice->notices) = notices->at[i];
}

static bool fill_invoice(struct invoice *invoice, const struct account_charges *charges,
                         const struct payment_list *payments, struct arena *arena)
{
    date_invoice(invoice, arena);
    if (!bill_lines(invoice, charges, arena) || !bill_postings(invoice, payments, arena))
        return false;
    invoice->packs.at = charges->packs.at;
    invoice->packs.count = charges->packs.count;
    invoice->licences.at = charges->licences.at;
    invoice->licences.count = charges->licences.count;
    take_notices(invoice, &charges->notices, arena);
    bill_arrears(invoice, arena);
    if (invoice->notices.count > 1)
        qsort(invoice->notices.at, invoice->notices.count, sizeof *invoice->notices.at,
              compare_notices);
    assert_sound(invoice);
    return true;
}

/* formats.md §4: an opening balance, a line, a notice or another posting earn a row. */
static bool has_something(const struct invoice *invoice)
{
    return invoice->opening.minor != 0 || invoice->lines.count > 0 || invoice->notices.count > 0
           || invoice->postings.count > 1;
}

bool bill_accounts(struct invoice_list *invoices, const struct book *book,
                   const struct mode_calendar *calendar, const struct charges *charges,
                   const struct usage *usage, struct arena *arena, struct report *report)
{
    struct payment_list *payments = payments_by_account(book, arena);
    bool ok = true;

    for (size_t i = 0; i < book->accounts.count; i++) {
        const struct account *account = &book->accounts.at[i];
        struct invoice invoice = {
            .book = book, .account = account, .usage = &usage->accounts[i], .modes = calendar};
        if (!account->selected)
            continue;
        if (!fill_invoice(&invoice, &charges->accounts[i], &payments[i], arena))
            ok = report_error(report, account->row.place, TEXT(""), CODE_TOO_LARGE,
                              "split the account: amounts end at 9,999,999,999,999.99",
                              "the sums of account '%.*s' are too large", TEXT_ARGS(account->id));
        else if (has_something(&invoice))
            *LIST_ADD(arena, invoices) = invoice;
    }
    return ok;
}
