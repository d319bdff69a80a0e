/* `livebill run`: a month's invoices, published all at once or not at all. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"
#include "livebill/render/csv.h"
#include "livebill/value/decimal.h"

#include "documents.h"
#include "options.h"
#include "pipeline.h"
#include "progress.h"
#include "templates.h"

#include <dirent.h>
#include <sys/stat.h>

/* Where the result goes: PARENT/NAME. */
struct target {
    const char *parent, *name;
};

static struct target target_of(const struct command_line *line)
{
    bool outside = option_given(line, OPTION_OUT);
    struct text period = period_text(line->arena, line->period);
    struct text parent = outside ? text_copy(line->arena, line->out)
                                 : text_format(line->arena, "%.*s/out", TEXT_ARGS(line->book));

    /* Asking for one account never touches the whole run (formats.md §5). */
    if (line->accounts.count > 0 && !outside)
        period = text_format(line->arena, "%.*s-selected", TEXT_ARGS(period));
    return (struct target){parent.at, period.at};
}

static bool holds_entries(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool found = false;

    if (folder == NULL)
        return true; /* a file: it is not ours to replace either */
    while (!found && (entry = readdir(folder)) != NULL)
        found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return found;
}

/* Publishing replaces a folder as a whole: with --out, only one that livebill wrote. */
static bool may_replace(const struct command_line *line, struct target target)
{
    const char *path = text_format(line->arena, "%s/%s", target.parent, target.name).at;
    const char *mark = text_format(line->arena, "%s/run.json", path).at;
    struct stat status;

    return !option_given(line, OPTION_OUT) || lstat(path, &status) != 0 || !holds_entries(path)
           || stat(mark, &status) == 0;
}

static void write_tables(struct pipeline *pipeline, struct staging *staging)
{
    struct csv_source source = {&pipeline->book, &pipeline->invoices, pipeline->charges,
                                &pipeline->totals, pipeline->report};

    report_sort(pipeline->report);
    for (const struct csv_table *table = csv_tables; table->name != NULL; table++) {
        struct text name = text_of(table->name);
        FILE *stream = staging_stream(staging, name, pipeline->arena);
        table->write(stream, &source);
        staging_close(staging, stream, name);
    }
}

static void add_option(struct pipeline *pipeline, enum option_id option, struct text value)
{
    struct run_option *added = LIST_ADD(pipeline->arena, &pipeline->record.options);
    added->name = text_of(option_rows[option].name);
    added->value = value;
}

static struct text accounts_joined(const struct command_line *line)
{
    struct buffer joined = {.arena = line->arena};
    for (size_t i = 0; i < line->accounts.count; i++) {
        if (i > 0)
            buffer_add_byte(&joined, ',');
        buffer_add(&joined, line->accounts.at[i]);
    }
    return buffer_text(&joined);
}

static void list_options(struct pipeline *pipeline)
{
    const struct command_line *line = pipeline->line;

    if (line->accounts.count > 0)
        add_option(pipeline, OPTION_ACCOUNT, accounts_joined(line));
    if (option_given(line, OPTION_THROUGH))
        add_option(pipeline, OPTION_THROUGH, day_text(line->arena, line->through));
    add_option(pipeline, OPTION_JOBS, decimal_text(line->arena, line->jobs, 0));
    add_option(pipeline, OPTION_FORMATS,
               text_format(line->arena, "csv%s%s", pipeline->pdf ? ",pdf" : "",
                           pipeline->xlsx ? ",xlsx" : ""));
    add_option(pipeline, OPTION_ALLOW_REJECTS,
               option_given(line, OPTION_ALLOW_REJECTS) ? TEXT("yes") : TEXT("no"));
}

static void fill_record(struct pipeline *pipeline)
{
    struct run_record *record = &pipeline->record;

    record->version = LIVEBILL_VERSION;
    record->period = pipeline->book.period;
    for (size_t i = 0; i < pipeline->book.accounts.count; i++)
        record->accounts += pipeline->book.accounts.at[i].selected;
    record->invoices = pipeline->invoices.count;
    record->lines = pipeline->totals.lines;
    record->usage = pipeline->usage.counts;
    record->book = &pipeline->book;
    record->rows = &pipeline->usage;
    list_options(pipeline);
}

/* Every row of usage is accounted for, or nothing is published. */
static void assert_accounted(const struct usage_counts *counts)
{
    if (counts->read != counts->billed + counts->duplicates + counts->rejected)
        bug("usage rows: %llu read, %llu billed, %llu duplicates, %llu rejected",
            (unsigned long long)counts->read, (unsigned long long)counts->billed,
            (unsigned long long)counts->duplicates, (unsigned long long)counts->rejected);
}

static void publish(struct pipeline *pipeline, struct target target)
{
    const struct command_line *line = pipeline->line;
    struct report *warnings = report_new(line->arena);
    struct staging *staging = staging_open(target.parent, target.name, line->arena);
    struct document_job job = {&pipeline->invoices, pipeline->look, staging,
                               pipeline->pdf,       pipeline->xlsx, line->jobs};

    assert_accounted(&pipeline->usage.counts);
    if (job.pdf || job.xlsx)
        pipeline->record.documents = documents_write(&job, warnings);
    pipeline_stage_done(pipeline, "documents");
    write_tables(pipeline, staging);
    pipeline_stage_done(pipeline, "csv");
    staging_write_sums(staging, line->jobs, line->arena);
    pipeline_stage_done(pipeline, "sums");
    fill_record(pipeline);
    pipeline->record.warnings = pipeline->report->count[SEVERITY_WARNING]
                                + warnings->count[SEVERITY_WARNING];
    run_record_write(staging, &pipeline->record, line->arena);
    pipeline_print_problems(line, warnings);
    staging_commit(staging);
    pipeline_stage_done(pipeline, "commit");
}

static void print_seconds(const struct pipeline *pipeline)
{
    struct arena *arena = pipeline->arena;
    int64_t total = 0;

    for (size_t i = 0; i < pipeline->record.stages.count; i++)
        total += pipeline->record.stages.at[i].nanoseconds;
    printf("seconds     %.*s (", TEXT_ARGS(decimal_text(arena, total / 1000000, 3)));
    for (size_t i = 0; i < pipeline->record.stages.count; i++) {
        const struct run_stage *stage = &pipeline->record.stages.at[i];
        printf("%s%s %.*s", i > 0 ? ", " : "", stage->name,
               TEXT_ARGS(decimal_text(arena, stage->nanoseconds / 1000000, 3)));
    }
    puts(")");
}

static void print_summary(const struct pipeline *pipeline, struct target target)
{
    const struct usage_counts *rows = &pipeline->usage.counts;

    printf("period      %.*s%s\n", TEXT_ARGS(period_text(pipeline->arena, pipeline->book.period)),
           pipeline->book.through ? ", a draft" : "");
    printf("accounts    %llu, %zu with an invoice\n", (unsigned long long)pipeline->record.accounts,
           pipeline->invoices.count);
    printf("rows read   %llu = %llu billed + %llu duplicates + %llu rejected\n",
           (unsigned long long)rows->read, (unsigned long long)rows->billed,
           (unsigned long long)rows->duplicates, (unsigned long long)rows->rejected);
    printf("lines       %llu\n", (unsigned long long)pipeline->totals.lines);
    for (int currency = 0; currency < CURRENCY_COUNT; currency++) {
        const struct currency_total *total = &pipeline->totals.currencies[currency];
        if (total->invoices > 0)
            printf("total       %s %.*s on %llu invoice%s\n",
                   currency_code((enum currency)currency),
                   TEXT_ARGS(money_text(pipeline->arena, total->total)),
                   (unsigned long long)total->invoices, total->invoices == 1 ? "" : "s");
    }
    print_seconds(pipeline);
    printf("written to  %s/%s\n", target.parent, target.name);
    if (pipeline->record.documents > 0)
        printf("documents   %llu in %s/%s/accounts/\n",
               (unsigned long long)pipeline->record.documents, target.parent, target.name);
}

/* The line after the problems; a machine counts them itself. */
static void say_refused(const struct pipeline *pipeline)
{
    const struct command_line *line = pipeline->line;
    const struct report *report = pipeline->report;

    if (line->quiet || line->json)
        return;
    fprintf(stderr, "livebill: nothing was published, for %.*s: %s\n",
            TEXT_ARGS(problems_counted(report, line->arena)),
            report->count[SEVERITY_ERROR] > 0
                ? "mend the book and run again"
                : "mend the book, or publish the rest with --allow-rejects");
}

static int bill_and_publish(struct pipeline *pipeline, struct target target)
{
    const struct command_line *line = pipeline->line;
    bool computed = pipeline_compute(pipeline, line, line->period);
    bool rejected = pipeline->report->count[SEVERITY_REJECT] > 0;

    pipeline_print_problems(line, pipeline->report);
    if (!computed || (rejected && !option_given(line, OPTION_ALLOW_REJECTS))) {
        say_refused(pipeline);
        return EXIT_BAD_INPUT;
    }
    publish(pipeline, target);
    if (!line->quiet)
        print_summary(pipeline, target);
    return rejected ? EXIT_REJECTS_ACCEPTED : EXIT_PUBLISHED;
}

static int do_run(const struct command_line *line)
{
    struct pipeline pipeline = {.line = line};
    struct target target = target_of(line);

    if (!folder_exists(line->book, line->arena))
        return usage_error(line, "there is no folder '%.*s': name the book's folder with -C",
                           TEXT_ARGS(line->book));
    if (option_given(line, OPTION_THROUGH) && !period_holds(line->period, line->through))
        return usage_error(line, "--through: '%.*s' is not in %.*s: name a day of the period",
                           TEXT_ARGS(day_text(line->arena, line->through)),
                           TEXT_ARGS(period_text(line->arena, line->period)));
    if (!may_replace(line, target))
        return usage_error(line,
                           "'%s/%s' holds files that livebill did not write: move them away "
                           "or choose another --out",
                           target.parent, target.name);

    progress_enable(!line->quiet && !line->json);
    struct lock *lock = lock_take(target.parent, line->arena);
    int status = bill_and_publish(&pipeline, target);
    lock_release(lock);
    pipeline_release(&pipeline);
    return status;
}

const struct command run_command = {
    .name = "run",
    .synopsis = "[-C BOOK] --period YYYY-MM [--account ID]... [--through DAY] [--jobs N]\n"
                "                    [--out DIR] [--formats LIST] [--allow-rejects]",
    .summary = "bill a month: documents and CSV files",
    .description =
        "Reads the book, bills the month, and writes BOOK/out/YYYY-MM: for each account\n"
        "an invoice (PDF) and a statement (XLSX), the CSV files, run.json and SHA256SUMS.\n"
        "The folder appears all at once and replaces the one of an earlier run; where\n"
        "anything is wrong, all problems are listed and what was there stays.\n",
    .examples = "  livebill run -C mybook --period 2024-05\n"
                "      the whole month, into mybook/out/2024-05\n"
                "  livebill run -C mybook --period 2024-05 --account 100000000001\n"
                "      one account, into mybook/out/2024-05-selected\n"
                "  livebill run -C mybook --period 2024-05 --through 2024-05-15\n"
                "      the first half, as a draft\n"
                "  livebill run -C mybook --period 2024-05 --allow-rejects --formats csv\n"
                "      leave wrong rows out, write no documents; exit status 4\n",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_PERIOD) | TAKES(OPTION_ACCOUNT)
               | TAKES(OPTION_THROUGH) | TAKES(OPTION_JOBS) | TAKES(OPTION_OUT)
               | TAKES(OPTION_FORMATS) | TAKES(OPTION_ALLOW_REJECTS) | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD),
    .publishes = true,
    .run = do_run,
};
