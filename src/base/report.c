#include "livebill/base/report.h"

#include "livebill/base/fatal.h"

static const char *const code_names[CODE_END] = {
    [CODE_BAD_FIELD_COUNT] = "bad-field-count",
    [CODE_BAD_ENCODING] = "bad-encoding",
    [CODE_BAD_NUMBER] = "bad-number",
    [CODE_BAD_TIME] = "bad-time",
    [CODE_BAD_IDENTIFIER] = "bad-identifier",
    [CODE_BAD_UNIT] = "bad-unit",
    [CODE_BAD_VALUE] = "bad-value",
    [CODE_MISSING_VALUE] = "missing-value",
    [CODE_UNKNOWN_ACCOUNT] = "unknown-account",
    [CODE_UNKNOWN_METER] = "unknown-meter",
    [CODE_UNKNOWN_REGION] = "unknown-region",
    [CODE_WRONG_DAY] = "wrong-day",
    [CODE_OFF_GRID] = "off-grid",
    [CODE_CONFLICT] = "conflict",
    [CODE_DUPLICATE_ACCOUNT] = "duplicate-account",
    [CODE_DUPLICATE_ENTRY] = "duplicate-entry",
    [CODE_SECOND_ELECTION] = "second-election",
    [CODE_APPID_BOUND] = "appid-bound",
    [CODE_BANNED] = "banned",
    [CODE_GRANT_REFUSED] = "grant-refused",
    [CODE_UNKNOWN_REFERENCE] = "unknown-reference",
    [CODE_UNKNOWN_PACK] = "unknown-pack",
    [CODE_UNKNOWN_ITEM] = "unknown-item",
    [CODE_NOT_SOLD] = "not-sold",
    [CODE_CLOSED_ACCOUNT] = "closed-account",
    [CODE_BAD_FILE] = "bad-file",
    [CODE_BAD_HEADER] = "bad-header",
    [CODE_BAD_SETTING] = "bad-setting",
    [CODE_BAD_CATALOGUE] = "bad-catalogue",
    [CODE_MISSING_DAY] = "missing-day",
    [CODE_DOUBLED_FILE] = "doubled-file",
    [CODE_MANIFEST] = "manifest",
    [CODE_NO_RATE] = "no-rate",
    [CODE_TOO_LARGE] = "too-large",
    [CODE_UNKNOWN_COLUMN] = "unknown-column",
    [CODE_UNKNOWN_SETTING] = "unknown-setting",
    [CODE_STRAY_FILE] = "stray-file",
    [CODE_MISSING_GLYPH] = "missing-glyph",
    [CODE_SEALED] = "sealed",
    [CODE_LATE_ROW] = "late-row",
};

const char *problem_code_name(enum problem_code code)
{
    return code_names[code];
}

struct report *report_new(struct arena *arena)
{
    struct report *report = ARENA_NEW(arena, struct report);
    report->arena = arena;
    report->sorted = true;
    return report;
}

bool report_add(struct report *report, const struct problem *problem)
{
    struct arena *arena = report->arena;
    struct problem *added = LIST_ADD(arena, &report->problems);

    *added = *problem;
    added->row.place.file = text_copy(arena, problem->row.place.file);
    added->row.raw = text_copy(arena, problem->row.raw);
    added->column = text_copy(arena, problem->column);
    added->message = text_copy(arena, problem->message);
    added->hint = text_copy(arena, problem->hint);
    report->count[problem->severity] += 1 + problem->more;
    report->sorted = false;
    return false;
}

void report_count_more(struct report *report, size_t at)
{
    report->problems.at[at].more++;
    report->count[report->problems.at[at].severity]++;
}

struct problem_about {
    enum severity severity;
    enum problem_code code;
    struct row row;
    struct text column;
    const char *hint;
};

static bool add_formatted(struct report *report, const struct problem_about *about,
                          const char *format, va_list arguments)
{
    struct problem problem = {
        .severity = about->severity,
        .code = about->code,
        .row = about->row,
        .column = about->column,
        .message = text_format_list(report->arena, format, arguments),
        .hint = about->hint == NULL ? TEXT("") : text_of(about->hint),
        .caret = UINT32_MAX,
    };
    return report_add(report, &problem);
}

bool report_reject(struct report *report, const struct row *row, struct text column,
                   enum problem_code code, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_formatted(report, &(struct problem_about){SEVERITY_REJECT, code, *row, column, hint},
                  format, arguments);
    va_end(arguments);
    return false;
}

bool report_error(struct report *report, struct place place, struct text column,
                  enum problem_code code, const char *hint, const char *format, ...)
{
    struct row row = {place, {NULL, 0}};
    va_list arguments;
    va_start(arguments, format);
    add_formatted(report, &(struct problem_about){SEVERITY_ERROR, code, row, column, hint}, format,
                  arguments);
    va_end(arguments);
    return false;
}

bool report_warning(struct report *report, struct place place, struct text column,
                    enum problem_code code, const char *hint, const char *format, ...)
{
    struct row row = {place, {NULL, 0}};
    va_list arguments;
    va_start(arguments, format);
    add_formatted(report, &(struct problem_about){SEVERITY_WARNING, code, row, column, hint},
                  format, arguments);
    va_end(arguments);
    return false;
}

void report_merge(struct report *report, const struct report *from)
{
    for (size_t i = 0; i < from->problems.count; i++)
        report_add(report, &from->problems.at[i]);
}

static int compare_codes(enum problem_code left, enum problem_code right)
{
    return strcmp(code_names[left], code_names[right]);
}

int problem_compare(const struct problem *left, const struct problem *right)
{
    int order = text_compare(left->row.place.file, right->row.place.file);
    if (order == 0)
        order = (left->row.place.line > right->row.place.line)
                - (left->row.place.line < right->row.place.line);
    if (order == 0)
        order = text_compare(left->column, right->column);
    if (order == 0)
        order = compare_codes(left->code, right->code);
    return order != 0 ? order : text_compare(left->message, right->message);
}

static int compare_problems(const void *left, const void *right)
{
    return problem_compare(left, right);
}

void report_sort(struct report *report)
{
    if (report->sorted)
        return;
    qsort(report->problems.at, report->problems.count, sizeof(struct problem), compare_problems);
    report->sorted = true;
}
