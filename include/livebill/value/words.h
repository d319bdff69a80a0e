/*
 * Currencies, and amounts in words as a payer reads them (documents.md §6).
 */
#ifndef LIVEBILL_VALUE_WORDS_H
#define LIVEBILL_VALUE_WORDS_H

#include "livebill/value/money.h"

enum currency { CURRENCY_CNY, CURRENCY_USD, CURRENCY_COUNT };

const char *currency_code(enum currency currency); /* "CNY" */
bool currency_parse(enum currency *out, struct text code);

enum language { LANGUAGE_ZH, LANGUAGE_EN, LANGUAGE_COUNT };

const char *language_code(enum language language); /* "zh-CN" */
bool language_parse(enum language *out, struct text code);

/* 人民币 or 美元, then 大写: 叁万零伍佰壹拾玖元柒角肆分, 壹拾元整, 负贰佰肆拾捌元整, 零元整. */
struct text money_words_zh(struct arena *arena, struct money money, enum currency currency);

/* "Two thousand four hundred seventy-one US dollars and fifty-six cents", "Minus …". */
struct text money_words_en(struct arena *arena, struct money money, enum currency currency);

struct text money_words(struct arena *arena, struct money money, enum currency currency,
                        enum language language);

#endif
