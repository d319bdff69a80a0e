#include "livebill/read/usage_trace.h"

#include "row.h"

bool usage_trace_file(const struct usage_reader *reader, struct day day, struct text name,
                      usage_trace_take *take, void *context, struct arena *arena,
                      struct report *report)
{
    struct row_reader *rows = usage_file_open(reader->book, name, false, arena, report);
    struct usage_context usage;
    struct columns columns;
    struct fields fields;
    struct usage_row row;

    usage_context_start(&usage, reader, day);
    bool sound = columns_read(&columns, rows, usage_columns, USAGE_COLUMNS, arena, report);
    while (sound && row_reader_next(&fields, rows)) {
        if (columns_check_row(&columns, &fields, rows, SEVERITY_REJECT, NULL)
            && usage_row_read(&row, &usage, &columns, &fields))
            take(context, &row, (struct place){name, fields.row.place.line});
    }
    return row_reader_close(NULL, rows) && sound;
}
