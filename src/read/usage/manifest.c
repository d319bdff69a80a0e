/*
 * usage/MANIFEST.csv: what the exporter says that it sent (formats.md §2).
 */
#include "read/rows/fields.h"

#include "livebill/read/usage.h"

#include <sys/stat.h>

#define FOLDER "usage/"
#define PLAIN  FOLDER "MANIFEST.csv"

enum { MANIFEST_FILE, MANIFEST_ROWS, MANIFEST_SHA256, MANIFEST_COLUMNS };

static const struct column manifest_columns[MANIFEST_COLUMNS] = {
    [MANIFEST_FILE] = {"file", true},
    [MANIFEST_ROWS] = {"rows", true},
    [MANIFEST_SHA256] = {"sha256", true},
};

struct manifest {
    const struct book *book;
    const struct usage_file *files; /* that were read, by name */
    size_t count;
    struct arena *arena;
};

static const struct usage_file *find_file(const struct manifest *manifest, struct text name)
{
    for (size_t low = 0, high = manifest->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        const struct usage_file *file = &manifest->files[middle];
        int order = text_compare(text_slice(file->file.name, sizeof FOLDER - 1, SIZE_MAX), name);
        if (order == 0)
            return file;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* A listed file that was not read: is it missed? Other months may have moved elsewhere. */
static bool check_absent(const struct manifest *manifest, const struct form *form, struct text name)
{
    struct day day;
    if (day_parse(&day, text_slice(name, 0, 10))
        && (day.number < manifest->book->period.start.number
            || day.number >= manifest->book->billed_end.number))
        return true;
    return field_fail(form, MANIFEST_FILE, CODE_MANIFEST, "add the file, or correct the manifest",
                      "usage/ has no export '%.*s'", TEXT_ARGS(value_shown(name, form->arena)));
}

static bool same_digits(struct text written, const char *sha256)
{
    if (written.size != 64)
        return false;
    for (size_t i = 0; i < 64; i++) {
        char byte = written.at[i];
        if (byte >= 'A' && byte <= 'F')
            byte = (char)(byte - 'A' + 'a');
        if (byte != sha256[i])
            return false;
    }
    return true;
}

static bool check_listed(const struct usage_file *file, const struct form *form, wide rows)
{
    if (rows != (wide)file->rows)
        return field_fail(form, MANIFEST_ROWS, CODE_MANIFEST,
                          "get the file again, or correct the manifest",
                          "%.*s has %llu row%s, not %.*s", TEXT_ARGS(file->file.name),
                          (unsigned long long)file->rows, text_plural(file->rows),
                          TEXT_ARGS(field_text(form, MANIFEST_ROWS)));
    if (!same_digits(field_text(form, MANIFEST_SHA256), file->file.sha256))
        return field_fail(form, MANIFEST_SHA256, CODE_MANIFEST,
                          "get the file again, or correct the manifest", "%.*s has the SHA-256 %s",
                          TEXT_ARGS(file->file.name), file->file.sha256);
    return true;
}

static bool check_row(const struct manifest *manifest, const struct form *form)
{
    static const struct decimals count = {0, 0, INT64_MAX};
    struct text name = field_text(form, MANIFEST_FILE);
    wide rows;

    if (!field_need(form, MANIFEST_FILE, "write a file name of usage/")
        || !field_decimal(&rows, form, MANIFEST_ROWS, &count)
        || !field_need(form, MANIFEST_SHA256, "write 64 hexadecimal digits"))
        return false;
    if (text_starts(name, TEXT(FOLDER))) /* named from the book's folder, as we name files */
        name = text_slice(name, sizeof FOLDER - 1, SIZE_MAX);
    const struct usage_file *file = find_file(manifest, name);
    return file == NULL ? check_absent(manifest, form, name) : check_listed(file, form, rows);
}

static bool check_rows(const struct manifest *manifest, struct row_reader *rows,
                       struct report *report)
{
    struct columns columns;
    struct fields fields;
    bool sound =
        columns_read(&columns, rows, manifest_columns, MANIFEST_COLUMNS, manifest->arena, report);
    while (sound && row_reader_next(&fields, rows)) {
        struct form form = {
            .columns = &columns,
            .fields = &fields,
            .reader = rows,
            .arena = manifest->arena,
            .report = report,
            .severity = SEVERITY_ERROR,
        };
        if (columns_check_row(&columns, &fields, rows, SEVERITY_ERROR, report))
            check_row(manifest, &form);
    }
    return sound;
}

/* A link to nowhere is there, too: opening it says so. */
static bool stands(struct text path)
{
    struct stat status;
    return lstat(path.at, &status) == 0;
}

bool usage_check_manifest(struct usage_file *out, const struct book *book,
                          const struct usage_file *files, size_t count, struct arena *arena,
                          struct report *report)
{
    struct manifest manifest = {book, files, count, arena};
    size_t errors = report->count[SEVERITY_ERROR];
    struct text plain = text_format(arena, "%.*s/" PLAIN, TEXT_ARGS(book_home(book)));
    struct text packed = text_format(arena, "%.*s.gz", TEXT_ARGS(plain));
    bool has_plain = stands(plain), has_packed = stands(packed);

    *out = (struct usage_file){0};
    if (has_plain && has_packed)
        return report_error(report, (struct place){TEXT(PLAIN ".gz"), 0}, TEXT(""),
                            CODE_DOUBLED_FILE, "keep one of the two",
                            "the file stands beside " PLAIN);
    if ((!has_plain && !has_packed) || book->usage_names != NULL)
        return true; /* files that a seal names have hashes there */
    struct row_source source = {
        .path = has_plain ? plain : packed,
        .name = has_plain ? TEXT(PLAIN) : TEXT(PLAIN ".gz"),
        .encoding = book->settings.input.encoding,
    };
    struct row_reader *rows = row_reader_open(&source, arena, report);
    check_rows(&manifest, rows, report);
    out->rows = row_reader_rows(rows) - (row_reader_rows(rows) > 0); /* without the header */
    row_reader_close(&out->file, rows);
    return report->count[SEVERITY_ERROR] == errors;
}
