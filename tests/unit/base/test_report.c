#include "support/cases.h"

#include "livebill/base/report.h"

#include <stdio.h>

static struct row row_at(const char *file, uint64_t line, const char *raw)
{
    return (struct row){{text_of(file), line}, text_of(raw)};
}

/* What report_print writes, as one text. */
static struct text printed(struct report *report, struct arena *arena, struct report_style style)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);
    report_print(report, stream, style);
    fclose(stream);
    struct text text = text_copy(arena, (struct text){bytes, size});
    free(bytes);
    return text;
}

static void a_problem_is_one_line_with_its_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    struct row row = row_at("usage/2026-03-14.csv", 214, "a,\"12,5\",GB");

    assert_false(report_reject(report, &row, TEXT("quantity"), CODE_BAD_NUMBER,
                               "write the decimal mark as a point", "'%s' is not a number",
                               "12,5"));
    assert_string_equal(printed(report, arena, (struct report_style){0}).at,
                        "livebill: usage/2026-03-14.csv:214: quantity: '12,5' is not a number: "
                        "write the decimal mark as a point\n");
    arena_free(arena);
}

static void verbose_shows_the_row_and_a_caret_by_width(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    struct problem problem = {
        .severity = SEVERITY_REJECT,
        .code = CODE_BAD_VALUE,
        .row = row_at("accounts.csv", 2, "a,客户,fr"),
        .column = TEXT("language"),
        .message = TEXT("'fr' is not a language"),
        .caret = 9,
    };
    report_add(report, &problem);
    assert_string_equal(printed(report, arena, (struct report_style){.verbose = true}).at,
                        "livebill: accounts.csv:2: language: 'fr' is not a language\n"
                        "    a,客户,fr\n"
                        "           ^\n");
    arena_free(arena);
}

static void order_is_file_line_column_whatever_the_thread(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *one = report_new(arena), *other = report_new(arena);
    struct row late = row_at("b.csv", 9, ""), early = row_at("b.csv", 2, "");
    struct row first = row_at("a.csv", 10, "");

    report_reject(one, &late, TEXT("x"), CODE_BAD_TIME, NULL, "late");
    report_reject(other, &early, TEXT("x"), CODE_BAD_TIME, NULL, "early");
    report_reject(other, &first, TEXT("x"), CODE_BAD_TIME, NULL, "first");
    report_merge(one, other);
    assert_string_equal(printed(one, arena, (struct report_style){0}).at,
                        "livebill: a.csv:10: x: first\n"
                        "livebill: b.csv:2: x: early\n"
                        "livebill: b.csv:9: x: late\n");
    assert_int_equal(one->count[SEVERITY_REJECT], 3);
    arena_free(arena);
}

static void twenty_of_a_file_and_code_are_shown_and_then_their_count(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    for (unsigned line = 1; line <= 25; line++) {
        struct row row = row_at("a.csv", line, "");
        report_reject(report, &row, TEXT("x"), CODE_BAD_TIME, NULL, "bad");
    }
    struct text text = printed(report, arena, (struct report_style){0});
    assert_true(
        text_ends(text, TEXT("a.csv:20: x: bad\nlivebill: a.csv: and 5 more of bad-time\n")));
    arena_free(arena);
}

static void json_is_one_object_a_line(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    report_warning(report, (struct place){TEXT("usage/\"x\".csv"), 0}, TEXT(""), CODE_STRAY_FILE,
                   "begin its name with a day", "it is not read");
    assert_string_equal(printed(report, arena, (struct report_style){.json = true}).at,
                        "{\"severity\":\"warning\",\"code\":\"stray-file\","
                        "\"file\":\"usage/\\\"x\\\".csv\",\"line\":0,\"column\":\"\","
                        "\"message\":\"it is not read\","
                        "\"hint\":\"begin its name with a day\"}\n");
    arena_free(arena);
}

static void a_name_that_is_not_text_is_shown_as_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    report_error(report, (struct place){TEXT("usage/\xFF.csv"), 0}, TEXT("a\nb"), CODE_BAD_FILE,
                 "rename it", "the name is not valid UTF-8");
    assert_string_equal(printed(report, arena, (struct report_style){0}).at,
                        "livebill: usage/\uFFFD.csv: a\\x0ab: the name is not valid UTF-8: rename "
                        "it\n");
    assert_string_equal(printed(report, arena, (struct report_style){.json = true}).at,
                        "{\"severity\":\"error\",\"code\":\"bad-file\","
                        "\"file\":\"usage/\\ufffd.csv\",\"line\":0,\"column\":\"a\\u000ab\","
                        "\"message\":\"the name is not valid UTF-8\",\"hint\":\"rename it\"}\n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_problem_is_one_line_with_its_place),
        cmocka_unit_test(verbose_shows_the_row_and_a_caret_by_width),
        cmocka_unit_test(order_is_file_line_column_whatever_the_thread),
        cmocka_unit_test(twenty_of_a_file_and_code_are_shown_and_then_their_count),
        cmocka_unit_test(json_is_one_object_a_line),
        cmocka_unit_test(a_name_that_is_not_text_is_shown_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
