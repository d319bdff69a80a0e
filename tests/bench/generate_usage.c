/*
 * Writes a book of any size to time the program with.
 *
 *     generate_usage FOLDER ACCOUNTS RESOURCES DAYS sorted|shuffled
 *                    [--slots N] [--files N] [--gz] [--one-page]
 *
 * FOLDER gets livebill.ini, accounts.csv and usage/ with DAYS days of May 2024. Each account has so
 * many domains, each with a row in N of a day's 288 slots (288), evenly spread: ACCOUNTS ×
 * RESOURCES × DAYS × N rows. `sorted` writes series after series, `shuffled` slot after slot, the
 * series of each in an order of its own. A domain stays in one region and is a mini-program's or a
 * standard one.
 *
 * --files cuts each day into so many files, --gz compresses them. --one-page makes a book whose
 * invoices take one page where RESOURCES is 1: without tax, and without mini-programs, whose
 * missing licences would be told of.
 *
 * The numbers follow from a fixed seed: the same arguments write the same bytes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define SLOTS     288
#define ROW_MAX   256
#define BLOCK_MAX (1 << 20)

struct size {
    unsigned accounts, resources, days, slots, files;
    bool shuffled, packed, one_page;
};

/* What each row of a series says round its time and its quantity. */
struct series {
    char before[64], after[64];
    size_t before_size, after_size;
};

struct output {
    const char *path;
    gzFile file;
    size_t used;
    char block[BLOCK_MAX + ROW_MAX];
};

static const char *const regions[] = {"mainland", "mainland", "mainland", "ap1", "na", "eu"};

static void give_up(const char *what)
{
    fprintf(stderr, "generate_usage: %s: %s\n", what, strerror(errno));
    exit(5);
}

static void *memory(size_t count, size_t size)
{
    void *taken = calloc(count, size);
    if (taken == NULL)
        give_up("memory");
    return taken;
}

/* splitmix64: the numbers of a series, a slot and a day follow from these alone. */
static uint64_t chance(uint64_t number)
{
    number += UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

static void path_in(char path[4096], const char *folder, const char *name)
{
    if (snprintf(path, 4096, "%s/%s", folder, name) >= 4096) {
        errno = ENAMETOOLONG;
        give_up(folder);
    }
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    path_in(path, folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        give_up(path);
    return file;
}

static void close_file(FILE *file, const char *name)
{
    if (fclose(file) != 0)
        give_up(name);
}

static void make_folder(const char *folder, const char *name)
{
    char path[4096];
    path_in(path, folder, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        give_up(path);
}

/* Customers have paid ahead: none is in arrears, none is suspended. */
static void write_accounts(const char *folder, const struct size *size)
{
    FILE *file = open_file(folder, "livebill.ini");
    fputs("[issuer]\nname = 澄溪云直播技术有限公司\n\n[policy]\nmissing_days = warn\n", file);
    if (size->one_page)
        fputs("\n[tax]\nmode = none\n", file);
    close_file(file, "livebill.ini");
    file = open_file(folder, "accounts.csv");
    fputs("account_id,name,opening_balance\n", file);
    for (unsigned account = 0; account < size->accounts; account++)
        fprintf(file, "1000%06u,云岫在线教育科技有限公司 %u,1000000\n", account, account);
    close_file(file, "accounts.csv");
}

static void describe_series(struct series *series, const struct size *size, unsigned number)
{
    unsigned account = number / size->resources, resource = number % size->resources;
    uint64_t kind = chance(number);
    bool mini = (kind & 1) != 0 && !size->one_page;
    char app[24] = "";

    if (mini)
        snprintf(app, sizeof app, "wx%016" PRIx64, chance(account));
    series->before_size =
        (size_t)snprintf(series->before, sizeof series->before, ",1000%06u,%s,%s,", account,
                         mini ? "miniprogram.traffic" : "standard.traffic",
                         regions[kind / 2 % (sizeof regions / sizeof regions[0])]);
    series->after_size = (size_t)snprintf(series->after, sizeof series->after,
                                          ",B,play%u.example.com,%s\n", resource, app);
}

static struct series *describe_all(const struct size *size)
{
    unsigned count = size->accounts * size->resources;
    struct series *all = memory(count, sizeof *all);
    for (unsigned number = 0; number < count; number++)
        describe_series(&all[number], size, number);
    return all;
}

static void flush(struct output *output)
{
    if (output->used > 0
        && gzwrite(output->file, output->block, (unsigned)output->used) != (int)output->used)
        give_up(output->path);
    output->used = 0;
}

static void put(struct output *output, const char *bytes, size_t size)
{
    memcpy(output->block + output->used, bytes, size);
    output->used += size;
}

static void put_number(struct output *output, uint64_t number)
{
    char digits[20];
    size_t first = sizeof digits;
    do
        digits[--first] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    put(output, digits + first, sizeof digits - first);
}

/* Millions of these: nothing here is formatted by printf. */
static void write_row(struct output *output, const struct series *all, const char time[20],
                      unsigned day, unsigned slot, unsigned number)
{
    uint64_t bytes = chance((uint64_t)day << 48 ^ (uint64_t)slot << 36 ^ number) % 90000000;

    put(output, time, 19);
    put(output, all[number].before, all[number].before_size);
    put_number(output, bytes);
    put(output, all[number].after, all[number].after_size);
    if (output->used >= BLOCK_MAX)
        flush(output);
}

static void time_text(char time[20], unsigned day, unsigned slot)
{
    snprintf(time, 20, "2024-05-%02u %02u:%02u:00", day % 100, slot / 12 % 100, slot % 12 * 5);
}

static void shuffle(unsigned *order, unsigned count, uint64_t seed)
{
    for (unsigned i = count - 1; i > 0; i--) {
        unsigned other = (unsigned)(chance(seed + i) % (i + 1)), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* Part `part` of so many equal ones begins here. */
static unsigned part_of(unsigned count, unsigned part, unsigned parts)
{
    return (unsigned)((uint64_t)count * part / parts);
}

/* The slot of a series' row of a day, by the number of the row. */
static unsigned slot_of_row(const struct size *size, unsigned row)
{
    return part_of(SLOTS, row, size->slots);
}

static void write_slots(struct output *output, const struct size *size, const struct series *all,
                        unsigned *order, unsigned day, unsigned part)
{
    unsigned count = size->accounts * size->resources;
    unsigned end = part_of(size->slots, part + 1, size->files);
    char time[20];

    for (unsigned row = part_of(size->slots, part, size->files); row < end; row++) {
        unsigned slot = slot_of_row(size, row);
        shuffle(order, count, (uint64_t)day << 32 | slot);
        time_text(time, day, slot);
        for (unsigned i = 0; i < count; i++)
            write_row(output, all, time, day, slot, order[i]);
    }
}

static void write_series(struct output *output, const struct size *size, const struct series *all,
                         unsigned day, unsigned part)
{
    unsigned count = size->accounts * size->resources, end = part_of(count, part + 1, size->files);
    char times[SLOTS][20];

    for (unsigned slot = 0; slot < SLOTS; slot++)
        time_text(times[slot], day, slot);
    for (unsigned number = part_of(count, part, size->files); number < end; number++) {
        for (unsigned row = 0; row < size->slots; row++) {
            unsigned slot = slot_of_row(size, row);
            write_row(output, all, times[slot], day, slot, number);
        }
    }
}

static void write_file(struct output *output, const char *folder, const struct size *size,
                       const struct series *all, unsigned *order, unsigned day, unsigned part)
{
    static const char head[] = "time,account_id,meter,region,quantity,unit,resource,app_id\n";
    char name[64], path[4096], shard[24] = "";

    if (size->files > 1)
        snprintf(shard, sizeof shard, "-shard%u", part + 1);
    snprintf(name, sizeof name, "usage/2024-05-%02u%s.csv%s", day, shard,
             size->packed ? ".gz" : "");
    path_in(path, folder, name);
    output->path = path;
    output->file = gzopen(path, size->packed ? "wb1" : "wbT"); /* T: as it is */
    if (output->file == NULL)
        give_up(path);
    put(output, head, sizeof head - 1);
    if (size->shuffled)
        write_slots(output, size, all, order, day, part);
    else
        write_series(output, size, all, day, part);
    flush(output);
    if (gzclose(output->file) != Z_OK)
        give_up(path);
}

static void write_usage(const char *folder, const struct size *size)
{
    static struct output output;
    unsigned count = size->accounts * size->resources;
    struct series *all = describe_all(size);
    unsigned *order = memory(count, sizeof *order);

    for (unsigned i = 0; i < count; i++)
        order[i] = i;
    for (unsigned day = 1; day <= size->days; day++) {
        for (unsigned part = 0; part < size->files; part++)
            write_file(&output, folder, size, all, order, day, part);
    }
    free(order);
    free(all);
}

static unsigned number_of(const char *text)
{
    return text == NULL ? 0 : (unsigned)strtoul(text, NULL, 10);
}

static bool read_options(struct size *size, char **option)
{
    for (; *option != NULL; option++) {
        if (strcmp(*option, "--gz") == 0)
            size->packed = true;
        else if (strcmp(*option, "--one-page") == 0)
            size->one_page = true;
        else if (strcmp(*option, "--slots") == 0 && option[1] != NULL)
            size->slots = number_of(*++option);
        else if (strcmp(*option, "--files") == 0 && option[1] != NULL)
            size->files = number_of(*++option);
        else
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct size size = {.slots = SLOTS, .files = 1};

    if (argc < 6 || !read_options(&size, argv + 6)) {
        fputs("usage: generate_usage FOLDER ACCOUNTS RESOURCES DAYS sorted|shuffled\n"
              "                      [--slots N] [--files N] [--gz] [--one-page]\n",
              stderr);
        return 2;
    }
    size.accounts = number_of(argv[2]);
    size.resources = number_of(argv[3]);
    size.days = number_of(argv[4]);
    size.shuffled = strcmp(argv[5], "shuffled") == 0;
    if (size.accounts * size.resources == 0 || size.days == 0 || size.days > 31 || size.slots == 0
        || size.slots > SLOTS || size.files == 0) {
        fputs("generate_usage: at least one account, resource and file, 1 to 31 days, 1 to 288 "
              "slots\n",
              stderr);
        return 2;
    }
    make_folder(argv[1], "");
    make_folder(argv[1], "usage");
    write_accounts(argv[1], &size);
    write_usage(argv[1], &size);
    return 0;
}
