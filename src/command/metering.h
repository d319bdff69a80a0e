/*
 * The usage of a period: reading and metering joined, a day at a time, on several threads.
 *
 * Workers take the days in order. Each has an arena that is emptied after every day, so memory
 * grows with the series of the days in flight and never with rows. The result is the same for
 * every number of jobs: a day's outcome depends on its files alone, what days add up to is
 * commutative, and problems are sorted by place.
 */
#ifndef LIVEBILL_COMMAND_METERING_H
#define LIVEBILL_COMMAND_METERING_H

#include "livebill/base/report.h"
#include "livebill/domain/usage.h"
#include "livebill/rate/rating.h"

/* From any thread: so many files are done. May be NULL. */
typedef void metering_progress(uint64_t done, uint64_t total);

/*
 * Reads the days of the period before book->billed_end, and the days before it that a window of
 * R9 touches; checks the manifest. False where an error (not a reject) was reported; *out is
 * filled anyway, so that later stages can find their problems in the same run.
 */
bool meter_usage(struct usage *out, const struct book *book, const struct mode_calendar *calendar,
                 const struct traffic_window_list *windows, int jobs, struct arena *arena,
                 struct report *report, metering_progress *progress);

#endif
