/*
 * All files of one day, row by row into the sink, and the check that no two of them are the same.
 */
#include "plain.h"

#include "livebill/base/hash.h"
#include "livebill/base/reject_log.h"

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

struct usage_day_reading {
    struct usage_context context;
    const struct usage_day *day;
    struct usage_day_result out;
    struct usage_sink sink;
    struct arena *arena;   /* lives as long as the result */
    struct arena *scratch; /* for the messages of one row, */
    struct report *trial;  /* which stand here until it is known whether they are kept */
    struct report *report;
    bool counted; /* a day of the period: its rows are counted and rejected */
    bool sound;
    struct content *contents; /* of the files so far, that at hand last */
    size_t file_count;

    /* The file at hand; `rows` is NULL between files. */
    struct row_reader *rows;
    struct columns columns;
    bool has_columns;
    struct plain_usage plain;
    struct {
        size_t count, last; /* last: its place in the report */
    } kept_rejects[CODE_ROW_END];
    struct logged_file *logged; /* NULL: none of its rejects yet */
};

static struct content *content_at_hand(const struct usage_day_reading *reading)
{
    return &reading->contents[reading->file_count - 1];
}

static struct form form_of(const struct usage_day_reading *reading, const struct fields *fields)
{
    return (struct form){
        .columns = &reading->columns,
        .fields = fields,
        .reader = reading->rows,
        .arena = reading->scratch,
        .report = reading->counted ? reading->trial : NULL,
        .severity = SEVERITY_REJECT,
    };
}

/* False: the row is a conflict. */
static bool count_verdict(struct usage_day_reading *reading, enum row_verdict verdict)
{
    reading->out.counts.billed += reading->counted && verdict == ROW_BILLED;
    reading->out.counts.duplicates += reading->counted && verdict == ROW_DUPLICATE;
    return verdict != ROW_CONFLICT;
}

/* False: the row was rejected. */
static bool take_row(struct usage_day_reading *reading, const struct fields *fields)
{
    struct form form = form_of(reading, fields);
    struct usage_row row;

    if (fields->count != form.columns->width || fields->invalid != FIELD_NONE)
        return columns_check_row(form.columns, fields, reading->rows, SEVERITY_REJECT, form.report);
    if (!usage_row_read(&row, &reading->context, form.columns, fields)) {
        if (form.report != NULL)
            usage_row_refuse(&reading->context, &form);
        return false;
    }
    content_at_hand(reading)->nano += row.nano;
    if (count_verdict(reading, reading->sink.add(reading->sink.context, &row)))
        return true;
    usage_row_conflict(row.meter, &form);
    return false;
}

/* Whether a reject beyond those that are shown stands in the log. */
static bool log_reject(struct usage_day_reading *reading, const struct problem *problem)
{
    struct reject_log *log = reading->report->log;

    if (log == NULL)
        return false;
    if (reading->logged == NULL)
        reading->logged = reject_log_file(log, content_at_hand(reading)->name);
    return logged_file_add(reading->logged, problem);
}

static void keep_reject(struct usage_day_reading *reading, const struct problem *problem)
{
    struct report *report = reading->report;
    size_t *count = &reading->kept_rejects[problem->code].count;
    size_t *last = &reading->kept_rejects[problem->code].last;

    if (*count == REPORT_SHOWN && (report->counts_alike || log_reject(reading, problem))) {
        report_count_more(report, *last);
        return;
    }
    report_add(report, problem);
    *last = report->problems.count - 1;
    *count += *count < REPORT_SHOWN;
}

static void end_rejected(struct usage_day_reading *reading)
{
    reading->out.counts.rejected += reading->counted;
    report_sort(reading->trial);
    for (size_t i = 0; i < reading->trial->problems.count; i++)
        keep_reject(reading, &reading->trial->problems.at[i]);
    arena_reset(reading->scratch);
    reading->trial = report_new(reading->scratch);
}

/* A row that is read the long way. */
static void take_fields(struct usage_day_reading *reading, const struct fields *fields)
{
    if (!take_row(reading, fields))
        end_rejected(reading);
}

static enum row_verdict add_sample(const struct usage_day_reading *reading,
                                   const struct usage_sample *sample)
{
    struct usage_row row = usage_row_of_key(sample->key);

    row.time.seconds = moment_of_day(reading->context.day).seconds + sample->second;
    row.nano = sample->nano;
    return reading->sink.add(reading->sink.context, &row);
}

/* Whether the sink billed all; where not, verdicts[] say what became of each. */
static bool give_samples(struct usage_day_reading *reading, const struct usage_sample *samples,
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
static void add_samples(struct usage_day_reading *reading, const struct usage_sample *samples,
                        size_t count, size_t end)
{
    const struct plain_rows *plain = reading->plain.rows;
    enum row_verdict verdicts[PLAIN_CHUNK];

    for (size_t i = 0; i < count; i++)
        content_at_hand(reading)->nano += samples[i].nano;
    if (give_samples(reading, samples, count, verdicts)) {
        reading->out.counts.billed += reading->counted ? count : 0;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (count_verdict(reading, verdicts[i]))
            continue;
        struct fields fields;
        row_reader_fields(&fields, reading->rows, plain, end - count + i);
        struct form form = form_of(reading, &fields);
        usage_row_conflict(samples[i].key->meter, &form);
        end_rejected(reading);
    }
}

/* The rows of a chunk in their order: samples as long as they last, then the row between. */
static size_t take_chunk(struct usage_day_reading *reading, const struct plain_rows *plain,
                         size_t first)
{
    struct usage_sample samples[PLAIN_CHUNK];
    size_t end = first + plain_usage_look(&reading->plain, plain, first);
    struct fields fields;

    for (size_t row = first; row < end; row++) {
        size_t count = plain_usage_take(samples, &reading->plain, row, end, &reading->context,
                                        &reading->columns, reading->rows);
        row += count;
        add_samples(reading, samples, count, row);
        if (row == end)
            break;
        row_reader_fields(&fields, reading->rows, plain, row);
        take_fields(reading, &fields);
    }
    return end;
}

static void count_read(struct usage_day_reading *reading, size_t rows)
{
    content_at_hand(reading)->rows += rows;
    reading->out.counts.read += reading->counted ? rows : 0;
}

/* Rows of the file at hand, until it pauses (true) or ends. */
static bool take_rows(struct usage_day_reading *reading)
{
    struct plain_rows plain;
    struct fields fields;

    for (;;) {
        while (row_reader_plain(&plain, reading->rows)) {
            count_read(reading, plain.count);
            for (size_t row = 0; row < plain.count;)
                row = take_chunk(reading, &plain, row);
        }
        if (row_reader_paused(reading->rows))
            return true;
        if (!row_reader_next(&fields, reading->rows))
            return false;
        count_read(reading, 1);
        take_fields(reading, &fields);
    }
}

static void start_file(struct usage_day_reading *reading)
{
    struct text name = reading->day->files.at[reading->file_count++];

    *content_at_hand(reading) = (struct content){.name = name};
    reading->rows =
        usage_file_open(reading->context.reader->book, name, true, reading->arena, reading->report);
    reading->has_columns = columns_read(&reading->columns, reading->rows, usage_columns,
                                        USAGE_COLUMNS, reading->arena, reading->report);
    memset(reading->kept_rejects, 0, sizeof reading->kept_rejects);
    if (reading->has_columns)
        plain_usage_start(&reading->plain, &reading->columns, reading->arena);
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
    struct row_reader *rows = usage_file_open(book, name, false, arena, unheard);
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

static bool check_doubled(const struct usage_day_reading *reading)
{
    const struct book *book = reading->context.reader->book;
    const struct content *last = content_at_hand(reading);
    struct place place = {last->name, 0};
    for (const struct content *earlier = reading->contents; earlier < last; earlier++) {
        if (is_packed_twin(earlier->name, last->name))
            return report_error(reading->report, place, TEXT(""), CODE_DOUBLED_FILE,
                                "keep one of the two", "the file stands beside %.*s",
                                TEXT_ARGS(earlier->name));
        if (have_same_rows(book, earlier, last))
            return report_error(reading->report, place, TEXT(""), CODE_DOUBLED_FILE,
                                "keep one of the two: the day was exported twice",
                                "the file has the same %llu row%s as %.*s",
                                (unsigned long long)last->rows, text_plural(last->rows),
                                TEXT_ARGS(earlier->name));
    }
    return true;
}

static void end_file(struct usage_day_reading *reading)
{
    struct usage_file *file = LIST_ADD(reading->arena, &reading->out.files);

    reading->sound &= row_reader_close(&file->file, reading->rows) && reading->has_columns;
    reading->rows = NULL;
    if (reading->logged != NULL)
        logged_file_end(reading->logged);
    reading->logged = NULL;
    file->rows = content_at_hand(reading)->rows;
    reading->sound &= check_doubled(reading);
}

struct usage_day_reading *usage_day_open(const struct usage_reader *reader,
                                         const struct usage_day *day, struct usage_sink sink,
                                         struct arena *arena, struct report *report)
{
    struct usage_day_reading *reading =
        arena_take_aligned(arena, sizeof *reading, _Alignof(struct usage_day_reading));

    reading->day = day;
    reading->sink = sink;
    reading->arena = arena;
    reading->scratch = arena_new();
    reading->trial = report_new(reading->scratch);
    reading->report = report;
    reading->counted = period_holds(reader->book->period, day->day);
    reading->sound = true;
    reading->contents = ARENA_ARRAY(arena, struct content, day->files.count);
    usage_context_start(&reading->context, reader, day->day);
    return reading;
}

bool usage_day_step(struct usage_day_reading *reading)
{
    while (reading->rows != NULL || reading->file_count < reading->day->files.count) {
        if (reading->rows == NULL)
            start_file(reading);
        if (reading->has_columns && take_rows(reading))
            return true;
        end_file(reading);
    }
    return false;
}

void usage_days_settle(struct usage_day_reading *left, struct usage_day_reading *right)
{
    if (left->rows != NULL && right->rows != NULL)
        row_readers_settle(left->rows, right->rows);
}

bool usage_day_close(struct usage_day_result *out, struct usage_day_reading *reading)
{
    *out = reading->out;
    arena_free(reading->scratch);
    return reading->sound;
}
