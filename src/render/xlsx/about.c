#include "xlsx.h"

#include "livebill/base/fatal.h"

#define ABOUT_LAST_COLUMN 10
#define VALUE_COLUMN      1

static struct text about_word(const struct statement *statement, const char *key)
{
    return sheet_word(statement, "sheet_about", key);
}

static void write_rule(struct sheet *sheet, uint32_t *row, struct text label, struct text value)
{
    struct style style = {.below = RULE_HAIRLINE};

    sheet_blanks(sheet, *row, VALUE_COLUMN, ABOUT_LAST_COLUMN, style);
    sheet_text(sheet, *row, VALUE_COLUMN, value, style);
    style.ink = INK_GREY;
    sheet_text(sheet, (*row)++, 0, label, style);
}

/* One row for each run of days in one mode. */
static void write_modes(struct sheet *sheet, uint32_t *row, enum scope scope, const char *key)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;
    struct day first = invoice->book->period.start;
    struct text label = about_word(statement, key);

    for (struct day day = first; day.number <= invoice->last.number; day = day_after(day, 1)) {
        enum mode mode = mode_on(invoice->modes, invoice->account, scope, day);
        if (day.number < invoice->last.number
            && mode_on(invoice->modes, invoice->account, scope, day_after(day, 1)) == mode)
            continue;
        struct text days = words_period(statement->words, statement->arena, first, day);
        write_rule(sheet, row, label,
                   text_format(statement->arena, "%s · %s",
                               about_word(statement, mode_code(mode)).at, days.at));
        label = TEXT("");
        first = day_after(day, 1);
    }
}

static bool some_item(const struct statement *statement, bool (*holds)(const struct item *item))
{
    for (size_t i = 0; i < statement->invoice->lines.count; i++) {
        const struct item *item = statement->invoice->lines.at[i].item;
        if (item != NULL && holds(item))
            return true;
    }
    return false;
}

static bool is_p95(const struct item *item)
{
    return item->aggregate == AGGREGATE_P95;
}

static bool is_push(const struct item *item)
{
    return item->condition == CONDITION_PUSH_IMBALANCE;
}

static struct text tax_rule(struct statement *statement)
{
    const struct account *account = statement->invoice->account;
    const char *key = account->tax_mode == TAX_NONE        ? "tax_none"
                      : account->tax_mode == TAX_INCLUSIVE ? "tax_inclusive"
                                                           : "tax_exclusive";

    return words_fill(statement->arena, about_word(statement, key), "rate",
                      words_rate(statement->words, statement->arena, account->tax_rate), NULL);
}

static struct text push_rule(struct statement *statement)
{
    const struct settings *settings = &statement->invoice->book->settings;
    struct rate ratio = {settings->policy.push_ratio.nano / 10};

    return words_fill(
        statement->arena, about_word(statement, "push_rule"), "ratio",
        words_rate(statement->words, statement->arena, ratio), "floor",
        words_quantity(statement->words, statement->arena, settings->policy.push_floor_mbps), NULL);
}

static void write_rules(struct sheet *sheet, uint32_t *row)
{
    struct statement *statement = sheet->statement;
    const struct invoice *invoice = statement->invoice;

    if (invoice->modes != NULL) {
        write_modes(sheet, row, SCOPE_MAINLAND, "mode_mainland");
        write_modes(sheet, row, SCOPE_OVERSEAS, "mode_overseas");
    }
    if (some_item(statement, is_p95))
        write_rule(sheet, row, about_word(statement, "p95_rank"),
                   about_word(statement, invoice->book->settings.policy.p95_rank_ceil
                                             ? "p95_ceil"
                                             : "p95_floor"));
    if (some_item(statement, is_push))
        write_rule(sheet, row, about_word(statement, "push"), push_rule(statement));
    write_rule(sheet, row, about_word(statement, "tax"), tax_rule(statement));
    write_rule(sheet, row, about_word(statement, "plan"), invoice->account->rate_plan);
    write_rule(sheet, row, about_word(statement, "rounding"),
               about_word(statement, "rounding_rule"));
}

/* A tier that priced something, with its table. */
struct used_rate {
    const struct rate_table *table;
    const struct tier *tier;
    struct price unit_price;
};

struct used_rates {
    struct used_rate *at;
    size_t count, capacity;
};

static bool is_listed(const struct used_rates *rates, const struct tier *tier)
{
    for (size_t i = rates->count; i-- > 0;) {
        if (rates->at[i].tier == tier)
            return true;
    }
    return false;
}

static struct used_rates list_rates(struct statement *statement)
{
    struct used_rates rates = {0};

    for (size_t i = 0; i < statement->invoice->lines.count; i++) {
        const struct line *line = &statement->invoice->lines.at[i];
        for (size_t j = 0; j < line->details.count; j++) {
            const struct detail *detail = &line->details.at[j];
            if (detail->table != NULL && detail->tier != NULL && !is_listed(&rates, detail->tier))
                *LIST_ADD(statement->arena, &rates) =
                    (struct used_rate){detail->table, detail->tier, detail->tier->unit_price};
        }
    }
    return rates;
}

enum {
    RATE_ITEM,
    RATE_REGION,
    RATE_SPEC,
    RATE_TIER,
    RATE_UNIT,
    RATE_PRICE,
    RATE_FLAT,
    RATE_BLOCK,
    RATE_FROM,
    RATE_UNTIL,
    RATE_SOURCE
};

static void put_quantity(struct sheet *sheet, uint32_t row, int column, struct quantity quantity)
{
    sheet_number(
        sheet, row, column, cell_of_quantity(quantity),
        (struct style){.number = quantity.nano % QUANTITY_ONE == 0 ? NUMBER_COUNT : NUMBER_FINE,
                       .align = ALIGN_RIGHT,
                       .below = RULE_HAIRLINE});
}

static void put_price(struct sheet *sheet, uint32_t row, int column, struct price price)
{
    sheet_number(
        sheet, row, column, cell_of_price(price),
        (struct style){.number = NUMBER_PRICE, .align = ALIGN_RIGHT, .below = RULE_HAIRLINE});
}

static void put_names(struct sheet *sheet, uint32_t row, const struct rate_table *table)
{
    struct statement *statement = sheet->statement;
    const struct words *words = statement->words;
    struct style style = {.below = RULE_HAIRLINE};
    struct text any = about_word(statement, "any");
    struct text region = text_of(region_code(table->region));

    sheet_text(sheet, row, RATE_ITEM, words_name(words, table->item->name_zh, table->item->name_en),
               style);
    sheet_text(sheet, row, RATE_REGION,
               table->any_region ? any : words_or(words, "regions", region, TEXT("")), style);
    sheet_text(sheet, row, RATE_SPEC,
               table->any_spec ? any : words_spec(words, statement->arena, table->spec), style);
    style.ink = INK_GREY;
    style.indent = true;
    sheet_text(sheet, row, RATE_UNIT,
               words_or(words, "units", table->item->unit, table->item->unit), style);
}

static void write_rate(struct sheet *sheet, uint32_t row, const struct used_rate *rate)
{
    const struct tier *tier = rate->tier;
    struct style style = {.below = RULE_HAIRLINE, .number = NUMBER_DAY};

    put_names(sheet, row, rate->table);
    put_quantity(sheet, row, RATE_TIER, tier->from);
    put_price(sheet, row, RATE_PRICE, rate->unit_price);
    if (tier->flat_price.e8 != 0)
        put_price(sheet, row, RATE_FLAT, tier->flat_price);
    else
        sheet_blank(sheet, row, RATE_FLAT, style);
    if (tier->block.nano != 0)
        put_quantity(sheet, row, RATE_BLOCK, tier->block);
    else
        sheet_blank(sheet, row, RATE_BLOCK, style);
    style.indent = true;
    sheet_number(sheet, row, RATE_FROM, cell_of_day(rate->table->from), style);
    style.indent = false;
    if (rate->table->until.number != DAY_NEVER.number)
        sheet_number(sheet, row, RATE_UNTIL, cell_of_day(rate->table->until), style);
    else
        sheet_blank(sheet, row, RATE_UNTIL, style);
    sheet_text(sheet, row, RATE_SOURCE,
               text_format(sheet->statement->arena, "%.*s:%llu", TEXT_ARGS(tier->place.file),
                           (unsigned long long)tier->place.line),
               (struct style){.below = RULE_HAIRLINE, .ink = INK_GREY});
}

static void write_heading(struct sheet *sheet, uint32_t row, struct text heading)
{
    sheet_height(sheet, row, 20);
    sheet_text(sheet, row, 0, heading, (struct style){.bold = true});
}

void write_about_sheet(struct statement *statement)
{
    struct text name = sheet_word(statement, "sheet", "about");
    struct sheet sheet = sheet_open(statement, SHEET_ABOUT, name);
    const struct sheet_column columns[ABOUT_LAST_COLUMN + 1] = {
        [RATE_ITEM] = {24, about_word(statement, "item"), ALIGN_LEFT, false},
        [RATE_REGION] = {12, about_word(statement, "region"), ALIGN_LEFT, false},
        [RATE_SPEC] = {21, about_word(statement, "spec"), ALIGN_LEFT, false},
        [RATE_TIER] = {10, about_word(statement, "tier_from"), ALIGN_RIGHT, false},
        [RATE_UNIT] = {8, about_word(statement, "unit"), ALIGN_LEFT, true},
        [RATE_PRICE] = {12, about_word(statement, "unit_price"), ALIGN_RIGHT, false},
        [RATE_FLAT] = {12, about_word(statement, "flat_price"), ALIGN_RIGHT, false},
        [RATE_BLOCK] = {8, about_word(statement, "block"), ALIGN_RIGHT, false},
        [RATE_FROM] = {12, about_word(statement, "from"), ALIGN_LEFT, true},
        [RATE_UNTIL] = {12, about_word(statement, "until"), ALIGN_LEFT, false},
        [RATE_SOURCE] = {24, about_word(statement, "source"), ALIGN_LEFT, false},
    };
    struct used_rates rates = list_rates(statement);
    uint32_t row = TABLE_FIRST_ROW;

    sheet_titles(&sheet, name, TEXT(""), RULE_NONE);
    sheet_widths(&sheet, columns, ABOUT_LAST_COLUMN + 1);
    write_heading(&sheet, TABLE_HEAD_ROW, about_word(statement, "rules"));
    write_rules(&sheet, &row);
    if (rates.count == 0)
        return;
    write_heading(&sheet, ++row, about_word(statement, "rates"));
    uint32_t head = ++row;
    sheet_filter(&sheet, head, head + (uint32_t)rates.count, ABOUT_LAST_COLUMN);
    sheet_head(&sheet, head, columns, ABOUT_LAST_COLUMN + 1);
    for (size_t i = 0; i < rates.count; i++)
        write_rate(&sheet, ++row, &rates.at[i]);
}
