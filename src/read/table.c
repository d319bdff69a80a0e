#include "table.h"

#include <unistd.h>

#define TABLE_BLOCK ((size_t)32 << 10) /* these files are small, and there are many */

static bool file_exists(struct text folder, struct text name, struct table_file *out,
                        struct arena *arena)
{
    out->name = text_copy(arena, name);
    out->path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(folder), TEXT_ARGS(name));
    return access(out->path.at, F_OK) == 0;
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
        return report_error(report, (struct place){name, 0}, TEXT(""), CODE_DOUBLED_FILE,
                            "keep one of them", "the file stands beside %.*s",
                            TEXT_ARGS(packed_name));
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
