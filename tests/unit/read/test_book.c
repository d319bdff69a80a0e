/* accounts.csv, elections.csv and the ledgers into nouns. The period is May 2024. */
#include "book_folder.h"

static void accounts_are_sorted_and_have_defaults(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "accounts.csv",
                      "name,account_id,discount,currency,language,tax_mode,tax_rate,status,"
                      "opening_balance,address\n"
                      "Zed,Z,0.9,USD,en,exclusive,0.13,closed,-5.5,\"1 Road\nTown\"\n"
                      "Alpha,A,,,,,,,,\n");
    book_folder_read(folder);
    check_problems(folder, "");
    assert_int_equal(folder->book.accounts.count, 2);
    const struct account *a = account_find(&folder->book.accounts, TEXT("A"));
    const struct account *z = account_find(&folder->book.accounts, TEXT("Z"));
    assert_int_equal(a->index, 0);
    assert_int_equal(a->currency, CURRENCY_CNY);
    assert_int_equal(a->discount.e8, 100000000);
    assert_int_equal(a->tax_rate.e8, 6000000);
    assert_true(text_is(a->rate_plan, "list"));
    assert_true(a->selected && !a->closed);
    assert_int_equal(z->index, 1);
    assert_int_equal(z->currency, CURRENCY_USD);
    assert_int_equal(z->language, LANGUAGE_EN);
    assert_int_equal(z->tax_mode, TAX_EXCLUSIVE);
    assert_int_equal(z->discount.e8, 90000000);
    assert_int_equal(z->opening_balance.minor, -550);
    assert_true(z->closed);
    assert_true(text_is(z->address, "1 Road Town"));
    assert_int_equal(z->row.place.line, 2);
}

static void a_row_is_rejected_once_by_its_first_column(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "accounts.csv",
                      "opening_balance,language,name,account_id\nx,fr,,A\nx,fr,Beta,B\n");
    book_folder_read(folder);
    assert_true(folder->read);
    check_problems(folder, "accounts.csv:2: name: missing-value: the value is missing: write the "
                           "customer's name\n"
                           "accounts.csv:3: language: bad-value: 'fr' is not a language: write "
                           "zh-CN or en\n");
}

static void a_rejected_row_uses_its_id(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "accounts.csv", "account_id,name\nA,\nA,Alpha\nB,\xFF\nB,Beta\n");
    book_folder_read(folder);
    check_problems(folder,
                   "accounts.csv:2: name: missing-value: the value is missing: write the "
                   "customer's name\n"
                   "accounts.csv:3: account_id: duplicate-account: 'A' stands in line 2 already: "
                   "keep one row for each account\n"
                   "accounts.csv:4: name: bad-encoding: '\xEF\xBF\xBD' has bytes that are not "
                   "valid UTF-8: save the file as UTF-8, or set [input] encoding = gb18030\n"
                   "accounts.csv:5: account_id: duplicate-account: 'B' stands in line 4 already: "
                   "keep one row for each account\n");
    assert_int_equal(folder->book.accounts.count, 0);
}

static void a_plan_without_rates_is_a_warning(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "accounts.csv", "account_id,name,rate_plan\nA,Alpha,gold\n");
    book_folder_read(folder);
    assert_true(folder->read);
    check_problems(folder, "accounts.csv:2: rate_plan: bad-value: 'gold' has no rates, list "
                           "prices apply: add its rows to catalog/rates+NAME.csv, or correct the "
                           "name\n");
    book_folder_write(folder, "catalog/rates+any.csv",
                      "plan,item,region,spec,currency,from,until,model,tier_from,unit_price\n"
                      "*,traffic,eu,*,CNY,2024-01-01,,flat,0,0.2\n");
    book_folder_read(folder);
    check_problems(folder, "accounts.csv:2: rate_plan: bad-value: 'gold' has no rates of its own, "
                           "those of any plan and list prices apply: add its rows to "
                           "catalog/rates+NAME.csv, or correct the name\n");
}

static void elections_stay_in_file_order(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "elections.csv",
                      "requested_at,account_id,scope,mode\n"
                      "2024-05-31 23:59:59,B,all,bandwidth_p95_month\n"
                      "2023-01-01 00:00:00,A,overseas,traffic_month\n"
                      "2024-06-01 00:00:00,A,nonsense,\n"
                      "2024-05-31T16:00:00Z,A,all,traffic_day\n"
                      "2024-05-01 00:00:00,A,all,daily\n");
    book_folder_read(folder);
    check_problems(folder, "elections.csv:6: mode: bad-value: 'daily' is not a mode: write "
                           "traffic_day, bandwidth_day, traffic_month, bandwidth_p95_month or "
                           "bandwidth_avgpeak_month\n");
    assert_int_equal(folder->book.elections.count, 2);
    assert_int_equal(folder->book.elections.at[0].mode, MODE_P95_MONTH);
    assert_int_equal(folder->book.elections.at[0].scope, ELECTION_ALL);
    assert_int_equal(folder->book.elections.at[1].mode, MODE_TRAFFIC_MONTH);
}

static const struct entry *entry_of(const struct book_folder *folder, const char *id)
{
    for (size_t i = 0; i < folder->book.entries.count; i++) {
        if (text_is(folder->book.entries.at[i].id, id))
            return &folder->book.entries.at[i];
    }
    fail_msg("no entry %s", id);
    return NULL;
}

static void ledgers_are_one_list_by_time_ledger_and_id(void **state)
{
    struct book_folder *folder = *state;
    struct buffer order = {.arena = folder->arena};
    book_folder_small(folder);
    book_folder_write(folder, "ledger/plugins.csv",
                      "entry_id,time,account_id,event,app_id\n"
                      "L2,2024-05-02 00:00:00,A,purchase,wx1\n"
                      "L1,2024-05-02 00:00:00,A,ban,\n");
    book_folder_write(folder, "ledger/payments.csv",
                      "entry_id,time,account_id,kind,amount\n"
                      "P1,2024-05-01 16:00:00Z,A,adjustment,-1.50\n");
    book_folder_write(folder, "ledger/orders.csv",
                      "entry_id,time,account_id,item,quantity,amount,description\n"
                      "O1,2024-05-02 00:00:00,B,manual,2,-7,sorry\n");
    book_folder_write(folder, "ledger/packs.csv",
                      "entry_id,time,account_id,event,pack,quantity,used_before\n"
                      "K1,2024-05-01 00:00:00,A,purchase,p,3,0.5\n");
    book_folder_read(folder);
    check_problems(folder, "");
    for (size_t i = 0; i < folder->book.entries.count; i++)
        buffer_format(&order, "%.*s ", TEXT_ARGS(folder->book.entries.at[i].id));
    assert_true(text_is(buffer_text(&order), "K1 O1 P1 L1 L2 "));
    assert_int_equal(entry_of(folder, "O1")->amount.minor, -700);
    assert_int_equal(entry_of(folder, "O1")->quantity, 2);
    assert_int_equal(entry_of(folder, "P1")->amount.minor, -150);
    assert_int_equal(entry_of(folder, "K1")->quantity, 3);
    assert_true(entry_of(folder, "K1")->used_before.nano == QUANTITY_ONE / 2);
    assert_false(entry_of(folder, "K1")->has_amount);
    assert_true(text_is(entry_of(folder, "L2")->code, "miniprogram-plugin"));
    assert_int_equal(entry_of(folder, "L1")->event, EVENT_BAN);
}

static void later_rows_are_silent_but_use_their_ids(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "ledger/payments.csv",
                      "entry_id,time,account_id,kind,amount\n"
                      "P1,2024-06-01 00:00:00,nobody,x,y\n"
                      "P1,2024-05-01 00:00:00,A,topup,1\n"
                      "P2,when,A,topup,1\n"
                      "P3,2024-06-01 00:00:00,\xFF,topup,1\n");
    book_folder_read(folder);
    check_problems(folder, "ledger/payments.csv:3: entry_id: duplicate-entry: 'P1' stands in line "
                           "2 already: give each entry an id of its own\n"
                           "ledger/payments.csv:4: time: bad-time: 'when' is not a time: write "
                           "YYYY-MM-DD HH:MM:SS, Beijing time, or with Z or ±HH:MM behind it\n");
    assert_int_equal(folder->book.entries.count, 0);
}

static void events_need_what_they_name(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "ledger/plugins.csv",
                      "entry_id,time,account_id,event,app_id,reference,reason,years\n"
                      "L1,2024-05-01 00:00:00,A,grant,wx1,,,\n"
                      "L2,2024-05-01 00:00:00,A,refund_request,,L0,,\n"
                      "L3,2024-05-01 00:00:00,A,refund_block,,,,\n"
                      "L4,2024-05-01 00:00:00,A,grant,wx1,K1,,5\n"
                      "L5,2024-05-01 00:00:00,A,ban,,,a free reason,\n"
                      "L6,2024-05-01 00:00:00,A,refund_request,,L0,category_mismatch,\n"
                      "L7,2024-05-01 00:00:00,A,purchase,wx1,,,101\n");
    book_folder_read(folder);
    check_problems(folder,
                   "ledger/plugins.csv:2: reference: missing-value: the value is missing: name "
                   "the pack's entry_id\n"
                   "ledger/plugins.csv:3: reason: missing-value: the value is missing: write "
                   "category_mismatch, content_violation or other\n"
                   "ledger/plugins.csv:4: reference: missing-value: the value is missing: name "
                   "the entry_id of the refund_request\n"
                   "ledger/plugins.csv:8: years: bad-number: '101' is too large: write 100 or "
                   "less\n");
    assert_int_equal(entry_of(folder, "L4")->quantity, 1);
    assert_int_equal(entry_of(folder, "L6")->reason, REASON_CATEGORY_MISMATCH);
}

static void files_are_listed_by_name(void **state)
{
    struct book_folder *folder = *state;
    struct buffer names = {.arena = folder->arena};
    book_folder_small(folder);
    book_folder_read(folder);
    for (size_t i = 0; i < folder->book.files.count; i++)
        buffer_format(&names, "%.*s ", TEXT_ARGS(folder->book.files.at[i].name));
    buffer_add_byte(&names, '\0');
    assert_string_equal(names.at, "accounts.csv livebill.ini templates/catalog/items.csv "
                                  "templates/catalog/meters.csv templates/catalog/rates.csv ");
    assert_int_equal(folder->book.files.at[1].size, strlen("[issuer]\nname = X\n"));
}

static void ledgers_are_not_read_without_accounts(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "accounts.csv", "account_id\nA\n");
    book_folder_write(folder, "ledger/payments.csv",
                      "entry_id,time,account_id,kind,amount\nP1,2024-05-01 00:00:00,A,topup,1\n");
    book_folder_read(folder);
    assert_false(folder->read);
    check_problems(folder, "accounts.csv:1: : bad-header: the header lacks the required column "
                           "'name': the first row names the columns, in any order\n");
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, book_folder_open, book_folder_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(accounts_are_sorted_and_have_defaults),
        TEST(a_row_is_rejected_once_by_its_first_column),
        TEST(a_rejected_row_uses_its_id),
        TEST(a_plan_without_rates_is_a_warning),
        TEST(elections_stay_in_file_order),
        TEST(ledgers_are_one_list_by_time_ledger_and_id),
        TEST(later_rows_are_silent_but_use_their_ids),
        TEST(events_need_what_they_name),
        TEST(files_are_listed_by_name),
        TEST(ledgers_are_not_read_without_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
