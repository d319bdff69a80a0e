/*
 * 128-bit integers: the only arithmetic behind an amount (R1).
 *
 * Nothing here wraps. The functions that can overflow return false and leave *out alone; the
 * caller reports CODE_TOO_LARGE with the place that led there. Rounding is half up, away from
 * zero, everywhere (R1).
 */
#ifndef LIVEBILL_VALUE_WIDE_H
#define LIVEBILL_VALUE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

#define WIDE_MAX ((wide)(~(unsigned_wide)0 >> 1))

static inline bool wide_add(wide *out, wide left, wide right)
{
    return !__builtin_add_overflow(left, right, out);
}

static inline bool wide_subtract(wide *out, wide left, wide right)
{
    return !__builtin_sub_overflow(left, right, out);
}

static inline bool wide_multiply(wide *out, wide left, wide right)
{
    return !__builtin_mul_overflow(left, right, out);
}

/* left / right, rounded half up away from zero; right must be above 0. */
wide wide_divide_rounded(wide left, wide right);

/* left / right towards plus infinity; right must be above 0. */
wide wide_divide_ceiling(wide left, wide right);

enum wide_rounding { WIDE_HALF_UP, WIDE_FLOOR, WIDE_CEILING };

/*
 * value × factor / divisor with an intermediate of 256 bits, rounded once; divisor must be above
 * 0. False only where the result itself does not fit.
 */
bool wide_scale(wide *out, wide value, wide factor, wide divisor, enum wide_rounding rounding);

/* 10 to the power of `exponent`, 0 to 38. */
wide wide_ten(unsigned exponent);

#endif
