/*
 * All files of one day, row by row into the sink, and the check that no two of them are the same.
 */
#include "usage_plain.h"

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

/* What two files with the same rows have in common, whatever the order of rows and columns. */
struct content {
    struct text name;
    uint64_t rows;
    wide nano; /* of the sound rows */
};

struct day_reading {
    struct usage_context context;
    struct usage_day_result *out;
    struct usage_sink sink;
    struct arena *arena;   /* lives as long as the result */
    struct arena *scratch; /* for messages of one row */
    struct report *report;
    bool counted;           /* a day of the period: its rows are counted and rejected */
    struct content content; /* of the file at hand */
    struct plain_usage plain;
};

static struct form form_of(const struct day_reading *reading, const struct columns *columns,
                           const struct fields *fields, const struct row_reader *rows)
{
    return (struct form){
        .columns = columns,
        .fields = fields,
        .reader = rows,
        .arena = reading->scratch,
        .report = reading->counted ? reading->report : NULL,
        .severity = SEVERITY_REJECT,
    };
}

/* False: the row is a conflict. */
static bool count_verdict(struct day_reading *reading, enum row_verdict verdict)
{
    reading->out->counts.billed += reading->counted && verdict == ROW_BILLED;
    reading->out->counts.duplicates += reading->counted && verdict == ROW_DUPLICATE;
    return verdict != ROW_CONFLICT;
}

/* False: the row was rejected. */
static bool take_row(struct day_reading *reading, const struct columns *columns,
                     const struct fields *fields, const struct row_reader *rows)
{
    struct form form = form_of(reading, columns, fields, rows);
    struct usage_row row;

    if (fields->count != columns->width || fields->invalid != FIELD_NONE)
        return columns_check_row(columns, fields, rows, SEVERITY_REJECT, form.report);
    if (!usage_row_read(&row, &reading->context, columns, fields)) {
        if (form.report != NULL)
            usage_row_refuse(&reading->context, &form);
        return false;
    }
    reading->content.nano += row.nano;
    if (count_verdict(reading, reading->sink.add(reading->sink.context, &row)))
        return true;
    usage_row_conflict(row.meter, &form);
    return false;
}

static void end_rejected(struct day_reading *reading)
{
    reading->out->counts.rejected += reading->counted;
    arena_reset(reading->scratch);
}

/* A row that is read the long way. */
static void take_fields(struct day_reading *reading, const struct columns *columns,
                        const struct fields *fields, const struct row_reader *rows)
{
    if (!take_row(reading, columns, fields, rows))
        end_rejected(reading);
}

static enum row_verdict add_sample(const struct day_reading *reading,
                                   const struct usage_sample *sample)
{
    const struct usage_key *key = sample->key;
    struct moment start = moment_of_day(reading->context.day);
    struct usage_row row = {
        .time = {start.seconds + sample->second},
        .account = key->account,
        .meter = key->meter,
        .region = key->region,
        .spec = key->spec,
        .resource = key->resource,
        .app_id = key->app_id,
        .nano = sample->nano,
    };
    return reading->sink.add(reading->sink.context, &row);
}

/* Whether the sink billed all; where not, verdicts[] say what became of each. */
static bool give_samples(struct day_reading *reading, const struct usage_sample *samples,
                         size_t count, enum row_verdict *verdicts)
{
    bool all_billed = true;

    if (reading->sink.add_samples != NULL)
        return reading->sink.add_samples(reading->sink.context, samples, count, verdicts);
    for (size_t i = 0; i < count; i++) {
        verdicts[i] = add_sample(reading, &samples[i]);
        all_billed &= verdicts[i] == ROW_BILLED;
    }
    return all_billed;
}

/* Hands over the samples of the rows before `end`. */
static void add_samples(struct day_reading *reading, const struct usage_sample *samples,
                        size_t count, size_t end, const struct columns *columns,
                        struct row_reader *rows)
{
    const struct plain_rows *plain = reading->plain.rows;
    enum row_verdict verdicts[PLAIN_CHUNK];

    for (size_t i = 0; i < count; i++)
        reading->content.nano += samples[i].nano;
    if (give_samples(reading, samples, count, verdicts)) {
        reading->out->counts.billed += reading->counted ? count : 0;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (count_verdict(reading, verdicts[i]))
            continue;
        struct fields fields;
        row_reader_fields(&fields, rows, plain, end - count + i);
        struct form form = form_of(reading, columns, &fields, rows);
        usage_row_conflict(samples[i].key->meter, &form);
        end_rejected(reading);
    }
}

/* The rows of a chunk in their order: samples as long as they last, then the row between. */
static size_t take_chunk(struct day_reading *reading, const struct columns *columns,
                         struct row_reader *rows, const struct plain_rows *plain, size_t first)
{
    struct usage_sample samples[PLAIN_CHUNK];
    size_t end = first + plain_usage_look(&reading->plain, plain, first);
    struct fields fields;

    for (size_t row = first; row < end; row++) {
        size_t count =
            plain_usage_take(samples, &reading->plain, row, end, &reading->context, columns, rows);
        row += count;
        add_samples(reading, samples, count, row, columns, rows);
        if (row == end)
            break;
        row_reader_fields(&fields, rows, plain, row);
        take_fields(reading, columns, &fields, rows);
    }
    return end;
}

static void take_plain(struct day_reading *reading, const struct columns *columns,
                       struct row_reader *rows, const struct plain_rows *plain)
{
    reading->content.rows += plain->count;
    reading->out->counts.read += reading->counted ? plain->count : 0;
    for (size_t row = 0; row < plain->count;)
        row = take_chunk(reading, columns, rows, plain, row);
}

static void take_rows(struct day_reading *reading, const struct columns *columns,
                      struct row_reader *rows)
{
    struct plain_rows plain;
    struct fields fields;

    plain_usage_start(&reading->plain, columns, reading->arena);
    for (;;) {
        while (row_reader_plain(&plain, rows))
            take_plain(reading, columns, rows, &plain);
        if (!row_reader_next(&fields, rows))
            return;
        reading->content.rows++;
        reading->out->counts.read += reading->counted;
        take_fields(reading, columns, &fields, rows);
    }
}

static struct row_reader *open_file(const struct book *book, struct text name, struct arena *arena,
                                    struct report *report)
{
    struct row_source source = {
        .path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(book_home(book)), TEXT_ARGS(name)),
        .name = name,
        .encoding = book->settings.input.encoding,
    };
    return row_reader_open(&source, arena, report);
}

static bool read_file(struct day_reading *reading, struct text name)
{
    struct row_reader *rows =
        open_file(reading->context.reader->book, name, reading->arena, reading->report);
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

/* The rows of a file as a multiset: two sums of hashes, each over all fields by their columns. */
struct row_sums {
    uint64_t sum, other_sum;
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

/* Reads a file with a sound header once more: only where another one may have the same rows. */
static struct row_sums sum_rows(const struct book *book, struct text name)
{
    struct arena *arena = arena_new();
    struct report *unheard = report_new(arena);
    struct row_reader *rows = open_file(book, name, arena, unheard);
    struct columns columns;
    struct fields fields;
    struct row_sums sums = {0};

    columns_read(&columns, rows, usage_columns, USAGE_COLUMNS, arena, unheard);
    while (row_reader_next(&fields, rows)) {
        uint64_t hash = row_hash(&columns, &fields);
        sums.sum += hash;
        sums.other_sum += hash_mix(hash, UINT64_C(0xD6E8FEB86659FD93));
    }
    row_reader_close(NULL, rows);
    arena_free(arena);
    return sums;
}

static bool have_same_rows(const struct book *book, const struct content *left,
                           const struct content *right)
{
    if (left->rows == 0 || left->rows != right->rows || left->nano != right->nano)
        return false;
    struct row_sums sums = sum_rows(book, left->name), others = sum_rows(book, right->name);
    return sums.sum == others.sum && sums.other_sum == others.other_sum;
}

static bool check_doubled(const struct book *book, const struct content *contents, size_t count,
                          struct report *report)
{
    const struct content *last = &contents[count];
    struct place place = {last->name, 0};
    for (size_t i = 0; i < count; i++) {
        if (is_packed_twin(contents[i].name, last->name))
            return report_error(report, place, TEXT(""), CODE_DOUBLED_FILE, "keep one of the two",
                                "the file stands beside %.*s", TEXT_ARGS(contents[i].name));
        if (have_same_rows(book, &contents[i], last))
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
    };
    bool sound = true;

    *out = (struct usage_day_result){0};
    usage_context_start(&reading.context, reader, day->day);
    for (size_t i = 0; i < day->files.count; i++) {
        sound &= read_file(&reading, day->files.at[i]);
        contents[i] = reading.content;
        sound &= check_doubled(reader->book, contents, i, report);
    }
    arena_free(reading.scratch);
    return sound;
}
