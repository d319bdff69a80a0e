#include "livebill/publish/staging.h"

#include "livebill/base/fatal.h"
#include "livebill/publish/files.h"

#include "publishing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX TEXT(".livebill-")
#define SUFFIX TEXT(".staging")

#define ABANDON_AGAIN 20

struct staging {
    const char *parent, *target;
    const char *folder; /* PARENT/.livebill-NAME.staging: what is being written */
    const char *doomed; /* where it goes to be deleted, so that no path leads into it any more */
};

static bool is_leftover(struct text name)
{
    return text_starts(name, PREFIX) && text_ends(name, SUFFIX);
}

/* What crashed runs left in the parent, whatever their period: we hold the lock, so none of it is
 * in use. */
static void remove_leftovers(const struct staging *staging, struct arena *arena)
{
    DIR *folder = opendir(staging->parent);
    struct dirent *entry;

    if (folder == NULL)
        fatal_errno("cannot read the folder '%s'", staging->parent);
    while ((entry = readdir(folder)) != NULL) {
        if (!is_leftover(text_of(entry->d_name)))
            continue;
        const char *path = text_format(arena, "%s/%s", staging->parent, entry->d_name).at;
        if (!folder_remove(path))
            fatal_errno("cannot remove '%s', which a crashed run left: remove it by hand", path);
    }
    closedir(folder);
}

struct staging *staging_open(const char *parent, const char *name, struct arena *arena)
{
    struct staging *staging = ARENA_NEW(arena, struct staging);

    publishing_enter();
    staging->parent = text_copy(arena, text_of(parent)).at;
    staging->target = text_format(arena, "%s/%s", parent, name).at;
    staging->folder = text_format(arena, "%s/.livebill-%s.staging", parent, name).at;
    staging->doomed = text_format(arena, "%s/.livebill-%s.old.staging", parent, name).at;
    remove_leftovers(staging, arena);
    if (file_make_folder(staging->folder) != 0)
        fatal_errno("cannot make the folder '%s'", staging->folder);
    publishing_hold_staging(staging);
    publishing_leave();
    return staging;
}

const char *staging_folder(const struct staging *staging)
{
    return staging->folder;
}

const char *staging_path(struct staging *staging, struct text relative, struct arena *arena)
{
    struct text path = text_format(arena, "%s/%.*s", staging->folder, TEXT_ARGS(relative));
    char *at = arena_grow(arena, path.at, path.size, path.size + 1);

    for (size_t i = strlen(staging->folder) + 1; i < path.size; i++) {
        if (at[i] != '/')
            continue;
        at[i] = '\0';
        if (file_make_folder(at) != 0 && errno != EEXIST)
            fatal_errno("cannot make the folder '%s'", at);
        at[i] = '/';
    }
    return at;
}

FILE *staging_stream(struct staging *staging, struct text relative, struct arena *arena)
{
    const char *path = staging_path(staging, relative, arena);
    FILE *stream = file_stream(path);

    if (stream == NULL)
        fatal_errno("cannot write '%s'", path);
    return stream;
}

void staging_close(struct staging *staging, FILE *stream, struct text relative)
{
    if (file_stream_close(stream) != 0)
        fatal_errno("cannot write '%s/%.*s': nothing was published: make room and run again",
                    staging->folder, TEXT_ARGS(relative));
}

static bool sync_folder(const char *path, int (*sync)(int file))
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return false;
    int result = sync(file), error = errno;
    close(file);
    errno = error;
    return result == 0;
}

static bool stands(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

static void fail_to_replace(const struct staging *staging)
{
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
        fatal("the file system of '%s' cannot exchange two folders in one step: nothing was "
              "published: choose a folder on ext4, XFS, Btrfs or tmpfs with --out, or move '%s' "
              "away first",
              staging->parent, staging->target);
    fatal_errno("cannot put the new folder in the place of '%s': nothing was published",
                staging->target);
}

static void put_in_place(const struct staging *staging, bool replace)
{
    if (replace && file_exchange(staging->folder, staging->target) != 0)
        fail_to_replace(staging);
    if (!replace && file_rename(staging->folder, staging->target) != 0)
        fatal_errno("cannot rename '%s' to '%s': nothing was published", staging->folder,
                    staging->target);
}

/* Where the parent cannot be synced the new may vanish in a crash, so it is taken back now. */
static void take_back(const struct staging *staging, bool replace)
{
    int error = errno;
    int undone = replace ? file_exchange(staging->folder, staging->target)
                         : file_rename(staging->target, staging->folder);
    errno = error;
    if (undone != 0)
        fatal_errno("the new folder stands at '%s', but may be lost in a crash: run again",
                    staging->target);
    fatal_errno("cannot make '%s' durable: nothing was published", staging->parent);
}

void staging_commit(struct staging *staging)
{
    publishing_enter();
    bool replace = stands(staging->target);

    if (!sync_folder(staging->folder, file_sync_system))
        fatal_errno("cannot make '%s' durable: nothing was published", staging->folder);
    put_in_place(staging, replace);
    if (!sync_folder(staging->parent, file_sync))
        take_back(staging, replace);
    publishing_hold_staging(NULL);
    if (replace && !folder_remove(staging->folder))
        message_print("warning",
                      "warning: the former output stays in '%s': the next run removes it",
                      staging->folder);
    publishing_leave();
}

/* First out of the way: a thread that still writes finds no path into it. One that was on its way
 * in may leave a last file, for which the folder is removed again. */
void staging_abandon(struct staging *staging)
{
    publishing_enter();
    publishing_hold_staging(NULL);
    bool moved = file_rename(staging->folder, staging->doomed) == 0;
    const char *folder = moved ? staging->doomed : staging->folder;
    for (int again = 0; !folder_remove(folder) && again < ABANDON_AGAIN; again++)
        sched_yield();
    publishing_leave();
}
