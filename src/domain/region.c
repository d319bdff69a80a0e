#include "livebill/domain/region.h"

static const char *const region_codes[REGION_COUNT] = {
    "mainland", "ap1", "ap2", "ap3", "na", "eu", "me", "af", "sa", "",
};
static const char *const mode_codes[MODE_COUNT + 1] = {
    "traffic_day",         "bandwidth_day",           "traffic_month",
    "bandwidth_p95_month", "bandwidth_avgpeak_month", "*",
};

const char *region_code(enum region region)
{
    return region_codes[region];
}

bool region_parse(enum region *out, struct text code)
{
    for (int region = 0; region < REGION_COUNT; region++) {
        if (text_is(code, region_codes[region])) {
            *out = (enum region)region;
            return true;
        }
    }
    return false;
}

enum scope scope_of_region(enum region region)
{
    return region == REGION_MAINLAND ? SCOPE_MAINLAND : SCOPE_OVERSEAS;
}

const char *mode_code(enum mode mode)
{
    return mode_codes[mode];
}

bool mode_parse(enum mode *out, struct text code)
{
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        if (text_is(code, mode_codes[mode])) {
            *out = (enum mode)mode;
            return true;
        }
    }
    return false;
}

bool mode_is_daily(enum mode mode)
{
    return mode == MODE_TRAFFIC_DAY || mode == MODE_BANDWIDTH_DAY;
}
