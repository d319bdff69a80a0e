#include <hb-ot.h>
#include <hb-subset.h>

#include "font.h"

#include "livebill/base/fatal.h"

#include <pthread.h>

/* Characters below this have a table; others are looked up in the face's cmap. */
#define TABLE_SIZE 0x10000

/* Preparing a face takes as long as some hundred cuts, and makes each a third faster. */
#define CUTS_BEFORE_PREPARING 300

struct face {
    struct text path;
    hb_face_t *face; /* as it is in the file */
    hb_font_t *font; /* for widths and the cmap */
    double units;    /* per em */
    struct font_metrics metrics;
    uint16_t *index, *advance; /* tables of the regular face, else NULL */
    hb_face_t *prepared;       /* for cutting: made under `lock` when many were cut */
    unsigned cuts;
};

struct fonts {
    struct face faces[FONT_MAX];
    unsigned count;
    unsigned bold; /* the bold face, or FONT_MISSING */
    pthread_mutex_t lock;
};

static double metric(const struct face *face, hb_ot_metrics_tag_t tag, double otherwise)
{
    hb_position_t value;

    if (!hb_ot_metrics_get_position(face->font, tag, &value))
        return otherwise;
    return value * 1000.0 / face->units;
}

static int16_t big_endian(const unsigned char *at)
{
    return (int16_t)(uint16_t)((at[0] << 8) | at[1]);
}

static void metrics_box(struct font_metrics *metrics, const struct face *face)
{
    hb_blob_t *head = hb_face_reference_table(face->face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned size;
    const unsigned char *at = (const unsigned char *)hb_blob_get_data(head, &size);

    if (size >= 44) { /* xMin, yMin, xMax, yMax of the table head */
        metrics->left = big_endian(at + 36) * 1000.0 / face->units;
        metrics->bottom = big_endian(at + 38) * 1000.0 / face->units;
        metrics->right = big_endian(at + 40) * 1000.0 / face->units;
        metrics->top = big_endian(at + 42) * 1000.0 / face->units;
    }
    hb_blob_destroy(head);
}

static void metrics_name(struct font_metrics *metrics, const struct face *face)
{
    char name[64] = "";
    unsigned size = sizeof name;
    size_t used = 0;

    hb_ot_name_get_utf8(face->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size,
                        name);
    for (size_t i = 0; name[i] != '\0' && i < sizeof name; i++) {
        char c = name[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')
            metrics->name[used++] = c;
    }
    if (used == 0)
        memcpy(metrics->name, "Font", sizeof "Font");
}

static struct font_metrics face_metrics(const struct face *face)
{
    struct font_metrics metrics = {0};

    metrics.ascent = metric(face, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 880);
    metrics.descent = metric(face, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -120);
    metrics_box(&metrics, face);
    metrics_name(&metrics, face);
    return metrics;
}

static const char *face_open(struct face *face, struct text path, struct arena *arena)
{
    hb_blob_t *blob, *outlines;

    face->path = text_copy(arena, path);
    blob = hb_blob_create_from_file_or_fail(face->path.at);
    if (blob == NULL)
        return "cannot be read";
    face->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    if (hb_face_get_glyph_count(face->face) == 0)
        return "is not a font";
    outlines = hb_face_reference_table(face->face, HB_TAG('g', 'l', 'y', 'f'));
    if (hb_blob_get_length(outlines) == 0) {
        hb_blob_destroy(outlines);
        return "has no TrueType outlines";
    }
    hb_blob_destroy(outlines);
    hb_face_make_immutable(face->face);
    face->font = hb_font_create(face->face);
    hb_ot_font_set_funcs(face->font);
    face->units = hb_face_get_upem(face->face);
    hb_font_set_scale(face->font, (int)face->units, (int)face->units);
    hb_font_make_immutable(face->font);
    face->metrics = face_metrics(face);
    return NULL;
}

static bool face_find(const struct face *face, int32_t code_point, struct glyph *glyph)
{
    hb_codepoint_t index;

    if (face->index != NULL && code_point < TABLE_SIZE) {
        glyph->index = face->index[code_point];
        glyph->advance = face->advance[code_point] / face->units;
        return glyph->index != 0;
    }
    if (!hb_font_get_nominal_glyph(face->font, (hb_codepoint_t)code_point, &index) || index == 0
        || index > UINT16_MAX)
        return false;
    glyph->index = (uint16_t)index;
    glyph->advance = hb_font_get_glyph_h_advance(face->font, index) / face->units;
    return true;
}

/* A page asks for some thousand characters: nearly all of the regular face, below U+10000. */
static void face_make_tables(struct face *face, struct arena *arena)
{
    uint16_t *index = ARENA_ARRAY(arena, uint16_t, TABLE_SIZE);
    uint16_t *advance = ARENA_ARRAY(arena, uint16_t, TABLE_SIZE);
    hb_set_t *characters = hb_set_create();
    hb_codepoint_t character = HB_SET_VALUE_INVALID, glyph;

    hb_face_collect_unicodes(face->face, characters);
    while (hb_set_next(characters, &character) && character < TABLE_SIZE)
        if (hb_font_get_nominal_glyph(face->font, character, &glyph) && glyph <= UINT16_MAX) {
            index[character] = (uint16_t)glyph;
            advance[character] = (uint16_t)hb_font_get_glyph_h_advance(face->font, glyph);
        }
    hb_set_destroy(characters);
    face->index = index;
    face->advance = advance;
}

static bool fonts_add(struct fonts *fonts, struct text path, struct arena *arena,
                      struct text *failed, const char **why)
{
    const char *trouble = face_open(&fonts->faces[fonts->count], path, arena);

    fonts->count++;
    if (trouble != NULL) {
        *failed = path;
        *why = trouble;
    }
    return trouble == NULL;
}

struct fonts *fonts_open(const struct font_paths *paths, struct arena *arena, struct text *failed,
                         const char **why)
{
    struct fonts *fonts = ARENA_NEW(arena, struct fonts);
    bool done = fonts_add(fonts, paths->regular, arena, failed, why);

    pthread_mutex_init(&fonts->lock, NULL);
    for (size_t i = 0; done && i < paths->fallback_count && fonts->count < FONT_MAX - 1; i++)
        done = fonts_add(fonts, paths->fallback[i], arena, failed, why);
    fonts->bold = FONT_MISSING;
    if (done && paths->bold.size > 0) {
        fonts->bold = fonts->count;
        done = fonts_add(fonts, paths->bold, arena, failed, why);
    }
    if (!done) {
        fonts_close(fonts);
        return NULL;
    }
    face_make_tables(&fonts->faces[0], arena);
    if (fonts->bold != FONT_MISSING)
        face_make_tables(&fonts->faces[fonts->bold], arena);
    return fonts;
}

void fonts_close(struct fonts *fonts)
{
    for (unsigned i = 0; i < fonts->count; i++) {
        struct face *face = &fonts->faces[i];
        hb_font_destroy(face->font);
        hb_face_destroy(face->face);
        hb_face_destroy(face->prepared);
    }
    fonts->count = 0;
    pthread_mutex_destroy(&fonts->lock);
}

bool fonts_have_bold(const struct fonts *fonts)
{
    return fonts->bold != FONT_MISSING;
}

struct glyph fonts_find(const struct fonts *fonts, enum font_role role, int32_t code_point)
{
    struct glyph glyph = {.face = FONT_MISSING, .advance = 1};

    if (role == FONT_BOLD && fonts->bold != FONT_MISSING
        && face_find(&fonts->faces[fonts->bold], code_point, &glyph)) {
        glyph.face = (uint8_t)fonts->bold;
        return glyph;
    }
    for (unsigned i = 0; i < fonts->count; i++)
        if (i != fonts->bold && face_find(&fonts->faces[i], code_point, &glyph)) {
            glyph.face = (uint8_t)i;
            return glyph;
        }
    return (struct glyph){.face = FONT_MISSING, .advance = 1};
}

struct font_metrics fonts_metrics(const struct fonts *fonts, unsigned number)
{
    return fonts->faces[number].metrics;
}

/* What to cut from: the cut's bytes are the same from either. */
static hb_face_t *face_to_cut(struct fonts *fonts, struct face *face)
{
    hb_face_t *chosen;

    pthread_mutex_lock(&fonts->lock);
    if (++face->cuts == CUTS_BEFORE_PREPARING) {
        face->prepared = hb_subset_preprocess(face->face);
        hb_face_make_immutable(face->prepared);
    }
    chosen = face->prepared != NULL ? face->prepared : face->face;
    pthread_mutex_unlock(&fonts->lock);
    return chosen;
}

static hb_subset_input_t *cut_input(const struct font_character *characters, size_t count)
{
    /* A PDF reader needs the outlines and the widths; its cmap is made by add_cmap. */
    static const char drop[][5] = {"cmap", "GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH",
                                   "DSIG", "LTSH", "hdmx", "VDMX", "PCLT", "kern", "gasp",
                                   "vhea", "vmtx", "VORG", "OS/2", "name", "post", "FFTM",
                                   "meta", "mort", "morx", "Zapf"};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_set_t *unicodes;

    if (input == NULL)
        fatal("no memory to cut a font: free some and run again");
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG),
                   HB_TAG(drop[i][0], drop[i][1], drop[i][2], drop[i][3]));
    unicodes = hb_subset_input_unicode_set(input);
    for (size_t i = 0; i < count; i++)
        hb_set_add(unicodes, (hb_codepoint_t)characters[i].code_point);
    return input;
}

/*
 * The smallest cmap there is: one segment that maps U+FFFF to nothing. Poppler refuses a font
 * without one; no reader looks characters up in it, for the document says which glyph is which.
 */
static void add_cmap(hb_face_t *cut)
{
    static const char cmap[] = "\0\0\0\1"             /* version 0, one table: */
                               "\0\3\0\1\0\0\0\14"    /* Windows, Unicode, at byte 12 */
                               "\0\4\0\30\0\0"        /* format 4, 24 bytes */
                               "\0\2\0\2\0\0\0\0"     /* one segment */
                               "\377\377\0\0\377\377" /* its end, a pad, its start */
                               "\0\1\0";              /* delta 1: glyph 0; no offset */
    hb_blob_t *blob = hb_blob_create(cmap, sizeof cmap, HB_MEMORY_MODE_READONLY, NULL, NULL);

    if (!hb_face_builder_add_table(cut, HB_TAG('c', 'm', 'a', 'p'), blob))
        bug("HarfBuzz does not let a table be added to a cut");
    hb_blob_destroy(blob);
}

struct text fonts_cut(struct fonts *fonts, unsigned number, struct font_character *characters,
                      size_t count, struct arena *arena)
{
    struct face *face = &fonts->faces[number];
    hb_subset_input_t *input = cut_input(characters, count);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face_to_cut(fonts, face), input);
    hb_face_t *cut = plan != NULL ? hb_subset_plan_execute_or_fail(plan) : NULL;
    const hb_map_t *moved;
    hb_blob_t *blob;
    struct text bytes;
    unsigned size;

    if (cut == NULL)
        fatal("cannot cut the font '%.*s': name another under [fonts]", TEXT_ARGS(face->path));
    add_cmap(cut);
    moved = hb_subset_plan_old_to_new_glyph_mapping(plan);
    for (size_t i = 0; i < count; i++)
        characters[i].cut_index = (uint16_t)hb_map_get(moved, characters[i].index);
    blob = hb_face_reference_blob(cut);
    bytes.at = hb_blob_get_data(blob, &size);
    bytes.size = size;
    bytes = text_copy(arena, bytes);
    hb_blob_destroy(blob);
    hb_face_destroy(cut);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return bytes;
}
