/*
 * Notices of usage that a person should know of, one a day at 00:00:00: unlicensed-usage and
 * leb-in-miniprogram (R8, once per AppID too), gap-day and usage-while-closed (formats.md §2).
 */
#ifndef LIVEBILL_RATE_USAGE_NOTICES_H
#define LIVEBILL_RATE_USAGE_NOTICES_H

#include "settlement.h"

void note_usage(struct settlement *settlement, const struct account_settlement *account);

#endif
