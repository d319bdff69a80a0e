/*
 * How positions are known though libcsv tells none: it is fed whole lines out of a window that
 * holds the row so far, and hands over fields in order. So the next field begins where the last
 * one ended, and its length says where it ends: nothing is scanned twice but quoted fields.
 */
#include "row_reader.h"

#include "byte_source.h"
#include "decode.h"
#include "plain_rows.h"

#include "livebill/base/fatal.h"

#include <csv.h>

#define BLOCK_SIZE   ((size_t)256 << 10)
#define ROW_SIZE_MAX ((size_t)4 << 20)
#define PARSER_STEP  4096 /* libcsv's own buffer grows by so many bytes */
#define REACH_LEAST  ((size_t)1 << 10)

struct row_reader {
    struct text name;
    struct arena *arena;
    struct report *report;
    struct byte_source *source;
    struct decoder *decoder;
    struct csv_parser parser;
    const struct text *column_names;
    size_t column_count;

    char *window; /* the bytes from row_start on, and what was read ahead */
    size_t capacity, size, block;
    size_t fed;   /* up to where libcsv has read */
    size_t limit; /* up to where it reads in this call */
    bool ended;   /* the source has no more bytes */
    bool failed;

    /* The row that is being read. Offsets of its fields count from row_start. */
    size_t row_start, row_end;
    size_t next_field; /* where the next field begins */
    uint64_t line;     /* of the byte at `fed` */
    uint64_t row_line, field_line;
    bool row_done;
    struct field fields[FIELDS_KEPT];
    size_t count;
    struct buffer values;  /* of fields with doubled quotes, and decoded ones */
    struct buffer decoded; /* the raw row, where it had to be decoded */
    uint64_t rows;

    struct plain_scan *plain;
    size_t reach; /* how far to look for plain rows: little where there were none */
    bool pauses;  /* before the next bytes are read, so that two readers go side by side */
    bool paused;
};

/* An error of the file at the field that is being read; the first one counts. */
static bool fail_at(struct row_reader *reader, uint64_t line, const char *hint, const char *problem)
{
    struct text column = {NULL, 0};

    if (reader->failed)
        return false;
    if (line != 0 && reader->count < reader->column_count)
        column = reader->column_names[reader->count];
    reader->failed = true;
    return report_error(reader->report, (struct place){reader->name, line}, column, CODE_BAD_FILE,
                        hint, "%s", problem);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static size_t skip_blanks(const struct row_reader *reader, size_t at)
{
    while (at < reader->limit && is_blank(reader->window[at]))
        at++;
    return at;
}

static bool ends_field(const struct row_reader *reader, size_t at)
{
    if (at == reader->limit)
        return true;
    char byte = reader->window[at];
    return byte == ',' || byte == '\n' || byte == '\r';
}

static void add_field(struct row_reader *reader, size_t end, size_t value, struct text text)
{
    if (end - reader->next_field > FIELD_SIZE_MAX) {
        fail_at(reader, reader->field_line, "shorten it, or look for a missing closing quote",
                "the field that begins here is longer than 1 MB");
        return;
    }
    if (reader->count < FIELDS_KEPT)
        reader->fields[reader->count] = (struct field){
            .text = text,
            .line = reader->field_line,
            .offset = value - reader->row_start,
            .raw = reader->next_field - reader->row_start,
            .end = end - reader->row_start,
        };
    reader->count++;
    reader->next_field = end + 1;
}

/* The offset of the quote that closes the field whose opening quote is at `open`. */
static size_t closing_quote(const struct row_reader *reader, size_t open)
{
    size_t at = open + 1;
    for (;;) {
        const char *quote = memchr(reader->window + at, '"', reader->limit - at);
        if (quote == NULL)
            bug("libcsv closed a quoted field that has no closing quote");
        at = (size_t)(quote - reader->window);
        if (at + 1 >= reader->limit || reader->window[at + 1] != '"')
            return at;
        at += 2;
    }
}

static uint64_t count_lines(struct text text)
{
    uint64_t lines = 0;
    for (;;) {
        size_t at = text_find(text, '\n');
        if (at >= text.size)
            return lines;
        lines++;
        text = text_slice(text, at + 1, text.size);
    }
}

static void take_quoted(struct row_reader *reader, size_t open, struct text value)
{
    size_t close = closing_quote(reader, open);
    struct text inner = {reader->window + open + 1, close - open - 1};

    if (open != reader->next_field || !ends_field(reader, close + 1)) {
        fail_at(reader, reader->field_line, "let the quotes stand next to the commas",
                "spaces stand outside the quotes of a field");
        return;
    }
    if (value.size != inner.size) {
        size_t at = reader->values.size;
        buffer_add(&reader->values, value);
        value.at = reader->values.at + at;
    } else {
        value.at = inner.at;
    }
    add_field(reader, close + 1, open + 1, value);
    reader->field_line += count_lines(inner);
}

/* libcsv's callback: a field without its quotes and without the blanks around it. */
static void take_field(void *value, size_t size, void *context)
{
    struct row_reader *reader = context;
    if (reader->failed)
        return;
    size_t begin = skip_blanks(reader, reader->next_field);

    if (begin < reader->limit && reader->window[begin] == '"') {
        take_quoted(reader, begin, (struct text){value, size});
        return;
    }
    if (reader->count == 0 && begin < reader->limit && reader->window[begin] == '\r') {
        fail_at(reader, reader->field_line, "end lines with LF or CRLF",
                "a carriage return stands without a line feed");
        return;
    }
    size_t end = skip_blanks(reader, begin + size);
    if (!ends_field(reader, end))
        bug("libcsv and the positions of '%.*s' disagree", TEXT_ARGS(reader->name));
    struct text text = {reader->window + reader->next_field, end - reader->next_field};
    add_field(reader, end, reader->next_field, text);
}

/* libcsv's callback: the row ended with that byte, or at the end of the file (-1). */
static void take_row(int byte, void *context)
{
    struct row_reader *reader = context;
    if (reader->failed)
        return;
    reader->row_done = true;
    reader->row_end = reader->next_field - 1;
    if (byte == '\r' && reader->next_field < reader->size
        && reader->window[reader->next_field] != '\n') {
        reader->count--;
        fail_at(reader, reader->field_line, "end lines with LF or CRLF",
                "a carriage return stands without a line feed");
    } else if (reader->row_end - reader->row_start > ROW_SIZE_MAX) {
        fail_at(reader, reader->row_line, "split it", "the row is longer than 4 MB");
    }
}

static void start_row(struct row_reader *reader)
{
    reader->row_start = reader->next_field = reader->fed;
    reader->row_line = reader->field_line = reader->line;
    reader->row_done = false;
    reader->count = 0;
    reader->values.size = 0;
}

/* Moves the row so far to the window's start; its fields' texts move with it. */
static void move_window(struct row_reader *reader, char *to)
{
    const char *from = reader->window + reader->row_start;
    size_t kept = reader->count < FIELDS_KEPT ? reader->count : FIELDS_KEPT;

    for (size_t i = 0; i < kept; i++) {
        struct field *field = &reader->fields[i];
        if (field->text.at >= from && field->text.at <= reader->window + reader->size)
            field->text.at = to + field->offset;
    }
    memmove(to, from, reader->size - reader->row_start);
    reader->window = to;
    reader->size -= reader->row_start;
    reader->fed -= reader->row_start;
    reader->next_field -= reader->row_start;
    reader->row_start = 0;
}

static char *take_window(struct arena *arena, size_t capacity)
{
    return (char *)arena_take(arena, PLAIN_SLACK + capacity + PLAIN_SLACK) + PLAIN_SLACK;
}

static bool check_bounds(struct row_reader *reader)
{
    if (reader->fed > reader->next_field && reader->fed - reader->next_field > FIELD_SIZE_MAX)
        return fail_at(reader, reader->field_line,
                       "shorten it, or look for a missing closing quote",
                       "the field that begins here is longer than 1 MB");
    if (reader->fed - reader->row_start > ROW_SIZE_MAX)
        return fail_at(reader, reader->row_line, "split it", "the row is longer than 4 MB");
    return true;
}

/* Reads more bytes behind those in the window. */
static bool refill(struct row_reader *reader)
{
    if (!check_bounds(reader))
        return false;
    byte_source_settle(reader->source);
    if (reader->row_start > 0)
        move_window(reader, reader->window);
    if (reader->size == reader->capacity) {
        size_t capacity = reader->capacity * 2;
        move_window(reader, take_window(reader->arena, capacity));
        reader->capacity = capacity;
    }
    size_t room = reader->capacity - reader->size;
    size_t count = byte_source_read(reader->source, reader->window + reader->size,
                                    room < reader->block ? room : reader->block);
    reader->size += count;
    if (count > 0)
        return true;
    reader->ended = true;
    if (byte_source_damage(reader->source) != NULL)
        return fail_at(reader, 0, "export or copy it again", byte_source_damage(reader->source));
    return true;
}

/*
 * Up to where libcsv may read: behind the next line feed, or all there is. A carriage return at
 * the end waits for the byte after it.
 */
static size_t piece_end(const struct row_reader *reader)
{
    const char *from = reader->window + reader->fed;
    size_t left = reader->size - reader->fed;
    const char *feed = left == 0 ? NULL : memchr(from, '\n', left);

    if (feed != NULL)
        return (size_t)(feed - reader->window) + 1;
    if (left > 0 && !reader->ended && reader->window[reader->size - 1] == '\r')
        return reader->size - 1;
    return reader->size;
}

static bool fail_at_quote(struct row_reader *reader)
{
    if (reader->next_field < reader->size && reader->window[reader->next_field] == '"')
        return fail_at(reader, reader->field_line,
                       "write two quotes for each quote inside a quoted field",
                       "the quoted field that begins here has text after its closing quote");
    return fail_at(reader, reader->field_line,
                   "put the whole field in quotes, and write two for each inside",
                   "a quote stands inside a field that does not begin with one");
}

static bool feed(struct row_reader *reader, size_t end)
{
    size_t size = end - reader->fed;
    reader->limit = end;
    size_t done = csv_parse(&reader->parser, reader->window + reader->fed, size, take_field,
                            take_row, reader);
    if (done != size && csv_error(&reader->parser) != CSV_EPARSE)
        fatal("'%.*s' could not be parsed: %s", TEXT_ARGS(reader->name),
              csv_strerror(csv_error(&reader->parser)));
    if (done != size)
        fail_at_quote(reader);
    reader->fed = end;
    if (reader->window[end - 1] == '\n')
        reader->line++;
    return !reader->failed;
}

/* Whether the line that libcsv just read holds no row: it stands at a row's start, and is blank. */
static bool is_blank_line(const struct row_reader *reader)
{
    size_t at = skip_blanks(reader, reader->row_start);
    if (at < reader->limit && reader->window[at] == '\r')
        at++;
    return at + 1 == reader->limit && reader->window[at] == '\n';
}

/* The end of the file: a last line without a line feed is a row. */
static bool finish(struct row_reader *reader)
{
    reader->limit = reader->size;
    if (csv_fini(&reader->parser, take_field, take_row, reader) != 0)
        return fail_at(reader, reader->field_line, "close it",
                       "the quote that opens here is never closed");
    return reader->row_done && !reader->failed;
}

static bool read_row(struct row_reader *reader)
{
    start_row(reader);
    while (!reader->row_done) {
        size_t end = piece_end(reader);
        if (end > reader->fed) {
            if (!feed(reader, end))
                return false;
            if (!reader->row_done && reader->window[end - 1] == '\n' && is_blank_line(reader))
                start_row(reader);
        } else if (reader->ended) {
            return finish(reader);
        } else if (!refill(reader)) {
            return false;
        }
    }
    return true;
}

/* Decodes the raw row into `decoded` field by field, so that places and texts stay in step. */
static void decode_fields(struct fields *out, struct row_reader *reader)
{
    struct text raw = out->row.raw;
    struct buffer *decoded = &reader->decoded;
    size_t kept = reader->count < FIELDS_KEPT ? reader->count : FIELDS_KEPT, done = 0;

    decoded->size = 0;
    for (size_t i = 0; i < kept; i++) {
        struct field *field = &reader->fields[i];
        struct text span = text_slice(raw, field->raw, field->end - field->raw);
        size_t quote = field->offset - field->raw;
        bool sliced = field->text.at == raw.at + field->offset;

        buffer_add(decoded, text_slice(raw, done, field->raw - done));
        done = field->end;
        field->raw = decoded->size;
        field->offset = field->raw + quote;
        if (!decoder_add(reader->decoder, decoded, span) && out->invalid == FIELD_NONE)
            out->invalid = i;
        field->end = decoded->size;
        if (sliced) {
            field->text.size = field->end - field->raw - 2 * quote;
            field->text.at = NULL; /* set when the buffer has stopped moving */
        } else {
            size_t at = reader->values.size;
            decoder_add(reader->decoder, &reader->values, field->text);
            field->text = text_slice(buffer_text(&reader->values), at, SIZE_MAX);
        }
    }
    if (!decoder_add(reader->decoder, decoded, text_slice(raw, done, raw.size))
        && out->invalid == FIELD_NONE)
        out->invalid = kept;
    for (size_t i = 0; i < kept; i++) {
        if (reader->fields[i].text.at == NULL)
            reader->fields[i].text.at = decoded->at + reader->fields[i].offset;
    }
    out->row.raw = buffer_text(decoded);
}

bool row_reader_next(struct fields *out, struct row_reader *reader)
{
    if (reader->failed || !read_row(reader))
        return false;
    struct text raw = {reader->window + reader->row_start, reader->row_end - reader->row_start};

    *out = (struct fields){
        .row = {{reader->name, reader->row_line}, raw},
        .at = reader->fields,
        .count = reader->count,
        .invalid = FIELD_NONE,
    };
    if (!text_is_ascii(raw)
        && !(decoder_is_utf8(reader->decoder) && text_invalid_at(raw) == raw.size))
        decode_fields(out, reader);
    reader->rows++;
    return true;
}

/* How many of the scan's rows are valid UTF-8. */
static size_t valid_rows(const struct row_reader *reader, size_t width)
{
    const struct plain_scan *plain = reader->plain;
    struct text all = {reader->window + reader->fed, plain->begins[plain->rows * width]};
    size_t invalid = text_invalid_at(all), valid = plain->rows;

    while (invalid < all.size && valid > 0 && plain->begins[valid * width] > invalid)
        valid--;
    return valid;
}

/* The plain rows at `fed`; the number of them. */
static size_t find_plain(struct row_reader *reader)
{
    size_t left = reader->size - reader->fed, width = reader->column_count;
    struct plain_scan *plain = reader->plain;

    plain_scan(plain, reader->window + reader->fed, left < reader->reach ? left : reader->reach,
               width, !decoder_is_utf8(reader->decoder));
    size_t count = plain->has_high ? valid_rows(reader, width) : plain->rows;
    reader->reach = count == 0 ? REACH_LEAST : PLAIN_BYTES_MAX;
    return count;
}

/* Whether what is left in the window is less than a line, and more bytes may come. */
static bool needs_bytes(const struct row_reader *reader)
{
    const char *from = reader->window + reader->fed;
    size_t left = reader->size - reader->fed;
    return !reader->ended && left < reader->block
           && (left == 0 || memchr(from, '\n', left) == NULL);
}

static bool refill_between_rows(struct row_reader *reader)
{
    start_row(reader);
    return refill(reader) && !reader->ended;
}

bool row_reader_plain(struct plain_rows *out, struct row_reader *reader)
{
    size_t width = reader->column_count;
    bool goes_on = reader->paused;

    reader->paused = false;
    if (reader->failed || width < 2 || width > PLAIN_WIDTH_MAX)
        return false;
    size_t count = find_plain(reader);
    if (count == 0 && needs_bytes(reader)) {
        reader->paused = reader->pauses && !goes_on && byte_source_waits(reader->source);
        if (!reader->paused && refill_between_rows(reader))
            count = find_plain(reader);
    }
    *out = (struct plain_rows){reader->window + reader->fed, reader->plain->begins, width, count,
                               reader->line};
    reader->fed += reader->plain->begins[count * width];
    reader->line += count;
    reader->rows += count;
    return count > 0;
}

bool row_reader_paused(const struct row_reader *reader)
{
    return reader->paused;
}

void row_readers_settle(struct row_reader *left, struct row_reader *right)
{
    byte_sources_settle(left->source, right->source);
}

void row_reader_fields(struct fields *out, struct row_reader *reader, const struct plain_rows *rows,
                       size_t row)
{
    size_t start = rows->begins[row * rows->width], end = plain_row_end(rows, row);
    uint64_t line = rows->line + row;

    for (size_t i = 0; i < rows->width; i++) {
        struct text text = plain_field(rows, row, i);
        size_t at = (size_t)(text.at - rows->bytes) - start;
        reader->fields[i] = (struct field){text, line, at, at, at + text.size};
    }
    *out = (struct fields){
        .row = {{reader->name, line}, {rows->bytes + start, end - start}},
        .at = reader->fields,
        .count = rows->width,
        .invalid = FIELD_NONE,
    };
}

/* Skips a BOM; true where there was one. */
static bool skip_mark(struct row_reader *reader)
{
    while (reader->size < 3 && !reader->ended && !reader->failed)
        refill(reader);
    struct text start = {reader->window, reader->size};

    if (text_starts(start, TEXT("\xFF\xFE")) || text_starts(start, TEXT("\xFE\xFF")))
        fail_at(reader, 0, "save it as CSV UTF-8", "the file is UTF-16");
    if (!text_starts(start, TEXT("\xEF\xBB\xBF")))
        return false;
    reader->fed = reader->row_start = reader->next_field = 3;
    return true;
}

static void start_parser(struct row_reader *reader)
{
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        fatal("'%.*s' could not be parsed: libcsv did not start", TEXT_ARGS(reader->name));
    csv_set_blk_size(&reader->parser, PARSER_STEP);
}

struct row_reader *row_reader_open(const struct row_source *source, struct arena *arena,
                                   struct report *report)
{
    struct row_reader *reader = ARENA_NEW(arena, struct row_reader);

    reader->name = text_copy(arena, source->name);
    reader->arena = reader->values.arena = reader->decoded.arena = arena;
    reader->report = report;
    reader->block = source->block == 0 ? BLOCK_SIZE : source->block;
    reader->capacity = reader->block < 64 ? 64 : reader->block;
    reader->window = take_window(arena, reader->capacity);
    reader->line = 1;
    reader->plain = arena_take(arena, sizeof *reader->plain);
    reader->reach = PLAIN_BYTES_MAX;
    reader->pauses = source->pauses;
    reader->source = byte_source_open(source->path, arena);
    start_parser(reader);
    reader->decoder = decoder_open(skip_mark(reader) ? TEXT("UTF-8") : source->encoding, arena);
    return reader;
}

void row_reader_name_columns(struct row_reader *reader, const struct text *names, size_t count)
{
    reader->column_names = names;
    reader->column_count = count;
}

uint64_t row_reader_rows(const struct row_reader *reader)
{
    return reader->rows;
}

bool row_reader_failed(const struct row_reader *reader)
{
    return reader->failed;
}

struct text row_reader_name(const struct row_reader *reader)
{
    return reader->name;
}

struct text row_reader_encoding(const struct row_reader *reader)
{
    return decoder_is_utf8(reader->decoder) ? TEXT("UTF-8") : TEXT("GB18030");
}

bool row_reader_close(struct input_file *out, struct row_reader *reader)
{
    struct input_file file = {.name = reader->name};

    byte_source_close(reader->source, &file.size, file.sha256);
    csv_free(&reader->parser);
    decoder_close(reader->decoder);
    if (out != NULL)
        *out = file;
    return !reader->failed;
}
