/*
 * Any bytes as a CSV file, read with the fast way for plain rows and by libcsv alone: rows, fields,
 * places and errors must be the same, whatever the size of the blocks.
 */
#include "read/rows/row_reader.h"

#include "livebill/base/fatal.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NAMES_MOST 8

struct reading {
    uint64_t hash;
    bool header_known;
    struct text names[NAMES_MOST];
};

static void add(struct reading *reading, uint64_t value)
{
    reading->hash = (reading->hash ^ value) * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static void add_row(struct reading *reading, const struct fields *fields)
{
    size_t kept = fields->count < FIELDS_KEPT ? fields->count : FIELDS_KEPT;

    add(reading, fields->row.place.line);
    add(reading, text_hash(fields->row.raw));
    add(reading, fields->count);
    add(reading, fields->invalid);
    for (size_t i = 0; i < kept; i++) {
        const struct field *field = &fields->at[i];
        add(reading, text_hash(field->text));
        add(reading, field->line);
        add(reading, field->offset);
        add(reading, field->raw);
        add(reading, field->end);
    }
}

static void name_columns(struct reading *reading, struct row_reader *reader,
                         const struct fields *header, struct arena *arena)
{
    size_t count = header->count < NAMES_MOST ? header->count : NAMES_MOST;
    for (size_t i = 0; i < count; i++)
        reading->names[i] = text_copy(arena, header->at[i].text);
    row_reader_name_columns(reader, reading->names, count);
    reading->header_known = true;
}

static void add_plain(struct reading *reading, struct row_reader *reader)
{
    struct plain_rows plain;
    struct fields fields;
    while (row_reader_plain(&plain, reader) || row_reader_paused(reader)) {
        for (size_t row = 0; row < plain.count; row++) {
            row_reader_fields(&fields, reader, &plain, row);
            add_row(reading, &fields);
        }
    }
}

static uint64_t read_with(const struct row_source *source, bool fast)
{
    struct reading reading = {0};
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    struct row_reader *reader = row_reader_open(source, arena, report);
    struct fields fields;

    while (row_reader_next(&fields, reader)) {
        add_row(&reading, &fields);
        if (!reading.header_known)
            name_columns(&reading, reader, &fields, arena);
        if (fast)
            add_plain(&reading, reader);
    }
    add(&reading, row_reader_rows(reader));
    add(&reading, row_reader_close(NULL, reader));
    for (size_t i = 0; i < report->problems.count; i++) {
        add(&reading, report->problems.at[i].row.place.line);
        add(&reading, text_hash(report->problems.at[i].message));
        add(&reading, text_hash(report->problems.at[i].column));
    }
    arena_free(arena);
    return reading.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int file = memfd_create("plain", 0);
    if (size == 0 || file < 0 || write(file, data + 1, size - 1) != (ssize_t)(size - 1))
        return close(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);

    struct row_source source = {
        .path = text_of(path),
        .name = TEXT("rows.csv"),
        .encoding = data[0] & 1 ? TEXT("GB18030") : TEXT("UTF-8"),
        .block = data[0] & 2 ? 0 : (size_t)(data[0] >> 2) + 1,
        .pauses = true,
    };
    bool same = read_with(&source, true) == read_with(&source, false);
    close(file);
    if (!same)
        bug("plain rows are not what libcsv gives");
    return 0;
}
