/* What a person looks at before anything is sent: rejects, totals, review. */

#include "livebill/render/csv.h"
#include "livebill/base/reject_log.h"

#include "output.h"

void table_write_rejects(FILE *stream, const struct csv_source *source)
{
    struct arena *arena = arena_new();
    struct table_output output;
    struct reject_walk walk;
    const struct problem *problem;

    table_start_file(&output, stream, "file,line,column,code,message,row");
    reject_walk_start(&walk, source->report, arena);
    while ((problem = reject_walk_next(&walk)) != NULL) {
        table_text(&output, problem->row.place.file);
        table_number(&output, (int64_t)problem->row.place.line);
        table_text(&output, problem->column);
        table_code(&output, problem_code_name(problem->code));
        table_text(&output, problem->message);
        table_text(&output, problem->row.raw);
        table_end_row(&output);
    }
    table_finish(&output);
    arena_free(arena);
}

void table_write_totals(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream,
                     "currency,product,kind,lines,list_amount,discount,subtotal,"
                     "net,tax,total");
    for (size_t i = 0; i < source->totals->rows.count; i++) {
        const struct total_row *row = &source->totals->rows.at[i];
        table_code(&output, currency_code(row->currency));
        table_text(&output, row->product);
        table_code(&output, line_kind_code(row->kind));
        table_number(&output, (int64_t)row->lines);
        table_amount(&output, row->list_amount);
        table_amount(&output, row->discount);
        table_money(&output, row->subtotal);
        table_money(&output, row->net);
        table_money(&output, row->tax);
        table_money(&output, row->total);
        table_end_row(&output);
    }
    table_finish(&output);
}

/* previous_total, change, new and gone speak of the last sealed month: empty without one. */
static void add_change(struct table_output *output, const struct review_row *row,
                       const struct carry *carry)
{
    const struct carried_account *before = carry_account(carry, row->account->id);
    bool billed = before != NULL && before->billed;

    if (carry == NULL) {
        table_empty(output, 4);
        return;
    }
    if (billed)
        table_money(output, before->total);
    else
        table_empty(output, 1);
    if (billed || row->invoice != NULL)
        table_money(output, row->change);
    else
        table_empty(output, 1);
    table_code(output, !billed && row->invoice != NULL ? "yes" : "no");
    table_code(output, billed && row->invoice == NULL ? "yes" : "no");
}

static void add_review_row(struct table_output *output, const struct review_row *row,
                           const struct carry *carry)
{
    const struct invoice *invoice = row->invoice;

    table_text(output, row->account->id);
    table_code(output, currency_code(row->account->currency));
    if (invoice == NULL)
        table_empty(output, 1);
    else
        table_money(output, invoice->total);
    add_change(output, row, carry);
    table_code(output, row->zero_usage ? "yes" : "no");
    table_money(output, row->credits);
    table_number(output, (int64_t)row->rejects);
    table_number(output, invoice == NULL ? 0 : (int64_t)invoice->notices.count);
    table_code(output, invoice == NULL ? NULL : account_state_code(invoice->state));
    table_end_row(output);
}

void table_write_review(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream,
                     "account_id,currency,total,previous_total,change,new,gone,"
                     "zero_usage,credits,rejects,notices,state");
    for (size_t i = 0; i < source->totals->reviews.count; i++)
        add_review_row(&output, &source->totals->reviews.at[i], source->book->carry);
    table_finish(&output);
}
