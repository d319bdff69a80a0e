/* What the readers of the catalogue's kinds share. */

#include "reading.h"

bool catalogue_code_once(struct catalogue_reading *reading, struct text code,
                         const struct form *form, size_t column)
{
    uint64_t earlier = id_set_use(&reading->codes, code, form->fields->row.place.line);
    if (earlier == 0)
        return true;
    return field_fail(form, column, CODE_BAD_CATALOGUE, "keep one row for each",
                      "'%.*s' stands in line %llu already", TEXT_ARGS(code),
                      (unsigned long long)earlier);
}

bool catalogue_unknown(const struct catalogue_reading *reading, const struct form *form,
                       size_t column, struct text name, enum catalogue_kind kind, const char *noun)
{
    if ((!reading->own && reading->replaced[kind]) || reading->broken[kind])
        return false;
    struct text hint = text_format(form->arena, "add it to %s.csv, or correct the name",
                                   catalogue_forms[kind]->name);
    return field_fail(form, column, CODE_BAD_CATALOGUE, hint.at, "'%.*s' is not %s",
                      TEXT_ARGS(name), noun);
}

bool catalogue_validity(struct day *from, struct day *until, const struct form *form,
                        struct validity_columns columns)
{
    if (!field_day_or(from, form, columns.from, (struct day){0})
        || !field_day_or(until, form, columns.until, DAY_NEVER))
        return false;
    if (from->number < until->number)
        return true;
    return field_fail(form, columns.until, CODE_BAD_CATALOGUE,
                      "write the day after the last, later than 'from'",
                      "the row ends before it begins");
}

static bool is_any(const struct form *form, size_t column)
{
    return text_is(field_text(form, column), "*");
}

bool catalogue_is_own(const struct place *place)
{
    return text_starts(place->file, TEXT(CATALOGUE_OWN));
}

bool catalogue_code_or_any(struct text *code, const struct form *form, size_t column)
{
    *code = TEXT("*");
    return is_any(form, column) || field_identifier(code, form, column);
}

bool catalogue_region(bool *any, enum region *region, const struct form *form, size_t column)
{
    struct text text = field_text(form, column);

    *region = REGION_NONE;
    *any = is_any(form, column);
    if (*any || text_is(text, "none") || region_parse(region, text))
        return true;
    return field_fail(form, column, CODE_UNKNOWN_REGION,
                      "write mainland, ap1, ap2, ap3, na, eu, me, af, sa, * for any, or nothing",
                      "'%.*s' is not a region", TEXT_ARGS(value_shown(text, form->arena)));
}

bool catalogue_spec(bool *any, struct text *spec, const struct form *form, size_t column)
{
    *spec = TEXT("");
    *any = is_any(form, column);
    return *any || field_identifier_or(spec, form, column, TEXT(""));
}

bool catalogue_currency(enum currency *currency, const struct form *form, size_t column)
{
    static const struct words words = {"a currency", {"CNY", "USD"}};
    size_t word;
    if (!field_word(&word, form, column, &words))
        return false;
    *currency = (enum currency)word;
    return true;
}

bool catalogue_mode(enum mode *mode, const struct form *form, size_t column)
{
    /* In the order of enum mode, whose last is `*`. */
    static const struct words words = {"a mode",
                                       {"traffic_day", "bandwidth_day", "traffic_month",
                                        "bandwidth_p95_month", "bandwidth_avgpeak_month", "*"}};
    size_t word;
    if (!field_word_or(&word, form, column, &words, MODE_ANY))
        return false;
    *mode = (enum mode)word;
    return true;
}

bool catalogue_names(struct text *zh, struct text *en, const struct form *form, size_t column_zh,
                     size_t column_en, struct text code)
{
    if (!field_free_text(zh, form, column_zh, NAME_LENGTH_MAX)
        || !field_free_text(en, form, column_en, NAME_LENGTH_MAX))
        return false;
    if (zh->size == 0)
        *zh = code;
    if (en->size == 0)
        *en = code;
    return true;
}

bool catalogue_price(bool *has, struct price *price, const struct form *form, size_t column)
{
    wide e8;
    *has = field_text(form, column).size > 0;
    if (!field_decimal_or(&e8, form, column, &decimals_price, 0))
        return false;
    price->e8 = (int64_t)e8;
    return true;
}
