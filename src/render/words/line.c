#include "livebill/render/words.h"
#include "livebill/value/money.h"

void words_add_part(struct buffer *note, struct text part)
{
    if (part.size == 0)
        return;
    if (note->size > 0)
        buffer_add(note, TEXT(" · "));
    buffer_add(note, part);
}

/* The first window that was proration's, had a flat price, a block or a discount: all of a line's
 * windows have the same in practice, and details.csv has each. */
static const struct detail *first_detail(const struct line *line,
                                         bool (*holds)(const struct detail *))
{
    for (size_t i = 0; i < line->details.count; i++)
        if (holds(&line->details.at[i]))
            return &line->details.at[i];
    return NULL;
}

/* A month with usage on all its days is not worth a word. */
static bool is_prorated(const struct detail *detail)
{
    return detail->month_days > 0 && detail->active_days != detail->month_days;
}

static bool is_discounted(const struct detail *detail)
{
    return detail->discount.e8 != 0 && detail->discount.e8 != (int64_t)PRICE_ONE
           && detail->table != NULL;
}

static bool has_flat(const struct detail *detail)
{
    return detail->table != NULL && detail->flat_price.e8 != 0;
}

static bool has_block(const struct detail *detail)
{
    return detail->tier != NULL && detail->tier->block.nano != 0;
}

struct text words_pricing(const struct words *words, struct arena *arena, const struct line *line)
{
    struct buffer note = {.arena = arena};
    const struct detail *detail;
    struct money list;

    if ((detail = first_detail(line, is_prorated)) != NULL)
        words_add_part(
            &note,
            words_fill(arena, words_of(words, "groups", "prorated"), "x",
                       text_format(arena, "%d/%d", detail->active_days, detail->month_days), NULL));
    detail = first_detail(line, is_discounted);
    if (detail != NULL && money_of_amount_rounded(&list, line->list_amount))
        words_add_part(&note, words_fill(arena, words_of(words, "groups", "discounted"), "list",
                                         words_money(words, arena, list), "rate",
                                         words_rate(words, arena, detail->discount), NULL));
    if ((detail = first_detail(line, has_flat)) != NULL)
        words_add_part(&note, words_fill(arena, words_of(words, "groups", "flat"), "x",
                                         words_price(words, arena, detail->flat_price), NULL));
    if ((detail = first_detail(line, has_block)) != NULL)
        words_add_part(&note, words_fill(arena, words_of(words, "groups", "block"), "n",
                                         words_quantity(words, arena, detail->tier->block), "unit",
                                         words_or(words, "units", line->unit, line->unit), NULL));
    return buffer_text(&note);
}
