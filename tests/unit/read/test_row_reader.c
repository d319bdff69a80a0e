/*
 * The row reader on every shape of input, each fed in every block size: what it gives must not
 * depend on where a block ends. Rows are told as text: `LINE|field|field…`, a field on a later
 * line than its row with `@LINE` before it.
 */
#include "read/rows/row_reader.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char path[] = "/tmp/livebill-rows-XXXXXX.csv.gz";

static void write_bytes(const char *name, struct text bytes)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static void tell_row(struct buffer *story, const struct fields *fields)
{
    buffer_format(story, "%llu", (unsigned long long)fields->row.place.line);
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->at[i];
        buffer_add_byte(story, '|');
        if (field->line != fields->row.place.line)
            buffer_format(story, "@%llu ", (unsigned long long)field->line);
        buffer_add(story, field->text);
        assert_true(field->end <= fields->row.raw.size);
        assert_true(field->offset >= field->raw && field->offset <= field->end);
    }
    if (fields->invalid != FIELD_NONE)
        buffer_format(story, " (field %zu is invalid)", fields->invalid + 1);
    buffer_add_byte(story, '\n');
}

/* Reads the file and tells its rows, then its errors. */
static struct text story_of(const char *name, const char *encoding, size_t block,
                            struct arena *arena)
{
    struct report *report = report_new(arena);
    struct buffer story = {.arena = arena};
    struct row_source source = {text_of(name), TEXT("f.csv"), text_of(encoding), block, false};
    struct row_reader *reader = row_reader_open(&source, arena, report);
    struct fields fields;
    struct input_file file;

    while (row_reader_next(&fields, reader))
        tell_row(&story, &fields);
    assert_false(row_reader_next(&fields, reader));
    bool sound = row_reader_close(&file, reader);
    assert_int_equal(sound, report->problems.count == 0);
    assert_int_equal(strlen(file.sha256), 64);
    for (size_t i = 0; i < report->problems.count; i++) {
        const struct problem *problem = &report->problems.at[i];
        buffer_format(&story, "%llu! %.*s: %.*s\n", (unsigned long long)problem->row.place.line,
                      TEXT_ARGS(problem->message), TEXT_ARGS(problem->hint));
    }
    buffer_add_byte(&story, '\0');
    return buffer_text(&story);
}

static void check_encoded(struct text input, const char *encoding, const char *expected)
{
    path[strlen(path) - 3] = '\0';
    write_bytes(path, input);
    for (size_t block = 1; block <= input.size + 2; block++) {
        struct arena *arena = arena_new();
        assert_string_equal(story_of(path, encoding, block, arena).at, expected);
        arena_free(arena);
    }
    path[strlen(path)] = '.';
}

#define CHECK(input, expected) check_encoded(TEXT(input), "UTF-8", expected)

static void rows_end_in_lf_or_crlf_or_not_at_all(void **state)
{
    (void)state;
    CHECK("", "");
    CHECK("a,b\n1,2\n", "1|a|b\n2|1|2\n");
    CHECK("a,b\r\n1,2\r\n", "1|a|b\n2|1|2\n");
    CHECK("a,b\n1,2", "1|a|b\n2|1|2\n");
    CHECK("a,b\n1,2\r", "1|a|b\n2|1|2\n");
    CHECK("a,b\n1,\"2\"", "1|a|b\n2|1|2\n");
    CHECK("a\n,\n", "1|a\n2||\n");
    CHECK("a\n,", "1|a\n2||\n");
    CHECK("a\n1,", "1|a\n2|1|\n");
}

static void blank_lines_are_no_rows_but_count(void **state)
{
    (void)state;
    CHECK("\n\na,b\n\r\n \t\n1,2\n\n", "3|a|b\n6|1|2\n");
    CHECK("a,b\n\"\"\n", "1|a|b\n2|\n");
    CHECK("a\n   ", "1|a\n");
    CHECK("\n\n\n", "");
}

static void quoted_fields_hold_anything(void **state)
{
    (void)state;
    CHECK("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "1|a|b\n2|1,5|say \"hi\"\n");
    CHECK("\"a\",\"\"\n\" x \",y\n", "1|a|\n2| x |y\n");
    CHECK("\"\"\"\"\n", "1|\"\n");
    CHECK("\"\"\"\",\"a\"\"\"\n", "1|\"|a\"\n");
}

static void places_count_the_lines_inside_quotes(void **state)
{
    (void)state;
    CHECK("a\n\"x\ny\",z,\"p\r\n\r\nq\",r\nb\n", "1|a\n2|x\ny|@3 z|@3 p\r\n\r\nq|@5 r\n6|b\n");
    CHECK("\"\n\"\nb\n", "1|\n\n3|b\n");
}

static void spaces_belong_to_their_field(void **state)
{
    (void)state;
    CHECK(" a, b ,c \n\t,  ,x\t\n", "1| a| b |c \n2|\t|  |x\t\n");
    CHECK("a, ", "1|a| \n");
}

static void a_mark_at_the_start_is_skipped(void **state)
{
    (void)state;
    CHECK("\xEF\xBB\xBF"
          "a,b\n1,2\n",
          "1|a|b\n2|1|2\n");
    CHECK("\xEF\xBB\xBF\"a\",b\n", "1|a|b\n");
    CHECK("\xFF\xFE"
          "a\0",
          "0! the file is UTF-16: save it as CSV UTF-8\n");
}

static void broken_quoting_is_an_error_where_it_began(void **state)
{
    (void)state;
    CHECK("a,b\n1,\"2\n3,4\n", "1|a|b\n2! the quote that opens here is never closed: close it\n");
    CHECK("a\nx,\"p\nq\",\"r\n", "1|a\n3! the quote that opens here is never closed: close it\n");
    CHECK("a,b\nx\"y,2\n",
          "1|a|b\n2! a quote stands inside a field that does not begin with one: put the whole "
          "field in quotes, and write two for each inside\n");
    CHECK("a,b\n\"x\ny\"z,2\n",
          "1|a|b\n2! the quoted field that begins here has text after its closing quote: write "
          "two quotes for each quote inside a quoted field\n");
    CHECK("a\n \"x\"\n", "1|a\n2! spaces stand outside the quotes of a field: let the quotes "
                         "stand next to the commas\n");
    CHECK("a\n\"x\" ,1\n", "1|a\n2! spaces stand outside the quotes of a field: let the quotes "
                           "stand next to the commas\n");
}

static void a_lone_carriage_return_is_an_error(void **state)
{
    (void)state;
    CHECK("a,b\rc,d\n", "1! a carriage return stands without a line feed: end lines with LF or "
                        "CRLF\n");
    CHECK("a\n1\r\r\n", "1|a\n2! a carriage return stands without a line feed: end lines with LF "
                        "or CRLF\n");
    CHECK("a\n\rx,y\n", "1|a\n2! a carriage return stands without a line feed: end lines with LF "
                        "or CRLF\n");
    CHECK("a\n\"x\ry\"\n", "1|a\n2|x\ry\n");
}

static void bytes_that_are_not_utf8_mark_their_field(void **state)
{
    (void)state;
    CHECK("a,b\n\xE4\xB8\xAD,\xE4\xB8\n2,3\n",
          "1|a|b\n2|\xE4\xB8\xAD|\xEF\xBF\xBD\xEF\xBF\xBD (field 2 is invalid)\n3|2|3\n");
    CHECK("\"\xFF\"\"\"\n", "1|\xEF\xBF\xBD\" (field 1 is invalid)\n");
    CHECK("\xC0\xAF,\xED\xA0\x80\n", "1|\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD"
                                     "\xEF\xBF\xBD (field 1 is invalid)\n");
}

static void gb18030_becomes_utf8(void **state)
{
    (void)state;
    /* 名称,中"文 with a doubled quote, and 𠮷 (four bytes, two of which are digits). */
    check_encoded(TEXT("\xC3\xFB\xB3\xC6,\"\xD6\xD0\"\"\xCE\xC4\",\x95\x34\xB2\x35\n"), "GB18030",
                  "1|\xE5\x90\x8D\xE7\xA7\xB0|\xE4\xB8\xAD\"\xE6\x96\x87|\xF0\xA0\xAE\xB7\n");
    check_encoded(TEXT("a,\xD6\n1,2\n"), "GB18030",
                  "1|a|\xEF\xBF\xBD (field 2 is invalid)\n2|1|2\n");
    check_encoded(TEXT("\xEF\xBB\xBF\xE4\xB8\xAD\n"), "GB18030", "1|\xE4\xB8\xAD\n");
}

static void hostile_bytes_are_rows_or_errors(void **state)
{
    (void)state;
    CHECK("a\0b,\x01\n", "1|a\0b,\x01\n");
    uint64_t seed = 20240501;
    static const char alphabet[] = "\",\r\n ax\t\xE4\xB8\xAD\0\xFF";
    for (int round = 0; round < 300; round++) {
        char bytes[40];
        size_t size = 0;
        while (size < sizeof bytes && seed % 41 != 0) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            bytes[size++] = alphabet[(seed >> 33) % (sizeof alphabet - 1)];
        }
        seed++;
        struct text input = {bytes, size};
        struct arena *arena = arena_new();
        path[strlen(path) - 3] = '\0';
        write_bytes(path, input);
        struct text whole = story_of(path, "UTF-8", 64, arena);
        path[strlen(path)] = '.';
        struct text kept = text_copy(arena, whole);
        check_encoded(input, "UTF-8", kept.at);
        arena_free(arena);
    }
}

static void write_big(size_t field_size, size_t fields, bool quoted)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("a\n", file);
    for (size_t i = 0; i < fields; i++) {
        if (quoted)
            fputs("\"\n", file);
        for (size_t at = 0; at < field_size; at++)
            fputc('x', file);
        if (quoted)
            fputc('"', file);
        fputc(i + 1 == fields ? '\n' : ',', file);
    }
    fclose(file);
}

static void check_big(size_t field_size, size_t fields, bool quoted, const char *expected)
{
    size_t blocks[] = {0, 4096, 1000003};
    path[strlen(path) - 3] = '\0';
    write_big(field_size, fields, quoted);
    for (size_t i = 0; i < 3; i++) {
        struct arena *arena = arena_new();
        struct text story = story_of(path, "UTF-8", blocks[i], arena);
        assert_non_null(strstr(story.at, expected));
        assert_true(arena_held(arena) < 40 << 20);
        arena_free(arena);
    }
    path[strlen(path)] = '.';
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    check_big(FIELD_SIZE_MAX, 1, false, "1|a\n2|xxx");
    check_big(FIELD_SIZE_MAX + 1, 1, false, "2! the field that begins here is longer than 1 MB");
    check_big(FIELD_SIZE_MAX * 9, 1, true, "2! the field that begins here is longer than 1 MB");
    check_big(FIELD_SIZE_MAX, 5, false, "2! the row is longer than 4 MB");
}

static void fields_beyond_those_kept_are_counted(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct row_source source = {text_of(path), TEXT("f.csv"), TEXT("UTF-8"), 0, false};
    struct fields fields;
    path[strlen(path) - 3] = '\0';
    source.path = text_of(path);
    write_big(3, 5000, false);
    struct row_reader *reader = row_reader_open(&source, arena, report_new(arena));
    assert_true(row_reader_next(&fields, reader));
    assert_true(row_reader_next(&fields, reader));
    assert_int_equal(fields.count, 5000);
    row_reader_close(NULL, reader);
    path[strlen(path)] = '.';
    arena_free(arena);
}

static void write_packed(const char *text, const char *mode)
{
    gzFile file = gzopen(path, mode);
    assert_non_null(file);
    gzputs(file, text);
    assert_int_equal(gzclose(file), Z_OK);
}

static void gzip_is_unpacked_member_by_member(void **state)
{
    (void)state;
    write_packed("a,b\n1,", "wb");
    write_packed("2\n3,4\n", "ab");
    for (size_t block = 1; block < 20; block++) {
        struct arena *arena = arena_new();
        assert_string_equal(story_of(path, "UTF-8", block, arena).at, "1|a|b\n2|1|2\n3|3|4\n");
        arena_free(arena);
    }
}

static void damaged_gzip_is_an_error_of_the_file(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    write_packed("a,b\n1,2\n", "wb");
    assert_int_equal(truncate(path, 20), 0);
    assert_non_null(strstr(story_of(path, "UTF-8", 0, arena).at,
                           "0! the .gz file ends in the middle of its data: export or copy it "
                           "again\n"));
    write_bytes(path, TEXT(""));
    assert_string_equal(story_of(path, "UTF-8", 0, arena).at,
                        "0! the .gz file is empty: export or copy it again\n");
    write_bytes(path, TEXT("a,b\n"));
    assert_string_equal(story_of(path, "UTF-8", 0, arena).at,
                        "0! the .gz file is damaged: export or copy it again\n");
    arena_free(arena);
}

static void the_digest_is_of_the_bytes_on_the_disk(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct input_file file;
    path[strlen(path) - 3] = '\0';
    write_bytes(path, TEXT("abc"));
    struct row_source source = {text_of(path), TEXT("f.csv"), TEXT("UTF-8"), 0, false};
    row_reader_close(&file, row_reader_open(&source, arena, report_new(arena)));
    path[strlen(path)] = '.';
    assert_string_equal(file.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(file.size, 3);
    arena_free(arena);
}

static int make_path(void **state)
{
    (void)state;
    int file = mkstemps(path, 7);
    if (file < 0)
        return -1;
    close(file);
    return 0;
}

static int remove_path(void **state)
{
    (void)state;
    unlink(path);
    path[strlen(path) - 3] = '\0';
    unlink(path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_in_lf_or_crlf_or_not_at_all),
        cmocka_unit_test(blank_lines_are_no_rows_but_count),
        cmocka_unit_test(quoted_fields_hold_anything),
        cmocka_unit_test(places_count_the_lines_inside_quotes),
        cmocka_unit_test(spaces_belong_to_their_field),
        cmocka_unit_test(a_mark_at_the_start_is_skipped),
        cmocka_unit_test(broken_quoting_is_an_error_where_it_began),
        cmocka_unit_test(a_lone_carriage_return_is_an_error),
        cmocka_unit_test(bytes_that_are_not_utf8_mark_their_field),
        cmocka_unit_test(gb18030_becomes_utf8),
        cmocka_unit_test(hostile_bytes_are_rows_or_errors),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(fields_beyond_those_kept_are_counted),
        cmocka_unit_test(gzip_is_unpacked_member_by_member),
        cmocka_unit_test(damaged_gzip_is_an_error_of_the_file),
        cmocka_unit_test(the_digest_is_of_the_bytes_on_the_disk),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
