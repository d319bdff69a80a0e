#include "quantity.h"

#define PLAIN_DIGITS    18 /* fit in 64 bits */
#define FRACTION_DIGITS 21 /* 1 TB has 10^21 of 10^-9 bytes: digits beyond are too fine */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

struct number {
    struct text whole, fraction; /* fraction: without its last zeros */
};

/* Splits at the point and checks the form. */
static bool split(struct number *number, struct text text)
{
    size_t point = text_find(text, '.');
    number->whole = text_slice(text, 0, point);
    number->fraction = text_slice(text, point + 1, text.size);
    if (number->whole.size == 0 || (point < text.size && number->fraction.size == 0))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (i != point && !is_digit(text.at[i]))
            return false;
    }
    while (number->fraction.size > 0 && number->fraction.at[number->fraction.size - 1] == '0')
        number->fraction.size--;
    return true;
}

static bool digits_value(wide *value, struct text digits)
{
    *value = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (!wide_multiply(value, *value, 10) || !wide_add(value, *value, digits.at[i] - '0'))
            return false;
    }
    return true;
}

/* fraction × unit, which must be a whole number of 10^-9 base units. */
static bool fraction_nano(wide *nano, struct text fraction, const struct usage_unit *unit)
{
    wide digits, above, size = (wide)unit->factor * QUANTITY_ONE;
    if (fraction.size > FRACTION_DIGITS || !digits_value(&digits, fraction))
        return false;
    wide parts = wide_ten((unsigned)fraction.size);
    return wide_scale(nano, digits, size, parts, WIDE_FLOOR)
           && wide_scale(&above, digits, size, parts, WIDE_CEILING) && *nano == above;
}

/* Any number of digits. */
static enum quantity_status parse_any(wide *nano, struct text text, const struct usage_unit *unit)
{
    struct number number;
    wide whole, fraction, most = (wide)ROW_BASE_UNITS_MAX * QUANTITY_ONE;
    bool negative = text.size > 0 && text.at[0] == '-';

    if (!split(&number, negative ? text_slice(text, 1, text.size) : text))
        return QUANTITY_MALFORMED;
    if (negative)
        return QUANTITY_NEGATIVE;
    if (!digits_value(&whole, number.whole) || whole > (wide)ROW_BASE_UNITS_MAX)
        return QUANTITY_TOO_LARGE;
    if (!fraction_nano(&fraction, number.fraction, unit))
        return QUANTITY_TOO_PRECISE;
    *nano = whole * (wide)unit->factor * QUANTITY_ONE + fraction;
    return *nano <= most ? QUANTITY_OK : QUANTITY_TOO_LARGE;
}

/* 10^0 to 10^9. */
static const uint64_t tens[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

static enum quantity_status scale(wide *nano, uint64_t digits, size_t decimals,
                                  const struct usage_unit *unit)
{
    unsigned_wide scaled = (unsigned_wide)digits * unit->factor;
    if (scaled > (unsigned_wide)ROW_BASE_UNITS_MAX * tens[decimals])
        return QUANTITY_TOO_LARGE;
    *nano = (wide)(scaled * tens[9 - decimals]);
    return QUANTITY_OK;
}

/*
 * The usual number: at most 18 bytes, 9 decimals. Its digits × unit are at most 10^30, and what
 * passes the bound is at most 10^24 of 10^-9 base units: nothing leaves 128 bits.
 */
enum quantity_status usage_quantity_parse(wide *nano, struct text text,
                                          const struct usage_unit *unit)
{
    uint64_t digits = 0;
    size_t point = text.size;

    if (text.size == 0 || text.size > PLAIN_DIGITS)
        return parse_any(nano, text, unit);
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned)(unsigned char)text.at[i] - '0';
        if (digit <= 9)
            digits = digits * 10 + digit;
        else if (text.at[i] == '.' && point == text.size)
            point = i;
        else
            return parse_any(nano, text, unit);
    }
    size_t decimals = point == text.size ? 0 : text.size - point - 1;
    if (point == 0 || point + 1 == text.size || decimals > 9)
        return parse_any(nano, text, unit);
    return scale(nano, digits, decimals, unit);
}
