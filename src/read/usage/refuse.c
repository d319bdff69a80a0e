/*
 * What is wrong with a row that usage_row_read refused, in words that teach: formats.md §6.
 */
#include "row.h"

#include "quantity.h"

#include "livebill/base/fatal.h"

#define REGIONS_HINT "write mainland, ap1, ap2, ap3, na, eu, me, af or sa"

static struct text shown(const struct form *form, size_t column)
{
    return value_shown(field_text(form, column), form->arena);
}

static bool check_account(const struct usage_reader *reader, const struct form *form)
{
    struct text id;
    if (!field_identifier(&id, form, USAGE_ACCOUNT_ID))
        return false;
    if (name_table_find(&reader->accounts, id) != NAME_UNKNOWN)
        return true;
    if (reader->book->accounts_broken)
        return false; /* it may stand behind the error, which stops the run */
    return field_fail(form, USAGE_ACCOUNT_ID, CODE_UNKNOWN_ACCOUNT,
                      "add it to accounts.csv, or correct the id", "there is no account '%.*s'",
                      TEXT_ARGS(shown(form, USAGE_ACCOUNT_ID)));
}

static struct text meter_hint(const struct usage_reader *reader, struct text code,
                              struct arena *arena)
{
    const struct catalogue *catalogue = &reader->book->catalogue;
    struct text *codes = ARENA_ARRAY(arena, struct text, catalogue->meters.count);
    for (size_t i = 0; i < catalogue->meters.count; i++)
        codes[i] = catalogue->meters.at[i].code;
    struct text nearest = text_nearest(code, codes, catalogue->meters.count);
    return nearest.size > 0 ? text_format(arena, "did you mean %.*s", TEXT_ARGS(nearest))
                            : TEXT("write a meter of the catalogue's meters.csv");
}

static bool check_meter(const struct meter **out, const struct usage_reader *reader,
                        const struct form *form)
{
    struct text code;
    if (!field_identifier(&code, form, USAGE_METER))
        return false;
    size_t index = name_table_find(&reader->meters, code);
    if (index != NAME_UNKNOWN) {
        *out = &reader->book->catalogue.meters.at[index];
        return true;
    }
    if (reader->book->catalogue.meters_broken)
        return false;
    return field_fail(form, USAGE_METER, CODE_UNKNOWN_METER,
                      meter_hint(reader, code, form->arena).at, "there is no meter '%.*s'",
                      TEXT_ARGS(shown(form, USAGE_METER)));
}

static bool check_region(const struct meter *meter, const struct form *form)
{
    struct text text = field_text(form, USAGE_REGION);
    enum region region;
    if (text.size == 0)
        return meter->regions != REGIONS_REQUIRED || field_need(form, USAGE_REGION, REGIONS_HINT);
    if (!usage_region_find(&region, text))
        return field_fail(form, USAGE_REGION, CODE_UNKNOWN_REGION,
                          meter->regions == REGIONS_NONE ? "leave it empty" : REGIONS_HINT,
                          "'%.*s' is not a region", TEXT_ARGS(shown(form, USAGE_REGION)));
    if (meter->regions != REGIONS_NONE)
        return true;
    return field_fail(form, USAGE_REGION, CODE_UNKNOWN_REGION, "leave it empty",
                      "'%.*s' is given, but the meter %.*s has no regions",
                      TEXT_ARGS(shown(form, USAGE_REGION)), TEXT_ARGS(meter->code));
}

/* The form of the number alone: the bounds depend on the unit, which is the next column. */
static bool check_number(const struct form *form)
{
    static const struct decimals any = {QUANTITY_PLACES, 0, 0};
    struct text text = field_text(form, USAGE_QUANTITY);
    struct decimal_problem problem;
    wide nano;

    if (!field_need(form, USAGE_QUANTITY, "write a number"))
        return false;
    switch (usage_quantity_parse(&nano, text, usage_unit_find(TEXT("count")))) {
    case QUANTITY_MALFORMED:
        if (decimal_read(&nano, &problem, text, &any, form->arena))
            bug("a malformed quantity was read");
        return field_fail(form, USAGE_QUANTITY, CODE_BAD_NUMBER, problem.hint,
                          "'%.*s' is not a decimal number", TEXT_ARGS(shown(form, USAGE_QUANTITY)));
    case QUANTITY_NEGATIVE:
        return field_fail(form, USAGE_QUANTITY, CODE_BAD_NUMBER, "write 0 or more, without a sign",
                          "'%.*s' has a minus sign", TEXT_ARGS(shown(form, USAGE_QUANTITY)));
    case QUANTITY_OK:
    case QUANTITY_TOO_PRECISE:
    case QUANTITY_TOO_LARGE:
        break;
    }
    return true;
}

static const char *const base_units[] = {
    [KIND_BYTES] = "bytes",
    [KIND_SECONDS] = "seconds",
    [KIND_COUNT] = "pieces",
};

static bool check_unit(const struct usage_unit **out, const struct meter *meter,
                       const struct form *form)
{
    const char *hint = usage_units_hint(meter->kind);
    if (!field_need(form, USAGE_UNIT, hint))
        return false;
    *out = usage_unit_find(field_text(form, USAGE_UNIT));
    if (*out == NULL)
        return field_fail(form, USAGE_UNIT, CODE_BAD_UNIT, hint, "'%.*s' is not a unit",
                          TEXT_ARGS(shown(form, USAGE_UNIT)));
    if ((*out)->kind == meter->kind)
        return true;
    return field_fail(form, USAGE_UNIT, CODE_BAD_UNIT, hint, "'%.*s' is not a unit of %.*s",
                      TEXT_ARGS(shown(form, USAGE_UNIT)), TEXT_ARGS(meter->code));
}

static bool check_bounds(const struct usage_unit *unit, const struct form *form)
{
    const char *base = base_units[unit->kind];
    struct text quantity = shown(form, USAGE_QUANTITY), hint;
    wide nano;

    switch (usage_quantity_parse(&nano, field_text(form, USAGE_QUANTITY), unit)) {
    case QUANTITY_TOO_LARGE:
        return field_fail(form, USAGE_QUANTITY, CODE_BAD_NUMBER,
                          "split the row, or correct the unit",
                          "'%.*s' %s is above 10^15 %s, the most that a row may hold",
                          TEXT_ARGS(quantity), unit->word, base);
    case QUANTITY_TOO_PRECISE:
        hint = text_format(form->arena, "round it to 9 decimals in %s", base);
        return field_fail(form, USAGE_QUANTITY, CODE_BAD_NUMBER, hint.at,
                          "'%.*s' %s is finer than 10^-9 %s", TEXT_ARGS(quantity), unit->word,
                          base);
    case QUANTITY_OK:
        return true;
    case QUANTITY_MALFORMED:
    case QUANTITY_NEGATIVE:
        break;
    }
    bug("a quantity's form was checked");
}

static bool check_texts(const struct form *form)
{
    struct text text;
    return field_free_text(&text, form, USAGE_RESOURCE, RESOURCE_LENGTH_MAX)
           && field_identifier_or(&text, form, USAGE_APP_ID, TEXT(""))
           && field_identifier_or(&text, form, USAGE_SPEC, TEXT(""));
}

static bool check_day(const struct usage_context *context, struct moment time,
                      const struct form *form)
{
    if (moment_day(time).number == context->day.number)
        return true;
    struct text day = day_text(form->arena, context->day);
    struct text beijing = moment_text(form->arena, time);
    return field_fail(form, USAGE_TIME, CODE_WRONG_DAY, "move the row to the file of its day",
                      "'%.*s' is %.*s in Beijing, but the file is of %.*s",
                      TEXT_ARGS(shown(form, USAGE_TIME)), TEXT_ARGS(beijing), TEXT_ARGS(day));
}

static bool check_grid(const struct meter *meter, struct moment time, const struct form *form)
{
    int64_t past = time.seconds % SECONDS_PER_SLOT;
    if (meter->timing == TIMING_EVENT || past == 0)
        return true;
    struct text start = moment_text(form->arena, (struct moment){time.seconds - past});
    struct text hint =
        text_format(form->arena, "write the start of its slot, %.*s in Beijing", TEXT_ARGS(start));
    return field_fail(form, USAGE_TIME, CODE_OFF_GRID, hint.at,
                      "'%.*s' does not begin a 5-minute slot, as samples of %.*s do",
                      TEXT_ARGS(shown(form, USAGE_TIME)), TEXT_ARGS(meter->code));
}

void usage_row_refuse(const struct usage_context *context, const struct form *form)
{
    const struct usage_unit *unit = NULL;
    const struct meter *meter = NULL;
    struct moment time;

    if (field_moment(&time, form, USAGE_TIME) && check_account(context->reader, form)
        && check_meter(&meter, context->reader, form) && check_region(meter, form)
        && check_number(form) && check_unit(&unit, meter, form) && check_bounds(unit, form)
        && check_texts(form) && check_day(context, time, form) && check_grid(meter, time, form))
        bug("a sound row was refused: line %llu", (unsigned long long)form->fields->row.place.line);
}

void usage_row_conflict(const struct meter *meter, const struct form *form)
{
    const char *when = meter->timing == TIMING_SLOT ? "slot" : "time";
    field_fail(form, USAGE_QUANTITY, CODE_CONFLICT, "keep one of the two rows",
               "'%.*s' %.*s differs from an earlier row of the same account, resource, meter, "
               "region, AppID, spec and %s",
               TEXT_ARGS(shown(form, USAGE_QUANTITY)), TEXT_ARGS(field_text(form, USAGE_UNIT)),
               when);
}
