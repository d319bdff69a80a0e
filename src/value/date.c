#include "livebill/value/date.h"

#define BEIJING_OFFSET (8 * 3600)

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool civil_exists(struct civil civil)
{
    return civil.year >= 1970 && civil.year <= 9999 && civil.month >= 1 && civil.month <= 12
           && civil.day >= 1 && civil.day <= days_in_month(civil.year, civil.month);
}

/* Years begin in March here, so that the leap day is the last of its year. */
struct day day_of_civil(struct civil civil)
{
    int year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int month = civil.month <= 2 ? civil.month + 9 : civil.month - 3;
    int day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    int days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    return (struct day){days - 719468};
}

struct civil civil_of_day(struct day day)
{
    int days = day.number + 719468;
    int era = days / 146097;
    int of_era = days % 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * of_year + 2) / 153;
    int year = year_of_era + era * 400 + (month >= 10);

    return (struct civil){
        .year = year,
        .month = month < 10 ? month + 3 : month - 9,
        .day = of_year - (153 * month + 2) / 5 + 1,
    };
}

int day_weekday(struct day day)
{
    int weekday = (day.number + 3) % 7;
    return weekday < 0 ? weekday + 7 : weekday;
}

struct day day_add_months(struct day day, int months)
{
    struct civil civil = civil_of_day(day);
    int month = civil.year * 12 + civil.month - 1 + months;
    civil.year = month / 12;
    civil.month = month % 12 + 1;
    int last = days_in_month(civil.year, civil.month);
    if (civil.day > last)
        civil.day = last;
    return day_of_civil(civil);
}

struct day moment_day(struct moment moment)
{
    int64_t day = moment.seconds / SECONDS_PER_DAY;
    if (moment.seconds % SECONDS_PER_DAY < 0)
        day--;
    return (struct day){(int32_t)day};
}

int moment_slot(struct moment moment)
{
    int64_t second = moment.seconds - moment_of_day(moment_day(moment)).seconds;
    return (int)(second / SECONDS_PER_SLOT);
}

/* Two to four digits at `from`; -1 where one of them is none. */
static int digits(struct text text, size_t from, size_t count)
{
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (i >= text.size || text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

static bool is_at(struct text text, size_t at, char byte)
{
    return at < text.size && text.at[at] == byte;
}

static bool parse_civil(struct civil *civil, struct text text)
{
    *civil = (struct civil){digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
    return is_at(text, 4, '-') && is_at(text, 7, '-') && civil_exists(*civil);
}

bool day_parse(struct day *out, struct text text)
{
    struct civil civil;
    if (text.size != 10 || !parse_civil(&civil, text))
        return false;
    *out = day_of_civil(civil);
    return true;
}

static struct period period_of(int year, int month)
{
    struct day start = day_of_civil((struct civil){year, month, 1});
    return (struct period){year, month, start, day_after(start, days_in_month(year, month))};
}

bool period_parse(struct period *out, struct text text)
{
    int year = digits(text, 0, 4), month = digits(text, 5, 2);
    if (text.size != 7 || !is_at(text, 4, '-') || year < 1970 || month < 1 || month > 12)
        return false;
    *out = period_of(year, month);
    return true;
}

struct period period_before(struct period period)
{
    return period_of_day(day_after(period.start, -1));
}

struct period period_after(struct period period)
{
    return period_of_day(period.end);
}

struct period period_of_day(struct day day)
{
    struct civil civil = civil_of_day(day);
    return period_of(civil.year, civil.month);
}

int period_days(struct period period)
{
    return period.end.number - period.start.number;
}

static bool parse_clock(int32_t *second, struct text text, size_t from, bool seconds)
{
    int hour = digits(text, from, 2), minute = digits(text, from + 3, 2);
    int rest = seconds ? digits(text, from + 6, 2) : 0;
    if (!is_at(text, from + 2, ':') || (seconds && !is_at(text, from + 5, ':')))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || rest < 0 || rest > 59)
        return false;
    *second = hour * 3600 + minute * 60 + rest;
    return true;
}

bool clock_parse(int32_t *out, struct text text)
{
    return text.size == 5 && parse_clock(out, text, 0, false);
}

/* What stands after the seconds: nothing is Beijing time. */
static bool parse_offset(int32_t *offset, struct text text)
{
    if (text.size == 0) {
        *offset = BEIJING_OFFSET;
        return true;
    }
    if (text.size == 1 && text.at[0] == 'Z') {
        *offset = 0;
        return true;
    }
    if (text.size != 6 || (text.at[0] != '+' && text.at[0] != '-')
        || !clock_parse(offset, text_slice(text, 1, 5)))
        return false;
    if (text.at[0] == '-')
        *offset = -*offset;
    return true;
}

bool moment_parse(struct moment *out, struct text text)
{
    struct civil civil;
    int32_t second, offset;
    if (text.size < 19 || !parse_civil(&civil, text) || (text.at[10] != ' ' && text.at[10] != 'T')
        || !parse_clock(&second, text, 11, true)
        || !parse_offset(&offset, text_slice(text, 19, text.size)))
        return false;
    out->seconds = moment_of_day(day_of_civil(civil)).seconds + second - offset + BEIJING_OFFSET;
    return true;
}

struct text day_text(struct arena *arena, struct day day)
{
    struct civil civil = civil_of_day(day);
    return text_format(arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

struct text moment_text(struct arena *arena, struct moment moment)
{
    struct day day = moment_day(moment);
    struct civil civil = civil_of_day(day);
    int second = (int)(moment.seconds - moment_of_day(day).seconds);
    return text_format(arena, "%04d-%02d-%02d %02d:%02d:%02d", civil.year, civil.month, civil.day,
                       second / 3600, second / 60 % 60, second % 60);
}

struct text period_text(struct arena *arena, struct period period)
{
    return text_format(arena, "%04d-%02d", period.year, period.month);
}
