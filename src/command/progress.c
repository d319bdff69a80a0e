#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SECOND         INT64_C(1000000000)
#define BETWEEN_PRINTS (SECOND / 8)

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool enabled, shown;
static const char *current_stage, *current_unit;
static int64_t begun, last_print;

int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

void progress_enable(bool wanted)
{
    enabled = wanted && isatty(STDERR_FILENO) == 1;
}

void progress_begin(const char *stage, const char *unit)
{
    pthread_mutex_lock(&mutex);
    current_stage = stage;
    current_unit = unit;
    begun = last_print = clock_now();
    pthread_mutex_unlock(&mutex);
}

static void print_line(uint64_t done, uint64_t total, int64_t elapsed)
{
    int64_t milliseconds = elapsed / 1000000 + 1;
    uint64_t rate = done * 1000 / (uint64_t)milliseconds;

    fprintf(stderr, "\r\033[K%s: %llu of %llu %s, %llu/s", current_stage, (unsigned long long)done,
            (unsigned long long)total, current_unit, (unsigned long long)rate);
    if (done > 0 && total >= done)
        fprintf(stderr, ", %lld s left",
                (long long)((total - done) * (uint64_t)milliseconds / done / 1000));
    fflush(stderr);
    shown = true;
}

void progress_show(uint64_t done, uint64_t total)
{
    if (!enabled)
        return;
    pthread_mutex_lock(&mutex);
    int64_t now = clock_now();
    if (now - last_print >= BETWEEN_PRINTS) {
        last_print = now;
        print_line(done, total, now - begun);
    }
    pthread_mutex_unlock(&mutex);
}

void progress_end(void)
{
    pthread_mutex_lock(&mutex);
    if (shown)
        fputs("\r\033[K", stderr);
    shown = false;
    pthread_mutex_unlock(&mutex);
}
