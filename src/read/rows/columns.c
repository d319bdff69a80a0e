#include "columns.h"

#include "livebill/base/fatal.h"

#define NAMES_SHOWN      8
#define CHARACTERS_SHOWN 60

static size_t find_known(const struct columns *columns, struct text name)
{
    for (size_t i = 0; i < columns->known_count; i++) {
        if (text_is(name, columns->known[i].name))
            return i;
    }
    return FIELD_NONE;
}

/* 'a', 'b' and 'c' */
static void add_quoted(struct buffer *list, struct text name, size_t index, size_t count)
{
    if (index > 0)
        buffer_add(list, index + 1 == count ? TEXT(" and ") : TEXT(", "));
    buffer_format(list, "'%.*s'", TEXT_ARGS(name));
}

static bool check_repeated(const struct columns *columns, struct place place, struct report *report)
{
    bool sound = true;
    for (size_t i = 0; i < columns->width; i++) {
        struct text name = columns->names[i];
        size_t earlier = 0;
        while (earlier < i && !text_equal(columns->names[earlier], name))
            earlier++;
        if (earlier == i || name.size == 0)
            continue;
        sound = report_error(
            report, place, value_shown(name, report->arena), CODE_BAD_HEADER, "keep one of them",
            "the header names this column twice, as columns %zu and %zu", earlier + 1, i + 1);
    }
    return sound;
}

static bool check_missing(const struct columns *columns, struct place place, struct arena *arena,
                          struct report *report)
{
    struct buffer list = {.arena = arena};
    size_t missing = 0, shown = 0;

    for (size_t i = 0; i < columns->known_count; i++)
        missing += columns->known[i].required && columns->position[i] == FIELD_NONE;
    if (missing == 0)
        return true;
    for (size_t i = 0; i < columns->known_count; i++) {
        if (columns->known[i].required && columns->position[i] == FIELD_NONE)
            add_quoted(&list, text_of(columns->known[i].name), shown++, missing);
    }
    return report_error(report, place, TEXT(""), CODE_BAD_HEADER,
                        "the first row names the columns, in any order",
                        "the header lacks the required column%s %.*s", text_plural(missing),
                        TEXT_ARGS(buffer_text(&list)));
}

static struct text nearest_known(const struct columns *columns, struct text name,
                                 struct arena *arena)
{
    struct text *candidates = ARENA_ARRAY(arena, struct text, columns->known_count);
    size_t count = 0;
    for (size_t i = 0; i < columns->known_count; i++) {
        if (columns->position[i] == FIELD_NONE)
            candidates[count++] = text_of(columns->known[i].name);
    }
    return text_nearest(name, candidates, count);
}

/* One warning for the file, whatever the number of columns that nobody knows. */
static void warn_unknown(const struct columns *columns, struct place place, struct arena *arena,
                         struct report *report)
{
    struct buffer list = {.arena = arena}, hint = {.arena = arena};
    size_t unknown = 0, shown = 0;

    for (size_t i = 0; i < columns->width; i++)
        unknown += find_known(columns, columns->names[i]) == FIELD_NONE;
    if (unknown == 0)
        return;
    for (size_t i = 0; i < columns->width && shown < NAMES_SHOWN; i++) {
        struct text name = columns->names[i];
        if (find_known(columns, name) != FIELD_NONE)
            continue;
        add_quoted(&list, value_shown(name, arena), shown++, unknown);
        struct text nearest = nearest_known(columns, name, arena);
        if (nearest.size > 0)
            buffer_format(&hint, "%sdid you mean %.*s", hint.size > 0 ? ", " : "",
                          TEXT_ARGS(nearest));
    }
    if (shown < unknown)
        buffer_format(&list, " and %zu more", unknown - shown);
    if (hint.size == 0)
        buffer_add(&hint, TEXT("check the spelling, or leave it out"));
    buffer_add_byte(&hint, '\0');
    report_warning(report, place, TEXT(""), CODE_UNKNOWN_COLUMN, hint.at,
                   "the unknown column%s %.*s %s ignored", text_plural(unknown),
                   TEXT_ARGS(buffer_text(&list)), unknown == 1 ? "is" : "are");
}

static bool check_header_row(const struct fields *header, const struct row_reader *reader,
                             struct report *report)
{
    if (header->invalid != FIELD_NONE)
        return report_error(report, header->row.place, TEXT(""), CODE_BAD_HEADER,
                            "save the file as UTF-8, or set [input] encoding",
                            "the header has bytes that are not valid %.*s",
                            TEXT_ARGS(row_reader_encoding(reader)));
    if (header->count > FIELDS_KEPT)
        return report_error(report, header->row.place, TEXT(""), CODE_BAD_HEADER,
                            "leave out those that are not needed",
                            "the header has %zu columns, more than %d", header->count, FIELDS_KEPT);
    return true;
}

static void keep_names(struct columns *columns, const struct fields *header, struct arena *arena)
{
    struct text *names = ARENA_ARRAY(arena, struct text, header->count);
    for (size_t i = 0; i < header->count; i++) {
        names[i] = text_copy(arena, header->at[i].text);
        size_t known = find_known(columns, names[i]);
        if (known != FIELD_NONE && columns->position[known] == FIELD_NONE)
            columns->position[known] = i;
    }
    columns->names = names;
    columns->width = header->count;
}

bool columns_read(struct columns *out, struct row_reader *reader, const struct column *known,
                  size_t known_count, struct arena *arena, struct report *report)
{
    struct fields header;

    *out = (struct columns){.known = known, .known_count = known_count};
    out->position = ARENA_ARRAY(arena, size_t, known_count);
    for (size_t i = 0; i < known_count; i++)
        out->position[i] = FIELD_NONE;
    if (!row_reader_next(&header, reader)) {
        if (!row_reader_failed(reader))
            report_error(report, (struct place){row_reader_name(reader), 0}, TEXT(""),
                         CODE_BAD_FILE, "write a header in the first row", "the file is empty");
        return false;
    }
    if (!check_header_row(&header, reader, report))
        return false;
    struct place place = header.row.place;
    keep_names(out, &header, arena);
    row_reader_name_columns(reader, out->names, out->width);
    bool sound = check_repeated(out, place, report);
    sound = check_missing(out, place, arena, report) && sound;
    warn_unknown(out, place, arena, report);
    return sound;
}

/* printf would end a message at a NUL. */
static struct text without_nul(struct text value, struct arena *arena)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] == '\0')
            buffer_add(&text, TEXT("\\x00"));
        else
            buffer_add_byte(&text, value.at[i]);
    }
    return buffer_text(&text);
}

struct text value_shown(struct text value, struct arena *arena)
{
    size_t at = 0, size;
    for (size_t i = 0; i < CHARACTERS_SHOWN && at < value.size; i++) {
        text_code_point(text_slice(value, at, 4), &size);
        at += size;
    }
    struct text shown = text_slice(value, 0, at);
    if (text_find(shown, '\0') < at)
        shown = without_nul(shown, arena);
    if (at >= value.size)
        return shown;
    return text_format(arena, "%.*s…", TEXT_ARGS(shown));
}

struct problem columns_problem(const struct fields *fields, const struct field *field,
                               struct text column)
{
    struct problem problem = {.row = fields->row, .column = column, .caret = UINT32_MAX};
    if (field != NULL) {
        problem.row.place.line = field->line;
        problem.caret = (uint32_t)field->offset;
    }
    return problem;
}

static bool report_count(const struct columns *columns, const struct fields *fields,
                         enum severity severity, struct report *report)
{
    struct problem problem = columns_problem(fields, NULL, TEXT(""));
    problem.severity = severity;
    problem.code = CODE_BAD_FIELD_COUNT;
    problem.message = text_format(report->arena, "the row has %zu field%s, the header %zu",
                                  fields->count, text_plural(fields->count), columns->width);
    problem.hint = fields->count > columns->width ? TEXT("put a field that holds a comma in quotes")
                                                  : TEXT("write a comma for each empty field, too");
    return report_add(report, &problem);
}

static bool report_encoding(const struct columns *columns, const struct fields *fields,
                            const struct row_reader *reader, enum severity severity,
                            struct report *report)
{
    const struct field *field = &fields->at[fields->invalid];
    struct problem problem = columns_problem(fields, field, columns->names[fields->invalid]);
    struct text encoding = row_reader_encoding(reader);
    struct text shown = value_shown(field->text, report->arena);

    problem.severity = severity;
    problem.code = CODE_BAD_ENCODING;
    problem.message = text_format(report->arena, "'%.*s' has bytes that are not valid %.*s",
                                  TEXT_ARGS(shown), TEXT_ARGS(encoding));
    problem.hint = text_is(encoding, "UTF-8")
                       ? TEXT("save the file as UTF-8, or set [input] encoding = gb18030")
                       : TEXT("save the file as GB18030, or set [input] encoding = utf-8");
    return report_add(report, &problem);
}

bool columns_check_row(const struct columns *columns, const struct fields *fields,
                       const struct row_reader *reader, enum severity severity,
                       struct report *report)
{
    if (fields->count != columns->width)
        return report != NULL && report_count(columns, fields, severity, report);
    if (fields->invalid != FIELD_NONE)
        return report != NULL && report_encoding(columns, fields, reader, severity, report);
    return true;
}
