#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/fonts/run.h"

#define FONTS "/usr/share/fonts/truetype/"

static struct arena *arena;
static struct fonts *fonts;

static int open_fonts(void **state)
{
    struct font_paths paths = {
        .regular = TEXT(FONTS "wqy/wqy-microhei.ttc"),
        .fallback = {TEXT(FONTS "dejavu/DejaVuSans.ttf"),
                     TEXT(FONTS "ancient-scripts/Symbola_hint.ttf"),
                     TEXT(FONTS "hanazono/HanaMinA.ttf"), TEXT(FONTS "hanazono/HanaMinB.ttf")},
        .fallback_count = 4,
    };
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

static struct text number(double value)
{
    return text_format(arena, "%.3f", value);
}

static struct text face_of(int32_t code_point)
{
    return text_format(arena, "%u", fonts_find(fonts, FONT_REGULAR, code_point).face);
}

static void characters_come_from_the_first_face_that_has_them(void **state)
{
    (void)state;
    assert_string_equal(face_of(0x64ad).at, "0");  /* 播 */
    assert_string_equal(face_of(0x627).at, "1");   /* Arabic alef: DejaVu */
    assert_string_equal(face_of(0x1f3ae).at, "2"); /* 🎮: Symbola */
    assert_string_equal(face_of(0x3447).at, "3");  /* 㑇: HanaMinA */
    assert_string_equal(face_of(0x2a6d6).at, "4"); /* the last of extension B: HanaMinB */
    assert_string_equal(face_of(0x30edd).at, "8"); /* 𰻝: no face */
}

static void digits_and_the_minus_are_as_wide_as_each_other(void **state)
{
    (void)state;
    for (int32_t digit = '0'; digit <= '9'; digit++)
        assert_string_equal(number(fonts_find(fonts, FONT_REGULAR, digit).advance).at, "0.551");
    assert_string_equal(number(fonts_find(fonts, FONT_REGULAR, 0x2212).advance).at, "0.551");
}

static const char *width_of(struct text text)
{
    return number(run_make(fonts, FONT_REGULAR, text, arena).width).at;
}

static void room_is_left_between_hanzi_and_latin(void **state)
{
    (void)state;
    assert_string_equal(width_of(TEXT("云云")), "2.000");
    assert_string_equal(width_of(TEXT("云1")), "1.641"); /* 1 + 0.09 + 0.551 */
    assert_string_equal(width_of(TEXT("1云1")), "2.282");
    assert_string_equal(width_of(TEXT("云 1")), "1.811"); /* a space is room enough */
    assert_string_equal(width_of(TEXT("¥1")), "1.192");
    assert_string_equal(width_of(TEXT("−¥1")), "1.742");
    assert_string_equal(width_of(TEXT("云，1")), "2.551"); /* punctuation has room of its own */
}

static void unseen_characters_are_left_out(void **state)
{
    struct run run = run_make(fonts, FONT_REGULAR, TEXT("云\xEF\xB8\x8F\xE2\x80\x8D云\t云"), arena);

    (void)state;
    assert_string_equal(text_format(arena, "%zu", run.count).at, "4"); /* the tab is a space */
}

static struct text cut(const char *characters)
{
    struct run run = run_make(fonts, FONT_REGULAR, text_of(characters), arena);
    struct font_character *list = ARENA_ARRAY(arena, struct font_character, run.count);

    for (size_t i = 0; i < run.count; i++)
        list[i] = (struct font_character){run.at[i].code_point, run.at[i].glyph.index, 0};
    struct text bytes = fonts_cut(fonts, 0, list, run.count, arena);
    for (size_t i = 0; i < run.count; i++)
        assert_true(list[i].cut_index > 0);
    return bytes;
}

static void a_cut_is_a_small_font_of_its_own(void **state)
{
    struct text bytes = cut("播流程客");
    char path[] = "/tmp/livebill-cut-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "wb");
    struct font_paths paths = {.regular = text_of(path)};
    struct text failed;
    const char *why = "opened";
    struct fonts *again;

    (void)state;
    assert_true(bytes.size < 4000);
    fwrite(bytes.at, 1, bytes.size, file);
    fclose(file);
    again = fonts_open(&paths, arena, &failed, &why);
    assert_string_equal(why, "opened");
    fonts_close(again);
    remove(path);
}

/* The face is prepared after some hundred cuts: nobody may see when. */
static void a_cut_depends_on_its_characters_alone(void **state)
{
    struct text first = cut("木桨与灯塔 0123456789"), other;

    (void)state;
    for (int i = 0; i < 320; i++)
        other = cut("木桨与灯塔 0123456789");
    assert_true(text_equal(first, other));
}

static void a_font_that_cannot_be_used_is_named(void **state)
{
    const struct {
        struct text path;
        const char *why;
    } cases[] = {
        {TEXT("no-such-font.ttf"), "cannot be read"},
        {TEXT("Makefile"), "is not a font"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct font_paths paths = {.regular = cases[i].path};
        struct text failed = {0};
        const char *why = "";
        assert_null(fonts_open(&paths, arena, &failed, &why));
        assert_string_equal(text_copy(arena, failed).at, cases[i].path.at);
        assert_string_equal(why, cases[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_come_from_the_first_face_that_has_them),
        cmocka_unit_test(digits_and_the_minus_are_as_wide_as_each_other),
        cmocka_unit_test(room_is_left_between_hanzi_and_latin),
        cmocka_unit_test(unseen_characters_are_left_out),
        cmocka_unit_test(a_cut_is_a_small_font_of_its_own),
        cmocka_unit_test(a_cut_depends_on_its_characters_alone),
        cmocka_unit_test(a_font_that_cannot_be_used_is_named),
    };

    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
