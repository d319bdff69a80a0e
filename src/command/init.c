/* `livebill init`: a small book that bills at once, for a person to change into a real one. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"
#include "livebill/publish/files.h"
#include "livebill/value/date.h"

#include "options.h"

#include <dirent.h>
#include <errno.h>

/* Its month has no meaning beyond the example; any month of the catalogue's years would do. */
#define FIRST_DAY ((struct civil){2024, 5, 1})

static const char settings[] =
    "# The settings of a book. Every key may be left out but [issuer] name.\n"
    "# Lines that begin with # or ; are comments.\n"
    "\n"
    "[issuer]\n"
    "name = 示例云服务有限公司\n"
    "name_en = Example Cloud Services Ltd.\n"
    "address = 上海市示例路 1 号\n"
    "phone = 021-5555-0100\n"
    "email = billing@example.com\n"
    "# tax_id, bank, bank_account: printed on the invoice; address_en, bank_en: on English ones\n"
    "# logo = logo.png (a path from this folder)\n"
    "\n"
    "[invoice]\n"
    "# an invoice number is this prefix, the month and the account: LB202405-100000000001\n"
    "prefix = LB\n"
    "due_days = 15\n"
    "\n"
    "[tax]\n"
    "# inclusive: prices hold the tax; exclusive: it is added; none\n"
    "mode = inclusive\n"
    "rate = 0.06\n"
    "\n"
    "[settle]\n"
    "# daily charges post at daily_at of the next day, the rest on the monthly_day of the next "
    "month\n"
    "daily_at = 10:00\n"
    "monthly_day = 3\n"
    "monthly_at = 10:00\n"
    "\n"
    "[input]\n"
    "# gb18030 reads files that Excel saved in Chinese Windows\n"
    "encoding = utf-8\n"
    "\n"
    "[policy]\n"
    "# a day without a usage file: error, or warn\n"
    "missing_days = error\n"
    "\n"
    "[output]\n"
    "formats = pdf,xlsx\n"
    "language = zh-CN\n";

static const char accounts[] =
    "account_id,name,language,currency,email,opening_balance\n"
    "100000000001,示例直播科技有限公司,zh-CN,CNY,finance@example.cn,60000\n"
    "100000000002,\"Example Games, Inc.\",en,USD,accounts@example.com,500\n";

static const char plugins[] =
    "entry_id,time,account_id,event,app_id,years\n"
    "P-0001,2024-05-01 00:00:00,100000000001,purchase,wx0000000000000001,1\n";

struct sample_row {
    const char *account, *meter, *region, *resource, *app_id;
    int gigabytes; /* on the first day; each later day has a little more */
};

static const struct sample_row sample_rows[] = {
    {"100000000001", "miniprogram.traffic", "mainland", "live.example.cn", "wx0000000000000001",
     120},
    {"100000000001", "standard.traffic", "mainland", "play.example.cn", "", 450},
    {"100000000001", "standard.traffic", "ap1", "play.example.cn", "", 35},
    {"100000000002", "standard.traffic", "na", "play.example.com", "", 80},
    {"100000000002", "standard.traffic", "eu", "play.example.com", "", 55},
};

static const int sample_hours[] = {9, 12, 20, 21, 22};

#define SAMPLE_ROWS  (sizeof sample_rows / sizeof sample_rows[0])
#define SAMPLE_HOURS (sizeof sample_hours / sizeof sample_hours[0])

static void make_folder(const char *path)
{
    if (file_make_folder(path) != 0 && errno != EEXIST)
        fatal_errno("cannot make the folder '%s'", path);
}

static void write_file(const struct command_line *line, const char *name, struct text content)
{
    const char *path = text_format(line->arena, "%s/%s", line->operand, name).at;
    FILE *stream = file_stream(path);

    if (stream == NULL)
        fatal_errno("cannot write '%s'", path);
    fwrite(content.at, 1, content.size, stream);
    if (file_stream_close(stream) != 0)
        fatal_errno("cannot write '%s'", path);
}

static void add_row(struct buffer *file, struct text day, const struct sample_row *row, int hour,
                    int thousandths)
{
    buffer_format(file, "%.*s %02d:00:00,%s,%s,%s,%d.%03d,GB,%s,%s\n", TEXT_ARGS(day), hour,
                  row->account, row->meter, row->region, thousandths / 1000, thousandths % 1000,
                  row->resource, row->app_id);
}

static void write_usage(const struct command_line *line, struct day day, int number)
{
    struct buffer file = {.arena = line->arena};
    struct text date = day_text(line->arena, day);

    buffer_add(&file, TEXT("time,account_id,meter,region,quantity,unit,resource,app_id\n"));
    for (size_t i = 0; i < SAMPLE_ROWS; i++) {
        for (size_t j = 0; j < SAMPLE_HOURS; j++)
            add_row(&file, date, &sample_rows[i], sample_hours[j],
                    sample_rows[i].gigabytes * (200 + 7 * number + 3 * (int)j));
    }
    write_file(line, text_format(line->arena, "usage/%.*s.csv", TEXT_ARGS(date)).at,
               buffer_text(&file));
}

/* Only a new or an empty folder: nothing of the user's is written over. */
static bool is_free(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool free = true;

    if (folder == NULL)
        return errno == ENOENT;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            free = false;
    }
    closedir(folder);
    return free;
}

static int do_init(const struct command_line *line)
{
    struct day first = day_of_civil(FIRST_DAY);
    struct period period = period_of_day(first);

    if (*line->operand == '\0')
        return usage_error(line, "DIR has no name: give its path");
    if (!is_free(line->operand))
        return usage_error(line, "'%s' is there already: name a new or an empty folder",
                           line->operand);
    make_folder(line->operand);
    make_folder(text_format(line->arena, "%s/ledger", line->operand).at);
    make_folder(text_format(line->arena, "%s/usage", line->operand).at);
    write_file(line, "livebill.ini", text_of(settings));
    write_file(line, "accounts.csv", text_of(accounts));
    write_file(line, "ledger/plugins.csv", text_of(plugins));
    for (int i = 0; i < period_days(period); i++)
        write_usage(line, day_after(first, i), i);
    if (!line->quiet)
        printf("made the book '%s': two accounts, a licence, a month of usage\n"
               "bill it with: livebill run -C %s --period %.*s\n",
               line->operand, line->operand, TEXT_ARGS(period_text(line->arena, period)));
    return EXIT_PUBLISHED;
}

const struct command init_command = {
    .name = "init",
    .synopsis = "DIR",
    .summary = "make a small book to start from",
    .description =
        "Makes DIR, a book that bills at once: livebill.ini with comments, accounts.csv,\n"
        "ledger/plugins.csv and a usage file for each day of May 2024. Change it step by\n"
        "step into your own. DIR must be new or empty.\n",
    .examples = "  livebill init mybook\n"
                "  livebill run -C mybook --period 2024-05\n"
                "      the invoices are in mybook/out/2024-05/accounts/\n",
    .options = TAKES_ALWAYS,
    .operand = "DIR",
    .operand_required = true,
    .publishes = true,
    .run = do_init,
};
