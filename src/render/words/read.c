#include "table.h"

#include "livebill/base/fatal.h"
#include "livebill/base/ini.h"

#define SECTION_COUNT_MAX 64
#define SHEET_NAME_MAX    25 /* Excel's 31, and room for ` (999)` */

/* One key of the table, taken apart, and what the file had for it. */
struct expected {
    const struct known_section *section;
    struct text key, names;
    bool may_be_empty;
    struct place place; /* line 0: not seen yet */
};

struct reading {
    LIST_OF(struct expected) expected;
    LIST_OF(struct word) found;
    struct arena *arena;
    struct report *report;
};

static struct text next_word(struct text *list)
{
    size_t size = text_find(*list, ' ');
    struct text word = text_slice(*list, 0, size);

    *list = text_slice(*list, size + 1, SIZE_MAX);
    return word;
}

static void expect_section(struct reading *reading, const struct known_section *section)
{
    struct text keys = text_of(section->keys);

    while (keys.size > 0) {
        struct text key = next_word(&keys);
        struct expected *expected = LIST_ADD(reading->arena, &reading->expected);
        expected->section = section;
        expected->may_be_empty = key.at[0] != '!';
        if (!expected->may_be_empty)
            key = text_slice(key, 1, SIZE_MAX);
        size_t brace = text_find(key, '{');
        expected->key = text_slice(key, 0, brace);
        if (brace < key.size)
            expected->names = text_slice(key, brace + 1, key.size - brace - 2);
    }
}

static const struct known_section *find_section(struct text name)
{
    for (const struct known_section *section = known_sections; section->name != NULL; section++) {
        if (text_is(name, section->name))
            return section;
    }
    return NULL;
}

static struct expected *find_expected(struct reading *reading, const struct known_section *section,
                                      struct text key)
{
    for (size_t i = 0; i < reading->expected.count; i++) {
        struct expected *expected = &reading->expected.at[i];
        if (expected->section == section && text_equal(expected->key, key))
            return expected;
    }
    return NULL;
}

static bool unknown_section(struct reading *reading, struct place place, struct text name)
{
    struct text names[SECTION_COUNT_MAX];
    size_t count = 0;

    for (const struct known_section *section = known_sections; section->name != NULL; section++)
        names[count++] = text_of(section->name);
    struct text nearest = text_nearest(name, names, count);
    struct text hint = nearest.size == 0
                           ? TEXT("remove it")
                           : text_format(reading->arena, "did you mean [%.*s]", TEXT_ARGS(nearest));
    return report_error(reading->report, place, name, CODE_BAD_SETTING, hint.at,
                        "the section '%.*s' is not known", TEXT_ARGS(name));
}

static bool unknown_key(struct reading *reading, struct place place,
                        const struct known_section *section, struct text key)
{
    LIST_OF(struct text) keys = {0};

    for (size_t i = 0; i < reading->expected.count; i++) {
        if (reading->expected.at[i].section == section)
            *LIST_ADD(reading->arena, &keys) = reading->expected.at[i].key;
    }
    struct text nearest = text_nearest(key, keys.at, keys.count);
    struct text hint = nearest.size == 0
                           ? TEXT("remove it")
                           : text_format(reading->arena, "did you mean '%.*s'", TEXT_ARGS(nearest));
    return report_error(reading->report, place, key, CODE_BAD_SETTING, hint.at,
                        "the section [%s] has no key '%.*s'", section->name, TEXT_ARGS(key));
}

/* Whether `name` is in a list like `entry,?reason`. */
static bool names_hold(struct text names, struct text name)
{
    while (names.size > 0) {
        size_t size = text_find(names, ',');
        struct text candidate = text_slice(names, 0, size);
        names = text_slice(names, size + 1, SIZE_MAX);
        if (text_starts(candidate, TEXT("?")))
            candidate = text_slice(candidate, 1, SIZE_MAX);
        if (text_equal(candidate, name))
            return true;
    }
    return false;
}

static bool value_holds(struct reading *reading, struct text value, struct text name)
{
    struct text wanted = text_format(reading->arena, "{%.*s}", TEXT_ARGS(name));

    for (size_t i = 0; i + wanted.size <= value.size; i++) {
        if (text_equal(text_slice(value, i, wanted.size), wanted))
            return true;
    }
    return false;
}

static bool check_names_missing(struct reading *reading, const struct expected *expected,
                                struct place place, struct text key, struct text value)
{
    bool good = true;

    for (struct text names = expected->names; names.size > 0;) {
        size_t size = text_find(names, ',');
        struct text name = text_slice(names, 0, size);
        names = text_slice(names, size + 1, SIZE_MAX);
        if (!text_starts(name, TEXT("?")) && !value_holds(reading, value, name))
            good = report_error(reading->report, place, key, CODE_BAD_SETTING, "add it",
                                "the text lacks {%.*s}", TEXT_ARGS(name));
    }
    return good;
}

static bool check_names_unknown(struct reading *reading, const struct expected *expected,
                                struct place place, struct text key, struct text value)
{
    bool good = true;

    for (size_t open = text_find(value, '{'); open < value.size; open = text_find(value, '{')) {
        value = text_slice(value, open + 1, SIZE_MAX);
        struct text name = text_slice(value, 0, text_find(value, '}'));
        if (name.size == value.size || !names_hold(expected->names, name))
            good = report_error(reading->report, place, key, CODE_BAD_SETTING,
                                "use only the names of the shipped text",
                                "the text has '{%.*s', which is no name that it can have",
                                TEXT_ARGS(name));
    }
    return good;
}

static bool check_sheet_name(struct reading *reading, struct place place, struct text key,
                             struct text value)
{
    bool good = text_length(value) <= SHEET_NAME_MAX && value.at[0] != '\''
                && value.at[value.size - 1] != '\'';

    for (size_t i = 0; i < value.size; i++)
        good = good && strchr("[]:*?/\\", value.at[i]) == NULL;
    if (good)
        return true;
    return report_error(reading->report, place, key, CODE_BAD_SETTING,
                        "use at most 25 characters and none of [ ] : * ? / \\",
                        "'%.*s' cannot name a sheet", TEXT_ARGS(value));
}

static bool is_sheet_name(const struct expected *expected)
{
    return strcmp(expected->section->name, "sheet") == 0 && !expected->may_be_empty
           && !text_starts(expected->key, TEXT("format_"));
}

/* Two sheets of one name: Excel compares them without case, so does this, in ASCII. */
static bool check_sheet_unlike(struct reading *reading, struct place place, struct text key,
                               struct text value)
{
    for (size_t i = 0; i < reading->found.count; i++) {
        const struct word *word = &reading->found.at[i];
        struct expected *other = text_is(word->section, "sheet") ? find_expected(
                                     reading, find_section(word->section), word->key)
                                                                 : NULL;
        if (other != NULL && is_sheet_name(other) && word->value.size == value.size
            && strncasecmp(word->value.at, value.at, value.size) == 0)
            return report_error(reading->report, place, key, CODE_BAD_SETTING,
                                "give each sheet a name of its own", "two sheets are named '%.*s'",
                                TEXT_ARGS(value));
    }
    return true;
}

static bool check_value(struct reading *reading, const struct expected *expected,
                        struct place place, struct text key, struct text value)
{
    if (value.size == 0 && !expected->may_be_empty)
        return report_error(reading->report, place, key, CODE_BAD_SETTING, "give it a text",
                            "'%.*s' cannot be empty", TEXT_ARGS(key));
    if (value.size == 0)
        return true;
    bool good = check_names_missing(reading, expected, place, key, value);
    good = check_names_unknown(reading, expected, place, key, value) && good;
    if (is_sheet_name(expected))
        good = check_sheet_name(reading, place, key, value)
               && check_sheet_unlike(reading, place, key, value) && good;
    return good;
}

/* `tiers.USD` is checked as `tiers`. */
static struct text without_currency(const struct known_section *section, struct text key)
{
    size_t point = text_find(key, '.');
    enum currency currency;

    if (strcmp(section->name, "notes") == 0 && point < key.size
        && currency_parse(&currency, text_slice(key, point + 1, SIZE_MAX)))
        return text_slice(key, 0, point);
    return key;
}

static const struct word *find_found(const struct reading *reading, struct text section,
                                     struct text key)
{
    for (size_t i = 0; i < reading->found.count; i++) {
        const struct word *word = &reading->found.at[i];
        if (text_equal(word->section, section) && text_equal(word->key, key))
            return word;
    }
    return NULL;
}

static bool take_word(void *context, struct place place, struct text name, struct text key,
                      struct text value)
{
    struct reading *reading = context;
    const struct known_section *section = find_section(name);

    if (section == NULL)
        return unknown_section(reading, place, name);
    struct text base = without_currency(section, key);
    struct expected *expected = find_expected(reading, section, base);
    if (expected == NULL && !section->open)
        return unknown_key(reading, place, section, key);
    if (find_found(reading, name, key) != NULL)
        return report_error(reading->report, place, key, CODE_BAD_SETTING, "remove one of them",
                            "'%.*s' is given twice", TEXT_ARGS(key));
    if (expected != NULL && text_equal(base, key))
        expected->place = place;
    if (expected != NULL && !check_value(reading, expected, place, key, value))
        return false;
    *LIST_ADD(reading->arena, &reading->found) = (struct word){name, key, value};
    return true;
}

static bool check_missing(struct reading *reading, struct text file)
{
    bool good = true;

    for (size_t i = 0; i < reading->expected.count; i++) {
        const struct expected *expected = &reading->expected.at[i];
        if (expected->place.line == 0)
            good = report_error(reading->report, (struct place){file, 0}, expected->key,
                                CODE_BAD_SETTING, "add it; empty where no label is wanted",
                                "the section [%s] lacks the key '%.*s'", expected->section->name,
                                TEXT_ARGS(expected->key));
    }
    return good;
}

struct word *words_slot(const struct words *words, struct text section, struct text key)
{
    size_t at = (size_t)(text_hash(section) * 31 + text_hash(key)) & words->mask;

    while (words->slots[at].key.at != NULL
           && !(text_equal(words->slots[at].key, key)
                && text_equal(words->slots[at].section, section)))
        at = (at + 1) & words->mask;
    return &words->slots[at];
}

static const struct words *table_of(const struct reading *reading, enum language language)
{
    struct words *words = ARENA_NEW(reading->arena, struct words);
    size_t size = 64;

    while (size < reading->found.count * 2)
        size *= 2;
    words->language = language;
    words->mask = size - 1;
    words->slots = ARENA_ARRAY(reading->arena, struct word, size);
    for (size_t i = 0; i < reading->found.count; i++) {
        const struct word *word = &reading->found.at[i];
        *words_slot(words, word->section, word->key) = *word;
    }
    return words;
}

const struct words *words_read(struct text templates, enum language language, struct arena *arena,
                               struct report *report)
{
    struct reading reading = {.arena = arena, .report = report};
    struct text path =
        text_format(arena, "%.*s/text/%s.ini", TEXT_ARGS(templates), language_code(language));
    struct text name = text_format(arena, "templates/text/%s.ini", language_code(language));

    for (const struct known_section *section = known_sections; section->name != NULL; section++)
        expect_section(&reading, section);
    size_t problems = report->problems.count;
    bool good = ini_read(path.at, name, take_word, &reading, arena, report);
    if (!good && reading.found.count == 0 && report->problems.count == problems + 1)
        return NULL; /* no file, or not one of text: every key would be missing */
    good = check_missing(&reading, name) && good;
    return good ? table_of(&reading, language) : NULL;
}
