#include "settings.h"

#include "read/rows/fields.h"

#include "livebill/base/ini.h"

#include <unistd.h>

struct setting;

/* One key that is being read: where it stands and what it says. */
struct setting_value {
    const struct setting *setting;
    struct place place;
    struct text text; /* not empty */
    struct arena *arena;
    struct report *report;
};

typedef bool setting_take(void *target, const struct setting_value *value);

struct setting {
    const char *section, *key;
    size_t offset; /* of the target in struct settings */
    setting_take *take;
    long least, most; /* of whole numbers */
};

static struct text name_of(const struct setting *setting, struct arena *arena)
{
    return text_format(arena, "[%s] %s", setting->section, setting->key);
}

static bool fail(const struct setting_value *value, const char *hint, struct text message)
{
    return report_error(value->report, value->place, name_of(value->setting, value->arena),
                        CODE_BAD_SETTING, hint, "%.*s", TEXT_ARGS(message));
}

static struct text quoted_is_not(const struct setting_value *value, const char *noun)
{
    struct text shown = value_shown(value->text, value->arena);
    return text_format(value->arena, "'%.*s' is not %s", TEXT_ARGS(shown), noun);
}

static bool take_text(void *target, const struct setting_value *value)
{
    if (text_length(value->text) > NAME_LENGTH_MAX)
        return fail(value, "write at most 1000", TEXT("the text has more than 1000 characters"));
    if (text_unprintable_at(value->text) < value->text.size)
        return fail(value, "leave it out", TEXT("the text has a character that cannot be printed"));
    *(struct text *)target = value->text;
    return true;
}

static bool take_prefix(void *target, const struct setting_value *value)
{
    if (!identifier_is_sound(value->text))
        return fail(value, "write letters, digits or . _ : - @, the first a letter or digit",
                    quoted_is_not(value, "a prefix for invoice numbers"));
    *(struct text *)target = value->text;
    return true;
}

/* A file of templates/invoice/: `letter`, `letter.ini`, `invoice/letter.ini`; no other path. */
static bool take_layout(void *target, const struct setting_value *value)
{
    struct text folder = TEXT("invoice/"), suffix = TEXT(".ini"), name = value->text;

    if (text_starts(name, folder))
        name = text_slice(name, folder.size, name.size);
    if (text_ends(name, suffix))
        name.size -= suffix.size;
    if (!identifier_is_sound(name))
        return fail(value, "write the name of a file in templates/invoice",
                    quoted_is_not(value, "a layout"));
    *(struct text *)target = text_copy(value->arena, name);
    return true;
}

static bool take_decimal(wide *out, const struct setting_value *value,
                         const struct decimals *decimals)
{
    struct decimal_problem problem;
    if (decimal_read(out, &problem, value->text, decimals, value->arena))
        return true;
    return fail(value, problem.hint, problem.message);
}

static bool take_whole(void *target, const struct setting_value *value)
{
    struct decimals decimals = {0, value->setting->least, value->setting->most};
    wide number;
    if (!take_decimal(&number, value, &decimals))
        return false;
    *(int *)target = (int)number;
    return true;
}

static bool take_rate(void *target, const struct setting_value *value)
{
    static const struct decimals decimals = {PRICE_PLACES, 0, PRICE_ONE};
    wide number;
    if (!take_decimal(&number, value, &decimals))
        return false;
    ((struct rate *)target)->e8 = (int64_t)number;
    return true;
}

static bool take_money(void *target, const struct setting_value *value)
{
    wide number;
    if (!take_decimal(&number, value, &decimals_signed_money))
        return false;
    ((struct money *)target)->minor = (int64_t)number;
    return true;
}

static bool take_ratio(void *target, const struct setting_value *value)
{
    static const struct decimals decimals = {QUANTITY_PLACES, 0, (wide)1000000 * 1000000000};
    wide number;
    if (!take_decimal(&number, value, &decimals))
        return false;
    ((struct ratio *)target)->nano = (int64_t)number;
    return true;
}

static bool take_quantity(void *target, const struct setting_value *value)
{
    return take_decimal(&((struct quantity *)target)->nano, value, &decimals_quantity);
}

static bool take_clock(void *target, const struct setting_value *value)
{
    if (clock_parse(target, value->text))
        return true;
    return fail(value, "write HH:MM, 10:00", quoted_is_not(value, "a time of the day"));
}

static bool find_word(size_t *out, const struct setting_value *value, const struct words *words)
{
    if (words_find(out, words, value->text))
        return true;
    return fail(value, words_hint(words, value->arena).at, quoted_is_not(value, words->noun));
}

static bool take_tax_mode(void *target, const struct setting_value *value)
{
    static const struct words words = {"a tax mode", {"inclusive", "exclusive", "none"}};
    size_t word;
    return find_word(&word, value, &words) && tax_mode_parse(target, value->text);
}

static bool take_language(void *target, const struct setting_value *value)
{
    static const struct words words = {"a language", {"zh-CN", "en"}};
    size_t word;
    return find_word(&word, value, &words) && language_parse(target, value->text);
}

static bool take_missing_days(void *target, const struct setting_value *value)
{
    static const struct words words = {"a policy", {"error", "warn"}};
    size_t word;
    if (!find_word(&word, value, &words))
        return false;
    *(bool *)target = word == 1;
    return true;
}

static bool take_rank(void *target, const struct setting_value *value)
{
    static const struct words words = {"a rank rule", {"floor", "ceil"}};
    size_t word;
    if (!find_word(&word, value, &words))
        return false;
    *(bool *)target = word == 1;
    return true;
}

static bool equals_ignoring_case(struct text text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.at, word, text.size) == 0;
}

static bool take_encoding(void *target, const struct setting_value *value)
{
    struct text *encoding = target;
    if (equals_ignoring_case(value->text, "utf-8") || equals_ignoring_case(value->text, "utf8"))
        *encoding = TEXT("UTF-8");
    else if (equals_ignoring_case(value->text, "gb18030"))
        *encoding = TEXT("GB18030");
    else
        return fail(value, "write utf-8 or gb18030", quoted_is_not(value, "an encoding"));
    return true;
}

/* A list of documents; `csv` alone means none but the CSV files, as with --formats. */
static bool take_formats(void *target, const struct setting_value *value)
{
    struct settings *settings = target;
    struct text rest = value->text;

    settings->output.pdf = settings->output.xlsx = false;
    while (rest.size > 0) {
        size_t comma = text_find(rest, ',');
        struct text word = text_trim(text_slice(rest, 0, comma));
        rest = text_slice(rest, comma + 1, SIZE_MAX);
        if (text_is(word, "pdf"))
            settings->output.pdf = true;
        else if (text_is(word, "xlsx"))
            settings->output.xlsx = true;
        else if (!text_is(word, "csv"))
            return fail(value, "write pdf,xlsx or one of them, or csv",
                        text_format(value->arena, "'%.*s' is not a format", TEXT_ARGS(word)));
    }
    return true;
}

#define AT(member)           offsetof(struct settings, member)
#define NUMBERS(least, most) take_whole, least, most
#define DUE_DAYS_MAX         3650
#define GRACE_HOURS_MAX      87600

static const struct setting known[] = {
    {"issuer", "name", AT(issuer.name), take_text, 0, 0},
    {"issuer", "name_en", AT(issuer.name_en), take_text, 0, 0},
    {"issuer", "address", AT(issuer.address), take_text, 0, 0},
    {"issuer", "address_en", AT(issuer.address_en), take_text, 0, 0},
    {"issuer", "tax_id", AT(issuer.tax_id), take_text, 0, 0},
    {"issuer", "bank", AT(issuer.bank), take_text, 0, 0},
    {"issuer", "bank_en", AT(issuer.bank_en), take_text, 0, 0},
    {"issuer", "bank_account", AT(issuer.bank_account), take_text, 0, 0},
    {"issuer", "phone", AT(issuer.phone), take_text, 0, 0},
    {"issuer", "email", AT(issuer.email), take_text, 0, 0},
    {"issuer", "logo", AT(issuer.logo), take_text, 0, 0},
    {"invoice", "prefix", AT(invoice.prefix), take_prefix, 0, 0},
    {"invoice", "title", AT(invoice.title), take_text, 0, 0},
    {"invoice", "footer", AT(invoice.footer), take_text, 0, 0},
    {"invoice", "due_days", AT(invoice.due_days), NUMBERS(0, DUE_DAYS_MAX)},
    {"invoice", "layout", AT(invoice.layout), take_layout, 0, 0},
    {"tax", "mode", AT(tax.mode), take_tax_mode, 0, 0},
    {"tax", "rate", AT(tax.rate), take_rate, 0, 0},
    {"settle", "daily_at", AT(settle.daily_at), take_clock, 0, 0},
    {"settle", "monthly_day", AT(settle.monthly_day), NUMBERS(1, 28)},
    {"settle", "monthly_at", AT(settle.monthly_at), take_clock, 0, 0},
    {"settle", "grace_hours", AT(settle.grace_hours), NUMBERS(0, GRACE_HOURS_MAX)},
    {"settle", "remind_below", AT(settle.remind_below), take_money, 0, 0},
    {"input", "encoding", AT(input.encoding), take_encoding, 0, 0},
    {"policy", "missing_days", AT(policy.missing_days_warn), take_missing_days, 0, 0},
    {"policy", "push_ratio", AT(policy.push_ratio), take_ratio, 0, 0},
    {"policy", "push_floor_mbps", AT(policy.push_floor_mbps), take_quantity, 0, 0},
    {"policy", "p95_rank", AT(policy.p95_rank_ceil), take_rank, 0, 0},
    {"fonts", "regular", AT(fonts.regular), take_text, 0, 0},
    {"fonts", "bold", AT(fonts.bold), take_text, 0, 0},
    {"output", "formats", 0, take_formats, 0, 0},
    {"output", "language", AT(output.language), take_language, 0, 0},
};

#define KNOWN_COUNT (sizeof known / sizeof known[0])

struct settings settings_default(void)
{
    return (struct settings){
        .invoice = {.prefix = TEXT("LB"), .layout = TEXT("standard")},
        .tax = {TAX_INCLUSIVE, {6000000}},
        .settle = {.daily_at = 36000, .monthly_day = 3, .monthly_at = 36000, .grace_hours = 24},
        .input = {TEXT("UTF-8")},
        .policy = {.push_ratio = {100000000}, .push_floor_mbps = {100 * QUANTITY_ONE}},
        .output = {true, true, LANGUAGE_ZH},
    };
}

struct settings_reading {
    struct settings *settings;
    uint64_t seen[KNOWN_COUNT]; /* the line of each known key, 0: not there */
    bool any, name_wrong;       /* a key was read; [issuer] name is there, and wrong */
    struct arena *arena;
    struct report *report;
};

static size_t find_setting(struct text section, struct text key)
{
    size_t i = 0;
    while (i < KNOWN_COUNT && !(text_is(section, known[i].section) && text_is(key, known[i].key)))
        i++;
    return i;
}

/* `tax.rate`: section and key are compared together, so that a key in a wrong section is found. */
static struct text nearest_setting(struct text section, struct text key, struct arena *arena)
{
    struct text candidates[KNOWN_COUNT];
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        candidates[i] = name_of(&known[i], arena);
        if (text_is(key, known[i].key))
            return candidates[i];
    }
    return text_nearest(text_format(arena, "[%.*s] %.*s", TEXT_ARGS(section), TEXT_ARGS(key)),
                        candidates, KNOWN_COUNT);
}

static void warn_unknown(const struct settings_reading *reading, struct place place,
                         struct text section, struct text key)
{
    struct arena *arena = reading->arena;
    struct text nearest = nearest_setting(section, key, arena);
    struct text hint = nearest.size == 0
                           ? TEXT("check the spelling, or leave it out")
                           : text_format(arena, "did you mean %.*s", TEXT_ARGS(nearest));
    report_warning(reading->report, place,
                   text_format(arena, "[%.*s] %.*s", TEXT_ARGS(section), TEXT_ARGS(key)),
                   CODE_UNKNOWN_SETTING, hint.at, "the unknown key is ignored");
}

static bool take_key(void *context, struct place place, struct text section, struct text key,
                     struct text text)
{
    struct settings_reading *reading = context;
    size_t index = find_setting(section, key);

    reading->any = true;
    if (index == KNOWN_COUNT) {
        warn_unknown(reading, place, section, key);
        return true;
    }
    struct setting_value value = {&known[index], place, text, reading->arena, reading->report};
    if (reading->seen[index] != 0)
        return fail(&value, "keep one of them",
                    text_format(reading->arena, "the key stands in line %llu already",
                                (unsigned long long)reading->seen[index]));
    reading->seen[index] = place.line;
    if (text.size == 0)
        return true;
    *LIST_ADD(reading->arena, &reading->settings->lines) =
        (struct setting_line){name_of(&known[index], reading->arena), place.line};
    if (known[index].take((char *)reading->settings + known[index].offset, &value))
        return true;
    reading->name_wrong |= known[index].offset == AT(issuer.name);
    return false;
}

static struct text settings_path(struct text folder, struct arena *arena)
{
    return text_format(arena, "%.*s/" SETTINGS_FILE, TEXT_ARGS(folder));
}

bool settings_exist(struct text folder, struct arena *arena)
{
    return access(settings_path(folder, arena).at, F_OK) == 0;
}

bool settings_read(struct settings *out, struct text folder, struct arena *arena,
                   struct report *report)
{
    struct settings_reading reading = {.settings = out, .arena = arena, .report = report};
    struct place place = {TEXT(SETTINGS_FILE), 0};

    *out = settings_default();
    if (!settings_exist(folder, arena))
        return report_error(report, place, TEXT(""), CODE_BAD_FILE,
                            "name the book's folder with -C, or make one with livebill init",
                            "the file does not exist");
    bool sound =
        ini_read(settings_path(folder, arena).at, place.file, take_key, &reading, arena, report);
    /* What could not be read at all may well hold the name. */
    if (out->issuer.name.size == 0 && !reading.name_wrong && (sound || reading.any)) {
        place.line = reading.seen[find_setting(TEXT("issuer"), TEXT("name"))];
        sound = report_error(report, place, TEXT("[issuer] name"), CODE_BAD_SETTING,
                             "write who sends the invoices", "the %s is missing",
                             place.line > 0 ? "value" : "key");
    }
    return sound;
}
