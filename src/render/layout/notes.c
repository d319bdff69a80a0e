#include "folio.h"

#include <math.h>

#define NOTE_LEADING 11.0
#define NOTE_GAP     3.0
#define NOTE_INDENT  11.0
#define NOTE_FIRST   13.4 /* from the rule to the first baseline */

static bool has_tiers(const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        for (size_t k = 0; k < line->details.count; k++)
            if (line->details.at[k].table != NULL && line->details.at[k].table->tier_count > 1)
                return true;
        if (line->kind == LINE_USAGE && !line->has_unit_price && line->billable.nano > 0)
            return true;
    }
    return false;
}

static bool has_usage(const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines.count; i++)
        if (invoice->lines.at[i].kind == LINE_USAGE)
            return true;
    return false;
}

static bool has_deductions(const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (line->kind == LINE_USAGE && line->quantity.nano != line->billable.nano)
            return true;
    }
    return invoice->packs.count > 0;
}

/* A note whose subject is absent is left out. */
static bool wanted(const struct folio *folio, enum note note)
{
    const struct invoice *invoice = folio->invoice;

    switch (note) {
    case NOTE_TIERS:
        return has_tiers(invoice);
    case NOTE_DAYS:
    case NOTE_ROUNDING:
        return has_usage(invoice);
    case NOTE_PACKS:
        return has_deductions(invoice);
    case NOTE_TAX:
        return invoice->account->tax_mode == TAX_INCLUSIVE;
    case NOTE_COUNT:
        break;
    }
    return false;
}

/* A key with the currency, `tiers.USD`, goes first. */
static struct text note_text(const struct folio *folio, enum note note)
{
    const struct account *account = folio->invoice->account;
    struct text key = text_of(note_names[note]);
    struct text own =
        text_format(folio->arena, "%.*s.%s", TEXT_ARGS(key), currency_code(account->currency));
    struct text text =
        words_or(folio->words, "notes", own, words_or(folio->words, "notes", key, TEXT("")));

    return words_fill(folio->arena, text, "rate",
                      words_rate(folio->words, folio->arena, account->tax_rate), NULL);
}

struct notes {
    struct lines lines[NOTE_COUNT];
    size_t count, split; /* the second column begins with note `split` */
    double height;       /* of the taller column, from the first baseline to the last */
};

static double column_height(const struct notes *notes, size_t from, size_t end)
{
    double height = 0;

    for (size_t i = from; i < end; i++)
        height += NOTE_LEADING * (double)notes->lines[i].count + (i > from ? NOTE_GAP : 0);
    return height > 0 ? height - NOTE_LEADING : 0;
}

static void notes_make(struct notes *notes, const struct folio *folio)
{
    const struct choice *order = &folio->layout->notes;
    struct type type = type_grey(folio, folio->layout->type.label);

    *notes = (struct notes){0};
    for (unsigned i = 0; i < order->count; i++) {
        enum note note = (enum note)order->at[i];
        struct text text = wanted(folio, note) ? note_text(folio, note) : TEXT("");
        if (text.size > 0)
            notes->lines[notes->count++] = folio_wrap(folio, type, HALF_WIDTH - NOTE_INDENT, text);
    }
    notes->height = INFINITY;
    for (size_t split = 1; split <= notes->count; split++) {
        double height =
            fmax(column_height(notes, 0, split), column_height(notes, split, notes->count));
        if (height < notes->height) {
            notes->height = height;
            notes->split = split;
        }
    }
}

/* How to pay does not stand alone on the last page: where it would, the notes go there with it. */
void layout_notes(struct folio *folio, double after)
{
    struct notes notes;
    struct text title = folio_word(folio, "pay", "notes");
    struct type type = type_grey(folio, folio->layout->type.label);
    double x = folio->left, top, y, height, both;

    notes_make(&notes, folio);
    if (notes.count == 0)
        return;
    height = HEADING_HEIGHT + NOTE_FIRST + notes.height;
    both = after > 0 ? height + SECTION_WHITE + after : height;
    folio_section(folio, both <= folio->bottom - folio->layout->page.top_next ? both : height);
    folio_bookmark(folio, title);
    folio_heading(folio, x, CONTENT_WIDTH, title);
    top = y = folio->y + HEADING_HEIGHT + NOTE_FIRST;
    for (size_t i = 0; i < notes.count; i++) {
        if (i == notes.split) {
            x = folio_column(folio, 6);
            y = top;
        }
        folio_left(folio, type, x, y, text_format(folio->arena, "%zu", i + 1));
        y = folio_lines(folio, type, x + NOTE_INDENT, y, NOTE_LEADING, notes.lines[i])
            + NOTE_LEADING + NOTE_GAP;
    }
    folio->y = top + notes.height;
}
