/* The files of settings and texts: what counts as a key, and what is named with its line. */
#include "livebill/base/ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

struct specimen {
    struct arena *arena;
    struct report *report;
    struct buffer keys; /* LINE:SECTION.KEY=VALUE; … */
    bool good;
};

static bool note(void *context, struct place place, struct text section, struct text key,
                 struct text value)
{
    struct specimen *specimen = context;

    buffer_format(&specimen->keys, "%u:%.*s.%.*s=%.*s;", (unsigned)place.line, TEXT_ARGS(section),
                  TEXT_ARGS(key), TEXT_ARGS(value));
    return !text_is(key, "refused");
}

static struct specimen read_bytes(struct text bytes)
{
    struct specimen specimen = {.arena = arena_new()};
    char path[] = "/tmp/livebill-ini-XXXXXX";
    int file = mkstemp(path);

    assert_true(file >= 0);
    assert_true(write(file, bytes.at, bytes.size) == (ssize_t)bytes.size);
    close(file);
    specimen.report = report_new(specimen.arena);
    specimen.keys.arena = specimen.arena;
    specimen.good = ini_read(path, TEXT("x.ini"), note, &specimen, specimen.arena, specimen.report);
    buffer_add_byte(&specimen.keys, '\0');
    unlink(path);
    return specimen;
}

static void expect(struct specimen *specimen, bool good, const char *keys, const char *problems)
{
    struct buffer found = {.arena = specimen->arena};

    report_sort(specimen->report);
    for (size_t i = 0; i < specimen->report->problems.count; i++) {
        const struct problem *problem = &specimen->report->problems.at[i];
        buffer_format(&found, "%u:%s:%.*s;", (unsigned)problem->row.place.line,
                      problem_code_name(problem->code), TEXT_ARGS(problem->message));
    }
    buffer_add_byte(&found, '\0');
    assert_string_equal(specimen->keys.at, keys);
    assert_string_equal(found.at, problems);
    assert_true(specimen->good == good);
    arena_free(specimen->arena);
}

static void keys_have_sections_and_lines(void **state)
{
    (void)state;
    struct specimen specimen = read_bytes(TEXT("\xEF\xBB\xBF"
                                               "early = 1\r\n\r\n[a]\r\n"
                                               " k = v ; not a comment # either \n"
                                               "; comment\n  # comment\n\n[b]\nempty =\nlast=末"));
    expect(&specimen, true, "1:.early=1;4:a.k=v ; not a comment # either;9:b.empty=;10:b.last=末;",
           "");
}

static void wrong_lines_are_all_named(void **state)
{
    (void)state;
    struct specimen specimen = read_bytes(TEXT("[a\nword\n[b]\n= x\nk = 1\nother word\n"));
    expect(&specimen, false, "5:b.k=1;",
           "1:bad-setting:a section has no name in brackets;"
           "2:bad-setting:the line is not a section, a key or a comment;"
           "4:bad-setting:the line has no key before its '=';"
           "6:bad-setting:the line is not a section, a key or a comment;");
}

static void a_key_that_the_taker_refuses_fails_the_file(void **state)
{
    (void)state;
    struct specimen specimen = read_bytes(TEXT("[a]\nrefused = 1\nk = 2\n"));
    expect(&specimen, false, "2:a.refused=1;3:a.k=2;", "");
}

static void bytes_that_are_not_utf8_are_named(void **state)
{
    (void)state;
    struct specimen specimen = read_bytes(TEXT("[a]\nk = \xB9\xA4\n"));
    expect(&specimen, false, "", "2:bad-encoding:the line is not valid UTF-8 text;");
}

static void long_lines_are_read_whole_up_to_the_bound(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer bytes = {.arena = arena};
    buffer_add(&bytes, TEXT("k="));
    for (size_t i = 0; i < 65534; i++)
        buffer_add_byte(&bytes, (char)('a' + i % 26));
    struct text whole = buffer_text(&bytes);
    struct specimen specimen = read_bytes(whole);
    assert_true(specimen.good);
    assert_true(specimen.keys.size == 65534 + strlen("1:.k=;") + 1);
    arena_free(specimen.arena);
    buffer_add_byte(&bytes, 'x');
    specimen = read_bytes(buffer_text(&bytes));
    expect(&specimen, false, "", "1:bad-setting:the line is longer than 65,536 bytes;");
    arena_free(arena);
}

static void a_missing_file_is_an_error(void **state)
{
    (void)state;
    struct specimen specimen = {.arena = arena_new()};
    specimen.report = report_new(specimen.arena);
    specimen.keys = (struct buffer){.arena = specimen.arena};
    buffer_add_byte(&specimen.keys, '\0');
    specimen.good =
        ini_read("/nowhere/x.ini", TEXT("x.ini"), note, &specimen, specimen.arena, specimen.report);
    expect(&specimen, false, "", "0:bad-file:the file does not exist;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_sections_and_lines),
        cmocka_unit_test(wrong_lines_are_all_named),
        cmocka_unit_test(a_key_that_the_taker_refuses_fails_the_file),
        cmocka_unit_test(bytes_that_are_not_utf8_are_named),
        cmocka_unit_test(long_lines_are_read_whole_up_to_the_bound),
        cmocka_unit_test(a_missing_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
