/*
 * Usage rows → quantities (R1–R5, R7), a day at a time.
 *
 *     metering_new → day_meter_new → day_meter_add (each row) → day_meter_fold → metering_finish
 *
 * A day meter belongs to one worker: it keeps a series of 288 slots per (account, AppID, resource,
 * meter, region, spec), drops duplicates and finds conflicts (formats.md §2). The fold turns the
 * day into readings of the items that the account's mode of the day selects, merges them into the
 * month under a lock, and the day's arena can be dropped. Sums are integers, so the order in which
 * workers fold cannot be seen.
 */
#ifndef LIVEBILL_METER_METERING_H
#define LIVEBILL_METER_METERING_H

#include "livebill/base/report.h"
#include "livebill/domain/usage.h"

struct metering;
struct day_meter;

/*
 * `windows` (R9) are measured on every day that is folded; only days of the period make readings.
 * The windows are copied.
 */
struct metering *metering_new(const struct book *book, const struct mode_calendar *calendar,
                              const struct traffic_window *windows, size_t window_count,
                              struct arena *arena);

struct day_meter *day_meter_new(struct metering *metering, struct day day, struct arena *arena);

/* The add function of a usage_sink whose context is the day meter. */
enum row_verdict day_meter_add(void *day_meter, const struct usage_row *row);

/* Its add_samples function. */
bool day_meter_add_samples(void *day_meter, const struct usage_sample *samples, size_t count,
                           enum row_verdict *verdicts);

/* False where a sum left the range of R1: reported as too-large, with the account and meter. */
bool day_meter_fold(struct day_meter *day_meter, struct report *report);

/* The month: sorted measures per account, app days, days with rows, windows. */
bool metering_finish(struct usage *out, struct metering *metering, struct arena *arena,
                     struct report *report);

#endif
