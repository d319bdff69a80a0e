/* Lines make invoices; invoices make postings and totals. */

#include "livebill/domain/account.h"

#include "tables.h"

static void add_line(struct cursor at)
{
    struct tables *tables = at.tables;
    struct text account = cursor_text(at, LINES_ACCOUNT);
    size_t invoice = key_find(&tables->invoices, account);
    wide amount = cursor_number(at, LINES_AMOUNT, "amount", MONEY_PLACES);

    if (invoice == KEY_UNKNOWN) {
        if (tables->read[OUTPUT_INVOICES])
            cursor_wrong(at, "account_id", "invoices.csv has no account '%.*s'",
                         TEXT_ARGS(account));
        return;
    }
    struct row_sums *sums = &tables->invoice_sums[invoice];
    sums->count++;
    sums->amount = sum_of(sums->amount, amount);
    if (cursor_number(at, LINES_LINE, "line", 0) != (wide)sums->count)
        cursor_wrong(at, "line",
                     "the lines of account '%.*s' are not numbered from 1 on: this "
                     "is its line %llu",
                     TEXT_ARGS(account), (unsigned long long)sums->count);
    struct cursor owner = {tables, OUTPUT_INVOICES, invoice};
    if (!text_equal(cursor_text(at, LINES_CURRENCY), cursor_text(owner, INVOICES_CURRENCY)))
        cursor_wrong(at, "currency", "the invoice is in %.*s",
                     TEXT_ARGS(cursor_text(owner, INVOICES_CURRENCY)));
}

/* A charge takes, so its amount is negative; a payment adds. */
static void add_posting(struct cursor at, struct row_sums *sums)
{
    struct text kind = cursor_text(at, POSTINGS_KIND);
    wide amount = cursor_number(at, POSTINGS_AMOUNT, "amount", MONEY_PLACES);
    bool payment = text_is(kind, "topup") || text_is(kind, "withdrawal")
                   || text_is(kind, "adjustment");

    sums->postings++;
    if (cursor_number(at, POSTINGS_SEQ, "seq", 0) != (wide)sums->postings)
        cursor_wrong(at, "seq", "the postings of an account count from 1: this is its %llu",
                     (unsigned long long)sums->postings);
    if (cursor_text(at, POSTINGS_BALANCE).size == 0) {
        sums->pending = sum_of(sums->pending, -amount);
        return;
    }
    sums->balance = sum_of(sums->balance, amount);
    if (payment)
        sums->paid = sum_of(sums->paid, amount);
    else if (!text_is(kind, "opening"))
        sums->charged = sum_of(sums->charged, -amount);
    cursor_expect(at, POSTINGS_BALANCE, "balance", MONEY_PLACES, sums->balance,
                  "the sum of the account's postings up to here");
}

static void check_postings(struct tables *tables)
{
    struct cursor at = {tables, OUTPUT_POSTINGS, 0};

    for (; at.index < tables->at[OUTPUT_POSTINGS].rows.count; at.index++) {
        struct text account = cursor_text(at, POSTINGS_ACCOUNT);
        size_t invoice = key_find(&tables->invoices, account);
        if (invoice != KEY_UNKNOWN)
            add_posting(at, &tables->invoice_sums[invoice]);
        else if (tables->read[OUTPUT_INVOICES])
            cursor_wrong(at, "account_id", "invoices.csv has no account '%.*s'",
                         TEXT_ARGS(account));
    }
}

/* R12 */
static void check_tax(struct cursor at)
{
    wide subtotal = cursor_number(at, INVOICES_SUBTOTAL, "subtotal", MONEY_PLACES);
    wide rate = cursor_number(at, INVOICES_TAX_RATE, "tax_rate", PRICE_PLACES);
    struct money net = {(int64_t)subtotal}, tax = {0}, without;
    struct rate tax_rate = {(int64_t)rate};
    enum tax_mode mode;

    if (!tax_mode_parse(&mode, cursor_text(at, INVOICES_TAX_MODE))) {
        cursor_wrong(at, "tax_mode", "'%.*s' is not a tax mode",
                     TEXT_ARGS(cursor_text(at, INVOICES_TAX_MODE)));
        return;
    }
    if (!money_fits(subtotal) || rate < 0 || rate > PRICE_ONE * 100)
        return;
    if (mode == TAX_INCLUSIVE && money_net_rounded(&without, net, tax_rate))
        tax.minor = net.minor - without.minor;
    else if (mode == TAX_EXCLUSIVE && !money_tax_rounded(&tax, net, tax_rate))
        return;
    cursor_expect(at, INVOICES_TAX, "tax", MONEY_PLACES, tax.minor,
                  "the tax of the subtotal at tax_rate");
    cursor_expect(at, INVOICES_TOTAL, "total", MONEY_PLACES,
                  subtotal + (mode == TAX_EXCLUSIVE ? tax.minor : 0),
                  mode == TAX_EXCLUSIVE ? "subtotal + tax" : "the subtotal");
}

static void check_balances(struct cursor at, const struct row_sums *sums)
{
    wide opening = cursor_number(at, INVOICES_OPENING, "opening_balance", MONEY_PLACES);
    wide charged = cursor_number(at, INVOICES_CHARGED, "charged", MONEY_PLACES);
    wide paid = cursor_number(at, INVOICES_PAID, "paid", MONEY_PLACES);

    cursor_expect(at, INVOICES_CLOSING, "closing_balance", MONEY_PLACES, opening - charged + paid,
                  "opening_balance - charged + paid");
    if (!at.tables->read[OUTPUT_POSTINGS])
        return;
    cursor_expect(at, INVOICES_CHARGED, "charged", MONEY_PLACES, sums->charged,
                  "what charges and refunds of account-postings.csv take");
    cursor_expect(at, INVOICES_PAID, "paid", MONEY_PLACES, sums->paid,
                  "what payments of account-postings.csv add");
    cursor_expect(at, INVOICES_CLOSING, "closing_balance", MONEY_PLACES, sums->balance,
                  "the last balance of account-postings.csv");
    cursor_expect(at, INVOICES_PENDING, "pending", MONEY_PLACES, sums->pending,
                  "what the postings without a balance will take");
}

static void check_invoice(struct cursor at)
{
    const struct row_sums *sums = &at.tables->invoice_sums[at.index];

    check_tax(at);
    check_balances(at, sums);
    if (!at.tables->read[OUTPUT_LINES])
        return;
    cursor_expect(at, INVOICES_LINES, "lines", 0, (wide)sums->count,
                  "the number of its rows in lines.csv");
    cursor_expect(at, INVOICES_SUBTOTAL, "subtotal", MONEY_PLACES, sums->amount,
                  "the sum of its rows in lines.csv");
}

static void check_total_row(struct cursor at)
{
    wide list = cursor_number(at, TOTALS_LIST_AMOUNT, "list_amount", PRICE_PLACES);
    wide subtotal = cursor_number(at, TOTALS_SUBTOTAL, "subtotal", MONEY_PLACES);
    wide net = cursor_number(at, TOTALS_NET, "net", MONEY_PLACES);
    wide tax = cursor_number(at, TOTALS_TAX, "tax", MONEY_PLACES);

    cursor_expect(at, TOTALS_DISCOUNT, "discount", PRICE_PLACES, list - subtotal * PRICE_PER_CENT,
                  "list_amount - subtotal");
    cursor_expect(at, TOTALS_TOTAL, "total", MONEY_PLACES, net + tax, "net + tax");
}

/* A figure that two files must agree on, per currency and, of lines, kind. */
struct tie {
    enum output_file file;
    size_t currency, kind, value; /* columns; kind: SIZE_MAX for none */
    unsigned places;
};

static wide tie_sum(struct tables *tables, const struct tie *tie, struct text currency,
                    struct text kind)
{
    struct cursor at = {tables, tie->file, 0};
    wide sum = 0;

    for (; at.index < tables->at[tie->file].rows.count; at.index++) {
        if (text_equal(cursor_text(at, tie->currency), currency)
            && (tie->kind == SIZE_MAX || text_equal(cursor_text(at, tie->kind), kind)))
            sum = sum_of(sum, cursor_number(at, tie->value, "", tie->places));
    }
    return sum;
}

static void check_tie(struct tables *tables, struct tie total, struct tie other, const char *what,
                      struct text currency, struct text kind)
{
    wide left = tie_sum(tables, &total, currency, kind);
    wide right = tie_sum(tables, &other, currency, kind);

    if (left != right)
        verify_wrong(tables->report, tables->at[OUTPUT_TOTALS].name, 0, what,
                     "the rows of %.*s%s%.*s add up to %.*s, those of %s to %.*s",
                     TEXT_ARGS(currency), kind.size > 0 ? " " : "", TEXT_ARGS(kind),
                     TEXT_ARGS(decimal_text(tables->arena, left, total.places)),
                     output_file_name(other.file),
                     TEXT_ARGS(decimal_text(tables->arena, right, other.places)));
}

static void check_totals(struct tables *tables)
{
    static const char *const currencies[] = {"CNY", "USD"};
    static const char *const kinds[] = {"usage", "prepaid", "refund", "adjustment"};
    struct cursor at = {tables, OUTPUT_TOTALS, 0};

    for (; at.index < tables->at[OUTPUT_TOTALS].rows.count; at.index++)
        check_total_row(at);
    for (size_t i = 0; i < 2; i++) {
        struct text currency = text_of(currencies[i]), none = {0};
        struct tie total = {OUTPUT_TOTALS, TOTALS_CURRENCY, SIZE_MAX, TOTALS_TOTAL, MONEY_PLACES};
        struct tie other = {OUTPUT_INVOICES, INVOICES_CURRENCY, SIZE_MAX, INVOICES_TOTAL,
                            MONEY_PLACES};
        check_tie(tables, total, other, "total", currency, none);
        total.value = TOTALS_TAX, other.value = INVOICES_TAX;
        check_tie(tables, total, other, "tax", currency, none);
        for (size_t j = 0; j < 4; j++) {
            total = (struct tie){OUTPUT_TOTALS, TOTALS_CURRENCY, TOTALS_KIND, TOTALS_SUBTOTAL,
                                 MONEY_PLACES};
            other =
                (struct tie){OUTPUT_LINES, LINES_CURRENCY, LINES_KIND, LINES_AMOUNT, MONEY_PLACES};
            check_tie(tables, total, other, "subtotal", currency, text_of(kinds[j]));
            total.value = TOTALS_LIST_AMOUNT, other.value = LINES_LIST_AMOUNT;
            total.places = other.places = PRICE_PLACES;
            check_tie(tables, total, other, "list_amount", currency, text_of(kinds[j]));
        }
    }
}

void verify_invoices(struct tables *tables)
{
    struct cursor at = {tables, OUTPUT_LINES, 0};
    for (; at.index < tables->at[OUTPUT_LINES].rows.count; at.index++)
        add_line(at);
    check_postings(tables);

    at = (struct cursor){tables, OUTPUT_INVOICES, 0};
    for (; at.index < tables->at[OUTPUT_INVOICES].rows.count; at.index++)
        check_invoice(at);
    if (tables->read[OUTPUT_TOTALS] && tables->read[OUTPUT_INVOICES] && tables->read[OUTPUT_LINES])
        check_totals(tables);
}
