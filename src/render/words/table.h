/*
 * The keys that a text file must have, and the hash table that a read file becomes.
 */
#ifndef LIVEBILL_RENDER_WORDS_TABLE_H
#define LIVEBILL_RENDER_WORDS_TABLE_H

#include "livebill/render/words.h"

/*
 * `keys` is a list of KEY, !KEY or KEY{NAMES}, with spaces between. `!`: the key may not be
 * empty. NAMES: what the text must hold as {NAME}; a name after `?` may be left out; others are
 * not known to the program, so the text may not have them. An open section takes keys that come
 * from data besides.
 */
struct known_section {
    const char *name;
    bool open;
    const char *keys;
};

extern const struct known_section known_sections[]; /* ends with a name of NULL */

struct word {
    struct text section, key, value;
};

struct words {
    enum language language;
    struct word *slots; /* open addressing by the hash of section and key; key.at NULL: free */
    size_t mask;
};

struct word *words_slot(const struct words *words, struct text section, struct text key);

#endif
