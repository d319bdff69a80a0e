/* Columns by name: any order, missing, repeated, unknown; rows with another number of fields. */
#include "read/rows/columns.h"

#include "book_folder.h"

static const struct column known[] = {{"id", true}, {"name", true}, {"region", false}};

struct told {
    struct columns columns;
    const char *rows, *problems;
    bool sound;
};

/* The values of the known columns of each sound row, in the table's order. */
static struct told read_columns(struct book_folder *folder, const char *content)
{
    struct told told = {0};
    struct buffer rows = {.arena = folder->arena};
    struct fields fields;

    book_folder_write(folder, "f.csv", content);
    folder->report = report_new(folder->arena);
    struct row_source source = {text_format(folder->arena, "%s/f.csv", folder->path), TEXT("f.csv"),
                                TEXT("UTF-8"), 0, false};
    struct row_reader *reader = row_reader_open(&source, folder->arena, folder->report);
    told.sound = columns_read(&told.columns, reader, known, 3, folder->arena, folder->report);
    while (told.sound && row_reader_next(&fields, reader)) {
        if (!columns_check_row(&told.columns, &fields, reader, SEVERITY_REJECT, folder->report))
            continue;
        for (size_t i = 0; i < 3; i++) {
            const struct field *field = columns_field(&told.columns, &fields, i);
            buffer_format(&rows, "%.*s|", TEXT_ARGS(field == NULL ? TEXT("-") : field->text));
        }
    }
    row_reader_close(NULL, reader);
    buffer_add_byte(&rows, '\0');
    told.rows = rows.at;
    told.problems = report_story(folder->report, folder->arena);
    return told;
}

static void columns_stand_in_any_order(void **state)
{
    struct told told = read_columns(*state, "region,name,id\neu,n,1\n");
    assert_string_equal(told.rows, "1|n|eu|");
    assert_string_equal(told.problems, "");
    told = read_columns(*state, "name,id\nn,1\n");
    assert_string_equal(told.rows, "1|n|-|");
}

static void all_missing_columns_are_named(void **state)
{
    struct told told = read_columns(*state, "\nregion\neu\n");
    assert_false(told.sound);
    assert_string_equal(told.problems,
                        "f.csv:2: : bad-header: the header lacks the required columns 'id' and "
                        "'name': the first row names the columns, in any order\n");
    told = read_columns(*state, "Id,name\n");
    assert_string_equal(told.problems,
                        "f.csv:1: : bad-header: the header lacks the required column 'id': the "
                        "first row names the columns, in any order\n"
                        "f.csv:1: : unknown-column: the unknown column 'Id' is ignored: did you "
                        "mean id\n");
}

static void a_repeated_column_is_an_error(void **state)
{
    struct told told = read_columns(*state, "id,name,x,id,x\n");
    assert_false(told.sound);
    assert_non_null(strstr(told.problems, "f.csv:1: id: bad-header: the header names this column "
                                          "twice, as columns 1 and 4: keep one of them\n"));
    assert_non_null(strstr(told.problems, "f.csv:1: x: bad-header: the header names this column "
                                          "twice, as columns 3 and 5: keep one of them\n"));
}

static void unknown_columns_give_one_warning(void **state)
{
    struct told told = read_columns(*state, "id,colour,name,regoin,\n1,red,n,eu,\n");
    assert_true(told.sound);
    assert_string_equal(told.rows, "1|n|-|");
    assert_string_equal(told.problems,
                        "f.csv:1: : unknown-column: the unknown columns 'colour', 'regoin' and '' "
                        "are ignored: did you mean region\n");
}

static void a_file_without_a_header_is_empty(void **state)
{
    struct told told = read_columns(*state, "\n \n");
    assert_false(told.sound);
    assert_string_equal(told.problems, "f.csv:0: : bad-file: the file is empty: write a header in "
                                       "the first row\n");
}

static void a_header_must_be_valid_text(void **state)
{
    struct told told = read_columns(*state, "id,name,\xB5\xD8\n");
    assert_false(told.sound);
    assert_string_equal(told.problems,
                        "f.csv:1: : bad-header: the header has bytes that are not valid UTF-8: "
                        "save the file as UTF-8, or set [input] encoding\n");
}

static void too_few_and_too_many_fields_reject_the_row(void **state)
{
    struct told told = read_columns(*state, "id,name\n1\n2,b\n3,c,d\n");
    assert_string_equal(told.rows, "2|b|-|");
    assert_string_equal(told.problems,
                        "f.csv:2: : bad-field-count: the row has 1 field, the header 2: write a "
                        "comma for each empty field, too\n"
                        "f.csv:4: : bad-field-count: the row has 3 fields, the header 2: put a "
                        "field that holds a comma in quotes\n");
}

static void long_values_are_cut_in_messages(void **state)
{
    struct book_folder *folder = *state;
    struct buffer text = {.arena = folder->arena}, cut = {.arena = folder->arena};
    for (int i = 0; i < 61; i++)
        buffer_add(&text, TEXT("中"));
    for (int i = 0; i < 60; i++)
        buffer_add(&cut, TEXT("中"));
    assert_true(text_equal(value_shown(buffer_text(&cut), folder->arena), buffer_text(&cut)));
    buffer_add(&cut, TEXT("…"));
    assert_true(text_equal(value_shown(buffer_text(&text), folder->arena), buffer_text(&cut)));
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, book_folder_open, book_folder_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(columns_stand_in_any_order),
        TEST(all_missing_columns_are_named),
        TEST(a_repeated_column_is_an_error),
        TEST(unknown_columns_give_one_warning),
        TEST(a_file_without_a_header_is_empty),
        TEST(a_header_must_be_valid_text),
        TEST(too_few_and_too_many_fields_reject_the_row),
        TEST(long_values_are_cut_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
