/* run.json. */

#include "livebill/publish/run_record.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"

#include <jansson.h>

static json_t *made(json_t *value)
{
    if (value == NULL)
        fatal("run.json cannot be made: not enough memory, or a name that is not UTF-8");
    return value;
}

static json_t *json_of_text(struct text text)
{
    return made(json_stringn(text.at == NULL ? "" : text.at, text.size));
}

static json_t *json_of_count(uint64_t count)
{
    return made(json_integer((json_int_t)count));
}

static void set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        made(NULL);
}

static void append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        made(NULL);
}

/* The number as it is written: no binary fraction is reckoned here. */
static json_t *json_of_seconds(int64_t nanoseconds)
{
    char digits[DECIMAL_SIZE];
    wide milliseconds = wide_divide_rounded(nanoseconds, 1000000);
    size_t size = decimal_write(digits, milliseconds, 3);
    return made(json_loadb(digits, size, JSON_DECODE_ANY, NULL));
}

static json_t *options_of(const struct run_record *record, struct arena *arena)
{
    json_t *options = made(json_object());
    for (size_t i = 0; i < record->options.count; i++) {
        const struct run_option *option = &record->options.at[i];
        set(options, text_copy(arena, option->name).at, json_of_text(option->value));
    }
    return options;
}

static json_t *counts_of(const struct run_record *record)
{
    json_t *counts = made(json_object());
    set(counts, "accounts", json_of_count(record->accounts));
    set(counts, "invoices", json_of_count(record->invoices));
    set(counts, "lines", json_of_count(record->lines));
    set(counts, "documents", json_of_count(record->documents));
    set(counts, "read", json_of_count(record->usage.read));
    set(counts, "billed", json_of_count(record->usage.billed));
    set(counts, "duplicates", json_of_count(record->usage.duplicates));
    set(counts, "rejected", json_of_count(record->usage.rejected));
    set(counts, "warnings", json_of_count(record->warnings));
    return counts;
}

static json_t *json_of_file(const struct input_file *file)
{
    json_t *object = made(json_object());
    set(object, "file", json_of_text(file->name));
    set(object, "size", json_of_count(file->size));
    set(object, "sha256", json_of_text(text_of(file->sha256)));
    return object;
}

static json_t *json_of_usage(const struct usage_file *usage)
{
    json_t *file = json_of_file(&usage->file);
    set(file, "rows", json_of_count(usage->rows));
    return file;
}

static json_t *files_of(const struct run_record *record)
{
    json_t *files = made(json_array());
    for (size_t i = 0; i < record->book->files.count; i++)
        append(files, json_of_file(&record->book->files.at[i]));
    for (size_t i = 0; i < record->look_count; i++)
        append(files, json_of_file(&record->look[i]));
    for (size_t i = 0; i < record->rows->files.count; i++)
        append(files, json_of_usage(&record->rows->files.at[i]));
    if (record->rows->manifest.file.name.size > 0)
        append(files, json_of_usage(&record->rows->manifest));
    return files;
}

static json_t *seconds_of(const struct run_record *record)
{
    json_t *seconds = made(json_object());
    int64_t total = 0;
    for (size_t i = 0; i < record->stages.count; i++) {
        set(seconds, record->stages.at[i].name, json_of_seconds(record->stages.at[i].nanoseconds));
        total += record->stages.at[i].nanoseconds;
    }
    set(seconds, "total", json_of_seconds(total));
    return seconds;
}

static int write_piece(const char *bytes, size_t size, void *stream)
{
    return fwrite(bytes, 1, size, stream) == size ? 0 : -1;
}

void run_record_write(struct staging *staging, const struct run_record *record, struct arena *arena)
{
    json_t *root = made(json_object());

    set(root, "program", json_of_text(TEXT("livebill")));
    set(root, "version", json_of_text(text_of(record->version)));
    set(root, "period", json_of_text(period_text(arena, record->period)));
    set(root, "options", options_of(record, arena));
    set(root, "counts", counts_of(record));
    set(root, "seconds", seconds_of(record));
    set(root, "files", files_of(record));

    FILE *stream = staging_stream(staging, TEXT("run.json"), arena);
    /* A stream that fails is asked for its error by staging_close. */
    json_dump_callback(root, write_piece, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    fputc('\n', stream);
    staging_close(staging, stream, TEXT("run.json"));
    json_decref(root);
}
