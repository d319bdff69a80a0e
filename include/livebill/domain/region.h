/*
 * Regions, elections' scopes and modes (formats.md §2, R4).
 */
#ifndef LIVEBILL_DOMAIN_REGION_H
#define LIVEBILL_DOMAIN_REGION_H

#include "livebill/base/text.h"

/* In the order of R6, which is also that of the lines (R12). */
enum region {
    REGION_MAINLAND,
    REGION_AP1,
    REGION_AP2,
    REGION_AP3,
    REGION_NA,
    REGION_EU,
    REGION_ME,
    REGION_AF,
    REGION_SA,
    REGION_NONE, /* the row has no region */
    REGION_COUNT,
};

const char *region_code(enum region region); /* "mainland" …, "" for none */

/* An empty text is REGION_NONE; false for a word that is no region. */
bool region_parse(enum region *out, struct text code);

enum scope { SCOPE_MAINLAND, SCOPE_OVERSEAS, SCOPE_COUNT };

/* Mainland is the region mainland; everything else, none included, is overseas (R4). */
enum scope scope_of_region(enum region region);

/* How an account is charged for its traffic in a scope on a day (R2–R5). */
enum mode {
    MODE_TRAFFIC_DAY, /* what every account starts with */
    MODE_BANDWIDTH_DAY,
    MODE_TRAFFIC_MONTH,
    MODE_P95_MONTH,
    MODE_AVGPEAK_MONTH,
    MODE_COUNT,
    MODE_ANY = MODE_COUNT, /* `*` in the catalogue: items that no election touches */
};

const char *mode_code(enum mode mode);
bool mode_parse(enum mode *out, struct text code); /* `*` is not a mode of an election: false */
bool mode_is_daily(enum mode mode);

#endif
