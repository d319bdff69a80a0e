#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <png.h>

#include <cmocka.h>

#include "render/layout/layout.h"
#include "render/layout/invoice.h"
#include "unit/render/specimen.h"

#include <pthread.h>
#include <unistd.h>

#define TEMPLATES "templates"

static struct arena *arena;
static char folder[] = "/tmp/livebill-pdf-XXXXXX";

static int open_folder(void **state)
{
    (void)state;
    arena = arena_new();
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    struct text command = text_format(arena, "rm -r %s", folder);

    (void)state;
    int status = system(command.at);
    arena_free(arena);
    return status;
}

static const char *printed(struct report *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    report_print(report, stream, (struct report_style){0});
    fclose(stream);
    struct text copy = text_copy(arena, (struct text){text, size});
    free(text);
    return copy.at;
}

static struct look *look_of(const struct specimen *specimen)
{
    struct report *report = report_new(arena);
    struct look *look = look_read(&specimen->book, arena, report);

    assert_string_equal(printed(report), "");
    assert_non_null(look);
    return look;
}

static struct text render(const struct specimen *specimen)
{
    struct look *look = look_of(specimen);
    struct text bytes = invoice_pdf(&specimen->invoice, look, arena);

    look_release(look);
    return bytes;
}

/* What a command prints about the document, whose path stands for %s. */
static struct text ask(struct text bytes, const char *command)
{
    struct text path = text_format(arena, "%s/document.pdf", folder);
    struct buffer out = {.arena = arena};
    FILE *file = fopen(path.at, "wb"), *answer;
    char piece[4096];
    size_t size;

    fwrite(bytes.at, 1, bytes.size, file);
    fclose(file);
    buffer_format(&out, "%s", "");
    struct buffer line = {.arena = arena};
    for (const char *at = command; *at != '\0'; at++) {
        if (*at == '@')
            buffer_add(&line, path);
        else
            buffer_add_byte(&line, *at);
    }
    buffer_add_byte(&line, '\0');
    answer = popen(line.at, "r");
    while ((size = fread(piece, 1, sizeof piece, answer)) > 0)
        buffer_add(&out, (struct text){piece, size});
    buffer_format(&out, "status %d\n", pclose(answer));
    return text_copy(arena, buffer_text(&out));
}

static void assert_holds(struct text text, const char *wanted)
{
    if (strstr(text.at, wanted) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted, text.at);
}

static void assert_lacks(struct text text, const char *unwanted)
{
    if (strstr(text.at, unwanted) != NULL)
        fail_msg("'%s' is in:\n%s", unwanted, text.at);
}

static void the_document_is_sound_and_says_what_it_is(void **state)
{
    struct specimen specimen;
    struct text bytes, facts;

    (void)state;
    specimen_zh(&specimen, arena, TEMPLATES);
    bytes = render(&specimen);
    assert_holds(ask(bytes, "qpdf --check @ 2>&1"), "No syntax or stream encoding errors");
    facts = ask(bytes, "TZ=UTC pdfinfo @");
    assert_holds(facts, "账单 LB202405-100001234567");
    assert_holds(facts, "澄溪云直播技术有限公司");
    assert_holds(facts, "木桨与灯塔（杭州）文化传媒有限公司");
    assert_holds(facts, "LB202405-100001234567, 100001234567, 2024-05");
    assert_holds(facts, "CreationDate:    Sun Jun  2 16:00:00 2024 UTC"); /* 00:00 +08:00 */
    assert_holds(facts, "Pages:           2");
    assert_holds(ask(bytes, "qpdf --json --json-key=outlines @"), "费用明细");
}

static void the_text_can_be_copied(void **state)
{
    struct specimen specimen;
    struct text text;

    (void)state;
    specimen_zh(&specimen, arena, TEMPLATES);
    text = ask(render(&specimen), "pdftotext -layout @ -");
    assert_holds(text, "木桨与灯塔（杭州）文化传媒有限公司");
    assert_holds(text, "¥55,029.73");
    assert_holds(text, "-248.00"); /* drawn as U+2212, copied as a number */
    assert_holds(text, "-36.40");
    assert_holds(text, "人民币伍万伍仟零贰拾玖元柒角叁分");
    assert_holds(text, "浙江省杭州市西湖区知风路 88 号 6 层");
    assert_holds(text, "费用明细（续）");
    assert_holds(text, "第 1 页，共 2 页");
    assert_holds(text,
                 "小程序直播插件授权 PL-0506 的退款申请未获批准：自首次购买插件起已超过 14 天。");
    assert_lacks(text, "草稿");
    specimen.invoice.draft = true;
    assert_holds(ask(render(&specimen), "pdftotext -layout @ -"), "草稿 DRAFT");
}

static void english_and_arrears_read_as_they_should(void **state)
{
    struct specimen specimen;
    struct text text;

    (void)state;
    specimen_en(&specimen, arena, TEMPLATES);
    text = ask(render(&specimen), "pdftotext -layout @ -");
    assert_holds(text, "Oar & Lantern Media Pte. Ltd.");
    assert_holds(text, "Please top up at least US$154.58 by 13 Jun 2024.");
    assert_holds(text, "In arrears");
    assert_holds(text, "-US$46.47");
    assert_holds(text, "Two thousand four hundred seventy-one US dollars");
    assert_holds(text, "Page 1 of 2");
}

static void the_same_invoice_gives_the_same_bytes(void **state)
{
    struct specimen specimen;

    (void)state;
    specimen_edges(&specimen, arena, TEMPLATES);
    struct report *report = report_new(arena);
    struct look *look = look_read(&specimen.book, arena, report);
    struct text one = invoice_pdf(&specimen.invoice, look, arena);
    struct text two = invoice_pdf(&specimen.invoice, look, arena);
    assert_true(text_equal(one, two));
    look_release(look);
}

struct worker {
    pthread_t thread;
    const struct specimen *specimens;
    const struct look *look;
    struct text expected[3];
    bool same;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct arena *scratch = arena_new();

    worker->same = true;
    for (int i = 0; i < 60; i++) {
        int which = i % 3;
        arena_reset(scratch);
        struct text bytes = invoice_pdf(&worker->specimens[which].invoice, worker->look, scratch);
        worker->same = worker->same && text_equal(bytes, worker->expected[which]);
    }
    arena_free(scratch);
    return NULL;
}

/* 480 cuts: the regular face is prepared meanwhile. */
static void threads_share_a_look(void **state)
{
    struct specimen specimens[3];
    struct worker workers[8];
    struct report *report = report_new(arena);

    (void)state;
    specimen_zh(&specimens[0], arena, TEMPLATES);
    specimen_edges(&specimens[1], arena, TEMPLATES);
    specimen_many(&specimens[2], arena, TEMPLATES, 30);
    for (int i = 1; i < 3; i++)
        specimens[i].book = specimens[0].book;
    struct look *look = look_read(&specimens[0].book, arena, report);
    for (int i = 0; i < 3; i++)
        workers[0].expected[i] = invoice_pdf(&specimens[i].invoice, look, arena);
    for (int i = 0; i < 8; i++) {
        memcpy(workers[i].expected, workers[0].expected, sizeof workers[0].expected);
        workers[i].specimens = specimens;
        workers[i].look = look;
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_true(workers[i].same);
    }
    look_release(look);
}

static void pages_break_between_rows(void **state)
{
    struct specimen specimen;
    struct text bytes, text;

    (void)state;
    specimen_many(&specimen, arena, TEMPLATES, 80);
    bytes = render(&specimen);
    assert_holds(ask(bytes, "pdfinfo @"), "Pages:           3");
    text = ask(bytes, "pdftotext -layout -f 3 @ - | head -4");
    assert_holds(text, "账单 LB202405-100001234567 · 2024 年 5 月");
    assert_holds(text, "费用明细（续）");
}

static void a_page_of_chinese_is_small(void **state)
{
    struct specimen specimen;
    struct text bytes;

    (void)state;
    specimen_many(&specimen, arena, TEMPLATES, 3);
    bytes = render(&specimen);
    assert_holds(ask(bytes, "pdfinfo @"), "Pages:           1");
    assert_true(bytes.size <= 40960);
}

static void a_missing_glyph_is_copied_and_warned_of_once(void **state)
{
    struct specimen specimen;
    struct report *report = report_new(arena);

    (void)state;
    specimen_edges(&specimen, arena, TEMPLATES);
    specimen.account.name = TEXT("𰻝轩𰻝轩");
    specimen.account.row.place = (struct place){TEXT("accounts.csv"), 7};
    *LIST_ADD(arena, &specimen.book.accounts) = specimen.account;
    struct look *look = look_read(&specimen.book, arena, report);
    assert_string_equal(printed(report),
                        "livebill: accounts.csv:7: name: warning: no font has the character '𰻝' "
                        "(U+30EDD): the invoice shows its code in a box: name a font that has it "
                        "under [fonts]\n");
    struct text text = ask(invoice_pdf(&specimen.invoice, look, arena), "pdftotext -layout @ -");
    assert_holds(text, "𠮷田直播间 🎮 专场推广（𰻝轩店🫠）");
    assert_holds(text, "𰻝轩𰻝轩");
    look_release(look);
}

static void edges_have_the_right_words(void **state)
{
    struct specimen specimen;
    struct text text;

    (void)state;
    specimen_open(&specimen, arena, TEMPLATES, LANGUAGE_ZH);
    specimen.account.tax_mode = TAX_NONE;
    text = ask(render(&specimen), "pdftotext -layout @ -");
    assert_holds(text, "人民币零元整");
    assert_holds(text, "费用已从余额扣清。");
    assert_lacks(text, "含税");
    assert_lacks(text, "费用明细");
    specimen.account.tax_mode = TAX_EXCLUSIVE;
    specimen_totals(&specimen, "-257.55", "-257.55", "-15.45", "-273.00");
    text = ask(render(&specimen), "pdftotext -layout @ -");
    assert_holds(text, "人民币负贰佰柒拾叁元整");
    assert_holds(text, "本期为贷项，已退回余额。");
    assert_holds(text, "增值税 6%");
}

/* A picture of many colours, or of two; half of it is clear where alpha is asked for. */
static void write_logo(const char *path, unsigned width, unsigned height, bool colours, bool alpha)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_RGBA};
    unsigned char *pixels = arena_take(arena, (size_t)width * height * 4);

    for (size_t i = 0; i < (size_t)width * height; i++) {
        pixels[i * 4] = (unsigned char)(colours ? i % width : 200);
        pixels[i * 4 + 1] = (unsigned char)(colours ? i / width : i % 2 * 100);
        pixels[i * 4 + 3] = alpha && i % width < width / 2 ? 0 : 255;
    }
    assert_true(png_image_write_to_file(&image, path, 0, pixels, 0, NULL));
}

static const char *image_list(unsigned width, unsigned height, bool colours, bool alpha)
{
    struct specimen specimen;

    write_logo(text_format(arena, "%s/logo.png", folder).at, width, height, colours, alpha);
    specimen_many(&specimen, arena, TEMPLATES, 1);
    specimen.book.folder = text_of(folder);
    specimen.book.settings.issuer.logo = TEXT("logo.png");
    return ask(render(&specimen), "pdfimages -list @ | awk 'NR > 2 {print $3, $4, $5, $6}'").at;
}

static void logos_of_every_kind_are_embedded(void **state)
{
    (void)state;
    assert_string_equal(image_list(150, 32, false, false), "image 150 32 index\nstatus 0\n");
    assert_string_equal(image_list(150, 32, true, false), "image 150 32 rgb\nstatus 0\n");
    assert_string_equal(image_list(150, 32, false, true),
                        "image 150 32 index\nsmask 150 32 gray\nstatus 0\n");
    assert_string_equal(image_list(3000, 900, true, false), "image 600 180 rgb\nstatus 0\n");
}

static const char *logo_message(const char *command)
{
    struct specimen specimen;
    struct report *report = report_new(arena);

    assert_true(system(text_format(arena, "cd %s && %s", folder, command).at) == 0);
    specimen_many(&specimen, arena, TEMPLATES, 1);
    specimen.book.folder = text_of(folder);
    specimen.book.settings.issuer.logo = TEXT("broken.png");
    *LIST_ADD(arena, &specimen.book.settings.lines) =
        (struct setting_line){TEXT("[issuer] logo"), 7};
    assert_null(look_read(&specimen.book, arena, report));
    return printed(report);
}

static void a_logo_that_cannot_be_used_is_an_error(void **state)
{
    (void)state;
    write_logo(text_format(arena, "%s/logo.png", folder).at, 150, 32, true, true);
    assert_string_equal(
        logo_message("rm -f broken.png"),
        "livebill: livebill.ini:7: [issuer] logo: 'broken.png' cannot be opened: name a PNG "
        "picture, or none\n");
    assert_string_equal(
        logo_message("echo text >broken.png"),
        "livebill: livebill.ini:7: [issuer] logo: 'broken.png' is not a PNG picture: name a "
        "PNG picture, or none\n");
    assert_string_equal(
        logo_message("head -c 80 logo.png >broken.png"),
        "livebill: livebill.ini:7: [issuer] logo: 'broken.png' is a damaged PNG picture: name "
        "a PNG picture, or none\n");
}

static void a_font_that_is_missing_is_an_error(void **state)
{
    struct specimen specimen;
    struct report *report = report_new(arena);

    (void)state;
    specimen_many(&specimen, arena, TEMPLATES, 1);
    specimen.book.settings.fonts.bold = TEXT("/no/such/bold.ttf");
    *LIST_ADD(arena, &specimen.book.settings.lines) =
        (struct setting_line){TEXT("[fonts] bold"), 9};
    assert_null(look_read(&specimen.book, arena, report));
    assert_string_equal(
        printed(report),
        "livebill: livebill.ini:9: [fonts] bold: '/no/such/bold.ttf' cannot be read: "
        "install the font (`make deps` does) or name another\n");
}

static void a_layout_that_is_not_there_is_named_where_it_was_asked_for(void **state)
{
    struct specimen specimen;
    struct report *report = report_new(arena);

    (void)state;
    specimen_many(&specimen, arena, TEMPLATES, 1);
    specimen.book.settings.invoice.layout = TEXT("unwritten");
    *LIST_ADD(arena, &specimen.book.settings.lines) =
        (struct setting_line){TEXT("[invoice] layout"), 5};
    assert_null(look_read(&specimen.book, arena, report));
    assert_string_equal(
        printed(report),
        "livebill: livebill.ini:5: [invoice] layout: there is no layout 'unwritten': "
        "write the name of a file in templates/invoice\n");
}

static void a_bold_font_is_used_where_it_is_named(void **state)
{
    struct specimen specimen;

    (void)state;
    specimen_en(&specimen, arena, TEMPLATES);
    specimen.book.settings.fonts.bold =
        TEXT("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf");
    assert_holds(ask(render(&specimen), "pdffonts @"), "DejaVuSans-Bold");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_is_sound_and_says_what_it_is),
        cmocka_unit_test(the_text_can_be_copied),
        cmocka_unit_test(english_and_arrears_read_as_they_should),
        cmocka_unit_test(the_same_invoice_gives_the_same_bytes),
        cmocka_unit_test(threads_share_a_look),
        cmocka_unit_test(pages_break_between_rows),
        cmocka_unit_test(a_page_of_chinese_is_small),
        cmocka_unit_test(a_missing_glyph_is_copied_and_warned_of_once),
        cmocka_unit_test(edges_have_the_right_words),
        cmocka_unit_test(logos_of_every_kind_are_embedded),
        cmocka_unit_test(a_logo_that_cannot_be_used_is_an_error),
        cmocka_unit_test(a_font_that_is_missing_is_an_error),
        cmocka_unit_test(a_layout_that_is_not_there_is_named_where_it_was_asked_for),
        cmocka_unit_test(a_bold_font_is_used_where_it_is_named),
    };

    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
