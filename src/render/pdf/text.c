#include "page.h"

#include "livebill/base/fatal.h"

#include <math.h>

#define MISSING_STROKE_LEAST 0.35

/* Keys of the table: never 0. */
static uint32_t character_key(const struct run_glyph *glyph)
{
    return ((uint32_t)glyph->glyph.face << 24 | (uint32_t)glyph->code_point) + 1;
}

/* The slot that has the key, or the free one where it belongs. */
static uint32_t *character_slot(const struct pdf *pdf, uint32_t key)
{
    size_t slot = key * 2654435761u % pdf->slot_count;

    while (pdf->slots[slot * 2] != 0 && pdf->slots[slot * 2] != key)
        slot = (slot + 1) % pdf->slot_count;
    return &pdf->slots[slot * 2];
}

static void characters_grow(struct pdf *pdf)
{
    uint32_t *old = pdf->slots, *slot;
    size_t count = pdf->slot_count;

    pdf->slot_count *= 2;
    pdf->slots = ARENA_ARRAY(pdf->arena, uint32_t, pdf->slot_count * 2);
    for (size_t i = 0; i < count; i++)
        if (old[i * 2] != 0) {
            slot = character_slot(pdf, old[i * 2]);
            slot[0] = old[i * 2];
            slot[1] = old[i * 2 + 1];
        }
}

/* The CID of a character in its face: open addressing, a slot is a key and a CID. */
static unsigned pdf_character(struct pdf *pdf, const struct run_glyph *glyph)
{
    struct pdf_face *face = &pdf->faces[glyph->glyph.face];
    uint32_t key = character_key(glyph), *slot = character_slot(pdf, key);
    struct font_character *character;

    if (slot[0] != 0)
        return slot[1];
    character = LIST_ADD(pdf->arena, &face->characters);
    character->code_point = glyph->code_point;
    character->index = glyph->glyph.index;
    *LIST_ADD(pdf->arena, &face->advances) = glyph->glyph.advance;
    if (face->characters.count > UINT16_MAX)
        fatal("a document has more than 65,535 different characters: shorten its names");
    slot[0] = key;
    slot[1] = (uint32_t)face->characters.count;
    if (++pdf->slots_used > pdf->slot_count / 2)
        characters_grow(pdf);
    return (unsigned)face->characters.count;
}

static void set_type(struct pdf_page *page, struct type type, unsigned face)
{
    bool stroked = type.bold && !fonts_have_bold(page->pdf->fonts);
    int mode = stroked ? 2 : 0; /* fill and stroke, or fill */

    pdf_set_fill(page, type.colour);
    if (stroked) {
        pdf_set_stroke(page, type.colour, page->pdf->bold_stroke * type.size);
        pdf_set_joins(page, true);
    }
    if (page->state.mode != mode) {
        page->state.mode = mode;
        buffer_format(&page->content, "%d Tr\n", mode);
    }
    if (page->state.face != (int)face || fabs(page->state.size - type.size) > 0.0004) {
        page->state.face = (int)face;
        page->state.size = type.size;
        buffer_format(&page->content, "/F%u ", face);
        pdf_put_number(&page->content, type.size);
        buffer_add(&page->content, TEXT("Tf\n"));
    }
}

static void put_hex(struct buffer *content, unsigned cid)
{
    static const char hex[] = "0123456789ABCDEF";
    char digits[4] = {hex[cid >> 12 & 15], hex[cid >> 8 & 15], hex[cid >> 4 & 15], hex[cid & 15]};

    buffer_add(content, (struct text){digits, sizeof digits});
}

/* Glyphs of one face, from the point (x, y). */
static void put_glyphs(struct pdf_page *page, struct type type, double x, double y,
                       const struct run_glyph *glyphs, size_t count)
{
    struct buffer *content = &page->content;
    bool spread = false;

    set_type(page, type, glyphs[0].glyph.face);
    for (size_t i = 1; i < count; i++)
        spread = spread || glyphs[i].before > 0;
    buffer_add(content, TEXT("BT "));
    pdf_put_length(content, x);
    pdf_put_length(content, page->pdf->height - y);
    buffer_add(content, spread ? TEXT("Td [<") : TEXT("Td <"));
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && glyphs[i].before > 0) {
            buffer_add(content, TEXT("> "));
            pdf_put_number(content, round(glyphs[i].before * -1000));
            buffer_add_byte(content, '<');
        }
        put_hex(content, pdf_character(page->pdf, &glyphs[i]));
    }
    buffer_add(content, spread ? TEXT(">] TJ ET\n") : TEXT("> Tj ET\n"));
}

static void put_actual_text(struct buffer *content, int32_t code_point)
{
    buffer_add(content, TEXT("/Span <</ActualText <FEFF"));
    if (code_point < 0x10000)
        put_hex(content, (unsigned)code_point);
    else {
        put_hex(content, 0xd800u + ((unsigned)(code_point - 0x10000) >> 10));
        put_hex(content, 0xdc00u + ((unsigned)(code_point - 0x10000) & 0x3ff));
    }
    buffer_add(content, TEXT(">>> BDC\n"));
}

/* Seven segments: bits 0 to 6 are top, upper right, lower right, bottom, lower left, upper left and
 * middle. */
static void put_digit(struct pdf_page *page, char digit, struct rectangle cell)
{
    static const unsigned char segments[] = {0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07,
                                             0x7f, 0x6f, 0x77, 0x7c, 0x39, 0x5e, 0x79, 0x71};
    static const unsigned char ends[7][4] = {{0, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 1, 2}, {0, 2, 1, 2},
                                             {0, 1, 0, 2}, {0, 0, 0, 1}, {0, 1, 1, 1}};
    struct buffer *content = &page->content;
    unsigned set = segments[digit <= '9' ? digit - '0' : digit - 'A' + 10];

    for (int i = 0; i < 7; i++) {
        if ((set >> i & 1) == 0)
            continue;
        for (int end = 0; end < 2; end++) {
            pdf_put_length(content, cell.x + cell.width * ends[i][end * 2]);
            pdf_put_length(content,
                           page->pdf->height - cell.y - cell.height / 2 * ends[i][end * 2 + 1]);
            buffer_add(content, end == 0 ? TEXT("m ") : TEXT("l\n"));
        }
    }
}

/* The code in two rows of hex digits: two or three a row. They are lines, not text: what is copied
 * is the character alone. */
static void put_code(struct pdf_page *page, struct type type, double x, double y,
                     int32_t code_point)
{
    char code[8];
    bool large = code_point > 0xffff;
    double size = type.size * (large ? 0.36 : 0.44);
    size_t half = large ? 3 : 2;

    snprintf(code, sizeof code, large ? "%06X" : "%04X", (unsigned)code_point);
    pdf_set_stroke(page, type.colour, fmax(0.02 * type.size, 0.15));
    for (size_t i = 0; i < half * 2; i++) {
        double column = (double)(i % half) - (double)half / 2;
        put_digit(page, code[i],
                  (struct rectangle){x + type.size / 2 + (column * 0.66 + 0.13) * size,
                                     y + type.size * (i < half ? -0.69 : -0.26), 0.4 * size,
                                     0.72 * size});
    }
    buffer_add(&page->content, TEXT("S\n"));
}

/* A character that no font has: its code in a box (documents.md §4). The character itself is
 * there as an ideographic space, so that it is copied and searched. */
static void put_missing(struct pdf_page *page, struct type type, double x, double y,
                        int32_t code_point)
{
    double em = type.size;
    struct run_glyph blank = {.code_point = code_point,
                              .glyph = fonts_find(page->pdf->fonts, FONT_REGULAR, 0x3000)};

    if (blank.glyph.face == FONT_MISSING)
        blank.glyph = (struct glyph){0};
    blank.glyph.advance = 1;
    put_actual_text(&page->content, code_point);
    put_glyphs(page, type, x, y, &blank, 1);
    buffer_add(&page->content, TEXT("EMC\n"));
    pdf_frame(page, type.colour, fmax(0.045 * em, MISSING_STROKE_LEAST),
              (struct rectangle){x + 0.06 * em, y - 0.80 * em, 0.88 * em, 0.92 * em});
    put_code(page, type, x, y, code_point);
}

void pdf_run(struct pdf_page *page, struct type type, double x, double y, struct run run)
{
    for (size_t i = 0, next; i < run.count; i = next) {
        unsigned face = run.at[i].glyph.face;
        double width = 0;

        if (i > 0)
            x += run.at[i].before * type.size;
        if (face == FONT_MISSING) {
            put_missing(page, type, x, y, run.at[i].code_point);
            next = i + 1;
            width = 1;
        } else {
            for (next = i; next < run.count && run.at[next].glyph.face == face; next++)
                width += run.at[next].glyph.advance + (next > i ? run.at[next].before : 0);
            put_glyphs(page, type, x, y, run.at + i, next - i);
        }
        x += width * type.size;
    }
}
