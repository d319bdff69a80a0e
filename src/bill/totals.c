#include "livebill/bill/totals.h"

#include "livebill/base/reject_log.h"

#include <stdlib.h>

/* One invoice's sums by (product, kind), before they join those of the run. */
struct groups {
    LIST_OF(struct total_row) rows;
};

static struct total_row *group_of(struct groups *groups, const struct line *line,
                                  enum currency currency, struct arena *arena)
{
    for (size_t i = 0; i < groups->rows.count; i++) {
        struct total_row *row = &groups->rows.at[i];
        if (row->kind == line->kind && text_equal(row->product, line->product))
            return row;
    }
    struct total_row *row = LIST_ADD(arena, &groups->rows);
    row->currency = currency;
    row->product = line->product;
    row->kind = line->kind;
    return row;
}

/* Only what is printed has to be in the range of money: sums on the way to it may leave it. */
static bool join(struct money *sum, struct money more)
{
    return !__builtin_add_overflow(sum->minor, more.minor, &sum->minor);
}

static bool join_amount(struct amount *sum, struct amount more)
{
    return wide_add(&sum->e8, sum->e8, more.e8);
}

static bool add_line(struct total_row *row, const struct line *line)
{
    row->lines++;
    return join_amount(&row->list_amount, line->list_amount) && join(&row->subtotal, line->amount);
}

static bool tax_group(struct total_row *row, const struct account *account)
{
    row->tax = (struct money){0};
    row->net = row->total = row->subtotal;
    switch (account->tax_mode) {
    case TAX_NONE:
        return true;
    case TAX_INCLUSIVE:
        if (!money_net_rounded(&row->net, row->subtotal, account->tax_rate))
            return false;
        row->tax.minor = row->subtotal.minor - row->net.minor;
        return true;
    case TAX_EXCLUSIVE:
        return money_tax_rounded(&row->tax, row->subtotal, account->tax_rate)
               && money_add(&row->total, row->tax);
    }
    return false;
}

static int64_t size_of(struct money money)
{
    return money.minor < 0 ? -money.minor : money.minor;
}

static struct total_row *largest_of(struct groups *groups)
{
    struct total_row *largest = &groups->rows.at[0];
    for (size_t i = 1; i < groups->rows.count; i++) {
        if (size_of(groups->rows.at[i].subtotal) > size_of(largest->subtotal))
            largest = &groups->rows.at[i];
    }
    return largest;
}

/* What the groups' own rounding left of the invoice's tax goes to the largest of them. */
static bool settle_tax(struct groups *groups, const struct invoice *invoice)
{
    struct money rest = invoice->tax;

    for (size_t i = 0; i < groups->rows.count; i++) {
        struct total_row *row = &groups->rows.at[i];
        if (!tax_group(row, invoice->account) || !money_add(&rest, (struct money){-row->tax.minor}))
            return false;
    }
    struct total_row *largest = largest_of(groups);
    largest->tax.minor += rest.minor;
    if (invoice->account->tax_mode == TAX_EXCLUSIVE)
        largest->total.minor += rest.minor;
    else
        largest->net.minor -= rest.minor;
    return money_fits(largest->tax.minor) && money_fits(largest->total.minor)
           && money_fits(largest->net.minor);
}

static bool same_key(const struct total_row *left, const struct total_row *right)
{
    return left->currency == right->currency && left->kind == right->kind
           && text_equal(left->product, right->product);
}

static bool join_row(struct totals *totals, const struct total_row *group, struct arena *arena)
{
    struct total_row *row = NULL;
    for (size_t i = 0; i < totals->rows.count && row == NULL; i++) {
        if (same_key(&totals->rows.at[i], group))
            row = &totals->rows.at[i];
    }
    if (row == NULL) {
        row = LIST_ADD(arena, &totals->rows);
        *row = *group;
        return true;
    }
    row->lines += group->lines;
    return join_amount(&row->list_amount, group->list_amount)
           && join(&row->subtotal, group->subtotal) && join(&row->net, group->net)
           && join(&row->tax, group->tax) && join(&row->total, group->total);
}

static bool add_invoice(struct totals *totals, const struct invoice *invoice, struct arena *arena,
                        struct arena *scratch)
{
    enum currency currency = invoice->account->currency;
    struct groups groups = {0};

    totals->currencies[currency].invoices++;
    totals->lines += invoice->lines.count;
    if (!join(&totals->currencies[currency].total, invoice->total))
        return false;
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (!add_line(group_of(&groups, line, currency, scratch), line))
            return false;
    }
    if (groups.rows.count > 0 && !settle_tax(&groups, invoice))
        return false;
    for (size_t i = 0; i < groups.rows.count; i++) {
        if (!join_row(totals, &groups.rows.at[i], arena))
            return false;
    }
    return true;
}

static bool row_fits(const struct total_row *row)
{
    return money_fits(row->list_amount.e8 / PRICE_PER_CENT) && money_fits(row->subtotal.minor)
           && money_fits(row->net.minor) && money_fits(row->tax.minor)
           && money_fits(row->total.minor);
}

/* False where a sum that is printed is out of range. */
static bool settle_rows(struct totals *totals)
{
    for (int i = 0; i < CURRENCY_COUNT; i++) {
        if (!money_fits(totals->currencies[i].total.minor))
            return false;
    }
    for (size_t i = 0; i < totals->rows.count; i++) {
        struct total_row *row = &totals->rows.at[i];
        if (!row_fits(row))
            return false;
        row->discount.e8 = row->list_amount.e8 - amount_of_money(row->subtotal).e8;
    }
    return true;
}

static int compare_rows(const void *left, const void *right)
{
    const struct total_row *a = left, *b = right;
    int order =
        text_compare(text_of(currency_code(a->currency)), text_of(currency_code(b->currency)));
    if (order == 0)
        order = text_compare(a->product, b->product);
    if (order == 0)
        order = text_compare(text_of(line_kind_code(a->kind)), text_of(line_kind_code(b->kind)));
    return order;
}

static struct money credits_of(const struct invoice *invoice)
{
    struct money credits = {0};
    for (size_t i = 0; i < invoice->lines.count; i++) {
        if (invoice->lines.at[i].amount.minor < 0)
            money_add(&credits, invoice->lines.at[i].amount);
    }
    return credits;
}

/* A missing invoice, now or in the sealed month before, is one of 0. */
static struct money change_of(const struct carry *carry, const struct account *account,
                              const struct invoice *invoice)
{
    const struct carried_account *before = carry_account(carry, account->id);
    int64_t now = invoice == NULL ? 0 : invoice->total.minor;
    return (struct money){now - (before == NULL || !before->billed ? 0 : before->total.minor)};
}

/* Both lists are by account id, so one walk over the invoices finds each account's. */
static void list_reviews(struct totals *totals, const struct book *book,
                         const struct invoice_list *invoices, const struct usage *usage,
                         struct arena *arena)
{
    size_t next = 0;

    for (size_t i = 0; i < book->accounts.count; i++) {
        const struct account *account = &book->accounts.at[i];
        const struct invoice *invoice = NULL;
        if (next < invoices->count && invoices->at[next].account == account)
            invoice = &invoices->at[next++];
        if (!account->selected)
            continue;
        struct review_row *row = LIST_ADD(arena, &totals->reviews);
        row->account = account;
        row->invoice = invoice;
        row->zero_usage = usage->accounts[i].days_with_usage == 0;
        row->credits = invoice == NULL ? (struct money){0} : credits_of(invoice);
        row->change = change_of(book->carry, account, invoice);
    }
}

static struct review_row *review_of(struct totals *totals, struct text id)
{
    size_t low = 0, high = totals->reviews.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(id, totals->reviews.at[middle].account->id);
        if (order == 0)
            return &totals->reviews.at[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* A rejected row may be beyond reading, so its fields are only cut at commas; a row counts once
 * for an account however often it names it in a row of fields. */
static void count_reject(struct totals *totals, struct text raw)
{
    const struct review_row *last = NULL;

    while (raw.size > 0) {
        size_t end = text_find(raw, ',');
        struct text field = text_trim(text_slice(raw, 0, end));
        if (field.size >= 2 && field.at[0] == '"' && field.at[field.size - 1] == '"')
            field = text_slice(field, 1, field.size - 2);
        struct review_row *row = review_of(totals, field);
        if (row != NULL && row != last) {
            row->rejects++;
            last = row;
        }
        raw = text_slice(raw, end + 1, raw.size);
    }
}

static void count_rejects(struct totals *out, struct report *report, struct arena *arena)
{
    struct reject_walk walk;
    const struct problem *reject;

    report_sort(report);
    reject_walk_start(&walk, report, arena);
    while ((reject = reject_walk_next(&walk)) != NULL)
        count_reject(out, reject->row.raw);
}

bool totals_sum(struct totals *out, const struct book *book, const struct invoice_list *invoices,
                const struct usage *usage, struct arena *arena, struct report *report)
{
    struct arena *scratch = arena_new();
    bool fits = true;

    *out = (struct totals){0};
    for (size_t i = 0; i < invoices->count && fits; i++) {
        fits = add_invoice(out, &invoices->at[i], arena, scratch);
        arena_reset(scratch);
    }
    arena_free(scratch);
    if (!fits || !settle_rows(out))
        return report_error(report, (struct place){0}, TEXT(""), CODE_TOO_LARGE,
                            "run fewer accounts at once with --account",
                            "the totals of the run are beyond 9,999,999,999,999.99");
    if (out->rows.count > 0)
        qsort(out->rows.at, out->rows.count, sizeof *out->rows.at, compare_rows);
    list_reviews(out, book, invoices, usage, arena);
    count_rejects(out, report, arena);
    return true;
}
