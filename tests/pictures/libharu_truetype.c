/*
 * A page that cannot be read, for the test of the test: 播流程客 written by libharu's own TrueType
 * path, which loses glyphs that are built from other glyphs. blank_cells.py must fail on it.
 *
 *     libharu_truetype OUT.pdf [FONT.ttc]
 */
#include <hpdf.h>
#include <stdio.h>

static void print_error(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
    (void)context;
    fprintf(stderr, "libharu_truetype: error 0x%04lx, detail %lu\n", (unsigned long)error,
            (unsigned long)detail);
}

static HPDF_Font open_font(HPDF_Doc file, const char *path)
{
    const char *name;

    HPDF_UseUTFEncodings(file);
    name = HPDF_LoadTTFontFromFile2(file, path, 0, HPDF_TRUE);
    return name == NULL ? NULL : HPDF_GetFont(file, name, "UTF-8");
}

int main(int count, char **arguments)
{
    const char *path = count > 2 ? arguments[2] : "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
    HPDF_Doc file = HPDF_New(print_error, NULL);
    HPDF_Font font;
    HPDF_Page page;
    HPDF_STATUS status;

    if (count < 2 || file == NULL) {
        fputs("usage: libharu_truetype OUT.pdf [FONT.ttc]\n", stderr);
        return 2;
    }
    font = open_font(file, path);
    if (font == NULL)
        return 2;
    page = HPDF_AddPage(file);
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, font, 24);
    HPDF_Page_TextOut(page, 72, 700, "本月播流程客账单");
    HPDF_Page_EndText(page);
    status = HPDF_SaveToFile(file, arguments[1]);
    HPDF_Free(file);
    return status == HPDF_OK ? 0 : 2;
}
