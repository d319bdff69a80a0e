/*
 * What a sealed period should have cost against what was billed for it (R13).
 */
#ifndef LIVEBILL_BILL_ADJUSTMENTS_H
#define LIVEBILL_BILL_ADJUSTMENTS_H

#include "livebill/base/report.h"
#include "livebill/domain/charge.h"

/* A sealed period, computed again from its copies with all usage that is there now. */
struct computed_again {
    const struct book *book;
    const struct charges *charges;
    struct billed_lines *billed; /* of all accounts: they are sorted here */
};

/*
 * Adds an adjustment to the open period's charges for each (account, item, region, spec) that
 * differs, by catalogue order, region and spec. Call it by period, ascending. False where an error
 * was reported.
 */
bool adjust_accounts(struct charges *open, const struct book *book,
                     const struct computed_again *again, struct arena *arena,
                     struct report *report);

#endif
