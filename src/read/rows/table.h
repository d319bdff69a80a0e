/*
 * One CSV file of the book or the catalogue from opening to closing: its header is checked, its
 * rows go to a function, its name, size and SHA-256 into the list of input files.
 */
#ifndef LIVEBILL_READ_ROWS_TABLE_H
#define LIVEBILL_READ_ROWS_TABLE_H

#include "fields.h"

/*
 * Where a file is: `name` is what messages call it, from the book's folder. `prefix` is how they
 * begin a name that table_find looks for in a folder of its own, or empty.
 */
struct table_file {
    struct text path, name, prefix;
    struct text encoding;
};

struct name_list {
    struct text *at;
    size_t count, capacity;
};

/* The names in a folder, sorted, hidden ones left out; a folder that is not there has none. */
struct name_list folder_names(struct text path, struct arena *arena);

/* The name without .gz. */
struct text name_unpacked(struct text name);

/*
 * The file NAME or NAME.gz below a folder; both at once are an error. False where there is none
 * (nothing is reported) or an error was reported.
 */
bool table_find(struct table_file *out, struct text folder, struct text name, struct arena *arena,
                struct report *report);

/* Of a CSV file that is none of those looked for: a misspelt name would be ignored in silence. */
void table_warn_stray(struct text file, const struct text *known, size_t count, const char *what,
                      struct arena *arena, struct report *report);

/* A row with as many fields as the header; its encoding is not checked yet. */
typedef void table_take(void *context, const struct form *form);

struct table {
    const struct column *columns;
    size_t column_count;
    enum severity severity; /* of what is wrong with a row */
    table_take *take;
    void *context;
};

/* False where the file as a whole has an error, which was reported. */
bool table_read(struct book *book, const struct table *table, const struct table_file *file,
                struct arena *arena, struct report *report);

#endif
