#include "carry.h"

#include "read/rows/table.h"

enum {
    CARRY_RECORD,
    CARRY_ACCOUNT,
    CARRY_LEDGER,
    CARRY_ID,
    CARRY_CODE,
    CARRY_REGION,
    CARRY_TIME,
    CARRY_UNTIL,
    CARRY_STATE,
    CARRY_QUANTITY,
    CARRY_AMOUNT,
    CARRY_LIST_AMOUNT,
    CARRY_KIND,
    CARRY_SIZE,
    CARRY_UNIT,
    CARRY_MONTHS,
    CARRY_COVERS_MODE,
    CARRY_GRANTS,
    CARRY_NAME_ZH,
    CARRY_NAME_EN,
    CARRY_COLUMNS
};

static const struct column columns[CARRY_COLUMNS] = {
    [CARRY_RECORD] = {"record", true},
    [CARRY_ACCOUNT] = {"account_id", true},
    [CARRY_LEDGER] = {"ledger", true},
    [CARRY_ID] = {"id", true},
    [CARRY_CODE] = {"code", true},
    [CARRY_REGION] = {"region", true},
    [CARRY_TIME] = {"time", true},
    [CARRY_UNTIL] = {"until", true},
    [CARRY_STATE] = {"state", true},
    [CARRY_QUANTITY] = {"quantity", true},
    [CARRY_AMOUNT] = {"amount", true},
    [CARRY_LIST_AMOUNT] = {"list_amount", true},
    /* of packs that were sold, as in packs.csv */
    [CARRY_KIND] = {"kind", false},
    [CARRY_SIZE] = {"size", false},
    [CARRY_UNIT] = {"unit", false},
    [CARRY_MONTHS] = {"months", false},
    [CARRY_COVERS_MODE] = {"covers_mode", false},
    [CARRY_GRANTS] = {"grants", false},
    [CARRY_NAME_ZH] = {"name_zh", false},
    [CARRY_NAME_EN] = {"name_en", false},
};

static const struct words records = {"a record", {"account", "entry", "mode", "pack", "posting"}};
/* In the order of their enums. */
static const struct words currencies = {"a currency", {"CNY", "USD"}};
static const struct words states = {"a state", {"active", "arrears", "suspended"}};
static const struct words ledgers = {"a ledger", {"orders", "packs", "payments", "plugins"}};
static const struct words scopes = {"a scope", {"mainland", "overseas"}};
static const struct words pack_uses = {"a state", {"unused", "used"}};
static const struct words outcomes = {"a state", {"effective", "refunded"}};
static const struct words charges = {"a posting", {"refund", "prepaid", "daily", "monthly"}};
static const struct decimals amounts = {PRICE_PLACES, -(wide)MONEY_MINOR_MAX * 1000000,
                                        (wide)MONEY_MINOR_MAX * 1000000};

static const struct decimals months_sold = {0, 1, 1200};

struct carry_reading {
    struct carry *carry;
    struct arena *arena;
};

static struct text copied(const struct form *form, size_t column)
{
    return text_copy(form->arena, field_text(form, column));
}

static bool has(const struct form *form, size_t column)
{
    return field_text(form, column).size > 0;
}

static bool read_money(struct money *out, const struct form *form, size_t column)
{
    wide value;
    if (!field_decimal(&value, form, column, &decimals_signed_money))
        return false;
    out->minor = (int64_t)value;
    return true;
}

static bool read_amount(struct amount *out, const struct form *form, size_t column)
{
    return field_decimal(&out->e8, form, column, &amounts);
}

static void take_account(struct carry_reading *reading, const struct form *form)
{
    struct carried_account account = {.id = copied(form, CARRY_ACCOUNT)};
    struct amount total;
    size_t currency, state;

    if (!field_word(&currency, form, CARRY_CODE, &currencies)
        || !field_word(&state, form, CARRY_STATE, &states)
        || !read_money(&account.balance, form, CARRY_AMOUNT)
        || (state != STATE_ACTIVE && !field_moment(&account.hour, form, CARRY_TIME)))
        return;
    account.currency = (enum currency)currency;
    account.state = (enum account_state)state;
    account.billed = has(form, CARRY_LIST_AMOUNT);
    if (account.billed
        && (!read_amount(&total, form, CARRY_LIST_AMOUNT)
            || !money_of_amount_rounded(&account.total, total)))
        return;
    *LIST_ADD(reading->arena, &reading->carry->accounts) = account;
}

static bool read_mode(enum mode *out, const struct form *form, size_t column)
{
    return mode_parse(out, field_text(form, column))
           || field_fail(form, column, CODE_BAD_VALUE, "restore the sealed folder from a backup",
                         "this is not a mode");
}

static void read_grants(struct pack_type *sold, const struct form *form)
{
    struct text rest = field_text(form, CARRY_GRANTS);

    while (rest.size > 0) {
        size_t end = text_find(rest, ';');
        *LIST_ADD(form->arena, &sold->grants) = text_copy(form->arena, text_slice(rest, 0, end));
        rest = text_slice(rest, end + 1, rest.size);
    }
}

/* What a pack was when it was sold; a carry.csv without it leaves it to the catalogue. */
static bool read_sold(struct carried_entry *entry, const struct form *form)
{
    struct pack_type *sold = ARENA_NEW(form->arena, struct pack_type);
    struct text covers = field_text(form, CARRY_COVERS_MODE);
    wide months;

    if (!has(form, CARRY_KIND))
        return true;
    sold->kind = copied(form, CARRY_KIND);
    sold->unit = copied(form, CARRY_UNIT);
    sold->name_zh = copied(form, CARRY_NAME_ZH);
    sold->name_en = copied(form, CARRY_NAME_EN);
    sold->covers_mode = MODE_ANY;
    read_grants(sold, form);
    if (!field_decimal(&sold->size.nano, form, CARRY_SIZE, &decimals_quantity)
        || !field_decimal(&months, form, CARRY_MONTHS, &months_sold)
        || (!text_is(covers, "*") && !read_mode(&sold->covers_mode, form, CARRY_COVERS_MODE)))
        return false;
    sold->months = (int)months;
    entry->sold = sold;
    return true;
}

static void take_entry(struct carry_reading *reading, const struct form *form)
{
    struct carried_entry entry = {.id = copied(form, CARRY_ID)};
    size_t ledger, outcome;

    if (!field_word(&ledger, form, CARRY_LEDGER, &ledgers)
        || !field_word(&outcome, form, CARRY_STATE, &outcomes)
        || !field_moment(&entry.time, form, CARRY_TIME)
        || !read_money(&entry.charged, form, CARRY_AMOUNT)
        || !read_amount(&entry.list, form, CARRY_LIST_AMOUNT)
        || (outcome == 1 && !field_moment(&entry.refunded_at, form, CARRY_UNTIL))
        || !read_sold(&entry, form))
        return;
    entry.ledger = (enum ledger)ledger;
    entry.refunded = outcome == 1;
    *LIST_ADD(reading->arena, &reading->carry->entries) = entry;
}

static void take_mode(struct carry_reading *reading, const struct form *form)
{
    struct carried_mode mode = {.account = copied(form, CARRY_ACCOUNT)};
    struct moment next_on;
    size_t scope;

    if (!field_word(&scope, form, CARRY_REGION, &scopes)
        || !read_mode(&mode.mode, form, CARRY_CODE))
        return;
    mode.scope = (enum scope)scope;
    mode.pending = has(form, CARRY_STATE);
    if (mode.pending) {
        if (!read_mode(&mode.next, form, CARRY_STATE) || !field_moment(&next_on, form, CARRY_UNTIL))
            return;
        mode.next_on = moment_day(next_on);
    }
    *LIST_ADD(reading->arena, &reading->carry->modes) = mode;
}

static void take_pack(struct carry_reading *reading, const struct form *form)
{
    struct carried_pack pack = {.id = copied(form, CARRY_ID)};
    size_t used;

    if (!field_word(&used, form, CARRY_STATE, &pack_uses)
        || !field_decimal(&pack.left.nano, form, CARRY_QUANTITY, &decimals_quantity))
        return;
    pack.touched = used == 1;
    *LIST_ADD(reading->arena, &reading->carry->packs) = pack;
}

static void take_posting(struct carry_reading *reading, const struct form *form)
{
    struct carried_posting posting = {.account = copied(form, CARRY_ACCOUNT),
                                      .reference = copied(form, CARRY_ID)};
    size_t kind;

    if (!field_word(&kind, form, CARRY_CODE, &charges)
        || !field_moment(&posting.time, form, CARRY_TIME)
        || !read_money(&posting.amount, form, CARRY_AMOUNT))
        return;
    posting.kind = (enum posting_kind)(POSTING_REFUND + kind);
    *LIST_ADD(reading->arena, &reading->carry->postings) = posting;
}

static void take_record(void *context, const struct form *form)
{
    static void (*const takers[])(struct carry_reading * reading, const struct form *form) = {
        take_account, take_entry, take_mode, take_pack, take_posting};
    size_t record;

    if (field_word(&record, form, CARRY_RECORD, &records))
        takers[record](context, form);
}

struct carry *carry_read(struct book *book, struct period period, struct text folder,
                         struct arena *arena, struct report *report)
{
    struct carry *carry = ARENA_NEW(arena, struct carry);
    struct carry_reading reading = {carry, arena};
    struct table table = {columns, CARRY_COLUMNS, SEVERITY_ERROR, take_record, &reading};
    struct table_file file = {
        .path = text_format(arena, "%.*s/carry.csv", TEXT_ARGS(folder)),
        .name = text_format(arena, "closed/%s/carry.csv", period_text(arena, period).at),
        .encoding = TEXT("UTF-8"),
    };

    carry->closed = text_slice(folder, 0, folder.size - strlen("/YYYY-MM"));
    carry->first = carry->period = period;
    table_read(book, &table, &file, arena, report);
    carry_sort(carry);
    return carry;
}

bool carry_check_accounts(const struct book *book, struct report *report)
{
    bool sound = true;

    for (size_t i = 0; book->carry != NULL && i < book->carry->accounts.count; i++) {
        const struct carried_account *carried = &book->carry->accounts.at[i];
        const struct account *account = account_find(&book->accounts, carried->id);
        if (account == NULL)
            sound = report_error(
                report, (struct place){TEXT("accounts.csv"), 0}, TEXT("account_id"), CODE_SEALED,
                "put its row back, and set its status to closed if it is",
                "account '%.*s' is sealed in %s and missing here", TEXT_ARGS(carried->id),
                period_text(report->arena, book->carry->period).at);
        else if (account->currency != carried->currency)
            sound = report_error(report, account->row.place, TEXT("currency"), CODE_SEALED,
                                 "open another account for another currency",
                                 "account '%.*s' is sealed with a balance in %s",
                                 TEXT_ARGS(carried->id), currency_code(carried->currency));
    }
    return sound;
}
