/*
 * The usage folder: which files are whose day (formats.md §2).
 */
#include "livebill/read/usage.h"

#include "livebill/base/fatal.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define FOLDER "usage"

struct name_list {
    struct text *at; /* without the folder */
    size_t count, capacity;
};

static int compare_names(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

/* All names but hidden ones, in byte order. A book without the folder has no usage. */
static void list_names(struct name_list *names, const char *path, struct arena *arena)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    if (folder == NULL && errno == ENOENT)
        return;
    if (folder == NULL)
        fatal_errno("'%s' could not be opened", path);
    while (errno = 0, (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            *LIST_ADD(arena, names) = text_copy(arena, text_of(entry->d_name));
    }
    if (errno != 0)
        fatal_errno("'%s' could not be read", path);
    closedir(folder);
    if (names->count > 0)
        qsort(names->at, names->count, sizeof names->at[0], compare_names);
}

static bool is_manifest(struct text name)
{
    return text_is(name, "MANIFEST.csv") || text_is(name, "MANIFEST.csv.gz");
}

static bool is_file(const char *folder, struct text name, struct arena *arena)
{
    struct stat status;
    struct text path = text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name));
    if (stat(path.at, &status) != 0)
        fatal_errno("'%s' could not be examined", path.at);
    return S_ISREG(status.st_mode);
}

/* NULL, or why the name is not that of an export. */
static const char *stray_reason(struct day *day, const char *folder, struct text name,
                                struct arena *arena)
{
    if (!day_parse(day, text_slice(name, 0, 10)))
        return "the name does not begin with a day";
    if (!text_ends(name, TEXT(".csv")) && !text_ends(name, TEXT(".csv.gz")))
        return "the name does not end in .csv or .csv.gz";
    if (!is_file(folder, name, arena))
        return "this is not a file";
    return NULL;
}

/* The names are sorted, and so are days in that order: a file is of the last day or of a new one.
 */
static struct usage_day *day_of_folder(struct usage_folder *out, struct day day,
                                       struct arena *arena)
{
    if (out->days.count > 0 && out->days.at[out->days.count - 1].day.number == day.number)
        return &out->days.at[out->days.count - 1];
    struct usage_day *added = LIST_ADD(arena, &out->days);
    added->day = day;
    return added;
}

static bool has_day(const struct usage_folder *folder, struct day day)
{
    for (size_t i = 0; i < folder->days.count; i++) {
        if (folder->days.at[i].day.number == day.number)
            return true;
    }
    return false;
}

/* Days without a file that follow one another, from first to last: one problem. */
static bool report_missing(const struct book *book, struct day first, struct day last,
                           struct report *report)
{
    struct text name = day_text(report->arena, first);
    struct place place = {text_format(report->arena, FOLDER "/%.*s", TEXT_ARGS(name)), 0};
    const char *hint = "add its export; a file with a header alone says that there was no usage";
    struct text what = TEXT("the day has no file");

    if (last.number > first.number)
        what = text_format(report->arena, "the %d days to %s have no file",
                           last.number - first.number + 1, day_text(report->arena, last).at);
    if (!book->settings.policy.missing_days_warn)
        return report_error(report, place, TEXT(""), CODE_MISSING_DAY, hint, "%s", what.at);
    report_warning(report, place, TEXT(""), CODE_MISSING_DAY, hint, "%s", what.at);
    return true;
}

static bool check_days(const struct usage_folder *folder, const struct book *book,
                       struct report *report)
{
    struct day day = book->period.start, end = book->billed_end;
    bool complete = true;

    while (day.number < end.number) {
        struct day first = day;
        while (day.number < end.number && !has_day(folder, day))
            day = day_after(day, 1);
        if (day.number > first.number)
            complete &= report_missing(book, first, day_after(day, -1), report);
        day = day_after(day, 1);
    }
    return complete;
}

/* A sealed period is computed again from the files that it was computed from (R13). */
static bool is_named(const struct book *book, struct text name)
{
    return book->usage_names == NULL
           || (book->usage_name_count > 0
               && bsearch(&name, book->usage_names, book->usage_name_count, sizeof name,
                          compare_names)
                      != NULL);
}

bool usage_scan(struct usage_folder *out, const struct book *book, struct arena *arena,
                struct report *report)
{
    struct text path = text_format(arena, "%.*s/" FOLDER, TEXT_ARGS(book_home(book)));
    struct name_list names = {0};
    bool named = true;

    *out = (struct usage_folder){0};
    list_names(&names, path.at, arena);
    for (size_t i = 0; i < names.count; i++) {
        struct text name = text_format(arena, FOLDER "/%.*s", TEXT_ARGS(names.at[i]));
        struct day day;
        if (is_manifest(names.at[i]) || !is_named(book, name))
            continue;
        const char *reason = stray_reason(&day, path.at, names.at[i], arena);
        if (reason == NULL && text_invalid_at(name) < name.size)
            named &= report_error(report, (struct place){name, 0}, TEXT(""), CODE_BAD_FILE,
                                  "rename the file", "the name is not valid UTF-8");
        else if (reason == NULL)
            *LIST_ADD(arena, &day_of_folder(out, day, arena)->files) = name;
        else
            report_warning(report, (struct place){name, 0}, TEXT(""), CODE_STRAY_FILE,
                           "name exports YYYY-MM-DD*.csv, or put it elsewhere",
                           "%s, so it is not read", reason);
    }
    return check_days(out, book, report) && named;
}
