/* The tree of `explain` for people: what is indented makes what stands above it. */

#include "explain.h"

#include "command/json_value.h"

#define ROWS_SHOWN 8

#define MONEY(value)    TEXT_ARGS(money_text(arena, (value)))
#define AMOUNT(value)   TEXT_ARGS(amount_text(arena, (value)))
#define QUANTITY(value) TEXT_ARGS(quantity_text(arena, (value)))
#define PRICE(value)    TEXT_ARGS(price_text(arena, (value)))
#define NANO(value)     ((struct quantity){value})

/* "1999 GB", but "168 x 1000" where the unit is a number. */
static struct text measured_text(struct quantity quantity, struct text unit, struct arena *arena)
{
    bool number = unit.size > 0 && unit.at[0] >= '0' && unit.at[0] <= '9';
    return text_format(arena, "%.*s%s%.*s", QUANTITY(quantity), number ? " x " : " ",
                       TEXT_ARGS(unit));
}

static void print_peak(const struct peak *peak, const struct line *line, struct arena *arena)
{
    const char *unit = meter_unit(line->item->meter);

    printf("        slot %.*s: %.*s %s in %zu row%s\n", TEXT_ARGS(moment_text(arena, peak->slot)),
           QUANTITY(NANO(peak->value)), unit, peak->rows.count, text_plural(peak->rows.count));
    for (size_t i = 0; i < peak->rows.count && i < ROWS_SHOWN; i++) {
        const struct traced *row = peak->rows.at[i];
        printf("          %.*s  %.*s %s  %.*s\n", TEXT_ARGS(place_text(arena, row->place)),
               QUANTITY(NANO(row->nano)), unit, TEXT_ARGS(row->resource));
    }
    if (peak->rows.count > ROWS_SHOWN)
        printf("          and %zu more (--format json has them all)\n",
               peak->rows.count - ROWS_SHOWN);
}

static void print_day(const struct explained_day *day, const struct line *line, struct arena *arena)
{
    const char *unit = meter_unit(line->item->meter);

    for (size_t i = 0; i < day->files.count; i++) {
        const struct explained_file *file = &day->files.at[i];
        printf("      %.*s: %zu row%s, %.*s %s", TEXT_ARGS(file->name), file->rows,
               text_plural(file->rows), QUANTITY(NANO(file->sum)), unit);
        if (file->duplicates > 0)
            printf(" (%zu duplicate%s dropped)", file->duplicates, text_plural(file->duplicates));
        putchar('\n');
    }
    if (day->peak.found && line->item->aggregate != AGGREGATE_P95
        && (line->item->aggregate == AGGREGATE_AVGPEAK || line->item->window == WINDOW_DAY))
        print_peak(&day->peak, line, arena);
}

static void print_usage(const struct explanation *explanation, const struct line *line,
                        const struct detail *detail)
{
    struct arena *arena = explanation->arena;
    struct explained_usage usage;

    explain_window_usage(&usage, explanation, line, detail);
    printf("      from %zu row%s of %.*s on %zu day%s, %.*s %s\n", usage.rows,
           text_plural(usage.rows), TEXT_ARGS(line->item->meter->code), usage.days.count,
           text_plural(usage.days.count), QUANTITY(NANO(usage.sum)), meter_unit(line->item->meter));
    for (size_t i = 0; i < usage.days.count; i++) {
        const struct explained_day *day = &usage.days.at[i];
        if (!explanation->has_day || day->day.number == explanation->day.number)
            print_day(day, line, arena);
    }
    if (line->item->aggregate == AGGREGATE_P95)
        printf("      of %d slots (%d days with usage) the largest %d are dropped, the next is\n",
               usage.ranked_slots, usage.active_days, usage.dropped_slots);
    if (usage.peak.found && line->item->window == WINDOW_MONTH)
        print_peak(&usage.peak, line, arena);
}

static void print_part(const struct detail *detail, struct arena *arena)
{
    if (detail->tier == NULL) {
        puts("      nothing is billable");
        return;
    }
    bool sum_first = detail->flat_price.e8 != 0 && detail->month_days > 0;

    printf("      billable %s%.*s x %.*s", sum_first ? "(" : "", QUANTITY(detail->billable),
           PRICE(detail->unit_price));
    if (detail->tier->block.nano > 0)
        printf(" for each begun %.*s", QUANTITY(detail->tier->block));
    if (detail->flat_price.e8 != 0)
        printf(" + %.*s%s", PRICE(detail->flat_price), sum_first ? ")" : "");
    if (detail->month_days > 0)
        printf(" x %d/%d days", detail->active_days, detail->month_days);
    if (detail->discount.e8 != PRICE_ONE)
        printf(" = %.*s, x %.*s", AMOUNT(detail->list_amount),
               PRICE((struct price){detail->discount.e8}));
    printf(" = %.*s  (tier from %.*s, %.*s)\n", AMOUNT(detail->amount),
           QUANTITY(detail->tier->from), TEXT_ARGS(place_text(arena, detail->tier->place)));
}

static void print_window(const struct explanation *explanation, const struct line *line,
                         size_t first, size_t count)
{
    struct arena *arena = explanation->arena;
    const struct detail *detail = &line->details.at[first];

    printf("    %.*s", TEXT_ARGS(day_text(arena, detail->start)));
    if (detail->last.number != detail->start.number)
        printf(" to %.*s", TEXT_ARGS(day_text(arena, detail->last)));
    printf(": %.*s", TEXT_ARGS(measured_text(detail->quantity, line->unit, arena)));
    if (detail->deducted.nano > 0)
        printf(" - %.*s by packs", QUANTITY(detail->deducted));
    if (line->item->free.nano > 0)
        printf(" - at most %.*s free", QUANTITY(line->item->free));
    putchar('\n');
    for (size_t i = 0; i < detail->draws.count; i++) {
        const struct draw *draw = &detail->draws.at[i];
        printf("      %.*s pack units of %.*s  (%.*s)\n", QUANTITY(draw->units),
               TEXT_ARGS(draw->pack_id),
               TEXT_ARGS(place_text(arena, pack_place(explanation, draw->pack_id))));
    }
    for (size_t i = first; i < first + count; i++)
        print_part(&line->details.at[i], arena);
    print_usage(explanation, line, detail);
}

static void print_line(const struct explanation *explanation, const struct line *line)
{
    struct arena *arena = explanation->arena;
    size_t count;

    printf("\n  line %d  %s  %.*s", line->number, line_kind_code(line->kind),
           TEXT_ARGS(line->code));
    if (line->item != NULL && line->region != REGION_NONE)
        printf(" %s", region_code(line->region));
    if (line->item != NULL && line->spec.size > 0)
        printf(" %.*s", TEXT_ARGS(line->spec));
    printf(": %.*s  (%.*s)\n", MONEY(line->amount),
           TEXT_ARGS(measured_text(line->quantity, line->unit, arena)));
    if (line->source != NULL)
        printf("    %.*s  %.*s  list amount %.*s\n", TEXT_ARGS(moment_text(arena, line->time)),
               TEXT_ARGS(place_text(arena, line->source->row.place)), AMOUNT(line->list_amount));
    if (line->kind == LINE_ADJUSTMENT)
        printf("    what %.*s was billed too little or too much: see closed/%.*s\n",
               TEXT_ARGS(line->reference), TEXT_ARGS(line->reference));
    for (size_t i = 0; i < line->details.count; i += count) {
        count = window_parts(line, i);
        if (explained_window(explanation, &line->details.at[i]))
            print_window(explanation, line, i, count);
    }
}

static void print_head(const struct invoice *invoice, struct arena *arena)
{
    const struct account *account = invoice->account;

    printf("%.*s  %.*s\n", TEXT_ARGS(invoice->number), TEXT_ARGS(account->name));
    printf("total %.*s %s", MONEY(invoice->total), currency_code(account->currency));
    if (account->tax_mode == TAX_EXCLUSIVE)
        printf(" = %.*s + %.*s tax at %.*s\n", MONEY(invoice->subtotal), MONEY(invoice->tax),
               PRICE((struct price){account->tax_rate.e8}));
    else if (account->tax_mode == TAX_INCLUSIVE)
        printf(", %.*s tax at %.*s in it\n", MONEY(invoice->tax),
               PRICE((struct price){account->tax_rate.e8}));
    else
        puts(", without tax");
}

static void print_balance(const struct invoice *invoice, struct arena *arena)
{
    printf("\nbalance %.*s = %.*s at the start - %.*s charged + %.*s paid; %.*s is pending\n",
           MONEY(invoice->closing), MONEY(invoice->opening), MONEY(invoice->charged),
           MONEY(invoice->paid), MONEY(invoice->pending));
    for (size_t i = 0; i < invoice->postings.count; i++) {
        const struct posting *posting = &invoice->postings.at[i];
        printf("    %.*s  %s  %.*s  %.*s%s\n", TEXT_ARGS(moment_text(arena, posting->time)),
               posting_kind_code(posting->kind), TEXT_ARGS(posting->reference),
               MONEY(posting->amount), posting->pending ? "  pending" : "");
    }
}

void explain_print_text(const struct explanation *explanation)
{
    const struct invoice *invoice = explanation->invoice;
    size_t printed = 0;

    print_head(invoice, explanation->arena);
    for (size_t i = 0; i < invoice->lines.count; i++) {
        if (!explained_line(explanation, &invoice->lines.at[i]))
            continue;
        print_line(explanation, &invoice->lines.at[i]);
        printed++;
    }
    if (printed == 0 && explanation->has_day)
        printf("\n  nothing%s was charged on %.*s\n", explanation->line == 0 ? "" : " of this line",
               TEXT_ARGS(day_text(explanation->arena, explanation->day)));
    if (explanation->line == 0 && !explanation->has_day)
        print_balance(invoice, explanation->arena);
}
