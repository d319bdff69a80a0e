/*
 * SHA-256: of input files, of what is published, of an invoice's rows.
 *
 *     digest_new → digest_add (any number) → digest_end (gives the hex digits and frees it)
 *
 * A digest belongs to one thread at a time. A library that fails is fatal.
 */
#ifndef LIVEBILL_BASE_DIGEST_H
#define LIVEBILL_BASE_DIGEST_H

#include "livebill/base/text.h"

#define DIGEST_HEX 65 /* 64 digits and a NUL */

struct digest;

struct digest *digest_new(void);
void digest_add(struct digest *digest, struct text bytes);
void digest_end(struct digest *digest, char hex[DIGEST_HEX]);

/* Of a whole file, its size in *size where that is not NULL; false with errno where it cannot be
 * read. */
bool digest_file(char hex[DIGEST_HEX], uint64_t *size, const char *path);

#endif
