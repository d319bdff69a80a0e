/*
 * All files of one day, row by row into the sink, and the check that no two of them are the same.
 */
#include "usage_row.h"

#include "livebill/base/hash.h"

struct usage_reader *usage_reader_new(const struct book *book, struct arena *arena)
{
    struct usage_reader *reader = ARENA_NEW(arena, struct usage_reader);
    const struct account_list *accounts = &book->accounts;
    const struct catalogue *catalogue = &book->catalogue;

    reader->book = book;
    name_table_start(&reader->accounts, accounts->count, arena);
    for (size_t i = 0; i < accounts->count; i++)
        name_table_add(&reader->accounts, accounts->at[i].id, i);
    name_table_start(&reader->meters, catalogue->meters.count, arena);
    for (size_t i = 0; i < catalogue->meters.count; i++)
        name_table_add(&reader->meters, catalogue->meters.at[i].code, i);
    return reader;
}

/*
 * The rows of a file as a multiset, whatever their order and that of the columns: two sums of
 * hashes, each over all fields by the name of their column.
 */
struct content {
    struct text name;
    uint64_t rows, sum, other_sum;
};

struct day_reading {
    struct usage_context context;
    struct usage_day_result *out;
    struct usage_sink sink;
    struct arena *arena;   /* lives as long as the result */
    struct arena *scratch; /* for messages of one row */
    struct report *report;
    bool counted;           /* a day of the period: its rows are counted and rejected */
    bool compared;          /* the day has several files */
    struct content content; /* of the file at hand */
};

static uint64_t row_hash(const struct columns *columns, const struct fields *fields)
{
    uint64_t hash = 0;
    if (fields->count != columns->width)
        return hash_text(fields->row.raw, HASH_SEED);
    for (size_t i = 0; i < fields->count; i++)
        hash += hash_text(fields->at[i].text, hash_text(columns->names[i], HASH_SEED));
    return hash_mix(hash, HASH_SEED);
}

static void add_content(struct content *content, const struct columns *columns,
                        const struct fields *fields)
{
    uint64_t hash = row_hash(columns, fields);
    content->sum += hash;
    content->other_sum += hash_mix(hash, UINT64_C(0xD6E8FEB86659FD93));
}

static bool is_same_content(const struct content *left, const struct content *right)
{
    return left->rows > 0 && left->rows == right->rows && left->sum == right->sum
           && left->other_sum == right->other_sum;
}

/* False: the row was rejected. */
static bool take_row(struct day_reading *reading, const struct columns *columns,
                     const struct fields *fields, const struct row_reader *rows)
{
    struct report *report = reading->counted ? reading->report : NULL;
    struct form form = {
        .columns = columns,
        .fields = fields,
        .reader = rows,
        .arena = reading->scratch,
        .report = report,
        .severity = SEVERITY_REJECT,
    };
    struct usage_row row;

    if (fields->count != columns->width || fields->invalid != FIELD_NONE)
        return columns_check_row(columns, fields, rows, SEVERITY_REJECT, report);
    if (!usage_row_read(&row, &reading->context, columns, fields)) {
        if (report != NULL)
            usage_row_refuse(&reading->context, &form);
        return false;
    }
    switch (reading->sink.add(reading->sink.context, &row)) {
    case ROW_BILLED:
        reading->out->counts.billed += reading->counted;
        return true;
    case ROW_DUPLICATE:
        reading->out->counts.duplicates += reading->counted;
        return true;
    case ROW_CONFLICT:
        break;
    }
    usage_row_conflict(&row, &form);
    return false;
}

static void take_rows(struct day_reading *reading, const struct columns *columns,
                      struct row_reader *rows)
{
    struct fields fields;
    while (row_reader_next(&fields, rows)) {
        reading->content.rows++;
        reading->out->counts.read += reading->counted;
        if (reading->compared)
            add_content(&reading->content, columns, &fields);
        if (!take_row(reading, columns, &fields, rows)) {
            reading->out->counts.rejected += reading->counted;
            arena_reset(reading->scratch);
        }
    }
}

static bool read_file(struct day_reading *reading, struct text name)
{
    const struct book *book = reading->context.reader->book;
    struct row_source source = {
        .path =
            text_format(reading->arena, "%.*s/%.*s", TEXT_ARGS(book_home(book)), TEXT_ARGS(name)),
        .name = name,
        .encoding = book->settings.input.encoding,
    };
    struct row_reader *rows = row_reader_open(&source, reading->arena, reading->report);
    struct columns columns;

    reading->content = (struct content){.name = name};
    bool sound =
        columns_read(&columns, rows, usage_columns, USAGE_COLUMNS, reading->arena, reading->report);
    if (sound)
        take_rows(reading, &columns, rows);
    struct usage_file *file = LIST_ADD(reading->arena, &reading->out->files);
    bool whole = row_reader_close(&file->file, rows);
    file->rows = reading->content.rows;
    return sound && whole;
}

/* Whether `packed` is the name of `plain` with `.gz` behind it. */
static bool is_packed_twin(struct text plain, struct text packed)
{
    return packed.size == plain.size + 3 && text_starts(packed, plain)
           && text_ends(packed, TEXT(".gz"));
}

static bool check_doubled(const struct content *contents, size_t count, struct report *report)
{
    const struct content *last = &contents[count];
    struct place place = {last->name, 0};
    for (size_t i = 0; i < count; i++) {
        if (is_packed_twin(contents[i].name, last->name))
            return report_error(report, place, TEXT(""), CODE_DOUBLED_FILE, "keep one of the two",
                                "the file stands beside %.*s", TEXT_ARGS(contents[i].name));
        if (is_same_content(&contents[i], last))
            return report_error(report, place, TEXT(""), CODE_DOUBLED_FILE,
                                "keep one of the two: the day was exported twice",
                                "the file has the same %llu rows as %.*s",
                                (unsigned long long)last->rows, TEXT_ARGS(contents[i].name));
    }
    return true;
}

bool usage_read_day(struct usage_day_result *out, const struct usage_reader *reader,
                    const struct usage_day *day, struct usage_sink sink, struct arena *arena,
                    struct report *report)
{
    struct content *contents = ARENA_ARRAY(arena, struct content, day->files.count);
    struct day_reading reading = {
        .out = out,
        .sink = sink,
        .arena = arena,
        .scratch = arena_new(),
        .report = report,
        .counted = period_holds(reader->book->period, day->day),
        .compared = day->files.count > 1,
    };
    bool sound = true;

    *out = (struct usage_day_result){0};
    usage_context_start(&reading.context, reader, day->day);
    for (size_t i = 0; i < day->files.count; i++) {
        sound &= read_file(&reading, day->files.at[i]);
        contents[i] = reading.content;
        sound &= check_doubled(contents, i, report);
    }
    arena_free(reading.scratch);
    return sound;
}
