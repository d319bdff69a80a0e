/*
 * One-page Chinese invoices with a table of 28 rows, for bench-documents:
 *
 *     invoices TEMPLATES --content N      what the pages say, as JSON for the peers
 *     invoices TEMPLATES FILE.pdf N       writes the first, makes N more; prints milliseconds of
 * one
 *
 * TEMPLATES holds a layout named `bench`. Each document has figures and a customer of its own.
 */
#include "livebill/render/words.h"
#include "render/look.h"
#include "render/layout/invoice.h"
#include "unit/render/specimen.h"

#include <time.h>

#define ROWS     28
#define DISTINCT 40
#define WARMING  10

static const char *const customers[] = {"木桨与灯塔（杭州）文化传媒有限公司",
                                        "千帆小程序代运营工作室", "云岫在线教育科技有限公司",
                                        "海桥跨境电商有限公司"};
static const struct {
    const char *product, *name, *unit, *price;
    int64_t price_e8;
} items[] = {
    {"standard", "标准直播流量", "GB", "0.26", 26000000},
    {"miniprogram", "小程序直播流量", "GB", "0.25", 25000000},
    {"live-addons", "直播转码", "min", "0.0325", 3250000},
    {"vod", "点播流量", "GB", "0.24", 24000000},
};

/* Figures that look random and are the same every time. */
static int64_t figure(int document, int row)
{
    return (int64_t)((unsigned)(document * 7919 + row * 104729 + 1) * 2654435761U % 90000000U)
           + 1000000;
}

static void add_row(struct specimen *s, int document, int row)
{
    size_t kind = (size_t)row % (sizeof items / sizeof *items);
    int64_t thousandths = figure(document, row), deducted = thousandths / 5;
    struct line *line = specimen_usage(s, items[kind].product, items[kind].name,
                                       (enum region)(row / 4), "", items[kind].unit, "0", NULL, "0",
                                       items[kind].price, "0.00");
    wide cents;

    line->quantity.nano = (wide)thousandths * 1000000;
    line->deducted.nano = (wide)deducted * 1000000;
    line->billable.nano = line->quantity.nano - line->deducted.nano;
    cents = (wide)(thousandths - deducted) * items[kind].price_e8 / 1000000000;
    line->amount.minor = (int64_t)cents;
    s->invoice.subtotal.minor += line->amount.minor;
}

static void make(struct specimen *s, struct arena *arena, const char *templates, int document)
{
    specimen_open(s, arena, templates, LANGUAGE_ZH);
    s->book.settings.invoice.layout = TEXT("bench");
    s->account.name = text_of(customers[document % 4]);
    s->account.tax_mode = TAX_NONE;
    s->account.id = text_format(arena, "1000020%05d", document);
    s->invoice.number = text_format(arena, "LB202405-%.*s", TEXT_ARGS(s->account.id));
    for (int row = 0; row < ROWS; row++)
        add_row(s, document, row);
    s->invoice.total = s->invoice.net = s->invoice.subtotal;
}

/* Texts here have no quotes and no backslashes. */
static void put(const char *key, struct text text)
{
    printf("\"%s\": \"%.*s\", ", key, TEXT_ARGS(text));
}

static void put_cells(const struct words *words, struct arena *arena, const struct line *line)
{
    const struct text cells[] = {
        text_format(arena, "%d", line->number),
        line->name_zh,
        words_or(words, "regions", text_of(region_code(line->region)), TEXT("")),
        words_quantity(words, arena, line->quantity),
        words_or(words, "units", line->unit, line->unit),
        words_quantity(words, arena, line->deducted),
        words_quantity(words, arena, line->billable),
        words_price(words, arena, line->unit_price),
        words_money(words, arena, line->amount),
    };

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        printf("%s\"%.*s\"", i == 0 ? "[" : ", ", TEXT_ARGS(cells[i]));
    printf("]");
}

static void put_parties(const struct specimen *s, const struct words *words, struct arena *arena)
{
    const struct settings *settings = &s->book.settings;
    const struct account *account = &s->account;
    const struct {
        const char *key;
        struct text value;
    } facts[] = {{"number", s->invoice.number},
                 {"period", words_period(words, arena, s->book.period.start, s->invoice.last)},
                 {"issued", words_day(words, arena, s->invoice.issued)},
                 {"due", words_day(words, arena, s->invoice.due)},
                 {"account", account->id},
                 {"currency", words_of(words, "parties", "CNY")}};
    struct text tax = words_of(words, "parties", "tax_id");

    printf("\"issuer\": [\"%.*s\", \"%.*s\", \"%.*s\", \"%.*s %.*s\", \"%.*s\", \"%.*s\"], ",
           TEXT_ARGS(words_of(words, "parties", "issuer")), TEXT_ARGS(settings->issuer.name),
           TEXT_ARGS(settings->issuer.address), TEXT_ARGS(tax), TEXT_ARGS(settings->issuer.tax_id),
           TEXT_ARGS(settings->issuer.phone), TEXT_ARGS(settings->issuer.email));
    printf("\"customer\": [\"%.*s\", \"%.*s\", \"%.*s\", \"%.*s %.*s\", \"%.*s %.*s · %.*s\"], ",
           TEXT_ARGS(words_of(words, "parties", "customer")), TEXT_ARGS(account->name),
           TEXT_ARGS(account->address), TEXT_ARGS(tax), TEXT_ARGS(account->tax_id),
           TEXT_ARGS(words_of(words, "parties", "contact")), TEXT_ARGS(account->contact),
           TEXT_ARGS(account->email));
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        printf("%s[\"%.*s\", \"%.*s\"]", i == 0 ? "\"facts\": [" : ", ",
               TEXT_ARGS(words_of(words, "parties", facts[i].key)), TEXT_ARGS(facts[i].value));
    printf("], ");
}

static void put_table(const struct specimen *s, const struct words *words, struct arena *arena)
{
    static const char *const heads[] = {"number",   "item",     "region",     "quantity", NULL,
                                        "deducted", "billable", "unit_price", "amount"};

    put("heading", words_of(words, "blocks", "lines"));
    put("unit_note", words_fill(arena, words_of(words, "blocks", "unit_note"), "currency",
                                TEXT("人民币元"), NULL));
    put("group", words_of(words, "groups", "usage"));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        printf("%s\"%.*s\"", i == 0 ? "\"head\": [" : ", ",
               TEXT_ARGS(heads[i] == NULL ? TEXT("") : words_of(words, "columns", heads[i])));
    printf("], \"rows\": [");
    for (size_t i = 0; i < s->invoice.lines.count; i++) {
        printf("%s", i == 0 ? "" : ", ");
        put_cells(words, arena, &s->invoice.lines.at[i]);
    }
    printf("], ");
}

static void put_document(const struct specimen *s, const struct words *words, struct arena *arena)
{
    struct text total = words_money_sign(words, arena, s->invoice.total, CURRENCY_CNY);
    struct text page =
        words_fill(arena, words_of(words, "head", "page"), "p", TEXT("1"), "n", TEXT("1"), NULL);

    printf("{");
    put("title", words_of(words, "head", "title"));
    put("title_note", words_of(words, "head", "title_note"));
    put("name", s->book.settings.issuer.name);
    put_parties(s, words, arena);
    put_table(s, words, arena);
    put("subtotal_label", words_of(words, "totals", "subtotal"));
    put("subtotal", words_money(words, arena, s->invoice.subtotal));
    put("words_label", words_of(words, "totals", "words"));
    put("words", money_words_zh(arena, s->invoice.total, CURRENCY_CNY));
    put("total_label", words_of(words, "totals", "total"));
    put("total", total);
    put("footer", s->book.settings.invoice.footer);
    printf("\"page\": \"%.*s\"}", TEXT_ARGS(page));
}

static void put_content(const char *templates, int count)
{
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    const struct words *words = words_read(text_of(templates), LANGUAGE_ZH, arena, report);
    struct specimen specimen;

    printf("[");
    for (int i = 0; words != NULL && i < count; i++) {
        printf("%s", i == 0 ? "" : ",\n");
        make(&specimen, arena, templates, i);
        put_document(&specimen, words, arena);
    }
    printf("]\n");
    arena_free(arena);
}

static void time_documents(const char *templates, const char *path, int count)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct report *report = report_new(arena);
    struct specimen specimens[DISTINCT];
    struct look *look;
    struct timespec from, to;

    for (int i = 0; i < DISTINCT; i++)
        make(&specimens[i], arena, templates, i);
    look = look_read(&specimens[0].book, arena, report);
    report_print(report, stderr, (struct report_style){0});
    if (look == NULL)
        exit(1);
    invoice_pdf_write(&specimens[0].invoice, look, path, scratch, report);
    for (int i = -WARMING; i < count; i++) {
        if (i == 0)
            clock_gettime(CLOCK_MONOTONIC, &from);
        arena_reset(scratch);
        invoice_pdf(&specimens[(i + WARMING) % DISTINCT].invoice, look, scratch);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.4f\n",
           ((double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6)
               / count);
    look_release(look);
    arena_free(scratch);
    arena_free(arena);
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fputs("usage: invoices TEMPLATES --content N | TEMPLATES FILE.pdf N\n", stderr);
        return 2;
    }
    if (strcmp(arguments[2], "--content") == 0)
        put_content(arguments[1], (int)strtol(arguments[3], NULL, 10));
    else
        time_documents(arguments[1], arguments[2], (int)strtol(arguments[3], NULL, 10));
    return 0;
}
