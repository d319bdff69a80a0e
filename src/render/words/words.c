#include "table.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"

#include <ctype.h>

#define SHOWN_PLACES 3 /* of a quantity (documents.md §6) */

struct text words_of(const struct words *words, const char *section, const char *key)
{
    const struct word *word = words_slot(words, text_of(section), text_of(key));

    if (word->key.at == NULL)
        bug("the texts have no key '%s' in [%s]", key, section);
    return word->value;
}

struct text words_or(const struct words *words, const char *section, struct text key,
                     struct text otherwise)
{
    const struct word *word = words_slot(words, text_of(section), key);

    return word->key.at == NULL ? otherwise : word->value;
}

struct text words_name(const struct words *words, struct text name_zh, struct text name_en)
{
    struct text own = words->language == LANGUAGE_ZH ? name_zh : name_en;
    struct text other = words->language == LANGUAGE_ZH ? name_en : name_zh;

    return own.size > 0 ? own : other;
}

/* The value of `name` in a list of names and values that ends in NULL; false where it is not. */
static bool find_value(struct text *out, struct text name, va_list values)
{
    for (const char *known = va_arg(values, const char *); known != NULL;
         known = va_arg(values, const char *)) {
        *out = va_arg(values, struct text);
        if (text_is(name, known))
            return true;
    }
    return false;
}

struct text words_fill(struct arena *arena, struct text pattern, ...)
{
    struct buffer out = {.arena = arena};
    va_list values;

    while (pattern.size > 0) {
        size_t open = text_find(pattern, '{');
        buffer_add(&out, text_slice(pattern, 0, open));
        pattern = text_slice(pattern, open, SIZE_MAX);
        size_t close = text_find(pattern, '}');
        struct text name = text_slice(pattern, 1, close - 1), value = {0};
        if (close == pattern.size)
            break;
        va_start(values, pattern);
        if (!find_value(&value, name, values))
            value = text_slice(pattern, 0, close + 1);
        va_end(values);
        buffer_add(&out, value);
        pattern = text_slice(pattern, close + 1, SIZE_MAX);
    }
    buffer_add(&out, pattern);
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}

static struct text number(struct arena *arena, const char *format, int value)
{
    return text_format(arena, format, value);
}

struct text words_day(const struct words *words, struct arena *arena, struct day day)
{
    struct civil civil = civil_of_day(day);
    struct text month = number(arena, "%d", civil.month);

    return words_fill(
        arena, words_of(words, "formats", "day"), "yyyy", number(arena, "%04d", civil.year), "mm",
        number(arena, "%02d", civil.month), "dd", number(arena, "%02d", civil.day), "m", month, "d",
        number(arena, "%d", civil.day), "month", words_of(words, "months_short", month.at),
        "month_name", words_of(words, "months", month.at), NULL);
}

struct text words_moment(const struct words *words, struct arena *arena, struct moment moment)
{
    struct day day = moment_day(moment);
    int minutes = (int)((moment.seconds - moment_of_day(day).seconds) / 60);

    return words_fill(arena, words_of(words, "formats", "moment"), "day",
                      words_day(words, arena, day), "HH", number(arena, "%02d", minutes / 60), "MM",
                      number(arena, "%02d", minutes % 60), NULL);
}

struct text words_period(const struct words *words, struct arena *arena, struct day first,
                         struct day last)
{
    return words_fill(arena, words_of(words, "formats", "period"), "first",
                      words_day(words, arena, first), "last", words_day(words, arena, last), NULL);
}

struct text words_month(const struct words *words, struct arena *arena, struct period period)
{
    struct text month = number(arena, "%d", period.month);

    return words_fill(arena, words_of(words, "formats", "month"), "yyyy",
                      number(arena, "%04d", period.year), "mm", number(arena, "%02d", period.month),
                      "m", month, "month", words_of(words, "months_short", month.at), "month_name",
                      words_of(words, "months", month.at), NULL);
}

/* A plain decimal with the language's point, minus and groups of three digits. */
static struct text grouped(const struct words *words, struct arena *arena, struct text decimal)
{
    struct buffer out = {.arena = arena};
    struct text group = words_of(words, "formats", "group");

    if (text_starts(decimal, TEXT("-"))) {
        buffer_add(&out, words_of(words, "formats", "minus"));
        decimal = text_slice(decimal, 1, SIZE_MAX);
    }
    size_t whole = text_find(decimal, '.');
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            buffer_add(&out, group);
        buffer_add_byte(&out, decimal.at[i]);
    }
    if (whole < decimal.size) {
        buffer_add(&out, words_of(words, "formats", "point"));
        buffer_add(&out, text_slice(decimal, whole + 1, SIZE_MAX));
    }
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}

struct text words_money(const struct words *words, struct arena *arena, struct money money)
{
    return grouped(words, arena, decimal_text(arena, money.minor, MONEY_PLACES));
}

struct text words_money_sign(const struct words *words, struct arena *arena, struct money money,
                             enum currency currency)
{
    const char *pattern = currency == CURRENCY_USD ? "money_USD" : "money_CNY";
    struct money magnitude = {money.minor < 0 ? -money.minor : money.minor};
    struct text shown = words_fill(arena, words_of(words, "formats", pattern), "amount",
                                   words_money(words, arena, magnitude), NULL);

    if (money.minor >= 0)
        return shown;
    return text_format(arena, "%.*s%.*s", TEXT_ARGS(words_of(words, "formats", "minus")),
                       TEXT_ARGS(shown));
}

struct text words_quantity(const struct words *words, struct arena *arena, struct quantity quantity)
{
    return words_quantity_padded(words, arena, quantity, 0);
}

struct text words_quantity_padded(const struct words *words, struct arena *arena,
                                  struct quantity quantity, unsigned decimals)
{
    wide shown = wide_divide_rounded(quantity.nano, wide_ten(QUANTITY_PLACES - SHOWN_PLACES));

    if (shown != 0 || quantity.nano == 0)
        return grouped(words, arena, decimal_text_short(arena, shown, SHOWN_PLACES, decimals));
    struct text least = grouped(words, arena, decimal_text(arena, 1, SHOWN_PLACES));
    return words_fill(arena, words_of(words, "formats", "below"), "x", least, NULL);
}

struct text words_price(const struct words *words, struct arena *arena, struct price price)
{
    return grouped(words, arena, decimal_text_short(arena, price.e8, PRICE_PLACES, 2));
}

struct text words_rate(const struct words *words, struct arena *arena, struct rate rate)
{
    wide percent = (wide)rate.e8 * 100;
    struct text shown = grouped(words, arena, decimal_text_short(arena, percent, PRICE_PLACES, 0));

    return words_fill(arena, words_of(words, "formats", "rate"), "x", shown, NULL);
}

/* The number in a part of a spec like `7d`, or an empty text. */
static struct text days_of_part(struct text part)
{
    for (size_t i = 0; i + 1 < part.size; i++) {
        if (isdigit((unsigned char)part.at[i]) == 0)
            return TEXT("");
    }
    return part.size > 1 && text_ends(part, TEXT("d")) ? text_slice(part, 0, part.size - 1)
                                                       : TEXT("");
}

struct text words_spec(const struct words *words, struct arena *arena, struct text spec)
{
    struct buffer out = {.arena = arena};

    while (spec.size > 0) {
        struct text part = text_slice(spec, 0, text_find(spec, '.'));
        struct text days = days_of_part(part);
        spec = text_slice(spec, part.size + 1, SIZE_MAX);
        if (days.size > 0)
            buffer_add(&out, words_fill(arena, words_of(words, "spec", "days"), "n", days, NULL));
        else
            buffer_add(&out, words_or(words, "spec", part, part));
        if (spec.size > 0)
            buffer_add(&out, TEXT(" · "));
    }
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}
