/* Typed fields: what is accepted, and the words with which the rest is refused. */
#include "read/rows/fields.h"

#include "book_folder.h"

/* Feeds one value as the only field of a row, column "x", and tells its problem or "ok". */
struct one_field {
    struct arena *arena;
    struct report *report;
    struct form form;
    struct columns columns;
    struct fields fields;
    struct field field;
    size_t position;
};

static const struct column x_column = {"x", true};

static struct form *field_of(struct one_field *one, struct text value)
{
    one->report = report_new(one->arena);
    one->field = (struct field){.text = value, .line = 7, .end = value.size};
    one->fields = (struct fields){
        .row = {{TEXT("f.csv"), 7}, value}, .at = &one->field, .count = 1, .invalid = FIELD_NONE};
    one->columns =
        (struct columns){.known = &x_column, .known_count = 1, .position = &one->position};
    one->form = (struct form){.columns = &one->columns,
                              .fields = &one->fields,
                              .arena = one->arena,
                              .report = one->report,
                              .severity = SEVERITY_REJECT};
    return &one->form;
}

static const char *outcome(struct one_field *one, bool read)
{
    assert_int_equal(read, one->report->problems.count == 0);
    if (read)
        return "ok";
    const struct problem *problem = &one->report->problems.at[0];
    assert_true(text_is(problem->column, "x"));
    assert_int_equal(problem->row.place.line, 7);
    assert_int_equal(problem->caret, 0);
    return text_format(one->arena, "%s: %.*s: %.*s", problem_code_name(problem->code),
                       TEXT_ARGS(problem->message), TEXT_ARGS(problem->hint))
        .at;
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct one_field *one = ARENA_NEW(arena, struct one_field);
    one->arena = arena;
    *state = one;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct one_field *)*state)->arena);
    return 0;
}

static const char *as_identifier(struct one_field *one, const char *value)
{
    struct text out;
    return outcome(one, field_identifier(&out, field_of(one, text_of(value)), 0));
}

#define IDENTIFIER_FORM                                                                            \
    "is not an identifier: write 1 to 64 letters, digits or . _ : - @, the first a letter or "     \
    "digit"

static void identifiers_name_no_path_and_no_formula(void **state)
{
    assert_string_equal(as_identifier(*state, "100001234567"), "ok");
    assert_string_equal(as_identifier(*state, "a.b_c:d-e@f"), "ok");
    assert_string_equal(
        as_identifier(*state, "0123456789012345678901234567890123456789012345678901234567890123"),
        "ok");
    assert_string_equal(as_identifier(*state, "../x"), "bad-identifier: '../x' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, ".x"), "bad-identifier: '.x' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, "-x"), "bad-identifier: '-x' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, "=1"), "bad-identifier: '=1' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, "a b"), "bad-identifier: 'a b' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, "甲"), "bad-identifier: '甲' " IDENTIFIER_FORM);
    assert_string_equal(as_identifier(*state, ""),
                        "missing-value: the value is missing: write 1 to 64 letters, digits or . "
                        "_ : - @, the first a letter or digit");
}

static const char *as_decimal(struct one_field *one, const char *value,
                              const struct decimals *decimals)
{
    wide out;
    return outcome(one, field_decimal(&out, field_of(one, text_of(value)), 0, decimals));
}

static const char *as_money(struct one_field *one, const char *value)
{
    return as_decimal(one, value, &decimals_money);
}

static void decimals_are_plain(void **state)
{
    assert_string_equal(as_money(*state, "0"), "ok");
    assert_string_equal(as_money(*state, "9999999999999.99"), "ok");
    assert_string_equal(as_money(*state, "12,5"),
                        "bad-number: '12,5' is not a decimal number: write the decimal mark as a "
                        "point, 12.5");
    assert_string_equal(as_money(*state, "1,234"),
                        "bad-number: '1,234' is not a decimal number: write it without thousands "
                        "separators, 1234.5");
    assert_string_equal(as_money(*state, "1E3"), "bad-number: '1E3' is not a decimal number: "
                                                 "write it without an exponent");
    assert_string_equal(as_money(*state, " 1"),
                        "bad-number: ' 1' is not a decimal number: leave out the spaces");
    assert_string_equal(as_money(*state, "6%"), "bad-number: '6%' is not a decimal number: write "
                                                "a share of 1, 0.06 for 6%");
    assert_string_equal(as_money(*state, "-0.01"), "bad-number: '-0.01' is below 0: write 0 or "
                                                   "more");
    assert_string_equal(as_money(*state, "0.001"), "bad-number: '0.001' has more than 2 decimals: "
                                                   "write at most 2 decimals");
    assert_string_equal(as_money(*state, ""),
                        "missing-value: the value is missing: write a number");
}

static void decimals_have_bounds(void **state)
{
    static const struct decimals share = {PRICE_PLACES, 1, PRICE_ONE};
    static const struct decimals years = {0, 1, 100};

    assert_string_equal(as_money(*state, "10000000000000"),
                        "bad-number: '10000000000000' is too large: write 9999999999999.99 or "
                        "less");
    assert_string_equal(
        as_decimal(*state, "-99999999999999999999999999999999999999999999", &decimals_signed_money),
        "bad-number: '-99999999999999999999999999999999999999999999' is too small: write "
        "-9999999999999.99 or more");
    assert_string_equal(as_decimal(*state, "0", &share),
                        "bad-number: '0' is too small: write a number above 0");
    assert_string_equal(as_decimal(*state, "1.00000001", &share),
                        "bad-number: '1.00000001' is too large: write 1 or less");
    assert_string_equal(as_decimal(*state, "1.5", &years),
                        "bad-number: '1.5' is not a whole number: write it without decimals");
    assert_string_equal(as_decimal(*state, "x", &years),
                        "bad-number: 'x' is not a whole number: write digits alone");
}

static const char *as_word(struct one_field *one, const char *value)
{
    static const struct words words = {"a language", {"zh-CN", "en"}};
    size_t out;
    return outcome(one, field_word(&out, field_of(one, text_of(value)), 0, &words));
}

static void words_are_listed(void **state)
{
    assert_string_equal(as_word(*state, "en"), "ok");
    assert_string_equal(as_word(*state, "EN"),
                        "bad-value: 'EN' is not a language: write zh-CN or en");
    assert_string_equal(as_word(*state, ""),
                        "missing-value: the value is missing: write zh-CN or en");
}

static const char *as_moment(struct one_field *one, const char *value)
{
    struct moment out;
    return outcome(one, field_moment(&out, field_of(one, text_of(value)), 0));
}

static void days_must_exist(void **state)
{
    struct one_field *one = *state;
    struct day day;
    assert_string_equal(as_moment(one, "2024-02-29T10:00:00+08:00"), "ok");
    assert_string_equal(as_moment(one, "2023-02-29 10:00:00"),
                        "bad-time: there is no day 2023-02-29: write a day of the calendar, from "
                        "1970 on");
    assert_string_equal(as_moment(one, "2024-05-01 24:00:00"),
                        "bad-time: '2024-05-01 24:00:00' is not a time: write YYYY-MM-DD "
                        "HH:MM:SS, Beijing time, or with Z or ±HH:MM behind it");
    assert_string_equal(
        outcome(one, field_day_or(&day, field_of(one, TEXT("1.5.2024")), 0, DAY_NEVER)),
        "bad-time: '1.5.2024' is not a day: write YYYY-MM-DD");
}

static const char *as_free_text(struct one_field *one, struct text value)
{
    struct text out;
    return outcome(one, field_free_text(&out, field_of(one, value), 0, 5));
}

static void free_text_is_printable_and_short(void **state)
{
    assert_string_equal(as_free_text(*state, TEXT("")), "ok");
    assert_string_equal(as_free_text(*state, TEXT("五个字很短")), "ok");
    assert_string_equal(as_free_text(*state, TEXT("六个字太长了")),
                        "bad-value: the text has 6 characters: write at most 5");
    assert_string_equal(as_free_text(*state, TEXT("a\tb")),
                        "bad-value: character 2 (U+0009) cannot be printed: leave it out");
    assert_string_equal(as_free_text(*state, TEXT("a\0b")),
                        "bad-value: character 2 (U+0000) cannot be printed: leave it out");
    assert_string_equal(as_free_text(*state, TEXT("中\xE2\x80\xAE")),
                        "bad-value: character 2 (U+202E) cannot be printed: leave it out");
    assert_string_equal(as_free_text(*state, TEXT("\xC2\x85")),
                        "bad-value: character 1 (U+0085) cannot be printed: leave it out");
}

static void an_address_may_have_lines(void **state)
{
    struct one_field *one = *state;
    struct text out;
    assert_true(field_block_text(&out, field_of(one, TEXT("1 Road\r\nTown\nLand")), 0, 50));
    assert_true(text_is(out, "1 Road Town Land"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(identifiers_name_no_path_and_no_formula),
        TEST(decimals_are_plain),
        TEST(decimals_have_bounds),
        TEST(words_are_listed),
        TEST(days_must_exist),
        TEST(free_text_is_printable_and_short),
        TEST(an_address_may_have_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
