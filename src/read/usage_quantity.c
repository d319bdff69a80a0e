#include "usage_quantity.h"

#include "livebill/base/hash.h"
#include "livebill/value/money.h"

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

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WORD_DIGITS ((size_t)8)

/* At most 8 bytes, the first in the lowest byte, the rest 0; none outside is read. */
static uint64_t load_some(const char *at, size_t size)
{
    if (size >= 4)
        return hash_load(at, 4) | hash_load(at + size - 4, 4) << (size - 4) * 8;
    uint64_t first = (unsigned char)at[0], middle = (unsigned char)at[size / 2];
    return first | middle << size / 2 * 8 | (uint64_t)(unsigned char)at[size - 1] << (size - 1) * 8;
}

/* Eight digits, the first in the lowest byte: pairs, then fours, then all. */
static uint64_t word_value(uint64_t digits)
{
    const uint64_t pairs = UINT64_C(0x000000FF000000FF);
    digits = digits * 10 + (digits >> 8);
    return ((digits & pairs) * UINT64_C(0x000F424000000064)
            + (digits >> 16 & pairs) * UINT64_C(0x0000271000000001))
           >> 32;
}

static bool are_digits(uint64_t digits)
{
    return ((digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080)) == 0;
}

/* 1 to 16 digits and nothing else, eight at a time. */
static bool digits_at_once(uint64_t *value, struct text text)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030);
    if (text.size <= WORD_DIGITS) {
        size_t free_bits = (WORD_DIGITS - text.size) * 8;
        uint64_t word = text.size == WORD_DIGITS ? hash_load(text.at, WORD_DIGITS)
                                                 : load_some(text.at, text.size);
        word = (word << free_bits) ^ (zeros << free_bits);
        *value = word_value(word);
        return are_digits(word);
    }
    size_t behind = text.size - WORD_DIGITS, known_bits = (WORD_DIGITS - behind) * 8;
    uint64_t head = hash_load(text.at, WORD_DIGITS) ^ zeros;
    uint64_t tail = hash_load(text.at + behind, WORD_DIGITS) ^ zeros;
    tail = tail >> known_bits << known_bits;
    *value = word_value(head) * tens[behind] + word_value(tail);
    return are_digits(head) && are_digits(tail);
}
#else
#define WORD_DIGITS ((size_t)0)
static bool digits_at_once(uint64_t *value, struct text text)
{
    (void)text;
    *value = 0;
    return false;
}
#endif

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

    if (text.size > 0 && text.size <= WORD_DIGITS * 2 && digits_at_once(&digits, text))
        return scale(nano, digits, 0, unit);
    digits = 0;
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
