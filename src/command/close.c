/* `livebill close`: a strict run, then sealed for good (R13). */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"

#include "options.h"
#include "pipeline.h"
#include "progress.h"
#include "publication.h"
#include "templates.h"

#include <unistd.h>

static struct seal_record record_of(struct pipeline *pipeline)
{
    struct seal_record record = {.version = TEXT(LIVEBILL_VERSION)};

    record.book.at = pipeline->book.files.at;
    record.book.count = pipeline->book.files.count;
    record.usage.at = pipeline->usage.files.at;
    record.usage.count = pipeline->usage.files.count;
    if (pipeline->look != NULL)
        look_list_files(&pipeline->look_files, pipeline->look, WITH_FONTS, pipeline->arena);
    record.templates.at = pipeline->look_files.files.at;
    record.templates.count = pipeline->look_files.files.count;
    record.adjusted.at = pipeline->adjusted.at;
    record.adjusted.count = pipeline->adjusted.count;
    return record;
}

static struct staging *stage(struct pipeline *pipeline, struct target target)
{
    struct staging *staging = publication_stage(pipeline, target, true);
    struct seal_record record = record_of(pipeline);

    seal_copy_inputs(staging, &pipeline->book, pipeline->arena);
    seal_record_write(staging, &record, pipeline->arena);
    publication_finish(pipeline, staging);
    return staging;
}

/* Rejects must be those of the reviewed file, to the byte: also where there are none. */
static bool accepts(const struct pipeline *pipeline, struct staging *staging)
{
    const struct command_line *line = pipeline->line;

    if (!option_given(line, OPTION_ACCEPT_REJECTS)
        || seal_file_is(staging, TEXT("rejects.csv"), line->accepted.at, line->arena))
        return true;
    message_print("error",
                  "'%.*s' is not what was rejected: nothing was sealed: review the rejects.csv of "
                  "livebill run --allow-rejects again",
                  TEXT_ARGS(line->accepted));
    return false;
}

static int judge_sealed(struct pipeline *pipeline, struct staging *staging)
{
    const struct command_line *line = pipeline->line;
    struct name_list names = {0};

    seal_differences(&names, staging, pipeline->sealed_folder, SEAL_WHOLE, line->arena);
    if (names.count == 0) {
        if (!line->quiet)
            printf("%.*s is sealed already, and the same comes out of the book: nothing to do\n",
                   TEXT_ARGS(pipeline->sealed_folder));
        return EXIT_PUBLISHED;
    }
    message_print("error",
                  "%.*s is sealed, and the book now gives another %.*s%s: a sealed month never "
                  "changes: put the book back, or correct the month in the open one",
                  TEXT_ARGS(pipeline->sealed_folder), TEXT_ARGS(names.at[0]),
                  names.count > 1 ? text_format(line->arena, " and %zu other file%s",
                                                names.count - 1, text_plural(names.count - 1))
                                        .at
                                  : "");
    return EXIT_BAD_INPUT;
}

static int seal(struct pipeline *pipeline, struct target target, bool sealed)
{
    const struct command_line *line = pipeline->line;
    struct staging *staging = stage(pipeline, target);

    bool accepted = accepts(pipeline, staging);

    if (sealed || !accepted) {
        int status = accepted ? judge_sealed(pipeline, staging) : EXIT_BAD_INPUT;
        staging_abandon(staging);
        return status;
    }
    seal_protect(staging, line->arena);
    staging_commit(staging);
    pipeline_stage_done(pipeline, "commit");
    if (!line->quiet)
        publication_print_summary(pipeline, target);
    return EXIT_PUBLISHED;
}

static int compute_and_seal(struct pipeline *pipeline, struct target target)
{
    const struct command_line *line = pipeline->line;
    bool computed = pipeline_compute(pipeline, line, line->period);
    struct sealed_periods periods;

    sealed_list(&periods, line->book, line->arena);
    /* What was rejected when a month was sealed was reviewed then; judge_sealed compares it. */
    bool sealed = sealed_holds(&periods, line->period);
    bool rejected = pipeline->report->count[SEVERITY_REJECT] > 0 && !sealed;

    pipeline_print_problems(line, pipeline->report);
    if (!computed || (rejected && !option_given(line, OPTION_ACCEPT_REJECTS))) {
        publication_say_refused(pipeline, "mend the book, or name the reviewed rejects.csv with "
                                          "--accept-rejects");
        return EXIT_BAD_INPUT;
    }
    return seal(pipeline, target, sealed);
}

static int do_close(const struct command_line *line)
{
    struct pipeline pipeline = {.line = line};
    struct target target = {
        .parent = text_format(line->arena, "%.*s/closed", TEXT_ARGS(line->book)).at,
        .name = period_text(line->arena, line->period).at,
    };

    if (!folder_exists(line->book, line->arena))
        return usage_error(line, "there is no folder '%.*s': name the book's folder with -C",
                           TEXT_ARGS(line->book));
    if (option_given(line, OPTION_ACCEPT_REJECTS) && access(line->accepted.at, R_OK) != 0)
        return usage_error(line, "--accept-rejects: '%.*s' cannot be read: name a rejects.csv",
                           TEXT_ARGS(line->accepted));

    progress_enable(!line->quiet && !line->json);
    struct lock *lock = lock_take(target.parent, line->arena);
    int status = compute_and_seal(&pipeline, target);
    lock_release(lock);
    pipeline_release(&pipeline);
    return status;
}

const struct command close_command = {
    .name = "close",
    .synopsis = "[-C BOOK] --period YYYY-MM [--adjust YYYY-MM]...\n"
                "                      [--accept-rejects FILE]",
    .summary = "bill a month and seal it",
    .description =
        "Bills the month strictly and seals it: BOOK/closed/YYYY-MM appears all at once,\n"
        "read-only, with everything that 'livebill run' writes; with carry.csv, from\n"
        "which the next month opens (balances, packs and charges to come); and in book/\n"
        "with copies of the settings, accounts, elections, ledgers and catalogue, and the\n"
        "hashes of all other inputs.\n"
        "\n"
        "Months are closed one after another, without a gap. A sealed month never\n"
        "changes: closing it again says so where the book still gives the same, and is\n"
        "refused otherwise. Rows that are rejected must be in the reviewed rejects.csv\n"
        "that --accept-rejects names, all of them and no other. Rows that reach the\n"
        "ledgers after their month was sealed count at the start of the open one, with a\n"
        "notice. Usage that comes or changes too late is billed with --adjust MONTH, as\n"
        "the difference.\n",
    .examples = "  livebill close -C mybook --period 2024-05\n"
                "      seal May; June then opens from mybook/closed/2024-05\n"
                "  livebill close -C mybook --period 2024-05 --accept-rejects reviewed.csv\n"
                "      the rows that reviewed.csv lists are left out, and sealed as such\n",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_PERIOD) | TAKES(OPTION_ACCEPT_REJECTS)
               | TAKES(OPTION_ADJUST) | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD),
    .seals = true,
    .publishes = true,
    .run = do_close,
};
