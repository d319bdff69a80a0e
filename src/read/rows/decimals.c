/* Decimals of fields and settings: bounds, and what to write instead of a wrong one. */

#include "fields.h"

#include "livebill/base/fatal.h"

const struct decimals decimals_money = {MONEY_PLACES, 0, MONEY_MINOR_MAX};
const struct decimals decimals_signed_money = {MONEY_PLACES, -(wide)MONEY_MINOR_MAX,
                                               MONEY_MINOR_MAX};
const struct decimals decimals_price = {PRICE_PLACES, 0, INT64_MAX};
const struct decimals decimals_quantity = {QUANTITY_PLACES, 0,
                                           (wide)1000000000000000000 * QUANTITY_ONE};

static size_t count_byte(struct text text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == byte;
    return count;
}

static bool has_exponent(struct text text)
{
    for (size_t i = 1; i < text.size; i++) {
        if ((text.at[i] == 'e' || text.at[i] == 'E') && text.at[i - 1] >= '0'
            && text.at[i - 1] <= '9')
            return true;
    }
    return false;
}

/* What to write instead of something that is not a plain decimal. */
static const char *malformed_hint(struct text text, unsigned places)
{
    size_t comma = text_find(text, ',');

    if (comma < text.size && count_byte(text, ',') == 1 && text.size - comma != 4
        && text_find(text, '.') == text.size)
        return "write the decimal mark as a point, 12.5";
    if (comma < text.size)
        return "write it without thousands separators, 1234.5";
    if (has_exponent(text))
        return "write it without an exponent";
    if (text.size > 0 && text.at[text.size - 1] == '%')
        return "write a share of 1, 0.06 for 6%";
    if (text_find(text, ' ') < text.size)
        return "leave out the spaces";
    if (text.size > 0 && text.at[0] == '+')
        return "leave out the plus sign";
    if (text.size > 0 && (text.at[0] == '.' || text.at[text.size - 1] == '.'))
        return "write a digit on both sides of the point";
    return places == 0 ? "write digits alone" : "write digits, with a point before the decimals";
}

static bool problem_is(struct decimal_problem *problem, const char *hint, struct text message)
{
    problem->hint = hint;
    problem->message = message;
    return false;
}

static bool fail_range(struct decimal_problem *problem, struct text shown, bool below, wide bound,
                       const struct decimals *decimals, struct arena *arena)
{
    struct text bound_text = decimal_text_short(arena, bound, decimals->places, 0);
    struct text hint =
        text_format(arena, "write %.*s or %s", TEXT_ARGS(bound_text), below ? "more" : "less");
    if (below && bound == 1 && decimals->places > 0)
        hint = TEXT("write a number above 0");
    return problem_is(
        problem, hint.at,
        text_format(arena, "'%.*s' is too %s", TEXT_ARGS(shown), below ? "small" : "large"));
}

static bool fail_precision(struct decimal_problem *problem, struct text shown,
                           const struct decimals *decimals, struct arena *arena)
{
    if (decimals->places == 0)
        return problem_is(problem, "write it without decimals",
                          text_format(arena, "'%.*s' is not a whole number", TEXT_ARGS(shown)));
    return problem_is(
        problem, text_format(arena, "write at most %u decimals", decimals->places).at,
        text_format(arena, "'%.*s' has more than %u decimals", TEXT_ARGS(shown), decimals->places));
}

bool decimal_read(wide *out, struct decimal_problem *problem, struct text text,
                  const struct decimals *decimals, struct arena *arena)
{
    struct text shown = value_shown(text, arena);

    switch (decimal_parse(out, text, decimals->places, decimals->least < 0)) {
    case DECIMAL_OK:
        if (*out < decimals->least)
            return fail_range(problem, shown, true, decimals->least, decimals, arena);
        if (*out > decimals->most)
            return fail_range(problem, shown, false, decimals->most, decimals, arena);
        return true;
    case DECIMAL_MALFORMED:
        return problem_is(problem, malformed_hint(text, decimals->places),
                          text_format(arena, "'%.*s' is not a %s number", TEXT_ARGS(shown),
                                      decimals->places == 0 ? "whole" : "decimal"));
    case DECIMAL_NEGATIVE:
        return problem_is(problem,
                          decimals->least > 0 ? "write a number above 0" : "write 0 or more",
                          text_format(arena, "'%.*s' is below 0", TEXT_ARGS(shown)));
    case DECIMAL_TOO_PRECISE:
        return fail_precision(problem, shown, decimals, arena);
    case DECIMAL_TOO_LARGE:
        return fail_range(problem, shown, text.at[0] == '-',
                          text.at[0] == '-' ? decimals->least : decimals->most, decimals, arena);
    }
    bug("a decimal status is unknown");
}
