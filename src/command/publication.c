/* Documents, CSV files, sums and run.json of a month, and what is said of them. */

#include "publication.h"

#include "livebill/base/fatal.h"
#include "livebill/render/csv.h"
#include "livebill/value/decimal.h"

#include "documents.h"

static void write_table(const struct csv_table *table, const struct csv_source *source,
                        struct staging *staging, struct arena *arena)
{
    struct text name = text_of(table->name);
    FILE *stream = staging_stream(staging, name, arena);
    table->write(stream, source);
    staging_close(staging, stream, name);
}

static void write_tables(struct pipeline *pipeline, struct staging *staging, bool sealing)
{
    struct csv_source source = {&pipeline->book, &pipeline->invoices, pipeline->charges,
                                &pipeline->totals, pipeline->report};

    report_sort(pipeline->report);
    for (const struct csv_table *table = csv_tables; table->name != NULL; table++)
        write_table(table, &source, staging, pipeline->arena);
    if (sealing)
        write_table(&(struct csv_table){"carry.csv", carry_csv_write}, &source, staging,
                    pipeline->arena);
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

static struct text periods_joined(const struct command_line *line)
{
    struct buffer joined = {.arena = line->arena};
    for (size_t i = 0; i < line->adjusted.count; i++) {
        if (i > 0)
            buffer_add_byte(&joined, ',');
        buffer_add(&joined, period_text(line->arena, line->adjusted.at[i]));
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
    if (line->adjusted.count > 0)
        add_option(pipeline, OPTION_ADJUST, periods_joined(line));
    if (option_given(line, OPTION_ACCEPT_REJECTS))
        add_option(pipeline, OPTION_ACCEPT_REJECTS, line->accepted);
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
    if (pipeline->look != NULL && pipeline->look_files.files.count == 0)
        look_list_files(&pipeline->look_files, pipeline->look, WITHOUT_FONTS, pipeline->arena);
    record->look = pipeline->look_files.files.at;
    record->look_count = pipeline->look_files.files.count;
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

struct staging *publication_stage(struct pipeline *pipeline, struct target target, bool sealing)
{
    const struct command_line *line = pipeline->line;
    struct staging *staging = staging_open(target.parent, target.name, line->arena);
    struct document_job job = {&pipeline->invoices, pipeline->look, staging,
                               pipeline->pdf,       pipeline->xlsx, line->jobs};

    pipeline->warnings = report_new(line->arena);
    assert_accounted(&pipeline->usage.counts);
    if (job.pdf || job.xlsx)
        pipeline->record.documents = documents_write(&job, pipeline->warnings);
    pipeline_stage_done(pipeline, "documents");
    write_tables(pipeline, staging, sealing);
    pipeline_stage_done(pipeline, "csv");
    return staging;
}

void publication_finish(struct pipeline *pipeline, struct staging *staging)
{
    const struct command_line *line = pipeline->line;

    staging_write_sums(staging, line->jobs, line->arena);
    pipeline_stage_done(pipeline, "sums");
    fill_record(pipeline);
    pipeline->record.warnings = pipeline->report->count[SEVERITY_WARNING]
                                + pipeline->warnings->count[SEVERITY_WARNING];
    run_record_write(staging, &pipeline->record, line->arena);
    pipeline_print_problems(line, pipeline->warnings);
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

void publication_print_summary(const struct pipeline *pipeline, struct target target)
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
                   (unsigned long long)total->invoices, text_plural(total->invoices));
    }
    print_seconds(pipeline);
    printf("written to  %s/%s\n", target.parent, target.name);
    if (pipeline->record.documents > 0)
        printf("documents   %llu in %s/%s/accounts/\n",
               (unsigned long long)pipeline->record.documents, target.parent, target.name);
}

/* A machine counts the problems itself. */
void publication_say_refused(const struct pipeline *pipeline, const char *otherwise)
{
    const struct command_line *line = pipeline->line;
    const struct report *report = pipeline->report;

    if (line->quiet || line->json)
        return;
    fprintf(stderr, "livebill: nothing was published, for %.*s: %s\n",
            TEXT_ARGS(problems_counted(report, line->arena)),
            report->count[SEVERITY_ERROR] > 0 ? "mend what is named above, then run again"
                                              : otherwise);
}
