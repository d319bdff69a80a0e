#include "folio.h"

#include "livebill/base/fatal.h"

#include <math.h>
#include <qrencode.h>

#define QR_SIZE    60.0
#define PAY_STEP   15.0
#define PAY_LABEL  46.0
#define CHECK_STEP 21.2

static struct text qr_text(const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;

    return text_format(folio->arena, "LB1 %.*s %s %.*s %s", TEXT_ARGS(invoice->number),
                       currency_code(invoice->account->currency),
                       TEXT_ARGS(money_text(folio->arena, invoice->total)), invoice->checksum);
}

/* Runs of dark modules, row by row. */
static void draw_qr(struct folio *folio, double x, double y)
{
    struct text text = qr_text(folio);
    QRcode *code =
        QRcode_encodeData((int)text.size, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);

    if (code == NULL)
        fatal_errno("cannot make the code of invoice %.*s", TEXT_ARGS(folio->invoice->number));
    pdf_cells_begin(folio->page, folio->layout->colour.ink, x, y, QR_SIZE / code->width);
    for (int row = 0; row < code->width; row++)
        for (int column = 0, end; column < code->width; column = end) {
            const unsigned char *at = code->data + row * code->width;
            bool dark = (at[column] & 1) != 0;
            for (end = column + 1; end < code->width && ((at[end] & 1) != 0) == dark;)
                end++;
            if (dark)
                pdf_cells(folio->page, column, row, end - column);
        }
    pdf_cells_end(folio->page);
    QRcode_free(code);
}

/* Groups of four digits: what a person can compare. */
static struct text grouped_checksum(const struct folio *folio)
{
    struct buffer text = {.arena = folio->arena};

    for (size_t i = 0; i < 16 && folio->invoice->checksum[i] != '\0'; i++) {
        if (i > 0 && i % 4 == 0)
            buffer_add_byte(&text, ' ');
        buffer_add_byte(&text, folio->invoice->checksum[i]);
    }
    return buffer_text(&text);
}

static void draw_verify(struct folio *folio, double x)
{
    const struct invoice *invoice = folio->invoice;
    struct text total =
        text_format(folio->arena, "%s %.*s", currency_code(invoice->account->currency),
                    TEXT_ARGS(words_money(folio->words, folio->arena, invoice->total)));
    const struct {
        struct text label, value;
    } rows[] = {
        {folio_word(folio, "parties", "number"), invoice->number},
        {folio_word(folio, "totals", "total"), total},
        {folio_word(folio, "pay", "checksum"), grouped_checksum(folio)},
    };
    double y = folio->y + HEADING_HEIGHT + 9;
    struct type type = type_ink(folio, folio->layout->type.table);

    folio_heading(folio, x, HALF_WIDTH, folio_word(folio, "pay", "verify"));
    draw_qr(folio, x, y);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++, y += CHECK_STEP) {
        folio_left(folio, type_grey(folio, folio->layout->type.label), x + 72, y + 5.2,
                   rows[i].label);
        folio_left(folio, folio_shrink(folio, type, HALF_WIDTH - 72, 3.5, rows[i].value), x + 72,
                   y + 15.4, rows[i].value);
    }
}

struct pay_row {
    const char *label;
    struct text value;
    struct lines lines;
};

/* Rows that have a value, with their height. */
static size_t pay_rows(const struct folio *folio, struct pay_row *rows, double *height)
{
    const struct settings *settings = &folio->look->book->settings;
    struct text account = text_format(folio->arena, "%.*s %.*s",
                                      TEXT_ARGS(folio_word(folio, "parties", "account")),
                                      TEXT_ARGS(folio->invoice->account->id));
    const struct pay_row all[] = {
        {"payee", folio_issuer(folio), {0}},
        {"bank", folio_own(folio, settings->issuer.bank, settings->issuer.bank_en), {0}},
        {"bank_account", settings->issuer.bank_account, {0}},
        {"reference", account, {0}},
    };
    size_t count = 0;

    *height = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].value.size == 0)
            continue;
        rows[count] = all[i];
        rows[count].lines = folio_wrap(folio, type_ink(folio, folio->layout->type.table),
                                       HALF_WIDTH - PAY_LABEL, all[i].value);
        *height += PAY_STEP + NAME_LEADING * fmax((double)rows[count].lines.count - 1, 0);
        count++;
    }
    return count;
}

static void draw_pay(struct folio *folio, const struct pay_row *rows, size_t count, double x)
{
    double y = folio->y + HEADING_HEIGHT + 11;

    folio_heading(folio, x, HALF_WIDTH, folio_word(folio, "pay", "payto"));
    for (size_t i = 0; i < count; i++) {
        folio_left(folio, type_grey(folio, folio->layout->type.label), x, y,
                   folio_word(folio, "pay", rows[i].label));
        y = folio_lines(folio, type_ink(folio, folio->layout->type.table), x + PAY_LABEL, y,
                        NAME_LEADING, rows[i].lines)
            + PAY_STEP;
    }
}

static bool has_pay(const struct folio *folio)
{
    return folio->look->book->settings.issuer.bank.size > 0
           || folio->look->book->settings.issuer.bank_en.size > 0;
}

double payment_height(const struct folio *folio, bool pay, bool verify)
{
    struct pay_row rows[4];
    double height = 0;

    if (pay && has_pay(folio))
        pay_rows(folio, rows, &height);
    if (verify && folio->layout->qr)
        height = fmax(height, 9 + QR_SIZE);
    return height > 0 ? HEADING_HEIGHT + height : 0;
}

void layout_payment(struct folio *folio, bool pay, bool verify)
{
    struct pay_row rows[4];
    double height = 0, x = folio->left;
    size_t count = 0;

    pay = pay && has_pay(folio);
    verify = verify && folio->layout->qr;
    if (!pay && !verify)
        return;
    if (pay)
        count = pay_rows(folio, rows, &height);
    if (verify)
        height = fmax(height, 9 + QR_SIZE);
    folio_section(folio, HEADING_HEIGHT + height);
    if (pay) {
        folio_bookmark(folio, folio_word(folio, "pay", "payto"));
        draw_pay(folio, rows, count, x);
        x = folio_column(folio, 6);
    }
    if (verify) {
        folio_bookmark(folio, folio_word(folio, "pay", "verify"));
        draw_verify(folio, x);
    }
    folio->y += HEADING_HEIGHT + height;
}
