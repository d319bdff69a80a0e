/*
 * A book in a scratch folder, for tests of the readers: write its files, read it for May 2024, and
 * tell its problems as lines `FILE:LINE: COLUMN: CODE: message: hint`.
 */
#ifndef LIVEBILL_TESTS_BOOK_FOLDER_H
#define LIVEBILL_TESTS_BOOK_FOLDER_H

#include "livebill/read/book.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct book_folder {
    char path[64];
    struct arena *arena;
    struct report *report;
    struct book book;
    bool read; /* what the last reading said */
};

static inline int book_folder_open(void **state)
{
    struct arena *arena = arena_new();
    struct book_folder *folder = ARENA_NEW(arena, struct book_folder);

    *state = folder;
    folder->arena = arena;
    folder->report = report_new(arena);
    snprintf(folder->path, sizeof folder->path, "/tmp/livebill-book-XXXXXX");
    return mkdtemp(folder->path) == NULL ? -1 : 0;
}

static inline int book_folder_remove(const char *path, const struct stat *status, int kind,
                                     struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static inline int book_folder_close(void **state)
{
    struct book_folder *folder = *state;
    nftw(folder->path, book_folder_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(folder->arena);
    return 0;
}

static inline void book_folder_write(struct book_folder *folder, const char *name,
                                     const char *content)
{
    static const char *const subfolders[] = {"ledger", "catalog", "usage", "templates",
                                             "templates/catalog"};
    for (size_t i = 0; i < sizeof subfolders / sizeof subfolders[0]; i++)
        mkdir(text_format(folder->arena, "%s/%s", folder->path, subfolders[i]).at, 0700);
    FILE *file = fopen(text_format(folder->arena, "%s/%s", folder->path, name).at, "wb");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

/* The smallest catalogue that can be read: one meter, one item, one rate. */
static inline void book_folder_small(struct book_folder *folder)
{
    book_folder_write(folder, "livebill.ini", "[issuer]\nname = X\n");
    book_folder_write(folder, "accounts.csv", "account_id,name\nA,Alpha\nB,Beta\n");
    book_folder_write(folder, "templates/catalog/meters.csv",
                      "meter,kind,timing,regions\nbytes,bytes,slot,required\n");
    book_folder_write(folder, "templates/catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n");
    book_folder_write(folder, "templates/catalog/rates.csv",
                      "plan,item,region,spec,currency,from,model,unit_price\n"
                      "list,traffic,*,*,CNY,2024-01-01,flat,0.26\n");
}

static inline void book_folder_read(struct book_folder *folder)
{
    struct book_options options = {
        .folder = text_of(folder->path),
        .templates = text_format(folder->arena, "%s/templates", folder->path),
    };
    assert_true(period_parse(&options.period, TEXT("2024-05")));
    folder->report = report_new(folder->arena);
    folder->read = book_read(&folder->book, &options, folder->arena, folder->report);
    assert_int_equal(folder->read, folder->report->count[SEVERITY_ERROR] == 0);
}

static inline const char *report_story(struct report *report, struct arena *arena)
{
    struct buffer story = {.arena = arena};

    report_sort(report);
    for (size_t i = 0; i < report->problems.count; i++) {
        const struct problem *problem = &report->problems.at[i];
        buffer_format(&story, "%.*s:%llu: %.*s: %s: %.*s: %.*s\n",
                      TEXT_ARGS(problem->row.place.file),
                      (unsigned long long)problem->row.place.line, TEXT_ARGS(problem->column),
                      problem_code_name(problem->code), TEXT_ARGS(problem->message),
                      TEXT_ARGS(problem->hint));
    }
    buffer_add_byte(&story, '\0');
    return story.at;
}

static inline void check_problems(struct book_folder *folder, const char *expected)
{
    assert_string_equal(report_story(folder->report, folder->arena), expected);
}

#endif
