#include "livebill/value/words.h"

static const char *const currency_codes[CURRENCY_COUNT] = {"CNY", "USD"};
static const char *const language_codes[LANGUAGE_COUNT] = {"zh-CN", "en"};

const char *currency_code(enum currency currency)
{
    return currency_codes[currency];
}

const char *language_code(enum language language)
{
    return language_codes[language];
}

static bool find_word(const char *const *words, int count, struct text word, int *found)
{
    for (*found = 0; *found < count; ++*found) {
        if (text_is(word, words[*found]))
            return true;
    }
    return false;
}

bool currency_parse(enum currency *out, struct text code)
{
    int found;
    if (!find_word(currency_codes, CURRENCY_COUNT, code, &found))
        return false;
    *out = (enum currency)found;
    return true;
}

bool language_parse(enum language *out, struct text code)
{
    int found;
    if (!find_word(language_codes, LANGUAGE_COUNT, code, &found))
        return false;
    *out = (enum language)found;
    return true;
}

static uint64_t magnitude(struct money money)
{
    return money.minor < 0 ? (uint64_t)-money.minor : (uint64_t)money.minor;
}

/* Chinese. */

static const char *const hanzi_digits[] = {"零", "壹", "贰", "叁", "肆",
                                           "伍", "陆", "柒", "捌", "玖"};

static void add(struct buffer *words, const char *word)
{
    buffer_add(words, text_of(word));
}

/* Four digits of `whole`: group 0 holds the units, 1 the 万, 2 the 亿, 3 the 万 of 亿. */
static uint64_t group_of(uint64_t whole, int group)
{
    return whole / (uint64_t)wide_ten((unsigned)group * 4) % 10000;
}

static const char *group_unit(uint64_t whole, int group)
{
    static const char *const units[] = {"", "万", "亿", "万亿"};
    return group == 3 && group_of(whole, 2) > 0 ? "万" : units[group];
}

/*
 * Whole yuan in groups of four digits, from the largest: one 零 stands for any run of zeros
 * between two digits that are not, also across groups.
 */
static void add_whole_zh(struct buffer *words, uint64_t whole)
{
    static const char *const units[] = {"", "拾", "佰", "仟"};
    bool begun = false, zero_waits = false;

    for (int group = 3; group >= 0; group--) {
        uint64_t digits = group_of(whole, group);
        for (int place = 3; place >= 0; place--) {
            uint64_t digit = digits / (uint64_t)wide_ten((unsigned)place) % 10;
            if (digit == 0) {
                zero_waits = begun;
                continue;
            }
            if (zero_waits)
                add(words, "零");
            zero_waits = false;
            begun = true;
            add(words, hanzi_digits[digit]);
            add(words, units[place]);
        }
        if (digits > 0)
            add(words, group_unit(whole, group));
    }
}

static void add_cents_zh(struct buffer *words, uint64_t whole, unsigned cents)
{
    if (cents == 0) {
        add(words, "整");
        return;
    }
    if (cents / 10 > 0) {
        add(words, hanzi_digits[cents / 10]);
        add(words, "角");
    } else if (whole > 0) {
        add(words, "零");
    }
    if (cents % 10 > 0) {
        add(words, hanzi_digits[cents % 10]);
        add(words, "分");
    } else {
        add(words, "整");
    }
}

struct text money_words_zh(struct arena *arena, struct money money, enum currency currency)
{
    struct buffer words = {.arena = arena};
    uint64_t whole = magnitude(money) / 100;
    unsigned cents = (unsigned)(magnitude(money) % 100);

    add(&words, currency == CURRENCY_USD ? "美元" : "人民币");
    if (money.minor < 0)
        add(&words, "负");
    if (whole > 0)
        add_whole_zh(&words, whole);
    else if (cents == 0)
        add(&words, "零");
    if (whole > 0 || cents == 0)
        add(&words, "元");
    add_cents_zh(&words, whole, cents);
    return text_copy(arena, buffer_text(&words));
}

/* English. */

static const char *const small_numbers[] = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                   "fifty", "sixty", "seventy", "eighty", "ninety"};

static void add_below_hundred(struct buffer *words, unsigned number)
{
    if (number < 20) {
        add(words, small_numbers[number]);
        return;
    }
    add(words, tens[number / 10]);
    if (number % 10 > 0) {
        add(words, "-");
        add(words, small_numbers[number % 10]);
    }
}

static void add_below_thousand(struct buffer *words, unsigned number)
{
    if (number >= 100) {
        add(words, small_numbers[number / 100]);
        add(words, " hundred");
        if (number % 100 > 0)
            add(words, " ");
    }
    if (number % 100 > 0)
        add_below_hundred(words, number % 100);
}

static void add_whole_en(struct buffer *words, uint64_t number)
{
    static const char *const scales[] = {"", " thousand", " million", " billion", " trillion"};
    bool begun = false;

    if (number == 0)
        add(words, small_numbers[0]);
    for (int group = 4; group >= 0; group--) {
        unsigned part = (unsigned)(number / (uint64_t)wide_ten((unsigned)group * 3) % 1000);
        if (part == 0)
            continue;
        if (begun)
            add(words, " ");
        add_below_thousand(words, part);
        add(words, scales[group]);
        begun = true;
    }
}

static void add_cents_en(struct buffer *words, unsigned cents, enum currency currency)
{
    add_below_hundred(words, cents);
    if (currency == CURRENCY_CNY)
        add(words, " fen");
    else
        add(words, cents == 1 ? " cent" : " cents");
}

struct text money_words_en(struct arena *arena, struct money money, enum currency currency)
{
    struct buffer words = {.arena = arena};
    uint64_t whole = magnitude(money) / 100;
    unsigned cents = (unsigned)(magnitude(money) % 100);

    if (money.minor < 0)
        add(&words, "minus ");
    if (whole > 0 || cents == 0) {
        add_whole_en(&words, whole);
        if (currency == CURRENCY_CNY)
            add(&words, " yuan");
        else
            add(&words, whole == 1 ? " US dollar" : " US dollars");
    }
    if (whole > 0 && cents > 0)
        add(&words, " and ");
    if (cents > 0)
        add_cents_en(&words, cents, currency);
    words.at[0] = (char)(words.at[0] - 'a' + 'A');
    return text_copy(arena, buffer_text(&words));
}

struct text money_words(struct arena *arena, struct money money, enum currency currency,
                        enum language language)
{
    return language == LANGUAGE_EN ? money_words_en(arena, money, currency)
                                   : money_words_zh(arena, money, currency);
}
