/*
 * Any bytes as one file of a book: whatever stands in it, the program says what is wrong or bills
 * it. The first byte chooses the file; the others stay as they are in a small good book.
 */
#include "command/pipeline.h"

#include "livebill/base/fatal.h"
#include "livebill/publish/staging.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***words);

struct file {
    const char *name, *good;
};

static const struct file files[] = {
    {"livebill.ini", "[issuer]\nname = X\n[policy]\nmissing_days = warn\n"},
    {"accounts.csv", "account_id,name,discount,opening_balance\nA,One,0.9,100.00\nB,Two,,-5\n"},
    {"elections.csv", "requested_at,account_id,scope,mode\n"
                      "2024-05-02 10:00:00,A,all,bandwidth_day\n"},
    {"ledger/plugins.csv", "entry_id,time,account_id,event,app_id,reference,reason\n"
                           "P1,2024-05-01 10:00:00,A,purchase,wx1,,\n"
                           "P2,2024-05-03 10:00:00,A,refund_request,,P1,category_mismatch\n"},
    {"ledger/packs.csv", "entry_id,time,account_id,event,pack,quantity\n"
                         "K1,2024-05-01 10:00:00,A,purchase,traffic-100gb,2\n"},
    {"ledger/orders.csv", "entry_id,time,account_id,item,amount,description\n"
                          "O1,2024-05-01 10:00:00,B,manual,-3.00,credit\n"},
    {"ledger/payments.csv", "entry_id,time,account_id,kind,amount\n"
                            "M1,2024-05-02 10:00:00,B,topup,20\n"},
    {"usage/2024-05-01.csv", "time,account_id,meter,region,quantity,unit,app_id\n"
                             "2024-05-01 00:00:00,A,miniprogram.traffic,mainland,3,GB,wx1\n"
                             "2024-05-01 00:05:00,B,standard.traffic,ap1,1.5,TB,\n"},
    {"catalog/rates+x.csv", "plan,item,region,spec,currency,from,until,model,tier_from,unit_price,"
                            "flat_price,block\nlist,vod.edit,*,*,CNY,2024-01-01,,flat,0,1,,\n"},
    {"usage/MANIFEST.csv", "file,rows,sha256\n"},
};
#define FILES (sizeof files / sizeof files[0])

static char folder[64];

static void write_file(const char *name, const void *bytes, size_t size)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        fatal_errno("cannot write %s", path);
}

/* The small book as it was: without a manifest, which lists nothing. */
static void restore(const struct file *file)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, file->name);
    if (strcmp(file->name, "usage/MANIFEST.csv") == 0)
        unlink(path);
    else
        write_file(file->name, file->good, strlen(file->good));
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
    static const char *const below[] = {"", "/ledger", "/usage", "/catalog"};
    (void)count;
    (void)words;
    snprintf(folder, sizeof folder, "/dev/shm/livebill-fuzz-%d", (int)getpid());
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", folder, below[i]);
        mkdir(path, 0755);
    }
    for (size_t i = 0; i + 1 < FILES; i++)
        write_file(files[i].name, files[i].good, strlen(files[i].good));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pipeline pipeline;
    struct period period;

    if (size == 0)
        return 0;
    /* CSV only: a look with its fonts is read for documents, and costs more than all the rest. */
    struct command_line line = {.book = text_of(folder),
                                .given = TAKES(OPTION_FORMATS),
                                .arena = arena_new(),
                                .jobs = 1,
                                .quiet = true};
    const struct file *changed = &files[data[0] % FILES];
    write_file(changed->name, data + 1, size - 1);
    period_parse(&period, TEXT("2024-05"));
    pipeline_compute(&pipeline, &line, period);
    pipeline_release(&pipeline);
    arena_free(line.arena);
    restore(changed);
    return 0;
}
