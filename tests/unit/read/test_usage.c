/*
 * The usage folder and its rows: what is read, what is refused and in which words. May 2024 is the
 * period; a book of a few accounts and meters is put together by hand. A sink writes down each row
 * that it is given: `account meter region time nano|resource|app_id|spec`.
 */
#include "read/usage/quantity.h"

#include "livebill/read/usage.h"
#include "livebill/value/decimal.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HEADER "time,account_id,meter,region,quantity,unit,resource,app_id,spec\n"

struct fixture {
    char folder[64];
    struct arena *arena;
    struct report *report;
    struct book book;
    struct usage_reader *reader;
    struct usage_folder usage;
    struct usage_day_result result;
    struct buffer story;
    enum row_verdict verdict;     /* what the sink says of every row */
    LIST_OF(struct text) written; /* paths, to be removed */
};

static void add_meter(struct fixture *fixture, const char *code, enum meter_kind kind,
                      enum meter_timing timing, enum region_rule regions)
{
    struct meter *meter = LIST_ADD(fixture->arena, &fixture->book.catalogue.meters);
    *meter = (struct meter){.index = fixture->book.catalogue.meters.count - 1,
                            .code = text_of(code),
                            .kind = kind,
                            .timing = timing,
                            .regions = regions};
}

static void add_account(struct fixture *fixture, const char *id)
{
    struct account *account = LIST_ADD(fixture->arena, &fixture->book.accounts);
    account->index = fixture->book.accounts.count - 1;
    account->id = text_of(id);
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    *state = fixture;
    fixture->arena = arena;
    fixture->story.arena = arena;
    fixture->report = report_new(arena);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/livebill-usage-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL
        || mkdir(text_format(arena, "%s/usage", fixture->folder).at, 0700) != 0)
        return -1;
    fixture->book.folder = text_of(fixture->folder);
    fixture->book.settings.input.encoding = TEXT("UTF-8");
    fixture->book.settings.policy.missing_days_warn = true;
    if (!period_parse(&fixture->book.period, TEXT("2024-05")))
        return -1;
    fixture->book.billed_end = fixture->book.period.end;
    add_account(fixture, "acme");
    add_account(fixture, "zebra");
    add_meter(fixture, "standard.traffic", KIND_BYTES, TIMING_SLOT, REGIONS_REQUIRED);
    add_meter(fixture, "relay.task", KIND_SECONDS, TIMING_EVENT, REGIONS_OPTIONAL);
    add_meter(fixture, "live.record", KIND_COUNT, TIMING_SLOT, REGIONS_NONE);
    fixture->reader = usage_reader_new(&fixture->book, arena);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < fixture->written.count; i++)
        unlink(fixture->written.at[i].at);
    rmdir(text_format(fixture->arena, "%s/usage", fixture->folder).at);
    int result = rmdir(fixture->folder);
    arena_free(fixture->arena);
    return result;
}

static void write_file(struct fixture *fixture, const char *name, const char *content)
{
    struct text path = text_format(fixture->arena, "%s/usage/%s", fixture->folder, name);
    *LIST_ADD(fixture->arena, &fixture->written) = path;
    if (text_ends(path, TEXT(".gz"))) {
        gzFile file = gzopen(path.at, "wb");
        assert_int_equal(gzwrite(file, content, (unsigned)strlen(content)), strlen(content));
        assert_int_equal(gzclose(file), Z_OK);
        return;
    }
    FILE *file = fopen(path.at, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, strlen(content), file), strlen(content));
    assert_int_equal(fclose(file), 0);
}

static enum row_verdict tell_row(void *context, const struct usage_row *row)
{
    struct fixture *fixture = context;
    struct arena *arena = fixture->arena;
    buffer_format(&fixture->story, "%.*s %.*s %s %.*s %.*s|%.*s|%.*s|%.*s\n",
                  TEXT_ARGS(row->account->id), TEXT_ARGS(row->meter->code),
                  region_code(row->region), TEXT_ARGS(moment_text(arena, row->time)),
                  TEXT_ARGS(decimal_text(arena, row->nano, 0)), TEXT_ARGS(row->resource),
                  TEXT_ARGS(row->app_id), TEXT_ARGS(row->spec));
    return fixture->verdict;
}

/* Reads all days there are, and tells rows and problems. */
static const char *read_all(struct fixture *fixture)
{
    struct usage_sink sink = {tell_row, fixture, NULL};
    fixture->story.size = 0;
    fixture->report = report_new(fixture->arena);
    usage_scan(&fixture->usage, &fixture->book, fixture->arena, fixture->report);
    for (size_t i = 0; i < fixture->usage.days.count; i++) {
        size_t errors = fixture->report->count[SEVERITY_ERROR];
        struct usage_day_reading *reading = usage_day_open(
            fixture->reader, &fixture->usage.days.at[i], sink, fixture->arena, fixture->report);
        while (usage_day_step(reading))
            ;
        bool sound = usage_day_close(&fixture->result, reading);
        assert_int_equal(sound, fixture->report->count[SEVERITY_ERROR] == errors);
        const struct usage_counts *counts = &fixture->result.counts;
        assert_int_equal(counts->read, counts->billed + counts->duplicates + counts->rejected);
    }
    report_sort(fixture->report);
    for (size_t i = 0; i < fixture->report->problems.count; i++) {
        const struct problem *problem = &fixture->report->problems.at[i];
        if (problem->code == CODE_MISSING_DAY)
            continue;
        buffer_format(&fixture->story, "%s %.*s:%llu: %.*s: %.*s: %.*s\n",
                      problem_code_name(problem->code), TEXT_ARGS(problem->row.place.file),
                      (unsigned long long)problem->row.place.line, TEXT_ARGS(problem->column),
                      TEXT_ARGS(problem->message), TEXT_ARGS(problem->hint));
    }
    buffer_add_byte(&fixture->story, '\0');
    return fixture->story.at;
}

static const char *read_rows(struct fixture *fixture, const char *rows)
{
    write_file(fixture, "2024-05-01.csv", text_format(fixture->arena, HEADER "%s", rows).at);
    return read_all(fixture);
}

static const char *counts_text(struct fixture *fixture)
{
    const struct usage_counts *counts = &fixture->result.counts;
    return text_format(fixture->arena, "%llu read, %llu billed, %llu duplicates, %llu rejected",
                       (unsigned long long)counts->read, (unsigned long long)counts->billed,
                       (unsigned long long)counts->duplicates, (unsigned long long)counts->rejected)
        .at;
}

/* Good rows. */

static void rows_of_every_form_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        read_rows(fixture,
                  "2024-05-01 00:05:00,acme,standard.traffic,mainland,30,MB,a.example,wx1,x.1\n"
                  "2024-05-01T23:55:00,zebra,standard.traffic,sa,0.5,TB,,,\n"
                  "2024-05-01 01:00:00+09:00,acme,standard.traffic,ap2,1,B,,,\n"
                  "\n"
                  "2024-04-30T16:00:00Z,acme,live.record,,3,count,流 1,,\n"
                  "2024-05-01 10:11:12,acme,relay.task,,1.5,min,\"a,b\",,\n"
                  "2024-05-01 10:11:12,acme,relay.task,eu,0,s,,,"),
        "acme standard.traffic mainland 2024-05-01 00:05:00 30000000000000000|a.example|wx1|x.1\n"
        "zebra standard.traffic sa 2024-05-01 23:55:00 500000000000000000000|||\n"
        "acme standard.traffic ap2 2024-05-01 00:00:00 1000000000|||\n"
        "acme live.record  2024-05-01 00:00:00 3000000000|流 1||\n"
        "acme relay.task  2024-05-01 10:11:12 90000000000|a,b||\n"
        "acme relay.task eu 2024-05-01 10:11:12 0|||\n");
    assert_string_equal(counts_text(fixture), "6 read, 6 billed, 0 duplicates, 0 rejected");
}

static void columns_in_any_order_and_without_the_optional_ones(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-01-b.csv.gz",
               "\xEF\xBB\xBFunit,region,quantity,time,meter,account_id\r\n"
               "GB,eu,2,2024-05-01 00:00:00,standard.traffic,zebra\r\n");
    assert_string_equal(read_all(fixture),
                        "zebra standard.traffic eu 2024-05-01 00:00:00 2000000000000000000|||\n");
}

static void verdicts_of_the_sink_are_counted(void **state)
{
    struct fixture *fixture = *state;
    fixture->verdict = ROW_DUPLICATE;
    read_rows(fixture, "2024-05-01 00:05:00,acme,standard.traffic,mainland,30,MB,,,\n");
    assert_string_equal(counts_text(fixture), "1 read, 0 billed, 1 duplicates, 0 rejected");
}

static void a_conflict_is_rejected(void **state)
{
    struct fixture *fixture = *state;
    fixture->verdict = ROW_CONFLICT;
    const char *story =
        read_rows(fixture, "2024-05-01 00:05:00,acme,standard.traffic,mainland,30,MB,,,\n");
    assert_string_equal(
        strstr(story, "conflict"),
        "conflict usage/2024-05-01.csv:2: quantity: '30' MB differs from an earlier row of the "
        "same account, resource, meter, region, AppID, spec and slot: keep one of the two rows\n");
    assert_string_equal(counts_text(fixture), "1 read, 0 billed, 0 duplicates, 1 rejected");
}

/* Bad rows. Each case is a row, and what is said of it. */

static void check_refused(struct fixture *fixture, const char *row, const char *code,
                          const char *column, const char *message, const char *hint)
{
    const char *expected = text_format(fixture->arena, "%s usage/2024-05-01.csv:2: %s: %s: %s\n",
                                       code, column, message, hint)
                               .at;
    assert_string_equal(read_rows(fixture, text_format(fixture->arena, "%s\n", row).at), expected);
    assert_string_equal(counts_text(fixture), "1 read, 0 billed, 0 duplicates, 1 rejected");
    const struct problem *problem = NULL;
    for (size_t i = 0; i < fixture->report->problems.count; i++) {
        if (fixture->report->problems.at[i].severity == SEVERITY_REJECT)
            problem = &fixture->report->problems.at[i];
    }
    assert_non_null(problem);
    assert_string_equal(text_format(fixture->arena, "%.*s", TEXT_ARGS(problem->row.raw)).at, row);
}

#define REGIONS "write mainland, ap1, ap2, ap3, na, eu, me, af or sa"
#define MOMENTS "write YYYY-MM-DD HH:MM:SS, Beijing time, or with Z or ±HH:MM behind it"
#define SOUND   "2024-05-01 00:05:00,acme,standard.traffic,mainland,30,MB,"

static void bad_times_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const times[] = {
        "2023-02-29 00:00:00",  "2024-05-01 24:00:00",  "2024-05-01 00:60:00",
        "2024-05-01 00:00:60",  "2024-05-01 00:0a:00",  "2024-05-01_00:00:00",
        "2024-05-01 00:00",     "2024-05-01 00-00:00",  "2024-05-01 00:00;00",
        "2024-05-01 00:00:00z", " 2024-05-01 00:00:00", "1969-12-31 00:00:00",
    };
    static const char start[] = "bad-time usage/2024-05-01.csv:2: time: ";
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const char *row =
            text_format(fixture->arena, "%s,acme,standard.traffic,mainland,1,B,,,\n", times[i]).at;
        assert_true(text_starts(text_of(read_rows(fixture, row)), text_of(start)));
    }
    check_refused(fixture, ",acme,standard.traffic,mainland,1,B,,,", "missing-value", "time",
                  "the value is missing", MOMENTS);
}

static void rows_of_other_days_and_off_the_grid_are_refused(void **state)
{
    struct fixture *fixture = *state;
    check_refused(fixture, "2024-04-30 23:55:00,acme,standard.traffic,mainland,1,B,,,", "wrong-day",
                  "time",
                  "'2024-04-30 23:55:00' is 2024-04-30 23:55:00 in Beijing, but the file is of "
                  "2024-05-01",
                  "move the row to the file of its day");
    check_refused(fixture, "2024-05-01T16:00:00Z,acme,standard.traffic,mainland,1,B,,,",
                  "wrong-day", "time",
                  "'2024-05-01T16:00:00Z' is 2024-05-02 00:00:00 in Beijing, but the file is of "
                  "2024-05-01",
                  "move the row to the file of its day");
    check_refused(fixture, "2024-05-01 00:07:30,acme,standard.traffic,mainland,1,B,,,", "off-grid",
                  "time",
                  "'2024-05-01 00:07:30' does not begin a 5-minute slot, as samples of "
                  "standard.traffic do",
                  "write the start of its slot, 2024-05-01 00:05:00 in Beijing");
}

static void unknown_names_are_refused(void **state)
{
    struct fixture *fixture = *state;
    check_refused(fixture, "2024-05-01 00:05:00,acmf,standard.traffic,mainland,30,MB,,,",
                  "unknown-account", "account_id", "there is no account 'acmf'",
                  "add it to accounts.csv, or correct the id");
    check_refused(fixture, "2024-05-01 00:05:00,=acme,standard.traffic,mainland,30,MB,,,",
                  "bad-identifier", "account_id", "'=acme' is not an identifier",
                  "write 1 to 64 letters, digits or . _ : - @, the first a letter or digit");
    check_refused(fixture, "2024-05-01 00:05:00,,standard.traffic,mainland,30,MB,,,",
                  "missing-value", "account_id", "the value is missing",
                  "write 1 to 64 letters, digits or . _ : - @, the first a letter or digit");
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.trafic,mainland,30,MB,,,",
                  "unknown-meter", "meter", "there is no meter 'standard.trafic'",
                  "did you mean standard.traffic");
    check_refused(fixture, "2024-05-01 00:05:00,acme,storage,mainland,30,MB,,,", "unknown-meter",
                  "meter", "there is no meter 'storage'",
                  "write a meter of the catalogue's meters.csv");
}

static void regions_follow_the_meter(void **state)
{
    struct fixture *fixture = *state;
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.traffic,,30,MB,,,", "missing-value",
                  "region", "the value is missing", REGIONS);
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.traffic,ap4,30,MB,,,",
                  "unknown-region", "region", "'ap4' is not a region", REGIONS);
    check_refused(fixture, "2024-05-01 00:05:00,acme,live.record,mainland,30,count,,,",
                  "unknown-region", "region",
                  "'mainland' is given, but the meter live.record has no regions",
                  "leave it empty");
    check_refused(fixture, "2024-05-01 00:05:00,acme,relay.task,MAINLAND,30,s,,,", "unknown-region",
                  "region", "'MAINLAND' is not a region", REGIONS);
}

/* Where nobody will read them all, rejects beyond the first 20 of a file and code are counted. */
static void a_wholly_bad_file_takes_no_memory(void **state)
{
    struct fixture *fixture = *state;
    struct buffer rows = {.arena = fixture->arena};
    struct usage_sink sink = {tell_row, fixture, NULL};
    const size_t bad = 20000;

    buffer_add(&rows, TEXT(HEADER));
    for (size_t i = 0; i < bad; i++)
        buffer_format(&rows, "2024-05-01 00:05:00,acme,standard.traffic,%s,30,MB,,,\n",
                      i % 2 == 0 ? "moon" : "");
    buffer_add_byte(&rows, '\0');
    write_file(fixture, "2024-05-01.csv", rows.at);

    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    report->counts_alike = true;
    usage_scan(&fixture->usage, &fixture->book, fixture->arena, report);
    struct usage_day_reading *reading =
        usage_day_open(fixture->reader, &fixture->usage.days.at[0], sink, fixture->arena, report);
    while (usage_day_step(reading))
        ;
    assert_true(usage_day_close(&fixture->result, reading));
    assert_int_equal(fixture->result.counts.rejected, bad);
    assert_int_equal(report->count[SEVERITY_REJECT], bad);
    assert_true(arena_held(arena) < 100000);
    arena_free(arena);
}

static void every_region_is_known_and_no_other_word(void **state)
{
    static const char *const others[] = {"",    "m",    "mainlan", "mainlandx", "ap",
                                         "ap4", "ap11", "aq1",     "afr",       "n",
                                         "nb",  "eux",  "ma",      "sa ",       "-"};
    enum region region;
    (void)state;
    for (int i = 0; i < REGION_NONE; i++) {
        assert_true(usage_region_find(&region, text_of(region_code((enum region)i))));
        assert_string_equal(region_code(region), region_code((enum region)i));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(usage_region_find(&region, text_of(others[i])));
}

static void bad_quantities_are_refused(void **state)
{
    struct fixture *fixture = *state;
    const char *start = "2024-05-01 00:05:00,acme,standard.traffic,mainland,";
    static const struct {
        const char *quantity, *unit, *message, *hint;
    } cases[] = {
        {"1e6", "B", "'1e6' is not a decimal number", "write it without an exponent"},
        {"+1", "B", "'+1' is not a decimal number", "leave out the plus sign"},
        {".5", "B", "'.5' is not a decimal number", "write a digit on both sides of the point"},
        {"5.", "B", "'5.' is not a decimal number", "write a digit on both sides of the point"},
        {"1.2.3", "B", "'1.2.3' is not a decimal number",
         "write digits, with a point before the decimals"},
        {"-1", "B", "'-1' has a minus sign", "write 0 or more, without a sign"},
        {"1000000000000001", "B",
         "'1000000000000001' B is above 10^15 bytes, the most that a row may hold",
         "split the row, or correct the unit"},
        {"1000.000000000001", "TB",
         "'1000.000000000001' TB is above 10^15 bytes, the most that a row may hold",
         "split the row, or correct the unit"},
        {"0.0000000001", "B", "'0.0000000001' B is finer than 10^-9 bytes",
         "round it to 9 decimals in bytes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(
            fixture,
            text_format(fixture->arena, "%s%s,%s,,,", start, cases[i].quantity, cases[i].unit).at,
            "bad-number", "quantity", cases[i].message, cases[i].hint);
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.traffic,mainland,\"12,5\",GB,,,",
                  "bad-number", "quantity", "'12,5' is not a decimal number",
                  "write the decimal mark as a point, 12.5");
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.traffic,mainland,,GB,,,",
                  "missing-value", "quantity", "the value is missing", "write a number");
}

static void bad_units_are_refused(void **state)
{
    struct fixture *fixture = *state;
    check_refused(fixture, "2024-05-01 00:05:00,acme,standard.traffic,mainland,1,KB,,,", "bad-unit",
                  "unit", "'KB' is not a unit", "write B, kB, MB, GB or TB");
    check_refused(fixture, "2024-05-01 00:05:00,acme,relay.task,mainland,1,MB,,,", "bad-unit",
                  "unit", "'MB' is not a unit of relay.task", "write s, min or h");
    check_refused(fixture, "2024-05-01 00:05:00,acme,live.record,,1,,,,", "missing-value", "unit",
                  "the value is missing", "write count");
}

static void bad_texts_are_refused(void **state)
{
    struct fixture *fixture = *state;
    char longest[258];
    memset(longest, 'r', sizeof longest);
    longest[257] = '\0';
    check_refused(fixture, text_format(fixture->arena, SOUND "%s,,", longest).at, "bad-value",
                  "resource", "the text has 257 characters", "write at most 256");
    check_refused(fixture, SOUND "a\tb,,", "bad-value", "resource",
                  "character 2 (U+0009) cannot be printed", "leave it out");
    check_refused(fixture, SOUND "流\xC2\x85,,", "bad-value", "resource",
                  "character 2 (U+0085) cannot be printed", "leave it out");
    check_refused(fixture, SOUND ",wx/1,", "bad-identifier", "app_id",
                  "'wx/1' is not an identifier",
                  "write 1 to 64 letters, digits or . _ : - @, the first a letter or digit");
    check_refused(fixture, SOUND ",,-h264", "bad-identifier", "spec",
                  "'-h264' is not an identifier",
                  "write 1 to 64 letters, digits or . _ : - @, the first a letter or digit");
}

static void resources_count_characters_and_not_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct buffer row = {.arena = fixture->arena};
    buffer_add(&row, TEXT(SOUND));
    for (int i = 0; i < 256; i++)
        buffer_add(&row, TEXT("流"));
    buffer_add(&row, TEXT(",,\n\0"));
    read_rows(fixture, row.at);
    assert_string_equal(counts_text(fixture), "1 read, 1 billed, 0 duplicates, 0 rejected");
}

static void fields_and_bytes_are_checked_first(void **state)
{
    struct fixture *fixture = *state;
    check_refused(fixture, "never,acme", "bad-field-count", "",
                  "the row has 2 fields, the header 9", "write a comma for each empty field, too");
    const char *story = read_rows(fixture, "never,acme,x,,,,\xFF,,\n");
    assert_non_null(strstr(story, "bad-encoding usage/2024-05-01.csv:2: resource: "));
}

static void the_first_problem_of_a_row_counts(void **state)
{
    struct fixture *fixture = *state;
    static const char *const columns[] = {"time", "account_id", "meter",  "region", "quantity",
                                          "unit", "resource",   "app_id", "spec"};
    static const char *const sound[] = {
        "2024-05-01 00:05:00", "acme", "standard.traffic", "mainland", "30", "MB", "r", "wx1", "s"};
    static const char *const bad[] = {"x", "?", "?", "?", "x", "x", "\t", "?", "?"};
    for (size_t first = 0; first < 9; first++) {
        struct buffer row = {.arena = fixture->arena};
        for (size_t i = 0; i < 9; i++)
            buffer_format(&row, "%s%s", i == 0 ? "" : ",", i < first ? sound[i] : bad[i]);
        buffer_add(&row, TEXT("\n\0"));
        read_rows(fixture, row.at);
        const struct problem *problem = NULL;
        for (size_t i = 0; i < fixture->report->problems.count; i++) {
            if (fixture->report->problems.at[i].severity == SEVERITY_REJECT) {
                assert_null(problem);
                problem = &fixture->report->problems.at[i];
            }
        }
        assert_non_null(problem);
        assert_string_equal(problem->column.at, columns[first]);
    }
}

static void days_before_the_period_are_read_in_silence(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-04-30.csv",
               HEADER "2024-04-30 00:05:00,acme,standard.traffic,mainland,30,MB,,,\n"
                      "never,acme,standard.traffic,mainland,30,MB,,,\n"
                      "2024-04-30 00:05:00,acme\n");
    assert_string_equal(read_all(fixture), "acme standard.traffic mainland 2024-04-30 00:05:00 "
                                           "30000000000000000|||\n");
    assert_string_equal(counts_text(fixture), "0 read, 0 billed, 0 duplicates, 0 rejected");
    assert_int_equal(fixture->result.files.at[0].rows, 3);
}

/* Quantities: both ways of reading must agree with a plain decimal. */

static const char *quantity_text_of(struct fixture *fixture, const char *number, const char *unit)
{
    static const char *const names[] = {"ok", "malformed", "negative", "too precise", "too large"};
    wide nano = 0;
    enum quantity_status status =
        usage_quantity_parse(&nano, text_of(number), usage_unit_find(text_of(unit)));
    return status == QUANTITY_OK ? decimal_text(fixture->arena, nano, 0).at : names[status];
}

static void quantities_are_exact(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *number, *unit, *nano;
    } cases[] = {
        {"0", "B", "0"},
        {"0.000", "TB", "0"},
        {"000000000000000000000000000000000000000000000000007", "B", "7000000000"},
        {"7.0000000000000000000000000000000000000000000000000", "kB", "7000000000000"},
        {"1000000000000000", "B", "1000000000000000000000000"},
        {"1000", "TB", "1000000000000000000000000"},
        {"1000.000000000000000000000", "TB", "1000000000000000000000000"},
        {"1000.000000000000000000001", "TB", "too large"},
        {"999.999999999999999999999", "TB", "999999999999999999999999"},
        {"0.000000000000000000001", "TB", "1"},
        {"0.0000000000000000000001", "TB", "too precise"},
        {"1.123456789", "B", "1123456789"},
        {"1.1234567891", "B", "too precise"},
        {"1.1234567890", "B", "1123456789"},
        {"0.3", "min", "18000000000"},
        {"0.00000000005", "min", "3"},
        {"0.00000000001", "min", "too precise"},
        {"0.0000000000025", "h", "9"},
        {"0.0000000000001", "h", "too precise"},
        {"277777777777", "h", "999999999997200000000000"},
        {"277777777778", "h", "too large"},
        {"99999999999999999999999999999999999999999999", "count", "too large"},
        {"-0", "B", "negative"},
        {"-", "B", "malformed"},
        {"", "B", "malformed"},
        {".", "B", "malformed"},
        {"1.", "B", "malformed"},
        {"1 ", "B", "malformed"},
        {"٣", "B", "malformed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(quantity_text_of(fixture, cases[i].number, cases[i].unit),
                            cases[i].nano);
}

/* A number with zeros before and behind it takes the long way, and must say the same. */
static void the_short_way_of_quantities_is_the_long_one(void **state)
{
    struct fixture *fixture = *state;
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "s", "min", "h", "count"};
    static const char alphabet[] = "0123456789..1-x";
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        char number[32], padded[96];
        size_t size = 0;
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
        size_t wanted = 1 + (seed >> 60);
        while (size < wanted) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            number[size++] = alphabet[(seed >> 40) % (seed >> 63 ? 11 : sizeof alphabet - 1)];
        }
        number[size] = '\0';
        bool has_point = strchr(number, '.') != NULL;
        snprintf(padded, sizeof padded, "%s%s%s",
                 number[0] >= '0' && number[0] <= '9' ? "00000000000000000000" : "", number,
                 has_point && number[size - 1] != '.' ? "00000000000000000000" : "");
        const char *unit = units[(seed >> 20) % 9];
        assert_string_equal(quantity_text_of(fixture, number, unit),
                            quantity_text_of(fixture, padded, unit));
    }
}

/* The folder. */

static void files_are_found_by_their_day(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-02.csv", HEADER);
    write_file(fixture, "2024-05-01b.csv.gz", HEADER);
    write_file(fixture, "2024-05-01-a.csv", HEADER);
    write_file(fixture, "2024-02-30.csv", HEADER);
    write_file(fixture, "2024-05-03.txt", HEADER);
    write_file(fixture, "notes.csv", "x");
    write_file(fixture, ".hidden.csv", "x");
    write_file(fixture, "MANIFEST.csv", "x");
    assert_string_equal(
        read_all(fixture),
        "stray-file usage/2024-02-30.csv:0: : the name does not begin with a day, so it is not "
        "read: "
        "name exports YYYY-MM-DD*.csv, or put it elsewhere\n"
        "stray-file usage/2024-05-03.txt:0: : the name does not end in .csv or .csv.gz, so it is "
        "not "
        "read: name exports YYYY-MM-DD*.csv, or put it elsewhere\n"
        "stray-file usage/notes.csv:0: : the name does not begin with a day, so it is not read: "
        "name exports YYYY-MM-DD*.csv, or put it elsewhere\n");
    assert_int_equal(fixture->usage.days.count, 2);
    assert_string_equal(fixture->usage.days.at[0].files.at[0].at, "usage/2024-05-01-a.csv");
    assert_string_equal(fixture->usage.days.at[0].files.at[1].at, "usage/2024-05-01b.csv.gz");
}

static void days_without_a_file_are_missing(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-02.csv", HEADER);
    fixture->book.settings.policy.missing_days_warn = false;
    fixture->book.billed_end = day_after(fixture->book.period.start, 3);
    assert_false(usage_scan(&fixture->usage, &fixture->book, fixture->arena, fixture->report));
    assert_int_equal(fixture->report->count[SEVERITY_ERROR], 2);
    const struct problem *problem = &fixture->report->problems.at[1];
    assert_string_equal(problem->row.place.file.at, "usage/2024-05-03");
    assert_string_equal(problem->message.at, "the day has no file");
    fixture->book.settings.policy.missing_days_warn = true;
    assert_true(usage_scan(&fixture->usage, &fixture->book, fixture->arena, fixture->report));
    assert_int_equal(fixture->report->count[SEVERITY_WARNING], 2);
}

#define ROW_1 "2024-05-01 00:05:00,acme,standard.traffic,mainland,30,MB,r,,\n"
#define ROW_2 "2024-05-01 00:10:00,acme,standard.traffic,mainland,31,MB,r,,\n"

static const char *doubled(const char *story)
{
    const char *found = strstr(story, "doubled-file");
    return found == NULL ? "none" : found;
}

static void a_day_exported_twice_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-01-a.csv", HEADER ROW_1 ROW_2);
    write_file(fixture, "2024-05-01-b.csv", HEADER ROW_1);
    write_file(fixture, "2024-05-01-c.csv",
               "account_id,time,meter,region,quantity,unit,resource,app_id,spec\n"
               "acme,2024-05-01 00:10:00,standard.traffic,mainland,31,MB,r,,\n"
               "acme,2024-05-01 00:05:00,standard.traffic,mainland,\"30\",MB,r,,\n");
    assert_string_equal(
        doubled(read_all(fixture)),
        "doubled-file usage/2024-05-01-c.csv:0: : the file has the same 2 rows as "
        "usage/2024-05-01-a.csv: keep one of the two: the day was exported twice\n");
}

static void files_with_other_rows_or_none_are_not_doubled(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-01-a.csv", HEADER ROW_1 ROW_1);
    write_file(fixture, "2024-05-01-b.csv", HEADER ROW_1 ROW_2);
    write_file(fixture, "2024-05-01-c.csv", HEADER);
    write_file(fixture, "2024-05-01-d.csv", HEADER);
    write_file(fixture, "2024-05-01-e.csv", HEADER ROW_2 ROW_2);
    assert_string_equal(doubled(read_all(fixture)), "none");
}

static void a_file_beside_its_packed_self_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "2024-05-01.csv", HEADER ROW_1);
    write_file(fixture, "2024-05-01.csv.gz", HEADER ROW_2);
    assert_string_equal(doubled(read_all(fixture)),
                        "doubled-file usage/2024-05-01.csv.gz:0: : the file stands beside "
                        "usage/2024-05-01.csv: keep one of the two\n");
}

/* The manifest. */

static const char *check_manifest(struct fixture *fixture, const char *rows)
{
    write_file(fixture, "2024-05-01.csv", HEADER ROW_1 ROW_2);
    write_file(fixture, "MANIFEST.csv",
               text_format(fixture->arena, "file,rows,sha256\n%s", rows).at);
    read_all(fixture);
    fixture->report = report_new(fixture->arena);
    struct usage_file manifest;
    bool sound = usage_check_manifest(&manifest, &fixture->book, fixture->result.files.at,
                                      fixture->result.files.count, fixture->arena, fixture->report);
    assert_int_equal(sound, fixture->report->problems.count == 0);
    if (sound)
        return "agrees";
    const struct problem *problem = &fixture->report->problems.at[0];
    return text_format(fixture->arena, "%s %.*s:%llu: %.*s: %.*s", problem_code_name(problem->code),
                       TEXT_ARGS(problem->row.place.file),
                       (unsigned long long)problem->row.place.line, TEXT_ARGS(problem->column),
                       TEXT_ARGS(problem->message))
        .at;
}

/* printf '%s' of the header and both rows, through sha256sum. */
#define SHA256 "541dd1466976704b9bd74bc24c7c654b02dbc261989f3c9c61530e4ab80acc71"

static void a_manifest_must_agree(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(check_manifest(fixture, "2024-05-01.csv,2," SHA256 "\n"), "agrees");
    assert_string_equal(check_manifest(fixture, "usage/2024-05-01.csv,2," SHA256 "\n"), "agrees");
    assert_string_equal(check_manifest(fixture, "2024-05-01.csv,3," SHA256 "\n"),
                        "manifest usage/MANIFEST.csv:2: rows: usage/2024-05-01.csv has 2 rows, "
                        "not 3");
    assert_string_equal(check_manifest(fixture, "2024-05-01.csv,2,00\n"),
                        "manifest usage/MANIFEST.csv:2: sha256: usage/2024-05-01.csv has the "
                        "SHA-256 " SHA256);
    assert_string_equal(check_manifest(fixture, "2024-05-02.csv,2," SHA256 "\n"),
                        "manifest usage/MANIFEST.csv:2: file: usage/ has no export "
                        "'2024-05-02.csv'");
    assert_string_equal(check_manifest(fixture, "2024-04-30.csv,2," SHA256 "\n"), "agrees");
    assert_string_equal(check_manifest(fixture, "2024-05-01.csv,two," SHA256 "\n"),
                        "bad-number usage/MANIFEST.csv:2: rows: 'two' is not a whole number");
}

/* One of the words, by a number that changes. */
static const char *pick(uint64_t *number, const char *const *words, size_t count)
{
    *number = *number * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return words[(*number >> 33) % count];
}

#define PICK(...)                                                                                  \
    pick(number, (const char *const[]){__VA_ARGS__},                                               \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void add_random_row(struct buffer *plain, struct buffer *quoted, uint64_t *number)
{
    const char *time = PICK("2024-05-01 00:05:00", "2024-05-01 00:05:00", "2024-05-01 00:05:00",
                            "2024-05-01T00:10:00", "2024-04-30T16:00:00Z", "2024-05-01 00:05:01",
                            "2024-05-02 00:00:00", "2024-05-01 24:00:00", "");
    const char *account = PICK("acme", "acme", "acme", "zebra", "zebra", "nobody", " acme");
    const char *meter =
        PICK("standard.traffic", "standard.traffic", "standard.traffic", "relay.task", "live");
    const char *region = PICK("mainland", "mainland", "mainland", "sa", "me", "", "moon");
    const char *quantity = PICK("1", "20", "12345678", "123456789", "0.5", "1000000000000001", "x");
    const char *unit = PICK("B", "B", "B", "MB", "s", "min", "count");
    const char *resource = PICK("a.example", "a.example", "b.example", "", "流", "\x01", "\xFF");
    const char *app_id = PICK("", "", "wx1", "-wx1"), *spec = PICK("", "", "x.1", "y", "y,z");
    const char *end = PICK("\n", "\n", "\r\n", "\n\n");

    buffer_format(plain, "%s,%s,%s,%s,%s,%s,%s,%s,%s%s", time, account, meter, region, quantity,
                  unit, resource, app_id, spec, end);
    buffer_format(quoted, "\"%s\",%s,%s,%s,%s,%s,%s,%s,%s%s", time, account, meter, region,
                  quantity, unit, resource, app_id, spec, end);
}

/* Quotes round a field change nothing but who splits the row, and so which way it takes. */
static void both_ways_read_the_same_rows(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    uint64_t number = 1;

    for (int round = 0; round < 20; round++) {
        struct buffer plain = {.arena = arena}, quoted = {.arena = arena};
        fixture->verdict = round % 4 == 3 ? ROW_CONFLICT : ROW_BILLED;
        for (int row = 0; row < 400; row++)
            add_random_row(&plain, &quoted, &number);
        buffer_add_byte(&plain, '\0');
        buffer_add_byte(&quoted, '\0');
        const char *fast = text_copy(arena, text_of(read_rows(fixture, plain.at))).at;
        const char *counts = counts_text(fixture);
        assert_string_equal(read_rows(fixture, quoted.at), fast);
        assert_string_equal(counts_text(fixture), counts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
        TEST(rows_of_every_form_are_read),
        TEST(columns_in_any_order_and_without_the_optional_ones),
        TEST(verdicts_of_the_sink_are_counted),
        TEST(a_conflict_is_rejected),
        TEST(bad_times_are_refused),
        TEST(rows_of_other_days_and_off_the_grid_are_refused),
        TEST(unknown_names_are_refused),
        TEST(regions_follow_the_meter),
        cmocka_unit_test(every_region_is_known_and_no_other_word),
        TEST(a_wholly_bad_file_takes_no_memory),
        TEST(bad_quantities_are_refused),
        TEST(bad_units_are_refused),
        TEST(bad_texts_are_refused),
        TEST(resources_count_characters_and_not_bytes),
        TEST(fields_and_bytes_are_checked_first),
        TEST(the_first_problem_of_a_row_counts),
        TEST(days_before_the_period_are_read_in_silence),
        TEST(quantities_are_exact),
        TEST(the_short_way_of_quantities_is_the_long_one),
        TEST(files_are_found_by_their_day),
        TEST(days_without_a_file_are_missing),
        TEST(a_day_exported_twice_is_an_error),
        TEST(files_with_other_rows_or_none_are_not_doubled),
        TEST(a_file_beside_its_packed_self_is_an_error),
        TEST(a_manifest_must_agree),
        TEST(both_ways_read_the_same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
