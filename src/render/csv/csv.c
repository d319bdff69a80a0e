/* Invoices, lines and details, and the list of all tables. */

#include "livebill/render/csv.h"

#include "output.h"
#include "livebill/value/decimal.h"

static void add_key(struct table_output *output, const struct invoice *invoice)
{
    table_period(output, invoice->book->period);
    table_text(output, invoice->account->id);
    table_text(output, invoice->number);
}

void table_invoice_row(struct table_output *output, const struct invoice *invoice)
{
    const struct account *account = invoice->account;

    add_key(output, invoice);
    table_code(output, currency_code(account->currency));
    table_number(output, (int64_t)invoice->lines.count);
    table_money(output, invoice->subtotal);
    table_code(output, tax_mode_code(account->tax_mode));
    table_rate(output, account->tax_rate);
    table_money(output, invoice->tax);
    table_money(output, invoice->total);
    table_money(output, invoice->opening);
    table_money(output, invoice->charged);
    table_money(output, invoice->paid);
    table_money(output, invoice->closing);
    table_money(output, invoice->pending);
    table_code(output, account_state_code(invoice->state));
    table_end_row(output);
}

static void write_invoices(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream,
                     "period,account_id,invoice_no,currency,lines,subtotal,tax_mode,tax_rate,tax,"
                     "total,opening_balance,charged,paid,closing_balance,pending,state");
    for (size_t i = 0; i < source->invoices->count; i++)
        table_invoice_row(&output, &source->invoices->at[i]);
    table_finish(&output);
}

/* The columns that only usage has: prepaid and refund lines leave them empty. */
static void add_place_of_use(struct table_output *output, const struct line *line)
{
    if (line->item == NULL) {
        table_empty(output, 2);
        return;
    }
    table_code(output, region_code(line->region));
    table_text(output, line->spec);
}

static void add_measured(struct table_output *output, const struct line *line)
{
    if (line->item == NULL) {
        table_empty(output, 3);
        return;
    }
    table_quantity(output, line->deducted);
    table_quantity(output, line->billable);
    if (line->has_unit_price)
        table_price(output, line->unit_price);
    else
        table_empty(output, 1);
}

void table_line_row(struct table_output *output, const struct invoice *invoice,
                    const struct line *line)
{
    add_key(output, invoice);
    table_number(output, line->number);
    table_code(output, line_kind_code(line->kind));
    table_text(output, line->code);
    add_place_of_use(output, line);
    table_text(output, line->reference);
    table_text(output, line->description);
    table_quantity(output, line->quantity);
    table_text(output, line->unit);
    add_measured(output, line);
    table_amount(output, line->list_amount);
    table_money(output, line->amount);
    table_code(output, currency_code(invoice->account->currency));
    table_end_row(output);
}

static void write_lines(FILE *stream, const struct csv_source *source)
{
    struct table_output output;

    table_start_file(&output, stream,
                     "period,account_id,invoice_no,line,kind,item,region,spec,reference,"
                     "description,quantity,unit,deducted,billable,unit_price,list_amount,amount,"
                     "currency");
    for (size_t i = 0; i < source->invoices->count; i++) {
        const struct invoice *invoice = &source->invoices->at[i];
        for (size_t j = 0; j < invoice->lines.count; j++)
            table_line_row(&output, invoice, &invoice->lines.at[j]);
    }
    table_finish(&output);
}

/* Tier and prices are empty where nothing is billable (formats.md §4). */
static void add_tier(struct table_output *output, const struct detail *detail)
{
    if (detail->tier == NULL) {
        table_empty(output, 4);
        return;
    }
    table_quantity(output, detail->tier->from);
    table_price(output, detail->unit_price);
    table_price(output, detail->flat_price);
    table_quantity(output, detail->tier->block);
}

static void add_proration(struct table_output *output, const struct detail *detail)
{
    char text[2 * DECIMAL_SIZE + 1];

    if (detail->month_days == 0) {
        table_empty(output, 1);
        return;
    }
    size_t size = decimal_write(text, detail->active_days, 0);
    text[size++] = '/';
    size += decimal_write(text + size, detail->month_days, 0);
    table_text(output, (struct text){text, size});
}

/* Both columns are joined texts of identifiers and numbers, so nothing in them needs quotes but a
 * file's name might: they are put together in the scratch arena. */
static void add_draws(struct table_output *output, const struct detail *detail,
                      struct arena *scratch)
{
    struct buffer joined = {.arena = scratch};

    for (size_t i = 0; i < detail->draws.count; i++) {
        const struct draw *draw = &detail->draws.at[i];
        char units[DECIMAL_SIZE];
        if (i > 0)
            buffer_add_byte(&joined, ';');
        buffer_add(&joined, draw->pack_id);
        buffer_add_byte(&joined, ':');
        buffer_add(&joined, (struct text){units, decimal_write_short(units, draw->units.nano,
                                                                     QUANTITY_PLACES, 0)});
    }
    table_text(output, buffer_text(&joined));
}

static void add_rate_place(struct table_output *output, const struct detail *detail,
                           struct arena *scratch)
{
    if (detail->tier == NULL) {
        table_empty(output, 1);
        return;
    }
    const struct place *place = &detail->tier->place;
    table_text(output, text_format(scratch, "%.*s:%llu", TEXT_ARGS(place->file),
                                   (unsigned long long)place->line));
}

static void add_detail_row(struct table_output *output, const struct invoice *invoice,
                           const struct line *line, const struct detail *detail,
                           struct arena *scratch)
{
    add_key(output, invoice);
    table_number(output, line->number);
    table_day(output, detail->start);
    table_day(output, detail->last);
    table_quantity(output, detail->quantity);
    table_quantity(output, detail->deducted);
    table_quantity(output, detail->billable);
    add_tier(output, detail);
    add_proration(output, detail);
    table_amount(output, detail->list_amount);
    table_amount(output, detail->amount);
    add_draws(output, detail, scratch);
    add_rate_place(output, detail, scratch);
    table_end_row(output);
}

static void write_details(FILE *stream, const struct csv_source *source)
{
    struct table_output output;
    struct arena *scratch = arena_new();

    table_start_file(&output, stream,
                     "period,account_id,invoice_no,line,window_start,window_end,quantity,deducted,"
                     "billable,tier_from,unit_price,flat_price,block,proration,list_amount,amount,"
                     "packs,rate");
    for (size_t i = 0; i < source->invoices->count; i++) {
        const struct invoice *invoice = &source->invoices->at[i];
        for (size_t j = 0; j < invoice->lines.count; j++) {
            const struct line *line = &invoice->lines.at[j];
            for (size_t k = 0; k < line->details.count; k++)
                add_detail_row(&output, invoice, line, &line->details.at[k], scratch);
        }
        arena_reset(scratch);
    }
    arena_free(scratch);
    table_finish(&output);
}

const struct csv_table csv_tables[] = {
    {"invoices.csv", write_invoices},
    {"lines.csv", write_lines},
    {"details.csv", write_details},
    {"account-postings.csv", table_write_postings},
    {"packs.csv", table_write_packs},
    {"licences.csv", table_write_licences},
    {"notices.csv", table_write_notices},
    {"rejects.csv", table_write_rejects},
    {"totals.csv", table_write_totals},
    {"review.csv", table_write_review},
    {NULL, NULL},
};
