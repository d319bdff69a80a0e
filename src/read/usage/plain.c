#include "plain.h"

#include "quantity.h"

#include "livebill/base/hash.h"

void plain_usage_start(struct plain_usage *plain, const struct columns *columns,
                       struct arena *arena)
{
    usage_key_table_start(&plain->keys, columns, arena);
    plain->time = columns->position[USAGE_TIME];
    plain->quantity = columns->position[USAGE_QUANTITY];
    plain->known_time.size = 0;
}

/* Each step asks for the memory of the next, for all rows of the chunk. */
size_t plain_usage_look(struct plain_usage *plain, const struct plain_rows *rows, size_t first)
{
    size_t left = rows->count - first, count = left < PLAIN_CHUNK ? left : PLAIN_CHUNK;
    const struct kept_key *kept[PLAIN_CHUNK];

    plain->rows = rows;
    plain->first = first;
    packed_keys_fill(&plain->packed, &plain->keys.layout.spans, rows, first, count);
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(usage_key_place(&plain->keys, plain->packed.hash[i]));
    for (size_t i = 0; i < count; i++) {
        struct known_key *likely = usage_key_likely(&plain->keys, plain->packed.hash[i]);
        plain->likely[i] = likely;
        kept[i] = NULL;
        if (likely == NULL)
            continue;
        kept[i] = &likely->kept;
        __builtin_prefetch((const char *)likely);
        __builtin_prefetch((const char *)likely + KEY_BLOCK);
        __builtin_prefetch((const char *)likely + 2 * KEY_BLOCK);
        __builtin_prefetch((const char *)likely + 3 * KEY_BLOCK);
    }
    plain->certain = packed_keys_match(&plain->packed, kept, count);
    return count;
}

static bool is_known_time(const struct plain_usage *plain, struct text text)
{
    const char *known = plain->known_time.text, *at = text.at;
    if (text.size != plain->known_time.size)
        return false;
    if (text.size != 19)
        return hash_same_bytes(at, known, text.size);
    return ((hash_load(at, 8) ^ hash_load(known, 8))
            | (hash_load(at + 8, 8) ^ hash_load(known + 8, 8))
            | (hash_load(at + 11, 8) ^ hash_load(known + 11, 8)))
           == 0;
}

static bool learn_time(struct plain_usage *plain, const struct usage_context *context,
                       struct text text)
{
    struct moment moment;

    plain->known_time.size = 0;
    if (text.size == 0 || text.size > sizeof plain->known_time.text
        || !usage_time_read(&moment, context, text))
        return false;
    plain->known_time.second = (uint32_t)(moment.seconds - moment_of_day(context->day).seconds);
    plain->known_time.slot = plain->known_time.second / SECONDS_PER_SLOT;
    plain->known_time.on_grid = plain->known_time.second % SECONDS_PER_SLOT == 0;
    memcpy(plain->known_time.text, text.at, text.size);
    plain->known_time.size = text.size;
    return true;
}

/* The key of a row that is the first of its kind: where the row is sound. */
static struct known_key *learn(struct plain_usage *plain, size_t row, struct usage_context *context,
                               const struct columns *columns, struct row_reader *reader)
{
    size_t i = row - plain->first;
    struct fields fields;
    struct usage_row sound;

    if (plain->packed.blocks[i] == 0)
        return NULL;
    struct known_key *known = usage_key_find(&plain->keys, &plain->packed, i);
    if (known != NULL)
        return known;
    row_reader_fields(&fields, reader, plain->rows, row);
    if (!usage_row_read(&sound, context, columns, &fields))
        return NULL;
    return usage_key_add(&plain->keys, &plain->packed, i, &sound,
                         plain_field(plain->rows, row, columns->position[USAGE_UNIT]));
}

static bool take_quantity(wide *nano, struct text text, const struct usage_unit *unit)
{
    return usage_digits_parse(nano, text, unit)
           || usage_quantity_parse(nano, text, unit) == QUANTITY_OK;
}

size_t plain_usage_take(struct usage_sample *samples, struct plain_usage *plain, size_t row,
                        size_t end, struct usage_context *context, const struct columns *columns,
                        struct row_reader *reader)
{
    const struct plain_rows *rows = plain->rows;
    const uint32_t *begins = rows->begins + row * rows->width;
    struct usage_sample *sample = samples;

    for (; row < end; row++, sample++, begins += rows->width) {
        size_t i = row - plain->first;
        struct known_key *known = plain->likely[i];
        struct text time = plain_text(rows, begins, plain->time);
        struct text quantity = plain_text(rows, begins, plain->quantity);

        if ((plain->certain >> i & 1) == 0)
            known = learn(plain, row, context, columns, reader);
        if (known == NULL || (!is_known_time(plain, time) && !learn_time(plain, context, time))
            || (known->key.meter->timing == TIMING_SLOT && !plain->known_time.on_grid)
            || !take_quantity(&sample->nano, quantity, known->unit))
            break;
        sample->key = &known->key;
        sample->second = plain->known_time.second;
        sample->slot = plain->known_time.slot;
    }
    return (size_t)(sample - samples);
}
