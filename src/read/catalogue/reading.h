/*
 * What the readers of the catalogue's kinds share (formats.md §3).
 *
 * Everything that is wrong in the catalogue is an error: nothing can be billed with half a price
 * list. One exception: a shipped row that names something which the book's own file of another
 * kind no longer has is left out, for the book replaced what it belonged to.
 */
#ifndef LIVEBILL_READ_CATALOGUE_READING_H
#define LIVEBILL_READ_CATALOGUE_READING_H

#include "read/rows/id_set.h"
#include "read/rows/table.h"

/* How the names of the book's own files begin in messages. */
#define CATALOGUE_OWN "catalog/"

enum catalogue_kind {
    CATALOGUE_METERS, /* in the order in which they are read: a kind may name earlier ones */
    CATALOGUE_ITEMS,
    CATALOGUE_RATES,
    CATALOGUE_LICENCES,
    CATALOGUE_PACKS,
    CATALOGUE_PACK_RATIOS,
    CATALOGUE_ORDERS,
    CATALOGUE_KINDS,
};

/* A row of rates*.csv: one tier, before tiers are put together into tables. */
struct rate_row {
    struct rate_table table; /* without tiers */
    struct tier tier;        /* its place has the file's name without its folder */
    struct place place;
};

struct catalogue_reading {
    struct book *book;
    struct arena *arena;
    struct report *report;
    size_t errors;                  /* of the report, before the catalogue was read */
    bool replaced[CATALOGUE_KINDS]; /* by the book's own file, all of it or rows */
    bool broken[CATALOGUE_KINDS];   /* an error stopped a file: there may be more rows */
    bool own;                       /* the file that is read now is the book's */
    struct text base_name;          /* of that file, without its folder */
    struct id_set codes;            /* of that file */
    LIST_OF(struct text) also;      /* by meter: what `also` said */
    LIST_OF(struct rate_row) rates;
};

/* One kind: its columns, and what takes a row that has the right number of valid fields. */
struct catalogue_form {
    const char *name; /* of the file, without .csv */
    const struct column *columns;
    size_t column_count;
    table_take *take;
};

extern const struct catalogue_form meters_form, items_form, rates_form, packs_form,
    pack_ratios_form, licences_form, orders_form;

extern const struct catalogue_form *const catalogue_forms[CATALOGUE_KINDS];

/* After all rows of their kind: the meters that `also` names, the tables of rates. */
bool meters_link(struct catalogue_reading *reading);
bool rates_group(struct catalogue_reading *reading);

/* A rate of any item is held once for each: what is wrong with it is said of the first. */
bool rate_is_repeated(const struct rate_table *table);

/* A code that may stand once in its file. */
bool catalogue_code_once(struct catalogue_reading *reading, struct text code,
                         const struct form *form, size_t column);

/*
 * Reports that a name is unknown, unless the row is shipped and the book replaced that kind, or the
 * name may stand behind an error; false in all cases.
 */
bool catalogue_unknown(const struct catalogue_reading *reading, const struct form *form,
                       size_t column, struct text name, enum catalogue_kind kind, const char *noun);

/* Validity: empty is open at that end. */
struct validity_columns {
    size_t from, until;
};
bool catalogue_validity(struct day *from, struct day *until, const struct form *form,
                        struct validity_columns columns);

/* Whether the book's own file has the row: shipped ones are not for the user to change. */
bool catalogue_is_own(const struct place *place);

/* A code, or `*` as it is. */
bool catalogue_code_or_any(struct text *code, const struct form *form, size_t column);

/* `*`, a region, or empty for usage that has none. */
bool catalogue_region(bool *any, enum region *region, const struct form *form, size_t column);
bool catalogue_spec(bool *any, struct text *spec, const struct form *form, size_t column);
bool catalogue_currency(enum currency *currency, const struct form *form, size_t column);

/* A mode of R2 to R5 or `*`, which an empty field means, too. */
bool catalogue_mode(enum mode *mode, const struct form *form, size_t column);

/* Chinese and English, each the code where the field is empty. */
bool catalogue_names(struct text *zh, struct text *en, const struct form *form, size_t column_zh,
                     size_t column_en, struct text code);

/* A price, and whether there is one. */
bool catalogue_price(bool *has, struct price *price, const struct form *form, size_t column);

/*
 * What no single row shows: overlaps, tiers out of order (errors); with `thorough` also gaps in
 * time and a currency that a plan lacks (warnings).
 */
bool catalogue_lint(struct catalogue_reading *reading, bool thorough);

/*
 * What the book's own rows come to: packs of one kind in several units (an error); packs and ratios
 * that cover nothing, units that are not what they say (warnings); with `thorough` also what is
 * counted but not charged, and prices that no usage meets.
 */
bool catalogue_check_use(const struct catalogue_reading *reading, bool thorough);

/* What a book's own catalogue files, or those that shipped, hold. */
bool catalogue_read_all(struct book *book, bool thorough, struct arena *arena,
                        struct report *report);

#endif
