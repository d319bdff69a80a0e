/*
 * The book: one folder with everything that a period needs (formats.md §2), as read.
 */
#ifndef LIVEBILL_DOMAIN_BOOK_H
#define LIVEBILL_DOMAIN_BOOK_H

#include "livebill/base/digest.h"
#include "livebill/domain/account.h"
#include "livebill/domain/carry.h"
#include "livebill/domain/catalogue.h"
#include "livebill/domain/ledger.h"

/* Where a key of livebill.ini stands, for what is found wrong with it later. */
struct setting_line {
    struct text name; /* "[issuer] logo" */
    uint64_t line;
};

struct settings {
    LIST_OF(struct setting_line) lines;
    struct {
        struct text name, name_en, address, address_en, tax_id, bank, bank_en, bank_account;
        struct text phone, email;
        struct text logo; /* path from the book's folder, empty: none */
    } issuer;
    struct {
        struct text prefix, title, footer;
        int due_days;
        struct text layout; /* name of a file in templates/invoice/, without .ini */
    } invoice;
    struct {
        enum tax_mode mode;
        struct rate rate;
    } tax;
    struct {
        int32_t daily_at;   /* second of the day */
        int monthly_day;    /* 1 to 28 */
        int32_t monthly_at; /* second of the day */
        int grace_hours;
        struct money remind_below;
    } settle;
    struct {
        struct text encoding; /* as iconv names it: UTF-8, GB18030 */
    } input;
    struct {
        bool missing_days_warn;
        struct ratio push_ratio;         /* R7 */
        struct quantity push_floor_mbps; /* R7 */
        bool p95_rank_ceil;              /* R5 */
    } policy;
    struct {
        struct text regular, bold; /* paths, empty: the default */
    } fonts;
    struct {
        bool pdf, xlsx;
        enum language language;
    } output;
};

/* One file that was read, for run.json: in the order of names. */
struct input_file {
    struct text name; /* from the book's folder, or from the templates' */
    uint64_t size;
    char sha256[DIGEST_HEX];
};

struct book {
    struct text folder;    /* as given on the command line */
    struct text templates; /* where the shipped templates are */
    struct period period;
    struct day billed_end; /* the day after the last that is billed: earlier with --through */
    bool through;          /* --through was given: a draft */
    struct settings settings;
    struct account_list accounts;
    bool accounts_broken; /* an error stopped accounts.csv: there may be more of them */
    struct election_list elections;
    struct entry_list entries; /* of all ledgers */
    /* Every id that the packs ledger holds before the period's end, of rejected rows too: what
     * decides between `unknown-reference` and `grant-refused` (R8). */
    struct entry_id_list pack_ids;
    struct catalogue catalogue;
    LIST_OF(struct input_file) files; /* all but usage */
    struct text usage_folder;         /* of a copy: whose usage/ is read */
    struct text shipped_catalogue;    /* of a copy: its own; else TEMPLATES/catalog is */
    const struct carry *carry;        /* from the sealed period before; NULL: there is none */
    const struct carry *outcome;      /* --adjust: what the period came to when it was sealed */
    /* The usage files of a sealed period that is computed again, by name, sorted: no others are
     * read. NULL: all that are there. */
    const struct text *usage_names;
    size_t usage_name_count;
};

/* The folder that usage/, fonts and the logo are in: the book itself, also of a sealed copy. */
static inline struct text book_home(const struct book *book)
{
    return book->usage_folder.size > 0 ? book->usage_folder : book->folder;
}

#endif
