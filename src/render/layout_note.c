#include "layout_table.h"

static void add_part(struct buffer *note, struct text part)
{
    if (part.size == 0)
        return;
    if (note->size > 0)
        buffer_add(note, TEXT(" · "));
    buffer_add(note, part);
}

struct text table_note(const struct folio *folio, const struct line *line, bool entry_too)
{
    struct buffer note = {.arena = folio->arena};

    if (line->spec.size > 0 && !text_is(line->spec, "*"))
        add_part(&note, words_spec(folio->words, folio->arena, line->spec));
    add_part(&note, line->app_id);
    add_part(&note, words_pricing(folio->words, folio->arena, line));
    if (line->kind == LINE_ADJUSTMENT && line->reference.size > 0)
        add_part(&note, words_fill(folio->arena, words_of(folio->words, "groups", "corrects"),
                                   "period", line->reference, NULL));
    if (entry_too) {
        add_part(&note, words_day(folio->words, folio->arena, moment_day(line->time)));
        add_part(&note, line->reference);
    }
    return buffer_text(&note);
}
