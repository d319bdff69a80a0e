/* livebill.ini: defaults, every key, bounds, and the words of what is wrong. */
#include "read/settings.h"

#include "book_folder.h"

static struct settings read_settings(struct book_folder *folder, const char *content)
{
    struct settings settings;
    book_folder_write(folder, "livebill.ini", content);
    folder->report = report_new(folder->arena);
    folder->read = settings_read(&settings, text_of(folder->path), folder->arena, folder->report);
    return settings;
}

static void defaults_are_those_of_the_contract(void **state)
{
    struct settings settings = read_settings(*state, "[issuer]\nname = 某公司\n");
    check_problems(*state, "");
    assert_true(text_is(settings.issuer.name, "某公司"));
    assert_true(text_is(settings.invoice.prefix, "LB"));
    assert_int_equal(settings.invoice.due_days, 0);
    assert_int_equal(settings.tax.mode, TAX_INCLUSIVE);
    assert_int_equal(settings.tax.rate.e8, 6000000);
    assert_int_equal(settings.settle.daily_at, 10 * 3600);
    assert_int_equal(settings.settle.monthly_day, 3);
    assert_int_equal(settings.settle.monthly_at, 10 * 3600);
    assert_int_equal(settings.settle.grace_hours, 24);
    assert_int_equal(settings.settle.remind_below.minor, 0);
    assert_true(text_is(settings.input.encoding, "UTF-8"));
    assert_false(settings.policy.missing_days_warn);
    assert_int_equal(settings.policy.push_ratio.nano, 100000000);
    assert_true(settings.policy.push_floor_mbps.nano == 100 * QUANTITY_ONE);
    assert_false(settings.policy.p95_rank_ceil);
    assert_true(settings.output.pdf && settings.output.xlsx);
    assert_int_equal(settings.output.language, LANGUAGE_ZH);
}

static void every_key_is_read(void **state)
{
    struct settings settings = read_settings(
        *state, "\xEF\xBB\xBF[issuer]\r\nname = X ; not a comment\nlogo = a/b.png\n"
                "[invoice]\nprefix=INV-\ndue_days=30\nlayout=mine.ini\n"
                "[tax]\nmode=exclusive\nrate=0.13\n"
                "[settle]\ndaily_at=00:00\nmonthly_day=28\nmonthly_at=23:59\ngrace_hours=0\n"
                "remind_below=-12.5\n"
                "[input]\nencoding=GB18030\n"
                "[policy]\nmissing_days=warn\npush_ratio=0\npush_floor_mbps=0.5\np95_rank=ceil\n"
                "[fonts]\nregular=/f.ttf\n[output]\nformats=csv, xlsx\nlanguage=en\n");
    check_problems(*state, "");
    assert_true(text_is(settings.issuer.name, "X ; not a comment"));
    assert_true(text_is(settings.issuer.logo, "a/b.png"));
    assert_true(text_is(settings.invoice.prefix, "INV-"));
    assert_int_equal(settings.invoice.due_days, 30);
    assert_true(text_is(settings.invoice.layout, "mine"));
    assert_int_equal(settings.tax.mode, TAX_EXCLUSIVE);
    assert_int_equal(settings.tax.rate.e8, 13000000);
    assert_int_equal(settings.settle.daily_at, 0);
    assert_int_equal(settings.settle.monthly_day, 28);
    assert_int_equal(settings.settle.monthly_at, 86340);
    assert_int_equal(settings.settle.grace_hours, 0);
    assert_int_equal(settings.settle.remind_below.minor, -1250);
    assert_true(text_is(settings.input.encoding, "GB18030"));
    assert_true(settings.policy.missing_days_warn);
    assert_int_equal(settings.policy.push_ratio.nano, 0);
    assert_true(settings.policy.push_floor_mbps.nano == QUANTITY_ONE / 2);
    assert_true(settings.policy.p95_rank_ceil);
    assert_true(text_is(settings.fonts.regular, "/f.ttf"));
    assert_true(!settings.output.pdf && settings.output.xlsx);
    assert_int_equal(settings.output.language, LANGUAGE_EN);
}

static void an_empty_value_is_the_default(void **state)
{
    struct settings settings =
        read_settings(*state, "[issuer]\nname = X\n[tax]\nrate =\n[invoice]\nprefix =\n");
    check_problems(*state, "");
    assert_int_equal(settings.tax.rate.e8, 6000000);
    assert_true(text_is(settings.invoice.prefix, "LB"));
}

static void bad_values_keep_the_default_and_are_named(void **state)
{
    struct book_folder *folder = *state;
    struct settings settings =
        read_settings(folder, "[issuer]\nname = X\n[settle]\nmonthly_day = 0\n[tax]\nrate = 7\n");
    assert_false(folder->read);
    check_problems(folder, "livebill.ini:4: [settle] monthly_day: bad-setting: '0' is too small: "
                           "write 1 or more\n"
                           "livebill.ini:6: [tax] rate: bad-setting: '7' is too large: write 1 or "
                           "less\n");
    assert_int_equal(settings.settle.monthly_day, 3);
}

static void an_unknown_key_names_the_nearest(void **state)
{
    struct book_folder *folder = *state;
    read_settings(folder, "[issuer]\nname = X\nadress = Y\n[invoice]\nrate = 0.06\n");
    assert_true(folder->read);
    check_problems(folder, "livebill.ini:3: [issuer] adress: unknown-setting: the unknown key is "
                           "ignored: did you mean [issuer] address\n"
                           "livebill.ini:5: [invoice] rate: unknown-setting: the unknown key is "
                           "ignored: did you mean [tax] rate\n");
}

static void the_issuer_is_required(void **state)
{
    struct book_folder *folder = *state;
    read_settings(folder, "[issuer]\nname =\n");
    assert_false(folder->read);
    check_problems(folder, "livebill.ini:2: [issuer] name: bad-setting: the value is missing: "
                           "write who sends the invoices\n");
    read_settings(folder, "[tax]\nrate = 0\n");
    assert_false(folder->read);
    check_problems(folder, "livebill.ini:0: [issuer] name: bad-setting: the key is missing: write "
                           "who sends the invoices\n");
}

static void a_wrong_name_is_not_a_missing_one(void **state)
{
    struct book_folder *folder = *state;
    read_settings(folder, "[issuer]\nname = a\xE2\x80\xAE\n");
    check_problems(folder, "livebill.ini:2: [issuer] name: bad-setting: the text has a character "
                           "that cannot be printed: leave it out\n");
    read_settings(folder, "[issuer]\nname = \xBC\xD7\n");
    check_problems(folder, "livebill.ini:2: : bad-encoding: the line is not valid UTF-8 text: save "
                           "the file as UTF-8\n");
}

static void a_book_without_settings_is_named(void **state)
{
    struct book_folder *folder = *state;
    struct settings settings;
    assert_false(settings_exist(text_of(folder->path), folder->arena));
    assert_false(settings_read(&settings, text_of(folder->path), folder->arena, folder->report));
    check_problems(folder, "livebill.ini:0: : bad-file: the file does not exist: name the book's "
                           "folder with -C, or make one with livebill init\n");
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, book_folder_open, book_folder_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults_are_those_of_the_contract), TEST(every_key_is_read),
        TEST(an_empty_value_is_the_default),      TEST(bad_values_keep_the_default_and_are_named),
        TEST(an_unknown_key_names_the_nearest),   TEST(the_issuer_is_required),
        TEST(a_book_without_settings_is_named),   TEST(a_wrong_name_is_not_a_missing_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
