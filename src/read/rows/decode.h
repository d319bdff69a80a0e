/*
 * The encoding of a file's fields (formats.md §1): UTF-8, or GB18030 through iconv.
 *
 * decoder_add appends the UTF-8 of some bytes to a buffer. What is not valid becomes U+FFFD, one
 * for each byte that fits nothing, and makes the result false.
 */
#ifndef LIVEBILL_READ_ROWS_DECODE_H
#define LIVEBILL_READ_ROWS_DECODE_H

#include "livebill/base/text.h"

struct decoder;

/* `encoding` is UTF-8 or GB18030, as settings give it; anything else is a bug. */
struct decoder *decoder_open(struct text encoding, struct arena *arena);
void decoder_close(struct decoder *decoder);

bool decoder_is_utf8(const struct decoder *decoder);
bool decoder_add(struct decoder *decoder, struct buffer *out, struct text bytes);

/* Whether all bytes are below 0x80: then every encoding says the same. */
bool text_is_ascii(struct text text);

#endif
