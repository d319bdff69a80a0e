/* carry.csv: what the next period opens from (R13). src/read/carry.c reads it back. */

#include "livebill/render/csv.h"

#include "output.h"

#include <stdlib.h>

/*
 * Rows are put together one by one and sorted as lines, for records of several kinds stand in one
 * file. A field that a record does not use is empty.
 */
struct carry_row {
    const char *record;
    struct text account;
    const char *ledger;
    struct text id;
    const char *code, *region;
    bool has_time, has_until, has_quantity, has_amount, has_list;
    struct moment time, until;
    const char *state;
    struct quantity quantity;
    struct money amount;
    struct amount list;
    const struct pack_type *sold;
};

struct carry_rows {
    LIST_OF(struct text) lines;
    struct arena *arena;
};

static void put_to_buffer(void *context, struct text bytes)
{
    buffer_add(context, bytes);
}

static void add_moment(struct table_output *output, bool has, struct moment moment)
{
    if (has)
        table_moment(output, moment);
    else
        table_empty(output, 1);
}

/* As packs.csv of the catalogue has it. */
static void add_sold(struct table_output *output, const struct pack_type *sold, struct arena *arena)
{
    struct buffer grants = {.arena = arena};

    if (sold == NULL) {
        table_empty(output, 8);
        return;
    }
    for (size_t i = 0; i < sold->grants.count; i++) {
        if (i > 0)
            buffer_add(&grants, TEXT(";"));
        buffer_add(&grants, sold->grants.at[i]);
    }
    table_text(output, sold->kind);
    table_quantity(output, sold->size);
    table_text(output, sold->unit);
    table_number(output, sold->months);
    table_code(output, sold->covers_mode == MODE_ANY ? "*" : mode_code(sold->covers_mode));
    table_text(output, buffer_text(&grants));
    table_text(output, sold->name_zh);
    table_text(output, sold->name_en);
}

static void add_row(struct carry_rows *rows, const struct carry_row *row)
{
    struct table_output output;
    struct buffer line = {.arena = rows->arena};

    table_start(&output, put_to_buffer, &line);
    table_code(&output, row->record);
    table_text(&output, row->account);
    table_code(&output, row->ledger);
    table_text(&output, row->id);
    table_code(&output, row->code);
    table_code(&output, row->region);
    add_moment(&output, row->has_time, row->time);
    add_moment(&output, row->has_until, row->until);
    table_code(&output, row->state);
    if (row->has_quantity)
        table_quantity(&output, row->quantity);
    else
        table_empty(&output, 1);
    if (row->has_amount)
        table_money(&output, row->amount);
    else
        table_empty(&output, 1);
    if (row->has_list)
        table_amount(&output, row->list);
    else
        table_empty(&output, 1);
    add_sold(&output, row->sold, rows->arena);
    table_end_row(&output);
    table_finish(&output);
    *LIST_ADD(rows->arena, &rows->lines) = buffer_text(&line);
}

/* Every account, for its balance is not that of accounts.csv any more. Invoices are by account. */
static void add_accounts(struct carry_rows *rows, const struct csv_source *source)
{
    size_t next = 0;

    for (size_t i = 0; i < source->book->accounts.count; i++) {
        const struct account *account = &source->book->accounts.at[i];
        const struct invoice *invoice = NULL;
        if (next < source->invoices->count && source->invoices->at[next].account == account)
            invoice = &source->invoices->at[next++];
        struct carry_row row = {
            .record = "account",
            .account = account->id,
            .code = currency_code(account->currency),
            .state = account_state_code(invoice == NULL ? STATE_ACTIVE : invoice->state),
            .has_amount = true,
        };
        if (invoice != NULL) {
            row.has_time = invoice->state != STATE_ACTIVE;
            row.time = invoice->hour;
            row.amount = invoice->closing;
            row.has_list = true;
            row.list = amount_of_money(invoice->total);
        }
        add_row(rows, &row);
    }
}

static void add_postings(struct carry_rows *rows, const struct csv_source *source)
{
    for (size_t i = 0; i < source->invoices->count; i++) {
        const struct invoice *invoice = &source->invoices->at[i];
        for (size_t j = 0; j < invoice->postings.count; j++) {
            const struct posting *posting = &invoice->postings.at[j];
            struct carry_row row = {
                .record = "posting",
                .account = invoice->account->id,
                .id = posting->reference,
                .code = posting_kind_code(posting->kind),
                .has_time = true,
                .time = posting->time,
                .has_amount = true,
                .amount = posting->amount,
            };
            if (posting->pending)
                add_row(rows, &row);
        }
    }
}

static void add_entries(struct carry_rows *rows, const struct carry *next)
{
    static const char *const ledgers[LEDGER_COUNT] = {"orders", "packs", "payments", "plugins"};

    for (size_t i = 0; i < next->entries.count; i++) {
        const struct carried_entry *entry = &next->entries.at[i];
        struct carry_row row = {
            .record = "entry",
            .ledger = ledgers[entry->ledger],
            .id = entry->id,
            .has_time = true,
            .time = entry->time,
            .has_until = entry->refunded,
            .until = entry->refunded_at,
            .state = entry->refunded ? "refunded" : "effective",
            .has_amount = true,
            .amount = entry->charged,
            .has_list = true,
            .list = entry->list,
            .sold = entry->sold,
        };
        add_row(rows, &row);
    }
}

static void add_packs(struct carry_rows *rows, const struct carry *next)
{
    for (size_t i = 0; i < next->packs.count; i++) {
        const struct carried_pack *pack = &next->packs.at[i];
        struct carry_row row = {
            .record = "pack",
            .id = pack->id,
            .state = pack->touched ? "used" : "unused",
            .has_quantity = true,
            .quantity = pack->left,
        };
        add_row(rows, &row);
    }
}

static void add_modes(struct carry_rows *rows, const struct carry *next)
{
    for (size_t i = 0; i < next->modes.count; i++) {
        const struct carried_mode *mode = &next->modes.at[i];
        struct carry_row row = {
            .record = "mode",
            .account = mode->account,
            .code = mode_code(mode->mode),
            .region = mode->scope == SCOPE_MAINLAND ? "mainland" : "overseas",
            .has_until = mode->pending,
            .until = moment_of_day(mode->next_on),
            .state = mode->pending ? mode_code(mode->next) : NULL,
        };
        add_row(rows, &row);
    }
}

static int compare_lines(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

void carry_csv_write(FILE *stream, const struct csv_source *source)
{
    struct carry_rows rows = {.arena = arena_new()};

    add_accounts(&rows, source);
    add_postings(&rows, source);
    add_entries(&rows, &source->charges->next);
    add_packs(&rows, &source->charges->next);
    add_modes(&rows, &source->charges->next);
    if (rows.lines.count > 1)
        qsort(rows.lines.at, rows.lines.count, sizeof *rows.lines.at, compare_lines);
    fputs("record,account_id,ledger,id,code,region,time,until,state,quantity,amount,list_amount,"
          "kind,size,unit,months,covers_mode,grants,name_zh,name_en\n",
          stream);
    for (size_t i = 0; i < rows.lines.count; i++)
        fwrite(rows.lines.at[i].at, 1, rows.lines.at[i].size, stream);
    arena_free(rows.arena);
}
