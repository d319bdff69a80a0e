/*
 * One line on a terminal that says how far a stage is: done of total, rate, time left. Anywhere
 * else, and with --quiet or --log-format=json, nothing. It uses no colour.
 */
#ifndef LIVEBILL_COMMAND_PROGRESS_H
#define LIVEBILL_COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

void progress_enable(bool wanted);
void progress_begin(const char *stage, const char *unit);

/* From any thread, as often as wanted: it prints a few times a second. */
void progress_show(uint64_t done, uint64_t total);

/* Takes the line away. */
void progress_end(void);

/* Nanoseconds of a clock that only runs forward: for seconds per stage, never for a result. */
int64_t clock_now(void);

#endif
