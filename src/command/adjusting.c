#include "adjusting.h"

#include "livebill/base/fatal.h"
#include "livebill/bill/adjustments.h"
#include "livebill/rate/rating.h"
#include "livebill/read/billed_lines.h"
#include "key_table.h"
#include "metering.h"
#include "progress.h"
#include "templates.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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

static struct text read_whole(const char *path, struct arena *arena)
{
    struct buffer bytes = {.arena = arena};
    FILE *file = fopen(path, "rb");
    char block[4096];
    size_t size;

    if (file == NULL)
        fatal_errno("cannot read '%s'", path);
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(&bytes, (struct text){block, size});
    fclose(file);
    return buffer_text(&bytes);
}

/* The first `count` fields of a line, with the commas between them. */
static struct text first_fields(struct text line, int count)
{
    size_t end = 0;

    for (int i = 0; i < count && end < line.size; i++)
        end += (i > 0) + text_find(text_slice(line, end + (i > 0), line.size), ',');
    return text_slice(line, 0, end);
}

/* file,line,column,code of what the sealed rejects.csv has; the rest of a row that has line breaks
 * gives keys that no problem has. */
static void list_reviewed(struct key_table *reviewed, struct text sealed)
{
    while (sealed.size > 0) {
        size_t end = text_find(sealed, '\n');
        key_add(reviewed, first_fields(text_slice(sealed, 0, end), 4), 0);
        sealed = text_slice(sealed, end + 1, sealed.size);
    }
}

static bool was_reviewed(const struct key_table *reviewed, const struct problem *problem,
                         struct arena *arena)
{
    struct text key = text_format(arena, "%.*s,%llu,%.*s,%s", TEXT_ARGS(problem->row.place.file),
                                  (unsigned long long)problem->row.place.line,
                                  TEXT_ARGS(problem->column), problem_code_name(problem->code));
    return key_find(reviewed, key) != KEY_UNKNOWN;
}

/* Rows that were rejected and sealed so are known; new ones are rejects of the open period. */
static void hand_on_problems(const struct again *again)
{
    struct arena *arena = again->pipeline->arena;
    struct text folder = sealed_folder(again->sealed, again->period, arena);
    struct key_table reviewed = {.arena = arena};

    list_reviewed(&reviewed,
                  read_whole(text_format(arena, "%.*s/rejects.csv", TEXT_ARGS(folder)).at, arena));

    for (size_t i = 0; i < again->report->problems.count; i++) {
        const struct problem *problem = &again->report->problems.at[i];
        bool usage = text_starts(problem->row.place.file, TEXT("usage/"));
        if (problem->severity == SEVERITY_ERROR
            || (problem->severity == SEVERITY_REJECT && usage
                && !was_reviewed(&reviewed, problem, arena)))
            report_add(again->pipeline->report, problem);
    }
}

/* The sealed lines, and every adjustment of them that was sealed before the open period. */
static bool read_billed(struct billed_lines *billed, const struct again *again)
{
    struct pipeline *pipeline = again->pipeline;
    bool sound = true;

    for (size_t i = 0; i < again->sealed->periods.count; i++) {
        struct period period = again->sealed->periods.at[i];
        if (period.start.number < again->period.start.number
            || period.start.number >= pipeline->book.period.start.number)
            continue;
        struct text folder = sealed_folder(again->sealed, period, pipeline->arena);
        sound &= billed_lines_read(billed, &pipeline->book, folder, again->period, pipeline->arena,
                                   pipeline->report);
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
    bool computed = compute_again(again);
    hand_on_problems(again);
    list_usage(again);
    if (again->files != NULL
        && !sealed_check_usage(again->files->usage.at, again->files->usage.count, &again->usage,
                               pipeline->report))
        return false;
    if (!computed || !read_billed(&billed, again))
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

bool adjust_sealed(struct pipeline *pipeline)
{
    struct sealed_periods sealed;
    bool sound = true;

    sealed_list(&sealed, pipeline->line->book, pipeline->arena);
    if (!pipeline->sealed)
        return adjust_named(pipeline, &sealed);
    for (size_t i = 0; i < pipeline->seal.adjusted.count; i++) {
        const struct adjusted_usage *files = &pipeline->seal.adjusted.at[i];
        struct again again = {
            .pipeline = pipeline, .sealed = &sealed, .period = files->period, .files = files};
        sound &= adjust_period(&again);
    }
    return sound;
}
