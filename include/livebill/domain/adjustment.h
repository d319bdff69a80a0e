/*
 * Corrections of sealed periods (R13): what was billed for a line, what is right now, and what the
 * difference adds to the open period.
 */
#ifndef LIVEBILL_DOMAIN_ADJUSTMENT_H
#define LIVEBILL_DOMAIN_ADJUSTMENT_H

#include "livebill/domain/catalogue.h"

/* What stands, or should stand, on the lines of one (item, region, spec). */
struct line_sums {
    struct quantity quantity, deducted, billable;
    struct amount list_amount;
    struct money amount;
};

/* A row of lines.csv of a sealed period: a usage line, or an adjustment made since. */
struct billed_line {
    struct text account, item;
    enum region region;
    struct text spec;
    struct line_sums sums;
};

struct billed_lines {
    struct billed_line *at;
    size_t count, capacity;
};

struct adjustment {
    struct period period; /* the sealed one */
    const struct item *item;
    enum region region;
    struct text spec;
    struct line_sums billed, right; /* with all adjustments since; and with all usage now there */
};

#endif
