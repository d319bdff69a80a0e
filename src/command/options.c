#include "options.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"

#include <getopt.h>
#include <unistd.h>

#define JOBS_MAX   64
#define FIRST_LONG 256

static const char *wrong(struct command_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *wrong(struct command_line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *message = text_format_list(line->arena, format, arguments).at;
    va_end(arguments);
    return message;
}

static const char *take_book(struct command_line *line, const char *value)
{
    line->book = text_of(value);
    return *value == '\0' ? "the book's folder has no name: give its path" : NULL;
}

static const char *take_period(struct command_line *line, const char *value)
{
    if (period_parse(&line->period, text_of(value)))
        return NULL;
    return wrong(line, "'%s' is not a month: write YYYY-MM, 2024-05", value);
}

static bool is_identifier_byte(char byte, bool first)
{
    if ((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z')
        || (byte >= '0' && byte <= '9'))
        return true;
    return !first && byte != '\0' && strchr("._:-@", byte) != NULL;
}

static const char *take_account(struct command_line *line, const char *value)
{
    size_t size = strlen(value);
    bool good = size >= 1 && size <= 64;

    for (size_t i = 0; i < size && good; i++)
        good = is_identifier_byte(value[i], i == 0);
    if (!good)
        return wrong(line, "'%s' is not an account_id: write it as in accounts.csv", value);
    *LIST_ADD(line->arena, &line->accounts) = text_of(value);
    return NULL;
}

static const char *take_day(struct day *out, struct command_line *line, const char *value)
{
    if (day_parse(out, text_of(value)))
        return NULL;
    return wrong(line, "'%s' is not a day: write YYYY-MM-DD, 2024-05-31", value);
}

static const char *take_through(struct command_line *line, const char *value)
{
    return take_day(&line->through, line, value);
}

static const char *take_date(struct command_line *line, const char *value)
{
    return take_day(&line->date, line, value);
}

static const char *take_explained_day(struct command_line *line, const char *value)
{
    return take_day(&line->day, line, value);
}

static const char *take_line(struct command_line *line, const char *value)
{
    wide number;
    if (decimal_parse(&number, text_of(value), 0, false) != DECIMAL_OK || number < 1
        || number > INT32_MAX)
        return wrong(line, "'%s' is not a line: write its number on the invoice, from 1", value);
    line->line = (int)number;
    return NULL;
}

static const char *take_format(struct command_line *line, const char *value)
{
    static const char *const names[] = {
        [RESULT_TEXT] = "text", [RESULT_JSON] = "json", [RESULT_CSV] = "csv"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, names[i]) == 0) {
            line->format = (enum result_format)i;
            return NULL;
        }
    }
    return wrong(line, "'%s' is not a format: write text, json or csv", value);
}

static const char *take_jobs(struct command_line *line, const char *value)
{
    wide jobs;
    if (decimal_parse(&jobs, text_of(value), 0, false) != DECIMAL_OK || jobs < 1 || jobs > JOBS_MAX)
        return wrong(line, "'%s' is not a number of workers: write 1 to %d", value, JOBS_MAX);
    line->jobs = (int)jobs;
    return NULL;
}

static const char *take_out(struct command_line *line, const char *value)
{
    line->out = text_of(value);
    return *value == '\0' ? "the output folder has no name: give its path" : NULL;
}

static const char *take_formats(struct command_line *line, const char *value)
{
    struct text rest = text_of(value);
    bool more = true;

    line->pdf = line->xlsx = false;
    while (more) {
        size_t end = text_find(rest, ',');
        struct text word = text_slice(rest, 0, end);
        if (text_is(word, "pdf"))
            line->pdf = true;
        else if (text_is(word, "xlsx"))
            line->xlsx = true;
        else if (!text_is(word, "csv"))
            return wrong(line, "'%.*s' is not a format: write pdf,xlsx or one of pdf, xlsx, csv",
                         TEXT_ARGS(word));
        more = end < rest.size;
        rest = text_slice(rest, end + 1, rest.size);
    }
    return NULL;
}

static const char *take_accepted(struct command_line *line, const char *value)
{
    line->accepted = text_of(value);
    return *value == '\0' ? "the reviewed rejects.csv has no name: give its path" : NULL;
}

static const char *take_adjust(struct command_line *line, const char *value)
{
    struct period *period = LIST_ADD(line->arena, &line->adjusted);
    if (period_parse(period, text_of(value)))
        return NULL;
    return wrong(line, "'%s' is not a month: write YYYY-MM, 2024-05", value);
}

static const char *take_item(struct command_line *line, const char *value)
{
    line->item = text_of(value);
    return NULL;
}

static const char *take_region(struct command_line *line, const char *value)
{
    if (*value != '\0' && region_parse(&line->region, text_of(value)))
        return NULL;
    return wrong(line, "'%s' is not a region: write mainland, ap1, ap2, ap3, na, eu, me, af or sa",
                 value);
}

static const char *take_spec(struct command_line *line, const char *value)
{
    line->spec = text_of(value);
    return NULL;
}

static const char *take_quantity(struct command_line *line, const char *value)
{
    enum decimal_status status =
        decimal_parse(&line->quantity.nano, text_of(value), QUANTITY_PLACES, false);
    if (status == DECIMAL_OK)
        return NULL;
    return wrong(line,
                 "'%s' is not a quantity: write a plain decimal with at most 9 decimals, "
                 "2000 or 0.5",
                 value);
}

static const char *take_plan(struct command_line *line, const char *value)
{
    line->plan = text_of(value);
    return NULL;
}

static const char *take_currency(struct command_line *line, const char *value)
{
    if (currency_parse(&line->currency, text_of(value)))
        return NULL;
    return wrong(line, "'%s' is not a currency: write CNY or USD", value);
}

static const char *take_log_format(struct command_line *line, const char *value)
{
    line->json = strcmp(value, "json") == 0;
    fatal_use_json(line->json);
    if (line->json || strcmp(value, "text") == 0)
        return NULL;
    return wrong(line, "'%s' is not a log format: write json or text", value);
}

static const char *take_quiet(struct command_line *line, const char *value)
{
    (void)value;
    line->quiet = true;
    return NULL;
}

static const char *take_verbose(struct command_line *line, const char *value)
{
    (void)value;
    line->verbose = true;
    return NULL;
}

static const char *take_nothing(struct command_line *line, const char *value)
{
    (void)line, (void)value;
    return NULL;
}

const struct option_row option_rows[OPTION_COUNT] = {
    [OPTION_BOOK] = {NULL, 'C', "BOOK", "the book's folder (default: where you are)", take_book},
    [OPTION_PERIOD] = {"period", 0, "YYYY-MM", "the month, in Beijing time", take_period},
    [OPTION_ACCOUNT] = {"account", 0, "ID", "only this account", take_account},
    [OPTION_THROUGH] = {"through", 0, "DAY",
                        "bill the month up to and with this day, and stamp\n"
                        "the documents DRAFT",
                        take_through},
    [OPTION_JOBS] = {"jobs", 0, "N", "workers (default: one for each processor)", take_jobs},
    [OPTION_OUT] = {"out", 0, "DIR", "write DIR/PERIOD instead of BOOK/out/PERIOD", take_out},
    [OPTION_FORMATS] = {"formats", 0, "LIST",
                        "documents to write: pdf, xlsx, or pdf,xlsx; csv: none,\n"
                        "for the CSV files are always written (default:\n"
                        "[output] formats of livebill.ini)",
                        take_formats},
    [OPTION_ALLOW_REJECTS] = {"allow-rejects", 0, NULL,
                              "leave rejected rows out, list them in rejects.csv,\n"
                              "publish the rest",
                              take_nothing},
    [OPTION_ACCEPT_REJECTS] = {"accept-rejects", 0, "FILE",
                               "a reviewed rejects.csv: seal where it equals what is\n"
                               "rejected",
                               take_accepted},
    [OPTION_ADJUST] = {"adjust", 0, "YYYY-MM",
                       "bill what a sealed month should have cost, with all\n"
                       "usage that is there now, against what was billed;\n"
                       "may be repeated",
                       take_adjust},
    [OPTION_CATALOG] = {"catalog", 0, NULL, "only the catalogue: products and prices",
                        take_nothing},
    [OPTION_LINE] = {"line", 0, "N", "only this line of the invoice", take_line},
    [OPTION_DAY] = {"day", 0, "D", "only what is of this day", take_explained_day},
    [OPTION_FORMAT] = {"format", 0, "FORMAT",
                       "of the result: text (the default), json, or csv where\n"
                       "the first line says so",
                       take_format},
    [OPTION_ITEM] = {"item", 0, "I", "an item of the catalogue, say miniprogram.traffic",
                     take_item},
    [OPTION_REGION] = {"region", 0, "R", "mainland, ap1, ap2, ap3, na, eu, me, af or sa",
                       take_region},
    [OPTION_SPEC] = {"spec", 0, "S", "a spec of the item, say standard.h264.720p", take_spec},
    [OPTION_QUANTITY] = {"quantity", 0, "Q", "how many of the item's units in one window",
                         take_quantity},
    [OPTION_DATE] = {"date", 0, "D", "the usage day (default: today in Beijing)", take_date},
    [OPTION_PLAN] = {"plan", 0, "P", "a rate plan (default: list)", take_plan},
    [OPTION_CURRENCY] = {"currency", 0, "C", "CNY or USD (default: CNY)", take_currency},
    [OPTION_MAN] = {"man", 0, NULL, "the manual page, for man(1)", take_nothing},
    [OPTION_QUIET] = {"quiet", 0, NULL, "no progress and no summary, only problems", take_quiet},
    [OPTION_VERBOSE] = {"verbose", 0, NULL, "show the row of each problem and mark the place",
                        take_verbose},
    [OPTION_LOG_FORMAT] = {"log-format", 0, "json", "one JSON object a line for each message",
                           take_log_format},
    [OPTION_HELP] = {"help", 0, NULL, "this help", take_nothing},
};

struct text option_shown(struct arena *arena, enum option_id option)
{
    const struct option_row *row = &option_rows[option];
    if (row->name == NULL)
        return text_format(arena, "-%c", row->letter);
    return text_format(arena, "--%s", row->name);
}

int usage_error(const struct command_line *line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    struct text message = text_format_list(line->arena, format, arguments);
    va_end(arguments);
    message_print("usage", "%s: %.*s (livebill help %s)", line->command->name, TEXT_ARGS(message),
                  line->command->name);
    return EXIT_USAGE;
}

/* The two tables that getopt_long wants: ":C:" and the long names. */
struct getopt_tables {
    char letters[2 + 2 * OPTION_COUNT];
    struct option names[OPTION_COUNT + 1];
};

static void fill_tables(struct getopt_tables *tables, uint32_t options)
{
    size_t letters = 0, names = 0;

    *tables = (struct getopt_tables){0};
    tables->letters[letters++] = ':';
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        int argument = row->argument == NULL ? no_argument : required_argument;
        if ((options & TAKES(i)) == 0)
            continue;
        if (row->letter != 0) {
            tables->letters[letters++] = row->letter;
            if (argument == required_argument)
                tables->letters[letters++] = ':';
        }
        if (row->name != NULL)
            tables->names[names++] = (struct option){row->name, argument, NULL, FIRST_LONG + i};
    }
}

static enum option_id option_of_code(int code)
{
    if (code >= FIRST_LONG)
        return (enum option_id)(code - FIRST_LONG);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (option_rows[i].letter != 0 && option_rows[i].letter == code)
            return (enum option_id)i;
    }
    return OPTION_COUNT;
}

static int say_unknown(struct command_line *line, const char *word)
{
    struct text names[OPTION_COUNT], given = text_of(word);
    size_t count = 0;

    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((line->command->options & TAKES(i)) != 0)
            names[count++] = option_shown(line->arena, (enum option_id)i);
    }
    given = text_slice(given, 0, text_find(given, '='));
    struct text nearest = text_nearest(given, names, count);
    if (nearest.size > 0 && text_starts(given, TEXT("--")))
        return usage_error(line, "unknown option '%.*s': did you mean '%.*s'?", TEXT_ARGS(given),
                           TEXT_ARGS(nearest));
    return usage_error(line, "unknown option '%.*s': see what there is", TEXT_ARGS(given));
}

/* getopt tells of an unknown letter by optopt, of an unknown name by an optopt of 0. */
static int say_refused(struct command_line *line, int code, char **argv)
{
    enum option_id option = optopt == 0 ? OPTION_COUNT : option_of_code(optopt);

    if (option == OPTION_COUNT && optopt != 0 && optopt < FIRST_LONG)
        return say_unknown(line, text_format(line->arena, "-%c", optopt).at);
    if (option == OPTION_COUNT)
        return say_unknown(line, argv[optind - 1]);

    struct text shown = option_shown(line->arena, option);
    if (code == ':')
        return usage_error(line, "%.*s needs a value: write %.*s %s", TEXT_ARGS(shown),
                           TEXT_ARGS(shown), option_rows[option].argument);
    return usage_error(line, "%.*s takes no value: write it alone", TEXT_ARGS(shown));
}

static bool take_option(struct command_line *line, enum option_id option, const char *value)
{
    const char *message = option_rows[option].take(line, value);
    if (message != NULL) {
        usage_error(line, "%.*s: %s", TEXT_ARGS(option_shown(line->arena, option)), message);
        return false;
    }
    if (option_given(line, option) && option != OPTION_ACCOUNT && option != OPTION_ADJUST
        && option_rows[option].argument != NULL) {
        usage_error(line, "%.*s is given twice: give it once",
                    TEXT_ARGS(option_shown(line->arena, option)));
        return false;
    }
    line->given |= TAKES(option);
    return true;
}

static bool take_operands(struct command_line *line, int count, char **operands)
{
    const struct command *command = line->command;

    if (count > 0 && command->operand == NULL) {
        usage_error(line, "'%s' is not understood: all values follow an option", operands[0]);
        return false;
    }
    int most = command->second_operand == NULL ? 1 : 2;
    if (count > most) {
        usage_error(line, "'%s' is one %s too many: give %s", operands[most],
                    most == 1 ? command->operand : command->second_operand,
                    most == 1 ? "one" : "two");
        return false;
    }
    if (count == 0 && command->operand_required) {
        usage_error(line, "%s is missing: say which", command->operand);
        return false;
    }
    if (count == 1 && most == 2) {
        usage_error(line, "%s is missing: say which", command->second_operand);
        return false;
    }
    line->operand = count > 0 ? operands[0] : NULL;
    line->second = count > 1 ? operands[1] : NULL;
    return true;
}

static bool find_missing(struct command_line *line)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((line->command->required & ~line->given & TAKES(i)) == 0)
            continue;
        struct text shown = option_shown(line->arena, (enum option_id)i);
        usage_error(line, "%.*s is missing: write %.*s %s", TEXT_ARGS(shown), TEXT_ARGS(shown),
                    option_rows[i].argument);
        return false;
    }
    return true;
}

/* A month is adjusted in a later one. */
static bool check_adjusted(struct command_line *line)
{
    for (size_t i = 0; i < line->adjusted.count; i++) {
        struct period adjusted = line->adjusted.at[i];
        if (adjusted.start.number < line->period.start.number)
            continue;
        usage_error(line, "--adjust: '%s' is not before %s: name an earlier month, a sealed one",
                    period_text(line->arena, adjusted).at,
                    period_text(line->arena, line->period).at);
        return false;
    }
    return true;
}

static int processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > JOBS_MAX ? JOBS_MAX : (int)online;
}

bool options_parse(struct command_line *line, int argc, char **argv)
{
    struct getopt_tables tables;
    int code;

    line->book = TEXT(".");
    line->plan = TEXT("list");
    line->region = REGION_NONE;
    line->jobs = processors();
    fill_tables(&tables, line->command->options);
    opterr = 0;
    while ((code = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        if (code == ':' || code == '?') {
            say_refused(line, code, argv);
            return false;
        }
        if (!take_option(line, option_of_code(code), optarg))
            return false;
    }
    if (option_given(line, OPTION_HELP))
        return true;
    return take_operands(line, argc - optind, argv + optind) && find_missing(line)
           && check_adjusted(line);
}
