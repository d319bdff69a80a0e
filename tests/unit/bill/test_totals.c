/* totals.csv ties to invoices.csv to the cent, whatever the rounding (formats.md §4). */

#include "livebill/bill/totals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct report *report;
    struct book book;
    struct account accounts[3];
    struct account_usage account_usage[3];
    struct usage usage;
    struct invoice invoices[3];
    struct invoice_list list;
    struct totals totals;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);

    fixture->arena = arena;
    fixture->report = report_new(arena);
    for (int i = 0; i < 3; i++) {
        struct account *account = &fixture->accounts[i];
        account->index = (size_t)i;
        account->id = text_format(arena, "A%d", i);
        account->tax_rate.e8 = 6000000;
        account->selected = true;
        fixture->invoices[i].account = account;
    }
    fixture->book.accounts = (struct account_list){fixture->accounts, 3, 3};
    fixture->usage.accounts = fixture->account_usage;
    fixture->list = (struct invoice_list){fixture->invoices, 0, 3};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static void add_line(struct fixture *fixture, struct invoice *invoice, const char *product,
                     int64_t cents)
{
    struct line *line = LIST_ADD(fixture->arena, &invoice->lines);
    line->kind = LINE_USAGE;
    line->product = text_of(product);
    line->amount.minor = cents;
    line->list_amount.e8 = cents * PRICE_PER_CENT;
    invoice->subtotal.minor += cents;
}

/* The invoice's own sums, by R12. */
static void close_invoice(struct fixture *fixture, struct invoice *invoice)
{
    const struct account *account = invoice->account;

    invoice->net = invoice->total = invoice->subtotal;
    if (account->tax_mode == TAX_INCLUSIVE) {
        assert_true(money_net_rounded(&invoice->net, invoice->subtotal, account->tax_rate));
        invoice->tax.minor = invoice->subtotal.minor - invoice->net.minor;
    } else if (account->tax_mode == TAX_EXCLUSIVE) {
        assert_true(money_tax_rounded(&invoice->tax, invoice->subtotal, account->tax_rate));
        invoice->total.minor += invoice->tax.minor;
    }
    fixture->list.count++;
}

static bool sum(struct fixture *fixture)
{
    return totals_sum(&fixture->totals, &fixture->book, &fixture->list, &fixture->usage,
                      fixture->arena, fixture->report);
}

static struct text row_text(struct fixture *fixture, size_t i)
{
    const struct total_row *row = &fixture->totals.rows.at[i];
    return text_format(fixture->arena, "%s %.*s %s: %.*s - %.*s = %.*s; %.*s + %.*s = %.*s",
                       currency_code(row->currency), TEXT_ARGS(row->product),
                       line_kind_code(row->kind),
                       TEXT_ARGS(amount_text(fixture->arena, row->list_amount)),
                       TEXT_ARGS(amount_text(fixture->arena, row->discount)),
                       TEXT_ARGS(money_text(fixture->arena, row->subtotal)),
                       TEXT_ARGS(money_text(fixture->arena, row->net)),
                       TEXT_ARGS(money_text(fixture->arena, row->tax)),
                       TEXT_ARGS(money_text(fixture->arena, row->total)));
}

/* 0.10 with 6 % in it is 0.09 and 0.01 for each of three; the invoice of 0.30 has 0.28 and 0.02:
 * the cent too much is taken from the first of the three, which are equally large. */
static void test_inclusive_tax_ties_to_the_invoice(void **state)
{
    struct fixture *fixture = *state;
    struct invoice *invoice = &fixture->invoices[0];

    add_line(fixture, invoice, "vod", 10);
    add_line(fixture, invoice, "live", 10);
    add_line(fixture, invoice, "relay", 10);
    close_invoice(fixture, invoice);
    assert_true(sum(fixture));
    assert_int_equal(fixture->totals.rows.count, 3);
    assert_string_equal(row_text(fixture, 0).at,
                        "CNY live usage: 0.10000000 - 0.00000000 = 0.10; 0.09 + 0.01 = 0.10");
    assert_string_equal(row_text(fixture, 1).at,
                        "CNY relay usage: 0.10000000 - 0.00000000 = 0.10; 0.09 + 0.01 = 0.10");
    assert_string_equal(row_text(fixture, 2).at,
                        "CNY vod usage: 0.10000000 - 0.00000000 = 0.10; 0.10 + 0.00 = 0.10");
}

static void test_exclusive_tax_is_added_and_ties(void **state)
{
    struct fixture *fixture = *state;
    struct invoice *invoice = &fixture->invoices[0];

    fixture->accounts[0].tax_mode = TAX_EXCLUSIVE;
    add_line(fixture, invoice, "live", 108); /* 0.0648 → 0.06 */
    add_line(fixture, invoice, "vod", 58);   /* 0.0348 → 0.03; together 0.0996 → 0.10 */
    close_invoice(fixture, invoice);
    assert_true(sum(fixture));
    assert_string_equal(row_text(fixture, 0).at,
                        "CNY live usage: 1.08000000 - 0.00000000 = 1.08; 1.08 + 0.07 = 1.15");
    assert_string_equal(row_text(fixture, 1).at,
                        "CNY vod usage: 0.58000000 - 0.00000000 = 0.58; 0.58 + 0.03 = 0.61");
}

static void test_rows_join_over_invoices_and_keep_currencies_apart(void **state)
{
    struct fixture *fixture = *state;

    fixture->accounts[2].currency = CURRENCY_USD;
    for (int i = 0; i < 3; i++) {
        fixture->accounts[i].tax_mode = TAX_NONE;
        add_line(fixture, &fixture->invoices[i], "live", 100 + i);
        close_invoice(fixture, &fixture->invoices[i]);
    }
    assert_true(sum(fixture));
    assert_int_equal(fixture->totals.rows.count, 2);
    assert_string_equal(row_text(fixture, 0).at,
                        "CNY live usage: 2.01000000 - 0.00000000 = 2.01; 2.01 + 0.00 = 2.01");
    assert_string_equal(row_text(fixture, 1).at,
                        "USD live usage: 1.02000000 - 0.00000000 = 1.02; 1.02 + 0.00 = 1.02");
    assert_string_equal(
        money_text(fixture->arena, fixture->totals.currencies[CURRENCY_CNY].total).at, "2.01");
}

static void test_a_discount_is_what_the_list_amount_has_more(void **state)
{
    struct fixture *fixture = *state;

    fixture->accounts[0].tax_mode = TAX_NONE;
    add_line(fixture, &fixture->invoices[0], "live", 90);
    fixture->invoices[0].lines.at[0].list_amount.e8 = 100 * PRICE_PER_CENT + 400000;
    close_invoice(fixture, &fixture->invoices[0]);
    assert_true(sum(fixture));
    assert_string_equal(row_text(fixture, 0).at,
                        "CNY live usage: 1.00400000 - 0.10400000 = 0.90; 0.90 + 0.00 = 0.90");
}

static void test_a_review_has_a_row_for_each_selected_account(void **state)
{
    struct fixture *fixture = *state;
    struct row row = {{TEXT("accounts.csv"), 7}, TEXT("\"A2\",x,A2")};

    fixture->accounts[1].selected = false;
    fixture->account_usage[0].days_with_usage = 1;
    add_line(fixture, &fixture->invoices[0], "live", -40);
    add_line(fixture, &fixture->invoices[0], "live", 50);
    close_invoice(fixture, &fixture->invoices[0]);
    report_reject(fixture->report, &row, TEXT(""), CODE_BAD_VALUE, "", "wrong");
    assert_true(sum(fixture));
    assert_int_equal(fixture->totals.reviews.count, 2);
    assert_string_equal(money_text(fixture->arena, fixture->totals.reviews.at[0].credits).at,
                        "-0.40");
    assert_false(fixture->totals.reviews.at[0].zero_usage);
    assert_ptr_equal(fixture->totals.reviews.at[1].account, &fixture->accounts[2]);
    assert_null(fixture->totals.reviews.at[1].invoice);
    assert_true(fixture->totals.reviews.at[1].zero_usage);
    assert_int_equal(fixture->totals.reviews.at[1].rejects, 1);
}

static void test_a_sum_that_is_too_large_is_an_error(void **state)
{
    struct fixture *fixture = *state;

    fixture->accounts[0].tax_mode = fixture->accounts[1].tax_mode = TAX_NONE;
    for (int i = 0; i < 2; i++) {
        add_line(fixture, &fixture->invoices[i], "live", MONEY_MINOR_MAX);
        close_invoice(fixture, &fixture->invoices[i]);
    }
    assert_false(sum(fixture));
    assert_int_equal(fixture->report->count[SEVERITY_ERROR], 1);
    assert_int_equal(fixture->report->problems.at[0].code, CODE_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_inclusive_tax_ties_to_the_invoice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_exclusive_tax_is_added_and_ties, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_join_over_invoices_and_keep_currencies_apart,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_discount_is_what_the_list_amount_has_more, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_review_has_a_row_for_each_selected_account, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_sum_that_is_too_large_is_an_error, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
