#include "lines.h"

#include "livebill/base/fatal.h"

static struct line *add_line(struct invoice *invoice, enum line_kind kind, struct arena *arena)
{
    struct line *line = LIST_ADD(arena, &invoice->lines);
    line->number = (int)invoice->lines.count;
    line->kind = kind;
    return line;
}

/* The name in the account's language stands for a description that the entry does not have. */
static void describe(struct line *line, const struct account *account)
{
    if (line->own_description.size > 0)
        line->description = line->own_description;
    else
        line->description = account->language == LANGUAGE_EN ? line->name_en : line->name_zh;
}

/* Products of prepaid things: an order's is its code up to the first point (im.professional). */
static struct text product_of(const struct entry *entry)
{
    switch (entry->ledger) {
    case LEDGER_PLUGINS:
        return TEXT("licence");
    case LEDGER_PACKS:
        return TEXT("pack");
    default:
        break;
    }
    size_t point = text_find(entry->code, '.');
    if (point == entry->code.size)
        return TEXT("other");
    return text_slice(entry->code, 0, point);
}

static void fill_entry_line(struct line *line, const struct entry_charge *charge)
{
    const struct entry *entry = charge->entry;

    line->code = entry->code;
    line->product = product_of(entry);
    line->name_zh = charge->name_zh;
    line->name_en = charge->name_en;
    line->own_description = entry->description;
    line->region = REGION_NONE;
    line->reference = entry->id;
    line->app_id = entry->app_id;
    line->time = charge->source->time;
    line->source = charge->source;
    line->ledger = entry->ledger;
    line->unit = charge->unit;
    line->quantity.nano = entry->quantity * QUANTITY_ONE;
    line->amount = charge->amount;
    line->list_amount = charge->list_amount;
}

static void add_entry_lines(struct invoice *invoice, const struct account_charges *charges,
                            bool refunds, struct arena *arena)
{
    for (size_t i = 0; i < charges->entries.count; i++) {
        const struct entry_charge *charge = &charges->entries.at[i];
        if (charge->refund != refunds)
            continue;
        struct line *line = add_line(invoice, refunds ? LINE_REFUND : LINE_PREPAID, arena);
        fill_entry_line(line, charge);
        describe(line, invoice->account);
    }
}

/* One price for all windows with something billable is the line's; else it has none. */
static void note_unit_price(struct line *line, const struct detail *detail, bool *several)
{
    if (detail->table == NULL || *several)
        return;
    if (line->has_unit_price && line->unit_price.e8 != detail->unit_price.e8) {
        *several = true;
        line->has_unit_price = false;
        line->unit_price.e8 = 0;
        return;
    }
    line->has_unit_price = true;
    line->unit_price = detail->unit_price;
}

static bool sum_details(struct line *line)
{
    struct amount amount = {0};
    bool several = false;

    for (size_t i = 0; i < line->details.count; i++) {
        const struct detail *detail = &line->details.at[i];
        note_unit_price(line, detail, &several);
        if (!quantity_add(&line->quantity, detail->quantity)
            || !quantity_add(&line->deducted, detail->deducted)
            || !quantity_add(&line->billable, detail->billable)
            || !amount_add(&line->list_amount, detail->list_amount)
            || !amount_add(&amount, detail->amount))
            return false;
    }
    return money_of_amount_rounded(&line->amount, amount);
}

static bool add_usage_line(struct invoice *invoice, const struct usage_charge *charge,
                           struct arena *arena)
{
    struct line *line = add_line(invoice, LINE_USAGE, arena);

    line->item = charge->item;
    line->code = charge->item->code;
    line->product = charge->item->product;
    line->name_zh = charge->item->name_zh;
    line->name_en = charge->item->name_en;
    line->region = charge->region;
    line->spec = charge->spec;
    line->unit = charge->item->unit;
    line->details.at = charge->details.at;
    line->details.count = charge->details.count;
    describe(line, invoice->account);
    return sum_details(line);
}

static bool subtract(struct line *line, const struct line_sums *billed)
{
    return quantity_add(&line->quantity, (struct quantity){-billed->quantity.nano})
           && quantity_add(&line->deducted, (struct quantity){-billed->deducted.nano})
           && quantity_add(&line->billable, (struct quantity){-billed->billable.nano})
           && amount_add(&line->list_amount, (struct amount){-billed->list_amount.e8})
           && money_add(&line->amount, (struct money){-billed->amount.minor});
}

/* R13: the difference; the description says what was billed and what is right. */
static bool add_adjustment_line(struct invoice *invoice, const struct adjustment *adjustment,
                                struct arena *arena)
{
    struct line *line = add_line(invoice, LINE_ADJUSTMENT, arena);
    const struct item *item = adjustment->item;
    struct text name = invoice->account->language == LANGUAGE_EN ? item->name_en : item->name_zh;

    line->item = item;
    line->code = item->code;
    line->product = item->product;
    line->name_zh = item->name_zh;
    line->name_en = item->name_en;
    line->region = adjustment->region;
    line->spec = adjustment->spec;
    line->unit = item->unit;
    line->reference = period_text(arena, adjustment->period);
    line->own_description = text_format(arena, "%.*s (%.*s: %s → %s)", TEXT_ARGS(name),
                                        TEXT_ARGS(line->reference),
                                        money_text(arena, adjustment->billed.amount).at,
                                        money_text(arena, adjustment->right.amount).at);
    line->quantity = adjustment->right.quantity;
    line->deducted = adjustment->right.deducted;
    line->billable = adjustment->right.billable;
    line->list_amount = adjustment->right.list_amount;
    line->amount = adjustment->right.amount;
    describe(line, invoice->account);
    return subtract(line, &adjustment->billed);
}

/* R12: inclusive tax is inside the subtotal, exclusive tax on top of it. */
static bool add_tax(struct invoice *invoice)
{
    const struct account *account = invoice->account;

    invoice->total = invoice->net = invoice->subtotal;
    switch (account->tax_mode) {
    case TAX_INCLUSIVE:
        if (!money_net_rounded(&invoice->net, invoice->subtotal, account->tax_rate))
            return false;
        invoice->tax.minor = invoice->subtotal.minor - invoice->net.minor;
        return true;
    case TAX_EXCLUSIVE:
        return money_tax_rounded(&invoice->tax, invoice->subtotal, account->tax_rate)
               && money_add(&invoice->total, invoice->tax);
    case TAX_NONE:
        return true;
    }
    bug("tax mode %d", (int)account->tax_mode);
}

static void list_product(struct invoice *invoice, struct text product, struct arena *arena)
{
    for (size_t i = 0; i < invoice->products.count; i++) {
        if (text_equal(invoice->products.at[i].product, product))
            return;
    }
    LIST_ADD(arena, &invoice->products)->product = product;
}

/* The lines of a product, or of all with NULL. */
static bool sum_product(struct money *out, const struct invoice *invoice,
                        const struct text *product)
{
    wide sum = 0;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        if (product == NULL || text_equal(line->product, *product))
            sum += line->amount.minor;
    }
    return money_of_sum(out, sum);
}

static int compare_products(const void *left_void, const void *right_void)
{
    const struct product_sum *left = left_void, *right = right_void;
    if (left->amount.minor != right->amount.minor)
        return left->amount.minor > right->amount.minor ? -1 : 1;
    return text_compare(left->product, right->product);
}

static bool sum_lines(struct invoice *invoice, struct arena *arena)
{
    for (size_t i = 0; i < invoice->lines.count; i++)
        list_product(invoice, invoice->lines.at[i].product, arena);
    if (!sum_product(&invoice->subtotal, invoice, NULL))
        return false;
    for (size_t i = 0; i < invoice->products.count; i++) {
        struct product_sum *sum = &invoice->products.at[i];
        if (!sum_product(&sum->amount, invoice, &sum->product))
            return false;
    }
    if (invoice->products.count > 1)
        qsort(invoice->products.at, invoice->products.count, sizeof *invoice->products.at,
              compare_products);
    return true;
}

bool bill_lines(struct invoice *invoice, const struct account_charges *charges, struct arena *arena)
{
    add_entry_lines(invoice, charges, false, arena);
    for (size_t i = 0; i < charges->usage.count; i++) {
        if (!add_usage_line(invoice, &charges->usage.at[i], arena))
            return false;
    }
    add_entry_lines(invoice, charges, true, arena);
    for (size_t i = 0; i < charges->adjustments.count; i++) {
        if (!add_adjustment_line(invoice, &charges->adjustments.at[i], arena))
            return false;
    }
    return sum_lines(invoice, arena) && add_tax(invoice);
}
