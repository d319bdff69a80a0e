/* The CSV files of a run (formats.md §4), from an invoice put together by hand. */

#include "livebill/render/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NANO ((wide)1000000000)
#define E8   ((wide)100000000)

struct fixture {
    struct arena *arena;
    struct book book;
    struct item item;
    struct rate_table table;
    struct tier tier;
    struct account accounts[2];
    struct invoice invoice;
    struct invoice_list invoices;
    struct account_charges charged[2];
    struct charges charges;
    struct totals totals;
    struct csv_source source;
};

static struct moment at(const char *time)
{
    struct moment moment;
    assert_true(moment_parse(&moment, text_of(time)));
    return moment;
}

static struct day on(const char *date)
{
    struct day day;
    assert_true(day_parse(&day, text_of(date)));
    return day;
}

static void add_prepaid_line(struct fixture *fixture)
{
    struct line *line = LIST_ADD(fixture->arena, &fixture->invoice.lines);

    line->number = 1;
    line->kind = LINE_PREPAID;
    line->code = TEXT("miniprogram-plugin");
    line->region = REGION_NONE;
    line->description = TEXT("Plugin \"pro\", 1 year");
    line->reference = TEXT("P-1");
    line->quantity.nano = NANO;
    line->unit = TEXT("year");
    line->list_amount.e8 = 30000 * E8;
    line->amount.minor = 3000000;
}

static void add_usage_line(struct fixture *fixture)
{
    struct line *line = LIST_ADD(fixture->arena, &fixture->invoice.lines);
    struct detail *detail = LIST_ADD(fixture->arena, &line->details);

    line->number = 2;
    line->kind = LINE_USAGE;
    line->item = &fixture->item;
    line->code = fixture->item.code;
    line->region = REGION_MAINLAND;
    line->description = TEXT("小程序直播流量");
    line->unit = TEXT("GB");
    line->quantity.nano = line->billable.nano = 1999 * NANO;
    line->has_unit_price = true;
    line->unit_price.e8 = 26000000;
    line->list_amount.e8 = 51974 * E8 / 100;
    line->amount.minor = 51974;

    detail->start = detail->last = on("2024-05-07");
    detail->quantity.nano = detail->billable.nano = 1999 * NANO;
    detail->table = &fixture->table;
    detail->tier = &fixture->tier;
    detail->unit_price.e8 = 26000000;
    detail->list_amount = detail->amount = line->list_amount;
}

/* All of the usage of this window came from two packs: nothing is billable. */
static void add_covered_detail(struct fixture *fixture)
{
    struct line *line = &fixture->invoice.lines.at[1];
    struct detail *detail = LIST_ADD(fixture->arena, &line->details);

    detail->start = detail->last = on("2024-05-08");
    detail->quantity.nano = detail->deducted.nano = NANO / 2 + 3 * NANO;
    detail->active_days = 6;
    detail->month_days = 31;
    *LIST_ADD(fixture->arena, &detail->draws) = (struct draw){TEXT("K-1#2"), {3 * NANO}};
    *LIST_ADD(fixture->arena, &detail->draws) = (struct draw){TEXT("K-2"), {NANO / 2}};
}

static void fill_invoice(struct fixture *fixture)
{
    struct invoice *invoice = &fixture->invoice;

    invoice->book = &fixture->book;
    invoice->account = &fixture->accounts[0];
    invoice->number = TEXT("LB202405-100001");
    add_prepaid_line(fixture);
    add_usage_line(fixture);
    add_covered_detail(fixture);
    invoice->subtotal.minor = invoice->total.minor = 3051974;
    invoice->tax.minor = 172753;
    invoice->net.minor = 3051974 - 172753;
    invoice->opening.minor = 10;
    invoice->charged.minor = 3051974;
    invoice->closing.minor = -3051964;
    invoice->state = STATE_ARREARS;
    struct posting *opening = LIST_ADD(fixture->arena, &invoice->postings);
    *opening = (struct posting){.time = at("2024-05-01 00:00:00"),
                                .seq = 1,
                                .kind = POSTING_OPENING,
                                .reference = TEXT("2024-05"),
                                .amount = {10},
                                .balance = {10}};
    struct posting *later = LIST_ADD(fixture->arena, &invoice->postings);
    *later = (struct posting){.time = at("2024-06-03 10:00:00"),
                              .seq = 2,
                              .kind = POSTING_MONTHLY,
                              .reference = TEXT("2024-05"),
                              .amount = {-1},
                              .pending = true};
    struct notice *notice = LIST_ADD(fixture->arena, &invoice->notices);
    *notice = (struct notice){at("2024-05-08 10:00:05"), NOTICE_REFUND_DENIED,
                              TEXT("after-14-days"), TEXT("P-1")};
}

static void fill_account(struct account *account, const char *id)
{
    account->id = text_of(id);
    account->currency = CURRENCY_CNY;
    account->tax_mode = TAX_INCLUSIVE;
    account->tax_rate.e8 = 6000000;
    account->discount.e8 = (int64_t)E8;
    account->selected = true;
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);

    fixture->arena = arena;
    assert_true(period_parse(&fixture->book.period, TEXT("2024-05")));
    fixture->item.code = TEXT("miniprogram.traffic");
    fixture->tier.place = (struct place){TEXT("rates-cny.csv"), 14};
    fixture->tier.unit_price.e8 = 26000000;
    fill_account(&fixture->accounts[0], "100001");
    fill_account(&fixture->accounts[1], "100002");
    fixture->book.accounts = (struct account_list){fixture->accounts, 2, 2};
    fill_invoice(fixture);
    fixture->invoices = (struct invoice_list){&fixture->invoice, 1, 1};
    fixture->charges.accounts = fixture->charged;
    fixture->source = (struct csv_source){&fixture->book, &fixture->invoices, &fixture->charges,
                                          &fixture->totals, report_new(arena)};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

/* The bytes of one table. */
static const char *written(struct fixture *fixture, const char *name)
{
    for (const struct csv_table *table = csv_tables; table->name != NULL; table++) {
        if (strcmp(table->name, name) != 0)
            continue;
        char *bytes = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&bytes, &size);
        table->write(stream, &fixture->source);
        assert_int_equal(fclose(stream), 0);
        const char *copy = text_copy(fixture->arena, (struct text){bytes, size}).at;
        free(bytes);
        return copy;
    }
    fail_msg("there is no table '%s'", name);
    return "";
}

static void test_an_invoice_row_has_all_its_sums(void **state)
{
    assert_string_equal(
        written(*state, "invoices.csv"),
        "period,account_id,invoice_no,currency,lines,subtotal,tax_mode,tax_rate,tax,total,"
        "opening_balance,charged,paid,closing_balance,pending,state\n"
        "2024-05,100001,LB202405-100001,CNY,2,30519.74,inclusive,0.06,1727.53,30519.74,0.10,"
        "30519.74,0.00,-30519.64,0.00,arrears\n");
}

static void test_a_prepaid_line_leaves_the_columns_of_usage_empty(void **state)
{
    assert_string_equal(
        written(*state, "lines.csv"),
        "period,account_id,invoice_no,line,kind,item,region,spec,reference,description,quantity,"
        "unit,deducted,billable,unit_price,list_amount,amount,currency\n"
        "2024-05,100001,LB202405-100001,1,prepaid,miniprogram-plugin,,,P-1,"
        "\"Plugin \"\"pro\"\", 1 year\",1,year,,,,30000.00000000,30000.00,CNY\n"
        "2024-05,100001,LB202405-100001,2,usage,miniprogram.traffic,mainland,,,小程序直播流量,"
        "1999,GB,0,1999,0.26,519.74000000,519.74,CNY\n");
}

static void test_a_line_with_several_prices_has_no_unit_price(void **state)
{
    struct fixture *fixture = *state;
    fixture->invoice.lines.at[1].has_unit_price = false;
    assert_non_null(strstr(written(fixture, "lines.csv"), ",1999,GB,0,1999,,519.74000000,"));
}

static void test_details_show_tier_and_rate_only_where_something_is_billable(void **state)
{
    assert_string_equal(
        written(*state, "details.csv"),
        "period,account_id,invoice_no,line,window_start,window_end,quantity,deducted,billable,"
        "tier_from,unit_price,flat_price,block,proration,list_amount,amount,packs,rate\n"
        "2024-05,100001,LB202405-100001,2,2024-05-07,2024-05-07,1999,0,1999,0,0.26,0,0,,"
        "519.74000000,519.74000000,,rates-cny.csv:14\n"
        "2024-05,100001,LB202405-100001,2,2024-05-08,2024-05-08,3.5,3.5,0,,,,,6/31,0.00000000,"
        "0.00000000,K-1#2:3;K-2:0.5,\n");
}

static void test_a_posting_after_the_end_has_no_balance(void **state)
{
    assert_string_equal(written(*state, "account-postings.csv"),
                        "account_id,time,seq,kind,reference,amount,balance\n"
                        "100001,2024-05-01 00:00:00,1,opening,2024-05,0.10,0.10\n"
                        "100001,2024-06-03 10:00:00,2,monthly,2024-05,-0.01,\n");
}

static void test_notices_have_their_kind_and_detail(void **state)
{
    assert_string_equal(written(*state, "notices.csv"),
                        "account_id,time,kind,detail\n"
                        "100001,2024-05-08 10:00:05,refund-denied,after-14-days\n");
}

static void test_packs_and_licences_of_accounts_without_an_invoice_are_listed(void **state)
{
    struct fixture *fixture = *state;
    struct pack_status *pack = LIST_ADD(fixture->arena, &fixture->charged[1].packs);
    struct licence_status *licence = LIST_ADD(fixture->arena, &fixture->charged[1].licences);

    *pack = (struct pack_status){.id = TEXT("K-9"),
                                 .code = TEXT("traffic-100gb"),
                                 .start = on("2024-04-02"),
                                 .expiry = on("2025-04-02"),
                                 .size = {100 * NANO},
                                 .opening = {100 * NANO},
                                 .used = {NANO * 8846 / 100},
                                 .closing = {NANO * 1154 / 100},
                                 .state = PACK_IN_USE};
    *licence = (struct licence_status){.code = TEXT("miniprogram-plugin"),
                                       .app_id = TEXT("wx1"),
                                       .from = at("2023-07-01 11:36:59"),
                                       .until = at("2024-07-02 00:00:00"),
                                       .years = 1,
                                       .state = LICENCE_VALID};
    assert_string_equal(written(fixture, "packs.csv"),
                        "account_id,pack_id,pack,start,expiry,size,opening,bought,used,lapsed,"
                        "closing,state\n"
                        "100002,K-9,traffic-100gb,2024-04-02,2025-04-02,100,100,0,88.46,0,11.54,"
                        "in-use\n");
    assert_string_equal(written(fixture, "licences.csv"),
                        "account_id,licence,app_id,valid_from,valid_until,years,state\n"
                        "100002,miniprogram-plugin,wx1,2023-07-01 11:36:59,2024-07-02 00:00:00,1,"
                        "valid\n");
    fixture->accounts[1].selected = false;
    assert_string_equal(written(fixture, "packs.csv"),
                        "account_id,pack_id,pack,start,expiry,size,opening,bought,used,lapsed,"
                        "closing,state\n");
}

static void test_rejects_keep_the_raw_row_and_warnings_are_not_among_them(void **state)
{
    struct fixture *fixture = *state;
    struct row row = {{TEXT("usage/2024-05-01.csv"), 214}, TEXT("a,\"12,5\",GB")};

    report_warning(fixture->source.report, row.place, TEXT(""), CODE_STRAY_FILE, "", "stray");
    report_reject(fixture->source.report, &row, TEXT("quantity"), CODE_BAD_NUMBER, "",
                  "'12,5' is not a decimal number");
    report_sort(fixture->source.report);
    assert_string_equal(written(fixture, "rejects.csv"),
                        "file,line,column,code,message,row\n"
                        "usage/2024-05-01.csv,214,quantity,bad-number,"
                        "\"'12,5' is not a decimal number\",\"a,\"\"12,5\"\",GB\"\n");
}

static void test_totals_and_review(void **state)
{
    struct fixture *fixture = *state;
    struct total_row *total = LIST_ADD(fixture->arena, &fixture->totals.rows);
    struct review_row *review = LIST_ADD(fixture->arena, &fixture->totals.reviews);

    *total = (struct total_row){
        CURRENCY_USD, TEXT("miniprogram"), LINE_USAGE, 3, {10 * E8}, {E8}, {900}, {849}, {51},
        {900}};
    *review =
        (struct review_row){.account = &fixture->accounts[1], .zero_usage = true, .rejects = 2};
    review = LIST_ADD(fixture->arena, &fixture->totals.reviews);
    *review = (struct review_row){
        .account = &fixture->accounts[0], .invoice = &fixture->invoice, .credits = {-500}};
    assert_string_equal(written(fixture, "totals.csv"),
                        "currency,product,kind,lines,list_amount,discount,subtotal,net,tax,total\n"
                        "USD,miniprogram,usage,3,10.00000000,1.00000000,9.00,8.49,0.51,9.00\n");
    assert_string_equal(written(fixture, "review.csv"),
                        "account_id,currency,total,previous_total,change,new,gone,zero_usage,"
                        "credits,rejects,notices,state\n"
                        "100002,CNY,,,,,,yes,0.00,2,0,\n"
                        "100001,CNY,30519.74,,,,,no,-5.00,0,1,arrears\n");
}

/* sha256sum of the two kinds of rows, by sha256sum, outside the program. */
static void test_the_checksum_is_that_of_the_rows_as_written(void **state)
{
    struct fixture *fixture = *state;
    const char *invoices = strchr(written(fixture, "invoices.csv"), '\n') + 1;
    const char *lines = strchr(written(fixture, "lines.csv"), '\n') + 1;
    struct text rows = text_format(fixture->arena, "%s%s", invoices, lines);

    csv_checksums(&fixture->invoices);
    assert_int_equal(rows.size, 385);
    assert_string_equal(fixture->invoice.checksum, "adb264ca87299815");
}

/* More rows than fit in the block, and a field larger than it. */
static void test_long_tables_come_out_whole(void **state)
{
    struct fixture *fixture = *state;
    char *wide_note = arena_take(fixture->arena, 70001);
    struct text note = {memset(wide_note, 'x', 70000), 70000};
    size_t size = 0;

    for (int i = 0; i < 3000; i++) {
        struct notice *notice = LIST_ADD(fixture->arena, &fixture->invoice.notices);
        *notice = (struct notice){at("2024-05-09 00:00:00"), NOTICE_GAP_DAY,
                                  i == 1500 ? note : TEXT("day"), TEXT("")};
    }
    const char *bytes = written(fixture, "notices.csv");
    for (const char *line = bytes; line != NULL && *line != '\0'; size++)
        line = strchr(line, '\n') + 1;
    assert_int_equal(size, 3002);
    assert_int_equal(strlen(bytes),
                     strlen("account_id,time,kind,detail\n"
                            "100001,2024-05-08 10:00:05,refund-denied,after-14-days\n")
                         + 2999 * strlen("100001,2024-05-09 00:00:00,gap-day,day\n")
                         + strlen("100001,2024-05-09 00:00:00,gap-day,\n") + 70000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_invoice_row_has_all_its_sums, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_prepaid_line_leaves_the_columns_of_usage_empty,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_line_with_several_prices_has_no_unit_price, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_details_show_tier_and_rate_only_where_something_is_billable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_posting_after_the_end_has_no_balance, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_notices_have_their_kind_and_detail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_packs_and_licences_of_accounts_without_an_invoice_are_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_rejects_keep_the_raw_row_and_warnings_are_not_among_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_totals_and_review, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_checksum_is_that_of_the_rows_as_written, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_long_tables_come_out_whole, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
