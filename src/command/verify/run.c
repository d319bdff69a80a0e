/* run.json, as far as the other files can be held against it. */

#include "verify.h"

#include <jansson.h>

#define RUN "run.json"

static bool take_count(uint64_t *out, const json_t *counts, const char *name, struct report *report)
{
    const json_t *value = json_object_get(counts, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return verify_wrong(report, TEXT(RUN), 0, name, "the count is missing");
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static void take_formats(struct run_facts *facts, const json_t *root)
{
    const char *formats =
        json_string_value(json_object_get(json_object_get(root, "options"), "formats"));
    if (formats == NULL)
        return;
    facts->pdf = strstr(formats, "pdf") != NULL;
    facts->xlsx = strstr(formats, "xlsx") != NULL;
}

static void check_rows(const struct run_facts *facts, struct report *report)
{
    if (facts->read_rows != facts->billed + facts->duplicates + facts->rejected)
        verify_wrong(report, TEXT(RUN), 0, "read",
                     "%llu rows read are not %llu billed + %llu duplicates + %llu rejected",
                     (unsigned long long)facts->read_rows, (unsigned long long)facts->billed,
                     (unsigned long long)facts->duplicates, (unsigned long long)facts->rejected);
}

static void take_root(struct run_facts *facts, const json_t *root, struct arena *arena,
                      struct report *report)
{
    const json_t *counts = json_object_get(root, "counts");
    const char *period = json_string_value(json_object_get(root, "period"));

    facts->period = period == NULL ? TEXT("") : text_copy(arena, text_of(period));
    take_formats(facts, root);
    facts->read = take_count(&facts->invoices, counts, "invoices", report)
                  && take_count(&facts->lines, counts, "lines", report)
                  && take_count(&facts->read_rows, counts, "read", report)
                  && take_count(&facts->billed, counts, "billed", report)
                  && take_count(&facts->duplicates, counts, "duplicates", report)
                  && take_count(&facts->rejected, counts, "rejected", report);
    if (facts->read)
        check_rows(facts, report);
}

void verify_run_facts(struct run_facts *facts, struct text folder, struct arena *arena,
                      struct report *report)
{
    struct text path = text_format(arena, "%.*s/" RUN, TEXT_ARGS(folder));
    json_error_t error;
    json_t *root = json_load_file(path.at, JSON_REJECT_DUPLICATES, &error);

    *facts = (struct run_facts){0};
    if (root == NULL) {
        verify_wrong(report, TEXT(RUN), error.line > 0 ? (uint64_t)error.line : 0, "",
                     "the file is missing or is not JSON");
        return;
    }
    take_root(facts, root, arena, report);
    json_decref(root);
}
