/*
 * Settings and texts: files of `[section]` and `key = value` lines.
 *
 * UTF-8, a BOM is allowed, lines end in LF or CRLF and hold at most 65,536 bytes. A line that
 * begins with `;` or `#` is a comment; nothing else is, so that a value may hold both. Values are
 * trimmed, are one line long and may be empty; a key may stand before the first section (its
 * section is then empty). What keys mean is the caller's business, doubled keys included.
 *
 * src/base/ini.c is the only user of inih. It sets the library's variables, so files are read
 * before threads start.
 */
#ifndef LIVEBILL_BASE_INI_H
#define LIVEBILL_BASE_INI_H

#include "livebill/base/report.h"

/*
 * One key. `section`, `key` and `value` live in the arena given to ini_read (and end in NUL);
 * `place` is the line. False says that an error was reported; reading goes on all the same, so
 * that one run shows every error of the file.
 */
typedef bool ini_take(void *context, struct place place, struct text section, struct text key,
                      struct text value);

/*
 * Reads `path`, which messages call `name`. False where the file is missing, is not UTF-8 or has
 * a line that is neither a section, a key nor a comment, each reported with its line; or where
 * `take` returned false. A file that is there and cannot be read is fatal.
 */
bool ini_read(const char *path, struct text name, ini_take *take, void *context,
              struct arena *arena, struct report *report);

#endif
