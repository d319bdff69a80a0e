#include "sealed.h"

#include "livebill/base/fatal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

static int compare_periods(const void *left_void, const void *right_void)
{
    const struct period *left = left_void, *right = right_void;
    return (left->start.number > right->start.number) - (left->start.number < right->start.number);
}

static int compare_names(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

void sealed_list(struct sealed_periods *out, struct text book, struct arena *arena)
{
    *out = (struct sealed_periods){.closed = text_format(arena, "%.*s/closed", TEXT_ARGS(book))};
    DIR *folder = opendir(out->closed.at);
    struct dirent *entry;
    struct period period;

    if (folder == NULL && errno != ENOENT)
        fatal_errno("cannot read the folder '%s'", out->closed.at);
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (period_parse(&period, text_of(entry->d_name)))
            *LIST_ADD(arena, &out->periods) = period;
    }
    if (folder != NULL)
        closedir(folder);
    if (out->periods.count > 1)
        qsort(out->periods.at, out->periods.count, sizeof *out->periods.at, compare_periods);
}

void sealed_warn_stray(const struct sealed_periods *sealed, struct arena *arena,
                       struct report *report)
{
    LIST_OF(struct text) names = {0};
    DIR *folder = opendir(sealed->closed.at);
    struct dirent *entry;
    struct period period;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.' && !period_parse(&period, text_of(entry->d_name)))
            *LIST_ADD(arena, &names) = text_format(arena, "closed/%s", entry->d_name);
    }
    if (folder != NULL)
        closedir(folder);
    if (names.count > 1)
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    for (size_t i = 0; i < names.count; i++)
        report_warning(report, (struct place){names.at[i], 0}, TEXT(""), CODE_STRAY_FILE,
                       "give a sealed month its name back, and keep copies elsewhere",
                       "this is not named as a month, and does not count as sealed");
}

bool sealed_holds(const struct sealed_periods *sealed, struct period period)
{
    for (size_t i = 0; i < sealed->periods.count; i++) {
        if (sealed->periods.at[i].start.number == period.start.number)
            return true;
    }
    return false;
}

struct text sealed_folder(const struct sealed_periods *sealed, struct period period,
                          struct arena *arena)
{
    return text_format(arena, "%.*s/%.*s", TEXT_ARGS(sealed->closed),
                       TEXT_ARGS(period_text(arena, period)));
}

/* A month that is not there although later ones are sealed has been lost: what is made of it anew
 * need not be what the later ones opened from. */
static bool is_lost(const struct sealed_periods *sealed, struct period period, struct arena *arena,
                    struct report *report)
{
    struct period last = sealed->periods.at[sealed->periods.count - 1];

    if (sealed_holds(sealed, period) || period.start.number > last.start.number)
        return false;
    report_error(report,
                 (struct place){text_format(arena, "closed/%s", period_text(arena, period).at), 0},
                 TEXT(""), CODE_SEALED, "restore the sealed folder from a backup",
                 "the sealed month is missing, and %s is sealed", period_text(arena, last).at);
    return true;
}

/* Whoever puts old months away takes with them what stands nowhere else. */
static void warn_of_lost_start(const struct sealed_periods *sealed, struct arena *arena,
                               struct report *report)
{
    struct seal_record record = {0};
    struct period first = sealed->periods.at[0];
    const char *before = period_text(arena, period_before(first)).at;

    if (!seal_record_read(&record, sealed_folder(sealed, first, arena), arena, report_new(arena)))
        return; /* check_chain tells of it */
    for (size_t i = 0; i < record.book.count; i++) {
        if (text_starts(record.book.at[i].name, TEXT("closed/")))
            report_warning(report, (struct place){text_format(arena, "closed/%s", before), 0},
                           TEXT(""), CODE_SEALED, "restore the sealed folder from a backup",
                           "the sealed month is missing, and %s was opened from it",
                           period_text(arena, first).at);
    }
}

/* The months before one: all there, and what is read of them as it was sealed. */
static bool check_chain(const struct sealed_periods *sealed, struct period end, struct arena *arena,
                        struct report *report)
{
    bool sound = true;

    for (struct period period = sealed->periods.at[0]; period.start.number < end.start.number;
         period = period_after(period)) {
        struct text folder = sealed_folder(sealed, period, arena);
        sound &= !is_lost(sealed, period, arena, report)
                 && seal_check(folder, TEXT("book/"), arena, report);
    }
    return sound;
}

bool sealed_open(struct book_options *options, const struct sealed_periods *sealed,
                 struct arena *arena, struct report *report)
{
    struct period before = period_before(options->period);
    struct place place = {text_format(arena, "closed/%s", period_text(arena, before).at), 0};

    if (sealed->periods.count == 0
        || options->period.start.number == sealed->periods.at[0].start.number)
        return true;
    struct period first = sealed->periods.at[0],
                  last = sealed->periods.at[sealed->periods.count - 1];
    if (options->period.start.number < first.start.number)
        return report_error(report, place, TEXT(""), CODE_SEALED,
                            "bill it from a copy of the book without closed/",
                            "%s is before %s, with which the sealed months begin",
                            period_text(arena, options->period).at, period_text(arena, first).at);
    if (before.start.number > last.start.number)
        return report_error(report, place, TEXT(""), CODE_SEALED,
                            "close the months one after another, without a gap",
                            "%s needs the month before, and it is not sealed (%s is the last)",
                            period_text(arena, options->period).at, period_text(arena, last).at);
    warn_of_lost_start(sealed, arena, report);
    bool sound = check_chain(sealed, options->period, arena, report);
    if (is_lost(sealed, options->period, arena, report) || !sound)
        return false;
    options->sealed_before = sealed_folder(sealed, before, arena);
    options->sealed_first = first;
    return seal_check(options->sealed_before, TEXT("carry.csv"), arena, report);
}

void sealed_reopen(struct book_options *options, const struct seal_record *record,
                   struct text folder, struct arena *arena)
{
    struct text *names = ARENA_ARRAY(arena, struct text, record->usage.count + 1);

    for (size_t i = 0; i < record->usage.count; i++)
        names[i] = record->usage.at[i].file.name;
    options->usage_folder = options->folder;
    options->folder = text_format(arena, "%.*s/book", TEXT_ARGS(folder));
    options->shipped_catalogue =
        text_format(arena, "%.*s/book/templates/catalog", TEXT_ARGS(folder));
    options->usage_names = names;
    options->usage_name_count = record->usage.count;
}

/* `now` is NULL where the file is gone. */
static bool check_file(const struct input_file *sealed, const struct input_file *now,
                       const char *hint, struct report *report)
{
    struct place place = {sealed->name, 0};
    if (now == NULL)
        return report_error(report, place, TEXT(""), CODE_SEALED, hint,
                            "the sealed month was billed from this file, and it is gone");
    if (strcmp(sealed->sha256, now->sha256) == 0)
        return true;
    return report_error(report, place, TEXT(""), CODE_SEALED, hint,
                        "the file changed since the month was sealed: SHA-256 %.16s… then, "
                        "%.16s… now",
                        sealed->sha256, now->sha256);
}

static const struct input_file *find_file(const struct input_file *files, size_t count,
                                          struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(files[i].name, name))
            return &files[i];
    }
    return NULL;
}

bool sealed_check_usage(const struct usage_file *sealed, size_t count, const struct usage *usage,
                        struct report *report)
{
    bool same = true;
    size_t next = 0;

    for (size_t i = 0; i < count; i++) {
        const struct input_file *file = &sealed[i].file;
        while (next < usage->files.count
               && text_compare(usage->files.at[next].file.name, file->name) < 0)
            next++;
        bool found = next < usage->files.count
                     && text_equal(usage->files.at[next].file.name, file->name);
        same &= check_file(file, found ? &usage->files.at[next].file : NULL,
                           "put back the file that was sealed, or bill the difference with "
                           "--adjust in the open month",
                           report);
    }
    return same;
}

bool sealed_check_inputs(const struct seal_record *record, const struct book *book,
                         const struct usage *usage, const struct look *look, struct arena *arena,
                         struct report *report)
{
    const char *put_back = "put back the file that was sealed";
    struct look_files files = {0};
    bool same = sealed_check_usage(record->usage.at, record->usage.count, usage, report);

    for (size_t i = 0; i < record->book.count; i++)
        same &= check_file(&record->book.at[i],
                           find_file(book->files.at, book->files.count, record->book.at[i].name),
                           put_back, report);
    if (look == NULL)
        return same;
    look_list_files(&files, look, WITH_FONTS, arena);
    for (size_t i = 0; i < record->templates.count; i++)
        same &=
            check_file(&record->templates.at[i],
                       find_file(files.files.at, files.files.count, record->templates.at[i].name),
                       put_back, report);
    return same;
}
