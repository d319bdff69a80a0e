#include "support/cases.h"

#include "livebill/base/text.h"

static void order_is_by_bytes_and_a_prefix_comes_first(void **state)
{
    (void)state;
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("a"), TEXT("aa")) < 0);
    assert_true(text_compare(TEXT("Z"), TEXT("a")) < 0);
    assert_true(text_compare(TEXT("z"), TEXT("播")) < 0);
    assert_int_equal(text_compare(TEXT(""), TEXT("")), 0);
}

static void invalid_utf8_is_found_at_its_byte(void **state)
{
    (void)state;
    assert_int_equal(text_invalid_at(TEXT("播流程客𠮷")), strlen("播流程客𠮷"));
    assert_int_equal(text_invalid_at(TEXT("ab\xff")), 2);
    assert_int_equal(text_invalid_at(TEXT("a\xc0\x80")), 1);        /* overlong */
    assert_int_equal(text_invalid_at(TEXT("\xed\xa0\x80")), 0);     /* a surrogate */
    assert_int_equal(text_invalid_at(TEXT("\xf4\x90\x80\x80")), 0); /* above U+10FFFF */
    assert_int_equal(text_invalid_at(TEXT("ok\xe6\x92")), 2);       /* cut short */
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    char bytes[4];
    for (int32_t code = 0; code <= 0x10FFFF; code++) {
        size_t size;
        if (code >= 0xD800 && code < 0xE000)
            continue;
        struct text text = {bytes, text_encode(code, bytes)};
        assert_int_equal(text_code_point(text, &size), code);
        assert_int_equal(size, text.size);
    }
}

static void wide_characters_take_two_columns(void **state)
{
    (void)state;
    assert_int_equal(text_columns(TEXT("a直b")), 4);
    assert_int_equal(text_length(TEXT("a直b")), 3);
}

static void the_nearest_word_is_offered_only_when_near(void **state)
{
    (void)state;
    const struct text words[] = {TEXT("prefix"), TEXT("title"), TEXT("due_days")};
    assert_true(text_is(text_nearest(TEXT("due_day"), words, 3), "due_days"));
    assert_true(text_is(text_nearest(TEXT("prefx"), words, 3), "prefix"));
    assert_int_equal(text_nearest(TEXT("bananas"), words, 3).size, 0);
}

static void a_buffer_grows(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer buffer = {.arena = arena};
    for (int i = 0; i < 1000; i++)
        buffer_format(&buffer, "%d,", i);
    assert_int_equal(buffer.size, 10 * 2 + 90 * 3 + 900 * 4);
    assert_true(text_starts(buffer_text(&buffer), TEXT("0,1,2,")));
    assert_true(text_ends(buffer_text(&buffer), TEXT("998,999,")));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_by_bytes_and_a_prefix_comes_first),
        cmocka_unit_test(invalid_utf8_is_found_at_its_byte),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(wide_characters_take_two_columns),
        cmocka_unit_test(the_nearest_word_is_offered_only_when_near),
        cmocka_unit_test(a_buffer_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
