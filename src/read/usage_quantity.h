/*
 * A quantity and its unit, exactly into 10^-9 bytes, seconds or ones.
 */
#ifndef LIVEBILL_READ_USAGE_QUANTITY_H
#define LIVEBILL_READ_USAGE_QUANTITY_H

#include "livebill/value/wide.h"
#include "usage_names.h"

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

#endif
