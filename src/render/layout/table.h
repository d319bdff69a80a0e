/*
 * The table of lines before it is drawn: texts, figures and widths (documents.md §4).
 *
 * Figures of a column stand on their decimal point. The room right of the point is the longest
 * fraction of that column in the whole document. Columns grow to their widest figure at the cost
 * of the item; where the item would fall under 96, figures are set smaller.
 */
#ifndef LIVEBILL_RENDER_LAYOUT_TABLE_H
#define LIVEBILL_RENDER_LAYOUT_TABLE_H

#include "folio.h"

struct figure {
    struct run run;
    size_t whole;       /* glyphs before the decimal point */
    double left, right; /* widths before and from the point on, em */
};

struct table_row {
    const struct line *line;
    struct figure figures[COLUMN_COUNT]; /* run.count 0: the cell is empty */
    struct lines name, region, note;
    double name_size;  /* smaller where the row would be higher than a page */
    bool note_beside;  /* the note stands on the name's line */
    struct text entry; /* date and entry of a purchase, in the price column */
    bool tiered;       /* several prices: said in the price column */
    double height;
};

struct table {
    struct table_row *rows;
    size_t count;
    double size;            /* of figures */
    double x[COLUMN_COUNT]; /* left edges from the content's, of the columns shown */
    double width[COLUMN_COUNT];
    double left[COLUMN_COUNT], right[COLUMN_COUNT]; /* widest figure, em */
    struct lines heads[COLUMN_COUNT];
    double head_height;
};

void table_make(struct table *table, const struct folio *folio);

/* What stands in the second line of an item, parts joined by ` · ` (note.c). */
struct text table_note(const struct folio *folio, const struct line *line, bool entry_too);

/* Leading of the row's name. */
double row_name_leading(const struct table_row *row, const struct folio *folio);

bool table_is_figure(unsigned column);

#endif
