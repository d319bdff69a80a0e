/*
 * The invoice's bytes, for tests and benches that need no file.
 */
#ifndef LIVEBILL_RENDER_LAYOUT_INVOICE_H
#define LIVEBILL_RENDER_LAYOUT_INVOICE_H

#include "render/look.h"

/* In `arena`. */
struct text invoice_pdf(const struct invoice *invoice, const struct look *look,
                        struct arena *arena);

#endif
