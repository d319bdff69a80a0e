/*
 * JSON that a command prints. Numbers of the bill are strings: a reader's binary fractions would
 * round them. No memory, or a text that is not UTF-8, is fatal.
 */
#ifndef LIVEBILL_COMMAND_JSON_VALUE_H
#define LIVEBILL_COMMAND_JSON_VALUE_H

#include "livebill/base/report.h"
#include "livebill/value/date.h"
#include "livebill/value/money.h"

#include <jansson.h>

json_t *json_made(json_t *value);
void json_put(json_t *object, const char *key, json_t *value);
void json_put_text(json_t *object, const char *key, struct text text);
void json_put_count(json_t *object, const char *key, uint64_t count);
void json_append(json_t *array, json_t *value);

/* Prints the value on stdout, keys in the order in which they were put, and frees it. */
void json_print(json_t *value);

/* "ledger/packs.csv:3" */
struct text place_text(struct arena *arena, struct place place);

#endif
