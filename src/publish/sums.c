/* SHA256SUMS: what is published can be checked with `sha256sum -c`. */

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"
#include "livebill/publish/staging.h"

#include "publishing.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#define JOBS_MAX 64

struct summed_file {
    struct text name; /* from the staging folder */
    const char *path;
    char hex[DIGEST_HEX];
};

struct sums {
    LIST_OF(struct summed_file) files;
    struct arena *arena;
    atomic_size_t next;
};

static void list_files(struct sums *sums, const char *path, struct text inside);

/* Some file systems do not say in the listing what an entry is. */
static bool is_folder(const char *path, const struct dirent *entry)
{
    struct stat status;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void list_entry(struct sums *sums, const char *path, struct text inside,
                       const struct dirent *entry)
{
    struct text name = text_of(entry->d_name);
    if (text_is(name, ".") || text_is(name, "..")
        || (inside.size == 0 && (text_is(name, "run.json") || text_is(name, "SHA256SUMS"))))
        return;

    struct text relative = text_format(sums->arena, "%.*s%s%s", TEXT_ARGS(inside),
                                       inside.size > 0 ? "/" : "", entry->d_name);
    const char *full = text_format(sums->arena, "%s/%s", path, entry->d_name).at;
    if (is_folder(full, entry)) {
        list_files(sums, full, relative);
        return;
    }
    struct summed_file *file = LIST_ADD(sums->arena, &sums->files);
    file->name = relative;
    file->path = full;
}

static void list_files(struct sums *sums, const char *path, struct text inside)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    if (folder == NULL)
        fatal_errno("cannot read the folder '%s'", path);
    while ((entry = readdir(folder)) != NULL)
        list_entry(sums, path, inside, entry);
    closedir(folder);
}

static int compare_files(const void *left, const void *right)
{
    return text_compare(((const struct summed_file *)left)->name,
                        ((const struct summed_file *)right)->name);
}

static void *hash_files(void *context)
{
    struct sums *sums = context;
    size_t i;

    while ((i = atomic_fetch_add(&sums->next, 1)) < sums->files.count) {
        struct summed_file *file = &sums->files.at[i];
        if (!digest_file(file->hex, NULL, file->path))
            fatal_errno("cannot read '%s'", file->path);
    }
    return NULL;
}

static void hash_all(struct sums *sums, int jobs)
{
    pthread_t threads[JOBS_MAX];
    int started = 0;

    while (started < jobs - 1 && started < JOBS_MAX
           && pthread_create(&threads[started], NULL, hash_files, sums) == 0)
        started++;
    hash_files(sums);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

void staging_write_sums(struct staging *staging, int jobs, struct arena *arena)
{
    struct sums sums = {.arena = arena};

    list_files(&sums, staging_folder(staging), TEXT(""));
    if (sums.files.count > 0)
        qsort(sums.files.at, sums.files.count, sizeof *sums.files.at, compare_files);
    hash_all(&sums, jobs);
    FILE *stream = staging_stream(staging, TEXT("SHA256SUMS"), arena);
    for (size_t i = 0; i < sums.files.count; i++)
        fprintf(stream, "%s  %.*s\n", sums.files.at[i].hex, TEXT_ARGS(sums.files.at[i].name));
    staging_close(staging, stream, TEXT("SHA256SUMS"));
}

bool file_read(struct text *out, const char *path, struct arena *arena)
{
    struct buffer bytes = {.arena = arena};
    FILE *file = fopen(path, "rb");
    char block[4096];
    size_t size;

    if (file == NULL)
        return false;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(&bytes, (struct text){block, size});
    bool read = ferror(file) == 0;
    int error = errno;
    fclose(file);
    errno = error;
    *out = buffer_text(&bytes);
    return read;
}

bool sums_next(struct sum_line *out, struct text *rest)
{
    size_t end = text_find(*rest, '\n');

    if (end < 67)
        return false;
    out->hash = text_slice(*rest, 0, 64);
    out->name = text_slice(*rest, 66, end - 66);
    *rest = text_slice(*rest, end + 1, rest->size);
    return true;
}
