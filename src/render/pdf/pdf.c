#include "page.h"

#include <math.h>

struct pdf *pdf_new(struct fonts *fonts, double width, double height, double bold_stroke,
                    struct arena *arena)
{
    struct pdf *pdf = ARENA_NEW(arena, struct pdf);

    pdf->arena = arena;
    pdf->fonts = fonts;
    pdf->width = width;
    pdf->height = height;
    pdf->bold_stroke = bold_stroke;
    pdf->slot_count = 2048;
    pdf->slots = ARENA_ARRAY(arena, uint32_t, pdf->slot_count * 2);
    return pdf;
}

struct pdf_page *pdf_page_add(struct pdf *pdf)
{
    struct pdf_page *page = ARENA_NEW(pdf->arena, struct pdf_page);

    page->pdf = pdf;
    page->content.arena = pdf->arena;
    page->state = (struct pdf_state){-1, -1, -1, -1, -1, -1, -1};
    *LIST_ADD(pdf->arena, &pdf->pages) = page;
    return page;
}

void pdf_put_number(struct buffer *content, double value)
{
    char digits[32];
    size_t at = sizeof digits;
    long thousandths = lround(fabs(value) * 1000);
    int places = 3;
    bool negative = value < 0 && thousandths > 0;

    for (; places > 0 && thousandths % 10 == 0; places--)
        thousandths /= 10;
    digits[--at] = ' ';
    for (int left = places; left > 0; left--, thousandths /= 10)
        digits[--at] = (char)('0' + thousandths % 10);
    if (places > 0)
        digits[--at] = '.';
    do
        digits[--at] = (char)('0' + thousandths % 10);
    while ((thousandths /= 10) > 0);
    if (negative)
        digits[--at] = '-';
    buffer_add(content, (struct text){digits + at, sizeof digits - at});
}

void pdf_put_length(struct buffer *content, double value)
{
    pdf_put_number(content, round(value * 100) / 100);
}

static int32_t colour_number(struct colour colour)
{
    return colour.red << 16 | colour.green << 8 | colour.blue;
}

static void put_colour(struct buffer *content, struct colour colour, struct text operator)
{
    pdf_put_number(content, colour.red / 255.0);
    pdf_put_number(content, colour.green / 255.0);
    pdf_put_number(content, colour.blue / 255.0);
    buffer_add(content, operator);
}

void pdf_set_fill(struct pdf_page *page, struct colour colour)
{
    if (page->state.fill == colour_number(colour))
        return;
    page->state.fill = colour_number(colour);
    put_colour(&page->content, colour, TEXT("rg\n"));
}

void pdf_set_stroke(struct pdf_page *page, struct colour colour, double weight)
{
    if (page->state.stroke != colour_number(colour)) {
        page->state.stroke = colour_number(colour);
        put_colour(&page->content, colour, TEXT("RG\n"));
    }
    if (fabs(page->state.weight - weight) > 0.0004) {
        page->state.weight = weight;
        pdf_put_number(&page->content, weight);
        buffer_add(&page->content, TEXT("w\n"));
    }
}

void pdf_set_joins(struct pdf_page *page, bool rounded)
{
    if (page->state.round == rounded)
        return;
    page->state.round = rounded;
    buffer_add(&page->content, rounded ? TEXT("1 j\n") : TEXT("0 j\n"));
}

static void put_rectangle(struct pdf_page *page, struct rectangle rectangle)
{
    pdf_put_length(&page->content, rectangle.x);
    pdf_put_length(&page->content, page->pdf->height - rectangle.y - rectangle.height);
    pdf_put_length(&page->content, rectangle.width);
    pdf_put_length(&page->content, rectangle.height);
    buffer_add(&page->content, TEXT("re\n"));
}

void pdf_shape_begin(struct pdf_page *page, struct colour colour)
{
    pdf_set_fill(page, colour);
}

void pdf_shape(struct pdf_page *page, struct rectangle rectangle)
{
    put_rectangle(page, rectangle);
}

void pdf_shape_fill(struct pdf_page *page)
{
    buffer_add(&page->content, TEXT("f\n"));
}

void pdf_cells_begin(struct pdf_page *page, struct colour colour, double x, double y, double size)
{
    struct buffer *content = &page->content;

    pdf_set_fill(page, colour);
    buffer_add(content, TEXT("q "));
    pdf_put_number(content, size);
    buffer_add(content, TEXT("0 0 "));
    pdf_put_number(content, -size);
    pdf_put_length(content, x);
    pdf_put_length(content, page->pdf->height - y);
    buffer_add(content, TEXT("cm\n"));
}

void pdf_cells(struct pdf_page *page, int column, int row, int count)
{
    buffer_format(&page->content, "%d %d %d 1 re\n", column, row, count);
}

void pdf_cells_end(struct pdf_page *page)
{
    buffer_add(&page->content, TEXT("f Q\n"));
}

void pdf_fill(struct pdf_page *page, struct colour colour, struct rectangle rectangle)
{
    pdf_set_fill(page, colour);
    put_rectangle(page, rectangle);
    buffer_add(&page->content, TEXT("f\n"));
}

void pdf_frame(struct pdf_page *page, struct colour colour, double weight,
               struct rectangle rectangle)
{
    pdf_set_stroke(page, colour, weight);
    pdf_set_joins(page, false);
    put_rectangle(page, rectangle);
    buffer_add(&page->content, TEXT("S\n"));
}

void pdf_line(struct pdf_page *page, struct colour colour, double weight, double x1, double y1,
              double x2, double y2)
{
    pdf_set_stroke(page, colour, weight);
    pdf_put_length(&page->content, x1);
    pdf_put_length(&page->content, page->pdf->height - y1);
    buffer_add(&page->content, TEXT("m "));
    pdf_put_length(&page->content, x2);
    pdf_put_length(&page->content, page->pdf->height - y2);
    buffer_add(&page->content, TEXT("l S\n"));
}

void pdf_turn_begin(struct pdf_page *page, double x, double y, double degrees)
{
    double angle = degrees * (M_PI / 180);

    buffer_add(&page->content, TEXT("q "));
    pdf_put_number(&page->content, cos(angle));
    pdf_put_number(&page->content, sin(angle));
    pdf_put_number(&page->content, -sin(angle));
    pdf_put_number(&page->content, cos(angle));
    pdf_put_length(&page->content, x);
    pdf_put_length(&page->content, page->pdf->height - y);
    buffer_add(&page->content, TEXT("cm 1 0 0 1 0 "));
    pdf_put_length(&page->content, -page->pdf->height);
    buffer_add(&page->content, TEXT("cm\n"));
    page->outer = page->state;
}

void pdf_turn_end(struct pdf_page *page)
{
    buffer_add(&page->content, TEXT("Q\n"));
    page->state = page->outer;
}

void pdf_image(struct pdf_page *page, const struct logo *logo, struct rectangle rectangle)
{
    struct buffer *content = &page->content;

    page->pdf->logo = logo;
    page->has_image = true;
    buffer_add(content, TEXT("q "));
    pdf_put_length(content, rectangle.width);
    buffer_add(content, TEXT("0 0 "));
    pdf_put_length(content, rectangle.height);
    pdf_put_length(content, rectangle.x);
    pdf_put_length(content, page->pdf->height - rectangle.y - rectangle.height);
    buffer_add(content, TEXT("cm /L Do Q\n"));
}

void pdf_bookmark(struct pdf_page *page, double y, struct text title)
{
    struct pdf *pdf = page->pdf;
    struct pdf_bookmark *bookmark = LIST_ADD(pdf->arena, &pdf->bookmarks);

    *bookmark = (struct pdf_bookmark){page, y, title};
}
