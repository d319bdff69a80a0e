#include "livebill/base/fatal.h"

#include "livebill/base/text.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool print_as_json;

void fatal_use_json(bool on)
{
    print_as_json = on;
}

static void print_json(const char *severity, const char *message)
{
    fprintf(stderr, "{\"severity\":\"%s\",\"message\":", severity);
    text_print_json(stderr, text_of(message));
    fputs("}\n", stderr);
}

/* Taken by the first thread that leaves and never given back: one message, one exit. */
static pthread_mutex_t leaving = PTHREAD_MUTEX_INITIALIZER;

void fatal_hold(void)
{
    pthread_mutex_lock(&leaving);
}

bool fatal_try_hold(void)
{
    return pthread_mutex_trylock(&leaving) == 0;
}

static void print_message(const char *severity, const char *message)
{
    if (print_as_json) {
        print_json(severity, message);
        return;
    }
    fputs("livebill: ", stderr);
    text_print_line(stderr, text_of(message));
    fputc('\n', stderr);
}

void message_print(const char *severity, const char *format, ...)
{
    char message[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    print_message(severity, message);
}

static _Noreturn void leave(const char *message)
{
    fatal_hold();
    print_message("fatal", message);
    exit(EXIT_SYSTEM);
}

void fatal(const char *format, ...)
{
    char message[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    leave(message);
}

void fatal_errno(const char *format, ...)
{
    char message[4096], reason[256];
    int error = errno;
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message - sizeof reason, format, arguments);
    va_end(arguments);
    size_t used = length < 0 ? 0 : (size_t)length;
    if (used > sizeof message - sizeof reason)
        used = sizeof message - sizeof reason;
    snprintf(message + used, sizeof message - used, ": %s",
             strerror_r(error, reason, sizeof reason));
    leave(message);
}

void bug_at(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "livebill: bug at %s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs(": please report it\n", stderr);
    abort();
}
