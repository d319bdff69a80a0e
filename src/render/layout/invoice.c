#include "folio.h"
#include "invoice.h"

#include "livebill/base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Sections that share the width: the second is drawn with the first where it follows it. */
static bool takes(const struct choice *order, unsigned *at, unsigned section)
{
    if (*at + 1 >= order->count || order->at[*at + 1] != section)
        return false;
    ++*at;
    return true;
}

/* The height of how to pay and verify where they follow section `at`, else 0. */
static double payment_after(const struct folio *folio, unsigned at)
{
    bool pay = takes(&folio->layout->sections, &at, SECTION_PAY);
    bool verify = takes(&folio->layout->sections, &at, SECTION_VERIFY);

    return payment_height(folio, pay, verify);
}

static void lay_out(struct folio *folio)
{
    const struct choice *order = &folio->layout->sections;

    for (unsigned i = 0; i < order->count; i++) {
        switch ((enum section)order->at[i]) {
        case SECTION_HEAD:
            layout_head(folio);
            break;
        case SECTION_PARTIES:
            layout_parties(folio);
            break;
        case SECTION_HEADLINE:
            layout_headline(folio);
            break;
        case SECTION_SUMMARY:
            layout_summary(folio, true, takes(order, &i, SECTION_CHART));
            break;
        case SECTION_CHART:
            layout_summary(folio, false, true);
            break;
        case SECTION_LINES:
            layout_lines(folio);
            break;
        case SECTION_TOTALS:
            layout_totals(folio);
            break;
        case SECTION_MOVEMENTS:
            layout_movements(folio);
            break;
        case SECTION_PACKS:
            layout_holdings(folio, true, takes(order, &i, SECTION_LICENCES));
            break;
        case SECTION_LICENCES:
            layout_holdings(folio, false, true);
            break;
        case SECTION_NOTICES:
            layout_notices(folio);
            break;
        case SECTION_NOTES:
            layout_notes(folio, payment_after(folio, i));
            break;
        case SECTION_PAY:
            layout_payment(folio, true, takes(order, &i, SECTION_VERIFY));
            break;
        case SECTION_VERIFY:
            layout_payment(folio, false, true);
            break;
        case SECTION_COUNT:
            bug("a section that does not exist");
        }
    }
}

struct text invoice_pdf(const struct invoice *invoice, const struct look *look, struct arena *arena)
{
    const struct account *account = invoice->account;
    struct folio folio;
    struct pdf_facts facts;

    folio_open(&folio, invoice, look, arena);
    lay_out(&folio);
    folio_close(&folio);
    facts.title =
        text_format(arena, "%.*s %.*s", TEXT_ARGS(folio_title(&folio)), TEXT_ARGS(invoice->number));
    facts.author = folio_issuer(&folio);
    facts.subject = account->name;
    facts.keywords = text_format(arena, "%.*s, %.*s, %.*s", TEXT_ARGS(invoice->number),
                                 TEXT_ARGS(account->id),
                                 TEXT_ARGS(period_text(arena, invoice->book->period)));
    facts.language = text_of(language_code(account->language));
    facts.day = invoice->issued;
    return pdf_finish(folio.pdf, &facts);
}

static void write_file(const char *path, struct text bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (file < 0)
        fatal_errno("%s: cannot be written", path);
    while (bytes.size > 0) {
        ssize_t written = write(file, bytes.at, bytes.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            fatal_errno("%s: cannot be written", path);
        bytes = text_slice(bytes, (size_t)written, SIZE_MAX);
    }
    if (close(file) != 0)
        fatal_errno("%s: cannot be written", path);
}

/* Characters without a glyph were warned of once, with their place, when the look was read. */
void invoice_pdf_write(const struct invoice *invoice, const struct look *look, const char *path,
                       struct arena *scratch, struct report *report)
{
    (void)report;
    write_file(path, invoice_pdf(invoice, look, scratch));
}
