/*
 * Every word that appears on a document: templates/text/zh-CN.ini and en.ini (documents.md §7).
 *
 * Keys are known to the program (the table in words/keys.c): a key that is unknown or missing, and
 * a pattern that lacks a {name} it must have, is an error with file:line before anything is
 * written. A key may be empty: its label is left out.
 */
#ifndef LIVEBILL_RENDER_WORDS_H
#define LIVEBILL_RENDER_WORDS_H

#include "livebill/base/report.h"
#include "livebill/domain/invoice.h"

struct words;

/* Reads TEMPLATES/text/LANGUAGE.ini; NULL where an error was reported. */
const struct words *words_read(struct text templates, enum language language, struct arena *arena,
                               struct report *report);

/* The text of a known key; bug() for a key that the table lacks. */
struct text words_of(const struct words *words, const char *section, const char *key);

/* As words_of, for keys that come from data (a product, a unit, a part of a spec): `otherwise`
 * where the file has none. */
struct text words_or(const struct words *words, const char *section, struct text key,
                     struct text otherwise);

/* The name in the words' language; the other language's where that is empty. */
struct text words_name(const struct words *words, struct text name_zh, struct text name_en);

/* `pattern` with each {name} replaced; names and values in turn, ended by NULL:
 *     words_fill(arena, pattern, "p", TEXT("1"), "n", TEXT("2"), NULL) */
struct text words_fill(struct arena *arena, struct text pattern, ...);

/*
 * Dates, periods, money and numbers as documents.md §6 writes them in the language. The minus is
 * U+2212. Texts that are made here live in the arena and end in NUL.
 */
struct text words_day(const struct words *words, struct arena *arena, struct day day);
struct text words_moment(const struct words *words, struct arena *arena, struct moment moment);
struct text words_period(const struct words *words, struct arena *arena, struct day first,
                         struct day last);
struct text words_month(const struct words *words, struct arena *arena, struct period period);
struct text words_money(const struct words *words, struct arena *arena, struct money money);
struct text words_money_sign(const struct words *words, struct arena *arena, struct money money,
                             enum currency currency); /* ¥55,029.73 */
struct text words_quantity(const struct words *words, struct arena *arena,
                           struct quantity quantity); /* at most 3 decimals, <0.001 */
struct text words_quantity_padded(const struct words *words, struct arena *arena,
                                  struct quantity quantity, unsigned decimals); /* at least these */
struct text words_price(const struct words *words, struct arena *arena, struct price price);
struct text words_rate(const struct words *words, struct arena *arena, struct rate rate); /* 6% */
struct text words_spec(const struct words *words, struct arena *arena, struct text spec);
void words_add_part(struct buffer *note,
                    struct text part); /* behind a dot where it is not the first */
struct text words_pricing(const struct words *words, struct arena *arena,
                          const struct line *line); /* what unit price × billable does not say */
struct text words_notice(const struct words *words, struct arena *arena,
                         const struct invoice *invoice, const struct notice *notice);

#endif
