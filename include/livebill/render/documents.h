/*
 * Documents of an invoice: PDF and XLSX, pure functions of the invoice and its look.
 *
 *     look_read (once a run) → invoice_pdf_write, statement_xlsx_write (any thread, any order)
 *
 * A look holds the layout (templates/invoice/NAME.ini), the words of both languages, the fonts
 * (preprocessed, shared, read only) and the logo. What is wrong in them is reported with file:line
 * before anything is written.
 */
#ifndef LIVEBILL_RENDER_DOCUMENTS_H
#define LIVEBILL_RENDER_DOCUMENTS_H

#include "livebill/base/report.h"
#include "livebill/domain/invoice.h"

struct look;

/* NULL where an error was reported. Owned by the arena but for what look_release frees. */
struct look *look_read(const struct book *book, struct arena *arena, struct report *report);
void look_release(struct look *look);

/*
 * The files that a look was made from, with their hashes: words, layout and logo, and all fonts
 * that it may use, 60 MB of them, where a sealed period records them (R13). A font that is not
 * there has the hash `missing`.
 */
struct look_files {
    LIST_OF(struct input_file) files;
};
enum look_fonts { WITHOUT_FONTS, WITH_FONTS };
void look_list_files(struct look_files *out, const struct look *look, enum look_fonts with,
                     struct arena *arena);

/*
 * Writes one document to `path`. Warnings (a character without a glyph) go to `report`. A machine
 * that fails (disk full, no memory) is fatal. `scratch` may be reset by the caller afterwards.
 */
void invoice_pdf_write(const struct invoice *invoice, const struct look *look, const char *path,
                       struct arena *scratch, struct report *report);
void statement_xlsx_write(const struct invoice *invoice, const struct look *look, const char *path,
                          struct arena *scratch, struct report *report);

#endif
