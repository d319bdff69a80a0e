/*
 * The two halves of `livebill verify`: the files of an output folder, and the sums in them. Both
 * report what is wrong as errors whose place is the file and the line.
 */
#ifndef LIVEBILL_COMMAND_VERIFY_VERIFY_H
#define LIVEBILL_COMMAND_VERIFY_VERIFY_H

#include "livebill/base/report.h"

struct verified {
    size_t files; /* in SHA256SUMS */
    size_t invoices, lines, details;
};

/* SHA256SUMS of every file, nothing missing and nothing extra. */
void verify_files(struct verified *verified, struct text folder, struct arena *arena,
                  struct report *report);

/* Details → lines → invoices → totals and postings; packs; the counts of run.json; that each
 * invoice has its documents. */
void verify_sums(struct verified *verified, struct text folder, struct arena *arena,
                 struct report *report);

/* The documents that run.json says were made, and its counts. */
struct run_facts {
    bool read; /* false: run.json is missing or damaged, which was reported */
    struct text period;
    bool pdf, xlsx;
    uint64_t invoices, lines, read_rows, billed, duplicates, rejected;
};
void verify_run_facts(struct run_facts *facts, struct text folder, struct arena *arena,
                      struct report *report);

/* A problem of a file, of a line where that is not 0; returns false. */
bool verify_wrong(struct report *report, struct text file, uint64_t line, const char *column,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
