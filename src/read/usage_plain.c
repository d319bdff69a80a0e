#include "usage_plain.h"

#include "usage_quantity.h"

#include "livebill/base/hash.h"

void plain_usage_start(struct plain_usage *plain, const struct columns *columns,
                       struct arena *arena)
{
    usage_key_table_start(&plain->keys, columns, arena);
    plain->time = columns->position[USAGE_TIME];
    plain->quantity = columns->position[USAGE_QUANTITY];
    plain->time_size = 0;
}

size_t plain_usage_look(struct plain_usage *plain, const struct plain_rows *rows, size_t first)
{
    size_t left = rows->count - first, count = left < PLAIN_CHUNK ? left : PLAIN_CHUNK;

    plain->rows = rows;
    plain->first = first;
    for (size_t i = 0; i < count; i++) {
        usage_key_read(&plain->texts[i], &plain->keys, rows, first + i);
        plain->hashes[i] = usage_key_hash(&plain->keys, &plain->texts[i]);
        __builtin_prefetch(usage_key_place(&plain->keys, plain->hashes[i]));
    }
    for (size_t i = 0; i < count; i++) {
        struct known_key *likely = plain->likely[i] =
            usage_key_likely(&plain->keys, plain->hashes[i]);
        if (likely != NULL) {
            __builtin_prefetch(likely);
            __builtin_prefetch(likely->bytes);
        }
    }
    return count;
}

static bool take_time(struct plain_usage *plain, const struct usage_context *context,
                      struct text text)
{
    if (text.size == plain->time_size && hash_same_bytes(text.at, plain->time_text, text.size))
        return true;
    plain->time_size = 0;
    if (text.size == 0 || text.size > sizeof plain->time_text
        || !usage_time_read(&plain->moment, context, text))
        return false;
    plain->on_grid = plain->moment.seconds % SECONDS_PER_SLOT == 0;
    memcpy(plain->time_text, text.at, text.size);
    plain->time_size = text.size;
    return true;
}

/* The key of a row that is the first of its kind: where the row is sound. */
static struct known_key *learn(struct plain_usage *plain, size_t row, struct usage_context *context,
                               const struct columns *columns, struct row_reader *reader)
{
    const struct usage_key_texts *texts = &plain->texts[row - plain->first];
    uint64_t hash = plain->hashes[row - plain->first];
    struct known_key *known = usage_key_find(&plain->keys, hash, texts);
    struct fields fields;
    struct usage_row sound;

    if (known != NULL)
        return known;
    row_reader_fields(&fields, reader, plain->rows, row);
    if (!usage_row_read(&sound, context, columns, &fields))
        return NULL;
    return usage_key_add(&plain->keys, hash, texts, plain->rows, row, &sound);
}

bool plain_usage_take(struct usage_sample *sample, struct plain_usage *plain, size_t row,
                      struct usage_context *context, const struct columns *columns,
                      struct row_reader *reader)
{
    const struct plain_rows *rows = plain->rows;
    struct known_key *known = plain->likely[row - plain->first];

    if (known == NULL || !usage_key_is_of(&plain->keys, known, &plain->texts[row - plain->first]))
        known = learn(plain, row, context, columns, reader);
    if (known == NULL || !take_time(plain, context, plain_field(rows, row, plain->time))
        || (known->key.meter->timing == TIMING_SLOT && !plain->on_grid))
        return false;
    sample->key = &known->key;
    sample->time = plain->moment;
    return usage_quantity_parse(&sample->nano, plain_field(rows, row, plain->quantity), known->unit)
           == QUANTITY_OK;
}
