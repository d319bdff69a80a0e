#include "fields.h"

#define IDENTIFIER_HINT "write 1 to 64 letters, digits or . _ : - @, the first a letter or digit"
#define DAY_HINT        "write YYYY-MM-DD"
#define MOMENT_HINT     "write YYYY-MM-DD HH:MM:SS, Beijing time, or with Z or ±HH:MM behind it"

struct text field_text(const struct form *form, size_t column)
{
    const struct field *field = columns_field(form->columns, form->fields, column);
    return field == NULL ? TEXT("") : field->text;
}

bool field_fail(const struct form *form, size_t column, enum problem_code code, const char *hint,
                const char *format, ...)
{
    const struct field *field = columns_field(form->columns, form->fields, column);
    va_list arguments;

    if (form->report == NULL)
        return false;
    struct problem problem =
        columns_problem(form->fields, field, text_of(form->columns->known[column].name));
    problem.severity = form->severity;
    problem.code = code;
    problem.hint = text_of(hint);
    va_start(arguments, format);
    problem.message = text_format_list(form->report->arena, format, arguments);
    va_end(arguments);
    return report_add(form->report, &problem);
}

bool field_check_encoding(const struct form *form)
{
    return columns_check_row(form->columns, form->fields, form->reader, form->severity,
                             form->report);
}

struct row field_row(const struct form *form)
{
    struct row row = form->fields->row;
    row.raw = text_copy(form->arena, row.raw);
    return row;
}

bool field_need(const struct form *form, size_t column, const char *hint)
{
    if (field_text(form, column).size > 0)
        return true;
    return field_fail(form, column, CODE_MISSING_VALUE, hint, "the value is missing");
}

/* Reports that the field's value is not `noun`. */
static bool fail_form(const struct form *form, size_t column, enum problem_code code,
                      const char *hint, const char *noun)
{
    struct text shown = value_shown(field_text(form, column), form->arena);
    return field_fail(form, column, code, hint, "'%.*s' is not %s", TEXT_ARGS(shown), noun);
}

/* Identifiers. */

static bool is_letter_or_digit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9');
}

bool identifier_is_sound(struct text text)
{
    if (text.size < 1 || text.size > 64 || !is_letter_or_digit(text.at[0]))
        return false;
    for (size_t i = 1; i < text.size; i++) {
        char byte = text.at[i];
        if (!is_letter_or_digit(byte) && byte != '.' && byte != '_' && byte != ':' && byte != '-'
            && byte != '@')
            return false;
    }
    return true;
}

bool field_identifier(struct text *out, const struct form *form, size_t column)
{
    return field_need(form, column, IDENTIFIER_HINT)
           && field_identifier_or(out, form, column, TEXT(""));
}

bool field_identifier_or(struct text *out, const struct form *form, size_t column,
                         struct text fallback)
{
    struct text text = field_text(form, column);
    *out = fallback;
    if (text.size == 0)
        return true;
    if (!identifier_is_sound(text))
        return fail_form(form, column, CODE_BAD_IDENTIFIER, IDENTIFIER_HINT, "an identifier");
    *out = text_copy(form->arena, text);
    return true;
}

/* Decimals. */

bool field_decimal(wide *out, const struct form *form, size_t column,
                   const struct decimals *decimals)
{
    return field_need(form, column, "write a number")
           && field_decimal_or(out, form, column, decimals, 0);
}

bool field_decimal_or(wide *out, const struct form *form, size_t column,
                      const struct decimals *decimals, wide fallback)
{
    struct text text = field_text(form, column);
    struct decimal_problem problem;

    *out = fallback;
    if (text.size == 0 || decimal_read(out, &problem, text, decimals, form->arena))
        return true;
    return field_fail(form, column, CODE_BAD_NUMBER, problem.hint, "%.*s",
                      TEXT_ARGS(problem.message));
}

/* Words. */

bool words_find(size_t *out, const struct words *words, struct text text)
{
    for (size_t i = 0; words->at[i] != NULL; i++) {
        if (text_is(text, words->at[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

struct text words_hint(const struct words *words, struct arena *arena)
{
    struct buffer hint = {.arena = arena};
    buffer_add(&hint, TEXT("write "));
    for (size_t i = 0; words->at[i] != NULL; i++)
        buffer_format(&hint, "%s%s",
                      i == 0                     ? ""
                      : words->at[i + 1] == NULL ? " or "
                                                 : ", ",
                      words->at[i]);
    buffer_add_byte(&hint, '\0');
    return text_slice(buffer_text(&hint), 0, hint.size - 1);
}

bool field_word(size_t *out, const struct form *form, size_t column, const struct words *words)
{
    if (field_text(form, column).size == 0)
        return field_need(form, column, words_hint(words, form->arena).at);
    return field_word_or(out, form, column, words, 0);
}

bool field_word_or(size_t *out, const struct form *form, size_t column, const struct words *words,
                   size_t fallback)
{
    struct text text = field_text(form, column);
    *out = fallback;
    if (text.size == 0 || words_find(out, words, text))
        return true;
    return fail_form(form, column, CODE_BAD_VALUE, words_hint(words, form->arena).at, words->noun);
}

/* Days and times. */

/* A day in the right form that the calendar lacks: 2023-02-29. */
static bool is_impossible_day(struct text text)
{
    struct day day;
    if (text.size < 10 || day_parse(&day, text_slice(text, 0, 10)))
        return false;
    for (size_t i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text.at[i] != '-' : text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return true;
}

static bool fail_time(const struct form *form, size_t column, const char *hint, const char *noun)
{
    struct text text = field_text(form, column);
    if (!is_impossible_day(text))
        return fail_form(form, column, CODE_BAD_TIME, hint, noun);
    return field_fail(form, column, CODE_BAD_TIME, "write a day of the calendar, from 1970 on",
                      "there is no day %.10s", text.at);
}

bool field_day_or(struct day *out, const struct form *form, size_t column, struct day fallback)
{
    struct text text = field_text(form, column);
    *out = fallback;
    if (text.size == 0 || day_parse(out, text))
        return true;
    return fail_time(form, column, DAY_HINT, "a day");
}

bool field_moment(struct moment *out, const struct form *form, size_t column)
{
    if (!field_need(form, column, MOMENT_HINT))
        return false;
    if (moment_parse(out, field_text(form, column)))
        return true;
    return fail_time(form, column, MOMENT_HINT, "a time");
}

/* Free text. */

static bool is_printable(int32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return false;
    if (code >= 0x2028 && code <= 0x202E)
        return false; /* separators of lines and paragraphs, turns of direction */
    if (code >= 0x2066 && code <= 0x2069)
        return false; /* isolates: turns of direction, too */
    return code != 0xFEFF && (code & 0xFFFE) != 0xFFFE && !(code >= 0xFDD0 && code <= 0xFDEF);
}

size_t text_unprintable_at(struct text text)
{
    size_t at = 0, size;
    while (at < text.size) {
        if (!is_printable(text_code_point(text_slice(text, at, 4), &size)))
            return at;
        at += size;
    }
    return text.size;
}

static bool check_free_text(struct text text, const struct form *form, size_t column,
                            size_t longest)
{
    size_t length = text_length(text), at = text_unprintable_at(text), size;

    if (length > longest)
        return field_fail(form, column, CODE_BAD_VALUE,
                          text_format(form->arena, "write at most %zu", longest).at,
                          "the text has %zu characters", length);
    if (at == text.size)
        return true;
    int32_t code = text_code_point(text_slice(text, at, 4), &size);
    return field_fail(form, column, CODE_BAD_VALUE, "leave it out",
                      "character %zu (U+%04X) cannot be printed",
                      text_length(text_slice(text, 0, at)) + 1, (unsigned)code);
}

bool field_free_text(struct text *out, const struct form *form, size_t column, size_t longest)
{
    *out = text_copy(form->arena, field_text(form, column));
    return check_free_text(*out, form, column, longest);
}

/* Line breaks, CRLF too, become one space each. */
static struct text fold_lines(struct text text, struct arena *arena)
{
    char *folded = arena_take(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool before_feed = i + 1 < text.size && text.at[i] == '\r' && text.at[i + 1] == '\n';
        if (!before_feed)
            folded[size++] = text.at[i] == '\n' ? ' ' : text.at[i];
    }
    return (struct text){folded, size};
}

bool field_block_text(struct text *out, const struct form *form, size_t column, size_t longest)
{
    *out = fold_lines(field_text(form, column), form->arena);
    return check_free_text(*out, form, column, longest);
}
