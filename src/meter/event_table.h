/*
 * The quantity of each event row of a day, by a number that names its series and second: what
 * finds a second row of one moment (formats.md §2). Open addressing in the day's arena.
 */
#ifndef LIVEBILL_METER_EVENT_TABLE_H
#define LIVEBILL_METER_EVENT_TABLE_H

#include "livebill/domain/usage.h"

struct event_table {
    struct event *events;
    size_t count, places; /* places: 0 or a power of 2, at most half taken */
};

/* A zeroed table is empty. The first quantity of an event stays. */
enum row_verdict event_table_add(struct event_table *table, uint64_t event, wide nano,
                                 struct arena *arena);

#endif
