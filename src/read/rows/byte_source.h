/*
 * The bytes of a file, unpacked where it is a .gz, and counted and hashed as they stand on the
 * disk.
 *
 *     byte_source_open → byte_source_read (until 0) → byte_source_close
 *
 * Plain bytes are hashed when the next ones are asked for, so that a caller who reads two files at
 * once can have both hashed side by side before: until then they stay where they were read to.
 *
 * A file that cannot be read is fatal (the machine failed). Damaged gzip data is bad input:
 * byte_source_damage then says what is wrong, and byte_source_read gives no more bytes.
 */
#ifndef LIVEBILL_READ_ROWS_BYTE_SOURCE_H
#define LIVEBILL_READ_ROWS_BYTE_SOURCE_H

#include "livebill/base/arena.h"
#include "livebill/base/digest.h"

struct byte_source;

struct byte_source *byte_source_open(struct text path, struct arena *arena);

/*
 * Up to `size` bytes into `into`; 0 only at the end or after damage. Plain bytes stay as they are
 * until byte_source_settle or the next call.
 */
size_t byte_source_read(struct byte_source *source, char *into, size_t size);

/* Hashes what was read last, where it still waits for that; then its bytes may go. */
void byte_source_settle(struct byte_source *source);
bool byte_source_waits(const struct byte_source *source);

/* The same for two at once, which takes less time. */
void byte_sources_settle(struct byte_source *left, struct byte_source *right);

/* What is wrong with the packed data, or NULL. */
const char *byte_source_damage(const struct byte_source *source);

/* Reads what is left, and gives the size and the SHA-256 (64 digits and a NUL) of the file. */
void byte_source_close(struct byte_source *source, uint64_t *size, char sha256[DIGEST_HEX]);

#endif
