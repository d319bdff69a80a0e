/* The tree of `explain` for programs. Every amount has the things that it is made of inside it. */

#include "explain.h"

#include "command/json_value.h"

#define PUT_MONEY(object, key, value)    json_put_text(object, key, money_text(arena, value))
#define PUT_AMOUNT(object, key, value)   json_put_text(object, key, amount_text(arena, value))
#define PUT_QUANTITY(object, key, value) json_put_text(object, key, quantity_text(arena, value))
#define PUT_PRICE(object, key, value)    json_put_text(object, key, price_text(arena, value))
#define NANO(value)                      ((struct quantity){value})

static json_t *json_of_row(const struct traced *row, struct arena *arena)
{
    json_t *object = json_made(json_object());
    json_put_text(object, "row", place_text(arena, row->place));
    json_put_text(object, "time", moment_text(arena, row->time));
    json_put_text(object, "meter", row->meter->code);
    json_put_text(object, "resource", row->resource);
    json_put_text(object, "app_id", row->app_id);
    PUT_QUANTITY(object, "quantity", NANO(row->nano));
    return object;
}

static json_t *json_of_peak(const struct peak *peak, struct arena *arena)
{
    json_t *object = json_made(json_object()), *rows = json_made(json_array());
    json_put_text(object, "slot", moment_text(arena, peak->slot));
    PUT_QUANTITY(object, "value", NANO(peak->value));
    for (size_t i = 0; i < peak->rows.count; i++)
        json_append(rows, json_of_row(peak->rows.at[i], arena));
    json_put(object, "rows", rows);
    return object;
}

static json_t *json_of_day(const struct explained_day *day, struct arena *arena)
{
    json_t *object = json_made(json_object()), *files = json_made(json_array());
    json_put_text(object, "day", day_text(arena, day->day));
    PUT_QUANTITY(object, "value", NANO(day->value));
    for (size_t i = 0; i < day->files.count; i++) {
        const struct explained_file *file = &day->files.at[i];
        json_t *entry = json_made(json_object());
        json_put_text(entry, "file", file->name);
        json_put_count(entry, "rows", file->rows);
        json_put_count(entry, "duplicates", file->duplicates);
        PUT_QUANTITY(entry, "sum", NANO(file->sum));
        json_append(files, entry);
    }
    json_put(object, "files", files);
    if (day->peak.found)
        json_put(object, "peak", json_of_peak(&day->peak, arena));
    return object;
}

static json_t *json_of_usage(const struct explanation *explanation,
                             const struct explained_usage *usage, const struct line *line)
{
    struct arena *arena = explanation->arena;
    json_t *object = json_made(json_object()), *days = json_made(json_array());

    json_put_text(object, "unit", text_of(meter_unit(line->item->meter)));
    json_put_count(object, "rows", usage->rows);
    json_put_count(object, "duplicates", usage->duplicates);
    PUT_QUANTITY(object, "sum", NANO(usage->sum));
    json_put_count(object, "active_days", (uint64_t)usage->active_days);
    if (line->item->aggregate == AGGREGATE_P95) {
        json_put_count(object, "slots", (uint64_t)usage->ranked_slots);
        json_put_count(object, "slots_dropped", (uint64_t)usage->dropped_slots);
    }
    if (usage->peak.found)
        json_put(object, "peak", json_of_peak(&usage->peak, arena));
    for (size_t i = 0; i < usage->days.count; i++) {
        const struct explained_day *day = &usage->days.at[i];
        if (!explanation->has_day || day->day.number == explanation->day.number)
            json_append(days, json_of_day(day, arena));
    }
    json_put(object, "days", days);
    return object;
}

static json_t *json_of_draws(const struct explanation *explanation, const struct detail *detail)
{
    struct arena *arena = explanation->arena;
    json_t *draws = json_made(json_array());

    for (size_t i = 0; i < detail->draws.count; i++) {
        json_t *draw = json_made(json_object());
        json_put_text(draw, "pack", detail->draws.at[i].pack_id);
        PUT_QUANTITY(draw, "units", detail->draws.at[i].units);
        json_put_text(draw, "entry",
                      place_text(arena, pack_place(explanation, detail->draws.at[i].pack_id)));
        json_append(draws, draw);
    }
    return draws;
}

static json_t *json_of_part(const struct detail *detail, struct arena *arena)
{
    json_t *part = json_made(json_object());
    PUT_QUANTITY(part, "billable", detail->billable);
    if (detail->tier != NULL) {
        PUT_QUANTITY(part, "tier_from", detail->tier->from);
        PUT_PRICE(part, "unit_price", detail->unit_price);
        PUT_PRICE(part, "flat_price", detail->flat_price);
        PUT_QUANTITY(part, "block", detail->tier->block);
        json_put_text(part, "plan", detail->table->plan);
        json_put_text(part, "rate", place_text(arena, detail->tier->place));
    }
    PUT_AMOUNT(part, "list_amount", detail->list_amount);
    PUT_AMOUNT(part, "amount", detail->amount);
    return part;
}

static json_t *json_of_window(const struct explanation *explanation, const struct line *line,
                              size_t first, size_t count)
{
    struct arena *arena = explanation->arena;
    const struct detail *detail = &line->details.at[first];
    json_t *window = json_made(json_object()), *parts = json_made(json_array());
    struct explained_usage usage;

    json_put_text(window, "start", day_text(arena, detail->start));
    json_put_text(window, "end", day_text(arena, detail->last));
    PUT_QUANTITY(window, "quantity", detail->quantity);
    PUT_QUANTITY(window, "deducted", detail->deducted);
    if (detail->month_days > 0) {
        json_put_count(window, "active_days", (uint64_t)detail->active_days);
        json_put_count(window, "month_days", (uint64_t)detail->month_days);
    }
    PUT_PRICE(window, "discount", (struct price){detail->discount.e8});
    for (size_t i = first; i < first + count; i++)
        json_append(parts, json_of_part(&line->details.at[i], arena));
    json_put(window, "parts", parts);
    json_put(window, "packs", json_of_draws(explanation, detail));
    explain_window_usage(&usage, explanation, line, detail);
    json_put(window, "usage", json_of_usage(explanation, &usage, line));
    return window;
}

static json_t *json_of_item(const struct item *item, struct arena *arena)
{
    json_t *object = json_made(json_object());
    json_put_text(object, "row", place_text(arena, item->place));
    json_put_text(object, "meter", item->meter->code);
    json_put_text(object, "aggregate", text_of(aggregate_code(item->aggregate)));
    json_put_text(object, "slot_value", text_of(item->slot_rate ? "rate" : "amount"));
    json_put_text(object, "window", text_of(item->window == WINDOW_DAY ? "day" : "month"));
    PUT_QUANTITY(object, "unit_size", item->unit_size);
    PUT_QUANTITY(object, "free", item->free);
    PUT_QUANTITY(object, "round_up_to", item->round_up_to);
    return object;
}

static void put_usage_line(json_t *object, const struct explanation *explanation,
                           const struct line *line)
{
    struct arena *arena = explanation->arena;
    json_t *windows = json_made(json_array());
    size_t count;

    json_put_text(object, "region", text_of(region_code(line->region)));
    json_put_text(object, "spec", line->spec);
    PUT_QUANTITY(object, "deducted", line->deducted);
    PUT_QUANTITY(object, "billable", line->billable);
    json_put(object, "measured_as", json_of_item(line->item, arena));
    for (size_t i = 0; i < line->details.count; i += count) {
        count = window_parts(line, i);
        if (explained_window(explanation, &line->details.at[i]))
            json_append(windows, json_of_window(explanation, line, i, count));
    }
    json_put(object, "windows", windows);
}

static json_t *json_of_line(const struct explanation *explanation, const struct line *line)
{
    struct arena *arena = explanation->arena;
    json_t *object = json_made(json_object());

    json_put_count(object, "line", (uint64_t)line->number);
    json_put_text(object, "kind", text_of(line_kind_code(line->kind)));
    json_put_text(object, "item", line->code);
    json_put_text(object, "description", line->description);
    json_put_text(object, "reference", line->reference);
    PUT_QUANTITY(object, "quantity", line->quantity);
    json_put_text(object, "unit", line->unit);
    PUT_AMOUNT(object, "list_amount", line->list_amount);
    PUT_MONEY(object, "amount", line->amount);
    if (line->source != NULL) {
        json_put_text(object, "time", moment_text(arena, line->time));
        json_put_text(object, "entry", place_text(arena, line->source->row.place));
    }
    if (line->kind == LINE_USAGE)
        put_usage_line(object, explanation, line);
    return object;
}

static json_t *json_of_postings(const struct invoice *invoice, struct arena *arena)
{
    json_t *postings = json_made(json_array());
    for (size_t i = 0; i < invoice->postings.count; i++) {
        const struct posting *posting = &invoice->postings.at[i];
        json_t *object = json_made(json_object());
        json_put_text(object, "time", moment_text(arena, posting->time));
        json_put_text(object, "kind", text_of(posting_kind_code(posting->kind)));
        json_put_text(object, "reference", posting->reference);
        PUT_MONEY(object, "amount", posting->amount);
        if (!posting->pending)
            PUT_MONEY(object, "balance", posting->balance);
        json_append(postings, object);
    }
    return postings;
}

static json_t *json_of_invoice(const struct invoice *invoice, struct arena *arena)
{
    const struct account *account = invoice->account;
    json_t *root = json_made(json_object());

    json_put_text(root, "period", period_text(arena, invoice->book->period));
    json_put_text(root, "account_id", account->id);
    json_put_text(root, "invoice_no", invoice->number);
    json_put_text(root, "currency", text_of(currency_code(account->currency)));
    PUT_MONEY(root, "subtotal", invoice->subtotal);
    json_put_text(root, "tax_mode", text_of(tax_mode_code(account->tax_mode)));
    PUT_PRICE(root, "tax_rate", (struct price){account->tax_rate.e8});
    PUT_MONEY(root, "tax", invoice->tax);
    PUT_MONEY(root, "total", invoice->total);
    PUT_MONEY(root, "opening_balance", invoice->opening);
    PUT_MONEY(root, "charged", invoice->charged);
    PUT_MONEY(root, "paid", invoice->paid);
    PUT_MONEY(root, "closing_balance", invoice->closing);
    PUT_MONEY(root, "pending", invoice->pending);
    return root;
}

void explain_print_json(const struct explanation *explanation)
{
    const struct invoice *invoice = explanation->invoice;
    json_t *root = json_of_invoice(invoice, explanation->arena);
    json_t *lines = json_made(json_array());

    for (size_t i = 0; i < invoice->lines.count; i++) {
        if (explained_line(explanation, &invoice->lines.at[i]))
            json_append(lines, json_of_line(explanation, &invoice->lines.at[i]));
    }
    json_put(root, "lines", lines);
    if (explanation->line == 0 && !explanation->has_day)
        json_put(root, "postings", json_of_postings(invoice, explanation->arena));
    json_print(root);
}
