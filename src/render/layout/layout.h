/*
 * How the invoice looks, as data: templates/invoice/NAME.ini (documents.md §9).
 *
 * Read once a run, before anything is written: a key that is unknown, missing or of a wrong form
 * is an error with file:line, and so are columns that leave the item under 96 points.
 *
 * Lengths, sizes and weights are points.
 */
#ifndef LIVEBILL_RENDER_LAYOUT_LAYOUT_H
#define LIVEBILL_RENDER_LAYOUT_LAYOUT_H

#include "render/pdf/pdf.h"

#include "livebill/base/report.h"
#include "livebill/domain/invoice.h"

#define CONTENT_WIDTH    504.0
#define ITEM_WIDTH_LEAST 96.0

enum column {
    COLUMN_NUMBER,
    COLUMN_ITEM,
    COLUMN_REGION,
    COLUMN_QUANTITY,
    COLUMN_UNIT,
    COLUMN_DEDUCTED,
    COLUMN_BILLABLE,
    COLUMN_UNIT_PRICE,
    COLUMN_AMOUNT,
    COLUMN_COUNT,
};

enum section {
    SECTION_HEAD,
    SECTION_PARTIES,
    SECTION_HEADLINE,
    SECTION_SUMMARY,
    SECTION_CHART,
    SECTION_LINES,
    SECTION_TOTALS,
    SECTION_MOVEMENTS,
    SECTION_PACKS,
    SECTION_LICENCES,
    SECTION_NOTICES,
    SECTION_NOTES,
    SECTION_PAY,
    SECTION_VERIFY,
    SECTION_COUNT,
};

enum note { NOTE_TIERS, NOTE_DAYS, NOTE_PACKS, NOTE_ROUNDING, NOTE_TAX, NOTE_COUNT };

/* Besides the kinds of notices: rows that the refund lines give. */
#define NOTICE_REFUND NOTICE_KIND_COUNT

extern const char *const column_names[COLUMN_COUNT]; /* keys of [columns], here and in texts */
extern const char *const note_names[NOTE_COUNT];

/* A list of numbers of one of the enumerations above, each at most once. */
struct choice {
    unsigned at[24];
    unsigned count;
};

struct layout {
    struct {
        double width, height; /* of the paper */
        double top, top_next, bottom;
    } page;
    struct font_paths fonts;
    struct place font_place; /* of the fallbacks, for messages */
    struct {
        struct colour ink, grey, hairline, head_rule, tint, accent, accent_2, accent_3, alert,
            alert_tint, draft;
    } colour;
    struct {
        double title, headline, total, total_label, figure, movement, heading, party, words, issuer,
            table, detail, label, axis, state, stamp, draft;
        double bold_stroke; /* of the size */
    } type;
    struct {
        double accent, heading, head, row, hairline;
    } rule;
    struct {
        bool right;
        double width, height;
    } logo;
    struct choice columns;
    double column_width[COLUMN_COUNT];
    struct choice sections;
    struct {
        double series; /* products of their own, the last one being all others */
        double bar;    /* of a day's width */
    } chart;
    struct choice notices; /* notice kinds, and NOTICE_REFUND */
    bool qr;
    struct choice notes;
};

bool choice_has(const struct choice *choice, unsigned number);

/* Reads TEMPLATES/invoice/NAME.ini; NULL where an error was reported. */
const struct layout *layout_read(struct text templates, struct text name, struct arena *arena,
                                 struct report *report);

#endif
