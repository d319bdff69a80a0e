#include "accounts.h"

#include "read/rows/id_set.h"
#include "read/rows/table.h"

enum {
    ACCOUNT_ID,
    ACCOUNT_NAME,
    ACCOUNT_LANGUAGE,
    ACCOUNT_CURRENCY,
    ACCOUNT_ADDRESS,
    ACCOUNT_CONTACT,
    ACCOUNT_EMAIL,
    ACCOUNT_TAX_ID,
    ACCOUNT_TAX_MODE,
    ACCOUNT_TAX_RATE,
    ACCOUNT_DISCOUNT,
    ACCOUNT_RATE_PLAN,
    ACCOUNT_OPENING_BALANCE,
    ACCOUNT_STATUS,
    ACCOUNT_COLUMNS,
};

static const struct column columns[ACCOUNT_COLUMNS] = {
    [ACCOUNT_ID] = {"account_id", true},
    [ACCOUNT_NAME] = {"name", true},
    [ACCOUNT_LANGUAGE] = {"language", false},
    [ACCOUNT_CURRENCY] = {"currency", false},
    [ACCOUNT_ADDRESS] = {"address", false},
    [ACCOUNT_CONTACT] = {"contact", false},
    [ACCOUNT_EMAIL] = {"email", false},
    [ACCOUNT_TAX_ID] = {"tax_id", false},
    [ACCOUNT_TAX_MODE] = {"tax_mode", false},
    [ACCOUNT_TAX_RATE] = {"tax_rate", false},
    [ACCOUNT_DISCOUNT] = {"discount", false},
    [ACCOUNT_RATE_PLAN] = {"rate_plan", false},
    [ACCOUNT_OPENING_BALANCE] = {"opening_balance", false},
    [ACCOUNT_STATUS] = {"status", false},
};

/* In the order of the enums that they stand for. */
static const struct words languages = {"a language", {"zh-CN", "en"}};
static const struct words currencies = {"a currency", {"CNY", "USD"}};
static const struct words tax_modes = {"a tax mode", {"inclusive", "exclusive", "none"}};
static const struct words statuses = {"a status", {"active", "closed"}};
static const struct decimals tax_rates = {PRICE_PLACES, 0, PRICE_ONE};
static const struct decimals discounts = {PRICE_PLACES, 1, PRICE_ONE};

struct accounts_reading {
    struct book *book;
    struct id_set ids;
};

static bool read_who(struct account *account, const struct form *form)
{
    return field_need(form, ACCOUNT_NAME, "write the customer's name")
           && field_block_text(&account->name, form, ACCOUNT_NAME, NAME_LENGTH_MAX);
}

static bool read_language(struct account *account, const struct form *form,
                          const struct settings *settings)
{
    size_t language, currency;
    if (!field_word_or(&language, form, ACCOUNT_LANGUAGE, &languages, settings->output.language)
        || !field_word_or(&currency, form, ACCOUNT_CURRENCY, &currencies, CURRENCY_CNY))
        return false;
    account->language = (enum language)language;
    account->currency = (enum currency)currency;
    return true;
}

static bool read_address(struct account *account, const struct form *form)
{
    return field_block_text(&account->address, form, ACCOUNT_ADDRESS, NAME_LENGTH_MAX)
           && field_block_text(&account->contact, form, ACCOUNT_CONTACT, NAME_LENGTH_MAX)
           && field_free_text(&account->email, form, ACCOUNT_EMAIL, NAME_LENGTH_MAX)
           && field_free_text(&account->tax_id, form, ACCOUNT_TAX_ID, NAME_LENGTH_MAX);
}

static bool read_terms(struct account *account, const struct form *form,
                       const struct settings *settings)
{
    size_t tax_mode, status;
    wide tax_rate, discount, opening;
    if (!field_word_or(&tax_mode, form, ACCOUNT_TAX_MODE, &tax_modes, settings->tax.mode)
        || !field_decimal_or(&tax_rate, form, ACCOUNT_TAX_RATE, &tax_rates, settings->tax.rate.e8)
        || !field_decimal_or(&discount, form, ACCOUNT_DISCOUNT, &discounts, PRICE_ONE)
        || !field_identifier_or(&account->rate_plan, form, ACCOUNT_RATE_PLAN, TEXT("list"))
        || !field_decimal_or(&opening, form, ACCOUNT_OPENING_BALANCE, &decimals_signed_money, 0)
        || !field_word_or(&status, form, ACCOUNT_STATUS, &statuses, 0))
        return false;
    account->tax_mode = (enum tax_mode)tax_mode;
    account->tax_rate.e8 = (int64_t)tax_rate;
    account->discount.e8 = (int64_t)discount;
    account->opening_balance.minor = (int64_t)opening;
    account->closed = status == 1;
    return true;
}

/* A row that is rejected for something else has used its id, too. */
static bool read_id(struct accounts_reading *reading, struct account *account,
                    const struct form *form)
{
    if (!field_identifier(&account->id, form, ACCOUNT_ID))
        return false;
    uint64_t line = form->fields->row.place.line;
    uint64_t earlier = id_set_use(&reading->ids, account->id, line);
    if (earlier == 0)
        return true;
    return field_fail(form, ACCOUNT_ID, CODE_DUPLICATE_ACCOUNT, "keep one row for each account",
                      "'%.*s' stands in line %llu already", TEXT_ARGS(account->id),
                      (unsigned long long)earlier);
}

static void take_account(void *context, const struct form *form)
{
    struct accounts_reading *reading = context;
    const struct settings *settings = &reading->book->settings;
    struct account account = {0};

    if (!field_check_encoding(form)) {
        struct text id = field_text(form, ACCOUNT_ID);
        if (identifier_is_sound(id))
            id_set_use(&reading->ids, id, form->fields->row.place.line);
        return;
    }
    if (!read_id(reading, &account, form) || !read_who(&account, form)
        || !read_language(&account, form, settings) || !read_address(&account, form)
        || !read_terms(&account, form, settings))
        return;
    account.row = field_row(form);
    *LIST_ADD(form->arena, &reading->book->accounts) = account;
}

static int compare_ids(const void *left_void, const void *right_void)
{
    const struct account *left = left_void, *right = right_void;
    return text_compare(left->id, right->id);
}

bool accounts_read(struct book *book, struct arena *arena, struct report *report)
{
    struct accounts_reading reading = {book, {.arena = arena}};
    struct table table = {columns, ACCOUNT_COLUMNS, SEVERITY_REJECT, take_account, &reading};
    struct table_file file = {.encoding = book->settings.input.encoding};
    size_t errors = report->count[SEVERITY_ERROR];

    if (!table_find(&file, book->folder, TEXT("accounts.csv"), arena, report))
        return report->count[SEVERITY_ERROR] == errors
               && report_error(report, (struct place){TEXT("accounts.csv"), 0}, TEXT(""),
                               CODE_BAD_FILE, "write who is billed, with account_id and name",
                               "the file does not exist");
    size_t problems = report->problems.count;
    bool read = table_read(book, &table, &file, arena, report);
    struct account_list *accounts = &book->accounts;
    if (read && accounts->count == 0 && report->problems.count == problems)
        report_warning(report, (struct place){file.name, 0}, TEXT(""), CODE_BAD_FILE,
                       "write who is billed, with account_id and name", "the file names nobody");
    if (accounts->count > 1)
        qsort(accounts->at, accounts->count, sizeof *accounts->at, compare_ids);
    for (size_t i = 0; i < accounts->count; i++)
        accounts->at[i].index = i;
    return read;
}
