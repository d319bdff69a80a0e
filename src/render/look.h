/*
 * What every document of a run shares: layout, words, fonts and logo. Read once, then only read,
 * so any number of threads may render with one look.
 */
#ifndef LIVEBILL_RENDER_LOOK_H
#define LIVEBILL_RENDER_LOOK_H

#include "livebill/render/documents.h"
#include "livebill/render/words.h"

struct look {
    const struct book *book;
    const struct words *words[LANGUAGE_COUNT];
    const struct layout *layout; /* layout/layout.h: templates/invoice/NAME.ini */
    struct fonts *fonts;         /* fonts/font.h */
    const struct logo *logo;     /* pdf/pdf.h; NULL: none */
};

#endif
