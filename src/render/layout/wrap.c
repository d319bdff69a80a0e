#include "folio.h"

/* Characters that may not begin a line, and those that may not end one (documents.md §4), with
 * their Latin relatives. */
static const int32_t no_begin[] = {0xff0c, 0x3002, 0x3001, 0xff1b, 0xff1a, 0xff01, 0xff1f,
                                   0xff09, 0x300b, 0x300d, 0x300f, 0x3011, 0xff05, 0x2026,
                                   0x2019, 0x201d, ',',    '.',    ';',    ':',    '!',
                                   '?',    ')',    ']',    '}',    '%',    0};
static const int32_t no_end[] = {0xff08, 0x300a, 0x300c, 0x300e, 0x3010, 0xa5, 0xffe5,
                                 0x2018, 0x201c, '(',    '[',    '{',    '$',  0};

static bool among(const int32_t *set, int32_t c)
{
    while (*set != 0 && *set != c)
        set++;
    return *set != 0;
}

/* Hanzi, kana and their punctuation: text that breaks anywhere. */
static bool is_wide(int32_t c)
{
    return character_is_hanzi(c) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xffef)
           || (c >= 0xac00 && c <= 0xd7a3);
}

static bool breaks_between(int32_t left, int32_t right)
{
    if (right == ' ')
        return false;
    if (left == ' ')
        return true;
    if (among(no_begin, right) || among(no_end, left))
        return false;
    return is_wide(left) || is_wide(right);
}

/* Where a word that is wider than its column may break: after one of - / . _ @ */
static bool breaks_word_after(int32_t c)
{
    return c == '-' || c == '/' || c == '.' || c == '_' || c == '@';
}

/* The glyph at which the next line begins; `from` + 1 at least. */
static size_t line_end(struct run run, size_t from, double width)
{
    size_t good = 0, word = 0, i;
    double used = 0;

    for (i = from; i < run.count; i++) {
        if (i > from) {
            int32_t left = run.at[i - 1].code_point, right = run.at[i].code_point;
            if (breaks_between(left, right))
                good = i;
            if (breaks_word_after(left))
                word = i;
            used += run.at[i].before;
        }
        used += run.at[i].glyph.advance;
        /* Spaces at the end of a line hang over it. */
        if (used > width + 1e-6 && run.at[i].code_point != ' ')
            break;
    }
    if (i == run.count)
        return run.count;
    if (good > from)
        return good;
    if (word > from)
        return word;
    return i > from ? i : from + 1;
}

struct lines wrap_run(struct run run, double width, struct arena *arena)
{
    struct lines lines = {0};
    size_t from = 0;

    while (from < run.count) {
        size_t next = line_end(run, from, width), end = next;

        while (end > from && run.at[end - 1].code_point == ' ')
            end--;
        if (end > from)
            *LIST_ADD(arena, &lines) = run_slice(run, from, end - from);
        from = next;
    }
    return lines;
}
