#include "xlsx.h"

#include "livebill/base/fatal.h"
#include "livebill/render/documents.h"
#include "render/look.h"
#include "details.h"

#include <errno.h>

#define DETAILS_ZIP64   2000000 /* details above which the archive may pass 4 GB */
#define BEIJING_SECONDS (8 * 3600)

/* Title, people and the day of issue: the only clock of a workbook is that one. */
static void set_properties(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    const struct words *words = statement->words;
    struct arena *arena = statement->arena;
    const struct settings *settings = &invoice->book->settings;
    struct text issuer = words_name(words, settings->issuer.name, settings->issuer.name_en);
    struct text title = text_format(arena, "%s %.*s", words_of(words, "sheet", "title").at,
                                    TEXT_ARGS(invoice->number));
    struct text keywords = text_format(arena, "%.*s, %.*s, %s", TEXT_ARGS(invoice->number),
                                       TEXT_ARGS(invoice->account->id),
                                       period_text(arena, invoice->book->period).at);
    lxw_doc_properties properties = {
        .title = (char *)cell_text(arena, text_slice(title, 0, 255)).at,
        .subject = (char *)cell_text(arena, invoice->account->name).at,
        .author = (char *)cell_text(arena, issuer).at,
        .keywords = (char *)cell_text(arena, keywords).at,
        .created = (time_t)(moment_of_day(invoice->issued).seconds - BEIJING_SECONDS),
    };

    if (text_length(invoice->account->name) > 255)
        properties.subject = NULL;
    if (text_length(issuer) > 255)
        properties.author = NULL;
    statement_check(statement, workbook_set_properties(statement->workbook, &properties));
}

/* All amounts of the details, over all their sheets. */
static void define_detail_amounts(struct statement *statement)
{
    struct text ranges = statement->all_details[DETAIL_AMOUNT];

    statement_check(statement,
                    workbook_define_name(statement->workbook, "Detail_Amounts",
                                         text_format(statement->arena, "=%s", ranges.at).at));
}

static void write_sheets(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;

    write_summary_sheet(statement);
    if (statement->daily != NULL)
        write_daily_sheet(statement);
    write_details_sheets(statement);
    if (invoice->packs.count > 0)
        write_packs_sheet(statement);
    if (invoice->licences.count > 0)
        write_licences_sheet(statement);
    if (invoice->notices.count > 0)
        write_notices_sheet(statement);
    write_account_sheet(statement);
    write_about_sheet(statement);
    if (statement->detail_count > 0)
        define_detail_amounts(statement);
}

static lxw_workbook *new_workbook(const struct statement *statement)
{
    lxw_workbook_options options = {
        .constant_memory = statement->constant_memory,
        .use_zip64 = statement->detail_count > DETAILS_ZIP64,
    };
    return workbook_new_opt(statement->path, &options);
}

/* Asked before libxlsxwriter is: it finds out only when the work is done. */
static void check_writable(const char *path)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fclose(file) != 0)
        fatal_errno("%s: cannot be written", path);
}

static void write_workbook(struct statement *statement)
{
    check_writable(statement->path);
    parts_keep_in_memory(!statement->constant_memory);
    quiet_begin();
    statement->workbook = new_workbook(statement);
    if (statement->workbook == NULL)
        statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
    set_properties(statement);
    write_sheets(statement);
    errno = 0;
    lxw_error error = workbook_close(statement->workbook);
    quiet_end();
    if (error != LXW_NO_ERROR && errno != 0)
        fatal_errno("%s: cannot be written: %s", statement->path, lxw_strerror(error));
    if (error != LXW_NO_ERROR)
        fatal("%s: cannot be written: %s", statement->path, lxw_strerror(error));
    statement_verify(statement->path);
}

void statement_xlsx_write_within(const struct invoice *invoice, const struct look *look,
                                 const char *path, struct arena *scratch,
                                 const struct statement_limits *limits)
{
    struct statement *statement = ARENA_NEW(scratch, struct statement);

    statement->invoice = invoice;
    statement->words = look->words[invoice->account->language];
    statement->path = path;
    statement->arena = scratch;
    statement->limits = *limits;
    plan_statement(statement);
    write_workbook(statement);
}

void statement_xlsx_write(const struct invoice *invoice, const struct look *look, const char *path,
                          struct arena *scratch, struct report *report)
{
    (void)report; /* every character can stand in a cell */
    statement_xlsx_write_within(invoice, look, path, scratch, &statement_limits);
}
