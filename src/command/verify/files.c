/* What SHA256SUMS says, and what stands in the folder. */

#include "verify.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"

#include "command/key_table.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define SUMS "SHA256SUMS"

struct listed {
    struct text name, hex;
    uint64_t line;
    bool present;
};

struct sums {
    LIST_OF(struct listed) files;
    struct key_table by_name;
    struct text folder;
    struct arena *arena;
    struct report *report;
    bool read; /* the list could be read */
};

bool verify_wrong(struct report *report, struct text file, uint64_t line, const char *column,
                  const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    struct text message = text_format_list(report->arena, format, arguments);
    va_end(arguments);
    return report_error(report, (struct place){text_copy(report->arena, file), line},
                        text_of(column), CODE_BAD_FILE, "", "%.*s", TEXT_ARGS(message));
}

static bool is_hex(struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\0' || strchr("0123456789abcdef", text.at[i]) == NULL)
            return false;
    }
    return true;
}

/* `64 digits, two spaces, name`, as sha256sum writes it. */
static void take_line(struct sums *sums, struct text text, uint64_t line)
{
    struct text hex = text_slice(text, 0, 64);
    if (text.size < 67 || !is_hex(hex) || text.at[64] != ' ' || text.at[65] != ' ') {
        verify_wrong(sums->report, TEXT(SUMS), line, "", "the line is not 'SHA-256  FILE'");
        return;
    }
    struct text name = text_copy(sums->arena, text_slice(text, 66, text.size));
    if (!key_add(&sums->by_name, name, sums->files.count)) {
        verify_wrong(sums->report, TEXT(SUMS), line, "", "'%.*s' is listed twice", TEXT_ARGS(name));
        return;
    }
    *LIST_ADD(sums->arena, &sums->files) =
        (struct listed){.name = name, .hex = text_copy(sums->arena, hex), .line = line};
}

static void read_list(struct sums *sums)
{
    struct text path = text_format(sums->arena, "%.*s/" SUMS, TEXT_ARGS(sums->folder));
    FILE *stream = fopen(path.at, "rb");
    char *at = NULL;
    size_t capacity = 0;
    ssize_t size;
    uint64_t line = 0;

    if (stream == NULL && errno == ENOENT) {
        verify_wrong(sums->report, TEXT(SUMS), 0, "", "the file is missing");
        return;
    }
    if (stream == NULL)
        fatal_errno("'%s' could not be opened", path.at);
    while ((size = getline(&at, &capacity, stream)) >= 0) {
        bool ended = size > 0 && at[size - 1] == '\n';
        take_line(sums, (struct text){at, (size_t)size - ended}, ++line);
    }
    if (ferror(stream))
        fatal_errno("'%s' could not be read", path.at);
    free(at);
    fclose(stream);
    sums->read = true;
}

static void check_hash(struct sums *sums, struct listed *file, const char *path)
{
    char hex[DIGEST_HEX];
    if (!digest_file(hex, NULL, path))
        fatal_errno("'%s' could not be read", path);
    if (!text_is(file->hex, hex))
        verify_wrong(sums->report, file->name, 0, "",
                     "the SHA-256 is not that of " SUMS ":%llu: the file was changed or damaged",
                     (unsigned long long)file->line);
}

static void check_file(struct sums *sums, struct text name, const char *path)
{
    size_t index = key_find(&sums->by_name, name);
    /* formats.md §4: of every file but run.json, which no other run would write again. */
    if (text_is(name, SUMS) || (index == KEY_UNKNOWN && text_is(name, "run.json")))
        return;
    if (index == KEY_UNKNOWN) {
        if (sums->read)
            verify_wrong(sums->report, name, 0, "", SUMS " does not list the file: it is extra");
        return;
    }
    sums->files.at[index].present = true;
    check_hash(sums, &sums->files.at[index], path);
}

static void walk(struct sums *sums, const char *path, struct text inside);

static void visit(struct sums *sums, const char *path, struct text inside, const char *entry)
{
    struct stat status;
    struct text name =
        text_format(sums->arena, "%.*s%s%s", TEXT_ARGS(inside), inside.size > 0 ? "/" : "", entry);
    const char *full = text_format(sums->arena, "%s/%s", path, entry).at;

    if (lstat(full, &status) != 0)
        fatal_errno("'%s' could not be examined", full);
    if (S_ISDIR(status.st_mode))
        walk(sums, full, name);
    else if (S_ISREG(status.st_mode))
        check_file(sums, name, full);
    else
        verify_wrong(sums->report, name, 0, "", "this is neither a file nor a folder");
}

static void walk(struct sums *sums, const char *path, struct text inside)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    if (folder == NULL)
        fatal_errno("'%s' could not be opened", path);
    while (errno = 0, (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(sums, path, inside, entry->d_name);
    }
    if (errno != 0)
        fatal_errno("'%s' could not be read", path);
    closedir(folder);
}

void verify_files(struct verified *verified, struct text folder, struct arena *arena,
                  struct report *report)
{
    struct sums sums = {.by_name = {.arena = arena}, .folder = folder, .arena = arena};

    sums.report = report;
    read_list(&sums);
    walk(&sums, text_copy(arena, folder).at, TEXT(""));
    for (size_t i = 0; i < sums.files.count; i++) {
        const struct listed *file = &sums.files.at[i];
        if (!file->present)
            verify_wrong(report, file->name, 0, "", "the file is missing: " SUMS ":%llu lists it",
                         (unsigned long long)file->line);
    }
    verified->files = sums.files.count;
}
