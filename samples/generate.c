/*
 * Writes the usage of the sample book: every day of May 2024 as OUTDIR/usage/YYYY-MM-DD*.csv.
 *
 *     generate OUTDIR
 *
 * The usage is invented, but has the form of real exports: 5-minute samples, evening peaks, higher
 * weekends, several units and time zones, files that are split, columns in another order, a BOM,
 * CRLF, and rows that were exported twice. Nothing in it is to be rejected.
 *
 * Every number is a function of SEED, the series, the day and the slot, in integers only: no clock,
 * no locale, no state that one series could leave to the next. The same program writes the same
 * bytes everywhere.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEED            UINT64_C(20240501)
#define DAYS            31
#define SLOTS           288
#define AGENCY_APPS     64
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define MB UINT64_C(1000000)
#define GB UINT64_C(1000000000)
#define TB UINT64_C(1000000000000)

/* How a series' amount becomes rows of a day. */
enum pattern {
    SPREAD, /* a day's total over its slots, with noise, weekends half as much again */
    STEADY, /* the same without noise between days: every day has exactly the total */
    LEVEL,  /* every row has the day's amount: storage held, channels recorded at once */
    EVENTS, /* a steady total, as counts at odd times */
    TASKS,  /* so many tasks a day of up to twice the amount of seconds */
};

enum time_form { PLAIN, LETTER_T, BEIJING, UTC, NEW_YORK };

/* A day whose total is exactly this; 0 is a day without rows. Ends with day 0. */
struct day_total {
    int day;
    uint64_t amount;
};

struct series {
    const char *account, *meter, *region, *spec, *resource, *app_id;
    enum pattern pattern;
    uint64_t amount; /* bytes, seconds or counts of an ordinary day */
    uint64_t growth; /* LEVEL: more by this much each day */
    int every;       /* slots between two rows; TASKS: tasks a day */
    int first_day, last_day;
    const char *unit;
    enum time_form form;
    const struct day_total *totals; /* or NULL */
};

struct row {
    const struct series *series;
    int day, second; /* Beijing: day of May, second of the day */
    uint64_t amount;
    const char *unit;
    enum time_form form;
};

/* What has been exported twice comes at the end of the day's last file. */
struct repeats {
    struct row rows[64];
    size_t count;
};

struct output {
    FILE *file;
    const char *const *columns;
    const char *line_end;
};

#include "generate_series.h"

/* Viewers by hour, Beijing time; the top is 100. */
static const uint64_t viewers[24] = {18, 10, 6,  4,  3,  3,  5,  9,  14, 20,  24, 28,
                                     34, 30, 26, 26, 28, 32, 44, 66, 92, 100, 84, 46};

static const char *const columns_usual[] = {"time",   "account_id", "resource", "app_id", "meter",
                                            "region", "spec",       "quantity", "unit",   NULL};
static const char *const columns_other[] = {"account_id", "meter", "spec",   "region",   "unit",
                                            "quantity",   "time",  "app_id", "resource", NULL};

/* splitmix64, the finisher: well mixed bits of any number. */
static uint64_t mixed(uint64_t value)
{
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

static uint64_t text_number(uint64_t number, const char *text)
{
    for (; *text; text++)
        number = (number ^ (uint64_t)(unsigned char)*text) * UINT64_C(1099511628211);
    return number * 31 + 7;
}

/* Chance number `which` of a series on a day, below `limit`. */
static uint64_t chance(const struct series *series, int day, int which, uint64_t limit)
{
    uint64_t number = text_number(SEED, series->account);

    number = text_number(number, series->meter);
    number = text_number(number, series->region);
    number = text_number(number, series->spec);
    number = text_number(number, series->resource);
    number = text_number(number, series->app_id);
    return mixed(mixed(number + (uint64_t)day) + (uint64_t)which) % limit;
}

static bool is_weekend(int day)
{
    int weekday = (day + 2) % 7; /* 1 May 2024 is a Wednesday: 3 */

    return weekday == 6 || weekday == 0;
}

static uint64_t total_of_day(const struct series *series, int day)
{
    const struct day_total *total;

    for (total = series->totals; total && total->day; total++) {
        if (total->day == day)
            return total->amount;
    }
    if (series->pattern == LEVEL)
        return series->amount + series->growth * (uint64_t)day;
    if (series->pattern != SPREAD)
        return series->amount;
    return series->amount / 200 * (is_weekend(day) ? 3 : 2) * (90 + chance(series, day, -1, 21))
           + chance(series, day, -2, series->amount / 100 + 1);
}

/* A number of 10^-decimals, at most 12 of them, without trailing zeros. */
static void decimal_text(char *text, size_t size, uint64_t amount, int decimals)
{
    char fraction[16] = "";
    uint64_t scale = 1;
    int length = decimals;

    for (int i = 0; i < decimals; i++)
        scale *= 10;
    for (uint64_t rest = amount % scale; length > 0; rest /= 10)
        fraction[--length] = (char)('0' + rest % 10);
    for (length = decimals; length > 0 && fraction[length - 1] == '0'; length--)
        fraction[length - 1] = '\0';
    snprintf(text, size, "%" PRIu64 "%s%s", amount / scale, length > 0 ? "." : "", fraction);
}

static void quantity_text(char *text, size_t size, uint64_t amount, const char *unit)
{
    static const struct {
        const char *unit;
        int decimals;
    } scales[] = {
        {"kB", 3},
        {"MB", 6},
        {"GB", 9},
        {"TB", 12},
    };

    if (strcmp(unit, "min") == 0) /* tasks in minutes last whole tenths of one: 6 seconds */
        amount = amount / 6;
    for (size_t i = 0; i < COUNT_OF(scales); i++) {
        if (strcmp(unit, scales[i].unit) == 0) {
            decimal_text(text, size, amount, scales[i].decimals);
            return;
        }
    }
    decimal_text(text, size, amount, strcmp(unit, "min") == 0 ? 1 : 0);
}

static void time_text(char *text, size_t size, const struct row *row)
{
    static const struct {
        int hours;
        char between;
        const char *offset;
    } forms[] = {
        [PLAIN] = {8, ' ', ""}, [LETTER_T] = {8, 'T', ""},        [BEIJING] = {8, 'T', "+08:00"},
        [UTC] = {0, 'T', "Z"},  [NEW_YORK] = {-4, ' ', "-04:00"},
    };
    int second = row->second + (forms[row->form].hours - 8) * 3600;
    int day = row->day, month = 5;

    if (second < 0) {
        second += 86400;
        day--;
    }
    if (day == 0) {
        day = 30;
        month = 4;
    }
    snprintf(text, size, "2024-%02d-%02d%c%02d:%02d:%02d%s", month, day, forms[row->form].between,
             second / 3600, second / 60 % 60, second % 60, forms[row->form].offset);
}

static void write_field(FILE *file, const char *text)
{
    if (!strpbrk(text, ",\"")) {
        fputs(text, file);
        return;
    }
    putc('"', file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

static const char *field_of(const struct row *row, const char *column, char *scratch, size_t size)
{
    const struct series *series = row->series;

    if (strcmp(column, "account_id") == 0)
        return series->account;
    if (strcmp(column, "resource") == 0)
        return series->resource;
    if (strcmp(column, "app_id") == 0)
        return series->app_id;
    if (strcmp(column, "meter") == 0)
        return series->meter;
    if (strcmp(column, "region") == 0)
        return series->region;
    if (strcmp(column, "spec") == 0)
        return series->spec;
    if (strcmp(column, "unit") == 0)
        return row->unit;
    if (strcmp(column, "quantity") == 0)
        quantity_text(scratch, size, row->amount, row->unit);
    else
        time_text(scratch, size, row);
    return scratch;
}

static void write_row(const struct output *output, const struct row *row)
{
    for (const char *const *column = output->columns; *column; column++) {
        char scratch[64];

        if (column != output->columns)
            putc(',', output->file);
        write_field(output->file, field_of(row, *column, scratch, sizeof scratch));
    }
    fputs(output->line_end, output->file);
}

/* One sample in 500 is exported a second time, as another system would write it. */
static void write_sample(const struct output *output, const struct row *row,
                         struct repeats *repeats)
{
    write_row(output, row);
    if (row->series->pattern > LEVEL || repeats->count == COUNT_OF(repeats->rows))
        return;
    if (chance(row->series, row->day, 1000 + row->second / 300, 500) != 0)
        return;
    repeats->rows[repeats->count] = *row;
    repeats->rows[repeats->count].form = row->form == UTC ? PLAIN : UTC;
    if (strcmp(row->unit, "count") != 0)
        repeats->rows[repeats->count].unit = "B";
    repeats->count++;
}

static uint64_t weight_of_slot(const struct series *series, int day, int slot)
{
    if (slot % series->every != 0)
        return 0;
    return viewers[slot / 12] * (75 + chance(series, day, slot, 51));
}

/* The shares of all rows but the last are rounded down; the last has what is left. */
static void write_shares(const struct output *output, struct row *row, struct repeats *repeats)
{
    const struct series *series = row->series;
    uint64_t total = total_of_day(series, row->day), left = total, weights = 0;
    int last = (SLOTS - 1) / series->every * series->every;

    for (int slot = 0; slot < SLOTS; slot++)
        weights += weight_of_slot(series, row->day, slot);
    for (int slot = 0; slot < SLOTS && total > 0; slot += series->every) {
        uint64_t weight = weight_of_slot(series, row->day, slot);

        row->amount = slot == last ? left
                                   : total / weights * weight + total % weights * weight / weights;
        left -= row->amount;
        row->second = slot * 300;
        if (series->pattern == EVENTS)
            row->second += (int)chance(series, row->day, 2000 + slot, 300);
        write_sample(output, row, repeats);
    }
}

/* Recordings run in the evening; storage is measured round the clock. */
static void write_levels(const struct output *output, struct row *row, struct repeats *repeats)
{
    const struct series *series = row->series;
    bool evening = strcmp(series->unit, "count") == 0;

    row->amount = total_of_day(series, row->day);
    for (int slot = evening ? 19 * 12 : 0; slot < (evening ? 23 * 12 : SLOTS);
         slot += series->every) {
        row->second = slot * 300;
        write_sample(output, row, repeats);
    }
}

/* Tasks last whole multiples of 6 seconds, so that minutes have one decimal; some are short. */
static void write_tasks(const struct output *output, struct row *row)
{
    const struct series *series = row->series;

    for (int task = 0; task < series->every; task++) {
        uint64_t seconds = 6 * (1 + chance(series, row->day, 2 * task, series->amount / 3));

        if (chance(series, row->day, 3000 + task, 8) == 0)
            seconds = 6 * (1 + chance(series, row->day, 4000 + task, 9));
        row->amount = seconds;
        row->second = (task * 86400 + (int)chance(series, row->day, 2 * task + 1, 86400))
                      / series->every;
        write_row(output, row);
    }
}

static void write_series(const struct output *output, const struct series *series, int day,
                         struct repeats *repeats)
{
    struct row row = {.series = series, .day = day, .unit = series->unit, .form = series->form};

    if (day < series->first_day || day > series->last_day)
        return;
    if (series->pattern == TASKS)
        write_tasks(output, &row);
    else if (series->pattern == LEVEL)
        write_levels(output, &row, repeats);
    else
        write_shares(output, &row, repeats);
}

/*
 * The agency's mini programs: one licence and a few rows a day each, from 2 May. Their series are
 * kept to the end of the run, for repeated rows point at them.
 */
static void write_agency(const struct output *output, int day, struct repeats *repeats)
{
    static struct {
        struct series series;
        char app_id[32], resource[64];
    } apps[AGENCY_APPS];

    for (unsigned i = 0; i < AGENCY_APPS; i++) {
        snprintf(apps[i].app_id, sizeof apps[i].app_id, "wx%016" PRIx64, mixed(1001 + i));
        snprintf(apps[i].resource, sizeof apps[i].resource, "shop-%02u.qianfan.example", i + 1);
        apps[i].series = (struct series){
            .account = AGENCY,
            .meter = "miniprogram.traffic",
            .region = "mainland",
            .spec = "",
            .resource = apps[i].resource,
            .app_id = apps[i].app_id,
            .pattern = SPREAD,
            .amount = (4 + i % 9) * GB,
            .every = 72,
            .first_day = 2,
            .last_day = DAYS,
            .unit = "MB",
            .form = PLAIN,
        };
        write_series(output, &apps[i].series, day, repeats);
    }
}

static void die(const char *what, const char *path)
{
    fprintf(stderr, "generate: '%s': %s: %s\n", path, what, strerror(errno));
    exit(5);
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        die("cannot make the folder", path);
}

/* Some files have their columns in another order, a BOM or CRLF: all that is allowed. */
static struct output open_file(const char *folder, int day, const char *part)
{
    char path[4096];
    struct output output = {.columns = day % 5 == 0 ? columns_other : columns_usual,
                            .line_end = day % 6 == 0 ? "\r\n" : "\n"};

    if (snprintf(path, sizeof path, "%s/2024-05-%02d%s.csv", folder, day, part) >= (int)sizeof path)
        die("the path is too long", folder);
    output.file = fopen(path, "wb");
    if (!output.file)
        die("cannot write", path);
    if (day % 7 == 3)
        fputs("\xEF\xBB\xBF", output.file);
    for (const char *const *column = output.columns; *column; column++)
        fprintf(output.file, "%s%s", column == output.columns ? "" : ",", *column);
    fputs(output.line_end, output.file);
    return output;
}

static void close_file(const struct output *output, const char *folder)
{
    bool failed = ferror(output->file) != 0;

    if (fclose(output->file) != 0 || failed)
        die("cannot write a file of the folder", folder);
}

static void write_day(const char *folder, int day)
{
    struct repeats repeats = {.count = 0};
    bool split = day % 7 == 4; /* Saturdays come in two files */
    struct output output = open_file(folder, day, split ? "-a" : "");

    for (size_t i = 0; i < COUNT_OF(traffic_series); i++) {
        if (split && i == COUNT_OF(traffic_series) / 2) {
            close_file(&output, folder);
            output = open_file(folder, day, "-b");
        }
        write_series(&output, &traffic_series[i], day, &repeats);
    }
    write_agency(&output, day, &repeats);
    for (size_t i = 0; i < COUNT_OF(other_series); i++)
        write_series(&output, &other_series[i], day, &repeats);
    for (size_t i = 0; i < repeats.count; i++)
        write_row(&output, &repeats.rows[i]);
    close_file(&output, folder);
}

int main(int argument_count, char **arguments)
{
    char folder[4000];

    if (argument_count != 2 || arguments[1][0] == '-') {
        fputs("usage: generate OUTDIR\n", stderr);
        return 2;
    }
    snprintf(folder, sizeof folder, "%s/usage", arguments[1]);
    make_folder(arguments[1]);
    make_folder(folder);
    for (int day = 1; day <= DAYS; day++)
        write_day(folder, day);
    return 0;
}
