#include <time.h>

/*
 * libxlsxwriter asks gmtime() for the day of issue, and several threads write statements. glibc's
 * gives all of them the same memory: a race, though of equal values. This one, which the library
 * finds first, gives each thread its own. It stands before the headers that ban the name.
 */
struct tm *gmtime(const time_t *seconds)
{
    static _Thread_local struct tm fields;

    return gmtime_r(seconds, &fields);
}

#include "xlsx.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

/*
 * libxlsxwriter prints to stderr when it fails, and no option stops it. While any thread is
 * inside it, stderr is a stream that drops what such a thread writes and passes on the rest, so
 * that a failure is told once, by fatal().
 */
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static unsigned threads_inside;
static FILE *own_stderr, *filter;
static _Thread_local bool inside;

static ssize_t pass_on(void *cookie, const char *bytes, size_t size)
{
    (void)cookie;
    return inside ? (ssize_t)size : write(STDERR_FILENO, bytes, size);
}

void quiet_begin(void)
{
    pthread_mutex_lock(&guard);
    if (filter == NULL) {
        filter = fopencookie(NULL, "w", (cookie_io_functions_t){.write = pass_on});
        if (filter != NULL)
            setvbuf(filter, NULL, _IONBF, 0);
    }
    if (threads_inside++ == 0 && filter != NULL) {
        own_stderr = stderr;
        stderr = filter;
    }
    inside = true;
    pthread_mutex_unlock(&guard);
}

void quiet_end(void)
{
    int error = errno;

    pthread_mutex_lock(&guard);
    inside = false;
    if (--threads_inside == 0 && filter != NULL)
        stderr = own_stderr;
    pthread_mutex_unlock(&guard);
    errno = error;
}
