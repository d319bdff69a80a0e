#include "table.h"

#include "livebill/base/fatal.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define TABLE_BLOCK ((size_t)32 << 10) /* these files are small, and there are many */

static int compare_names(const void *left_void, const void *right_void)
{
    const struct text *left = left_void, *right = right_void;
    return text_compare(*left, *right);
}

/* A link to nowhere is there: what it should lead to must not be left out in silence. */
static bool stands(struct text path)
{
    struct stat status;

    if (lstat(path.at, &status) == 0)
        return true;
    if (errno != ENOENT)
        fatal_errno("'%.*s' could not be examined", TEXT_ARGS(path));
    return false;
}

struct name_list folder_names(struct text path, struct arena *arena)
{
    struct name_list names = {0};
    struct text where = text_copy(arena, path);
    DIR *folder = opendir(where.at);
    struct dirent *entry;

    if (folder == NULL && (errno != ENOENT || stands(where)))
        fatal_errno("'%.*s' could not be opened", TEXT_ARGS(path));
    while (folder != NULL && (errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            *LIST_ADD(arena, &names) = text_copy(arena, text_of(entry->d_name));
    }
    if (folder != NULL && errno != 0)
        fatal_errno("'%.*s' could not be read", TEXT_ARGS(path));
    if (folder != NULL)
        closedir(folder);
    if (names.count > 1)
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    return names;
}

struct text name_unpacked(struct text name)
{
    return text_ends(name, TEXT(".gz")) ? text_slice(name, 0, name.size - 3) : name;
}

void table_warn_stray(struct text file, const struct text *known, size_t count, const char *what,
                      struct arena *arena, struct report *report)
{
    struct text name = name_unpacked(text_slice(file, text_find(file, '/') + 1, file.size));
    struct text nearest = text_nearest(name, known, count);

    report_warning(report, (struct place){file, 0}, TEXT(""), CODE_STRAY_FILE,
                   nearest.size == 0
                       ? "name it as one that is read, or put it elsewhere"
                       : text_format(arena, "did you mean %.*s", TEXT_ARGS(nearest)).at,
                   "the file is of no %s and is ignored", what);
}

static bool file_exists(struct text folder, struct text name, struct table_file *out,
                        struct arena *arena)
{
    out->name = text_format(arena, "%.*s%.*s", TEXT_ARGS(out->prefix), TEXT_ARGS(name));
    out->path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(folder), TEXT_ARGS(name));
    return stands(out->path);
}

bool table_find(struct table_file *out, struct text folder, struct text name, struct arena *arena,
                struct report *report)
{
    struct table_file packed = *out;
    struct text packed_name = text_format(arena, "%.*s.gz", TEXT_ARGS(name));
    bool plain = file_exists(folder, name, out, arena);

    if (!file_exists(folder, packed_name, &packed, arena))
        return plain;
    if (plain)
        return report_error(report, (struct place){out->name, 0}, TEXT(""), CODE_DOUBLED_FILE,
                            "keep one of them", "the file stands beside %.*s",
                            TEXT_ARGS(packed.name));
    *out = packed;
    return true;
}

static void read_rows(const struct table *table, struct row_reader *reader, struct form *form)
{
    struct fields fields;
    struct report *report = form->report;

    form->fields = &fields;
    while (row_reader_next(&fields, reader)) {
        form->report = report;
        if (fields.count == form->columns->width)
            table->take(table->context, form);
        else
            columns_check_row(form->columns, &fields, reader, table->severity, report);
    }
}

bool table_read(struct book *book, const struct table *table, const struct table_file *file,
                struct arena *arena, struct report *report)
{
    struct row_source source = {file->path, file->name, file->encoding, TABLE_BLOCK, false};
    struct row_reader *reader = row_reader_open(&source, arena, report);
    struct columns columns;
    struct form form = {
        .columns = &columns,
        .reader = reader,
        .arena = arena,
        .report = report,
        .severity = table->severity,
    };
    bool header =
        columns_read(&columns, reader, table->columns, table->column_count, arena, report);

    if (header)
        read_rows(table, reader, &form);
    return row_reader_close(LIST_ADD(arena, &book->files), reader) && header;
}
