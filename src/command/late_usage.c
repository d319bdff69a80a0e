/* Usage of sealed months that is no longer what was billed (R13). */

#include "sealed.h"

#include "livebill/base/digest.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that were counted, and what became of them. */
struct late {
    const struct usage_file *files;
    size_t count;
    struct period period;
    bool follows; /* the open month is the next one */
    struct text book;
    time_t sealed_at;
    uint64_t new, changed, gone;
    struct text first, first_gone; /* by name: of those new and changed; of those gone */
};

static const struct input_file *find_usage(const struct late *late, struct text name)
{
    for (size_t i = 0; i < late->count; i++) {
        if (text_equal(late->files[i].file.name, name))
            return &late->files[i].file;
    }
    return NULL;
}

static void note_late(uint64_t *counter, struct text *first, struct text name)
{
    (*counter)++;
    if (first->size == 0 || text_compare(name, *first) < 0)
        *first = name;
}

/* Only files that were written since are hashed: months of them would take their time. */
static bool has_changed(const struct late *late, const struct input_file *sealed, const char *path)
{
    struct stat status;
    char hex[DIGEST_HEX];

    if (stat(path, &status) != 0)
        return false;
    if ((uint64_t)status.st_size != sealed->size)
        return true;
    return status.st_mtime >= late->sealed_at && digest_file(hex, NULL, path)
           && strcmp(hex, sealed->sha256) != 0;
}

/* Whether a name in usage/ is of a file of the month. */
static bool is_of_month(struct text name, struct period period)
{
    struct day day;
    return day_parse(&day, text_slice(name, 0, 10)) && period_holds(period, day)
           && (text_ends(name, TEXT(".csv")) || text_ends(name, TEXT(".csv.gz")));
}

/* How many of the month's files that were counted are there. */
static size_t look_at_folder(struct late *late, struct arena *arena)
{
    const char *usage = text_format(arena, "%.*s/usage", TEXT_ARGS(late->book)).at;
    DIR *folder = opendir(usage);
    struct dirent *entry;
    size_t found = 0;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct text name = text_format(arena, "usage/%s", entry->d_name);
        if (!is_of_month(text_of(entry->d_name), late->period))
            continue;
        const struct input_file *sealed = find_usage(late, name);
        const char *path = text_format(arena, "%s/%s", usage, entry->d_name).at;
        found += sealed != NULL;
        if (sealed == NULL)
            note_late(&late->new, &late->first, name);
        else if (has_changed(late, sealed, path))
            note_late(&late->changed, &late->first, name);
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

static void look_for_gone(struct late *late, struct arena *arena)
{
    for (size_t i = 0; i < late->count; i++) {
        struct text name = late->files[i].file.name;
        const char *path =
            text_format(arena, "%.*s/%.*s", TEXT_ARGS(late->book), TEXT_ARGS(name)).at;
        if (is_of_month(text_slice(name, strlen("usage/"), SIZE_MAX), late->period)
            && access(path, F_OK) != 0)
            note_late(&late->gone, &late->first_gone, name);
    }
}

/* "1 new usage file", "2 new and 1 changed usage files" */
static struct text late_files(const struct late *late, struct arena *arena)
{
    const char *plural = text_plural(late->new + late->changed);

    if (late->changed == 0)
        return text_format(arena, "%llu new usage file%s", (unsigned long long)late->new, plural);
    if (late->new == 0)
        return text_format(arena, "%llu changed usage file%s", (unsigned long long)late->changed,
                           plural);
    return text_format(arena, "%llu new and %llu changed usage files",
                       (unsigned long long)late->new, (unsigned long long)late->changed);
}

static void warn_of_late(const struct late *late, struct arena *arena, struct report *report)
{
    const char *period = period_text(arena, late->period).at;

    report_warning(report, (struct place){late->first, 0}, TEXT(""), CODE_LATE_ROW,
                   text_format(arena, "bill the difference with --adjust %s", period).at,
                   "the sealed month %s has %.*s, not billed", period,
                   TEXT_ARGS(late_files(late, arena)));
}

static void warn_of_gone(const struct late *late, struct arena *arena, struct report *report)
{
    const char *period = period_text(arena, late->period).at;

    report_warning(report, (struct place){late->first_gone, 0}, TEXT(""), CODE_LATE_ROW,
                   text_format(arena,
                               "put back what was billed, or bill the difference with --adjust %s",
                               period)
                       .at,
                   "the sealed month %s lacks %llu usage file%s that it was billed from", period,
                   (unsigned long long)late->gone, text_plural(late->gone));
}

static void look_for(struct late *late, struct arena *arena, struct report *report)
{
    size_t found = look_at_folder(late, arena);

    if (late->new + late->changed > 0)
        warn_of_late(late, arena, report);
    /* The exports of a month may be put away, but not some of them, nor those of the month before:
     * refund windows look back (R9). */
    if (found > 0 || late->follows)
        look_for_gone(late, arena);
    if (late->gone > 0)
        warn_of_gone(late, arena, report);
}

static bool is_adjusted_now(const struct command_line *line, struct period period)
{
    for (size_t i = 0; i < line->adjusted.count; i++) {
        if (line->adjusted.at[i].start.number == period.start.number)
            return true;
    }
    return false;
}

/* The files that the last adjustment of a period counted, else those that it was sealed with. */
static const struct adjusted_usage *last_counted(const struct seal_record *records, size_t count,
                                                 size_t period, struct period wanted)
{
    for (size_t i = count; i-- > period + 1;) {
        for (size_t j = 0; j < records[i].adjusted.count; j++) {
            if (records[i].adjusted.at[j].period.start.number == wanted.start.number)
                return &records[i].adjusted.at[j];
        }
    }
    return NULL;
}

/* When a file was written; the end of time where it is not there. */
static time_t written_at(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_mtime : INT64_MAX;
}

void sealed_warn_late(const struct sealed_periods *sealed, const struct command_line *line,
                      struct arena *arena, struct report *report)
{
    size_t count = sealed->periods.count;
    struct seal_record *records = ARENA_ARRAY(arena, struct seal_record, count);

    /* Records that cannot be read are told of by sealed_open. */
    struct report *quiet = report_new(arena);
    for (size_t i = 0; i < count; i++)
        seal_record_read(&records[i], sealed_folder(sealed, sealed->periods.at[i], arena), arena,
                         quiet);
    for (size_t i = 0; i < count; i++) {
        struct period period = sealed->periods.at[i];
        struct text folder = sealed_folder(sealed, period, arena);
        const struct adjusted_usage *adjusted = last_counted(records, count, i, period);
        struct late late = {
            .files = adjusted != NULL ? adjusted->usage.at : records[i].usage.at,
            .count = adjusted != NULL ? adjusted->usage.count : records[i].usage.count,
            .period = period,
            .follows = i + 1 == count,
            .book = line->book,
            .sealed_at = written_at(text_format(arena, "%.*s/SHA256SUMS", TEXT_ARGS(folder)).at),
        };
        if (!is_adjusted_now(line, period))
            look_for(&late, arena, report);
    }
}
