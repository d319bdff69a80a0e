/*
 * Tables of cases that an accountant can read: tests/cases/NAME.cases.
 *
 * A line is a row of columns between `|`; an empty line or one that begins with `#` is a comment.
 * The last column often ends in the arithmetic, `1999 × 0.26 = 519.74`: case_result() takes what
 * stands after the last `=`.
 */
#ifndef LIVEBILL_TESTS_CASES_H
#define LIVEBILL_TESTS_CASES_H

#include "livebill/base/list.h"
#include "livebill/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CASE_COLUMNS 12

struct test_case {
    const char *file;
    int line;
    struct text columns[CASE_COLUMNS];
    size_t count;
};

typedef void case_function(const struct test_case *test, struct arena *arena);

static inline void split_case(struct test_case *test, struct text line)
{
    test->count = 0;
    for (;;) {
        size_t bar = text_find(line, '|');
        assert_true(test->count < CASE_COLUMNS);
        test->columns[test->count++] = text_trim(text_slice(line, 0, bar));
        if (bar == line.size)
            return;
        line = text_slice(line, bar + 1, line.size);
    }
}

/* What stands after the last `=`, or the whole column. */
static inline struct text case_result(struct text column)
{
    for (size_t i = column.size; i > 0; i--) {
        if (column.at[i - 1] == '=')
            return text_trim(text_slice(column, i, column.size));
    }
    return column;
}

/* Fails with file:line, so that a reader finds the row. */
static inline void assert_case(const struct test_case *test, struct text got, struct text expected)
{
    if (!text_equal(got, expected))
        fail_msg("%s:%d: got '%.*s', expected '%.*s'", test->file, test->line, TEXT_ARGS(got),
                 TEXT_ARGS(expected));
}

/* Runs `check` on each row of tests/cases/NAME; fails where there are fewer than `least`. */
static inline void run_cases(const char *path, int least, case_function *check)
{
    struct arena *arena = arena_new();
    struct test_case test = {.file = path};
    char buffer[8192];
    int rows = 0;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("cannot open %s: run the tests from the top folder", path);
    while (fgets(buffer, sizeof buffer, file) != NULL) {
        struct text line = text_trim(text_slice(text_of(buffer), 0, strcspn(buffer, "\n")));
        test.line++;
        if (line.size == 0 || line.at[0] == '#')
            continue;
        split_case(&test, line);
        check(&test, arena);
        rows++;
    }
    fclose(file);
    arena_free(arena);
    if (rows < least)
        fail_msg("%s has %d rows, at least %d are expected", path, rows, least);
}

#endif
