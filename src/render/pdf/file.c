#include "file.h"

#include "livebill/base/fatal.h"

/* The first error is the cause; libharu's later ones only follow from it. */
struct pdf_failure {
    HPDF_STATUS error, detail;
};

static void keep_first_error(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
    struct pdf_failure *failure = context;

    if (failure->error == HPDF_OK)
        *failure = (struct pdf_failure){error, detail};
}

static HPDF_Dict add_image_stream(HPDF_Doc file, const struct logo *logo, struct text samples)
{
    HPDF_Dict image = pdf_stream(file, samples);

    HPDF_Dict_AddName(image, "Type", "XObject");
    HPDF_Dict_AddName(image, "Subtype", "Image");
    HPDF_Dict_AddNumber(image, "Width", (HPDF_INT32)logo->width);
    HPDF_Dict_AddNumber(image, "Height", (HPDF_INT32)logo->height);
    HPDF_Dict_AddNumber(image, "BitsPerComponent", 8);
    return image;
}

static HPDF_Dict add_image(HPDF_Doc file, const struct logo *logo)
{
    HPDF_Dict image = add_image_stream(file, logo, logo->samples);

    if (logo->palette.size > 0) {
        HPDF_Array space = HPDF_Array_New(file->mmgr);
        HPDF_Array_AddName(space, "Indexed");
        HPDF_Array_AddName(space, "DeviceRGB");
        HPDF_Array_AddNumber(space, (HPDF_INT32)(logo->palette.size / 3 - 1));
        /* libharu takes the bytes as not constant and copies them. */
        HPDF_Array_Add(space, HPDF_Binary_New(file->mmgr, (HPDF_BYTE *)(uintptr_t)logo->palette.at,
                                              (HPDF_UINT)logo->palette.size));
        HPDF_Dict_Add(image, "ColorSpace", space);
    } else
        HPDF_Dict_AddName(image, "ColorSpace", "DeviceRGB");
    if (logo->alpha.size > 0) {
        HPDF_Dict mask = add_image_stream(file, logo, logo->alpha);
        HPDF_Dict_AddName(mask, "ColorSpace", "DeviceGray");
        HPDF_Dict_Add(image, "SMask", mask);
    }
    return image;
}

static void add_page(HPDF_Doc file, const struct pdf *pdf, const struct pdf_page *page,
                     HPDF_Dict *fonts, HPDF_Dict image)
{
    HPDF_Page made = HPDF_AddPage(file);
    HPDF_Dict resources, names;

    if (made == NULL)
        return;
    HPDF_Page_SetWidth(made, (HPDF_REAL)pdf->width);
    HPDF_Page_SetHeight(made, (HPDF_REAL)pdf->height);
    resources = HPDF_Dict_GetItem(made, "Resources", HPDF_OCLASS_DICT);
    names = HPDF_Dict_New(file->mmgr);
    HPDF_Dict_Add(resources, "Font", names);
    for (unsigned i = 0; i < FONT_MAX; i++)
        if (fonts[i] != NULL)
            HPDF_Dict_Add(names, (char[]){'F', (char)('0' + i), '\0'}, fonts[i]);
    if (page->has_image) {
        names = HPDF_Dict_New(file->mmgr);
        HPDF_Dict_Add(resources, "XObject", names);
        HPDF_Dict_Add(names, "L", image);
    }
    pdf_stream_fill(((HPDF_PageAttr)made->attr)->contents,
                    pdf_deflate(pdf->arena, buffer_text(&page->content)));
}

/* A height of a page at the zoom that the reader has: libharu's own function insists on a zoom. */
static HPDF_Array destination(HPDF_Doc file, const struct pdf *pdf,
                              const struct pdf_bookmark *bookmark)
{
    HPDF_Array array = HPDF_Array_New(file->mmgr);
    HPDF_UINT number = 0;

    while (pdf->pages.at[number] != bookmark->page)
        number++;
    HPDF_Array_Add(array, HPDF_GetPageByIndex(file, number));
    HPDF_Array_AddName(array, "XYZ");
    HPDF_Array_AddNumber(array, 0);
    HPDF_Array_AddReal(array, (HPDF_REAL)(pdf->height - bookmark->y));
    HPDF_Array_AddNumber(array, 0);
    return array;
}

static void add_bookmarks(HPDF_Doc file, const struct pdf *pdf)
{
    for (size_t i = 0; i < pdf->bookmarks.count; i++) {
        const struct pdf_bookmark *bookmark = &pdf->bookmarks.at[i];
        HPDF_Outline outline = HPDF_CreateOutline(file, NULL, "-", NULL);

        if (outline == NULL)
            return;
        HPDF_Dict_Add(outline, "Title", pdf_string(file, pdf->arena, bookmark->title));
        HPDF_Dict_Add(outline, "Dest", destination(file, pdf, bookmark));
    }
}

static void add_facts(HPDF_Doc file, const struct pdf *pdf, const struct pdf_facts *facts)
{
    struct civil day = civil_of_day(facts->day);
    HPDF_Date date = {
        .year = day.year, .month = day.month, .day = day.day, .ind = '+', .off_hour = 8};

    HPDF_SetInfoDateAttr(file, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(file, HPDF_INFO_MOD_DATE, date);
    HPDF_SetInfoAttr(file, HPDF_INFO_CREATOR, "livebill");
    HPDF_SetInfoAttr(file, HPDF_INFO_PRODUCER, "livebill");
    if (file->info == NULL)
        return;
    HPDF_Dict_Add(file->info, "Title", pdf_string(file, pdf->arena, facts->title));
    HPDF_Dict_Add(file->info, "Author", pdf_string(file, pdf->arena, facts->author));
    HPDF_Dict_Add(file->info, "Subject", pdf_string(file, pdf->arena, facts->subject));
    HPDF_Dict_Add(file->info, "Keywords", pdf_string(file, pdf->arena, facts->keywords));
    HPDF_Dict_Add(file->catalog, "Lang",
                  HPDF_String_New(file->mmgr, text_copy(pdf->arena, facts->language).at, NULL));
}

static struct text file_bytes(HPDF_Doc file, struct arena *arena)
{
    HPDF_UINT32 size;
    char *bytes;

    if (HPDF_SaveToStream(file) != HPDF_OK)
        return (struct text){NULL, 0};
    size = HPDF_GetStreamSize(file);
    bytes = arena_take(arena, size);
    HPDF_ReadFromStream(file, (HPDF_BYTE *)bytes, &size);
    return (struct text){bytes, size};
}

struct text pdf_finish(struct pdf *pdf, const struct pdf_facts *facts)
{
    struct pdf_failure failure = {HPDF_OK, HPDF_OK};
    /* Without a pool: objects that libharu takes from one are not aligned. */
    HPDF_Doc file = HPDF_NewEx(keep_first_error, NULL, NULL, 0, &failure);
    HPDF_Dict fonts[FONT_MAX] = {NULL}, image = NULL;
    struct text bytes;

    if (file == NULL)
        fatal("no memory to make a document: free some and run again");
    HPDF_SetCompressionMode(file, HPDF_COMP_NONE);
    file->pdf_version = HPDF_VER_15; /* marked content with ActualText */
    for (unsigned i = 0; i < FONT_MAX; i++)
        if (pdf->faces[i].characters.count > 0)
            fonts[i] = pdf_font(file, pdf, i);
    if (pdf->logo != NULL)
        image = add_image(file, pdf->logo);
    for (size_t i = 0; i < pdf->pages.count; i++)
        add_page(file, pdf, pdf->pages.at[i], fonts, image);
    add_bookmarks(file, pdf);
    add_facts(file, pdf, facts);
    bytes = file_bytes(file, pdf->arena);
    HPDF_Free(file);
    if (failure.error != HPDF_OK || bytes.size == 0)
        fatal("libharu cannot make a document (error 0x%04lx, detail %lu): free memory and run "
              "again",
              (unsigned long)failure.error, (unsigned long)failure.detail);
    return bytes;
}
