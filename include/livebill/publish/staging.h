/*
 * Folders that appear all at once or not at all (design.md, "Publishing").
 *
 *     lock_take → staging_open → staging_path | staging_stream (once a file)
 *               → staging_write_sums → staging_commit | staging_abandon → lock_release
 *
 * Everything is written into a hidden folder beside the target; commit makes it durable (one
 * syncfs), puts it in the target's place in one step (renameat2 with RENAME_EXCHANGE where
 * something stands there, a plain rename where nothing does), syncs the parent and deletes what
 * stood there. A crash leaves the old or the new, whole; the next staging_open removes what a
 * crashed run left. The calls that change files go through publish/ only.
 *
 * A process has one lock and one staging folder at a time. A process that ends by exit(), also by
 * fatal(), gives up both on its way out.
 */
#ifndef LIVEBILL_PUBLISH_STAGING_H
#define LIVEBILL_PUBLISH_STAGING_H

#include "livebill/base/report.h"

struct lock;

/*
 * Takes the lock of the folder `parent` (made where missing, and removed again by lock_release
 * where nothing was put into it). Held by another run: prints who and exits with EXIT_LOCKED.
 */
struct lock *lock_take(const char *parent, struct arena *arena);
void lock_release(struct lock *lock);

struct staging;

/* Parent and name of the target, say BOOK/out and 2024-05. Failing is fatal (exit 5). The caller
 * holds the parent's lock. */
struct staging *staging_open(const char *parent, const char *name, struct arena *arena);

/* The full path of a file in the staging folder; folders on the way are made. Any thread. */
const char *staging_path(struct staging *staging, struct text relative, struct arena *arena);

/* A file of the staging folder to write to; staging_close asks for its errors. */
FILE *staging_stream(struct staging *staging, struct text relative, struct arena *arena);
void staging_close(struct staging *staging, FILE *stream, struct text relative);

/* Writes SHA256SUMS over every file that was staged but `run.json` (sorted by name, as sha256sum
 * -c reads it), with so many threads. Call it after the last other file. */
void staging_write_sums(struct staging *staging, int jobs, struct arena *arena);

void staging_commit(struct staging *staging);
void staging_abandon(struct staging *staging);

/*
 * For a thread that a signal woke: waits for a commit that has begun, then gives up what is open
 * and the lock. True: no other thread can publish or fail any more, and the caller ends the
 * process. False: another thread has failed and is ending it.
 */
bool publishing_interrupt(void);

#endif
