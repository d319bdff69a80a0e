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

#endif
