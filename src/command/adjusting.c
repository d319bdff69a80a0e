#include "adjusting.h"

#include "livebill/bill/adjustments.h"
#include "livebill/rate/rating.h"
#include "livebill/read/billed_lines.h"
#include "livebill/read/output.h"
#include "key_table.h"
#include "metering.h"
#include "progress.h"
#include "templates.h"

#include <stdlib.h>

/* One sealed period on its way through the stages. */
struct again {
    struct pipeline *pipeline;
    const struct sealed_periods *sealed;
    struct period period;
    const struct adjusted_usage *files; /* from the record of a sealed period, or NULL: all */
    struct report *report;
    struct book book;
    struct mode_calendar calendar;
    struct traffic_window_list windows;
    struct usage usage;
    struct charges *charges;
};

static bool read_again(struct again *again)
{
    struct pipeline *pipeline = again->pipeline;
    struct arena *arena = pipeline->arena;
    struct text folder = sealed_folder(again->sealed, again->period, arena);
    struct book_options options = {
        .folder = pipeline->line->book,
        .templates = templates_find(arena),
        .period = again->period,
        .sealed_as = folder,
    };
    struct seal_record record = {0};

    if (!sealed_open(&options, again->sealed, arena, again->report))
        return false;
    if (again->files != NULL) {
        record.usage.at = again->files->usage.at;
        record.usage.count = again->files->usage.count;
    }
    sealed_reopen(&options, &record, folder, arena);
    if (again->files == NULL)
        options.usage_names = NULL;
    return book_read(&again->book, &options, arena, again->report);
}

static bool compute_again(struct again *again)
{
    struct arena *arena = again->pipeline->arena;
    struct book *book = &again->book;

    if (!read_again(again))
        return false;
    again->charges = charges_new(book, arena);
    bool sound = elections_settle(&again->calendar, again->charges, book, arena, again->report);
    traffic_windows_list(&again->windows, book, arena);
    progress_begin("adjusted usage", "files");
    sound &= meter_usage(&again->usage, book, &again->calendar, &again->windows,
                         again->pipeline->line->jobs, arena, again->report, progress_show);
    progress_end();
    return rate_accounts(again->charges, book, &again->calendar, &again->usage, arena,
                         again->report)
           && sound;
}

/* The period that is computed again, and those sealed since, which may have adjusted it. */
static bool is_looked_into(const struct again *again, struct period period)
{
    return period.start.number >= again->period.start.number
           && period.start.number < again->pipeline->book.period.start.number;
}

/* What of a reject tells it from others: the message may be worded anew. */
static struct text reject_key(struct arena *arena, const struct text fields[REJECTS_COLUMNS])
{
    const struct text parts[] = {fields[REJECTS_FILE], fields[REJECTS_LINE], fields[REJECTS_COLUMN],
                                 fields[REJECTS_CODE], text_trim(fields[REJECTS_ROW])};
    return key_join(arena, parts, sizeof parts / sizeof *parts);
}

static struct text problem_key(struct arena *arena, const struct problem *problem)
{
    const struct text fields[REJECTS_COLUMNS] = {
        [REJECTS_FILE] = problem->row.place.file,
        [REJECTS_LINE] = text_format(arena, "%llu", (unsigned long long)problem->row.place.line),
        [REJECTS_COLUMN] = problem->column,
        [REJECTS_CODE] = text_of(problem_code_name(problem->code)),
        [REJECTS_ROW] = problem->row.raw,
    };
    return reject_key(arena, fields);
}

static bool read_reviewed(struct key_table *known, const struct again *again)
{
    struct pipeline *pipeline = again->pipeline;
    struct arena *arena = pipeline->arena;
    bool sound = true;

    for (size_t i = 0; i < again->sealed->periods.count; i++) {
        struct period period = again->sealed->periods.at[i];
        struct text folder = sealed_folder(again->sealed, period, arena);
        struct output_table sealed;
        if (!is_looked_into(again, period))
            continue;
        if (!seal_check(folder, TEXT("rejects.csv"), arena, pipeline->report)
            || !output_read(&sealed, OUTPUT_REJECTS, folder, arena, pipeline->report)) {
            sound = false;
            continue;
        }
        for (size_t j = 0; j < sealed.rows.count; j++)
            key_add(known, reject_key(arena, sealed.rows.at[j].at), 0);
    }
    return sound;
}

/* Rows that were rejected and sealed so are known; new ones are rejects of the open period. */
static bool hand_on_problems(const struct again *again)
{
    struct arena *arena = again->pipeline->arena;
    struct report *report = again->pipeline->report;
    struct key_table known = {.arena = arena};
    bool read = read_reviewed(&known, again);

    for (size_t i = 0; i < again->report->problems.count; i++) {
        const struct problem *problem = &again->report->problems.at[i];
        bool usage = text_starts(problem->row.place.file, TEXT("usage/"));
        if (problem->severity == SEVERITY_ERROR
            || (problem->severity == SEVERITY_REJECT && usage
                && key_find(&known, problem_key(arena, problem)) == KEY_UNKNOWN))
            report_add(report, problem);
    }
    return read;
}

/* The sealed lines, and every adjustment of them that was sealed before the open period. */
static bool read_billed(struct billed_lines *billed, const struct again *again)
{
    struct pipeline *pipeline = again->pipeline;
    bool sound = true;

    for (size_t i = 0; i < again->sealed->periods.count; i++) {
        struct period period = again->sealed->periods.at[i];
        if (!is_looked_into(again, period))
            continue;
        struct text folder = sealed_folder(again->sealed, period, pipeline->arena);
        sound &= seal_check(folder, TEXT("lines.csv"), pipeline->arena, pipeline->report);
        sound = sound
                && billed_lines_read(billed, &pipeline->book, folder, again->period,
                                     pipeline->arena, pipeline->report);
    }
    return sound;
}

static void list_usage(struct again *again)
{
    struct adjusted_usage *adjusted = LIST_ADD(again->pipeline->arena, &again->pipeline->adjusted);
    adjusted->period = again->period;
    adjusted->usage.at = again->usage.files.at;
    adjusted->usage.count = again->usage.files.count;
}

static bool adjust_period(struct again *again)
{
    struct pipeline *pipeline = again->pipeline;
    struct billed_lines billed = {0};

    again->report = report_new(pipeline->arena);
    if (!seal_check(sealed_folder(again->sealed, again->period, pipeline->arena), TEXT("carry.csv"),
                    pipeline->arena, pipeline->report)
        || !read_billed(&billed, again))
        return false;
    bool computed = compute_again(again);
    bool handed_on = hand_on_problems(again);
    list_usage(again);
    if (again->files != NULL
        && !sealed_check_usage(again->files->usage.at, again->files->usage.count, &again->usage,
                               pipeline->report))
        return false;
    if (!computed || !handed_on)
        return false;
    struct computed_again input = {&again->book, again->charges, &billed};
    return adjust_accounts(pipeline->charges, &pipeline->book, &input, pipeline->arena,
                           pipeline->report);
}

static bool not_adjustable(const struct pipeline *pipeline, struct period period)
{
    return report_error(pipeline->report, (struct place){{NULL, 0}, 0}, TEXT("--adjust"),
                        CODE_SEALED, "name a sealed month before the one that is billed",
                        "'%s' cannot be adjusted in %s", period_text(pipeline->arena, period).at,
                        period_text(pipeline->arena, pipeline->book.period).at);
}

static int compare_periods(const void *left, const void *right)
{
    return ((const struct period *)left)->start.number
           - ((const struct period *)right)->start.number;
}

static bool adjust_named(struct pipeline *pipeline, const struct sealed_periods *sealed)
{
    const struct command_line *line = pipeline->line;
    struct period *periods = line->adjusted.at;
    bool sound = true;

    if (line->adjusted.count > 1)
        qsort(periods, line->adjusted.count, sizeof *periods, compare_periods);
    for (size_t i = 0; i < line->adjusted.count; i++) {
        struct again again = {.pipeline = pipeline, .sealed = sealed, .period = periods[i]};
        if (i > 0 && periods[i].start.number == periods[i - 1].start.number)
            continue;
        if (!sealed_holds(sealed, periods[i])
            || periods[i].start.number >= pipeline->book.period.start.number)
            sound = not_adjustable(pipeline, periods[i]);
        else
            sound &= adjust_period(&again);
    }
    return sound;
}

static int compare_files(const void *left, const void *right)
{
    return text_compare(((const struct input_file *)left)->name,
                        ((const struct input_file *)right)->name);
}

/* Lines and rejects of a month are read for each period before it that is adjusted. */
static void list_files_once(struct book *book)
{
    size_t kept = 0;

    qsort(book->files.at, book->files.count, sizeof *book->files.at, compare_files);
    for (size_t i = 0; i < book->files.count; i++) {
        if (kept == 0 || !text_equal(book->files.at[kept - 1].name, book->files.at[i].name))
            book->files.at[kept++] = book->files.at[i];
    }
    book->files.count = kept;
}

bool adjust_sealed(struct pipeline *pipeline)
{
    struct sealed_periods sealed;
    bool sound = true;

    sealed_list(&sealed, pipeline->line->book, pipeline->arena);
    if (!pipeline->sealed)
        sound = adjust_named(pipeline, &sealed);
    for (size_t i = 0; i < pipeline->seal.adjusted.count; i++) {
        const struct adjusted_usage *files = &pipeline->seal.adjusted.at[i];
        struct again again = {
            .pipeline = pipeline, .sealed = &sealed, .period = files->period, .files = files};
        sound &= adjust_period(&again);
    }
    list_files_once(&pipeline->book);
    return sound;
}
