#include "folio.h"

#define STAMP_TURN 36.0

/* The draft's stamp: first on the page, so that all else is on top of it. */
static void stamp(struct folio *folio, bool first)
{
    const struct layout *layout = folio->layout;
    struct type type = type_colour(type_bold(folio, layout->type.draft), layout->colour.draft);
    struct run run = folio_run(folio, type, folio_word(folio, "head", "draft"));

    pdf_turn_begin(folio->page, layout->page.width / 2, layout->page.height * (first ? 0.74 : 0.5),
                   STAMP_TURN);
    pdf_run(folio->page, type, -run.width * type.size / 2, 0.36 * type.size, run);
    pdf_turn_end(folio->page);
}

struct text folio_title(const struct folio *folio)
{
    struct text title = folio->look->book->settings.invoice.title;

    return title.size > 0 ? title : folio_word(folio, "head", "title");
}

static void running_head(struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;
    struct type type = type_grey(folio, folio->layout->type.detail);
    struct text month = words_month(folio->words, folio->arena, invoice->book->period);
    struct text right = text_format(folio->arena, "%.*s %.*s · %.*s", TEXT_ARGS(folio_title(folio)),
                                    TEXT_ARGS(invoice->number), TEXT_ARGS(month));
    struct text issuer = folio_issuer(folio);
    double taken = folio_right(folio, type, folio->right, 43, right);

    type = folio_shrink(folio, type, CONTENT_WIDTH - taken - 12, 3, issuer);
    folio_left(folio, type, folio->left, 43, issuer);
    folio_rule(folio, folio->left, CONTENT_WIDTH, 51, folio->layout->rule.hairline,
               folio->layout->colour.hairline);
}

void folio_turn(struct folio *folio)
{
    bool first = folio->pages.count == 0;

    folio->page = pdf_page_add(folio->pdf);
    *LIST_ADD(folio->arena, &folio->pages) = folio->page;
    if (folio->invoice->draft)
        stamp(folio, first);
    if (!first)
        running_head(folio);
    folio->y = first ? folio->layout->page.top : folio->layout->page.top_next;
    folio->fresh = true;
}

void folio_open(struct folio *folio, const struct invoice *invoice, const struct look *look,
                struct arena *arena)
{
    const struct layout *layout = look->layout;

    *folio = (struct folio){.invoice = invoice, .look = look, .layout = layout, .arena = arena};
    folio->words = look->words[invoice->account->language];
    folio->pdf = pdf_new(look->fonts, layout->page.width, layout->page.height,
                         layout->type.bold_stroke, arena);
    folio->left = (layout->page.width - CONTENT_WIDTH) / 2;
    folio->right = folio->left + CONTENT_WIDTH;
    folio->bottom = layout->page.height - layout->page.bottom;
    folio_turn(folio);
}

/* `[invoice] footer`, else issuer · phone · e-mail. */
static struct text footer_text(const struct folio *folio)
{
    const struct settings *settings = &folio->look->book->settings;
    struct buffer text = {.arena = folio->arena};

    if (settings->invoice.footer.size > 0)
        return settings->invoice.footer;
    buffer_add(&text, folio_issuer(folio));
    if (settings->issuer.phone.size > 0)
        buffer_format(&text, " · %.*s", TEXT_ARGS(settings->issuer.phone));
    if (settings->issuer.email.size > 0)
        buffer_format(&text, " · %.*s", TEXT_ARGS(settings->issuer.email));
    return buffer_text(&text);
}

static void footer(struct folio *folio, size_t number)
{
    const struct layout *layout = folio->layout;
    struct type type = type_grey(folio, layout->type.label);
    double height = layout->page.height, taken;
    struct text left = footer_text(folio);
    struct text page = words_fill(folio->arena, folio_word(folio, "head", "page"), "p",
                                  text_format(folio->arena, "%zu", number), "n",
                                  text_format(folio->arena, "%zu", folio->pages.count), NULL);

    folio_rule(folio, folio->left, CONTENT_WIDTH, height - 44, layout->rule.hairline,
               layout->colour.hairline);
    taken = folio_right(folio, type, folio->right, height - 31, page);
    type = folio_shrink(folio, type, CONTENT_WIDTH - taken - 12, 3, left);
    folio_left(folio, type, folio->left, height - 31, left);
}

void folio_close(struct folio *folio)
{
    for (size_t i = 0; i < folio->pages.count; i++) {
        folio->page = folio->pages.at[i];
        footer(folio, i + 1);
    }
    for (size_t i = 0; folio->pages.count > 1 && i < folio->bookmarks.count; i++) {
        const struct folio_bookmark *mark = &folio->bookmarks.at[i];
        pdf_bookmark(mark->page, mark->y, mark->title);
    }
}

void folio_section(struct folio *folio, double height)
{
    if (!folio->fresh && !folio_fits(folio, SECTION_WHITE + height))
        folio_turn(folio);
    if (!folio->fresh)
        folio->y += SECTION_WHITE;
    folio->fresh = false;
}

void folio_heading(struct folio *folio, double x, double width, struct text title)
{
    const struct layout *layout = folio->layout;
    struct type type = type_bold(folio, layout->type.heading);

    type = folio_shrink(folio, type, width, 3, title);
    folio_left(folio, type, x, folio->y + 10, title);
    folio_rule(folio, x, width, folio->y + HEADING_HEIGHT, layout->rule.heading,
               layout->colour.ink);
}

void folio_bookmark(struct folio *folio, struct text title)
{
    struct folio_bookmark *mark;

    if (title.size == 0)
        return;
    mark = LIST_ADD(folio->arena, &folio->bookmarks);
    *mark = (struct folio_bookmark){folio->page, folio->y, title};
}

struct text folio_word(const struct folio *folio, const char *section, const char *key)
{
    return words_of(folio->words, section, key);
}

struct text folio_issuer(const struct folio *folio)
{
    const struct settings *settings = &folio->look->book->settings;
    return folio_own(folio, settings->issuer.name, settings->issuer.name_en);
}

struct text folio_own(const struct folio *folio, struct text zh, struct text en)
{
    return words_name(folio->words, zh, en);
}

struct type type_ink(const struct folio *folio, double size)
{
    return (struct type){.size = size, .colour = folio->layout->colour.ink};
}

struct type type_grey(const struct folio *folio, double size)
{
    return (struct type){.size = size, .colour = folio->layout->colour.grey};
}

struct type type_bold(const struct folio *folio, double size)
{
    return (struct type){.size = size, .bold = true, .colour = folio->layout->colour.ink};
}

struct type type_colour(struct type type, struct colour colour)
{
    type.colour = colour;
    return type;
}

struct run folio_run(const struct folio *folio, struct type type, struct text text)
{
    return run_make(folio->look->fonts, type.bold ? FONT_BOLD : FONT_REGULAR, text, folio->arena);
}

double folio_width(const struct folio *folio, struct type type, struct text text)
{
    return folio_run(folio, type, text).width * type.size;
}

double folio_left(struct folio *folio, struct type type, double x, double y, struct text text)
{
    struct run run = folio_run(folio, type, text);

    pdf_run(folio->page, type, x, y, run);
    return run.width * type.size;
}

double folio_right(struct folio *folio, struct type type, double x, double y, struct text text)
{
    struct run run = folio_run(folio, type, text);

    pdf_run(folio->page, type, x - run.width * type.size, y, run);
    return run.width * type.size;
}

struct type folio_shrink(const struct folio *folio, struct type type, double width, double least,
                         struct text text)
{
    struct run run = folio_run(folio, type, text);

    while (run.width * type.size > width && type.size - 0.5 >= least)
        type.size -= 0.5;
    /* Better too small to read than over what stands beside it. */
    if (run.width * type.size > width && width > 0)
        type.size = width / run.width;
    return type;
}

void folio_rule(struct folio *folio, double x, double width, double y, double weight,
                struct colour colour)
{
    pdf_line(folio->page, colour, weight, x, y, x + width, y);
}

void folio_hairline(struct folio *folio, double x, double width, double y)
{
    folio_rule(folio, x, width, y, folio->layout->rule.row, folio->layout->colour.hairline);
}

struct lines folio_wrap(const struct folio *folio, struct type type, double width, struct text text)
{
    return wrap_run(folio_run(folio, type, text), width / type.size, folio->arena);
}

struct lines folio_wrap_balanced(const struct folio *folio, struct type type, double width,
                                 struct text text)
{
    struct run run = folio_run(folio, type, text);
    struct lines lines = wrap_run(run, width / type.size, folio->arena), narrower;
    double limit = width / type.size;

    if (lines.count < 2 || lines.at[lines.count - 1].width >= limit / 4)
        return lines;
    while ((narrower = wrap_run(run, limit - 0.25, folio->arena)).count == lines.count) {
        limit -= 0.25;
        lines = narrower;
    }
    return lines;
}

double folio_lines(struct folio *folio, struct type type, double x, double y, double leading,
                   struct lines lines)
{
    for (size_t i = 0; i < lines.count; i++)
        pdf_run(folio->page, type, x, y + leading * (double)i, lines.at[i]);
    return lines.count == 0 ? y : y + leading * (double)(lines.count - 1);
}
