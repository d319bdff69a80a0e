/* Whether a sealed folder is what it was: its files by its SHA256SUMS (R13). */

#include "livebill/publish/sealing.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"

#include "publishing.h"

#include <errno.h>

static bool is_wanted(struct text name, struct text wanted)
{
    return text_ends(wanted, TEXT("/")) ? text_starts(name, wanted) : text_equal(name, wanted);
}

static bool altered(struct text folder, struct text name, const char *what, struct report *report)
{
    struct text period = text_slice(folder, folder.size - strlen("YYYY-MM"), folder.size);
    struct place place = {
        text_format(report->arena, "closed/%.*s/%.*s", TEXT_ARGS(period), TEXT_ARGS(name)), 0};

    return report_error(report, place, TEXT(""), CODE_SEALED,
                        "restore the sealed folder from a backup", "%s", what);
}

static bool check_line(const struct sum_line *line, struct text folder, struct arena *arena,
                       struct report *report)
{
    const char *path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(folder), TEXT_ARGS(line->name)).at;
    char hex[DIGEST_HEX];

    if (!digest_file(hex, NULL, path)) {
        if (errno == ENOENT)
            return altered(folder, line->name, "the file is missing", report);
        fatal_errno("'%s' could not be read", path);
    }
    return text_is(line->hash, hex)
           || altered(folder, line->name, "the file is not as it was sealed (SHA256SUMS)", report);
}

bool seal_check(struct text folder, struct text wanted, struct arena *arena, struct report *report)
{
    const char *path = text_format(arena, "%.*s/SHA256SUMS", TEXT_ARGS(folder)).at;
    struct sum_line line;
    struct text sums;
    bool sound = true;
    size_t found = 0;

    if (!file_read(&sums, path, arena)) {
        if (errno == ENOENT)
            return altered(folder, TEXT("SHA256SUMS"), "the file is missing", report);
        fatal_errno("'%s' could not be read", path);
    }
    while (sums_next(&line, &sums)) {
        if (!is_wanted(line.name, wanted))
            continue;
        found++;
        sound &= check_line(&line, folder, arena, report);
    }
    return found > 0 ? sound : altered(folder, wanted, "SHA256SUMS does not hold it", report);
}
