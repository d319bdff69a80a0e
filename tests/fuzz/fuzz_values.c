/*
 * Any bytes as a number, a time, an identifier: what is read and written back reads the same.
 */
#include "livebill/base/fatal.h"
#include "livebill/value/date.h"
#include "livebill/value/decimal.h"
#include "livebill/value/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decimal(struct text text, unsigned places, struct arena *arena)
{
    wide value, again;
    if (decimal_parse(&value, text, places, true) != DECIMAL_OK)
        return;
    struct text written = decimal_text(arena, value, places);
    if (decimal_parse(&again, written, places, true) != DECIMAL_OK || again != value)
        bug("%.*s is written as %.*s", TEXT_ARGS(text), TEXT_ARGS(written));
    written = decimal_text_short(arena, value, places, 0);
    if (decimal_parse(&again, written, places, true) != DECIMAL_OK || again != value)
        bug("%.*s is shortened to %.*s", TEXT_ARGS(text), TEXT_ARGS(written));
    if (money_fits(value)) {
        money_words(arena, (struct money){(int64_t)value}, CURRENCY_CNY, LANGUAGE_ZH);
        money_words(arena, (struct money){(int64_t)value}, CURRENCY_USD, LANGUAGE_EN);
    }
}

static void check_moment(struct text text, struct arena *arena)
{
    struct moment moment, again;
    if (!moment_parse(&moment, text) || moment.seconds < 0)
        return;
    if (!moment_parse(&again, moment_text(arena, moment)) || again.seconds != moment.seconds)
        bug("the time %.*s does not come back", TEXT_ARGS(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct text text = {(const char *)data, size};

    for (unsigned places = 0; places <= 9; places++)
        check_decimal(text, places, arena);
    check_moment(text, arena);
    text_invalid_at(text);
    text_columns(text);
    arena_free(arena);
    return 0;
}
