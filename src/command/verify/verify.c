/* `livebill verify`: that an output folder is whole and adds up. */

#include "verify.h"

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"

#include "command/options.h"
#include "command/pipeline.h"
#include "command/templates.h"

#include <unistd.h>

/* Any of the files that only a run writes makes it one: the others are then missing. */
static bool is_output_folder(struct text folder, struct arena *arena)
{
    static const char *const signs[] = {"SHA256SUMS", "run.json", "invoices.csv"};

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        struct text path = text_format(arena, "%.*s/%s", TEXT_ARGS(folder), signs[i]);
        if (access(path.at, F_OK) == 0)
            return true;
    }
    return false;
}

static int do_verify(const struct command_line *line)
{
    struct text folder = text_of(line->operand);
    struct report *report = report_new(line->arena);
    struct verified verified = {0};

    if (!folder_exists(folder, line->arena) || !is_output_folder(folder, line->arena)) {
        message_print("error", "'%s' is not an output folder: name BOOK/out/PERIOD", line->operand);
        return EXIT_BAD_INPUT;
    }
    verify_files(&verified, folder, line->arena, report);
    verify_sums(&verified, folder, line->arena, report);
    pipeline_print_problems(line, report);
    if (report->count[SEVERITY_ERROR] > 0) {
        if (!line->quiet && !line->json)
            message_print("error", "'%s' does not verify: %.*s", line->operand,
                          TEXT_ARGS(problems_counted(report, line->arena)));
        return EXIT_DIFFERENT;
    }
    if (!line->quiet)
        printf("%s is whole and adds up: %zu files as in SHA256SUMS, %zu invoice%s, %zu line%s, "
               "%zu detail%s\n",
               line->operand, verified.files, verified.invoices, text_plural(verified.invoices),
               verified.lines, text_plural(verified.lines), verified.details,
               text_plural(verified.details));
    return EXIT_PUBLISHED;
}

const struct command verify_command = {
    .name = "verify",
    .synopsis = "DIR",
    .summary = "whether an output folder is whole and adds up",
    .description =
        "Checks a folder that 'run' or 'close' wrote: the SHA-256 of every file, that\n"
        "nothing is missing and nothing extra, and the sums: details make lines, lines\n"
        "make invoices, invoices make totals and postings; opening - charged + paid =\n"
        "closing; what details draw is what packs give; the counts of run.json. Each file\n"
        "that is wrong is named with its line. The exit status is 1 where anything is.\n",
    .examples = "  livebill verify mybook/out/2024-05\n"
                "      before the documents are sent\n",
    .options = TAKES_ALWAYS,
    .operand = "DIR",
    .operand_required = true,
    .run = do_verify,
};
