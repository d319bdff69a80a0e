/*
 * Writes the specimen invoices into a folder, to be looked at and checked:
 *
 *     specimen TEMPLATES FOLDER          zh.pdf, en.pdf, draft.pdf, edges.pdf …
 *     specimen --bench TEMPLATES [N]     time and size of one-page documents
 */
#include "render/layout/invoice.h"
#include "unit/render/specimen.h"

#include <png.h>

static void save(struct specimen *specimen, const char *folder, const char *name)
{
    struct arena *arena = arena_new();
    struct report *report = report_new(arena);
    struct look *look = look_read(&specimen->book, arena, report);
    struct text path = text_format(arena, "%s/%s.pdf", folder, name);

    report_print(report, stderr, (struct report_style){0});
    if (look == NULL)
        exit(1);
    invoice_pdf_write(&specimen->invoice, look, path.at, arena, report);
    look_release(look);
    arena_free(arena);
}

static void save_empty(struct specimen *s, struct arena *arena, const char *templates,
                       const char *folder)
{
    specimen_open(s, arena, templates, LANGUAGE_ZH);
    s->account.tax_mode = TAX_NONE;
    save(s, folder, "empty");
    specimen_open(s, arena, templates, LANGUAGE_ZH);
    s->account.tax_mode = TAX_EXCLUSIVE;
    specimen_purchase(s, LINE_REFUND, "pack", "直播流量资源包 1 TB", "pack", "2024-05-22 16:40:00",
                      "PK-0522", "-257.55");
    specimen_product(s, "pack", "-257.55");
    specimen_totals(s, "-257.55", "-257.55", "-15.45", "-273.00");
    save(s, folder, "credit");
}

static void save_long(struct specimen *s, struct arena *arena, const char *templates,
                      const char *folder)
{
    struct buffer name = {.arena = arena};

    for (int i = 0; i < 100; i++)
        buffer_add(&name, TEXT("木桨与灯塔文化传媒集团"));
    specimen_zh(s, arena, templates);
    s->account.name = text_slice(buffer_text(&name), 0, 600);
    s->book.settings.issuer.name = text_slice(buffer_text(&name), 0, 180);
    s->invoice.lines.at[5].name_zh = text_slice(buffer_text(&name), 0, 600);
    save(s, folder, "long");
    s->account.name = text_slice(buffer_text(&name), 0, 3000);
    s->account.address = text_slice(buffer_text(&name), 0, 3000);
    s->book.settings.issuer.name = text_slice(buffer_text(&name), 0, 600);
    s->invoice.lines.at[5].name_zh = text_slice(buffer_text(&name), 0, 3000);
    s->invoice.lines.at[0].name_zh = text_slice(buffer_text(&name), 0, 3000);
    s->invoice.lines.at[0].reference =
        TEXT("a-reference-of-64-characters-is-the-longest-that-an-id-can-have.");
    save(s, folder, "longest");
}

/* A picture far larger than its place, which takes up the whole of it at any scale. */
static struct text write_huge_logo(struct arena *arena, const char *folder)
{
    enum { WIDTH = 6000, HEIGHT = 900 };
    static unsigned char samples[HEIGHT][WIDTH][3];
    struct text path = text_format(arena, "%s/huge.png", folder);
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            samples[y][x][0] = (unsigned char)(x * 255 / WIDTH);
            samples[y][x][1] = (unsigned char)(y * 255 / HEIGHT);
            samples[y][x][2] = (x / 300 + y / 300) % 2 == 0 ? 103 : 178;
        }
    if (png_image_write_to_file(&image, path.at, 0, samples, 0, NULL) == 0) {
        fprintf(stderr, "specimen: %s: %s\n", path.at, image.message);
        exit(1);
    }
    return path;
}

static void save_papers(struct specimen *s, struct arena *arena, const char *templates,
                        const char *folder)
{
    specimen_zh(s, arena, templates);
    s->book.settings.issuer.logo = write_huge_logo(arena, folder);
    save(s, folder, "huge-logo");
    s->book.settings.issuer.logo = TEXT("samples/may-2024/logo.png");
    save(s, folder, "logo");
    s->book.settings.invoice.layout = TEXT("letter");
    save(s, folder, "letter");
}

/* More digits than any account will see, in all places that show them. */
static void save_digits(struct specimen *s, struct arena *arena, const char *templates,
                        const char *folder)
{
    specimen_zh(s, arena, templates);
    s->invoice.lines.at[5].amount = specimen_money("123456789012.34");
    s->invoice.products.at[0].amount = specimen_money("123456789012.34");
    specimen_totals(s, "123456789012.34", "116468668879.57", "6988120132.77", "123456789012.34");
    specimen_balance(s, "123456789012.34", "123456789012.34", "123456789012.34", "-123456789012.34",
                     "123456789012.34", "0.00");
    s->invoice.state = STATE_ARREARS;
    save(s, folder, "digits");
}

static void save_all(const char *templates, const char *folder)
{
    struct arena *arena = arena_new();
    struct specimen specimen;

    specimen_zh(&specimen, arena, templates);
    save(&specimen, folder, "zh");
    specimen.invoice.draft = true;
    specimen.invoice.last = specimen_day("2024-05-20");
    save(&specimen, folder, "draft");
    specimen_en(&specimen, arena, templates);
    save(&specimen, folder, "en");
    specimen_edges(&specimen, arena, templates);
    save(&specimen, folder, "edges");
    specimen_many(&specimen, arena, templates, 80);
    save(&specimen, folder, "many");
    specimen_many(&specimen, arena, templates, 500);
    save(&specimen, folder, "five-hundred");
    specimen_many(&specimen, arena, templates, 1);
    save(&specimen, folder, "one");
    save_empty(&specimen, arena, templates, folder);
    save_long(&specimen, arena, templates, folder);
    save_papers(&specimen, arena, templates, folder);
    save_digits(&specimen, arena, templates, folder);
    arena_free(arena);
}

static void bench(const char *templates, int count)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct report *report = report_new(arena);
    struct specimen specimen;
    struct look *look;
    struct timespec from, to;
    struct text bytes = {0};

    specimen_many(&specimen, arena, templates, 3);
    look = look_read(&specimen.book, arena, report);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < count; i++) {
        arena_reset(scratch);
        bytes = invoice_pdf(&specimen.invoice, look, scratch);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.3f ms a document, %zu bytes\n",
           ((double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6)
               / count,
           bytes.size);
    look_release(look);
    arena_free(scratch);
    arena_free(arena);
}

int main(int count, char **arguments)
{
    if (count >= 3 && strcmp(arguments[1], "--bench") == 0)
        bench(arguments[2], count > 3 ? (int)strtol(arguments[3], NULL, 10) : 200);
    else if (count == 3)
        save_all(arguments[1], arguments[2]);
    else {
        fputs("usage: specimen TEMPLATES FOLDER\n", stderr);
        return 2;
    }
    return 0;
}
