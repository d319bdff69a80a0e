#include "json_value.h"

#include "livebill/base/fatal.h"

json_t *json_made(json_t *value)
{
    if (value == NULL)
        fatal("the result cannot be made: not enough memory, or a text that is not UTF-8");
    return value;
}

void json_put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, json_made(value)) != 0)
        json_made(NULL);
}

void json_put_text(json_t *object, const char *key, struct text text)
{
    json_put(object, key, json_stringn(text.at == NULL ? "" : text.at, text.size));
}

void json_put_count(json_t *object, const char *key, uint64_t count)
{
    json_put(object, key, json_integer((json_int_t)count));
}

void json_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, json_made(value)) != 0)
        json_made(NULL);
}

static int print_piece(const char *bytes, size_t size, void *stream)
{
    fwrite(bytes, 1, size, stream); /* the stream keeps the error */
    return 0;
}

void json_print(json_t *value)
{
    json_dump_callback(value, print_piece, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(value);
}

struct text place_text(struct arena *arena, struct place place)
{
    return text_format(arena, "%.*s:%llu", TEXT_ARGS(place.file), (unsigned long long)place.line);
}
