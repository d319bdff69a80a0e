/*
 * The two ways to give up.
 *
 * fatal() is for a machine that fails (disk full, no memory, an unreadable file): it prints one
 * line `livebill: MESSAGE: what to do` and leaves with exit status 5. Nothing is published, for
 * publishing is the last thing a run does.
 *
 * bug() is for code that broke its own promise: it prints the place in the source and aborts.
 *
 * Wrong input is neither: it is reported (base/report.h).
 */
#ifndef LIVEBILL_BASE_FATAL_H
#define LIVEBILL_BASE_FATAL_H

#include <stdbool.h>

enum exit_status {
    EXIT_PUBLISHED = 0,        /* done, nothing rejected */
    EXIT_DIFFERENT = 1,        /* diff and verify found a difference */
    EXIT_USAGE = 2,            /* the command line is wrong; nothing was read */
    EXIT_BAD_INPUT = 3,        /* the input or the catalogue is wrong; nothing was published */
    EXIT_REJECTS_ACCEPTED = 4, /* published, but rows were rejected */
    EXIT_SYSTEM = 5,           /* the system failed; nothing was published */
    EXIT_LOCKED = 6,           /* another run holds the lock */
};

_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As fatal(), and adds what the system says of errno. */
_Noreturn void fatal_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * From now on no other thread can leave: its fatal() waits for the end of the process. For the
 * thread that is ending it anyway and takes away what the others are writing.
 */
void fatal_hold(void);

/* The same where no thread is ending it yet; false where one is. */
bool fatal_try_hold(void);

/*
 * One line on stderr that is about no place in the input: `livebill: MESSAGE`, or a JSON object
 * with that severity. For the words of commands and of publishing.
 */
void message_print(const char *severity, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* From now on print fatal messages and those of message_print as JSON objects
 * (`--log-format=json`). */
void fatal_use_json(bool on);

#endif
