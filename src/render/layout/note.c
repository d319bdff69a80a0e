#include "table.h"

struct text table_note(const struct folio *folio, const struct line *line, bool entry_too)
{
    struct buffer note = {.arena = folio->arena};

    if (line->spec.size > 0 && !text_is(line->spec, "*"))
        words_add_part(&note, words_spec(folio->words, folio->arena, line->spec));
    words_add_part(&note, line->app_id);
    words_add_part(&note, words_pricing(folio->words, folio->arena, line));
    if (line->kind == LINE_ADJUSTMENT && line->reference.size > 0)
        words_add_part(&note, words_fill(folio->arena, words_of(folio->words, "groups", "corrects"),
                                         "period", line->reference, NULL));
    if (entry_too) {
        words_add_part(&note, words_day(folio->words, folio->arena, moment_day(line->time)));
        words_add_part(&note, line->reference);
    }
    return buffer_text(&note);
}
