/*
 * The usage folder and its daily files (formats.md §1, §2): the hot path.
 *
 *     usage_scan → usage_day_open → usage_day_step (until it is false) → usage_day_close (each day,
 *     any thread) … → usage_check_manifest
 */
#ifndef LIVEBILL_READ_USAGE_H
#define LIVEBILL_READ_USAGE_H

#include "livebill/base/report.h"
#include "livebill/domain/usage.h"

struct usage_day {
    struct day day;
    LIST_OF(struct text) files; /* names from the book's folder, byte order; .csv and .csv.gz */
};

struct usage_folder {
    LIST_OF(struct usage_day) days; /* ascending, days with files only */
};

/*
 * Lists usage/: days before the period too (refund windows need them). Reports stray files
 * (warning) and days of the period without a file (missing-day, an error or a warning by policy;
 * only before book->billed_end). Hidden files are nobody's. False where an error was reported.
 */
bool usage_scan(struct usage_folder *out, const struct book *book, struct arena *arena,
                struct report *report);

/* What a worker needs that does not change: lookups by account id, meter and unit. */
struct usage_reader;
struct usage_reader *usage_reader_new(const struct book *book, struct arena *arena);

struct usage_day_result {
    struct usage_counts counts;
    LIST_OF(struct usage_file) files; /* size, SHA-256 and rows of each */
};

/*
 * Reads all files of one day in name order and hands each good row to the sink. Problems of rows
 * are rejects in `report`, in file and line order, with the raw row. Two files of the day with
 * the same rows are an error, and so is X.csv beside X.csv.gz. On days outside the period, which
 * are read for refund windows only, bad rows are skipped and nothing is counted but the rows of
 * each file.
 */
struct usage_day_reading;
struct usage_day_reading *usage_day_open(const struct usage_reader *reader,
                                         const struct usage_day *day, struct usage_sink sink,
                                         struct arena *arena, struct report *report);

/* Reads on for a while; false: the day is read. */
bool usage_day_step(struct usage_day_reading *reading);

/*
 * Between the steps of two days that one thread reads in turn: what both read last is hashed side
 * by side. It makes no other difference, and need not be called.
 */
void usage_days_settle(struct usage_day_reading *left, struct usage_day_reading *right);

/* After the last step. False where an error was reported; *out lives as long as the arena. */
bool usage_day_close(struct usage_day_result *out, struct usage_day_reading *reading);

/*
 * What usage/MANIFEST.csv lists must agree with the files that were read (`files`, by name): rows,
 * SHA-256, and that a file of a billed day is there. Listed files of other days are not looked at.
 * *out is the file itself, without a name where there is none. False where an error was reported.
 */
bool usage_check_manifest(struct usage_file *out, const struct book *book,
                          const struct usage_file *files, size_t count, struct arena *arena,
                          struct report *report);

#endif
