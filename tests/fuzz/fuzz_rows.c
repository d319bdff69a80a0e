/*
 * Any bytes as a CSV file: the rows must be the same whatever the size of the blocks in which the
 * file is read, every field must lie within its row, and every text must be valid UTF-8.
 */
#include "read/rows/row_reader.h"

#include "livebill/base/fatal.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reading came to, as one hash: rows, fields, places. */
struct reading {
    uint64_t hash;
    bool good;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static void take_row(struct reading *reading, const struct fields *fields)
{
    size_t kept = fields->count < FIELDS_KEPT ? fields->count : FIELDS_KEPT;

    reading->hash = mix(reading->hash, fields->row.place.line);
    reading->hash = mix(reading->hash, fields->count);
    if (text_invalid_at(fields->row.raw) != fields->row.raw.size)
        bug("a raw row is not UTF-8");
    for (size_t i = 0; i < kept; i++) {
        const struct field *field = &fields->at[i];
        if (field->raw > field->end || field->end > fields->row.raw.size)
            bug("field %zu leaves its row", i);
        if (text_invalid_at(field->text) != field->text.size)
            bug("field %zu is not UTF-8", i);
        reading->hash = mix(reading->hash, text_hash(field->text));
        reading->hash = mix(reading->hash, field->line);
        reading->hash = mix(reading->hash, field->offset);
    }
}

static struct reading read_with(const struct row_source *source)
{
    struct reading reading = {0};
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    struct row_reader *reader = row_reader_open(source, arena, report);
    struct fields fields;

    while (row_reader_next(&fields, reader))
        take_row(&reading, &fields);
    reading.good = row_reader_close(NULL, reader);
    arena_free(arena);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int file = memfd_create("rows", 0);
    if (size == 0 || file < 0 || write(file, data + 1, size - 1) != (ssize_t)(size - 1))
        return close(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);

    struct row_source source = {
        .path = text_of(path),
        .name = TEXT("rows.csv"),
        .encoding = data[0] & 1 ? TEXT("GB18030") : TEXT("UTF-8"),
    };
    struct reading whole = read_with(&source);
    source.block = (size_t)(data[0] >> 1) % 61 + 1;
    struct reading pieces = read_with(&source);
    close(file);
    if (whole.hash != pieces.hash || whole.good != pieces.good)
        bug("blocks of %zu bytes give other rows", source.block);
    return 0;
}
