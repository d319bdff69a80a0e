#include "livebill/read/book.h"

#include "accounts.h"
#include "carry.h"
#include "read/catalogue/reading.h"
#include "entries.h"
#include "sealed_copy.h"
#include "settings.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"

#include <unistd.h>

static void add_settings_file(struct book *book, struct arena *arena)
{
    struct text path = text_format(arena, "%.*s/" SETTINGS_FILE, TEXT_ARGS(book->folder));
    struct input_file file = {.name = TEXT(SETTINGS_FILE)};

    if (!settings_exist(book->folder, arena))
        return;
    if (!digest_file(file.sha256, &file.size, path.at))
        fatal_errno("'%.*s' could not be read", TEXT_ARGS(path));
    *LIST_ADD(arena, &book->files) = file;
}

static int compare_files(const void *left_void, const void *right_void)
{
    const struct input_file *left = left_void, *right = right_void;
    return text_compare(left->name, right->name);
}

static struct account *find_account(struct book *book, struct text id)
{
    const struct account *found = account_find(&book->accounts, id);
    return found == NULL ? NULL : &book->accounts.at[found->index];
}

/* An account that is asked for by --account must be there; without the option all are. */
static bool select_accounts(struct book *book, const struct book_options *options,
                            struct report *report)
{
    bool known = true;

    for (size_t i = 0; i < book->accounts.count; i++)
        book->accounts.at[i].selected = options->selected_count == 0;
    for (size_t i = 0; i < options->selected_count; i++) {
        struct account *account = find_account(book, options->selected[i]);
        if (account != NULL)
            account->selected = true;
        else
            known = report_error(report, (struct place){{NULL, 0}, 0}, TEXT("--account"),
                                 CODE_UNKNOWN_ACCOUNT, "name an account_id of accounts.csv",
                                 "'%.*s' is not an account", TEXT_ARGS(options->selected[i]));
    }
    return known;
}

static bool has_plan(const struct catalogue *catalogue, struct text plan)
{
    for (size_t i = 0; i < catalogue->rates.count; i++) {
        if (text_equal(catalogue->rates.at[i].plan, plan))
            return true;
    }
    return false;
}

/* List prices apply to a plan without rows, so a misspelt plan would be billed in silence. */
static void warn_plans(const struct book *book, struct report *report)
{
    const char *others = has_plan(&book->catalogue, TEXT("*"))
                             ? " of its own, those of any plan and list prices apply"
                             : ", list prices apply";

    for (size_t i = 0; i < book->accounts.count; i++) {
        const struct account *account = &book->accounts.at[i];
        if (!text_is(account->rate_plan, "list") && !has_plan(&book->catalogue, account->rate_plan))
            report_warning(report, account->row.place, TEXT("rate_plan"), CODE_BAD_VALUE,
                           "add its rows to catalog/rates+NAME.csv, or correct the name",
                           "'%.*s' has no rates%s", TEXT_ARGS(account->rate_plan), others);
    }
}

/* The optional files and folders of a book: nobody misses them under their right names. */
static const char *const optional_names[] = {"elections.csv", "ledger", "catalog"};

#define OPTIONAL_COUNT (sizeof optional_names / sizeof optional_names[0])

static bool has(const struct book *book, struct text name, struct arena *arena)
{
    struct text path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(book->folder), TEXT_ARGS(name));
    struct text packed = text_format(arena, "%.*s.gz", TEXT_ARGS(path));
    return access(path.at, F_OK) == 0 || access(packed.at, F_OK) == 0;
}

/* What is read under nearly that name, or under that name in ledger/; empty: nothing is. */
static struct text meant_by(struct text name)
{
    struct text names[OPTIONAL_COUNT];

    for (int ledger = 0; ledger < LEDGER_COUNT; ledger++) {
        struct text file = text_of(ledger_file((enum ledger)ledger));
        if (text_equal(name, text_slice(file, text_find(file, '/') + 1, file.size)))
            return file;
    }
    for (size_t i = 0; i < OPTIONAL_COUNT; i++)
        names[i] = text_of(optional_names[i]);
    return text_nearest(name, names, OPTIONAL_COUNT);
}

/* Other files in the book's folder are the user's own. */
static void warn_misnamed(const struct book *book, struct arena *arena, struct report *report)
{
    struct name_list names = folder_names(book->folder, arena);

    for (size_t i = 0; i < names.count; i++) {
        struct text meant = meant_by(name_unpacked(names.at[i]));
        if (meant.size == 0 || has(book, meant, arena))
            continue;
        report_warning(report, (struct place){names.at[i], 0}, TEXT(""), CODE_STRAY_FILE,
                       text_format(arena, "did you mean %.*s", TEXT_ARGS(meant)).at,
                       "nothing is read under this name");
    }
}

/* What names accounts: read only where accounts.csv could be, lest every row be rejected. */
static void read_of_accounts(struct book *book, struct arena *arena, struct report *report)
{
    book->accounts_broken = !accounts_read(book, arena, report);
    if (book->accounts_broken)
        return;
    const struct sealed_copy *copy = NULL;
    if (book->carry != NULL && carry_check_accounts(book, report))
        copy = sealed_copy_read(book, arena, report);
    elections_read(book, copy, arena, report);
    ledgers_read(book, copy, arena, report);
    warn_plans(book, report);
}

bool book_read(struct book *book, const struct book_options *options, struct arena *arena,
               struct report *report)
{
    size_t errors = report->count[SEVERITY_ERROR];

    *book = (struct book){
        .folder = options->folder,
        .templates = options->templates,
        .period = options->period,
        .billed_end = options->through ? day_after(options->last, 1) : options->period.end,
        .through = options->through,
        .usage_folder = options->usage_folder,
        .shipped_catalogue = options->shipped_catalogue,
        .usage_names = options->usage_names,
        .usage_name_count = options->usage_name_count,
    };
    settings_read(&book->settings, book->folder, arena, report);
    add_settings_file(book, arena);
    warn_misnamed(book, arena, report);
    catalogue_read_all(book, false, arena, report);
    if (options->sealed_before.size > 0) {
        struct carry *carry =
            carry_read(book, period_before(book->period), options->sealed_before, arena, report);
        carry->first = options->sealed_first;
        book->carry = carry;
    }
    if (options->sealed_as.size > 0)
        book->outcome = carry_read(book, book->period, options->sealed_as, arena, report);
    read_of_accounts(book, arena, report);
    if (report->count[SEVERITY_ERROR] == errors || book->accounts.count > 0)
        select_accounts(book, options, report);
    if (book->files.count > 1)
        qsort(book->files.at, book->files.count, sizeof *book->files.at, compare_files);
    return report->count[SEVERITY_ERROR] == errors;
}
