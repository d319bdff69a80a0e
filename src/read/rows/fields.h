/*
 * Typed fields of a row, each with the message that teaches its form (formats.md §1, §6).
 *
 * A row is rejected once, by the first bad column in the order in which its reader asks, which is
 * the order of formats.md's column lists. So a reader is one chain:
 *
 *     return field_identifier(&account->id, form, ACCOUNT_ID)
 *         && field_block_text(&account->name, form, ACCOUNT_NAME, NAME_LENGTH_MAX) && …
 *
 * Readers whose name ends in _or take a default for an empty field or an absent column; the others
 * report `missing-value`. All texts they give are copies in the form's arena.
 */
#ifndef LIVEBILL_READ_ROWS_FIELDS_H
#define LIVEBILL_READ_ROWS_FIELDS_H

#include "columns.h"

#include "livebill/value/date.h"
#include "livebill/value/decimal.h"
#include "livebill/value/money.h"

#define RESOURCE_LENGTH_MAX 256
#define NAME_LENGTH_MAX     1000
#define WORDS_MAX           8

/* The row being read, and where its problem goes. */
struct form {
    const struct columns *columns;
    const struct fields *fields;
    const struct row_reader *reader;
    struct arena *arena;
    struct report *report;  /* NULL: say nothing (a row that does not concern the period, §6) */
    enum severity severity; /* a reject, but an error in the catalogue */
};

/* The field's value, empty where the file has no such column. Borrowed from the row. */
struct text field_text(const struct form *form, size_t column);

/* Reports the row at that column, and returns false. */
bool field_fail(const struct form *form, size_t column, enum problem_code code, const char *hint,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Reports a row with bytes that are not valid in the file's encoding. */
bool field_check_encoding(const struct form *form);

/* A copy of the row, to be kept with what is read from it. */
struct row field_row(const struct form *form);

/* As `missing-value` where the field is empty; `hint` says what to write. */
bool field_need(const struct form *form, size_t column, const char *hint);

/* 1 to 64 of A-Z a-z 0-9 . _ : - @, the first a letter or digit. */
bool identifier_is_sound(struct text text);
bool field_identifier(struct text *out, const struct form *form, size_t column);
bool field_identifier_or(struct text *out, const struct form *form, size_t column,
                         struct text fallback);

/* Which decimals a column takes: all bounds in units of 10^-places, both ends inclusive. */
struct decimals {
    unsigned places;
    wide least, most;
};

extern const struct decimals decimals_money;        /* 0 to 9,999,999,999,999.99 */
extern const struct decimals decimals_signed_money; /* the same, below 0 too */
extern const struct decimals decimals_price;        /* 8 decimals, 0 or more */
extern const struct decimals decimals_quantity;     /* 9 decimals, 0 or more */

bool field_decimal(wide *out, const struct form *form, size_t column,
                   const struct decimals *decimals);
bool field_decimal_or(wide *out, const struct form *form, size_t column,
                      const struct decimals *decimals, wide fallback);

/* Why a decimal is wrong, and what to write, for fields and settings alike. */
struct decimal_problem {
    struct text message;
    const char *hint;
};
bool decimal_read(wide *out, struct decimal_problem *problem, struct text text,
                  const struct decimals *decimals, struct arena *arena);

/* A word of a list; *out is its index. `noun` completes "'fr' is not …": "a language". */
struct words {
    const char *noun;
    const char *at[WORDS_MAX + 1]; /* ends in NULL */
};

/* Whether the list has the word; *out is its index. */
bool words_find(size_t *out, const struct words *words, struct text text);

bool field_word(size_t *out, const struct form *form, size_t column, const struct words *words);
bool field_word_or(size_t *out, const struct form *form, size_t column, const struct words *words,
                   size_t fallback);

/* "write a, b or c" */
struct text words_hint(const struct words *words, struct arena *arena);

bool field_day_or(struct day *out, const struct form *form, size_t column, struct day fallback);
bool field_moment(struct moment *out, const struct form *form, size_t column);

/* Printable characters, at most so many of them; may be empty. */
bool field_free_text(struct text *out, const struct form *form, size_t column, size_t longest);

/* The same where line breaks occur (names, addresses, notes): each becomes a space. */
bool field_block_text(struct text *out, const struct form *form, size_t column, size_t longest);

/*
 * The offset of the first character that cannot be printed (control characters, line and paragraph
 * separators, marks that turn the direction of writing, noncharacters), or text.size.
 */
size_t text_unprintable_at(struct text text);

#endif
