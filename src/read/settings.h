/*
 * livebill.ini (formats.md §2): every key with its default, its form and its bounds.
 */
#ifndef LIVEBILL_READ_SETTINGS_H
#define LIVEBILL_READ_SETTINGS_H

#include "livebill/base/report.h"
#include "livebill/domain/book.h"

#define SETTINGS_FILE "livebill.ini"

/* What holds without a file. */
struct settings settings_default(void);

/*
 * Fills *out from FOLDER/livebill.ini over the defaults. An unknown key is a warning that names
 * the nearest known one; a bad value, a key set twice and a missing [issuer] name are errors:
 * then false.
 */
bool settings_read(struct settings *out, struct text folder, struct arena *arena,
                   struct report *report);

/* Whether the book has the file at all. */
bool settings_exist(struct text folder, struct arena *arena);

#endif
