#include "folio.h"

#include <math.h>

#define THIRD_WIDTH     160.0
#define PARTY_TOP       96.0 /* baseline of the labels */
#define PARTY_LINES_MAX 16
#define FACT_STEP       15.0
#define FACT_SIZE_LEAST 6.0
#define HEADLINE_HEIGHT 70.0
#define HEADLINE_WIDTH                                                                             \
    228.0 /* of the total: 8 short of the cells, which its digits must not touch */
#define CELL_WIDTH 84.0

/* The logo scaled into its place, never enlarged (one pixel is one point at most). */
static void put_logo(struct folio *folio, const struct logo *logo)
{
    double scale = fmin(1, fmin(folio->layout->logo.width / logo->width,
                                folio->layout->logo.height / logo->height));
    double width = logo->width * scale, height = logo->height * scale;
    double x = folio->layout->logo.right ? folio->right - width : folio->left;

    pdf_image(folio->page, logo, (struct rectangle){x, folio->layout->page.top, width, height});
}

static void put_issuer(struct folio *folio)
{
    struct type type = type_bold(folio, folio->layout->type.issuer);
    struct lines lines = folio_wrap(folio, type, 300, folio_issuer(folio));
    double y = folio->layout->page.top + 20;

    /* More than two lines would reach the rule. */
    while (lines.count > 2 && type.size > 6) {
        type.size -= 0.5;
        lines = folio_wrap(folio, type, 300, folio_issuer(folio));
    }
    y -= lines.count > 1 ? (double)(lines.count - 1) * type.size * 0.6 : 0;
    for (size_t i = 0; i < lines.count; i++)
        pdf_run(folio->page, type,
                folio->layout->logo.right ? folio->right - lines.at[i].width * type.size
                                          : folio->left,
                y + (double)i * type.size * 1.2, lines.at[i]);
}

/* On the logo's other side: a text set from the edge. */
static double put_title(struct folio *folio, struct type type, double y, struct text text)
{
    if (folio->layout->logo.right)
        return folio_left(folio, type, folio->left, y, text);
    return folio_right(folio, type, folio->right, y, text);
}

/* The draft's box, 14 beside the title. */
static void put_draft(struct folio *folio, double title_width, double y)
{
    struct text text = folio_word(folio, "head", "draft");
    struct type type =
        type_colour(type_bold(folio, folio->layout->type.stamp), folio->layout->colour.alert);
    double width = folio_width(folio, type, text) + 16;
    double x = folio->layout->logo.right ? folio->left + title_width + 14
                                         : folio->right - title_width - 14 - width;

    pdf_frame(folio->page, folio->layout->colour.alert, 1,
              (struct rectangle){x + 0.5, y - 17, width - 1, 18});
    folio_left(folio, type, x + 8, y - 4.2, text);
}

void layout_head(struct folio *folio)
{
    struct text title = folio_title(folio);
    struct type type = type_bold(folio, folio->layout->type.title);
    double y = folio->y + 20, width;

    if (folio->look->logo != NULL)
        put_logo(folio, folio->look->logo);
    else
        put_issuer(folio);
    type = folio_shrink(folio, type, 190, 6, title);
    width = put_title(folio, type, y, title);
    if (folio->invoice->draft)
        put_draft(folio, width, y);
    put_title(folio, type_grey(folio, folio->layout->type.label), y + 13,
              folio_word(folio, "head", "title_note"));
    folio_rule(folio, folio->left, CONTENT_WIDTH, folio->y + 44, folio->layout->rule.accent,
               folio->layout->colour.accent);
    folio->y += 44;
    folio->fresh = false;
}

/* One block of a party: `y` is the baseline of what was put last. */
struct party {
    struct folio *folio;
    double x, y;
};

/* Wrapped to the third; what would take more than PARTY_LINES_MAX lines is set smaller. */
static void party_put(struct party *party, struct type type, double leading, double first,
                      struct text text)
{
    double size = type.size;
    struct lines lines = folio_wrap_balanced(party->folio, type, THIRD_WIDTH, text);

    while ((double)lines.count * type.size > PARTY_LINES_MAX * size && type.size > 2.5) {
        type.size -= 0.5;
        lines = folio_wrap_balanced(party->folio, type, THIRD_WIDTH, text);
    }
    party->y = folio_lines(party->folio, type, party->x, party->y + first,
                           leading * type.size / size, lines);
}

static void party_open(struct party *party, struct folio *folio, double x, double y,
                       const char *label, struct text name)
{
    *party = (struct party){folio, x, y};
    folio_left(folio, type_grey(folio, folio->layout->type.label), x, y,
               folio_word(folio, "parties", label));
    party_put(party, type_bold(folio, folio->layout->type.party), 12.5, 14, name);
    party->y += 1.5;
}

static void party_add(struct party *party, struct text text)
{
    if (text.size > 0)
        party_put(party, type_ink(party->folio, party->folio->layout->type.detail), 11.5, 11.5,
                  text);
}

static struct text labelled(struct folio *folio, const char *label, struct text value)
{
    struct text word = folio_word(folio, "parties", label);

    if (value.size == 0 || word.size == 0)
        return value;
    return text_format(folio->arena, "%.*s %.*s", TEXT_ARGS(word), TEXT_ARGS(value));
}

static double put_issuer_party(struct folio *folio, double y)
{
    const struct settings *settings = &folio->look->book->settings;
    struct party party;

    party_open(&party, folio, folio->left, y, "issuer", folio_issuer(folio));
    party_add(&party, folio_own(folio, settings->issuer.address, settings->issuer.address_en));
    party_add(&party, labelled(folio, "tax_id", settings->issuer.tax_id));
    party_add(&party, settings->issuer.phone);
    party_add(&party, settings->issuer.email);
    return party.y;
}

static double put_customer(struct folio *folio, double y)
{
    const struct account *account = folio->invoice->account;
    struct text contact = labelled(folio, "contact", account->contact), both;
    struct type type = type_ink(folio, folio->layout->type.detail);
    struct party party;

    party_open(&party, folio, folio_column(folio, 4), y, "customer", account->name);
    party_add(&party, account->address);
    party_add(&party, labelled(folio, "tax_id", account->tax_id));
    both = text_format(folio->arena, "%.*s · %.*s", TEXT_ARGS(contact), TEXT_ARGS(account->email));
    if (contact.size > 0 && account->email.size > 0
        && folio_width(folio, type, both) <= THIRD_WIDTH) {
        party_add(&party, both);
        return party.y;
    }
    party_add(&party, contact); /* no dot is left at the end of a line */
    party_add(&party, account->email);
    return party.y;
}

/*
 * What does not fit at 6 points goes on to further lines: an id of 64 characters must be readable,
 * for it is what a payer writes on the transfer. The last baseline is returned.
 */
static double put_fact(struct folio *folio, double y, const char *label, struct text value,
                       bool bold)
{
    struct type type = type_ink(folio, folio->layout->type.detail);
    double taken = folio_left(folio, type_grey(folio, type.size), folio_column(folio, 8), y,
                              folio_word(folio, "parties", label));
    double width = THIRD_WIDTH - taken - 6;

    type.bold = bold;
    while (folio_width(folio, type, value) > width && type.size - 0.5 >= FACT_SIZE_LEAST)
        type.size -= 0.5;
    struct lines lines = folio_wrap(folio, type, width, value);
    for (size_t i = 0; i < lines.count; i++) {
        y += i > 0 ? type.size * 1.25 : 0;
        pdf_run(folio->page, type, folio->right - lines.at[i].width * type.size, y, lines.at[i]);
    }
    return y;
}

static double put_facts(struct folio *folio, double y)
{
    const struct invoice *invoice = folio->invoice;
    const struct account *account = invoice->account;
    struct arena *arena = folio->arena;
    const struct words *words = folio->words;
    const struct {
        const char *label;
        struct text value;
    } facts[] = {
        {"number", invoice->number},
        {"period", words_period(words, arena, invoice->book->period.start, invoice->last)},
        {"issued", words_day(words, arena, invoice->issued)},
        {"due", words_day(words, arena, invoice->due)},
        {"account", account->id},
        {"currency", folio_word(folio, "parties", currency_code(account->currency))},
    };
    size_t count = sizeof facts / sizeof *facts;

    for (size_t i = 0; i < count; i++, y += FACT_STEP) {
        y = put_fact(folio, y, facts[i].label, facts[i].value, i == 0);
        if (i + 1 < count)
            folio_rule(folio, folio_column(folio, 8), THIRD_WIDTH, y + 5,
                       folio->layout->rule.hairline, folio->layout->colour.hairline);
    }
    return y - FACT_STEP;
}

void layout_parties(struct folio *folio)
{
    double y = folio->y + PARTY_TOP - 80, lowest;

    lowest = fmax(put_issuer_party(folio, y), put_customer(folio, y));
    folio->y = fmax(lowest, put_facts(folio, y));
    folio->fresh = false;
}

static struct text say(const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    const struct words *words = folio->words;

    if (invoice->to_top_up.minor > 0)
        return words_fill(
            folio->arena, folio_word(folio, "headline", "say_due"), "due",
            words_day(words, folio->arena, invoice->due), "amount",
            words_money_sign(words, folio->arena, invoice->to_top_up, invoice->account->currency),
            NULL);
    if (invoice->total.minor < 0)
        return folio_word(folio, "headline", "say_credit");
    return folio_word(folio, "headline", invoice->pending.minor == 0 ? "say_done" : "say_ok");
}

/* What separates the cells: half of the head rule's colour on the tint. */
static void put_separator(struct folio *folio, double x, double top)
{
    struct colour over = folio->layout->colour.head_rule, under = folio->layout->colour.tint;
    struct colour mixed;

    if (folio->invoice->state != STATE_ACTIVE)
        under = folio->layout->colour.alert_tint;
    mixed = (struct colour){(uint8_t)((over.red + under.red) / 2),
                            (uint8_t)((over.green + under.green) / 2),
                            (uint8_t)((over.blue + under.blue) / 2)};
    pdf_line(folio->page, mixed, folio->layout->rule.hairline, x, top + 15, x, top + 55);
}

/* One of the three cells at the right; x is its separator. */
static void put_cell(struct folio *folio, double x, double top, const char *label,
                     struct money money, struct colour colour)
{
    struct text text =
        words_money_sign(folio->words, folio->arena, money, folio->invoice->account->currency);
    struct type type = type_colour(type_bold(folio, folio->layout->type.figure), colour);

    put_separator(folio, x, top);
    folio_left(folio, type_grey(folio, folio->layout->type.label), x + 10, top + 26,
               folio_word(folio, "headline", label));
    type = folio_shrink(folio, type, 70, 6, text);
    folio_left(folio, type, x + 10, top + 45, text);
}

static void put_state(struct folio *folio, double x, double top, struct colour colour)
{
    struct text text = folio_word(folio, "headline", account_state_code(folio->invoice->state));
    struct type type = type_bold(folio, folio->layout->type.state);
    double width;

    put_separator(folio, x, top);
    folio_left(folio, type_grey(folio, folio->layout->type.label), x + 10, top + 26,
               folio_word(folio, "headline", "state"));
    type = folio_shrink(folio, type_colour(type, (struct colour){255, 255, 255}),
                        CELL_WIDTH - 10 - 14, 4, text);
    width = folio_width(folio, type, text);
    if (text.size > 0)
        pdf_fill(folio->page, colour, (struct rectangle){x + 10, top + 33, width + 14, 16});
    folio_left(folio, type, x + 17, top + 44.2, text);
}

void layout_headline(struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    const struct layout *layout = folio->layout;
    bool alert = invoice->state != STATE_ACTIVE;
    struct colour strong = alert ? layout->colour.alert : layout->colour.accent, ink;
    struct text total =
        words_money_sign(folio->words, folio->arena, invoice->total, invoice->account->currency);
    struct type type = type_bold(folio, layout->type.headline);
    double top, x = folio->left + 16, cells = folio->right - 3 * CELL_WIDTH;
    const char *label = invoice->account->tax_mode == TAX_NONE ? "total_plain" : "total_taxed";

    folio_section(folio, HEADLINE_HEIGHT);
    top = folio->y;
    folio_bookmark(folio, folio_word(folio, "headline", label));
    pdf_fill(folio->page, alert ? layout->colour.alert_tint : layout->colour.tint,
             (struct rectangle){folio->left, top, CONTENT_WIDTH, HEADLINE_HEIGHT});
    pdf_fill(folio->page, strong, (struct rectangle){folio->left, top, 3, HEADLINE_HEIGHT});
    folio_left(folio, type_grey(folio, layout->type.detail), x, top + 18,
               folio_word(folio, "headline", label));
    folio_left(folio, folio_shrink(folio, type, HEADLINE_WIDTH, 6, total), x, top + 43.5, total);
    ink = alert ? layout->colour.alert : layout->colour.ink;
    type = folio_shrink(folio, type_colour(type_ink(folio, layout->type.detail), ink), 230, 5,
                        say(folio));
    folio_left(folio, type, x, top + 60, say(folio));
    put_cell(folio, cells, top, "closing", invoice->closing,
             alert && invoice->closing.minor < 0 ? layout->colour.alert : layout->colour.ink);
    put_cell(folio, cells + CELL_WIDTH, top, "pending", invoice->pending, layout->colour.ink);
    put_state(folio, cells + 2 * CELL_WIDTH, top, strong);
    folio->y = top + HEADLINE_HEIGHT;
}
