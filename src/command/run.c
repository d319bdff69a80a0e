/* `livebill run`: a month's invoices, published all at once or not at all. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"

#include "options.h"
#include "pipeline.h"
#include "progress.h"
#include "publication.h"
#include "templates.h"

#include <dirent.h>
#include <sys/stat.h>

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

/* Whether a folder is that one, or somewhere below it. */
static bool is_within(const char *path, const struct stat *folder, struct arena *arena)
{
    struct stat at, below = {0};

    while (stat(path, &at) == 0 && (at.st_ino != below.st_ino || at.st_dev != below.st_dev)) {
        if (at.st_ino == folder->st_ino && at.st_dev == folder->st_dev)
            return true;
        below = at;
        path = text_format(arena, "%s/..", path).at;
    }
    return false;
}

/* A sealed folder never changes, and all that stands in closed/ counts as sealed (R13). Of a parent
 * that is not there nothing can be told. */
static bool is_for_seals(const struct command_line *line, struct target target)
{
    struct arena *arena = line->arena;
    const char *inside = text_format(arena, "%s/book/inputs.json", target.parent).at;
    const char *over = text_format(arena, "%s/%s/book/inputs.json", target.parent, target.name).at;
    const char *closed = text_format(arena, "%.*s/closed", TEXT_ARGS(line->book)).at;
    struct stat status;

    return stat(inside, &status) == 0 || stat(over, &status) == 0
           || (stat(closed, &status) == 0 && is_within(target.parent, &status, arena));
}

static int refuse_seals(const struct command_line *line, struct target target)
{
    return usage_error(line, "--out: '%s' is for sealed months: choose another", target.parent);
}

/* A sealed period comes out as it was sealed, to the byte, or not at all (R13). */
static bool is_as_sealed(struct pipeline *pipeline, struct staging *staging)
{
    const struct command_line *line = pipeline->line;
    struct name_list names = {0};

    if (!pipeline->sealed)
        return true;
    seal_differences(&names, staging, pipeline->sealed_folder,
                     line->accounts.count > 0 ? SEAL_DOCUMENTS : SEAL_STAGED, line->arena);
    if (names.count == 0)
        return true;
    message_print("error",
                  "%.*s is not as it was sealed by livebill %.*s: %.*s%s: nothing was published: "
                  "regenerate it with that version (this is " LIVEBILL_VERSION ")",
                  TEXT_ARGS(pipeline->sealed_folder), TEXT_ARGS(pipeline->seal.version),
                  TEXT_ARGS(names.at[0]), names.count > 1 ? " and others differ" : " differs");
    return false;
}

static int bill_and_publish(struct pipeline *pipeline, struct target target)
{
    const struct command_line *line = pipeline->line;
    bool computed = pipeline_compute(pipeline, line, line->period);
    bool rejected = pipeline->report->count[SEVERITY_REJECT] > 0 && !pipeline->sealed;

    pipeline_print_problems(line, pipeline->report);
    if (!computed || (rejected && !option_given(line, OPTION_ALLOW_REJECTS))) {
        publication_say_refused(pipeline,
                                "mend the book, or publish the rest with --allow-rejects");
        return EXIT_BAD_INPUT;
    }
    struct staging *staging = publication_stage(pipeline, target, false);
    publication_finish(pipeline, staging);
    if (!is_as_sealed(pipeline, staging)) {
        staging_abandon(staging);
        return EXIT_BAD_INPUT;
    }
    staging_commit(staging);
    pipeline_stage_done(pipeline, "commit");
    if (!line->quiet)
        publication_print_summary(pipeline, target);
    return rejected ? EXIT_REJECTS_ACCEPTED : EXIT_PUBLISHED;
}

static bool period_is_sealed(const struct command_line *line)
{
    struct sealed_periods sealed;
    sealed_list(&sealed, line->book, line->arena);
    return sealed_holds(&sealed, line->period);
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

    if (option_given(line, OPTION_ADJUST) && period_is_sealed(line))
        return usage_error(line, "--adjust: %.*s is sealed: adjust in an open month",
                           TEXT_ARGS(period_text(line->arena, line->period)));
    if (option_given(line, OPTION_THROUGH) && period_is_sealed(line))
        return usage_error(line, "--through: %.*s is sealed: there are no drafts of it any more",
                           TEXT_ARGS(period_text(line->arena, line->period)));

    if (is_for_seals(line, target))
        return refuse_seals(line, target);
    progress_enable(!line->quiet && !line->json);
    struct lock *lock = lock_take(target.parent, line->arena);
    /* The lock made the folder: now it can be told where it is. */
    int status = is_for_seals(line, target) ? refuse_seals(line, target)
                                            : bill_and_publish(&pipeline, target);
    lock_release(lock);
    pipeline_release(&pipeline);
    return status;
}

const struct command run_command = {
    .name = "run",
    .synopsis = "[-C BOOK] --period YYYY-MM [--account ID]...\n"
                "                    [--adjust YYYY-MM]... [--through DAY] [--jobs N]\n"
                "                    [--out DIR] [--formats LIST] [--allow-rejects]",
    .summary = "bill a month: documents and CSV files",
    .description =
        "Reads the book, bills the month, and writes BOOK/out/YYYY-MM: for each account\n"
        "an invoice (PDF) and a statement (XLSX), the CSV files, run.json and SHA256SUMS.\n"
        "The folder appears all at once and replaces the one of an earlier run; where\n"
        "anything is wrong, all problems are listed and what was there stays.\n"
        "\n"
        "--account may be repeated. Without --out the result then goes to\n"
        "BOOK/out/YYYY-MM-selected and leaves the whole run alone.\n"
        "\n"
        "A month that is sealed (livebill close) comes out again as it was sealed, byte\n"
        "for byte, or the input that changed since is named. The month after it opens\n"
        "from it.\n",
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
               | TAKES(OPTION_FORMATS) | TAKES(OPTION_ALLOW_REJECTS) | TAKES(OPTION_ADJUST)
               | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD),
    .publishes = true,
    .run = do_run,
};
