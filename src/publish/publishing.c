#include "publishing.h"

#include "livebill/base/fatal.h"
#include "livebill/publish/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static pid_t holder; /* a child of the holder holds nothing */
static struct lock *held_lock;
static struct staging *held_staging;
static pthread_mutex_t mutex;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void give_up(void);

static void prepare(void)
{
    pthread_mutexattr_t attributes;

    /* A commit that fails exits, and the exit gives up what the commit holds: one thread. */
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    atexit(give_up);
}

void publishing_enter(void)
{
    pthread_once(&once, prepare);
    pthread_mutex_lock(&mutex);
}

void publishing_leave(void)
{
    pthread_mutex_unlock(&mutex);
}

void publishing_hold_lock(struct lock *lock)
{
    held_lock = lock;
    holder = getpid();
}

void publishing_hold_staging(struct staging *staging)
{
    held_staging = staging;
    holder = getpid();
}

/* At exit. Never left: a thread that is about to take the lock or to open a folder waits for the
 * end of the process, so that nothing is made which nobody would remove. */
static void give_up(void)
{
    publishing_enter();
    if (held_staging != NULL && holder == getpid())
        staging_abandon(held_staging);
    if (held_lock != NULL && holder == getpid())
        lock_release(held_lock);
}

/* Tries only: a thread that is failing waits for us in its exit, so we may not wait for it. */
bool publishing_interrupt(void)
{
    publishing_enter();
    if (!fatal_try_hold()) {
        publishing_leave();
        return false;
    }
    give_up();
    return true;
}

static bool remove_at(int parent, const char *name);

static bool remove_entries(DIR *folder)
{
    bool whole = true;
    struct dirent *entry;

    while ((entry = readdir(folder)) != NULL) {
        struct text name = text_of(entry->d_name);
        if (!text_is(name, ".") && !text_is(name, ".."))
            whole = remove_at(dirfd(folder), entry->d_name) && whole;
    }
    return whole;
}

static bool remove_at(int parent, const char *name)
{
    int file = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return true;
    if (file < 0) /* a file or a link */
        return file_remove_at(parent, name) == 0;

    DIR *folder = fdopendir(file);
    if (folder == NULL) {
        close(file);
        return false;
    }
    fchmod(dirfd(folder), 0700); /* a crash may have come after it was made read-only */
    bool whole = remove_entries(folder);
    closedir(folder);
    return whole && file_remove_folder_at(parent, name) == 0;
}

bool folder_remove(const char *path)
{
    return remove_at(AT_FDCWD, path);
}
