/*
 * A quantity and its unit, exactly into 10^-9 bytes, seconds or ones.
 */
#ifndef LIVEBILL_READ_USAGE_QUANTITY_H
#define LIVEBILL_READ_USAGE_QUANTITY_H

#include "livebill/base/hash.h"
#include "livebill/value/money.h"
#include "names.h"

/* Bytes, seconds or ones of a row (formats.md §6). */
#define ROW_BASE_UNITS_MAX UINT64_C(1000000000000000)

enum quantity_status {
    QUANTITY_OK,
    QUANTITY_MALFORMED,
    QUANTITY_NEGATIVE,
    QUANTITY_TOO_PRECISE, /* a digit other than 0 below 10^-9 of a byte, second or one */
    QUANTITY_TOO_LARGE,
};

/* Digits with at most one point, a digit on both sides of it; no sign (formats.md §1). */
enum quantity_status usage_quantity_parse(wide *nano, struct text text,
                                          const struct usage_unit *unit);

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* Eight digits, the first in the lowest byte: pairs, then fours, then all. */
static inline uint64_t usage_word_value(uint64_t digits)
{
    const uint64_t pairs = UINT64_C(0x000000FF000000FF);
    digits = digits * 10 + (digits >> 8);
    return ((digits & pairs) * UINT64_C(0x000F424000000064)
            + (digits >> 16 & pairs) * UINT64_C(0x0000271000000001))
           >> 32;
}

/* 0 where every byte is at most 9. */
static inline uint64_t usage_above_nine(uint64_t digits)
{
    return (digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
}

/*
 * The same for the usual quantity, 1 to 16 digits and nothing else; false: it is another one, and
 * usage_quantity_parse must look. Reads the 16 bytes before the text's end, whatever its size.
 */
static inline bool usage_digits_parse(wide *nano, struct text text, const struct usage_unit *unit)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030);
    const char *end = text.at + text.size;
    uint64_t first = hash_load(end - 16, 8) ^ zeros, last = hash_load(end - 8, 8) ^ zeros;

    if (text.size - 1 >= 16)
        return false;
    /* Digits stand in the highest bytes; what stands before them counts as zeros. */
    size_t lacking = 16 - text.size;
    first &= lacking < 8 ? UINT64_MAX << lacking * 8 : 0;
    last &= lacking > 8 ? UINT64_MAX << (lacking - 8) * 8 : UINT64_MAX;
    uint64_t digits = usage_word_value(first) * 100000000 + usage_word_value(last), base_units;
    if ((usage_above_nine(first) | usage_above_nine(last)) != 0
        || __builtin_mul_overflow(digits, unit->factor, &base_units)
        || base_units > ROW_BASE_UNITS_MAX)
        return false;
    *nano = (wide)base_units * QUANTITY_ONE;
    return true;
}
#else
static inline bool usage_digits_parse(wide *nano, struct text text, const struct usage_unit *unit)
{
    (void)nano, (void)text, (void)unit;
    return false;
}
#endif

#endif
