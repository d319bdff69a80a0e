/*
 * Plain rows against libcsv: a file read with row_reader_plain where it gives rows must be the
 * same, row by row, field by field, place by place and error by error, as one that row_reader_next
 * reads alone. Random bytes are made of what matters to CSV, in all block sizes; the scan without
 * special instructions must find what the fast one finds.
 */
#include "read/rows/plain_rows.h"
#include "read/rows/row_reader.h"

#include "livebill/base/digest.h"
#include "livebill/base/hash.h"

#include <sys/mman.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct random {
    uint64_t state;
};

static uint64_t next_number(struct random *random)
{
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    return hash_mix(random->state, UINT64_C(0xD6E8FEB86659FD93));
}

static size_t below(struct random *random, size_t bound)
{
    return (size_t)(next_number(random) % bound);
}

static void tell_row(struct buffer *story, const struct fields *fields)
{
    buffer_format(story, "%llu %zu %zu [%.*s]", (unsigned long long)fields->row.place.line,
                  fields->count, fields->invalid, TEXT_ARGS(fields->row.raw));
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->at[i];
        buffer_format(story, "|%.*s @%llu %zu %zu %zu", TEXT_ARGS(field->text),
                      (unsigned long long)field->line, field->offset, field->raw, field->end);
    }
    buffer_add_byte(story, '\n');
}

/* Reads the file; `plain_rows` counts those of the fast way, NULL where it is not to be used. */
static struct text story_of(int file, const char *encoding, size_t block, size_t *plain_rows,
                            struct arena *arena)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    struct row_source source = {text_of(path), TEXT("f.csv"), text_of(encoding), block,
                                plain_rows != NULL};
    struct report *report = report_new(arena);
    struct buffer story = {.arena = arena};
    struct row_reader *reader = row_reader_open(&source, arena, report);
    struct text names[8];
    struct fields fields;
    struct plain_rows plain;
    struct input_file read;

    for (bool header = true; row_reader_next(&fields, reader); header = false) {
        tell_row(&story, &fields);
        for (size_t i = 0; header && i < fields.count && i < 8; i++)
            names[i] = text_copy(arena, fields.at[i].text);
        if (header)
            row_reader_name_columns(reader, names, fields.count < 8 ? fields.count : 8);
        while (plain_rows != NULL
               && (row_reader_plain(&plain, reader) || row_reader_paused(reader))) {
            *plain_rows += plain.count;
            for (size_t row = 0; row < plain.count; row++) {
                row_reader_fields(&fields, reader, &plain, row);
                tell_row(&story, &fields);
            }
        }
    }
    buffer_format(&story, "%llu rows\n", (unsigned long long)row_reader_rows(reader));
    row_reader_close(&read, reader);
    buffer_format(&story, "%llu bytes %s\n", (unsigned long long)read.size, read.sha256);
    for (size_t i = 0; i < report->problems.count; i++) {
        const struct problem *problem = &report->problems.at[i];
        buffer_format(&story, "%llu %.*s: %.*s: %.*s\n",
                      (unsigned long long)problem->row.place.line, TEXT_ARGS(problem->column),
                      TEXT_ARGS(problem->message), TEXT_ARGS(problem->hint));
    }
    buffer_add_byte(&story, '\0');
    return buffer_text(&story);
}

static int file_of(struct text bytes)
{
    int file = memfd_create("rows", 0);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes.at, bytes.size), bytes.size);
    return file;
}

/* The number of rows that took the fast way. */
static size_t check_block(struct text bytes, const char *encoding, size_t block)
{
    struct arena *arena = arena_new();
    int file = file_of(bytes);
    size_t plain_rows = 0;
    struct text fast = story_of(file, encoding, block, &plain_rows, arena);
    struct text slow = story_of(file, encoding, block, NULL, arena);

    close(file);
    if (!text_equal(fast, slow)) {
        print_error("%s, blocks of %zu, of the bytes\n%.*s\n", encoding, block, TEXT_ARGS(bytes));
        assert_string_equal(fast.at, slow.at);
    }
    arena_free(arena);
    return plain_rows;
}

static size_t check_all_blocks(struct text bytes, const char *encoding)
{
    size_t plain_rows = 0;
    for (size_t block = 1; block <= bytes.size + 2; block++)
        plain_rows += check_block(bytes, encoding, block);
    return plain_rows;
}

/* A file that is read in steps, and what alone would give its hash. */
struct side {
    int file;
    struct row_reader *reader;
    bool ended;
};

static struct side open_side(struct text bytes, struct arena *arena)
{
    static const struct text names[] = {{"a", 1}, {"b", 1}};
    struct side side = {.file = file_of(bytes)};
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", side.file);
    struct row_source source = {text_of(path), TEXT("f.csv"), TEXT("UTF-8"), 100, true};
    struct fields header;

    side.reader = row_reader_open(&source, arena, report_new(arena));
    assert_true(row_reader_next(&header, side.reader));
    row_reader_name_columns(side.reader, names, 2);
    return side;
}

static void step_side(struct side *side)
{
    struct plain_rows plain;
    struct fields fields;

    while (!side->ended) {
        while (row_reader_plain(&plain, side->reader))
            ;
        if (row_reader_paused(side->reader))
            return;
        side->ended = !row_reader_next(&fields, side->reader);
    }
}

static void check_side(struct side *side, struct text bytes)
{
    char expected[DIGEST_HEX];
    struct input_file read;
    struct digest *digest = digest_new();

    digest_add(digest, bytes);
    digest_end(digest, expected);
    row_reader_close(&read, side->reader);
    assert_string_equal(read.sha256, expected);
    assert_int_equal(read.size, bytes.size);
    close(side->file);
}

static void two_files_in_turn_are_hashed_as_each_alone(void **state)
{
    (void)state;
    for (size_t longer = 0; longer < 400; longer += 7) {
        struct arena *arena = arena_new();
        struct buffer left = {.arena = arena}, right = {.arena = arena};
        buffer_add(&left, TEXT("a,b\n"));
        buffer_add(&right, TEXT("a,b\n"));
        for (size_t i = 0; i < 300 + longer; i++)
            buffer_format(i < 300 ? &left : &right, "%zu,%zu\n", i, i * longer);
        struct side sides[] = {open_side(buffer_text(&left), arena),
                               open_side(buffer_text(&right), arena)};
        size_t settled = 0;
        for (; !sides[0].ended || !sides[1].ended; settled++) {
            step_side(&sides[0]);
            step_side(&sides[1]);
            row_readers_settle(sides[0].reader, sides[1].reader);
        }
        assert_true(settled > 1);
        check_side(&sides[0], buffer_text(&left));
        check_side(&sides[1], buffer_text(&right));
        arena_free(arena);
    }
}

static void plain_rows_take_the_fast_way(void **state)
{
    (void)state;
    struct text lf = TEXT("a,b,c\n1,2,3\n4,5,6\n,,\n 7 , ,8\t\n");
    struct text crlf = TEXT("a,b,c\r\n1,2,3\r\n4,5,6\r\n,,\r\n 7 , ,8\t\r\n");
    struct text chinese = TEXT("a,b\n\xE6\x92\xAD,1\n2,\xE6\xB5\x81\n");

    assert_int_equal(check_block(lf, "UTF-8", 0), 4);
    assert_int_equal(check_block(crlf, "UTF-8", 0), 4);
    assert_int_equal(check_block(chinese, "UTF-8", 0), 2);
    assert_int_equal(check_block(chinese, "GB18030", 0), 0);
    assert_int_equal(check_block(TEXT("a\n1\n\n2\n"), "UTF-8", 0), 0);
}

static void hostile_rows_give_what_libcsv_gives(void **state)
{
    static const char *const files[] = {
        "a,b\n1,2\n\n3,4\n \t\n5,6",
        "a,b\n1,\"2\"\n3,4\n\"5\n6\",7\n8,9\n",
        "a,b\n1,2\r3,4\n5,6\n",
        "a,b\n1,2\r\r\n3,4\n",
        "a,b\n1\n2,3\n4,5,6\n7,8\n",
        "a,b\n1,2\n3,\"4\n",
        "a,b\n1,2\n3,4\"\n5,6\n",
        "a,b\n1,\xFF\n2,\xE6\x92\n\x92,3\n4,5\n",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n",
        "a,b\r\n1,\r\n,\r\n,2\r\n\r\n3,4\r\n",
        "a,b\n1,2\n,\n3,4\r",
        "a,b\n1,2\n\r\n\r3,4\n",
        "a,b\n1,2 \"\n",
        "a,b\n1, \"2\"\n3,4\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        check_all_blocks(text_of(files[i]), "UTF-8");
        check_all_blocks(text_of(files[i]), "GB18030");
    }
    check_all_blocks(TEXT("a,b\n1,\0\n\0,\0\n2,3\n"), "UTF-8");
}

/* `odd` of 1000 pieces are something else than plain. */
static struct text random_file(struct random *random, size_t pieces, size_t odd,
                               struct arena *arena)
{
    static const char *const plain[] = {"a", "12", ",", ",", "\n", " ", "x.y", "", "-", "\t"};
    static const char *const hostile[] = {
        "\"",  "\r", "\r\n", "\"\"", "\xFF", "\xE6\x92", "\n\n", "\xE6\x92\xAD", "\x81\x30\x81\x30",
        "\x01"};
    struct buffer file = {.arena = arena};
    size_t width = 2 + below(random, 3);
    const char *feed = below(random, 2) == 0 ? "\n" : "\r\n";

    for (size_t i = 0; i < width; i++)
        buffer_format(&file, "%s%zu", i == 0 ? "" : ",", i);
    buffer_add(&file, text_of(feed));
    for (size_t i = 0, field = 0; i < pieces; i++) {
        if (below(random, 1000) < odd) {
            buffer_add(&file, text_of(hostile[below(random, sizeof hostile / sizeof hostile[0])]));
        } else if (below(random, 1000) < odd) {
            buffer_add(&file, text_of(plain[below(random, sizeof plain / sizeof plain[0])]));
        } else if (below(random, 2) == 0) {
            buffer_format(&file, "%zu", below(random, 1000));
        } else {
            field++;
            buffer_add(&file, field % width == 0 ? text_of(feed) : TEXT(","));
        }
    }
    return buffer_text(&file);
}

static void random_rows_give_what_libcsv_gives(void **state)
{
    struct random random = {1};
    size_t plain_rows = 0;
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        struct arena *arena = arena_new();
        struct text file = random_file(&random, below(&random, 120), below(&random, 4) * 30, arena);
        plain_rows += check_all_blocks(file, i % 5 == 0 ? "GB18030" : "UTF-8");
        arena_free(arena);
    }
    assert_true(plain_rows > 10000);
}

/* Beyond what one scan looks at, and beyond a block of the default size. */
static void long_files_give_what_libcsv_gives(void **state)
{
    struct random random = {2};
    size_t plain_rows = 0;
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        struct arena *arena = arena_new();
        struct text file = random_file(&random, 30000 << (i % 5), below(&random, 3), arena);
        plain_rows += check_block(file, "UTF-8", i % 2 == 0 ? 0 : 1000 + below(&random, 99000));
        arena_free(arena);
    }
    assert_true(plain_rows > 100000);
}

static void assert_same_scan(const char *bytes, size_t size, size_t width, bool ascii_only)
{
    static struct plain_scan fast, portable;
    plain_scan(&fast, bytes, size, width, ascii_only);
    plain_scan_portable(&portable, bytes, size, width, ascii_only);
    assert_int_equal(fast.rows, portable.rows);
    assert_int_equal(fast.has_high, portable.has_high);
    assert_memory_equal(fast.begins, portable.begins,
                        (fast.rows * width + 1) * sizeof fast.begins[0]);
}

static void both_forms_of_the_scan_agree(void **state)
{
    struct random random = {3};
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        struct arena *arena = arena_new();
        struct text file =
            random_file(&random, 1 + below(&random, 3000), below(&random, 20), arena);
        assert_same_scan(file.at, file.size, 2 + below(&random, 3), i % 3 == 0);
        arena_free(arena);
    }
    for (size_t i = 0; i < 20000; i++) {
        static const char few[] = ",,,\n\r\"a\x80\x0B\x2D\xFF\xAC";
        char bytes[300];
        size_t size = below(&random, sizeof bytes);
        for (size_t at = 0; at < size; at++)
            bytes[at] = i % 2 == 0 ? (char)below(&random, 256) : few[below(&random, 12)];
        assert_same_scan(bytes, size, 2 + below(&random, 2), i % 3 == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_files_in_turn_are_hashed_as_each_alone),
        cmocka_unit_test(plain_rows_take_the_fast_way),
        cmocka_unit_test(hostile_rows_give_what_libcsv_gives),
        cmocka_unit_test(random_rows_give_what_libcsv_gives),
        cmocka_unit_test(long_files_give_what_libcsv_gives),
        cmocka_unit_test(both_forms_of_the_scan_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
