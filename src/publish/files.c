#include "livebill/publish/files.h"

#include "livebill/base/fatal.h"
#include "livebill/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define STREAM_BLOCK ((size_t)256 * 1024)

enum call {
    CALL_MKDIR,
    CALL_OPEN,
    CALL_WRITE,
    CALL_CLOSE,
    CALL_SYNCFS,
    CALL_FSYNC,
    CALL_RENAME,
    CALL_EXCHANGE,
    CALL_UNLINK,
    CALL_RMDIR,
    CALL_CHMOD,
    CALL_COUNT,
};

#ifdef LIVEBILL_FAULTS

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

static const struct {
    const char *name;
    int error; /* what the system would say */
} calls[CALL_COUNT] = {
    [CALL_MKDIR] = {"mkdir", ENOSPC},   [CALL_OPEN] = {"open", ENOSPC},
    [CALL_WRITE] = {"write", ENOSPC},   [CALL_CLOSE] = {"close", EIO},
    [CALL_SYNCFS] = {"syncfs", EIO},    [CALL_FSYNC] = {"fsync", EIO},
    [CALL_RENAME] = {"rename", EIO},    [CALL_EXCHANGE] = {"exchange", EINVAL},
    [CALL_UNLINK] = {"unlink", EACCES}, [CALL_RMDIR] = {"rmdir", EACCES},
    [CALL_CHMOD] = {"chmod", EPERM},
};

static pthread_once_t fault_once = PTHREAD_ONCE_INIT;
static enum call fault_call = CALL_COUNT;
static unsigned long fault_number;
static bool fault_kills;
static atomic_ulong made;

static void read_fault(void)
{
    struct text fault = text_of(getenv("LIVEBILL_FAULT") != NULL ? getenv("LIVEBILL_FAULT") : "");
    size_t colon = text_find(fault, ':');

    for (int call = 0; call < CALL_COUNT; call++) {
        if (text_is(text_slice(fault, 0, colon), calls[call].name))
            fault_call = (enum call)call;
    }
    if (fault_call != CALL_COUNT && colon < fault.size) {
        fault_number = strtoul(fault.at + colon + 1, NULL, 10);
        fault_kills = text_ends(fault, TEXT(":kill"));
    }
}

static bool fails(enum call call)
{
    pthread_once(&fault_once, read_fault);
    if (call != fault_call || atomic_fetch_add(&made, 1) + 1 != fault_number)
        return false;
    if (fault_kills)
        raise(SIGKILL);
    errno = calls[call].error;
    return true;
}

#else

static bool fails(enum call call)
{
    (void)call;
    return false;
}

#endif

int file_make_folder(const char *path)
{
    return fails(CALL_MKDIR) ? -1 : mkdir(path, 0777);
}

int file_create(const char *path)
{
    if (fails(CALL_OPEN))
        return -1;
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
}

int file_sync_system(int file)
{
    return fails(CALL_SYNCFS) ? -1 : syncfs(file);
}

int file_sync(int file)
{
    return fails(CALL_FSYNC) ? -1 : fsync(file);
}

int file_rename(const char *from, const char *to)
{
    return fails(CALL_RENAME) ? -1 : rename(from, to);
}

int file_exchange(const char *one, const char *other)
{
    if (fails(CALL_EXCHANGE))
        return -1;
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

int file_remove_at(int folder, const char *name)
{
    return fails(CALL_UNLINK) ? -1 : unlinkat(folder, name, 0);
}

int file_remove_folder_at(int folder, const char *name)
{
    return fails(CALL_RMDIR) ? -1 : unlinkat(folder, name, AT_REMOVEDIR);
}

int file_change_mode(const char *path, unsigned mode)
{
    return fails(CALL_CHMOD) ? -1 : chmod(path, (mode_t)mode);
}

/* What a stream of file_stream keeps. */
struct cookie {
    int file;
    int error; /* the first one */
};

static ssize_t cookie_write(void *context, const char *bytes, size_t size)
{
    struct cookie *cookie = context;
    size_t done = 0;

    while (done < size && cookie->error == 0) {
        ssize_t wrote = fails(CALL_WRITE) ? -1 : write(cookie->file, bytes + done, size - done);
        if (wrote >= 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            cookie->error = errno;
    }
    return cookie->error != 0 ? 0 : (ssize_t)done;
}

static int cookie_close(void *context)
{
    struct cookie *cookie = context;
    int error = cookie->error;

    if (close(cookie->file) != 0 && error == 0)
        error = errno;
    if (fails(CALL_CLOSE) && error == 0)
        error = errno;
    free(cookie);
    errno = error;
    return error == 0 ? 0 : -1;
}

FILE *file_stream(const char *path)
{
    int file = file_create(path);
    if (file < 0)
        return NULL;

    struct cookie *cookie = calloc(1, sizeof *cookie);
    if (cookie == NULL)
        fatal("not enough memory to write '%s'", path);
    cookie->file = file;
    FILE *stream = fopencookie(
        cookie, "w", (cookie_io_functions_t){.write = cookie_write, .close = cookie_close});
    if (stream == NULL)
        fatal_errno("cannot write '%s'", path);
    setvbuf(stream, NULL, _IOFBF, STREAM_BLOCK);
    return stream;
}

int file_stream_close(FILE *stream)
{
    errno = 0;
    return fclose(stream) == 0 ? 0 : -1;
}
