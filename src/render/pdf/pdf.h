/*
 * A PDF document in the making: pages of text, rules, filled shapes and one image, written by
 * libharu. The only user of libharu is render/pdf/.
 *
 *     pdf_new → pdf_page_add, then what is on the page (any order, pages too) → pdf_finish
 *
 * Lengths are points, y grows downwards from the top edge of the page. Everything lives in the
 * arena that pdf_new was given. Text is drawn as glyph numbers of the document's own fonts, each
 * cut to the characters that the document has; a ToUnicode map says which characters they are.
 * The same calls give the same bytes.
 */
#ifndef LIVEBILL_RENDER_PDF_PDF_H
#define LIVEBILL_RENDER_PDF_PDF_H

#include "render/fonts/run.h"

#include "livebill/base/list.h"
#include "livebill/value/date.h"

struct colour {
    uint8_t red, green, blue;
};

/* How a text is set. */
struct type {
    double size;
    bool bold;
    struct colour colour;
};

struct rectangle {
    double x, y, width, height;
};

/* A picture, ready to be embedded: deflated rows of 8-bit samples. */
struct logo {
    unsigned width, height; /* pixels */
    struct text palette;    /* RGB of each index; empty: the samples are RGB */
    struct text samples;    /* deflated */
    struct text alpha;      /* deflated, 8 bits a pixel; empty: opaque */
};

struct pdf;
struct pdf_page;

struct pdf *pdf_new(struct fonts *fonts, double width, double height, double bold_stroke,
                    struct arena *arena);
struct pdf_page *pdf_page_add(struct pdf *pdf);

void pdf_fill(struct pdf_page *page, struct colour colour, struct rectangle rectangle);

/* One path of many rectangles: pdf_shape_begin, pdf_shape (any number), pdf_shape_fill. */
void pdf_shape_begin(struct pdf_page *page, struct colour colour);
void pdf_shape(struct pdf_page *page, struct rectangle rectangle);
void pdf_shape_fill(struct pdf_page *page);

/* A pattern of square cells with its corner at (x, y): runs of `count` cells are filled. Whole
 * numbers deflate to half of what points would take. */
void pdf_cells_begin(struct pdf_page *page, struct colour colour, double x, double y, double size);
void pdf_cells(struct pdf_page *page, int column, int row, int count);
void pdf_cells_end(struct pdf_page *page);

void pdf_frame(struct pdf_page *page, struct colour colour, double weight,
               struct rectangle rectangle);
void pdf_line(struct pdf_page *page, struct colour colour, double weight, double x1, double y1,
              double x2, double y2);

/* Draws the run with its left end at x, on the baseline y. */
void pdf_run(struct pdf_page *page, struct type type, double x, double y, struct run run);

/* What is drawn until pdf_turn_end is turned anticlockwise about (x, y), which becomes the
 * origin. */
void pdf_turn_begin(struct pdf_page *page, double x, double y, double degrees);
void pdf_turn_end(struct pdf_page *page);

void pdf_image(struct pdf_page *page, const struct logo *logo, struct rectangle rectangle);

/* A bookmark to a height of a page. */
void pdf_bookmark(struct pdf_page *page, double y, struct text title);

struct pdf_facts {
    struct text title, author, subject, keywords, language;
    struct day day; /* of creation: 00:00 Beijing time */
};

/* The document's bytes; fatal where libharu fails. */
struct text pdf_finish(struct pdf *pdf, const struct pdf_facts *facts);

/* A PNG file's bytes as an image, made smaller where it has more than `pixels` in width or height;
 * NULL with *why in words where it cannot be used. */
const struct logo *pdf_logo_read(struct text file, unsigned pixels, struct arena *arena,
                                 const char **why);

#endif
