/*
 * What this process holds while it publishes: given up at exit, whoever ends it.
 */
#ifndef LIVEBILL_PUBLISH_PUBLISHING_H
#define LIVEBILL_PUBLISH_PUBLISHING_H

#include "livebill/publish/staging.h"

/* One thread at a time changes what is held; the same thread may enter again. */
void publishing_enter(void);
void publishing_leave(void);

void publishing_hold_lock(struct lock *lock);          /* NULL: none any more */
void publishing_hold_staging(struct staging *staging); /* NULL: none any more */

const char *staging_folder(const struct staging *staging);

/*
 * Removes a folder and all in it, never following a link; `path` may be missing. False with errno
 * where something stayed.
 */
bool folder_remove(const char *path);

/* All bytes of a small file; false with errno where it cannot be read. */
bool file_read(struct text *out, const char *path, struct arena *arena);

/* A line of SHA256SUMS, which is sorted by name: 64 digits, two spaces, the name. */
struct sum_line {
    struct text hash, name;
};

/* Takes the next line off `rest`; false where there is none. */
bool sums_next(struct sum_line *out, struct text *rest);

#endif
