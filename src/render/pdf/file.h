/*
 * libharu's objects, made without its fonts and encoders: what pdf_finish is put together from.
 */
#ifndef LIVEBILL_RENDER_PDF_FILE_H
#define LIVEBILL_RENDER_PDF_FILE_H

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_info.h>
#include <hpdf_objects.h>
#include <hpdf_streams.h>

#include "page.h"

/* A new stream object whose bytes are deflated already: libharu copies them. */
HPDF_Dict pdf_stream(HPDF_Doc file, struct text deflated);

/* The same for the stream of an object that is there (a page's content). */
void pdf_stream_fill(HPDF_Dict object, struct text deflated);

struct text pdf_deflate(struct arena *arena, struct text bytes);

/* UTF-16BE in hex digits: what titles are. */
HPDF_Binary pdf_string(HPDF_Doc file, struct arena *arena, struct text text);

/* The face's font object: a Type0 font over a TrueType file cut to the document's characters. */
HPDF_Dict pdf_font(HPDF_Doc file, struct pdf *pdf, unsigned face);

#endif
