#include "livebill/publish/sealing.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"
#include "livebill/publish/files.h"

#include "publishing.h"

#include <dirent.h>
#include <sys/stat.h>

#define BLOCK ((size_t)64 * 1024)

/* Where a file of that name was read: the shipped catalogue stands with the templates. */
static const char *source_path(const struct book *book, struct text name, struct arena *arena)
{
    struct text shipped = TEXT("templates/");
    if (text_starts(name, shipped))
        return text_format(arena, "%.*s/%.*s", TEXT_ARGS(book->templates),
                           TEXT_ARGS(text_slice(name, shipped.size, name.size)))
            .at;
    return text_format(arena, "%.*s/%.*s", TEXT_ARGS(book->folder), TEXT_ARGS(name)).at;
}

static void copy_file(struct staging *staging, const struct input_file *file, const char *path,
                      struct arena *arena)
{
    struct text name = text_format(arena, "book/%.*s", TEXT_ARGS(file->name));
    FILE *from = fopen(path, "rb"), *to = staging_stream(staging, name, arena);
    struct digest *digest = digest_new();
    char hex[DIGEST_HEX];
    static char block[BLOCK];
    size_t size;

    if (from == NULL)
        fatal_errno("'%s' could not be read again: nothing was sealed", path);
    while ((size = fread(block, 1, sizeof block, from)) > 0) {
        fwrite(block, 1, size, to); /* the stream keeps the error */
        digest_add(digest, (struct text){block, size});
    }
    if (ferror(from) != 0)
        fatal_errno("'%s' could not be read again: nothing was sealed", path);
    fclose(from);
    digest_end(digest, hex);
    if (strcmp(hex, file->sha256) != 0)
        fatal("'%s' changed while the period was billed: nothing was sealed: close it again", path);
    staging_close(staging, to, name);
}

void seal_copy_inputs(struct staging *staging, const struct book *book, struct arena *arena)
{
    for (size_t i = 0; i < book->files.count; i++) {
        const struct input_file *file = &book->files.at[i];
        if (!text_starts(file->name, TEXT("closed/")))
            copy_file(staging, file, source_path(book, file->name, arena), arena);
    }
}

/* All bytes of a small file, or fatal. */
static struct text read_whole(const char *path, struct arena *arena)
{
    struct text bytes;

    if (!file_read(&bytes, path, arena))
        fatal_errno("cannot read '%s'", path);
    return bytes;
}

bool seal_file_is(struct staging *staging, struct text relative, const char *path,
                  struct arena *arena)
{
    const char *staged =
        text_format(arena, "%s/%.*s", staging_folder(staging), TEXT_ARGS(relative)).at;
    return text_equal(read_whole(staged, arena), read_whole(path, arena));
}

static bool is_in_scope(struct text name, enum seal_scope scope)
{
    if (scope == SEAL_DOCUMENTS)
        return text_starts(name, TEXT("accounts/"));
    return !text_starts(name, TEXT("book/"));
}

void seal_differences(struct name_list *out, struct staging *staging, struct text folder,
                      enum seal_scope scope, struct arena *arena)
{
    struct text staged =
        read_whole(text_format(arena, "%s/SHA256SUMS", staging_folder(staging)).at, arena);
    struct text sealed =
        read_whole(text_format(arena, "%.*s/SHA256SUMS", TEXT_ARGS(folder)).at, arena);
    struct sum_line new, old;
    bool has_new = sums_next(&new, &staged), has_old = sums_next(&old, &sealed);

    while (has_new || has_old) {
        int order = !has_new ? 1 : !has_old ? -1 : text_compare(new.name, old.name);
        bool differs = order != 0 || !text_equal(new.hash, old.hash);
        struct text name = order <= 0 ? new.name : old.name;
        if (differs && is_in_scope(name, scope) && (order == 0 || scope == SEAL_WHOLE))
            *LIST_ADD(arena, out) = name;
        if (order <= 0)
            has_new = sums_next(&new, &staged);
        if (order >= 0)
            has_old = sums_next(&old, &sealed);
    }
}

static void protect(const char *path, struct arena *arena)
{
    struct stat status;
    DIR *folder;
    struct dirent *entry;

    if (lstat(path, &status) != 0)
        fatal_errno("cannot examine '%s'", path);
    if (!S_ISDIR(status.st_mode)) {
        if (file_change_mode(path, 0444) != 0)
            fatal_errno("cannot make '%s' read-only: nothing was sealed", path);
        return;
    }
    folder = opendir(path);
    if (folder == NULL)
        fatal_errno("cannot read the folder '%s'", path);
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            protect(text_format(arena, "%s/%s", path, entry->d_name).at, arena);
    }
    closedir(folder);
    if (file_change_mode(path, 0555) != 0)
        fatal_errno("cannot make '%s' read-only: nothing was sealed", path);
}

void seal_protect(struct staging *staging, struct arena *arena)
{
    protect(staging_folder(staging), arena);
}
