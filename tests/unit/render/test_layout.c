#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/layout/chart.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static struct fonts *fonts;

static int open_fonts(void **state)
{
    struct font_paths paths = {.regular = TEXT("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")};
    struct text failed;
    const char *why;

    (void)state;
    arena = arena_new();
    fonts = fonts_open(&paths, arena, &failed, &why);
    return fonts == NULL;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_close(fonts);
    arena_free(arena);
    return 0;
}

/* The lines of a text in a column of so many em, with `|` between them. */
static const char *wrapped(const char *text, double width)
{
    struct lines lines =
        wrap_run(run_make(fonts, FONT_REGULAR, text_of(text), arena), width, arena);
    struct buffer out = {.arena = arena};

    for (size_t i = 0; i < lines.count; i++) {
        if (i > 0)
            buffer_add_byte(&out, '|');
        for (size_t k = 0; k < lines.at[i].count; k++) {
            char bytes[4];
            size_t size = text_encode(lines.at[i].at[k].code_point, bytes);
            buffer_add(&out, (struct text){bytes, size});
        }
    }
    buffer_add_byte(&out, '\0');
    return out.at;
}

static void lines_break_between_hanzi_and_at_spaces(void **state)
{
    (void)state;
    assert_string_equal(wrapped("一二三四五六七", 3), "一二三|四五六|七");
    assert_string_equal(wrapped("Live transcoding", 4), "Live|transcod|ing");
    assert_string_equal(wrapped("one two  three", 4), "one two|three");
    assert_string_equal(wrapped("", 4), "");
    assert_string_equal(wrapped("   ", 4), "");
}

static void no_line_begins_or_ends_with_the_wrong_punctuation(void **state)
{
    (void)state;
    assert_string_equal(wrapped("一二三，四", 3), "一二|三，四");
    assert_string_equal(wrapped("一二（三）四", 3), "一二|（三）|四");
    assert_string_equal(wrapped("一二¥三", 3), "一二|¥三");
    assert_string_equal(wrapped("一二三。", 3), "一二|三。");
}

static void a_word_wider_than_its_column_breaks_after_its_joints(void **state)
{
    (void)state;
    assert_string_equal(wrapped("cdn-edge-07.oarlantern.example", 6),
                        "cdn-edge-07.|oarlantern.|example");
    assert_string_equal(wrapped("mmmmmm", 2), "mm|mm|mm");
    assert_string_equal(wrapped("一", 0.1), "一"); /* one character at least */
}

static const char *axis(double most)
{
    struct chart_axis axis = chart_axis(most);
    return text_format(arena, "%d x %g, 10^%d", axis.steps, axis.step, axis.exponent).at;
}

static void an_axis_has_at_most_five_steps_whatever_it_reaches(void **state)
{
    (void)state;
    assert_string_equal(axis(0), "1 x 0.001, 10^-3");
    assert_string_equal(axis(0.004), "4 x 0.001, 10^-3");
    assert_string_equal(axis(1000), "5 x 200, 10^2");
    assert_string_equal(axis(1001), "3 x 500, 10^2");
    assert_string_equal(axis(27e6), "3 x 1e+07, 10^7"); /* 2.7 × 10^10 steps of 0.001 */
    assert_string_equal(axis(1e21), "5 x 2e+20, 10^20");
}

static char folder[] = "/tmp/livebill-layout-XXXXXX";

/* The messages that a layout gives which is the shipped one with `from` replaced by `to`. */
static const char *messages(const char *from, const char *to)
{
    struct report *report = report_new(arena);
    char *command, *text = NULL;
    size_t size = 0;
    FILE *stream;

    command = (char *)(uintptr_t)text_format(
                  arena,
                  "mkdir -p %s/invoice && sed 's|%s|%s|' templates/invoice/standard.ini "
                  ">%s/invoice/other.ini",
                  folder, from, to, folder)
                  .at;
    assert_string_equal(system(command) == 0 ? "done" : "failed", "done");
    layout_read(text_of(folder), TEXT("other"), arena, report);
    stream = open_memstream(&text, &size);
    report_print(report, stream, (struct report_style){0});
    fclose(stream);
    struct text copy = text_copy(arena, (struct text){text, size});
    free(text);
    return copy.at;
}

static void the_shipped_layout_is_right(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_string_equal(messages("x^", "x"), "");
}

static void the_letter_layout_differs_by_its_paper(void **state)
{
    struct report *report = report_new(arena);
    const struct layout *letter = layout_read(TEXT("templates"), TEXT("letter"), arena, report);
    const struct layout *standard = layout_read(TEXT("templates"), TEXT("standard"), arena, report);

    (void)state;
    assert_non_null(letter);
    assert_non_null(standard);
    assert_true(letter->page.width == 612 && letter->page.height == 792);
    assert_true(standard->page.width < 596 && standard->page.height > 841);
    assert_memory_equal(&letter->colour, &standard->colour,
                        sizeof *letter - offsetof(struct layout, colour));
}

/* Where the key stands in the shipped layout. */
static int line_of(const char *start)
{
    FILE *file = fopen("templates/invoice/standard.ini", "r");
    char line[1024];
    int number = 0, found = 0;

    while (found == 0 && fgets(line, sizeof line, file) != NULL) {
        number++;
        if (strncmp(line, start, strlen(start)) == 0)
            found = number;
    }
    fclose(file);
    return found;
}

static const char *at_line(const char *start, const char *message)
{
    return text_format(arena, "livebill: templates/invoice/other.ini:%d: %s\n", line_of(start),
                       message)
        .at;
}

static void a_broken_layout_is_named_with_its_line(void **state)
{
    (void)state;
    assert_string_equal(messages("^ink = .*", "ink = 1A2330"),
                        at_line("ink", "ink: '1A2330' is not a colour: write # and six hex digits, "
                                       "#1A2330"));
    assert_string_equal(messages("^paper = A4", "paper = A3"),
                        at_line("paper", "paper: 'A3' is not a paper: write A4 or Letter"));
    assert_string_equal(messages("^table = 8.5", "table = 8,5"),
                        at_line("table", "table: '8,5' is not a length: write a number of points, "
                                         "at most 2000 and with at most 3 decimals"));
    assert_string_equal(messages("^print = yes", "print = ja"),
                        at_line("print", "print: 'ja' is not yes or no: write yes or no"));
    assert_string_equal(messages("^order = tiers, days", "order = tiers, tiers"),
                        at_line("order = tiers", "order: 'tiers' is named twice: remove one of "
                                                 "them"));
    assert_string_equal(messages("^order = number, item", "order = number, itme"),
                        at_line("order = number", "order: 'itme' is not a name that is known here: "
                                                  "write only names that the shipped layout has"));
    assert_string_equal(messages("^amount = 66", "amount = 266"),
                        at_line("amount", "item: the columns leave the item less than 96 points of "
                                          "504: make the others narrower"));
}

static void unknown_and_missing_keys_are_named(void **state)
{
    const char *expected =
        text_format(arena, "%s%s",
                    at_line("hairline = 0.5",
                            "hairline: the section [rule] lacks the key 'hairline': copy it "
                            "from the shipped layout"),
                    at_line("hairline = 0.5",
                            "hairlines: the section [rule] has no key 'hairlines': did you "
                            "mean 'hairline'"))
            .at;

    (void)state;
    assert_string_equal(messages("^hairline = 0.5", "hairlines = 0.5"), expected);
    assert_string_equal(messages("^\\[qr\\]", "[qrcode]"),
                        text_format(arena, "%s%s",
                                    "livebill: templates/invoice/other.ini: print: the section "
                                    "[qr] lacks the key 'print': copy it from the shipped layout\n",
                                    at_line("print", "print: the section 'qrcode' is not known: "
                                                     "remove it"))
                            .at);
}

static void a_layout_that_is_not_there_is_one_error(void **state)
{
    struct report *report = report_new(arena);

    (void)state;
    assert_null(layout_read(TEXT("templates"), TEXT("none"), arena, report));
    assert_string_equal(text_format(arena, "%zu", report->problems.count).at, "1");
    assert_true(system(text_format(arena, "rm -r %s", folder).at) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_between_hanzi_and_at_spaces),
        cmocka_unit_test(no_line_begins_or_ends_with_the_wrong_punctuation),
        cmocka_unit_test(a_word_wider_than_its_column_breaks_after_its_joints),
        cmocka_unit_test(an_axis_has_at_most_five_steps_whatever_it_reaches),
        cmocka_unit_test(the_shipped_layout_is_right),
        cmocka_unit_test(the_letter_layout_differs_by_its_paper),
        cmocka_unit_test(a_broken_layout_is_named_with_its_line),
        cmocka_unit_test(unknown_and_missing_keys_are_named),
        cmocka_unit_test(a_layout_that_is_not_there_is_one_error),
    };

    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
