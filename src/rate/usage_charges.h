/*
 * Measures → usage charges: packs, free units and tiers per window (R2–R7, R12).
 */
#ifndef LIVEBILL_RATE_USAGE_CHARGES_H
#define LIVEBILL_RATE_USAGE_CHARGES_H

#include "rate_finder.h"
#include "settlement.h"

/*
 * Fills the account's usage charges in the order of R12. A window without a price, or with an
 * amount out of range, is an error that names item, region, spec, day and plan.
 */
bool charge_usage(struct settlement *settlement, const struct rate_finder *finder,
                  const struct account_settlement *account);

#endif
