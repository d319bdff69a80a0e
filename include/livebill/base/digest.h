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

/*
 * The same for two digests at once. A processor with SHA instructions is mostly waiting for the
 * last one's result: two side by side take little longer than one.
 */
void digest_add_two(struct digest *left, struct text left_bytes, struct digest *right,
                    struct text right_bytes);

void digest_end(struct digest *digest, char hex[DIGEST_HEX]);

/* Of a whole file, its size in *size where that is not NULL; false with errno where it cannot be
 * read. */
bool digest_file(char hex[DIGEST_HEX], uint64_t *size, const char *path);

#endif
