/* How problems look on stderr (formats.md §5). */

#include "livebill/base/report.h"

static const char *const severity_names[] = {"reject", "error", "warning"};

static void print_json_text(FILE *stream, const char *key, struct text text)
{
    fprintf(stream, "\"%s\":", key);
    text_print_json(stream, text);
}

static void print_json(FILE *stream, const struct problem *problem)
{
    fprintf(stream, "{\"severity\":\"%s\",\"code\":\"%s\",", severity_names[problem->severity],
            problem_code_name(problem->code));
    print_json_text(stream, "file", problem->row.place.file);
    fprintf(stream, ",\"line\":%llu,", (unsigned long long)problem->row.place.line);
    print_json_text(stream, "column", problem->column);
    fputc(',', stream);
    print_json_text(stream, "message", problem->message);
    fputc(',', stream);
    print_json_text(stream, "hint", problem->hint);
    fputs("}\n", stream);
}

static void print_place(FILE *stream, const struct problem *problem)
{
    const struct place *place = &problem->row.place;

    fputs("livebill: ", stream);
    if (place->file.size > 0) {
        text_print_line(stream, place->file);
        if (place->line > 0)
            fprintf(stream, ":%llu", (unsigned long long)place->line);
        fputs(": ", stream);
    }
    if (problem->column.size > 0) {
        text_print_line(stream, problem->column);
        fputs(": ", stream);
    }
}

static void print_row(FILE *stream, const struct problem *problem)
{
    struct text raw = problem->row.raw;
    if (raw.size == 0)
        return;
    fputs("    ", stream);
    text_print_line(stream, raw);
    fputc('\n', stream);
    if (problem->caret != UINT32_MAX && problem->caret <= raw.size)
        fprintf(stream, "    %*s^\n", (int)text_columns(text_slice(raw, 0, problem->caret)), "");
}

static void print_problem(FILE *stream, const struct problem *problem, struct report_style style)
{
    if (style.json) {
        print_json(stream, problem);
        return;
    }
    print_place(stream, problem);
    if (problem->severity == SEVERITY_WARNING)
        fputs("warning: ", stream);
    text_print_line(stream, problem->message);
    if (problem->hint.size > 0) {
        fputs(": ", stream);
        text_print_line(stream, problem->hint);
    }
    fputc('\n', stream);
    if (style.verbose)
        print_row(stream, problem);
}

static void print_hidden(FILE *stream, const struct problem *last, size_t hidden,
                         struct report_style style)
{
    if (style.json) {
        fprintf(stream, "{\"severity\":\"%s\",\"code\":\"%s\",", severity_names[last->severity],
                problem_code_name(last->code));
        print_json_text(stream, "file", last->row.place.file);
        fprintf(stream, ",\"more\":%zu}\n", hidden);
        return;
    }
    fputs("livebill: ", stream);
    if (last->row.place.file.size > 0) {
        text_print_line(stream, last->row.place.file);
        fputs(": ", stream);
    }
    fprintf(stream, "and %zu more of %s\n", hidden, problem_code_name(last->code));
}

/* The problems of one file, which stand together: each code is counted on its own. */
static void print_file(FILE *stream, const struct problem *problems, size_t count,
                       struct report_style style)
{
    size_t seen[CODE_END] = {0};
    const struct problem *last[CODE_END] = {0};

    for (size_t i = 0; i < count; i++) {
        enum problem_code code = problems[i].code;
        last[code] = &problems[i];
        if (++seen[code] <= REPORT_SHOWN)
            print_problem(stream, &problems[i], style);
        seen[code] += problems[i].more;
    }
    for (int code = 0; code < CODE_END; code++) {
        if (seen[code] > REPORT_SHOWN)
            print_hidden(stream, last[code], seen[code] - REPORT_SHOWN, style);
    }
}

void report_print(struct report *report, FILE *stream, struct report_style style)
{
    report_sort(report);

    const struct problem *problems = report->problems.at;
    size_t count = report->problems.count, from = 0;
    while (from < count) {
        size_t to = from + 1;
        while (to < count && text_equal(problems[to].row.place.file, problems[from].row.place.file))
            to++;
        print_file(stream, problems + from, to - from, style);
        from = to;
    }
}
