/*
 * Every problem of the input, found in one run.
 *
 * A problem has a place (file, line, column name), a severity, a code, what is wrong and what to
 * do. The functions that add one return false, so that an error path is one line:
 *
 *     return report_reject(report, &row, TEXT("quantity"), CODE_BAD_NUMBER, hint, "…");
 *
 * Severities: a REJECT concerns one row, which is left out (exit 3, or 4 with --allow-rejects;
 * rejects.csv lists it); an ERROR concerns a file, the catalogue or the whole book, and nothing
 * can be published (exit 3); a WARNING never changes the exit status.
 *
 * A report belongs to one thread. Workers have one each; report_merge moves their problems
 * together. Problems are printed and listed in the order file, line, column, code, message, so
 * the order in which threads found them cannot be seen.
 */
#ifndef LIVEBILL_BASE_REPORT_H
#define LIVEBILL_BASE_REPORT_H

#include "livebill/base/arena.h"
#include "livebill/base/list.h"
#include "livebill/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Where something stood: `file` as it is named from the book's folder (usage/2024-05-01.csv). */
struct place {
    struct text file;
    uint64_t line; /* physical line from 1, the header is line 1; 0: the file as a whole */
};

/* A row of a CSV file: its place and its bytes as they stood (UTF-8, without the line's end). */
struct row {
    struct place place;
    struct text raw;
};

enum severity { SEVERITY_REJECT, SEVERITY_ERROR, SEVERITY_WARNING };

/* The codes of formats.md §6, then those of errors and warnings, which are not in rejects.csv. */
enum problem_code {
    CODE_BAD_FIELD_COUNT,
    CODE_BAD_ENCODING,
    CODE_BAD_NUMBER,
    CODE_BAD_TIME,
    CODE_BAD_IDENTIFIER,
    CODE_BAD_UNIT,
    CODE_BAD_VALUE,
    CODE_MISSING_VALUE,
    CODE_UNKNOWN_ACCOUNT,
    CODE_UNKNOWN_METER,
    CODE_UNKNOWN_REGION,
    CODE_WRONG_DAY,
    CODE_OFF_GRID,
    CODE_CONFLICT,
    CODE_DUPLICATE_ACCOUNT,
    CODE_DUPLICATE_ENTRY,
    CODE_SECOND_ELECTION,
    CODE_APPID_BOUND,
    CODE_BANNED,
    CODE_GRANT_REFUSED,
    CODE_UNKNOWN_REFERENCE,
    CODE_UNKNOWN_PACK,
    CODE_UNKNOWN_ITEM,
    CODE_NOT_SOLD,
    CODE_CLOSED_ACCOUNT,
    CODE_ROW_END,                 /* the codes above may stand in rejects.csv */
    CODE_BAD_FILE = CODE_ROW_END, /* unreadable, empty, damaged .gz, unclosed quote */
    CODE_BAD_HEADER,              /* missing or repeated column */
    CODE_BAD_SETTING,             /* livebill.ini, templates */
    CODE_BAD_CATALOGUE,           /* overlaps, gaps, unknown names */
    CODE_MISSING_DAY,
    CODE_DOUBLED_FILE, /* two files of one day with the same rows, X.csv and X.csv.gz */
    CODE_MANIFEST,
    CODE_NO_RATE,
    CODE_TOO_LARGE,
    CODE_UNKNOWN_COLUMN,  /* warning */
    CODE_UNKNOWN_SETTING, /* warning */
    CODE_STRAY_FILE,      /* warning */
    CODE_MISSING_GLYPH,   /* warning */
    CODE_SEALED,          /* what a sealed period does not allow (R13) */
    CODE_LATE_ROW,        /* warning: came after its period was sealed */
    CODE_END,
};

const char *problem_code_name(enum problem_code code); /* "bad-number" */

struct problem {
    enum severity severity;
    enum problem_code code;
    struct row row;
    struct text column;  /* the column's or key's name, or empty */
    struct text message; /* what is wrong */
    struct text hint;    /* what to do, or empty */
    uint32_t caret;      /* byte offset of the value in row.raw, UINT32_MAX: not known */
    size_t more;         /* rejects of its file and code behind it that are only counted */
};

/* What report_print shows of one file and code. */
#define REPORT_SHOWN ((size_t)20)

struct report {
    struct arena *arena; /* problems and copies of their texts live here */
    LIST_OF(struct problem) problems;
    size_t count[3]; /* by severity */
    bool sorted;

    /*
     * Of one usage file and code the rejects beyond REPORT_SHOWN are not kept here, so that memory
     * does not grow with bad rows. With counts_alike they are only counted, for they stop the run
     * and nobody will read them; with a log (reject_log.h) they are counted and stand there.
     */
    bool counts_alike;
    struct reject_log *log;
};

struct report *report_new(struct arena *arena);

/*
 * Adds a problem and returns false. `row` and `column` are copied. `hint` may be an empty text.
 * report_reject is for one row; report_error and report_warning take any place.
 */
bool report_reject(struct report *report, const struct row *row, struct text column,
                   enum problem_code code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
bool report_error(struct report *report, struct place place, struct text column,
                  enum problem_code code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
bool report_warning(struct report *report, struct place place, struct text column,
                    enum problem_code code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Adds a problem that is already put together. */
bool report_add(struct report *report, const struct problem *problem);

/* Counts a reject like problems.at[at], which stands for it. */
void report_count_more(struct report *report, size_t at);

/* Copies all problems of `from` into `report`. */
void report_merge(struct report *report, const struct report *from);

/* The order of problems: file, line, column, code, message. */
int problem_compare(const struct problem *left, const struct problem *right);

/* Sorts in that order; report_print and readers of `problems` call it. */
void report_sort(struct report *report);

struct report_style {
    bool verbose; /* add the row and a caret under the value */
    bool json;    /* one JSON object a line */
};

/*
 * Prints each problem on one line, `livebill: FILE:LINE: COLUMN: what is wrong: what to do`, at
 * most 20 for each file and code and then their count (formats.md §5).
 */
void report_print(struct report *report, FILE *stream, struct report_style style);

#endif
