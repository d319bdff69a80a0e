/*
 * Fonts: which one has a character, how wide it is, and a font cut to the characters of one
 * document. The only user of HarfBuzz.
 *
 *     fonts_open (once a run) → fonts_find, fonts_cut (any thread) → fonts_close
 *
 * The faces of a set are asked in order: the regular one, then its fallbacks; a character that
 * none of them has is missing, and the page shows its code in a box (documents.md §4). Only
 * TrueType outlines (a glyf table) can be embedded. A cut depends on the characters asked for and
 * on the font's file, on nothing else.
 *
 * Widths are in em. No text is shaped: characters of scripts that need it stand apart.
 */
#ifndef LIVEBILL_RENDER_FONTS_FONT_H
#define LIVEBILL_RENDER_FONTS_FONT_H

#include "livebill/base/arena.h"
#include "livebill/base/text.h"

#define FONT_MAX     8        /* faces of a set */
#define FONT_MISSING FONT_MAX /* the face of a character that no face has */

struct fonts;

struct glyph {
    uint8_t face;   /* of the set, or FONT_MISSING */
    uint16_t index; /* in the face's file */
    double advance; /* em; 1 for a missing glyph, whose box takes as much */
};

struct font_metrics {
    char name[64];                   /* PostScript name, made of letters, digits and '-' */
    double ascent, descent;          /* 1/1000 em, descent below 0 */
    double left, bottom, right, top; /* bounding box, 1/1000 em */
};

/* Paths of the faces. `bold` may be empty: bold is then drawn with the regular face. */
struct font_paths {
    struct text regular, bold;
    struct text fallback[FONT_MAX];
    size_t fallback_count;
};

enum font_role { FONT_REGULAR, FONT_BOLD };

/*
 * NULL where a file cannot be used: *failed is then its path and *why says why in words that
 * follow the path. Files are mapped; fallbacks cost next to nothing until a character needs them.
 */
struct fonts *fonts_open(const struct font_paths *paths, struct arena *arena, struct text *failed,
                         const char **why);
void fonts_close(struct fonts *fonts);

/* Whether the set has a bold face of its own. */
bool fonts_have_bold(const struct fonts *fonts);

struct glyph fonts_find(const struct fonts *fonts, enum font_role role, int32_t code_point);

struct font_metrics fonts_metrics(const struct fonts *fonts, unsigned face);

/* One character of a cut: `index` is its glyph in the face, `cut_index` becomes that in the cut. */
struct font_character {
    int32_t code_point;
    uint16_t index, cut_index;
};

/* The face with these characters only, as a TrueType file; fatal where HarfBuzz fails. The bytes
 * live in `arena`. */
struct text fonts_cut(struct fonts *fonts, unsigned face, struct font_character *characters,
                      size_t count, struct arena *arena);

#endif
