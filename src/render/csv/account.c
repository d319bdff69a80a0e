/* What happened in each account: postings, packs, licences, notices. */

#include "livebill/render/csv.h"

#include "output.h"

static void add_posting_row(struct table_output *output, const struct account *account,
                            const struct posting *posting)
{
    table_text(output, account->id);
    table_moment(output, posting->time);
    table_number(output, posting->seq);
    table_code(output, posting_kind_code(posting->kind));
    table_text(output, posting->reference);
    table_money(output, posting->amount);
    if (posting->pending)
        table_empty(output, 1);
    else
        table_money(output, posting->balance);
    table_end_row(output);
}

void table_write_postings(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream, "account_id,time,seq,kind,reference,amount,balance");
    for (size_t i = 0; i < source->invoices->count; i++) {
        const struct invoice *invoice = &source->invoices->at[i];
        for (size_t j = 0; j < invoice->postings.count; j++)
            add_posting_row(&output, invoice->account, &invoice->postings.at[j]);
    }
    table_finish(&output);
}

static void add_pack_row(struct table_output *output, const struct account *account,
                         const struct pack_status *pack)
{
    table_text(output, account->id);
    table_text(output, pack->id);
    table_text(output, pack->code);
    table_day(output, pack->start);
    table_day(output, pack->expiry);
    table_quantity(output, pack->size);
    table_quantity(output, pack->opening);
    table_quantity(output, pack->bought);
    table_quantity(output, pack->used);
    table_quantity(output, pack->lapsed);
    table_quantity(output, pack->closing);
    table_code(output, pack_state_code(pack->state));
    table_end_row(output);
}

void table_write_packs(FILE *stream, const struct csv_source *source)
{
    const struct account_list *accounts = &source->book->accounts;
    struct table_output output;

    table_start_file(&output, stream,
                     "account_id,pack_id,pack,start,expiry,size,opening,bought,"
                     "used,lapsed,closing,state");
    for (size_t i = 0; i < accounts->count; i++) {
        const struct account_charges *charges = &source->charges->accounts[i];
        for (size_t j = 0; accounts->at[i].selected && j < charges->packs.count; j++)
            add_pack_row(&output, &accounts->at[i], &charges->packs.at[j]);
    }
    table_finish(&output);
}

static void add_licence_row(struct table_output *output, const struct account *account,
                            const struct licence_status *licence)
{
    table_text(output, account->id);
    table_text(output, licence->code);
    table_text(output, licence->app_id);
    table_moment(output, licence->from);
    table_moment(output, licence->until);
    table_number(output, licence->years);
    table_code(output, licence_state_code(licence->state));
    table_end_row(output);
}

void table_write_licences(FILE *stream, const struct csv_source *source)
{
    const struct account_list *accounts = &source->book->accounts;
    struct table_output output;

    table_start_file(&output, stream,
                     "account_id,licence,app_id,valid_from,valid_until,years,state");
    for (size_t i = 0; i < accounts->count; i++) {
        const struct account_charges *charges = &source->charges->accounts[i];
        for (size_t j = 0; accounts->at[i].selected && j < charges->licences.count; j++)
            add_licence_row(&output, &accounts->at[i], &charges->licences.at[j]);
    }
    table_finish(&output);
}

void table_write_notices(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream, "account_id,time,kind,detail");
    for (size_t i = 0; i < source->invoices->count; i++) {
        const struct invoice *invoice = &source->invoices->at[i];
        for (size_t j = 0; j < invoice->notices.count; j++) {
            const struct notice *notice = &invoice->notices.at[j];
            table_text(&output, invoice->account->id);
            table_moment(&output, notice->time);
            table_code(&output, notice_kind_code(notice->kind));
            table_text(&output, notice->detail);
            table_end_row(&output);
        }
    }
    table_finish(&output);
}
