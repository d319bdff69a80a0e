#include "look.h"

#include "render/fonts/run.h"
#include "render/layout/layout.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"
#include "livebill/base/input.h"

#include <errno.h>
#include <unistd.h>

#define LOGO_PIXELS    600 /* on its longer side: 288 dpi in a place of 150 points */
#define LOGO_BYTES_MAX ((size_t)16 << 20)

static struct text in_book(struct arena *arena, const struct book *book, struct text path)
{
    if (text_starts(path, TEXT("/")))
        return path;
    return text_format(arena, "%.*s/%.*s", TEXT_ARGS(book_home(book)), TEXT_ARGS(path));
}

/* Where livebill.ini has the key; line 0: it has not. */
static struct place place_of(const struct settings *settings, const char *name)
{
    struct place place = {TEXT("livebill.ini"), 0};
    for (size_t i = 0; i < settings->lines.count; i++) {
        if (text_is(settings->lines.at[i].name, name))
            place.line = settings->lines.at[i].line;
    }
    return place;
}

/* [fonts] of livebill.ini goes before the layout's. */
static struct fonts *read_fonts(const struct look *look, struct arena *arena, struct report *report)
{
    const struct settings *settings = &look->book->settings;
    struct font_paths paths = look->layout->fonts;
    struct place place = look->layout->font_place;
    const char *why, *column = "fonts";
    struct text failed;
    struct fonts *fonts;

    if (settings->fonts.regular.size > 0)
        paths.regular = in_book(arena, look->book, settings->fonts.regular);
    if (settings->fonts.bold.size > 0)
        paths.bold = in_book(arena, look->book, settings->fonts.bold);
    fonts = fonts_open(&paths, arena, &failed, &why);
    if (fonts != NULL)
        return fonts;
    if (settings->fonts.regular.size > 0 && text_equal(failed, paths.regular))
        column = "[fonts] regular";
    else if (settings->fonts.bold.size > 0 && text_equal(failed, paths.bold))
        column = "[fonts] bold";
    if (*column == '[')
        place = place_of(settings, column);
    report_error(report, place, text_of(column), CODE_BAD_SETTING,
                 "install the font (`make deps` does) or name another", "'%.*s' %s",
                 TEXT_ARGS(failed), why);
    return NULL;
}

static bool read_file(struct text *out, const char *path, struct arena *arena)
{
    FILE *file = input_stream(path);
    char *bytes = arena_take(arena, LOGO_BYTES_MAX + 1);

    if (file == NULL)
        return false;
    *out = (struct text){bytes, fread(bytes, 1, LOGO_BYTES_MAX + 1, file)};
    bool is_folder = ferror(file) != 0 && errno == EISDIR;
    if (ferror(file) != 0 && !is_folder)
        fatal_errno("%s: cannot be read", path);
    fclose(file);
    return !is_folder;
}

/* A layout that livebill.ini names is to be found there; the default one with the templates. */
static bool has_layout(const struct look *look, struct text name, struct arena *arena,
                       struct report *report)
{
    const char *const key = "[invoice] layout";
    struct place place = place_of(&look->book->settings, key);
    struct text path = text_format(arena, "%.*s/invoice/%.*s.ini", TEXT_ARGS(look->book->templates),
                                   TEXT_ARGS(name));

    if (place.line == 0 || access(path.at, F_OK) == 0)
        return true;
    return report_error(report, place, text_of(key), CODE_BAD_SETTING,
                        "write the name of a file in templates/invoice",
                        "there is no layout '%.*s'", TEXT_ARGS(name));
}

static bool read_logo(struct look *look, struct arena *arena, struct report *report)
{
    struct text name = look->book->settings.issuer.logo, file;
    struct text path = in_book(arena, look->book, name);
    struct arena *scratch = arena_new();
    const char *why = "cannot be opened";
    struct text copy = text_copy(arena, path);

    if (read_file(&file, copy.at, scratch)) {
        why = "is larger than 16 MB";
        if (file.size <= LOGO_BYTES_MAX)
            look->logo = pdf_logo_read(file, LOGO_PIXELS, arena, &why);
    }
    arena_free(scratch);
    return look->logo != NULL
           || report_error(report, place_of(&look->book->settings, "[issuer] logo"),
                           TEXT("[issuer] logo"), CODE_BAD_SETTING, "name a PNG picture, or none",
                           "'%.*s' %s", TEXT_ARGS(name), why);
}

/* Which characters were warned of: each is named once, with the first place that has it. */
struct glyph_check {
    const struct fonts *fonts;
    LIST_OF(int32_t) warned;
    struct arena *arena;
    struct report *report;
};

static bool was_warned(const struct glyph_check *check, int32_t c)
{
    for (size_t i = 0; i < check->warned.count; i++)
        if (check->warned.at[i] == c)
            return true;
    return false;
}

static void check_text(struct glyph_check *check, struct place place, const char *column,
                       struct text text)
{
    for (size_t i = 0, size; i < text.size; i += size) {
        int32_t c = text_code_point(text_slice(text, i, 4), &size);
        if (c < 0x80 || character_is_ignored(c) || was_warned(check, c)
            || fonts_find(check->fonts, FONT_REGULAR, c).face != FONT_MISSING)
            continue;
        *LIST_ADD(check->arena, &check->warned) = c;
        report_warning(check->report, place, text_of(column), CODE_MISSING_GLYPH,
                       "name a font that has it under [fonts]",
                       "no font has the character '%.*s' (U+%04X): the invoice shows its code in "
                       "a box",
                       (int)size, text.at + i, (unsigned)c);
    }
}

static void check_settings(struct glyph_check *check, const struct settings *settings)
{
    const struct {
        const char *key;
        struct text value;
    } keys[] = {
        {"[issuer] name", settings->issuer.name},
        {"[issuer] name_en", settings->issuer.name_en},
        {"[issuer] address", settings->issuer.address},
        {"[issuer] address_en", settings->issuer.address_en},
        {"[issuer] bank", settings->issuer.bank},
        {"[issuer] bank_en", settings->issuer.bank_en},
        {"[invoice] title", settings->invoice.title},
        {"[invoice] footer", settings->invoice.footer},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        check_text(check, place_of(settings, keys[i].key), keys[i].key, keys[i].value);
}

static void check_accounts(struct glyph_check *check, const struct account_list *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const struct account *account = &accounts->at[i];
        if (!account->selected)
            continue;
        check_text(check, account->row.place, "name", account->name);
        check_text(check, account->row.place, "address", account->address);
        check_text(check, account->row.place, "contact", account->contact);
        check_text(check, account->row.place, "email", account->email);
        check_text(check, account->row.place, "tax_id", account->tax_id);
    }
}

static void check_book(struct glyph_check *check, const struct book *book)
{
    const struct catalogue *catalogue = &book->catalogue;

    check_settings(check, &book->settings);
    check_accounts(check, &book->accounts);
    for (size_t i = 0; i < book->entries.count; i++) {
        const struct entry *entry = &book->entries.at[i];
        if (entry->ledger == LEDGER_ORDERS && entry->account != NULL && entry->account->selected)
            check_text(check, entry->row.place, "description", entry->description);
    }
    for (size_t i = 0; i < catalogue->items.count; i++) {
        check_text(check, catalogue->items.at[i].place, "name_zh", catalogue->items.at[i].name_zh);
        check_text(check, catalogue->items.at[i].place, "name_en", catalogue->items.at[i].name_en);
    }
}

struct look *look_read(const struct book *book, struct arena *arena, struct report *report)
{
    struct look *look = ARENA_NEW(arena, struct look);
    struct text layout = book->settings.invoice.layout;
    struct glyph_check check = {.arena = arena, .report = report};
    bool good = true;

    look->book = book;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        look->words[language] = words_read(book->templates, (enum language)language, arena, report);
        good = look->words[language] != NULL && good;
    }
    layout = layout.size > 0 ? layout : TEXT("standard");
    if (has_layout(look, layout, arena, report))
        look->layout = layout_read(book->templates, layout, arena, report);
    good = look->layout != NULL && good;
    if (look->layout != NULL)
        look->fonts = read_fonts(look, arena, report);
    good = look->fonts != NULL && good;
    if (book->settings.issuer.logo.size > 0)
        good = read_logo(look, arena, report) && good;
    if (!good) {
        look_release(look);
        return NULL;
    }
    check.fonts = look->fonts;
    check_book(&check, book);
    return look;
}

static void add_file(struct look_files *out, struct text name, struct text path,
                     struct arena *arena)
{
    struct input_file *file = LIST_ADD(arena, &out->files);
    file->name = name;
    if (!digest_file(file->sha256, &file->size, text_copy(arena, path).at))
        *file = (struct input_file){.name = name, .sha256 = "missing"}; /* a fallback, say */
}

static void add_template(struct look_files *out, const struct book *book, struct text name,
                         struct arena *arena)
{
    add_file(out, text_format(arena, "templates/%.*s", TEXT_ARGS(name)),
             text_format(arena, "%.*s/%.*s", TEXT_ARGS(book->templates), TEXT_ARGS(name)), arena);
}

static void add_fonts(struct look_files *out, const struct look *look, struct arena *arena)
{
    const struct settings *settings = &look->book->settings;
    const struct font_paths *fonts = &look->layout->fonts;
    struct text regular = settings->fonts.regular, bold = settings->fonts.bold;

    regular = regular.size > 0 ? regular : fonts->regular;
    bold = bold.size > 0 ? bold : fonts->bold;
    add_file(out, regular, in_book(arena, look->book, regular), arena);
    if (bold.size > 0)
        add_file(out, bold, in_book(arena, look->book, bold), arena);
    for (size_t i = 0; i < fonts->fallback_count; i++)
        add_file(out, fonts->fallback[i], in_book(arena, look->book, fonts->fallback[i]), arena);
}

void look_list_files(struct look_files *out, const struct look *look, enum look_fonts with,
                     struct arena *arena)
{
    const struct book *book = look->book;
    struct text layout = book->settings.invoice.layout, logo = book->settings.issuer.logo;

    *out = (struct look_files){0};
    if (layout.size == 0)
        layout = TEXT("standard");
    add_template(out, book, TEXT("text/zh-CN.ini"), arena);
    add_template(out, book, TEXT("text/en.ini"), arena);
    add_template(out, book, text_format(arena, "invoice/%.*s.ini", TEXT_ARGS(layout)), arena);
    if (with == WITH_FONTS)
        add_fonts(out, look, arena);
    if (logo.size > 0)
        add_file(out, logo, in_book(arena, book, logo), arena);
}

void look_release(struct look *look)
{
    if (look->fonts != NULL)
        fonts_close(look->fonts);
    look->fonts = NULL;
}
