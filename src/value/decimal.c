#include "livebill/value/decimal.h"

#include "livebill/base/fatal.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool add_digit(wide *value, int digit)
{
    return wide_multiply(value, *value, 10) && wide_add(value, *value, digit);
}

/* Splits at the point and checks the form; fraction is empty where there is no point. */
static bool split(struct text text, struct text *whole, struct text *fraction)
{
    size_t point = text_find(text, '.');
    *whole = text_slice(text, 0, point);
    *fraction = text_slice(text, point + 1, text.size);
    if (whole->size == 0 || (point < text.size && fraction->size == 0))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (i != point && !is_digit(text.at[i]))
            return false;
    }
    return true;
}

enum decimal_status decimal_parse(wide *out, struct text text, unsigned places, bool negatives)
{
    struct text whole, fraction;
    bool negative = text.size > 0 && text.at[0] == '-';
    wide value = 0;

    if (negative)
        text = text_slice(text, 1, text.size);
    if (!split(text, &whole, &fraction))
        return DECIMAL_MALFORMED;
    for (size_t i = places; i < fraction.size; i++) {
        if (fraction.at[i] != '0')
            return DECIMAL_TOO_PRECISE;
    }
    for (size_t i = 0; i < whole.size; i++) {
        if (!add_digit(&value, whole.at[i] - '0'))
            return DECIMAL_TOO_LARGE;
    }
    for (size_t i = 0; i < places; i++) {
        if (!add_digit(&value, i < fraction.size ? fraction.at[i] - '0' : 0))
            return DECIMAL_TOO_LARGE;
    }
    if (negative && !negatives && value != 0)
        return DECIMAL_NEGATIVE;
    *out = negative ? -value : value;
    return DECIMAL_OK;
}

/* Takes the last digit off. Most numbers fit in 64 bits, where a division costs a tenth. */
static unsigned take_digit(unsigned_wide *rest)
{
    unsigned digit;
    if (*rest <= UINT64_MAX) {
        uint64_t narrow = (uint64_t)*rest;
        digit = (unsigned)(narrow % 10);
        *rest = narrow / 10;
    } else {
        digit = (unsigned)(*rest % 10);
        *rest /= 10;
    }
    return digit;
}

size_t decimal_write_short(char out[DECIMAL_SIZE], wide value, unsigned places, unsigned least)
{
    char digits[DECIMAL_SIZE];
    size_t count = 0, size = 0, decimals = 0;
    bool shown = false; /* a digit that stays, though zeros come before it */
    unsigned_wide rest = value < 0 ? -(unsigned_wide)value : (unsigned_wide)value;

    if (places > 18)
        bug("%u decimals", places);
    for (; places > 0; places--) {
        unsigned digit = take_digit(&rest);
        shown |= digit != 0 || places <= least;
        if (shown) {
            digits[count++] = (char)('0' + digit);
            decimals++;
        }
    }
    do {
        digits[count++] = (char)('0' + take_digit(&rest));
    } while (rest > 0);
    if (value < 0)
        out[size++] = '-';
    while (count > 0) {
        if (count == decimals)
            out[size++] = '.';
        out[size++] = digits[--count];
    }
    return size;
}

size_t decimal_write(char out[DECIMAL_SIZE], wide value, unsigned places)
{
    return decimal_write_short(out, value, places, places);
}

struct text decimal_text_short(struct arena *arena, wide value, unsigned places, unsigned least)
{
    char out[DECIMAL_SIZE];
    size_t size = decimal_write_short(out, value, places, least);
    return text_copy(arena, (struct text){out, size});
}

struct text decimal_text(struct arena *arena, wide value, unsigned places)
{
    return decimal_text_short(arena, value, places, places);
}
