/*
 * Inside a document: pages as they are drawn, and the characters of each face. Shared by pdf.c
 * and text.c, which draw, and file.c, which hands all of it to libharu.
 */
#ifndef LIVEBILL_RENDER_PDF_PAGE_H
#define LIVEBILL_RENDER_PDF_PAGE_H

#include "pdf.h"

/* What the page's content stream has set so far, so that nothing is set twice. Below 0: not set. */
struct pdf_state {
    int32_t fill, stroke; /* 0xRRGGBB */
    double weight, size;
    int face, mode, round;
};

struct pdf_page {
    struct pdf *pdf;
    struct buffer content;
    struct pdf_state state, outer; /* outer: what pdf_turn_end comes back to */
    bool has_image;
};

/* A character of a face has a number of its own (its CID), even where another shares its glyph,
 * so that copied text is what was meant. */
struct pdf_face {
    LIST_OF(struct font_character) characters; /* CID 1, 2, … */
    LIST_OF(double) advances;                  /* em */
};

struct pdf_bookmark {
    const struct pdf_page *page;
    double y;
    struct text title;
};

struct pdf {
    struct arena *arena;
    struct fonts *fonts;
    double width, height;
    double bold_stroke; /* em */
    LIST_OF(struct pdf_page *) pages;
    struct pdf_face faces[FONT_MAX];
    const struct logo *logo;
    LIST_OF(struct pdf_bookmark) bookmarks;
    uint32_t *slots; /* hash table: face and code point → CID; see pdf_character */
    size_t slot_count, slots_used;
};

/* A value with at most three decimals, never an exponent: what a content stream may hold. */
void pdf_put_number(struct buffer *content, double value);

/* Coordinates need no more than hundredths, which deflate smaller. */
void pdf_put_length(struct buffer *content, double value);

void pdf_set_fill(struct pdf_page *page, struct colour colour);
void pdf_set_stroke(struct pdf_page *page, struct colour colour, double weight);

/* Text keeps round joins (bold is stroked); frames have square ones. */
void pdf_set_joins(struct pdf_page *page, bool rounded);

#endif
