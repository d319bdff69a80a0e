/*
 * Days, times, slots and periods, all in Beijing time (R1: UTC+8, no daylight saving).
 *
 * A day is a number of days since 1970-01-01; a moment a number of seconds since 1970-01-01
 * 00:00:00 Beijing time, so that its day is a plain division. Years run from 1970 to 9999. The
 * system's clock and time zone are never asked.
 */
#ifndef LIVEBILL_VALUE_DATE_H
#define LIVEBILL_VALUE_DATE_H

#include "livebill/base/text.h"

#define SECONDS_PER_DAY  86400
#define SECONDS_PER_SLOT 300
#define SLOTS_PER_DAY    288

struct day {
    int32_t number;
};

struct moment {
    int64_t seconds;
};

/* One month, from the first instant of `start` to before that of `end`. */
struct period {
    int year, month;
    struct day start, end; /* end: the day after the last; periods meet without overlap */
};

#define DAY_NEVER ((struct day){INT32_MAX}) /* an open end: later than any other day */

struct civil {
    int year, month, day; /* month 1 to 12 */
};

bool civil_exists(struct civil civil); /* years 1970 to 9999 */
struct day day_of_civil(struct civil civil);
struct civil civil_of_day(struct day day);

/* 0: Monday … 6: Sunday. */
int day_weekday(struct day day);

static inline struct day day_after(struct day day, int32_t days)
{
    return (struct day){day.number + days};
}

/* The same date so many months on; a day that the month lacks becomes its last (29 February → 28).
 */
struct day day_add_months(struct day day, int months);

static inline struct moment moment_of_day(struct day day)
{
    return (struct moment){(int64_t)day.number * SECONDS_PER_DAY};
}

struct day moment_day(struct moment moment);

/* 0 to 287: which 5 minutes of its day. */
int moment_slot(struct moment moment);

static inline struct moment moment_of_slot(struct day day, int slot)
{
    return (struct moment){(int64_t)day.number * SECONDS_PER_DAY + slot * SECONDS_PER_SLOT};
}

bool day_parse(struct day *out, struct text text);       /* YYYY-MM-DD */
bool period_parse(struct period *out, struct text text); /* YYYY-MM */
struct period period_before(struct period period);
struct period period_after(struct period period);
struct period period_of_day(struct day day);
int period_days(struct period period);

static inline bool period_holds(struct period period, struct day day)
{
    return day.number >= period.start.number && day.number < period.end.number;
}

/* YYYY-MM-DD HH:MM:SS, `T` for the space, then nothing (Beijing), `Z` or `±HH:MM`. */
bool moment_parse(struct moment *out, struct text text);

/* HH:MM, as seconds of a day. */
bool clock_parse(int32_t *out, struct text text);

struct text day_text(struct arena *arena, struct day day);          /* 2024-05-01 */
struct text moment_text(struct arena *arena, struct moment moment); /* 2024-05-01 10:00:00 */
struct text period_text(struct arena *arena, struct period period); /* 2024-05 */

#endif
