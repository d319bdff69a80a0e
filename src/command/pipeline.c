/* The only file that knows the order of the stages. */

#include "pipeline.h"

#include "livebill/base/reject_log.h"
#include "livebill/bill/billing.h"
#include "livebill/bill/totals.h"
#include "livebill/read/book.h"
#include "livebill/render/csv.h"
#include "adjusting.h"
#include "metering.h"
#include "progress.h"
#include "templates.h"

void pipeline_stage_done(struct pipeline *pipeline, const char *stage)
{
    int64_t now = clock_now();
    struct run_stage *done = LIST_ADD(pipeline->arena, &pipeline->record.stages);
    done->name = stage;
    done->nanoseconds = now - pipeline->stage_began;
    pipeline->stage_began = now;
}

/* Then they are shown, and nothing is published: rejects.csv neither. */
static bool rejects_stop(const struct command_line *line)
{
    return !option_given(line, OPTION_ALLOW_REJECTS) && !option_given(line, OPTION_ACCEPT_REJECTS);
}

/* R13: a period opens from the sealed one before it; a sealed one is read from its copies. */
static bool open_sealed(struct pipeline *pipeline, struct book_options *options)
{
    struct arena *arena = pipeline->arena;
    struct sealed_periods sealed;

    sealed_list(&sealed, options->folder, arena);
    pipeline->sealed_folder = sealed_folder(&sealed, options->period, arena);
    bool stands = sealed_holds(&sealed, options->period);
    pipeline->sealed = stands && !pipeline->line->command->seals;
    pipeline->report->counts_alike = !stands && rejects_stop(pipeline->line);
    if (!pipeline->report->counts_alike)
        pipeline->report->log = reject_log_new(arena);
    sealed_warn_stray(&sealed, arena, pipeline->report);
    if (!stands)
        sealed_warn_late(&sealed, pipeline->line, arena, pipeline->report);
    if (!sealed_open(options, &sealed, arena, pipeline->report))
        return false;
    if (!pipeline->sealed)
        return true;
    /* Named as they stand in closed/, before they are read under the names that they had. */
    if (!seal_check(pipeline->sealed_folder, TEXT("book/"), arena, pipeline->report))
        return false;
    if (!seal_record_read(&pipeline->seal, pipeline->sealed_folder, arena, pipeline->report))
        return false;
    sealed_reopen(options, &pipeline->seal, pipeline->sealed_folder, arena);
    return true;
}

static bool read_stage(struct pipeline *pipeline, struct period period)
{
    const struct command_line *line = pipeline->line;
    struct book_options options = {
        .folder = line->book,
        .templates = templates_find(pipeline->arena),
        .period = period,
        .through = option_given(line, OPTION_THROUGH),
        .last = line->through,
        .selected = line->accounts.at,
        .selected_count = line->accounts.count,
    };
    if (!open_sealed(pipeline, &options))
        return false; /* and accounts.count is 0: no other stage makes sense */
    bool read = book_read(&pipeline->book, &options, pipeline->arena, pipeline->report);
    bool chosen = option_given(line, OPTION_FORMATS);

    pipeline->pdf = chosen ? line->pdf : pipeline->book.settings.output.pdf;
    pipeline->xlsx = chosen ? line->xlsx : pipeline->book.settings.output.xlsx;
    pipeline_stage_done(pipeline, "read");
    return read;
}

/* Of a book that could not be read, usage makes sense to read where there are accounts and meters
 * to look its rows up in. */
static bool meter_stage(struct pipeline *pipeline, bool read)
{
    const struct book *book = &pipeline->book;
    if (!read && (book->accounts.count == 0 || book->catalogue.meters.count == 0))
        return false;

    pipeline->charges = charges_new(book, pipeline->arena);
    bool settled = elections_settle(&pipeline->calendar, pipeline->charges, book, pipeline->arena,
                                    pipeline->report);
    traffic_windows_list(&pipeline->windows, book, pipeline->arena);
    progress_begin("usage", "files");
    bool metered = meter_usage(&pipeline->usage, book, &pipeline->calendar, &pipeline->windows,
                               pipeline->line->jobs, pipeline->arena, pipeline->report,
                               progress_show);
    progress_end();
    pipeline_stage_done(pipeline, "meter");
    return settled && metered;
}

static bool rate_stage(struct pipeline *pipeline)
{
    bool rated = rate_accounts(pipeline->charges, &pipeline->book, &pipeline->calendar,
                               &pipeline->usage, pipeline->arena, pipeline->report);
    pipeline_stage_done(pipeline, "rate");
    if (pipeline->sealed ? pipeline->seal.adjusted.count == 0 : pipeline->line->adjusted.count == 0)
        return rated;
    rated = adjust_sealed(pipeline) && rated;
    pipeline_stage_done(pipeline, "adjust");
    return rated;
}

static bool bill_stage(struct pipeline *pipeline)
{
    bool billed = bill_accounts(&pipeline->invoices, &pipeline->book, &pipeline->calendar,
                                pipeline->charges, &pipeline->usage, pipeline->arena,
                                pipeline->report)
                  && totals_sum(&pipeline->totals, &pipeline->book, &pipeline->invoices,
                                &pipeline->usage, pipeline->arena, pipeline->report);
    if (billed)
        csv_checksums(&pipeline->invoices);
    pipeline_stage_done(pipeline, "bill");
    return billed;
}

static bool look_stage(struct pipeline *pipeline)
{
    if (!pipeline->pdf && !pipeline->xlsx)
        return true;
    pipeline->look = look_read(&pipeline->book, pipeline->arena, pipeline->report);
    pipeline_stage_done(pipeline, "look");
    return pipeline->look != NULL;
}

bool pipeline_compute(struct pipeline *pipeline, const struct command_line *line,
                      struct period period)
{
    *pipeline = (struct pipeline){.line = line, .arena = line->arena};
    pipeline->report = report_new(pipeline->arena);
    pipeline->stage_began = clock_now();

    bool read = read_stage(pipeline, period);
    bool metered = meter_stage(pipeline, read);
    bool rated = read && pipeline->usage.accounts != NULL && rate_stage(pipeline);
    bool billed = rated && metered && bill_stage(pipeline);
    bool shown = pipeline->book.accounts.count == 0 || look_stage(pipeline);
    if (pipeline->sealed && pipeline->book.accounts.count > 0)
        sealed_check_inputs(&pipeline->seal, &pipeline->book, &pipeline->usage, pipeline->look,
                            pipeline->arena, pipeline->report);
    return billed && shown && pipeline->report->count[SEVERITY_ERROR] == 0;
}

void pipeline_release(struct pipeline *pipeline)
{
    if (pipeline->look != NULL)
        look_release(pipeline->look);
    pipeline->look = NULL;
    if (pipeline->report != NULL && pipeline->report->log != NULL) {
        reject_log_free(pipeline->report->log);
        pipeline->report->log = NULL;
    }
}

void pipeline_print_problems(const struct command_line *line, struct report *report)
{
    report_print(report, stderr, (struct report_style){line->verbose, line->json});
}

struct text problems_counted(const struct report *report, struct arena *arena)
{
    size_t errors = report->count[SEVERITY_ERROR], rejects = report->count[SEVERITY_REJECT];
    struct text error_text = text_format(arena, "%zu error%s", errors, text_plural(errors));
    struct text reject_text =
        text_format(arena, "%zu rejected row%s", rejects, text_plural(rejects));

    if (rejects == 0)
        return error_text;
    if (errors == 0)
        return reject_text;
    return text_format(arena, "%.*s and %.*s", TEXT_ARGS(error_text), TEXT_ARGS(reject_text));
}
