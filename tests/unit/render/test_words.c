/*
 * The texts of documents: that the shipped files are complete, what broken ones are told, and how
 * figures, dates and notices read in both languages.
 */
#include "livebill/render/words.h"

#include "specimen_statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static const struct words *zh, *en;

static int read_both(void **state)
{
    (void)state;
    arena = arena_new();
    struct report *report = report_new(arena);
    zh = words_read(TEXT("templates"), LANGUAGE_ZH, arena, report);
    en = words_read(TEXT("templates"), LANGUAGE_EN, arena, report);
    report_print(report, stderr, (struct report_style){0});
    return zh != NULL && en != NULL && report->problems.count == 0 ? 0 : -1;
}

static int free_both(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void keys_have_their_texts(void **state)
{
    (void)state;
    assert_string_equal(words_of(zh, "head", "title").at, "账单");
    assert_string_equal(words_of(en, "headline", "say_ok").at,
                        "Your balance covers it. Nothing to pay.");
    assert_string_equal(words_or(zh, "product", TEXT("leb"), TEXT("?")).at, "快直播");
    assert_string_equal(words_or(zh, "product", TEXT("new-one"), TEXT("new-one")).at, "new-one");
    assert_string_equal(words_or(zh, "regions", TEXT(""), TEXT("-")).at, "-");
    assert_string_equal(words_or(en, "notes", TEXT("tiers.CNY"), TEXT("plain")).at, "plain");
    assert_true(text_starts(words_or(en, "notes", TEXT("tiers.USD"), TEXT("")), TEXT("Tiers:")));
}

static void patterns_are_filled(void **state)
{
    (void)state;
    struct text filled =
        words_fill(arena, words_of(zh, "head", "page"), "n", TEXT("12"), "p", TEXT("1"), NULL);
    assert_string_equal(filled.at, "第 1 页，共 12 页");
    assert_string_equal(words_fill(arena, TEXT("a {x} {y} {"), "x", TEXT("{y}"), NULL).at,
                        "a {y} {y} {");
}

static void dates_read_as_in_the_specification(void **state)
{
    (void)state;
    struct day sixth = day_of_civil((struct civil){2024, 5, 6});
    struct moment ten = {moment_of_day(sixth).seconds + 10 * 3600 + 59};
    struct period may = period_of_day(sixth);

    assert_string_equal(words_day(zh, arena, sixth).at, "2024-05-06");
    assert_string_equal(words_day(en, arena, sixth).at, "6 May 2024");
    assert_string_equal(words_moment(zh, arena, ten).at, "2024-05-06 10:00");
    assert_string_equal(words_moment(en, arena, ten).at, "6 May 2024, 10:00");
    assert_string_equal(words_period(zh, arena, may.start, day_after(may.end, -1)).at,
                        "2024-05-01 至 2024-05-31");
    assert_string_equal(words_period(en, arena, may.start, day_after(may.end, -1)).at,
                        "1 May 2024 – 31 May 2024");
    assert_string_equal(words_month(zh, arena, may).at, "2024 年 5 月");
    assert_string_equal(words_month(en, arena, may).at, "May 2024");
}

static void money_reads_as_in_the_specification(void **state)
{
    (void)state;
    assert_string_equal(words_money_sign(zh, arena, (struct money){5502973}, CURRENCY_CNY).at,
                        "¥55,029.73");
    assert_string_equal(words_money_sign(zh, arena, (struct money){-4647}, CURRENCY_CNY).at,
                        "−¥46.47");
    assert_string_equal(words_money_sign(en, arena, (struct money){5502973}, CURRENCY_CNY).at,
                        "CNY 55,029.73");
    assert_string_equal(words_money_sign(en, arena, (struct money){-4647}, CURRENCY_USD).at,
                        "−US$46.47");
    assert_string_equal(words_money(zh, arena, (struct money){999999999999999}).at,
                        "9,999,999,999,999.99");
    assert_string_equal(words_money(zh, arena, (struct money){0}).at, "0.00");
    assert_string_equal(words_money(zh, arena, (struct money){-100000}).at, "−1,000.00");
}

static const char *quantity_of(wide nano)
{
    return words_quantity(zh, arena, (struct quantity){nano}).at;
}

static void quantities_have_at_most_three_decimals(void **state)
{
    (void)state;
    assert_string_equal(quantity_of(0), "0");
    assert_string_equal(quantity_of((wide)54684000500000), "54,684.001");
    assert_string_equal(quantity_of((wide)54684000499999), "54,684");
    assert_string_equal(quantity_of((wide)1500000000), "1.5");
    assert_string_equal(quantity_of(500000), "0.001");
    assert_string_equal(quantity_of(499999), "<0.001");
    assert_string_equal(quantity_of(1), "<0.001");
    assert_string_equal(quantity_of(-140 * QUANTITY_ONE), "−140");
}

static void labels_of_an_axis_have_the_decimals_of_its_step(void **state)
{
    (void)state;
    assert_string_equal(words_quantity_padded(zh, arena, (struct quantity){2 * QUANTITY_ONE}, 1).at,
                        "2.0");
    assert_string_equal(
        words_quantity_padded(zh, arena, (struct quantity){1500 * QUANTITY_ONE}, 0).at, "1,500");
}

static void prices_and_rates_lose_trailing_zeros(void **state)
{
    (void)state;
    assert_string_equal(words_price(zh, arena, (struct price){26000000}).at, "0.26");
    assert_string_equal(words_price(zh, arena, (struct price){3000000000}).at, "30.00");
    assert_string_equal(words_price(zh, arena, (struct price){125}).at, "0.00000125");
    assert_string_equal(words_rate(zh, arena, (struct rate){6000000}).at, "6%");
    assert_string_equal(words_rate(zh, arena, (struct rate){87500000}).at, "87.5%");
}

static void specs_are_read_part_by_part(void **state)
{
    (void)state;
    assert_string_equal(words_spec(zh, arena, TEXT("topspeed.h265.720p")).at,
                        "极速高清 · H.265 · 720p");
    assert_string_equal(words_spec(en, arena, TEXT("7d")).at, "7 days");
    assert_string_equal(words_spec(en, arena, TEXT("atlantis.d")).at, "atlantis · d");
    assert_string_equal(words_spec(en, arena, TEXT("")).at, "");
}

static void notices_name_what_they_are_about(void **state)
{
    (void)state;
    struct specimen *specimen = specimen_statement(arena, (struct specimen_options){0});
    struct entry *entry = LIST_ADD(arena, &specimen->book.entries);
    struct licence_type *licence = LIST_ADD(arena, &specimen->book.catalogue.licences);
    struct notice denied = {.kind = NOTICE_REFUND_DENIED,
                            .detail = TEXT("after-14-days"),
                            .reference = TEXT("PL-0506")};
    struct notice low = {.kind = NOTICE_LOW_BALANCE};

    *licence = (struct licence_type){.code = TEXT("miniprogram-plugin"),
                                     .name_zh = TEXT("小程序直播插件授权"),
                                     .name_en = TEXT("Mini-program live plugin")};
    *entry = (struct entry){.ledger = LEDGER_PLUGINS,
                            .event = EVENT_PURCHASE,
                            .id = TEXT("PL-0506"),
                            .account = &specimen->account,
                            .code = TEXT("miniprogram-plugin")};
    specimen->book.settings.settle.remind_below.minor = 50000;
    assert_string_equal(words_notice(zh, arena, &specimen->invoice, &denied).at,
                        "小程序直播插件授权 PL-0506 的退款申请未获批准："
                        "自首次购买插件起已超过 14 天。");
    assert_string_equal(words_notice(en, arena, &specimen->invoice, &denied).at,
                        "The refund of Mini-program live plugin PL-0506 was denied: "
                        "more than 14 days after the first plugin purchase.");
    assert_string_equal(words_notice(zh, arena, &specimen->invoice, &low).at,
                        "余额低于提醒线 ¥500.00。");
}

/* Reads the shipped zh-CN.ini with `from` replaced; its problems as LINE:KEY:MESSAGE;. */
static const char *problems_of(const char *from, const char *to)
{
    char folder[] = "/tmp/livebill-words-XXXXXX";
    struct buffer bytes = {.arena = arena}, found = {.arena = arena};
    struct report *report = report_new(arena);
    FILE *shipped = fopen("templates/text/zh-CN.ini", "rb");
    int byte;

    assert_non_null(shipped);
    assert_non_null(mkdtemp(folder));
    while ((byte = fgetc(shipped)) != EOF)
        buffer_add_byte(&bytes, (char)byte);
    fclose(shipped);
    buffer_add_byte(&bytes, '\0');
    char *at = strstr(bytes.at, from);
    assert_non_null(at);
    const char *text_folder = text_format(arena, "%s/text", folder).at;
    const char *path = text_format(arena, "%s/zh-CN.ini", text_folder).at;
    mkdir(text_folder, 0700);
    FILE *broken = fopen(path, "wb");
    assert_non_null(broken);
    fprintf(broken, "%.*s%s%s", (int)(at - bytes.at), bytes.at, to, at + strlen(from));
    fclose(broken);
    const struct words *words = words_read(text_of(folder), LANGUAGE_ZH, arena, report);
    unlink(path);
    rmdir(text_folder);
    rmdir(folder);
    assert_true((words == NULL) == (report->problems.count > 0));
    report_sort(report);
    for (size_t i = 0; i < report->problems.count; i++) {
        const struct problem *problem = &report->problems.at[i];
        buffer_format(&found, "%u:%.*s:%.*s;", (unsigned)problem->row.place.line,
                      TEXT_ARGS(problem->column), TEXT_ARGS(problem->message));
    }
    buffer_add_byte(&found, '\0');
    return found.at;
}

static void broken_texts_are_errors_with_their_line(void **state)
{
    (void)state;
    assert_string_equal(problems_of("title = 账单", "titel = 账单"),
                        "0:title:the section [head] lacks the key 'title';"
                        "6:titel:the section [head] has no key 'titel';");
    assert_string_equal(problems_of("page = 第 {p} 页，共 {n} 页", "page = 第 {p} 页 {q}"),
                        "9:page:the text has '{q', which is no name that it can have;"
                        "9:page:the text lacks {n};");
    assert_string_equal(problems_of("page = 第 {p} 页，共 {n} 页", "page ="), "");
    assert_string_equal(problems_of("[head]", "[header]\nx = 1\n[head]"),
                        "6:header:the section 'header' is not known;");
    assert_string_equal(problems_of("title = 账单", "title = 账单\ntitle = 账单"),
                        "7:title:'title' is given twice;");
    assert_string_equal(problems_of("\ntiers.USD =", "\ntiers.EUR ="),
                        "206:tiers.EUR:the section [notes] has no key 'tiers.EUR';");
}

static void names_of_sheets_must_be_names_that_excel_takes(void **state)
{
    (void)state;
    assert_non_null(strstr(problems_of("\ndaily = 每日用量", "\ndaily = 每日/用量"),
                           "'每日/用量' cannot name a sheet"));
    assert_non_null(
        strstr(problems_of("\ndaily = 每日用量", "\ndaily = 概要"), "two sheets are named '概要'"));
    assert_non_null(
        strstr(problems_of("\ndaily = 每日用量", "\ndaily ="), "'daily' cannot be empty"));
}

static void a_missing_file_is_told_once(void **state)
{
    (void)state;
    struct report *report = report_new(arena);

    assert_null(words_read(TEXT("/nowhere"), LANGUAGE_EN, arena, report));
    assert_string_equal(text_format(arena, "%zu", report->problems.count).at, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_their_texts),
        cmocka_unit_test(patterns_are_filled),
        cmocka_unit_test(dates_read_as_in_the_specification),
        cmocka_unit_test(money_reads_as_in_the_specification),
        cmocka_unit_test(quantities_have_at_most_three_decimals),
        cmocka_unit_test(labels_of_an_axis_have_the_decimals_of_its_step),
        cmocka_unit_test(prices_and_rates_lose_trailing_zeros),
        cmocka_unit_test(specs_are_read_part_by_part),
        cmocka_unit_test(notices_name_what_they_are_about),
        cmocka_unit_test(broken_texts_are_errors_with_their_line),
        cmocka_unit_test(names_of_sheets_must_be_names_that_excel_takes),
        cmocka_unit_test(a_missing_file_is_told_once),
    };
    return cmocka_run_group_tests(tests, read_both, free_both);
}
