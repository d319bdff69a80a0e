/*
 * Statements: what their sheets hold, the same bytes every time, and text that stays text. That
 * formulas give what their cells say is tests/sheets/recalculate.py's to prove; for it, this
 * program writes workbooks instead of testing: test_xlsx --write FOLDER [LINES].
 */
#include "render/xlsx/xlsx.h"

#include "livebill/render/documents.h"
#include "render/look.h"
#include "specimen_statement.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct look *read_look(struct arena *arena)
{
    struct look *look = ARENA_NEW(arena, struct look);
    struct report *report = report_new(arena);

    look->words[LANGUAGE_ZH] = words_read(TEXT("templates"), LANGUAGE_ZH, arena, report);
    look->words[LANGUAGE_EN] = words_read(TEXT("templates"), LANGUAGE_EN, arena, report);
    report_print(report, stderr, (struct report_style){0});
    assert_non_null(look->words[LANGUAGE_ZH]);
    assert_non_null(look->words[LANGUAGE_EN]);
    return look;
}

static void write_one(struct arena *arena, const char *path, struct specimen_options options,
                      const struct statement_limits *limits)
{
    struct specimen *specimen = specimen_statement(arena, options);
    struct arena *scratch = arena_new();

    statement_xlsx_write_within(&specimen->invoice, read_look(arena), path, scratch, limits);
    arena_free(scratch);
}

/* A folder that is removed with the files in it. */
static char folder[] = "/tmp/livebill-xlsx-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static void run(struct arena *arena, struct buffer *out, const char *command)
{
    FILE *pipe = popen(command, "r");
    char piece[4096];
    size_t size;

    (void)arena;
    assert_non_null(pipe);
    while ((size = fread(piece, 1, sizeof piece, pipe)) > 0)
        buffer_add(out, (struct text){piece, size});
    pclose(pipe);
    buffer_add_byte(out, '\0');
}

static int remove_folder(void **state)
{
    struct arena *arena = arena_new();
    struct buffer out = {.arena = arena};

    (void)state;
    run(arena, &out, text_format(arena, "rm -r %s", folder).at);
    arena_free(arena);
    return 0;
}

/* One part of a workbook, as text. */
static const char *part_of(struct arena *arena, const char *path, const char *part)
{
    struct buffer out = {.arena = arena};

    run(arena, &out, text_format(arena, "unzip -p %s %s", path, part).at);
    return out.at;
}

static const char *path_of(struct arena *arena, const char *name)
{
    return text_format(arena, "%s/%s", folder, name).at;
}

static void assert_holds(const char *whole, const char *piece)
{
    if (strstr(whole, piece) == NULL)
        assert_string_equal(whole, piece);
}

static void assert_lacks(const char *whole, const char *piece)
{
    if (strstr(whole, piece) != NULL)
        fail_msg("'%s' stands there", piece);
}

static void sheets_and_names_are_all_there(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "zh.xlsx");

    (void)state;
    write_one(arena, path, (struct specimen_options){0}, &statement_limits);
    const char *workbook = part_of(arena, path, "xl/workbook.xml");
    static const char *const pieces[] = {
        "name=\"概要\"",
        "name=\"每日用量\"",
        "name=\"费用明细\"",
        "name=\"资源包\"",
        "name=\"授权\"",
        "name=\"通知\"",
        "name=\"账户变动\"",
        "name=\"说明\"",
        "<definedName name=\"Invoice_Total\">概要!",
        "<definedName name=\"Check\">概要!",
        "<definedName name=\"Line_Amounts\">概要!",
        "<definedName name=\"Detail_Amounts\">费用明细!",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct text plain = text_of(pieces[i]);
        struct text quoted = plain;
        size_t at = text_find(plain, '>');
        if (at < plain.size) /* the library may quote the sheet's name */
            quoted = text_format(arena, "%.*s'%.*s'!", (int)at + 1, plain.at,
                                 (int)(plain.size - at - 2), plain.at + at + 1);
        assert_true(strstr(workbook, plain.at) != NULL || strstr(workbook, quoted.at) != NULL);
    }
    arena_free(arena);
}

/* A reader that does not calculate draws what is kept in the chart. */
static void charts_keep_the_values_of_formulas(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "charts.xlsx");

    (void)state;
    write_one(arena, path, (struct specimen_options){0}, &statement_limits);
    const char *chart = part_of(arena, path, "xl/charts/chart1.xml");
    const char *figures = strstr(chart, "<c:numCache>");
    assert_non_null(figures);
    assert_lacks(figures, "<c:pt idx=\"0\"><c:v>0</c:v></c:pt>");
    arena_free(arena);
}

static void bytes_are_the_same_every_time(void **state)
{
    struct arena *arena = arena_new();
    struct buffer difference = {.arena = arena};
    const char *first = path_of(arena, "first.xlsx"), *second = path_of(arena, "second.xlsx");

    (void)state;
    write_one(arena, first, (struct specimen_options){.draft = true}, &statement_limits);
    setenv("TZ", "America/New_York", 1);
    sleep(1);
    write_one(arena, second, (struct specimen_options){.draft = true}, &statement_limits);
    unsetenv("TZ");
    run(arena, &difference, text_format(arena, "cmp %s %s 2>&1", first, second).at);
    assert_string_equal(difference.at, "");
    assert_holds(part_of(arena, first, "docProps/core.xml"), "2024-06-02T16:00:00Z");
    arena_free(arena);
}

static void text_of_the_input_stays_text(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "hostile.xlsx");

    (void)state;
    write_one(arena, path, (struct specimen_options){.hostile_names = true}, &statement_limits);
    const char *summary = part_of(arena, path, "xl/worksheets/sheet1.xml");
    const char *strings = part_of(arena, path, "xl/sharedStrings.xml");
    assert_lacks(summary, "HYPERLINK");
    assert_lacks(summary, "hyperlink");
    assert_holds(strings, "=HYPERLINK(\"http://example.invalid\",\"x\")");
    assert_holds(strings, "+1-2 @SUM(A1) _x005F_x0041_ \t&lt;b&gt;&amp;amp;");
    assert_holds(strings, "http://example.invalid/𠮷_x0001_");
    assert_lacks(part_of(arena, path, "xl/worksheets/sheet2.xml"), "<f>cmd");
    arena_free(arena);
}

static void details_pass_to_another_sheet(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "two.xlsx");
    const struct statement_limits limits = {100, 20000, 20000};

    (void)state;
    write_one(arena, path, (struct specimen_options){0}, &limits);
    assert_holds(part_of(arena, path, "xl/workbook.xml"), "name=\"费用明细 (2)\"");
    const char *summary = part_of(arena, path, "xl/worksheets/sheet1.xml");
    assert_holds(summary, "$100,'费用明细 (2)'!$");
    assert_lacks(part_of(arena, path, "xl/worksheets/sheet3.xml"), "<row r=\"101\"");
    arena_free(arena);
}

static void many_details_need_little_memory(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "constant.xlsx");
    const struct statement_limits limits = {1048576, 50, 50};

    (void)state;
    write_one(arena, path, (struct specimen_options){.more_lines = 20}, &limits);
    const char *daily = part_of(arena, path, "xl/worksheets/sheet2.xml");
    assert_lacks(daily, "SUMIFS");
    assert_holds(daily, "SUM(");
    assert_holds(part_of(arena, path, "xl/worksheets/sheet1.xml"), "t=\"inlineStr\"");
    arena_free(arena);
}

/* Excel takes no row above 409 points, and a description may have 1000 characters. */
static void a_long_description_makes_no_row_that_excel_refuses(void **state)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    const char *path = path_of(arena, "long.xlsx");
    struct specimen *specimen = specimen_statement(arena, (struct specimen_options){0});
    struct buffer description = {.arena = arena};

    (void)state;
    for (int i = 0; i < 1000; i++)
        buffer_add(&description, TEXT("长"));
    specimen->invoice.lines.at[1].own_description = buffer_text(&description);
    statement_xlsx_write_within(&specimen->invoice, read_look(arena), path, scratch,
                                &statement_limits);
    assert_holds(part_of(arena, path, "xl/worksheets/sheet1.xml"), "ht=\"409\"");
    arena_free(scratch);
    arena_free(arena);
}

static void an_account_without_anything_has_a_statement(void **state)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, "empty.xlsx");

    (void)state;
    write_one(arena, path, (struct specimen_options){.empty = true, .tax_mode = TAX_NONE},
              &statement_limits);
    const char *workbook = part_of(arena, path, "xl/workbook.xml");
    assert_holds(workbook, "name=\"概要\"");
    assert_lacks(workbook, "name=\"费用明细\"");
    assert_lacks(workbook, "Line_Amounts");
    arena_free(arena);
}

/*
 * What a child that runs `write_one` on `path` prints to stderr, and its exit status; no file that
 * it writes may pass `size_max` bytes, as on a disk that fills up.
 */
static void failure_of(struct arena *arena, const char *path, rlim_t size_max,
                       const struct statement_limits *limits, struct buffer *out, int *status)
{
    int ends[2];
    char piece[4096];
    ssize_t size;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){size_max, size_max});
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        write_one(arena, path, (struct specimen_options){0}, limits);
        _exit(0);
    }
    close(ends[1]);
    while ((size = read(ends[0], piece, sizeof piece)) > 0)
        buffer_add(out, (struct text){piece, (size_t)size});
    close(ends[0]);
    waitpid(child, status, 0);
    buffer_add_byte(out, '\0');
}

static void a_failing_machine_is_fatal_and_told_once(void **state)
{
    struct arena *arena = arena_new();
    struct buffer missing = {.arena = arena}, full = {.arena = arena};
    int status;

    (void)state;
    failure_of(arena, "/nowhere/statement.xlsx", RLIM_INFINITY, &statement_limits, &missing,
               &status);
    assert_string_equal(missing.at, "livebill: /nowhere/statement.xlsx: cannot be written: "
                                    "No such file or directory\n");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SYSTEM);
    failure_of(arena, "/dev/full", RLIM_INFINITY, &statement_limits, &full, &status);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SYSTEM);
    assert_holds(full.at, "livebill: /dev/full: cannot be written: ");
    assert_lacks(full.at, "[ERROR]");
    arena_free(arena);
}

/*
 * The library itself says nothing of it: the workbook is small enough, its parts were not. Only
 * those of a large statement stand in files.
 */
static void a_part_that_was_cut_short_is_fatal(void **state)
{
    struct arena *arena = arena_new();
    struct buffer told = {.arena = arena};
    const char *path = path_of(arena, "cut.xlsx");
    struct statement_limits large = statement_limits;
    int status;

    (void)state;
    large.constant_memory_rows = 0;
    failure_of(arena, path, 100000, &large, &told, &status);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SYSTEM);
    assert_string_equal(told.at, text_format(arena,
                                             "livebill: %s: cannot be written: "
                                             "xl/worksheets/sheet3.xml is cut short: "
                                             "the folder for temporary files may be full\n",
                                             path)
                                     .at);
    arena_free(arena);
}

static void figures_of_cells_are_the_nearest_doubles(void **state)
{
    char shown[64];

    (void)state;
    snprintf(shown, sizeof shown, "%.17g", cell_of_money((struct money){999999999999999}));
    assert_string_equal(shown, "9999999999999.9902");
    snprintf(shown, sizeof shown, "%.15g", cell_of_amount((struct amount){-12345678}));
    assert_string_equal(shown, "-0.12345678");
    snprintf(shown, sizeof shown, "%.15g", cell_of_quantity((struct quantity){1}));
    assert_string_equal(shown, "1e-09");
    snprintf(shown, sizeof shown, "%.15g", cell_of_day(day_of_civil((struct civil){2024, 5, 1})));
    assert_string_equal(shown, "45413");
}

static void criteria_of_sumifs_are_plain_words(void **state)
{
    (void)state;
    assert_true(is_plain_criterion(TEXT("直播转码")));
    assert_false(is_plain_criterion(TEXT("")));
    assert_false(is_plain_criterion(TEXT("=a")));
    assert_false(is_plain_criterion(TEXT("<>a")));
    assert_false(is_plain_criterion(TEXT("12")));
    assert_false(is_plain_criterion(TEXT("a*")));
    assert_false(is_plain_criterion(TEXT("a?")));
}

/* Workbooks for tests/sheets: one for each thing that changes a formula. */
static int write_specimens(const char *target, size_t lines)
{
    static const struct {
        const char *name;
        struct specimen_options options;
    } specimens[] = {
        {"zh", {0}},
        {"en", {.language = LANGUAGE_EN, .currency = CURRENCY_USD, .tax_mode = TAX_EXCLUSIVE}},
        {"discount", {.discount = {87654321}, .tax_mode = TAX_NONE, .draft = true}},
        {"hostile", {.hostile_names = true}},
        {"empty", {.empty = true}},
    };
    const struct statement_limits split = {100, 20000, 20000};
    struct arena *arena = arena_new();

    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++)
        write_one(arena, text_format(arena, "%s/%s.xlsx", target, specimens[i].name).at,
                  specimens[i].options, &statement_limits);
    write_one(arena, text_format(arena, "%s/split.xlsx", target).at, (struct specimen_options){0},
              &split);
    if (lines > 0)
        write_one(arena, text_format(arena, "%s/lines-%zu.xlsx", target, lines).at,
                  (struct specimen_options){.more_lines = lines}, &statement_limits);
    arena_free(arena);
    return 0;
}

int main(int count, char **arguments)
{
    if (count >= 3 && strcmp(arguments[1], "--write") == 0)
        return write_specimens(arguments[2], count > 3 ? strtoul(arguments[3], NULL, 10) : 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_and_names_are_all_there),
        cmocka_unit_test(charts_keep_the_values_of_formulas),
        cmocka_unit_test(bytes_are_the_same_every_time),
        cmocka_unit_test(text_of_the_input_stays_text),
        cmocka_unit_test(details_pass_to_another_sheet),
        cmocka_unit_test(many_details_need_little_memory),
        cmocka_unit_test(a_long_description_makes_no_row_that_excel_refuses),
        cmocka_unit_test(an_account_without_anything_has_a_statement),
        cmocka_unit_test(a_failing_machine_is_fatal_and_told_once),
        cmocka_unit_test(a_part_that_was_cut_short_is_fatal),
        cmocka_unit_test(figures_of_cells_are_the_nearest_doubles),
        cmocka_unit_test(criteria_of_sumifs_are_plain_words),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
