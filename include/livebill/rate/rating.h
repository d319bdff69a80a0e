/*
 * Quantities and purchases → charges (R2–R10).
 *
 *     elections_settle → traffic_windows_list → (metering) → rate_accounts
 */
#ifndef LIVEBILL_RATE_RATING_H
#define LIVEBILL_RATE_RATING_H

#include "livebill/base/report.h"
#include "livebill/domain/charge.h"

/* R4: modes of each day of the period; second elections are rejected, ignored ones noted. */
bool elections_settle(struct mode_calendar *calendar, struct charges *charges,
                      const struct book *book, struct arena *arena, struct report *report);

/* Windows that licence refund requests may be judged by (R9): what metering must measure. */
struct traffic_window_list {
    struct traffic_window *at;
    size_t count, capacity;
};
void traffic_windows_list(struct traffic_window_list *windows, const struct book *book,
                          struct arena *arena);

/* Fills `charges` (zeroed by elections_settle's caller through charges_new) for every account. */
struct charges *charges_new(const struct book *book, struct arena *arena);
bool rate_accounts(struct charges *charges, const struct book *book,
                   const struct mode_calendar *calendar, const struct usage *usage,
                   struct arena *arena, struct report *report);

/* The tier walk of `livebill quote`: details for one quantity of one item on one day. */
struct quote {
    struct usage_charge charge;
    struct amount total;
};
struct quote_request {
    struct text plan;
    const struct item *item;
    enum region region;
    struct text spec;
    enum currency currency;
    struct day day;
    struct quantity quantity;
};
bool rate_quote(struct quote *out, const struct quote_request *request, const struct book *book,
                struct arena *arena, struct report *report);

#endif
