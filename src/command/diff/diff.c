/* `livebill diff`: two output folders, what changed, by how much, and why. */

#include "diff.h"

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"

#include "command/pipeline.h"
#include "command/templates.h"

#include <unistd.h>

static int do_diff(const struct command_line *line)
{
    struct text folders[] = {text_of(line->operand), text_of(line->second)};
    struct report *report = report_new(line->arena);
    struct diff diff = {0};

    for (int i = 0; i < 2; i++) {
        struct text table = text_format(line->arena, "%.*s/%s", TEXT_ARGS(folders[i]),
                                        output_file_name(OUTPUT_INVOICES));
        if (folder_exists(folders[i], line->arena) && access(table.at, F_OK) == 0)
            continue;
        message_print("error", "'%.*s' is not an output folder: name BOOK/out/PERIOD",
                      TEXT_ARGS(folders[i]));
        return EXIT_BAD_INPUT;
    }
    bool read = diff_tables(&diff, folders[0], folders[1], line->arena, report)
                && diff_files(&diff, folders[0], folders[1], line->arena, report);
    pipeline_print_problems(line, report);
    if (!read)
        return EXIT_BAD_INPUT;
    diff_print(&diff, line->format, line->arena);
    return diff.accounts.count > 0 || diff.files.count > 0 ? EXIT_DIFFERENT : EXIT_PUBLISHED;
}

const struct command diff_command = {
    .name = "diff",
    .synopsis = "OLD NEW [--format text|csv|json]",
    .summary = "what changed between two outputs, and why",
    .description =
        "Compares two folders that 'run' or 'close' wrote, account by account and line by\n"
        "line, the largest change first, and says why each line is another amount: usage,\n"
        "rate, pack, discount or rounding, which add up to the change, or ledger for what\n"
        "was bought, refunded or adjusted. It is judged from details.csv: new quantities\n"
        "at the old price are usage (or pack, for what packs cover), the rest is the rate\n"
        "or the discount. The exit status is 0 where all is the same, 1 where anything is\n"
        "not; files that differ are named.\n",
    .examples = "  livebill diff closed/2024-05 out/2024-05\n"
                "      what a late file would change\n"
                "  livebill diff old new --format csv > changes.csv\n"
                "      a row for each line that changed\n",
    .options = TAKES(OPTION_FORMAT) | TAKES_ALWAYS,
    .operand = "OLD",
    .operand_required = true,
    .second_operand = "NEW",
    .run = do_diff,
};
