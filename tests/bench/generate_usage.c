/*
 * Writes a book of any size to time the program with.
 *
 *     generate_usage FOLDER ACCOUNTS RESOURCES DAYS sorted|shuffled
 *
 * FOLDER gets livebill.ini, accounts.csv and usage/ with DAYS files of May 2024. Each account has
 * so many domains, each with a row in every one of the 288 slots of a day: ACCOUNTS × RESOURCES ×
 * DAYS × 288 rows. `sorted` writes series after series, `shuffled` slot after slot, the series of
 * each in an order of its own. A domain stays in one region and is a mini-program's or a standard
 * one. The numbers follow from a fixed seed: the same arguments write the same bytes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SLOTS 288

struct size {
    unsigned accounts, resources, days;
    bool shuffled;
};

static const char *const regions[] = {"mainland", "mainland", "mainland", "ap1", "na", "eu"};

static void give_up(const char *what)
{
    fprintf(stderr, "generate_usage: %s: %s\n", what, strerror(errno));
    exit(5);
}

/* splitmix64: the numbers of a series, a slot and a day follow from these alone. */
static uint64_t chance(uint64_t number)
{
    number += UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path) {
        errno = ENAMETOOLONG;
        give_up(folder);
    }
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
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        give_up(path);
}

static void write_accounts(const char *folder, const struct size *size)
{
    FILE *file = open_file(folder, "livebill.ini");
    fputs("[issuer]\nname = Bench\n\n[policy]\nmissing_days = warn\n", file);
    close_file(file, "livebill.ini");
    file = open_file(folder, "accounts.csv");
    fputs("account_id,name\n", file);
    for (unsigned account = 0; account < size->accounts; account++)
        fprintf(file, "1000%06u,Customer %u\n", account, account);
    close_file(file, "accounts.csv");
}

static void write_row(FILE *file, const struct size *size, unsigned day, unsigned slot,
                      unsigned series)
{
    unsigned account = series / size->resources, resource = series % size->resources;
    uint64_t kind = chance(series);
    uint64_t bytes = chance((uint64_t)day << 48 ^ (uint64_t)slot << 36 ^ series) % 90000000;
    bool mini = (kind & 1) != 0;

    fprintf(file, "2024-05-%02u %02u:%02u:00,1000%06u,%s,%s,%" PRIu64 ",B,play%u.example.com,", day,
            slot / 12, slot % 12 * 5, account, mini ? "miniprogram.traffic" : "standard.traffic",
            regions[kind / 2 % (sizeof regions / sizeof regions[0])], bytes, resource);
    if (mini)
        fprintf(file, "wx%016" PRIx64, chance(account));
    fputc('\n', file);
}

static void shuffle(unsigned *order, unsigned count, uint64_t seed)
{
    for (unsigned i = count - 1; i > 0; i--) {
        unsigned other = (unsigned)(chance(seed + i) % (i + 1)), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

static void write_day(const char *folder, const struct size *size, unsigned day, unsigned *order)
{
    unsigned count = size->accounts * size->resources;
    char name[64];
    snprintf(name, sizeof name, "usage/2024-05-%02u.csv", day);
    FILE *file = open_file(folder, name);

    fputs("time,account_id,meter,region,quantity,unit,resource,app_id\n", file);
    if (size->shuffled) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            shuffle(order, count, (uint64_t)day << 32 | slot);
            for (unsigned i = 0; i < count; i++)
                write_row(file, size, day, slot, order[i]);
        }
    } else {
        for (unsigned series = 0; series < count; series++) {
            for (unsigned slot = 0; slot < SLOTS; slot++)
                write_row(file, size, day, slot, series);
        }
    }
    close_file(file, name);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: generate_usage FOLDER ACCOUNTS RESOURCES DAYS sorted|shuffled\n", stderr);
        return 2;
    }
    struct size size = {
        .accounts = (unsigned)strtoul(argv[2], NULL, 10),
        .resources = (unsigned)strtoul(argv[3], NULL, 10),
        .days = (unsigned)strtoul(argv[4], NULL, 10),
        .shuffled = strcmp(argv[5], "shuffled") == 0,
    };
    unsigned count = size.accounts * size.resources;
    if (count == 0 || size.days == 0 || size.days > 31) {
        fputs("generate_usage: at least one account and resource, 1 to 31 days\n", stderr);
        return 2;
    }
    unsigned *order = malloc(count * sizeof *order);
    if (order == NULL)
        give_up("memory");
    for (unsigned i = 0; i < count; i++)
        order[i] = i;
    make_folder(argv[1], "");
    make_folder(argv[1], "usage");
    write_accounts(argv[1], &size);
    for (unsigned day = 1; day <= size.days; day++)
        write_day(argv[1], &size, day, order);
    free(order);
    return 0;
}
