/*
 * lines.csv of sealed periods: what was billed for a period, and the adjustments of it since (R13).
 */
#ifndef LIVEBILL_READ_BILLED_LINES_H
#define LIVEBILL_READ_BILLED_LINES_H

#include "livebill/base/report.h"
#include "livebill/domain/adjustment.h"
#include "livebill/domain/book.h"

/*
 * Adds the lines of the sealed folder CLOSED/PERIOD that concern the period `of`: its usage lines
 * where the folder is that period's, else adjustments of it. False where an error was reported.
 */
bool billed_lines_read(struct billed_lines *out, struct book *book, struct text folder,
                       struct period of, struct arena *arena, struct report *report);

#endif
