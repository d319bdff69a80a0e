/*
 * Bytes with a length: never assumed to end in NUL, usually UTF-8, borrowed unless the function
 * takes an arena. text_format and text_copy also put a NUL behind the bytes, so that `.at` of
 * their results may be handed to C libraries.
 */
#ifndef LIVEBILL_BASE_TEXT_H
#define LIVEBILL_BASE_TEXT_H

#include "livebill/base/arena.h"
#include "livebill/base/banned.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
    const char *at;
    size_t size;
};

#define TEXT(literal)   ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_ARGS(text) (int)(text).size, ((text).at != NULL ? (text).at : "") /* for %.*s */

static inline struct text text_of(const char *terminated)
{
    return (struct text){terminated, strlen(terminated)};
}

static inline bool text_equal(struct text left, struct text right)
{
    return left.size == right.size && (left.size == 0 || memcmp(left.at, right.at, left.size) == 0);
}

static inline bool text_is(struct text text, const char *terminated)
{
    return text_equal(text, text_of(terminated));
}

/* What makes a noun plural in a message: "1 error", "2 errors". */
static inline const char *text_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Byte order: negative, 0 or positive; a prefix comes first. */
int text_compare(struct text left, struct text right);

bool text_starts(struct text text, struct text prefix);
bool text_ends(struct text text, struct text suffix);

/* Where `byte` is, or text.size where it is not. */
size_t text_find(struct text text, char byte);

/* The bytes from `from` on, at most `size` of them. */
struct text text_slice(struct text text, size_t from, size_t size);

/* Without spaces and tabs at both ends. */
struct text text_trim(struct text text);

struct text text_copy(struct arena *arena, struct text text);
struct text text_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct text text_format_list(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* FNV-1a with a final mix: for tables in memory, never for anything that reaches an output. */
uint64_t text_hash(struct text text);

/*
 * The code point at the start of `text`, its length in *size; -1 with *size = 1 where the bytes
 * are not valid UTF-8 (overlong forms, surrogates and values above U+10FFFF are not).
 */
int32_t text_code_point(struct text text, size_t *size);

/*
 * For a message, which has one line: control characters as \x0a, and what is not valid UTF-8 (a
 * file's name, say) as U+FFFD, so that whoever reads messages gets text.
 */
void text_print_line(FILE *stream, struct text text);

/* As a JSON string, in quotes. What is not valid UTF-8 becomes U+FFFD. */
void text_print_json(FILE *stream, struct text text);

/* The offset of the first byte that is not valid UTF-8, or text.size. */
size_t text_invalid_at(struct text text);

/* Code points in valid UTF-8. */
size_t text_length(struct text text);

/* Columns on a terminal: East Asian wide characters take two. */
size_t text_columns(struct text text);

/* The UTF-8 bytes of a code point, in `out` (at least 4 bytes); their number is returned. */
size_t text_encode(int32_t code_point, char *out);

/*
 * The candidate nearest to `word` by edit distance, where that is at most a third of its length
 * and at least one edit is allowed; else an empty text. For "did you mean".
 */
struct text text_nearest(struct text word, const struct text *candidates, size_t count);

/* Bytes that grow: for building files and messages. Owned by its arena. */
struct buffer {
    struct arena *arena;
    char *at;
    size_t size, capacity;
};

void buffer_add(struct buffer *buffer, struct text text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->at, buffer->size};
}

#endif
