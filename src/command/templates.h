/*
 * Where the shipped templates are: beside the folder that the program was built in, or in the
 * share folder that `make install` compiled in (formats.md §5). No environment is asked.
 */
#ifndef LIVEBILL_COMMAND_TEMPLATES_H
#define LIVEBILL_COMMAND_TEMPLATES_H

#include "livebill/base/text.h"

/* Fatal where there are none. */
struct text templates_find(struct arena *arena);

/* Whether there is a folder of that path. */
bool folder_exists(struct text path, struct arena *arena);

#endif
