/*
 * The lock of an output folder: flock on PARENT/.livebill.lock, which names its holder. The kernel
 * gives it back however the holder ends. The holder removes the file while it still has the lock;
 * whoever then gets a lock on the removed file sees that it is no longer the one in the folder,
 * and tries again.
 */

#include "livebill/base/fatal.h"
#include "livebill/publish/files.h"
#include "livebill/publish/staging.h"

#include "publishing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTHING_MADE SIZE_MAX

struct lock {
    const char *parent, *path;
    size_t made; /* where in `parent` the first folder ends that was made here, NOTHING_MADE */
    int file;
};

/* Makes the folders of `parent` that are missing, and tells where the first of them ends. */
static size_t make_folders(char *parent)
{
    size_t length = strlen(parent), made = NOTHING_MADE;

    for (size_t end = 1; end <= length; end++) {
        if (parent[end] != '/' && parent[end] != '\0')
            continue;
        char kept = parent[end];
        parent[end] = '\0';
        if (file_make_folder(parent) == 0) {
            if (made == NOTHING_MADE)
                made = end;
        } else if (errno != EEXIST) {
            fatal_errno("cannot make the folder '%s'", parent);
        }
        parent[end] = kept;
    }
    return made;
}

/* The folders that lock_take made, where they are still empty, deepest first. */
static void remove_made_folders(const struct lock *lock, char *parent)
{
    size_t end = strlen(parent);

    while (end > 1 && parent[end - 1] == '/')
        end--;
    while (lock->made != NOTHING_MADE && end >= lock->made) {
        parent[end] = '\0';
        if (file_remove_folder_at(AT_FDCWD, parent) != 0)
            return;
        while (end > 0 && parent[end - 1] != '/')
            end--;
        while (end > 0 && parent[end - 1] == '/')
            end--;
    }
}

static _Noreturn void say_who_and_leave(const struct lock *lock)
{
    char holder[64];
    ssize_t size = pread(lock->file, holder, sizeof holder, 0);
    int shown = size > 0 ? (int)size : 0;

    while (shown > 0 && holder[shown - 1] == '\n')
        shown--;
    fatal_hold();
    message_print("locked",
                  "another run%s%.*s%s holds the lock '%s': wait until it has ended, or stop it",
                  shown > 0 ? " (" : "", shown, holder, shown > 0 ? ")" : "", lock->path);
    exit(EXIT_LOCKED);
}

static bool is_in_folder(const struct lock *lock)
{
    struct stat ours, there;
    return fstat(lock->file, &ours) == 0 && stat(lock->path, &there) == 0
           && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

static void take_file(struct lock *lock)
{
    for (;;) {
        lock->file = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (lock->file < 0)
            fatal_errno("cannot open the lock '%s'", lock->path);
        if (flock(lock->file, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK)
                say_who_and_leave(lock);
            fatal_errno("cannot take the lock '%s'", lock->path);
        }
        if (is_in_folder(lock))
            return;
        close(lock->file);
    }
}

struct lock *lock_take(const char *parent, struct arena *arena)
{
    struct lock *lock = ARENA_NEW(arena, struct lock);
    struct text copy = text_copy(arena, text_of(parent));

    publishing_enter();
    lock->parent = copy.at;
    lock->path = text_format(arena, "%s/.livebill.lock", parent).at;
    lock->made = make_folders(arena_grow(arena, copy.at, copy.size, copy.size + 1));
    take_file(lock);
    /* For the message of who comes second; the lock does not depend on it. */
    if (ftruncate(lock->file, 0) == 0)
        dprintf(lock->file, "process %ld\n", (long)getpid());
    publishing_hold_lock(lock);
    publishing_leave();
    return lock;
}

void lock_release(struct lock *lock)
{
    publishing_enter();
    file_remove_at(AT_FDCWD, lock->path);
    close(lock->file);
    char *parent = strdup(lock->parent);
    if (parent != NULL)
        remove_made_folders(lock, parent);
    free(parent);
    publishing_hold_lock(NULL);
    publishing_leave();
}
