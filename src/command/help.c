/* Help and the manual page, both made from the tables of commands and options. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"
#include "options.h"

#define HELP_COLUMN 24

static const char *const exit_meanings[] = {
    [EXIT_PUBLISHED] = "done, nothing rejected",
    [EXIT_DIFFERENT] = "diff or verify found a difference",
    [EXIT_USAGE] = "the command line is wrong; nothing was read",
    [EXIT_BAD_INPUT] = "the input or the catalogue is wrong; nothing was published, and what\n"
                       "was there before is untouched",
    [EXIT_REJECTS_ACCEPTED] = "published, but rows were rejected (only with --allow-rejects)",
    [EXIT_SYSTEM] = "the system failed (disk full, no memory, unreadable file); nothing was\n"
                    "published",
    [EXIT_LOCKED] = "another run holds the lock",
};
#define EXIT_MEANINGS (sizeof exit_meanings / sizeof exit_meanings[0])

static const char first_words[] =
    "livebill makes the month's invoices of a book: a folder of CSV files with\n"
    "accounts, purchases, prices and usage. The same book always gives the same\n"
    "bytes.\n";

/* The book: what templates/docs/formats.md describes column by column. */
static const char book_files[] =
    "  livebill.ini             settings: who sends the invoices, tax, days, policies\n"
    "  accounts.csv             who is billed\n"
    "  elections.csv            how each account chose to be charged\n"
    "  ledger/plugins.csv       plugin licences: bought, granted, refunded, banned\n"
    "  ledger/packs.csv         resource packs: bought, granted, refunded\n"
    "  ledger/orders.csv        other orders, and credits by hand\n"
    "  ledger/payments.csv      money in and out of each account\n"
    "  usage/YYYY-MM-DD*.csv    usage exports of that day; also .csv.gz\n"
    "  usage/MANIFEST.csv       the rows and the SHA-256 that exports must have\n"
    "  catalog/KIND.csv         products or prices of your own, for the shipped ones\n"
    "  catalog/rates+NAME.csv   rates beside the shipped ones: a contract's, say\n"
    "  out/YYYY-MM/             what 'run' wrote\n"
    "  closed/YYYY-MM/          what 'close' sealed\n";

static const char all_examples[] =
    "  livebill init mybook                       a small book to start from\n"
    "  livebill run -C mybook --period 2024-05    bills it into mybook/out/2024-05\n"
    "  livebill check -C mybook --period 2024-05  finds every problem, writes nothing\n"
    "  livebill verify mybook/out/2024-05         whether that is whole and adds up\n"
    "  livebill explain -C mybook --period 2024-05 --account 100000000001\n"
    "                                             where each amount comes from\n"
    "  livebill quote --item miniprogram.traffic --region mainland --quantity 2000\n"
    "                                             the price of 2000 GB on one day\n";

/* Text of several lines: all but the first begin at `column`. */
static void print_indented(const char *text, int column)
{
    for (const char *at = text; *at != '\0'; at++) {
        putchar(*at);
        if (*at == '\n')
            printf("%*s", column, "");
    }
    putchar('\n');
}

static void print_option(const struct option_row *row)
{
    char name[64];
    int size = row->name == NULL ? snprintf(name, sizeof name, "-%c", row->letter)
                                 : snprintf(name, sizeof name, "--%s", row->name);

    if (row->argument != NULL && size > 0)
        snprintf(name + size, sizeof name - (size_t)size, " %s", row->argument);
    printf("  %-*s", HELP_COLUMN - 2, name);
    print_indented(row->help, HELP_COLUMN);
}

void help_print_command(const struct command *command)
{
    printf("usage: livebill %s %s\n\n%s\noptions:\n", command->name, command->synopsis,
           command->description);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((command->options & TAKES(i)) != 0)
            print_option(&option_rows[i]);
    }
    printf("\nexamples:\n%s", command->examples);
}

static void print_statuses(void)
{
    for (size_t i = 0; i < EXIT_MEANINGS; i++) {
        if (exit_meanings[i] == NULL)
            continue;
        printf("  %zu  ", i);
        print_indented(exit_meanings[i], 5);
    }
}

void help_print_all(const struct command *const *commands)
{
    printf("%s\ncommands:\n", first_words);
    for (size_t i = 0; commands[i] != NULL; i++)
        printf("  %-8s %s\n", commands[i]->name, commands[i]->summary);
    printf("\nthe book (the first two are needed, and usage):\n%s", book_files);
    printf("\nexamples:\n%s\nexit status:\n", all_examples);
    print_statuses();
    puts("\n'livebill help COMMAND' explains a command; 'livebill --version' tells this one.");
}

/* A line as troff reads it: no line begins with a request, no hyphen is a typographic one. */
static void man_text(const char *text)
{
    bool line_begins = true;

    for (const char *at = text; *at != '\0'; at++) {
        if (line_begins && (*at == '.' || *at == '\''))
            fputs("\\&", stdout);
        if (*at == '-')
            fputs("\\-", stdout);
        else if (*at == '\\')
            fputs("\\e", stdout);
        else
            putchar(*at);
        line_begins = *at == '\n';
    }
}

/* A synopsis is broken and indented for a terminal; here it is one paragraph. */
static void man_synopsis(const struct command *command)
{
    printf(".B livebill %s\n", command->name);
    for (const char *at = command->synopsis; *at != '\0'; at++) {
        char piece[2] = {*at, '\0'};
        if (*at != '\n' && (*at != ' ' || at[1] != ' '))
            man_text(piece);
    }
    putchar('\n');
}

static void man_options(uint32_t options)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        if ((options & TAKES(i)) == 0)
            continue;
        fputs(".TP\n.B ", stdout);
        if (row->name == NULL)
            printf("\\-%c", row->letter);
        else
            printf("\\-\\-"), man_text(row->name);
        if (row->argument != NULL)
            printf(" \\fI"), man_text(row->argument), fputs("\\fR", stdout);
        putchar('\n');
        man_text(row->help);
        putchar('\n');
    }
}

static void man_command(const struct command *command)
{
    printf(".SS livebill %s\n", command->name);
    man_synopsis(command);
    fputs(".PP\n", stdout);
    man_text(command->description);
    man_options(command->options & ~(uint32_t)TAKES_ALWAYS);
    fputs(".PP\n.nf\n", stdout);
    man_text(command->examples);
    fputs(".fi\n", stdout);
}

static void man_statuses(void)
{
    for (size_t i = 0; i < EXIT_MEANINGS; i++) {
        if (exit_meanings[i] == NULL)
            continue;
        printf(".TP\n.B %zu\n", i);
        man_text(exit_meanings[i]);
        putchar('\n');
    }
}

static void print_man(const struct command *const *commands)
{
    printf(".TH LIVEBILL 1 \"\" \"livebill %s\" \"User Commands\"\n", LIVEBILL_VERSION);
    fputs(".SH NAME\nlivebill \\- invoices for mini program live streaming\n.SH SYNOPSIS\n",
          stdout);
    for (size_t i = 0; commands[i] != NULL; i++) {
        fputs(i > 0 ? ".br\n" : "", stdout);
        man_synopsis(commands[i]);
    }
    fputs(".SH DESCRIPTION\n", stdout);
    man_text(first_words);
    fputs(".SH COMMANDS\n", stdout);
    for (size_t i = 0; commands[i] != NULL; i++)
        man_command(commands[i]);
    fputs(".SH OPTIONS OF EVERY COMMAND\n", stdout);
    man_options(TAKES_ALWAYS);
    fputs(".SH FILES\nOf a book, the first two are needed, and usage; "
          "formats.md of the documentation describes every column.\n.nf\n",
          stdout);
    man_text(book_files);
    fputs(".fi\n.SH EXIT STATUS\n", stdout);
    man_statuses();
    fputs(".SH EXAMPLES\n.nf\n", stdout);
    man_text(all_examples);
    fputs(".fi\n", stdout);
}

static int do_help(const struct command_line *line)
{
    if (option_given(line, OPTION_MAN)) {
        print_man(line->commands);
        return EXIT_PUBLISHED;
    }
    if (line->operand == NULL) {
        help_print_all(line->commands);
        return EXIT_PUBLISHED;
    }
    const struct command *command = command_find(line->commands, text_of(line->operand));
    if (command == NULL)
        return unknown_command(line->commands, line->operand);
    help_print_command(command);
    return EXIT_PUBLISHED;
}

const struct command help_command = {
    .name = "help",
    .synopsis = "[COMMAND] [--man]",
    .summary = "explain a command",
    .description = "Explains a command, or all of them in short.\n",
    .examples = "  livebill help run\n"
                "  livebill help --man > livebill.1\n",
    .options = TAKES(OPTION_MAN) | TAKES(OPTION_HELP),
    .operand = "COMMAND",
    .run = do_help,
};
