#include "layout.h"

#include "livebill/base/ini.h"
#include "livebill/value/decimal.h"

#define LENGTH_MAX 2000

const char *const column_names[COLUMN_COUNT] = {
    "number", "item", "region", "quantity", "unit", "deducted", "billable", "unit_price", "amount"};
const char *const note_names[NOTE_COUNT] = {"tiers", "days", "packs", "rounding", "tax"};
static const char *const section_names[SECTION_COUNT] = {
    "head",      "parties", "headline", "summary", "chart", "lines", "totals",
    "movements", "packs",   "licences", "notices", "notes", "pay",   "verify"};

struct layout_key;
struct layout_reading;

/* Stores the value of a key, or reports what is wrong with it and returns false. */
typedef bool store(struct layout_reading *reading, const struct layout_key *key, struct place place,
                   struct text value);

struct layout_key {
    const char *section, *name;
    store *store;
    size_t offset; /* in struct layout */
};

struct layout_reading {
    struct layout layout;
    bool *seen;          /* by key */
    uint64_t *last_line; /* by key: the last line of its section */
    struct arena *arena;
    struct report *report;
};

static store store_paper, store_path, store_paths, store_colour, store_length, store_place,
    store_columns, store_sections, store_notices, store_notes, store_flag;

#define KEY(section, name, store, member)                                                          \
    {                                                                                              \
        section, name, store, offsetof(struct layout, member)                                      \
    }
#define COLOUR(name)        KEY("colour", #name, store_colour, colour.name)
#define SIZE(name)          KEY("type", #name, store_length, type.name)
#define RULE(name)          KEY("rule", #name, store_length, rule.name)
#define WIDTH(name, number) KEY("columns", name, store_length, column_width[number])

static const struct layout_key keys[] = {
    KEY("page", "paper", store_paper, page),
    KEY("page", "top", store_length, page.top),
    KEY("page", "top_next", store_length, page.top_next),
    KEY("page", "bottom", store_length, page.bottom),
    KEY("fonts", "regular", store_path, fonts.regular),
    KEY("fonts", "bold", store_path, fonts.bold),
    KEY("fonts", "fallback", store_paths, fonts),
    COLOUR(ink),
    COLOUR(grey),
    COLOUR(hairline),
    COLOUR(head_rule),
    COLOUR(tint),
    COLOUR(accent),
    COLOUR(accent_2),
    COLOUR(accent_3),
    COLOUR(alert),
    COLOUR(alert_tint),
    COLOUR(draft),
    SIZE(title),
    SIZE(headline),
    SIZE(total),
    SIZE(total_label),
    SIZE(figure),
    SIZE(movement),
    SIZE(heading),
    SIZE(party),
    SIZE(words),
    SIZE(issuer),
    SIZE(table),
    SIZE(detail),
    SIZE(label),
    SIZE(axis),
    SIZE(state),
    SIZE(stamp),
    SIZE(draft),
    SIZE(bold_stroke),
    RULE(accent),
    RULE(heading),
    RULE(head),
    RULE(row),
    RULE(hairline),
    KEY("logo", "place", store_place, logo.right),
    KEY("logo", "width", store_length, logo.width),
    KEY("logo", "height", store_length, logo.height),
    KEY("columns", "order", store_columns, columns),
    WIDTH("number", COLUMN_NUMBER),
    WIDTH("item", COLUMN_ITEM),
    WIDTH("region", COLUMN_REGION),
    WIDTH("quantity", COLUMN_QUANTITY),
    WIDTH("unit", COLUMN_UNIT),
    WIDTH("deducted", COLUMN_DEDUCTED),
    WIDTH("billable", COLUMN_BILLABLE),
    WIDTH("unit_price", COLUMN_UNIT_PRICE),
    WIDTH("amount", COLUMN_AMOUNT),
    KEY("sections", "order", store_sections, sections),
    KEY("chart", "series", store_length, chart.series),
    KEY("chart", "bar", store_length, chart.bar),
    KEY("notices", "kinds", store_notices, notices),
    KEY("qr", "print", store_flag, qr),
    KEY("notes", "order", store_notes, notes),
};

#define KEY_COUNT (sizeof keys / sizeof *keys)

bool choice_has(const struct choice *choice, unsigned number)
{
    for (unsigned i = 0; i < choice->count; i++)
        if (choice->at[i] == number)
            return true;
    return false;
}

static void *member(struct layout_reading *reading, const struct layout_key *key)
{
    return (char *)&reading->layout + key->offset;
}

static bool wrong(struct layout_reading *reading, const struct layout_key *key, struct place place,
                  const char *hint, const char *what, struct text value)
{
    return report_error(reading->report, place, text_of(key->name), CODE_BAD_SETTING, hint,
                        "'%.*s' is not %s", TEXT_ARGS(value), what);
}

static bool store_paper(struct layout_reading *reading, const struct layout_key *key,
                        struct place place, struct text value)
{
    reading->layout.page.width = text_is(value, "A4") ? 595.28 : 612;
    reading->layout.page.height = text_is(value, "A4") ? 841.89 : 792;
    return text_is(value, "A4") || text_is(value, "Letter")
           || wrong(reading, key, place, "write A4 or Letter", "a paper", value);
}

static bool store_length(struct layout_reading *reading, const struct layout_key *key,
                         struct place place, struct text value)
{
    double *out = member(reading, key);
    wide thousandths;

    if (decimal_parse(&thousandths, value, 3, false) != DECIMAL_OK
        || thousandths > LENGTH_MAX * 1000)
        return wrong(reading, key, place,
                     "write a number of points, at most 2000 and with at "
                     "most 3 decimals",
                     "a length", value);
    *out = (double)thousandths / 1000;
    return true;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

    return c == '\0' || found == NULL ? -1 : (int)(found - digits);
}

static bool store_colour(struct layout_reading *reading, const struct layout_key *key,
                         struct place place, struct text value)
{
    struct colour *out = member(reading, key);
    int digits[6];
    bool good = value.size == 7 && value.at[0] == '#';

    for (size_t i = 0; good && i < 6; i++) {
        digits[i] = hex_digit(value.at[i + 1]);
        good = digits[i] >= 0;
    }
    if (!good)
        return wrong(reading, key, place, "write # and six hex digits, #1A2330", "a colour", value);
    *out = (struct colour){(uint8_t)(digits[0] * 16 + digits[1]),
                           (uint8_t)(digits[2] * 16 + digits[3]),
                           (uint8_t)(digits[4] * 16 + digits[5])};
    return true;
}

static bool store_path(struct layout_reading *reading, const struct layout_key *key,
                       struct place place, struct text value)
{
    struct text *out = member(reading, key);

    (void)place;
    *out = value;
    return true;
}

/* The next of a list with commas; the rest stays in *list. */
static struct text next_of(struct text *list)
{
    size_t size = text_find(*list, ',');
    struct text word = text_trim(text_slice(*list, 0, size));

    *list = text_slice(*list, size + 1, SIZE_MAX);
    return word;
}

static bool store_paths(struct layout_reading *reading, const struct layout_key *key,
                        struct place place, struct text value)
{
    struct font_paths *paths = member(reading, key);

    reading->layout.font_place = place;
    while (value.size > 0) {
        if (paths->fallback_count == FONT_MAX - 2)
            return report_error(reading->report, place, text_of(key->name), CODE_BAD_SETTING,
                                "leave some out", "more than %d fallback fonts", FONT_MAX - 2);
        paths->fallback[paths->fallback_count++] = next_of(&value);
    }
    return true;
}

static bool store_place(struct layout_reading *reading, const struct layout_key *key,
                        struct place place, struct text value)
{
    reading->layout.logo.right = text_is(value, "right");
    return text_is(value, "left") || text_is(value, "right")
           || wrong(reading, key, place, "write left or right", "a place", value);
}

static bool store_flag(struct layout_reading *reading, const struct layout_key *key,
                       struct place place, struct text value)
{
    bool *out = member(reading, key);

    *out = text_is(value, "yes");
    return text_is(value, "yes") || text_is(value, "no")
           || wrong(reading, key, place, "write yes or no", "yes or no", value);
}

static unsigned name_number(const char *const *names, unsigned count, struct text word)
{
    unsigned number = 0;

    while (number < count && !text_is(word, names[number]))
        number++;
    return number;
}

static bool store_choice(struct layout_reading *reading, const struct layout_key *key,
                         struct place place, struct text value, const char *const *names,
                         unsigned count)
{
    struct choice *out = member(reading, key);
    bool good = true;

    while (value.size > 0) {
        struct text word = next_of(&value);
        unsigned number = name_number(names, count, word);

        if (number == count)
            good = wrong(reading, key, place, "write only names that the shipped layout has",
                         "a name that is known here", word);
        else if (choice_has(out, number))
            good = report_error(reading->report, place, text_of(key->name), CODE_BAD_SETTING,
                                "remove one of them", "'%.*s' is named twice", TEXT_ARGS(word));
        else
            out->at[out->count++] = number;
    }
    return good;
}

static bool store_columns(struct layout_reading *reading, const struct layout_key *key,
                          struct place place, struct text value)
{
    bool good = store_choice(reading, key, place, value, column_names, COLUMN_COUNT);

    for (unsigned i = 0; good && i < 2; i++) {
        unsigned must = i == 0 ? COLUMN_ITEM : COLUMN_AMOUNT;
        if (!choice_has(&reading->layout.columns, must))
            good = report_error(reading->report, place, text_of(key->name), CODE_BAD_SETTING,
                                "add it", "the column '%s' is missing", column_names[must]);
    }
    return good;
}

static bool store_sections(struct layout_reading *reading, const struct layout_key *key,
                           struct place place, struct text value)
{
    return store_choice(reading, key, place, value, section_names, SECTION_COUNT);
}

static bool store_notes(struct layout_reading *reading, const struct layout_key *key,
                        struct place place, struct text value)
{
    return store_choice(reading, key, place, value, note_names, NOTE_COUNT);
}

static bool store_notices(struct layout_reading *reading, const struct layout_key *key,
                          struct place place, struct text value)
{
    const char *names[NOTICE_KIND_COUNT + 1];

    for (unsigned kind = 0; kind < NOTICE_KIND_COUNT; kind++)
        names[kind] = notice_kind_code((enum notice_kind)kind);
    names[NOTICE_REFUND] = "refund";
    return store_choice(reading, key, place, value, names, NOTICE_KIND_COUNT + 1);
}

static bool unknown(struct layout_reading *reading, struct place place, struct text section,
                    struct text name)
{
    struct text names[KEY_COUNT], nearest;
    size_t count = 0;

    for (size_t i = 0; i < KEY_COUNT; i++)
        if (text_is(section, keys[i].section))
            names[count++] = text_of(keys[i].name);
    if (count == 0)
        return report_error(reading->report, place, name, CODE_BAD_SETTING, "remove it",
                            "the section '%.*s' is not known", TEXT_ARGS(section));
    nearest = text_nearest(name, names, count);
    return report_error(
        reading->report, place, name, CODE_BAD_SETTING,
        nearest.size == 0
            ? "remove it"
            : text_format(reading->arena, "did you mean '%.*s'", TEXT_ARGS(nearest)).at,
        "the section [%.*s] has no key '%.*s'", TEXT_ARGS(section), TEXT_ARGS(name));
}

static bool take_key(void *context, struct place place, struct text section, struct text name,
                     struct text value)
{
    struct layout_reading *reading = context;
    size_t found = KEY_COUNT;

    for (size_t i = 0; i < KEY_COUNT; i++)
        if (text_is(section, keys[i].section)) {
            reading->last_line[i] = place.line;
            if (text_is(name, keys[i].name))
                found = i;
        }
    if (found == KEY_COUNT)
        return unknown(reading, place, section, name);
    if (reading->seen[found])
        return report_error(reading->report, place, name, CODE_BAD_SETTING, "remove one of them",
                            "'%.*s' is given twice", TEXT_ARGS(name));
    reading->seen[found] = true;
    return keys[found].store(reading, &keys[found], place, value);
}

static bool check_missing(struct layout_reading *reading, struct text file)
{
    bool good = true;

    for (size_t i = 0; i < KEY_COUNT; i++)
        if (!reading->seen[i])
            good = report_error(
                reading->report, (struct place){file, reading->last_line[i]}, text_of(keys[i].name),
                CODE_BAD_SETTING, "copy it from the shipped layout",
                "the section [%s] lacks the key '%s'", keys[i].section, keys[i].name);
    return good;
}

/* The item takes what the other columns leave. */
static bool check_columns(struct layout_reading *reading, struct text file)
{
    struct layout *layout = &reading->layout;
    double left = CONTENT_WIDTH;
    size_t key = 0;

    for (unsigned i = 0; i < layout->columns.count; i++)
        if (layout->columns.at[i] != COLUMN_ITEM)
            left -= layout->column_width[layout->columns.at[i]];
    layout->column_width[COLUMN_ITEM] = left;
    while (keys[key].store != store_columns)
        key++;
    return left >= ITEM_WIDTH_LEAST
           || report_error(reading->report, (struct place){file, reading->last_line[key]},
                           TEXT("item"), CODE_BAD_SETTING, "make the others narrower",
                           "the columns leave the item less than 96 points of 504");
}

const struct layout *layout_read(struct text templates, struct text name, struct arena *arena,
                                 struct report *report)
{
    struct layout_reading *reading = ARENA_NEW(arena, struct layout_reading);
    struct text path =
        text_format(arena, "%.*s/invoice/%.*s.ini", TEXT_ARGS(templates), TEXT_ARGS(name));
    struct text file = text_format(arena, "templates/invoice/%.*s.ini", TEXT_ARGS(name));
    size_t problems = report->problems.count;
    bool good;

    reading->seen = ARENA_ARRAY(arena, bool, KEY_COUNT);
    reading->last_line = ARENA_ARRAY(arena, uint64_t, KEY_COUNT);
    reading->arena = arena;
    reading->report = report;
    good = ini_read(path.at, file, take_key, reading, arena, report);
    if (!good && report->problems.count == problems + 1
        && report->problems.at[problems].code == CODE_BAD_FILE)
        return NULL; /* not there: that every key is missing need not be said */
    good = check_missing(reading, file) && good;
    return good && check_columns(reading, file) ? &reading->layout : NULL;
}
