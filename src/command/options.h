/*
 * The command line. One table of options serves the parser, the help and the man page; a command
 * names those that it takes. Everything that can be judged without reading the book is judged
 * here, and a wrong command line ends with EXIT_USAGE (2) before anything is read.
 */
#ifndef LIVEBILL_COMMAND_OPTIONS_H
#define LIVEBILL_COMMAND_OPTIONS_H

#include "livebill/base/list.h"
#include "livebill/base/report.h"
#include "livebill/domain/region.h"
#include "livebill/value/date.h"
#include "livebill/value/money.h"
#include "livebill/value/words.h"

enum option_id {
    OPTION_BOOK,
    OPTION_PERIOD,
    OPTION_ACCOUNT,
    OPTION_THROUGH,
    OPTION_JOBS,
    OPTION_OUT,
    OPTION_FORMATS,
    OPTION_ALLOW_REJECTS,
    OPTION_CATALOG,
    OPTION_LINE,
    OPTION_DAY,
    OPTION_FORMAT,
    OPTION_ITEM,
    OPTION_REGION,
    OPTION_SPEC,
    OPTION_QUANTITY,
    OPTION_DATE,
    OPTION_PLAN,
    OPTION_CURRENCY,
    OPTION_MAN,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_LOG_FORMAT,
    OPTION_HELP,
    OPTION_COUNT,
};

#define TAKES(option) (UINT32_C(1) << (option))
#define TAKES_ALWAYS                                                                               \
    (TAKES(OPTION_QUIET) | TAKES(OPTION_VERBOSE) | TAKES(OPTION_LOG_FORMAT) | TAKES(OPTION_HELP))

/* How a result is written to stdout. */
enum result_format { RESULT_TEXT, RESULT_JSON, RESULT_CSV };

struct command_line {
    const struct command *command;
    const struct command *const *commands;
    struct arena *arena;
    uint32_t given; /* TAKES(…) of each option that was given */
    struct text book;
    struct period period;
    LIST_OF(struct text) accounts;
    struct day through;
    int jobs;
    struct text out;
    bool pdf, xlsx; /* where --formats was given */
    struct text item, spec, plan;
    enum region region;
    struct quantity quantity;
    struct day date;
    enum currency currency;
    int line;       /* of an invoice, from 1 */
    struct day day; /* of explain */
    enum result_format format;
    bool quiet, verbose, json;
    const char *operand; /* DIR of init, COMMAND of help; NULL: not given */
    const char *second;  /* NEW of diff */
};

struct command {
    const char *name;
    const char *synopsis;    /* behind the name, as in formats.md §5 */
    const char *summary;     /* one line, in the list of commands */
    const char *description; /* paragraphs, broken by hand at 78 columns */
    const char *examples;    /* lines: a command, then what it does, indented by two */
    uint32_t options, required;
    const char *operand; /* its name, or NULL: it takes none */
    bool operand_required;
    const char *second_operand; /* its name where the command takes two, both required */
    bool publishes;             /* so its status does not depend on whether stdout can be written */
    int (*run)(const struct command_line *line);
};

struct option_row {
    const char *name; /* long, without --; NULL: it has a letter only */
    char letter;
    const char *argument; /* NULL: it takes none */
    const char *help;
    /* NULL where the value is good, else what is wrong: what to do. */
    const char *(*take)(struct command_line *line, const char *value);
};

extern const struct option_row option_rows[OPTION_COUNT];

static inline bool option_given(const struct command_line *line, enum option_id option)
{
    return (line->given & TAKES(option)) != 0;
}

/* As the user writes it: --period, or -C. */
struct text option_shown(struct arena *arena, enum option_id option);

/* False where the command line is wrong: said on stderr. argv[0] is the command's name. */
bool options_parse(struct command_line *line, int argc, char **argv);

/* `livebill: COMMAND: what is wrong: what to do`, and gives EXIT_USAGE. */
int usage_error(const struct command_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The command of that name, or NULL. */
const struct command *command_find(const struct command *const *commands, struct text name);

/* Prints `what` 'word' is unknown, the nearest name, and where help is; gives EXIT_USAGE. */
int unknown_command(const struct command *const *commands, const char *word);

/* Exit status 0 after the help of one command, and of all. */
void help_print_command(const struct command *command);
void help_print_all(const struct command *const *commands);

#endif
