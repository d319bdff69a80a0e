/* book/inputs.json of a sealed period: with run_record.c the only users of jansson here. */

#include "livebill/publish/sealing.h"

#include "livebill/base/fatal.h"

#include <jansson.h>

static json_t *made(json_t *value)
{
    if (value == NULL)
        fatal(SEAL_RECORD " cannot be made: not enough memory, or a name that is not UTF-8");
    return value;
}

static json_t *json_of_file(const struct input_file *file)
{
    return made(json_pack("{s:s%, s:I, s:s}", "file", file->name.at, file->name.size, "size",
                          (json_int_t)file->size, "sha256", file->sha256));
}

static int write_piece(const char *bytes, size_t size, void *stream)
{
    return fwrite(bytes, 1, size, stream) == size ? 0 : -1;
}

static json_t *json_of_usage(const struct usage_file *files, size_t count)
{
    json_t *usage = made(json_array());
    for (size_t i = 0; i < count; i++) {
        json_t *file = json_of_file(&files[i].file);
        json_object_set_new(file, "rows", made(json_integer((json_int_t)files[i].rows)));
        json_array_append_new(usage, file);
    }
    return usage;
}

void seal_record_write(struct staging *staging, const struct seal_record *record,
                       struct arena *arena)
{
    json_t *book = made(json_array()), *templates = made(json_array());
    json_t *usage = json_of_usage(record->usage.at, record->usage.count);
    json_t *adjusted = made(json_array());

    for (size_t i = 0; i < record->book.count; i++)
        json_array_append_new(book, json_of_file(&record->book.at[i]));
    for (size_t i = 0; i < record->adjusted.count; i++) {
        const struct adjusted_usage *of = &record->adjusted.at[i];
        json_array_append_new(
            adjusted, made(json_pack("{s:s, s:o}", "period", period_text(arena, of->period).at,
                                     "usage", json_of_usage(of->usage.at, of->usage.count))));
    }
    for (size_t i = 0; i < record->templates.count; i++)
        json_array_append_new(templates, json_of_file(&record->templates.at[i]));
    json_t *root = made(json_pack("{s:s, s:s%, s:o, s:o, s:o, s:o}", "program", "livebill",
                                  "version", record->version.at, record->version.size, "book", book,
                                  "usage", usage, "templates", templates, "adjusted", adjusted));
    FILE *stream = staging_stream(staging, TEXT(SEAL_RECORD), arena);
    /* A stream that fails is asked for its error by staging_close. */
    json_dump_callback(root, write_piece, stream, JSON_INDENT(2));
    fputc('\n', stream);
    staging_close(staging, stream, TEXT(SEAL_RECORD));
    json_decref(root);
}

static bool read_file(struct input_file *out, json_t *object, struct arena *arena)
{
    const char *name, *hash;
    json_int_t size;

    if (json_unpack(object, "{s:s, s:I, s:s}", "file", &name, "size", &size, "sha256", &hash) != 0
        || strlen(hash) >= sizeof out->sha256)
        return false;
    out->name = text_copy(arena, text_of(name));
    out->size = (uint64_t)size;
    memcpy(out->sha256, hash, strlen(hash) + 1);
    return true;
}

static bool read_adjusted(struct adjusted_usage *out, json_t *object, struct arena *arena)
{
    json_t *usage, *file;
    const char *period;
    bool sound = true;
    size_t i;

    if (json_unpack(object, "{s:s, s:o}", "period", &period, "usage", &usage) != 0
        || !period_parse(&out->period, text_of(period)))
        return false;
    json_array_foreach(usage, i, file)
        sound = read_file(&LIST_ADD(arena, &out->usage)->file, file, arena) && sound;
    return sound;
}

static bool read_lists(struct seal_record *out, json_t *root, struct arena *arena)
{
    json_t *book, *usage, *templates, *adjusted, *file;
    const char *version;
    bool sound = true;
    size_t i;

    if (root == NULL
        || json_unpack(root, "{s:s, s:o, s:o, s:o, s:o}", "version", &version, "book", &book,
                       "usage", &usage, "templates", &templates, "adjusted", &adjusted)
               != 0)
        return false;
    out->version = text_copy(arena, text_of(version));
    json_array_foreach(book, i, file)
        sound = read_file(LIST_ADD(arena, &out->book), file, arena) && sound;
    json_array_foreach(usage, i, file)
        sound = read_file(&LIST_ADD(arena, &out->usage)->file, file, arena) && sound;
    json_array_foreach(templates, i, file)
        sound = read_file(LIST_ADD(arena, &out->templates), file, arena) && sound;
    json_array_foreach(adjusted, i, file)
        sound = read_adjusted(LIST_ADD(arena, &out->adjusted), file, arena) && sound;
    return sound;
}

bool seal_record_read(struct seal_record *out, struct text folder, struct arena *arena,
                      struct report *report)
{
    const char *path = text_format(arena, "%.*s/" SEAL_RECORD, TEXT_ARGS(folder)).at;
    struct text named =
        text_format(arena, "closed/%.*s/" SEAL_RECORD,
                    TEXT_ARGS(text_slice(folder, folder.size - strlen("YYYY-MM"), folder.size)));
    json_t *root = json_load_file(path, 0, NULL);
    bool sound = read_lists(out, root, arena);

    json_decref(root);
    return sound
           || report_error(report, (struct place){named, 0}, TEXT(""), CODE_BAD_FILE,
                           "restore the sealed folder from a backup",
                           "the record of the sealed period is missing or damaged");
}
