/* Which files make up the catalogue. */

#include "reading.h"
#include "read/settings.h"

#include "livebill/read/book.h"

const struct catalogue_form *const catalogue_forms[CATALOGUE_KINDS] = {
    [CATALOGUE_METERS] = &meters_form, [CATALOGUE_ITEMS] = &items_form,
    [CATALOGUE_RATES] = &rates_form,   [CATALOGUE_LICENCES] = &licences_form,
    [CATALOGUE_PACKS] = &packs_form,   [CATALOGUE_PACK_RATIOS] = &pack_ratios_form,
    [CATALOGUE_ORDERS] = &orders_form,
};

static bool is_rates(struct text name)
{
    return text_starts(name, TEXT("rates")) && text_ends(name_unpacked(name), TEXT(".csv"));
}

static bool is_addition(struct text name)
{
    return text_starts(name, TEXT("rates+"));
}

static bool is_of_kind(struct text name, enum catalogue_kind kind, struct arena *arena)
{
    if (kind == CATALOGUE_RATES)
        return is_rates(name);
    return text_equal(name_unpacked(name),
                      text_format(arena, "%s.csv", catalogue_forms[kind]->name));
}

/* A folder of catalogue files: the book's own, or the shipped one. */
struct catalogue_folder {
    bool own;
    struct text path, prefix; /* messages begin a file's name with the prefix */
    struct name_list names;
};

static bool read_file(struct catalogue_reading *reading, const struct catalogue_folder *folder,
                      enum catalogue_kind kind, struct text name)
{
    const struct catalogue_form *form = catalogue_forms[kind];
    struct table table = {form->columns, form->column_count, SEVERITY_ERROR, form->take, reading};
    struct table_file file = {.prefix = folder->prefix};
    size_t errors = reading->report->count[SEVERITY_ERROR];

    if (!table_find(&file, folder->path, name, reading->arena, reading->report))
        return reading->report->count[SEVERITY_ERROR] == errors;
    reading->own = folder->own;
    reading->base_name = text_slice(file.path, folder->path.size + 1, SIZE_MAX);
    reading->codes = (struct id_set){.arena = reading->arena};
    file.encoding = folder->own ? reading->book->settings.input.encoding : TEXT("UTF-8");
    bool read = table_read(reading->book, &table, &file, reading->arena, reading->report);
    reading->broken[kind] |= !read;
    return read;
}

enum additions { WITHOUT_ADDITIONS, ADDITIONS_ONLY };

/* The folder's files of a kind; how many there were in *found. */
static bool read_files(size_t *found, struct catalogue_reading *reading,
                       const struct catalogue_folder *folder, enum catalogue_kind kind,
                       enum additions additions)
{
    struct text last = {NULL, 0};
    bool read = true;

    *found = 0;
    for (size_t i = 0; i < folder->names.count; i++) {
        struct text name = folder->names.at[i];
        if (!is_of_kind(name, kind, reading->arena)
            || is_addition(name) != (additions == ADDITIONS_ONLY)
            || text_equal(name_unpacked(name), last))
            continue;
        last = name_unpacked(name);
        if (text_invalid_at(last) < last.size) {
            read = report_error(
                reading->report,
                (struct place){text_format(reading->arena, "%.*s%.*s", TEXT_ARGS(folder->prefix),
                                           TEXT_ARGS(name)),
                               0},
                TEXT(""), CODE_BAD_FILE, "rename the file", "the name is not valid UTF-8");
            continue;
        }
        read = read_file(reading, folder, kind, last) && read;
        ++*found;
    }
    return read;
}

static bool read_kind(struct catalogue_reading *reading, const struct catalogue_folder *shipped,
                      const struct catalogue_folder *own, enum catalogue_kind kind)
{
    size_t found, added;
    bool read = read_files(&found, reading, own, kind, WITHOUT_ADDITIONS);

    reading->replaced[kind] = found > 0;
    if (found == 0)
        read = read_files(&found, reading, shipped, kind, WITHOUT_ADDITIONS);
    if (found == 0 && kind <= CATALOGUE_RATES)
        read = report_error(reading->report,
                            (struct place){text_format(reading->arena, "templates/catalog/%s.csv",
                                                       catalogue_forms[kind]->name),
                                           0},
                            TEXT(""), CODE_BAD_FILE, "install the templates again",
                            "the file does not exist");
    return read_files(&added, reading, own, kind, ADDITIONS_ONLY) && read;
}

/* Files of the book's catalogue that are of no kind. */
static void warn_stray(const struct catalogue_reading *reading, const struct catalogue_folder *own)
{
    struct arena *arena = reading->arena;
    struct text kinds[CATALOGUE_KINDS];

    for (int kind = 0; kind < CATALOGUE_KINDS; kind++)
        kinds[kind] = text_format(arena, "%s.csv", catalogue_forms[kind]->name);
    for (size_t i = 0; i < own->names.count; i++) {
        struct text name = own->names.at[i];
        bool known = !text_ends(name_unpacked(name), TEXT(".csv"));
        for (int kind = 0; kind < CATALOGUE_KINDS; kind++)
            known = known || is_of_kind(name, (enum catalogue_kind)kind, arena);
        if (known)
            continue;
        table_warn_stray(text_format(arena, "catalog/%.*s", TEXT_ARGS(name)), kinds,
                         CATALOGUE_KINDS, "kind", arena, reading->report);
    }
}

bool catalogue_read_all(struct book *book, bool thorough, struct arena *arena,
                        struct report *report)
{
    struct catalogue_reading reading = {
        .book = book,
        .arena = arena,
        .report = report,
        .errors = report->count[SEVERITY_ERROR],
    };
    struct catalogue_folder own = {
        .own = true,
        .path = text_format(arena, "%.*s/catalog", TEXT_ARGS(book->folder)),
        .prefix = TEXT(CATALOGUE_OWN),
    };
    struct catalogue_folder shipped = {
        .path = book->shipped_catalogue.size > 0
                    ? book->shipped_catalogue
                    : text_format(arena, "%.*s/catalog", TEXT_ARGS(book->templates)),
        .prefix = TEXT("templates/catalog/"),
    };

    own.names = folder_names(own.path, arena);
    shipped.names = folder_names(shipped.path, arena);
    warn_stray(&reading, &own);
    for (int kind = 0; kind < CATALOGUE_KINDS; kind++) {
        read_kind(&reading, &shipped, &own, (enum catalogue_kind)kind);
        if (kind == CATALOGUE_METERS)
            meters_link(&reading);
    }
    book->catalogue.meters_broken = reading.broken[CATALOGUE_METERS];
    rates_group(&reading);
    catalogue_lint(&reading, thorough);
    catalogue_check_use(&reading, thorough);
    book->catalogue.broken = report->count[SEVERITY_ERROR] > reading.errors;
    return !book->catalogue.broken;
}

bool catalogue_read(struct book *book, struct arena *arena, struct report *report)
{
    bool read = true;
    if (settings_exist(book->folder, arena))
        read = settings_read(&book->settings, book->folder, arena, report);
    else
        book->settings = settings_default();
    return catalogue_read_all(book, true, arena, report) && read;
}
