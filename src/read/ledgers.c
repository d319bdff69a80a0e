#include "entries.h"

#include "read/rows/id_set.h"
#include "sealed_copy.h"
#include "read/rows/table.h"

#define YEARS_MAX  100
#define PACKS_MAX  100000
#define ORDERS_MAX 1000000000

/* The columns that every ledger begins with, then those of each; orders have no `event`. */
enum { ENTRY_ID, ENTRY_TIME, ENTRY_ACCOUNT, ENTRY_EVENT };
enum {
    PLUGIN_LICENCE = 4,
    PLUGIN_APP_ID,
    PLUGIN_YEARS,
    PLUGIN_AMOUNT,
    PLUGIN_REFERENCE,
    PLUGIN_REASON,
    PLUGIN_COLUMNS
};
enum { PACK_CODE = 4, PACK_QUANTITY, PACK_AMOUNT, PACK_USED_BEFORE, PACK_REFERENCE, PACK_COLUMNS };
enum { ORDER_ITEM = 3, ORDER_QUANTITY, ORDER_AMOUNT, ORDER_DESCRIPTION, ORDER_COLUMNS };
enum { PAYMENT_AMOUNT = 4, PAYMENT_NOTE, PAYMENT_COLUMNS };

#define SHARED_COLUMNS                                                                             \
    [ENTRY_ID] = {"entry_id", true}, [ENTRY_TIME] = {"time", true},                                \
    [ENTRY_ACCOUNT] = {"account_id", true}

static const struct column plugin_columns[PLUGIN_COLUMNS] = {
    SHARED_COLUMNS,
    [ENTRY_EVENT] = {"event", true},
    [PLUGIN_LICENCE] = {"licence", false},
    [PLUGIN_APP_ID] = {"app_id", false},
    [PLUGIN_YEARS] = {"years", false},
    [PLUGIN_AMOUNT] = {"amount", false},
    [PLUGIN_REFERENCE] = {"reference", false},
    [PLUGIN_REASON] = {"reason", false},
};

static const struct column pack_columns[PACK_COLUMNS] = {
    SHARED_COLUMNS,
    [ENTRY_EVENT] = {"event", true},
    [PACK_CODE] = {"pack", false},
    [PACK_QUANTITY] = {"quantity", false},
    [PACK_AMOUNT] = {"amount", false},
    [PACK_USED_BEFORE] = {"used_before", false},
    [PACK_REFERENCE] = {"reference", false},
};

static const struct column order_columns[ORDER_COLUMNS] = {
    SHARED_COLUMNS,
    [ORDER_ITEM] = {"item", true},
    [ORDER_QUANTITY] = {"quantity", false},
    [ORDER_AMOUNT] = {"amount", false},
    [ORDER_DESCRIPTION] = {"description", false},
};

static const struct column payment_columns[PAYMENT_COLUMNS] = {
    SHARED_COLUMNS,
    [ENTRY_EVENT] = {"kind", true},
    [PAYMENT_AMOUNT] = {"amount", true},
    [PAYMENT_NOTE] = {"note", false},
};

/* In the order of enum entry_event; those of payments count from EVENT_TOPUP. */
static const struct words plugin_events = {
    "an event", {"purchase", "grant", "refund_request", "refund_block", "ban", "unban"}};
static const struct words pack_events = {"an event", {"purchase", "grant", "refund_request"}};
static const struct words payment_kinds = {"a kind of payment",
                                           {"topup", "withdrawal", "adjustment"}};
/* Counting from REASON_CATEGORY_MISMATCH. */
static const struct words reasons = {"a reason",
                                     {"category_mismatch", "content_violation", "other"}};

bool entry_concerns_period(const struct form *form, size_t time_column, const struct book *book)
{
    struct moment time;
    return !moment_parse(&time, field_text(form, time_column))
           || time.seconds < moment_of_day(book->billed_end).seconds;
}

bool entry_is_sealed(const struct form *form, size_t time_column, const struct book *book,
                     const struct sealed_copy *copy, int file)
{
    struct moment time;
    if (copy == NULL
        || (moment_parse(&time, field_text(form, time_column))
            && time.seconds >= moment_of_day(book->period.start).seconds))
        return false;
    return sealed_copy_has_row(copy, file, form->fields->row.raw);
}

bool entry_account(const struct account **out, const struct form *form, size_t column,
                   const struct book *book)
{
    struct text id;
    if (!field_identifier(&id, form, column))
        return false;
    *out = account_find(&book->accounts, id);
    if (*out != NULL)
        return true;
    return field_fail(form, column, CODE_UNKNOWN_ACCOUNT, "add it to accounts.csv, or correct it",
                      "'%.*s' is not an account", TEXT_ARGS(id));
}

static bool read_event(struct entry *entry, const struct form *form, const struct words *words,
                       enum entry_event first)
{
    size_t event;
    if (!field_word(&event, form, ENTRY_EVENT, words))
        return false;
    entry->event = (enum entry_event)(first + event);
    return true;
}

/* A whole number from 1, 1 where the field is empty. */
static bool read_count(struct entry *entry, const struct form *form, size_t column, wide most)
{
    struct decimals decimals = {0, 1, most};
    wide count;
    if (!field_decimal_or(&count, form, column, &decimals, 1))
        return false;
    entry->quantity = (int64_t)count;
    return true;
}

static bool read_amount(struct entry *entry, const struct form *form, size_t column, bool negative)
{
    wide amount;
    if (!field_decimal_or(&amount, form, column,
                          negative ? &decimals_signed_money : &decimals_money, 0))
        return false;
    entry->has_amount = field_text(form, column).size > 0;
    entry->amount.minor = (int64_t)amount;
    return true;
}

static bool read_reference(struct entry *entry, const struct form *form, size_t column)
{
    if (entry->event == EVENT_GRANT && !field_need(form, column, "name the pack's entry_id"))
        return false;
    if (entry->event == EVENT_REFUND_REQUEST
        && !field_need(form, column, "name the entry_id of the purchase"))
        return false;
    if (entry->event == EVENT_REFUND_BLOCK
        && !field_need(form, column, "name the entry_id of the refund_request"))
        return false;
    return field_identifier_or(&entry->reference, form, column, TEXT(""));
}

/* Only a request's reason is a word that counts; that of a ban, say, is free. */
static bool read_reason(struct entry *entry, const struct form *form)
{
    struct text free;
    size_t reason;
    if (entry->event != EVENT_REFUND_REQUEST)
        return field_block_text(&free, form, PLUGIN_REASON, NAME_LENGTH_MAX);
    if (!field_word(&reason, form, PLUGIN_REASON, &reasons))
        return false;
    entry->reason = (enum refund_reason)(REASON_CATEGORY_MISMATCH + reason);
    return true;
}

static bool needs_app_id(const struct entry *entry)
{
    return entry->event == EVENT_PURCHASE || entry->event == EVENT_GRANT;
}

static bool read_plugin(struct entry *entry, const struct form *form)
{
    if (!read_event(entry, form, &plugin_events, EVENT_PURCHASE)
        || !field_identifier_or(&entry->code, form, PLUGIN_LICENCE, TEXT("miniprogram-plugin"))
        || (needs_app_id(entry)
            && !field_need(form, PLUGIN_APP_ID, "write the AppID that it is for"))
        || !field_identifier_or(&entry->app_id, form, PLUGIN_APP_ID, TEXT(""))
        || !read_count(entry, form, PLUGIN_YEARS, YEARS_MAX)
        || !read_amount(entry, form, PLUGIN_AMOUNT, false)
        || !read_reference(entry, form, PLUGIN_REFERENCE) || !read_reason(entry, form))
        return false;
    if (entry->event == EVENT_GRANT)
        entry->quantity = 1; /* R8: always one year */
    if (!needs_app_id(entry))
        entry->code = TEXT("");
    return true;
}

static bool read_pack(struct entry *entry, const struct form *form)
{
    wide used;
    if (!read_event(entry, form, &pack_events, EVENT_PURCHASE)
        || (entry->event != EVENT_REFUND_REQUEST
            && !field_need(form, PACK_CODE, "write a pack of the catalogue"))
        || !field_identifier_or(&entry->code, form, PACK_CODE, TEXT(""))
        || !read_count(entry, form, PACK_QUANTITY, PACKS_MAX)
        || !read_amount(entry, form, PACK_AMOUNT, false)
        || !field_decimal_or(&used, form, PACK_USED_BEFORE, &decimals_quantity, 0)
        || (entry->event == EVENT_REFUND_REQUEST && !read_reference(entry, form, PACK_REFERENCE)))
        return false;
    entry->used_before.nano = used;
    return true;
}

static bool read_order(struct entry *entry, const struct form *form)
{
    entry->event = EVENT_PURCHASE;
    if (!field_identifier(&entry->code, form, ORDER_ITEM))
        return false;
    bool manual = text_is(entry->code, "manual");
    return read_count(entry, form, ORDER_QUANTITY, ORDERS_MAX)
           && (!manual || field_need(form, ORDER_AMOUNT, "write the amount of the manual order"))
           && read_amount(entry, form, ORDER_AMOUNT, manual)
           && (!manual || field_need(form, ORDER_DESCRIPTION, "write what the manual order is for"))
           && field_block_text(&entry->description, form, ORDER_DESCRIPTION, NAME_LENGTH_MAX);
}

static bool read_payment(struct entry *entry, const struct form *form)
{
    return read_event(entry, form, &payment_kinds, EVENT_TOPUP)
           && field_need(form, PAYMENT_AMOUNT, "write the amount")
           && read_amount(entry, form, PAYMENT_AMOUNT, entry->event == EVENT_ADJUSTMENT)
           && field_block_text(&entry->description, form, PAYMENT_NOTE, NAME_LENGTH_MAX);
}

struct ledger_form {
    const struct column *columns;
    size_t count;
    bool (*read)(struct entry *entry, const struct form *form);
};

static const struct ledger_form ledger_forms[LEDGER_COUNT] = {
    [LEDGER_ORDERS] = {order_columns, ORDER_COLUMNS, read_order},
    [LEDGER_PACKS] = {pack_columns, PACK_COLUMNS, read_pack},
    [LEDGER_PAYMENTS] = {payment_columns, PAYMENT_COLUMNS, read_payment},
    [LEDGER_PLUGINS] = {plugin_columns, PLUGIN_COLUMNS, read_plugin},
};

struct ledger_reading {
    struct book *book;
    enum ledger ledger;
    struct id_set ids;
    const struct sealed_copy *copy; /* NULL: no period is sealed */
};

static bool read_entry(struct entry *entry, const struct form *form,
                       const struct ledger_reading *reading)
{
    return field_check_encoding(form) && field_identifier(&entry->id, form, ENTRY_ID)
           && field_moment(&entry->time, form, ENTRY_TIME)
           && entry_account(&entry->account, form, ENTRY_ACCOUNT, reading->book)
           && ledger_forms[reading->ledger].read(entry, form);
}

/*
 * The line that used the row's id before, or 0. Every row uses its id, rejected ones and those of
 * later periods too.
 */
static uint64_t use_id(struct ledger_reading *reading, const struct form *form, bool concerns)
{
    struct text id = field_text(form, ENTRY_ID);
    if (!identifier_is_sound(id))
        return 0;
    if (concerns && reading->ledger == LEDGER_PACKS)
        *LIST_ADD(form->arena, &reading->book->pack_ids) = text_copy(form->arena, id);
    return id_set_use(&reading->ids, id, form->fields->row.place.line);
}

/* A row that came too late counts at the open period's start, once (R13). False: not at all. */
static bool admit_late(struct entry *entry, const struct form *form,
                       const struct ledger_reading *reading)
{
    struct moment start = moment_of_day(reading->book->period.start);
    if (reading->copy == NULL || entry->time.seconds >= start.seconds)
        return true;
    if (sealed_copy_has_entry(reading->copy, reading->ledger, entry->id)) {
        report_warning(form->report, entry->row.place, TEXT("entry_id"), CODE_LATE_ROW,
                       "put the row back as it was, and correct it with a new one",
                       "'%.*s' was sealed otherwise: what was sealed counts", TEXT_ARGS(entry->id));
        return false;
    }
    entry->time = start;
    entry->late = true;
    return true;
}

static void take_entry(void *context, const struct form *whole)
{
    struct ledger_reading *reading = context;
    struct entry entry = {.ledger = reading->ledger, .quantity = 1};
    struct form form = *whole;
    bool concerns = entry_concerns_period(whole, ENTRY_TIME, reading->book);
    uint64_t earlier = use_id(reading, whole, concerns);

    if (!concerns
        || entry_is_sealed(whole, ENTRY_TIME, reading->book, reading->copy, (int)reading->ledger)
        || !read_entry(&entry, &form, reading))
        return;
    if (earlier != 0) {
        field_fail(&form, ENTRY_ID, CODE_DUPLICATE_ENTRY, "give each entry an id of its own",
                   "'%.*s' stands in line %llu already", TEXT_ARGS(entry.id),
                   (unsigned long long)earlier);
        return;
    }
    if (entry.time.seconds >= moment_of_day(reading->book->period.start).seconds
        && reading->copy != NULL && sealed_copy_has_entry(reading->copy, entry.ledger, entry.id)) {
        field_fail(&form, ENTRY_ID, CODE_DUPLICATE_ENTRY, "give each entry an id of its own",
                   "an entry '%.*s' is sealed already", TEXT_ARGS(entry.id));
        return;
    }
    entry.row = field_row(&form);
    entry.written = entry.time;
    if (admit_late(&entry, &form, reading))
        *LIST_ADD(form.arena, &reading->book->entries) = entry;
}

static bool read_ledger(struct book *book, enum ledger ledger, const struct sealed_copy *copy,
                        struct arena *arena, struct report *report)
{
    struct ledger_reading reading = {book, ledger, {.arena = arena}, copy};
    const struct ledger_form *form = &ledger_forms[ledger];
    struct table table = {form->columns, form->count, SEVERITY_REJECT, take_entry, &reading};
    struct table_file file = {.encoding = book->settings.input.encoding};
    size_t errors = report->count[SEVERITY_ERROR];

    if (!table_find(&file, book->folder, text_of(ledger_file(ledger)), arena, report))
        return report->count[SEVERITY_ERROR] == errors;
    return table_read(book, &table, &file, arena, report);
}

/* Files of the book's ledger that are of no ledger. */
static void warn_stray(const struct book *book, struct arena *arena, struct report *report)
{
    struct text folder = text_format(arena, "%.*s/ledger", TEXT_ARGS(book->folder));
    struct name_list names = folder_names(folder, arena);
    struct text known[LEDGER_COUNT];

    for (int ledger = 0; ledger < LEDGER_COUNT; ledger++)
        known[ledger] =
            text_slice(text_of(ledger_file((enum ledger)ledger)), strlen("ledger/"), SIZE_MAX);
    for (size_t i = 0; i < names.count; i++) {
        struct text name = name_unpacked(names.at[i]);
        bool read = !text_ends(name, TEXT(".csv"));
        for (int ledger = 0; ledger < LEDGER_COUNT; ledger++)
            read = read || text_equal(name, known[ledger]);
        if (!read)
            table_warn_stray(text_format(arena, "ledger/%.*s", TEXT_ARGS(names.at[i])), known,
                             LEDGER_COUNT, "ledger", arena, report);
    }
}

static int compare_entries(const void *left_void, const void *right_void)
{
    const struct entry *left = left_void, *right = right_void;
    if (left->time.seconds != right->time.seconds)
        return left->time.seconds < right->time.seconds ? -1 : 1;
    if (left->written.seconds != right->written.seconds)
        return left->written.seconds < right->written.seconds ? -1 : 1;
    if (left->ledger != right->ledger)
        return left->ledger < right->ledger ? -1 : 1;
    return text_compare(left->id, right->id);
}

static int compare_texts(const void *left_void, const void *right_void)
{
    const struct text *left = left_void, *right = right_void;
    return text_compare(*left, *right);
}

static void add_sealed(struct book *book, const struct sealed_copy *copy, struct arena *arena)
{
    for (size_t i = 0; i < copy->entries.count; i++) {
        const struct entry *entry = &copy->entries.at[i];
        *LIST_ADD(arena, &book->entries) = *entry;
        if (entry->ledger == LEDGER_PACKS)
            *LIST_ADD(arena, &book->pack_ids) = entry->id;
    }
}

bool ledgers_read(struct book *book, const struct sealed_copy *copy, struct arena *arena,
                  struct report *report)
{
    struct entry_list *entries = &book->entries;
    struct entry_id_list *pack_ids = &book->pack_ids;
    bool read = true;

    warn_stray(book, arena, report);
    for (int ledger = 0; ledger < LEDGER_COUNT; ledger++)
        read = read_ledger(book, (enum ledger)ledger, copy, arena, report) && read;
    if (copy != NULL)
        add_sealed(book, copy, arena);
    if (pack_ids->count > 1)
        qsort(pack_ids->at, pack_ids->count, sizeof(struct text), compare_texts);
    if (entries->count > 1)
        qsort(entries->at, entries->count, sizeof(struct entry), compare_entries);
    return read;
}
