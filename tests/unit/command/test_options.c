/* A wrong command line is refused before anything is read, and the message says what is right. */

#include "command/options.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 12

static const struct command billing = {
    .name = "run",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_PERIOD) | TAKES(OPTION_ACCOUNT)
               | TAKES(OPTION_THROUGH) | TAKES(OPTION_JOBS) | TAKES(OPTION_FORMATS)
               | TAKES(OPTION_ALLOW_REJECTS) | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD),
};

static const struct command sealing = {
    .name = "close",
    .options = TAKES(OPTION_PERIOD) | TAKES(OPTION_ADJUST) | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD),
};

static const struct command making = {
    .name = "init",
    .options = TAKES_ALWAYS,
    .operand = "DIR",
    .operand_required = true,
};

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* Cuts `words` at spaces and parses them; false where they are refused. */
static bool parse(struct command_line *line, const struct command *command, const char *words)
{
    char *copy = arena_grow(arena, words, strlen(words), strlen(words) + 1), *rest = NULL;
    char name[] = "command", *argv[WORDS_MAX + 1] = {name};
    int argc = 1;

    for (char *word = strtok_r(copy, " ", &rest); word != NULL && argc < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    *line = (struct command_line){.command = command, .arena = arena};
    optind = 0; /* getopt begins anew */
    return options_parse(line, argc, argv);
}

/* What is said on stderr about `words`; "" where they are taken. */
static const char *refusal(const struct command *command, const char *words)
{
    struct command_line line;
    char bytes[1024] = {0};
    FILE *file = tmpfile();
    int kept = dup(STDERR_FILENO);

    fflush(stderr);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    bool taken = parse(&line, command, words);
    fflush(stderr);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    rewind(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    assert_int_equal(taken, size == 0);
    return text_copy(arena, (struct text){bytes, size}).at;
}

static void test_options_may_come_in_any_order(void **state)
{
    struct command_line line;

    (void)state;
    assert_true(parse(&line, &billing,
                      "--account a-1 --jobs=7 --period 2024-05 -C book --formats csv --account b"));
    assert_int_equal(line.period.month, 5);
    assert_string_equal(line.book.at, "book");
    assert_int_equal(line.jobs, 7);
    assert_int_equal(line.accounts.count, 2);
    assert_string_equal(line.accounts.at[1].at, "b");
    assert_true(option_given(&line, OPTION_FORMATS));
    assert_false(line.pdf || line.xlsx);
    assert_false(option_given(&line, OPTION_ALLOW_REJECTS));
}

static void test_formats_name_the_documents(void **state)
{
    struct command_line line;

    (void)state;
    assert_true(parse(&line, &billing, "--period 2024-05 --formats pdf"));
    assert_true(line.pdf && !line.xlsx);
    assert_true(parse(&line, &billing, "--period 2024-05 --formats xlsx,csv,pdf"));
    assert_true(line.pdf && line.xlsx);
}

static void test_help_needs_nothing_else(void **state)
{
    struct command_line line;

    (void)state;
    assert_true(parse(&line, &billing, "--help"));
    assert_true(option_given(&line, OPTION_HELP));
}

static void test_each_refusal_says_what_is_right(void **state)
{
    static const struct {
        const struct command *command;
        const char *words, *message;
    } cases[] = {
        {&billing, "", "run: --period is missing: write --period YYYY-MM"},
        {&billing, "--period", "run: --period needs a value: write --period YYYY-MM"},
        {&billing, "--period 2024-5",
         "run: --period: '2024-5' is not a month: write YYYY-MM, "
         "2024-05"},
        {&billing, "--period 2024-13",
         "run: --period: '2024-13' is not a month: write YYYY-MM, "
         "2024-05"},
        {&billing, "--period 2024-05 --period 2024-06",
         "run: --period is given twice: give it once"},
        {&billing, "--perid=2024-05", "run: unknown option '--perid': did you mean '--period'?"},
        {&billing, "--period 2024-05 --adjust 2024-04",
         "run: unknown option '--adjust': see what there is"},
        {&sealing, "--adjust 2024-05 --period 2024-05",
         "close: --adjust: '2024-05' is not before 2024-05: name an earlier month, a sealed one"},
        {&billing, "--period 2024\n05",
         "run: --period: '2024\\x0a05' is not a month: write YYYY-MM, 2024-05"},
        {&billing, "-x", "run: unknown option '-x': see what there is"},
        {&billing, "-C", "run: -C needs a value: write -C BOOK"},
        {&billing, "--period 2024-05 --quiet=1", "run: --quiet takes no value: write it alone"},
        {&billing, "--period 2024-05 --through 2023-02-29",
         "run: --through: '2023-02-29' is not a day: write YYYY-MM-DD, 2024-05-31"},
        {&billing, "--period 2024-05 --jobs 0",
         "run: --jobs: '0' is not a number of workers: write 1 to 64"},
        {&billing, "--period 2024-05 --jobs 1e1",
         "run: --jobs: '1e1' is not a number of workers: write 1 to 64"},
        {&billing, "--period 2024-05 --formats pdf,doc",
         "run: --formats: 'doc' is not a format: write pdf,xlsx or one of pdf, xlsx, csv"},
        {&billing, "--period 2024-05 --formats pdf,",
         "run: --formats: '' is not a format: write pdf,xlsx or one of pdf, xlsx, csv"},
        {&billing, "--period 2024-05 --account ../etc",
         "run: --account: '../etc' is not an account_id: write it as in accounts.csv"},
        {&billing, "--period 2024-05 may",
         "run: 'may' is not understood: all values follow an "
         "option"},
        {&making, "", "init: DIR is missing: say which"},
        {&making, "a b", "init: 'b' is one DIR too many: give one"},
        {&making, "--log-format xml a",
         "init: --log-format: 'xml' is not a log format: write json "
         "or text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(refusal(cases[i].command, cases[i].words),
                            text_format(arena, "livebill: %s (livebill help %s)\n",
                                        cases[i].message, cases[i].command->name)
                                .at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_options_may_come_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_formats_name_the_documents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_help_needs_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_each_refusal_says_what_is_right, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
