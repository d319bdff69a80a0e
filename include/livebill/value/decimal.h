/*
 * Plain decimals between text and scaled integers (formats.md §1): digits with at most one point,
 * a leading `-` where allowed; no exponent, no `+`, no thousands separators, no spaces, and a
 * digit on both sides of the point.
 */
#ifndef LIVEBILL_VALUE_DECIMAL_H
#define LIVEBILL_VALUE_DECIMAL_H

#include "livebill/base/text.h"
#include "livebill/value/wide.h"

enum decimal_status {
    DECIMAL_OK,
    DECIMAL_MALFORMED,   /* not a plain decimal */
    DECIMAL_NEGATIVE,    /* a `-` where the column has none */
    DECIMAL_TOO_PRECISE, /* a digit other than 0 beyond `places` decimals */
    DECIMAL_TOO_LARGE,   /* does not fit */
};

/* text × 10^places into *out. -0 is 0. */
enum decimal_status decimal_parse(wide *out, struct text text, unsigned places, bool negatives);

/* Up to how many bytes decimal_write makes. */
#define DECIMAL_SIZE 48

/* value / 10^places with exactly `places` decimals; the length is returned, out is not ended. */
size_t decimal_write(char out[DECIMAL_SIZE], wide value, unsigned places);

/* As decimal_write, without trailing zeros, but with at least `least` decimals. */
size_t decimal_write_short(char out[DECIMAL_SIZE], wide value, unsigned places, unsigned least);

struct text decimal_text(struct arena *arena, wide value, unsigned places);
struct text decimal_text_short(struct arena *arena, wide value, unsigned places, unsigned least);

#endif
