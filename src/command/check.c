/* `livebill check`: everything that `run` does but writing. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"
#include "livebill/read/book.h"

#include "options.h"
#include "pipeline.h"
#include "progress.h"
#include "templates.h"

#include <dirent.h>

static int say_problems(const struct command_line *line, struct report *report)
{
    pipeline_print_problems(line, report);
    if (!line->quiet && !line->json)
        fprintf(stderr, "livebill: found %.*s: mend what is named above, then check again\n",
                TEXT_ARGS(problems_counted(report, line->arena)));
    return EXIT_BAD_INPUT;
}

static bool is_clean(const struct report *report)
{
    return report->count[SEVERITY_ERROR] == 0 && report->count[SEVERITY_REJECT] == 0;
}

static void print_sound_catalogue(const struct catalogue *catalogue)
{
    const struct {
        size_t count;
        const char *noun;
    } kinds[] = {
        {catalogue->meters.count, "meter"},     {catalogue->items.count, "item"},
        {catalogue->rates.count, "rate table"}, {catalogue->packs.count, "pack"},
        {catalogue->licences.count, "licence"}, {catalogue->orders.count, "order"},
    };

    fputs("the catalogue is sound", stdout);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        printf("%s %zu %s%s", i == 0 ? ":" : ",", kinds[i].count, kinds[i].noun,
               text_plural(kinds[i].count));
    putchar('\n');
}

static int check_catalogue(const struct command_line *line)
{
    struct report *report = report_new(line->arena);
    struct book book = {.folder = line->book, .templates = templates_find(line->arena)};

    if (!catalogue_read(&book, line->arena, report) || !is_clean(report))
        return say_problems(line, report);
    pipeline_print_problems(line, report);
    if (!line->quiet)
        print_sound_catalogue(&book.catalogue);
    return EXIT_PUBLISHED;
}

/* Without --period the newest month that has a usage file is checked. */
static bool newest_month(struct period *out, const struct command_line *line)
{
    DIR *folder = opendir(text_format(line->arena, "%.*s/usage", TEXT_ARGS(line->book)).at);
    struct day newest = {INT32_MIN}, day;
    struct dirent *entry;

    if (folder == NULL)
        return false;
    while ((entry = readdir(folder)) != NULL) {
        if (day_parse(&day, text_slice(text_of(entry->d_name), 0, 10))
            && day.number > newest.number)
            newest = day;
    }
    closedir(folder);
    if (newest.number == INT32_MIN)
        return false;
    *out = period_of_day(newest);
    return true;
}

static void print_sound(const struct pipeline *pipeline)
{
    const struct usage_counts *rows = &pipeline->usage.counts;

    size_t accounts = pipeline->book.accounts.count, invoices = pipeline->invoices.count;
    unsigned long long lines = pipeline->totals.lines;

    printf("%.*s is sound: %zu account%s, rows read %llu = %llu billed + %llu duplicates + %llu "
           "rejected, %llu line%s on %zu invoice%s; nothing was written\n",
           TEXT_ARGS(period_text(pipeline->arena, pipeline->book.period)), accounts,
           text_plural(accounts), (unsigned long long)rows->read, (unsigned long long)rows->billed,
           (unsigned long long)rows->duplicates, (unsigned long long)rows->rejected, lines,
           text_plural(lines), invoices, text_plural(invoices));
}

static int check_month(const struct command_line *line, struct period period)
{
    struct pipeline pipeline;
    int status = EXIT_PUBLISHED;

    progress_enable(!line->quiet && !line->json);
    if (!pipeline_compute(&pipeline, line, period)
        || (!is_clean(pipeline.report) && !pipeline.sealed)) {
        status = say_problems(line, pipeline.report);
    } else {
        pipeline_print_problems(line, pipeline.report); /* warnings */
        if (!line->quiet)
            print_sound(&pipeline);
    }
    pipeline_release(&pipeline);
    return status;
}

static int do_check(const struct command_line *line)
{
    struct period period = line->period;

    if (!folder_exists(line->book, line->arena))
        return usage_error(line, "there is no folder '%.*s': name the book's folder with -C",
                           TEXT_ARGS(line->book));
    if (option_given(line, OPTION_CATALOG))
        return check_catalogue(line);
    if (!option_given(line, OPTION_PERIOD) && !newest_month(&period, line))
        return usage_error(line, "the book has no usage file to tell the month from: name it with "
                                 "--period YYYY-MM");
    return check_month(line, period);
}

const struct command check_command = {
    .name = "check",
    .synopsis = "[-C BOOK] [--period YYYY-MM] [--catalog] [--jobs N]",
    .summary = "find every problem, write nothing",
    .description =
        "Does all that 'livebill run' does but writing, and lists every problem of the\n"
        "whole input with its file and line. Without --period it takes the newest month\n"
        "that has a usage file. With --catalog it looks at products and prices only:\n"
        "gaps, overlaps, unknown items, tiers out of order, a missing currency.\n",
    .examples = "  livebill check -C mybook --period 2024-05 --verbose\n"
                "      each problem with its row and a mark under the value\n"
                "  livebill check -C mybook --catalog\n"
                "      after a change of catalog/rates.csv\n",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_PERIOD) | TAKES(OPTION_CATALOG)
               | TAKES(OPTION_JOBS) | TAKES_ALWAYS,
    .run = do_check,
};
