#include "livebill/base/text.h"

#include "livebill/base/fatal.h"

int text_compare(struct text left, struct text right)
{
    size_t shorter = left.size < right.size ? left.size : right.size;
    int order = shorter == 0 ? 0 : memcmp(left.at, right.at, shorter);
    if (order != 0)
        return order;
    return (left.size > right.size) - (left.size < right.size);
}

bool text_starts(struct text text, struct text prefix)
{
    return text.size >= prefix.size && text_equal(text_slice(text, 0, prefix.size), prefix);
}

bool text_ends(struct text text, struct text suffix)
{
    return text.size >= suffix.size
           && text_equal(text_slice(text, text.size - suffix.size, suffix.size), suffix);
}

size_t text_find(struct text text, char byte)
{
    const char *found = text.size == 0 ? NULL : memchr(text.at, byte, text.size);
    return found == NULL ? text.size : (size_t)(found - text.at);
}

struct text text_slice(struct text text, size_t from, size_t size)
{
    if (from > text.size)
        from = text.size;
    if (size > text.size - from)
        size = text.size - from;
    return (struct text){text.at + from, size};
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

struct text text_trim(struct text text)
{
    while (text.size > 0 && is_blank(text.at[0]))
        text = text_slice(text, 1, text.size);
    while (text.size > 0 && is_blank(text.at[text.size - 1]))
        text.size--;
    return text;
}

struct text text_copy(struct arena *arena, struct text text)
{
    char *copy = arena_take(arena, text.size + 1);
    if (text.size > 0)
        memcpy(copy, text.at, text.size);
    return (struct text){copy, text.size};
}

struct text text_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (size < 0)
        bug("a text cannot be formatted");
    char *at = arena_take(arena, (size_t)size + 1);
    vsnprintf(at, (size_t)size + 1, format, arguments);
    return (struct text){at, (size_t)size};
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = text_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

uint64_t text_hash(struct text text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9E3779B97F4A7C15);
}

size_t text_encode(int32_t code_point, char *out)
{
    uint32_t code = (uint32_t)code_point;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00 >> size) | code);
    return size;
}

/* Buffers. */

static void buffer_room(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->size >= more)
        return;
    size_t larger = buffer->capacity == 0 ? 256 : buffer->capacity;
    while (larger - buffer->size < more) {
        if (__builtin_mul_overflow(larger, (size_t)2, &larger))
            fatal("not enough memory for a text of %zu bytes", more);
    }
    buffer->at = arena_grow(buffer->arena, buffer->at, buffer->size, larger);
    buffer->capacity = larger;
}

void buffer_add(struct buffer *buffer, struct text text)
{
    buffer_room(buffer, text.size);
    if (text.size > 0)
        memcpy(buffer->at + buffer->size, text.at, text.size);
    buffer->size += text.size;
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, (struct text){&byte, 1});
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    char bytes[512];
    va_list arguments;

    va_start(arguments, format);
    int size = vsnprintf(bytes, sizeof bytes, format, arguments);
    va_end(arguments);
    if (size >= 0 && (size_t)size < sizeof bytes) {
        buffer_add(buffer, (struct text){bytes, (size_t)size});
        return;
    }
    va_start(arguments, format);
    buffer_add(buffer, text_format_list(buffer->arena, format, arguments));
    va_end(arguments);
}
