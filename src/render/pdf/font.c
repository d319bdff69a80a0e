#include "file.h"

#include <libdeflate.h>
#include <math.h>

/* Entries of one bfrange array: the PDF reference allows 100. */
#define RANGE_MAX 100

#define DEFAULT_WIDTH 1000

static void put_utf16(struct buffer *map, int32_t code_point)
{
    /* The minus of amounts is drawn as U+2212 and copied as the `-` of numbers. */
    uint32_t code = code_point == 0x2212 ? '-' : (uint32_t)code_point;

    if (code < 0x10000)
        buffer_format(map, "<%04X>", code);
    else
        buffer_format(map, "<%04X%04X>", 0xd800 + ((code - 0x10000) >> 10),
                      0xdc00 + ((code - 0x10000) & 0x3ff));
}

/* CIDs count from 1 in the order of first use; a range may not cross a multiple of 256. */
static struct text to_unicode(const struct pdf_face *face, struct arena *arena)
{
    struct buffer map = {.arena = arena};
    size_t count = face->characters.count;

    buffer_add(&map, TEXT("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                          "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                          "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                          "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"));
    for (size_t first = 1, last; first <= count; first = last + 1) {
        last = first + RANGE_MAX - 1;
        if (last > (first | 0xff))
            last = first | 0xff;
        if (last > count)
            last = count;
        buffer_format(&map, "1 beginbfrange\n<%04zX> <%04zX> [", first, last);
        for (size_t cid = first; cid <= last; cid++)
            put_utf16(&map, face->characters.at[cid - 1].code_point);
        buffer_add(&map, TEXT("]\nendbfrange\n"));
    }
    buffer_add(&map, TEXT("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"));
    return buffer_text(&map);
}

/* Two bytes a CID: its glyph in the cut. */
static struct text cid_to_glyph(const struct pdf_face *face, struct arena *arena)
{
    size_t size = (face->characters.count + 1) * 2;
    char *map = arena_take(arena, size);

    for (size_t i = 0; i < face->characters.count; i++) {
        unsigned index = face->characters.at[i].cut_index;
        map[i * 2 + 2] = (char)(index >> 8);
        map[i * 2 + 3] = (char)(index & 255);
    }
    return (struct text){map, size};
}

static HPDF_Dict descriptor(HPDF_Doc file, const struct font_metrics *metrics, const char *name,
                            struct text cut, struct arena *arena)
{
    HPDF_Dict object = HPDF_Dict_New(file->mmgr), stream;
    HPDF_Box box = {(HPDF_REAL)round(metrics->left), (HPDF_REAL)round(metrics->bottom),
                    (HPDF_REAL)round(metrics->right), (HPDF_REAL)round(metrics->top)};

    HPDF_Xref_Add(file->xref, object);
    HPDF_Dict_AddName(object, "Type", "FontDescriptor");
    HPDF_Dict_AddName(object, "FontName", name);
    HPDF_Dict_AddNumber(object, "Flags", 4);
    HPDF_Dict_Add(object, "FontBBox", HPDF_Box_Array_New(file->mmgr, box));
    HPDF_Dict_AddNumber(object, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(object, "Ascent", (HPDF_INT32)lround(metrics->ascent));
    HPDF_Dict_AddNumber(object, "Descent", (HPDF_INT32)lround(metrics->descent));
    HPDF_Dict_AddNumber(object, "CapHeight", 714);
    HPDF_Dict_AddNumber(object, "StemV", 80);
    stream = pdf_stream(file, pdf_deflate(arena, cut));
    HPDF_Dict_AddNumber(stream, "Length1", (HPDF_INT32)cut.size);
    HPDF_Dict_Add(object, "FontFile2", stream);
    return object;
}

/* Hanzi are 1 em wide, which is the default: runs of other widths, each with its first CID. */
static HPDF_Array widths(HPDF_Doc file, const struct pdf_face *face)
{
    HPDF_Array all = HPDF_Array_New(file->mmgr), list = NULL;

    for (size_t i = 0; i < face->advances.count; i++) {
        HPDF_INT32 width = (HPDF_INT32)lround(face->advances.at[i] * 1000);
        if (width == DEFAULT_WIDTH) {
            list = NULL;
            continue;
        }
        if (list == NULL) {
            list = HPDF_Array_New(file->mmgr);
            HPDF_Array_AddNumber(all, (HPDF_INT32)i + 1);
            HPDF_Array_Add(all, list);
        }
        HPDF_Array_AddNumber(list, width);
    }
    return all;
}

/* Six letters that tell this cut from others of the same face, as the PDF reference asks. */
static void name_cut(char *name, size_t size, const struct font_metrics *metrics, struct text cut)
{
    uint32_t sum = libdeflate_crc32(0, cut.at, cut.size);
    char tag[7] = "";

    for (int i = 0; i < 6; i++, sum /= 26)
        tag[i] = (char)('A' + sum % 26);
    snprintf(name, size, "%s+%s", tag, metrics->name);
}

static HPDF_Dict system_info(HPDF_Doc file)
{
    HPDF_Dict object = HPDF_Dict_New(file->mmgr);

    HPDF_Dict_Add(object, "Registry", HPDF_String_New(file->mmgr, "Adobe", NULL));
    HPDF_Dict_Add(object, "Ordering", HPDF_String_New(file->mmgr, "Identity", NULL));
    HPDF_Dict_AddNumber(object, "Supplement", 0);
    return object;
}

HPDF_Dict pdf_font(HPDF_Doc file, struct pdf *pdf, unsigned number)
{
    struct pdf_face *face = &pdf->faces[number];
    struct arena *arena = pdf->arena;
    struct font_metrics metrics = fonts_metrics(pdf->fonts, number);
    struct text cut =
        fonts_cut(pdf->fonts, number, face->characters.at, face->characters.count, arena);
    HPDF_Dict font = HPDF_Dict_New(file->mmgr), descendant = HPDF_Dict_New(file->mmgr);
    HPDF_Array descendants = HPDF_Array_New(file->mmgr);
    char name[80];

    name_cut(name, sizeof name, &metrics, cut);
    HPDF_Xref_Add(file->xref, font);
    HPDF_Xref_Add(file->xref, descendant);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "Type0");
    HPDF_Dict_AddName(font, "BaseFont", name);
    HPDF_Dict_AddName(font, "Encoding", "Identity-H");
    HPDF_Array_Add(descendants, descendant);
    HPDF_Dict_Add(font, "DescendantFonts", descendants);
    HPDF_Dict_Add(font, "ToUnicode", pdf_stream(file, pdf_deflate(arena, to_unicode(face, arena))));

    HPDF_Dict_AddName(descendant, "Type", "Font");
    HPDF_Dict_AddName(descendant, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(descendant, "BaseFont", name);
    HPDF_Dict_Add(descendant, "CIDSystemInfo", system_info(file));
    HPDF_Dict_Add(descendant, "FontDescriptor", descriptor(file, &metrics, name, cut, arena));
    HPDF_Dict_AddNumber(descendant, "DW", DEFAULT_WIDTH);
    HPDF_Dict_Add(descendant, "W", widths(file, face));
    HPDF_Dict_Add(descendant, "CIDToGIDMap",
                  pdf_stream(file, pdf_deflate(arena, cid_to_glyph(face, arena))));
    return font;
}
