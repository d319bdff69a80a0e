#include "row.h"

#include "quantity.h"

#include "livebill/base/hash.h"

const struct column usage_columns[USAGE_COLUMNS] = {
    [USAGE_TIME] = {"time", true},          [USAGE_ACCOUNT_ID] = {"account_id", true},
    [USAGE_METER] = {"meter", true},        [USAGE_REGION] = {"region", true},
    [USAGE_QUANTITY] = {"quantity", true},  [USAGE_UNIT] = {"unit", true},
    [USAGE_RESOURCE] = {"resource", false}, [USAGE_APP_ID] = {"app_id", false},
    [USAGE_SPEC] = {"spec", false},
};

void usage_context_start(struct usage_context *context, const struct usage_reader *reader,
                         struct day day)
{
    struct civil civil = civil_of_day(day);
    char text[32];
    *context = (struct usage_context){.reader = reader, .day = day};
    snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    memcpy(context->day_text, text, sizeof context->day_text);
}

struct row_reader *usage_file_open(const struct book *book, struct text name, bool pauses,
                                   struct arena *arena, struct report *report)
{
    struct row_source source = {
        .path = text_format(arena, "%.*s/%.*s", TEXT_ARGS(book_home(book)), TEXT_ARGS(name)),
        .name = name,
        .encoding = book->settings.input.encoding,
        .pauses = pauses,
    };
    return row_reader_open(&source, arena, report);
}

/* Two digits, or a number above 99. */
static unsigned two_digits(const char *at)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0',
             ones = (unsigned)(unsigned char)at[1] - '0';
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/* A Beijing time on the day of the file, as nearly all are; anything else takes the long way. */
static bool parse_time(struct moment *time, const struct usage_context *context, struct text text)
{
    const char *at = text.at;
    if (text.size != 19 || memcmp(at, context->day_text, 10) != 0)
        return moment_parse(time, text);
    unsigned hour = two_digits(at + 11), minute = two_digits(at + 14), second = two_digits(at + 17);
    if ((at[10] != ' ' && at[10] != 'T') || at[13] != ':' || at[16] != ':' || hour > 23
        || minute > 59 || second > 59)
        return false;
    time->seconds = moment_of_day(context->day).seconds + hour * 3600 + minute * 60 + second;
    return true;
}

static bool is_on_day(struct day day, struct moment time)
{
    int64_t second = time.seconds - moment_of_day(day).seconds;
    return second >= 0 && second < SECONDS_PER_DAY;
}

bool usage_time_read(struct moment *time, const struct usage_context *context, struct text text)
{
    return parse_time(time, context, text) && is_on_day(context->day, *time);
}

static bool find_account(const struct account **out, struct usage_context *context, struct text id)
{
    if (context->account == NULL || !text_equal(context->account->id, id)) {
        size_t index = name_table_find(&context->reader->accounts, id);
        if (index == NAME_UNKNOWN)
            return false;
        context->account = &context->reader->book->accounts.at[index];
    }
    *out = context->account;
    return true;
}

static bool find_meter(const struct meter **out, struct usage_context *context, struct text code)
{
    if (context->meter == NULL || !text_equal(context->meter->code, code)) {
        size_t index = name_table_find(&context->reader->meters, code);
        if (index == NAME_UNKNOWN)
            return false;
        context->meter = &context->reader->book->catalogue.meters.at[index];
    }
    *out = context->meter;
    return true;
}

static bool read_region(enum region *out, const struct meter *meter, struct text text)
{
    *out = REGION_NONE;
    if (text.size == 0)
        return meter->regions != REGIONS_REQUIRED;
    return meter->regions != REGIONS_NONE && usage_region_find(out, text);
}

static bool read_quantity(wide *nano, const struct meter *meter, struct text quantity,
                          struct text unit_word)
{
    const struct usage_unit *unit = usage_unit_find(unit_word);
    return unit != NULL && unit->kind == meter->kind
           && usage_quantity_parse(nano, quantity, unit) == QUANTITY_OK;
}

/* A bit for each of 8 bytes that is below 0x20 or above 0x7E; borrows only follow such a byte. */
static uint64_t odd_bytes(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return ((word - 0x20 * ones) | word | (word + ones)) & 0x80 * ones;
}

/* Whether all is printable ASCII: then only its length is left to look at. */
static bool is_plain(struct text text)
{
    size_t whole = text.size & ~(size_t)7;
    uint64_t odd = 0, last = UINT64_C(0x2020202020202020);
    for (size_t at = 0; at < whole; at += 8)
        odd |= odd_bytes(hash_load(text.at + at, 8));
    memcpy(&last, text.at + whole, text.size - whole);
    return (odd | odd_bytes(last)) == 0;
}

static bool resource_is_sound(struct text text)
{
    if (is_plain(text))
        return text.size <= RESOURCE_LENGTH_MAX;
    return text_length(text) <= RESOURCE_LENGTH_MAX && text_unprintable_at(text) == text.size;
}

static bool code_is_sound(struct text text)
{
    return text.size == 0 || identifier_is_sound(text);
}

static bool is_on_grid(const struct meter *meter, struct moment time)
{
    return meter->timing == TIMING_EVENT || time.seconds % SECONDS_PER_SLOT == 0;
}

static struct text value(const struct columns *columns, const struct fields *fields,
                         enum usage_column column)
{
    const struct field *field = columns_field(columns, fields, column);
    return field == NULL ? (struct text){"", 0} : field->text;
}

bool usage_row_read(struct usage_row *row, struct usage_context *context,
                    const struct columns *columns, const struct fields *fields)
{
    row->resource = value(columns, fields, USAGE_RESOURCE);
    row->app_id = value(columns, fields, USAGE_APP_ID);
    row->spec = value(columns, fields, USAGE_SPEC);
    return usage_time_read(&row->time, context, value(columns, fields, USAGE_TIME))
           && find_account(&row->account, context, value(columns, fields, USAGE_ACCOUNT_ID))
           && find_meter(&row->meter, context, value(columns, fields, USAGE_METER))
           && read_region(&row->region, row->meter, value(columns, fields, USAGE_REGION))
           && read_quantity(&row->nano, row->meter, value(columns, fields, USAGE_QUANTITY),
                            value(columns, fields, USAGE_UNIT))
           && resource_is_sound(row->resource) && code_is_sound(row->app_id)
           && code_is_sound(row->spec) && is_on_grid(row->meter, row->time);
}
