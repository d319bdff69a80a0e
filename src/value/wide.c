#include "livebill/value/wide.h"

#include "livebill/base/fatal.h"

static unsigned_wide magnitude(wide value)
{
    return value < 0 ? -(unsigned_wide)value : (unsigned_wide)value;
}

wide wide_ten(unsigned exponent)
{
    wide power = 1;
    if (exponent > 38)
        bug("10 to the power of %u does not fit", exponent);
    while (exponent-- > 0)
        power *= 10;
    return power;
}

wide wide_divide_ceiling(wide left, wide right)
{
    wide quotient = left / right;
    return left % right > 0 ? quotient + 1 : quotient;
}

wide wide_divide_rounded(wide left, wide right)
{
    wide quotient = left / right;
    unsigned_wide rest = magnitude(left % right);
    if (rest >= (unsigned_wide)right - rest)
        quotient += left < 0 ? -1 : 1;
    return quotient;
}

/* 256 bits, in two halves. */
struct double_wide {
    unsigned_wide high, low;
};

static struct double_wide multiply(unsigned_wide left, unsigned_wide right)
{
    const unsigned_wide mask = UINT64_MAX;
    unsigned_wide low = (left & mask) * (right & mask);
    unsigned_wide cross = (left >> 64) * (right & mask);
    unsigned_wide other = (left & mask) * (right >> 64);
    unsigned_wide middle = (low >> 64) + (cross & mask) + (other & mask);

    return (struct double_wide){
        .high = (left >> 64) * (right >> 64) + (cross >> 64) + (other >> 64) + (middle >> 64),
        .low = middle << 64 | (low & mask),
    };
}

/* number / divisor by long division, bit by bit; the quotient must fit, so high < divisor < 2^127.
 */
static unsigned_wide divide(struct double_wide number, unsigned_wide divisor, unsigned_wide *rest)
{
    unsigned_wide remainder = number.high, quotient = 0;
    for (int bit = 127; bit >= 0; bit--) {
        remainder = remainder << 1 | (number.low >> bit & 1);
        quotient <<= 1;
        if (remainder >= divisor) {
            remainder -= divisor;
            quotient |= 1;
        }
    }
    *rest = remainder;
    return quotient;
}

static bool rounds_away(unsigned_wide rest, unsigned_wide divisor, bool negative,
                        enum wide_rounding rounding)
{
    if (rest == 0)
        return false;
    switch (rounding) {
    case WIDE_HALF_UP:
        return rest >= divisor - rest;
    case WIDE_FLOOR:
        return negative;
    case WIDE_CEILING:
        return !negative;
    }
    bug("rounding %d", (int)rounding);
}

bool wide_scale(wide *out, wide value, wide factor, wide divisor, enum wide_rounding rounding)
{
    bool negative = (value < 0) != (factor < 0);
    unsigned_wide rest, quotient;
    struct double_wide product = multiply(magnitude(value), magnitude(factor));

    if (divisor <= 0)
        bug("a divisor must be above 0");
    if (product.high >= (unsigned_wide)divisor)
        return false;
    if (product.high == 0) {
        quotient = product.low / (unsigned_wide)divisor;
        rest = product.low % (unsigned_wide)divisor;
    } else {
        quotient = divide(product, (unsigned_wide)divisor, &rest);
    }
    quotient += rounds_away(rest, (unsigned_wide)divisor, negative, rounding);
    if (quotient > (unsigned_wide)WIDE_MAX)
        return false;
    *out = negative ? -(wide)quotient : (wide)quotient;
    return true;
}
