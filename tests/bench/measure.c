/*
 * Runs a command and tells what it took.
 *
 *     measure RESULT COMMAND [ARGUMENT ...]
 *
 * RESULT gets one line: seconds, processor seconds, peak memory in bytes, exit status. What the
 * command prints is thrown away. This program is small, for a process counts the memory of the one
 * that it was started from as its own, and the bench is a large one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void become(char **command)
{
    int null = open("/dev/null", O_WRONLY);

    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status = 0;
    FILE *result = argc < 3 ? NULL : fopen(argv[1], "we");

    if (result == NULL) {
        fputs("usage: measure RESULT COMMAND [ARGUMENT ...]\n", stderr);
        return 2;
    }
    double from = seconds_now();
    pid_t child = fork();
    if (child == 0)
        become(argv + 2);
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return 5;
    }
    fprintf(result, "%.6f %.6f %ld %d\n", seconds_now() - from,
            seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss * 1024,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) == 0 ? 0 : 5;
}
