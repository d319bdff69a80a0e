/*
 * The pages of one invoice while they are laid out: where the pen stands, new pages, headings, and
 * texts set left, right, wrapped or shrunk.
 *
 * `y` is the lower end of what is on the page so far. A section begins with folio_section, which
 * leaves the white before it and turns the page where the section's first piece would not fit.
 * Lengths are points, y grows downwards.
 */
#ifndef LIVEBILL_RENDER_LAYOUT_FOLIO_H
#define LIVEBILL_RENDER_LAYOUT_FOLIO_H

#include "layout.h"
#include "render/look.h"

#define SECTION_WHITE  14.0
#define HEADING_HEIGHT 16.0 /* baseline +10, rule +16 */
#define ROW_HEIGHT     15.5
#define ROW_BASELINE   10.8
#define NAME_LEADING   11.0
#define COLUMN_STEP    43.0 /* 12 columns of 31 with gutters of 12 */
#define HALF_WIDTH     246.0

struct folio_bookmark {
    struct pdf_page *page;
    double y;
    struct text title;
};

struct folio {
    const struct invoice *invoice;
    const struct look *look;
    const struct layout *layout;
    const struct words *words;
    struct arena *arena;
    struct pdf *pdf;
    struct pdf_page *page;
    LIST_OF(struct pdf_page *) pages;
    LIST_OF(struct folio_bookmark) bookmarks;
    double left, right, bottom; /* of the content */
    double y;
    bool fresh; /* nothing stands on the page yet */
};

void folio_open(struct folio *folio, const struct invoice *invoice, const struct look *look,
                struct arena *arena);

/* A page, with its running head and the draft's stamp; y is where content starts. */
void folio_turn(struct folio *folio);

/* Footers and bookmarks, when all pages are known. */
void folio_close(struct folio *folio);

/* The grid: the left edge of column 0 to 11. */
static inline double folio_column(const struct folio *folio, int column)
{
    return folio->left + COLUMN_STEP * column;
}

/* Whether `height` more fits on this page. */
static inline bool folio_fits(const struct folio *folio, double height)
{
    return folio->y + height <= folio->bottom + 0.01;
}

/* White before a section of which `height` must stay together. */
void folio_section(struct folio *folio, double height);

/* A heading with its rule over `width` from x; `y` is moved under the rule. The bookmark is set
 * where the heading is the first of its section. */
void folio_heading(struct folio *folio, double x, double width, struct text title);
void folio_bookmark(struct folio *folio, struct text title);

/* A word of the text file; the title, of the settings before that of the text file; and the
 * issuer's name in the language. */
struct text folio_word(const struct folio *folio, const char *section, const char *key);
struct text folio_title(const struct folio *folio);
struct text folio_issuer(const struct folio *folio);

/* What the issuer says in both languages: the one that is asked for, where it is there. */
struct text folio_own(const struct folio *folio, struct text zh, struct text en);

/* Types of documents.md §2. */
struct type type_ink(const struct folio *folio, double size);
struct type type_grey(const struct folio *folio, double size);
struct type type_bold(const struct folio *folio, double size);
struct type type_colour(struct type type, struct colour colour);

struct run folio_run(const struct folio *folio, struct type type, struct text text);
double folio_width(const struct folio *folio, struct type type, struct text text);

/* Draw a text on one line; the width is returned. */
double folio_left(struct folio *folio, struct type type, double x, double y, struct text text);
double folio_right(struct folio *folio, struct type type, double x, double y, struct text text);

/* The type in the largest size, in steps of 0.5 down to `least`, in which the text fits; what is
 * too wide even then is set as small as it needs. */
struct type folio_shrink(const struct folio *folio, struct type type, double width, double least,
                         struct text text);

void folio_rule(struct folio *folio, double x, double width, double y, double weight,
                struct colour colour);
void folio_hairline(struct folio *folio, double x, double width, double y); /* under a row */

/* Lines of a wrapped text. */
struct lines {
    struct run *at;
    size_t count, capacity;
};

struct lines folio_wrap(const struct folio *folio, struct type type, double width,
                        struct text text);

/* As folio_wrap; a last line under a quarter of the width takes more from those before. */
struct lines folio_wrap_balanced(const struct folio *folio, struct type type, double width,
                                 struct text text);

/* Draws the lines; the baseline of the last one is returned (y where there is none). */
double folio_lines(struct folio *folio, struct type type, double x, double y, double leading,
                   struct lines lines);

/* lines of a run, for folio_wrap (wrap.c); width in em. */
struct lines wrap_run(struct run run, double width, struct arena *arena);

/* The sections (documents.md §3), each in a file of its own or with its neighbours. */
void layout_head(struct folio *folio);
void layout_parties(struct folio *folio);
void layout_headline(struct folio *folio);
void layout_summary(struct folio *folio, bool summary, bool chart);
void layout_lines(struct folio *folio);
void layout_totals(struct folio *folio);
void layout_movements(struct folio *folio);
void layout_holdings(struct folio *folio, bool packs, bool licences);
void layout_notices(struct folio *folio);
void layout_notes(struct folio *folio, double after); /* after: height of what stays with them */
double payment_height(const struct folio *folio, bool pay, bool verify);
void layout_payment(struct folio *folio, bool pay, bool verify);

#endif
