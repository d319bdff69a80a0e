/*
 * A text as the glyphs that draw it, with its width, independent of the size it is set in.
 *
 * Between a hanzi and a Latin letter or digit, and between ¥ or $ and a digit, there is 0.09 em of
 * extra room (documents.md §2). Characters that are never seen (variation selectors, joiners) are
 * left out; control characters count as spaces.
 */
#ifndef LIVEBILL_RENDER_FONTS_RUN_H
#define LIVEBILL_RENDER_FONTS_RUN_H

#include "font.h"

#define RUN_ROOM 0.09 /* em */

struct run_glyph {
    int32_t code_point;
    struct glyph glyph;
    double before; /* extra room, em */
};

struct run {
    struct run_glyph *at;
    size_t count;
    double width; /* em */
};

struct run run_make(const struct fonts *fonts, enum font_role role, struct text text,
                    struct arena *arena);

/* `count` glyphs from `from` on, as a run of its own: no extra room before the first. The glyphs
 * are shared with the whole. */
struct run run_slice(struct run run, size_t from, size_t count);

bool character_is_hanzi(int32_t code_point);
bool character_is_ignored(int32_t code_point);

#endif
