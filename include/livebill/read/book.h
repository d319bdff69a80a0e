/*
 * A book's files, all but usage, into nouns (formats.md §1 to §3).
 *
 * Every problem goes to the report; reading goes on after it wherever that makes sense, so that
 * one run shows them all. The shipped catalogue is TEMPLATES/catalog/, replaced kind by kind by
 * BOOK/catalog/KIND.csv, added to by BOOK/catalog/rates+NAME.csv.
 */
#ifndef LIVEBILL_READ_BOOK_H
#define LIVEBILL_READ_BOOK_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

struct book_options {
    struct text folder, templates;
    struct period period;
    bool through;
    struct day last;             /* with through: the last day that is billed */
    const struct text *selected; /* account ids of --account; none: all */
    size_t selected_count;
    struct text sealed_before;  /* folder of the sealed period before, or empty (R13) */
    struct period sealed_first; /* with it: the first that is sealed */
    struct text sealed_as;      /* for --adjust: folder of the sealed period itself, or empty */
    /* For a sealed period that is computed again from its copies; empty and NULL: as in a book. */
    struct text usage_folder, shipped_catalogue;
    const struct text *usage_names;
    size_t usage_name_count;
};

/* False where an error (not a reject) was reported: nothing can be billed. */
bool book_read(struct book *book, const struct book_options *options, struct arena *arena,
               struct report *report);

/* The catalogue alone, linted (overlaps, gaps, unknown names …): `check --catalog`, `quote`. */
bool catalogue_read(struct book *book, struct arena *arena, struct report *report);

#endif
