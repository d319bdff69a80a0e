/*
 * An invoice to print: May 2024 of a fictional account, with every kind of line, packs, licences,
 * notices and postings, whose figures follow from its details as billing would make them.
 */
#ifndef LIVEBILL_TESTS_SPECIMEN_STATEMENT_H
#define LIVEBILL_TESTS_SPECIMEN_STATEMENT_H

#include "livebill/base/fatal.h"
#include "livebill/domain/invoice.h"

struct specimen_options {
    enum language language;
    enum currency currency;
    enum tax_mode tax_mode;
    struct rate discount; /* 0: none */
    size_t more_lines;    /* of 31 details each */
    bool draft, empty, hostile_names;
};

struct specimen {
    struct arena *arena;
    struct specimen_options options;
    struct book book;
    struct account account;
    struct invoice invoice;
    struct money by_day[31];
    struct money balance;
    uint32_t random;
};

static inline struct quantity specimen_random(struct specimen *specimen, uint32_t from,
                                              uint32_t range, bool whole)
{
    specimen->random = specimen->random * 1664525 + 1013904223;
    wide value = from + (specimen->random >> 8) % range;
    return (struct quantity){value * QUANTITY_ONE
                             + (whole ? 0 : (wide)(specimen->random % 1000003) * 991)};
}

static inline struct item *specimen_item(struct specimen *specimen, struct text code,
                                         struct text product, struct text name_zh,
                                         struct text name_en, struct text unit, enum window window)
{
    struct item *item = ARENA_NEW(specimen->arena, struct item);

    item->code = code;
    item->product = product;
    item->name_zh = specimen->options.hostile_names
                        ? text_format(specimen->arena, "=cmd|'%s'!A1", name_zh.at)
                        : name_zh;
    item->name_en = name_en;
    item->unit = unit;
    item->window = window;
    item->discountable = true;
    return item;
}

static inline struct rate_table *specimen_table(struct specimen *specimen, const struct item *item,
                                                int64_t price, int64_t price_from_2000,
                                                uint64_t line)
{
    struct rate_table *table = ARENA_NEW(specimen->arena, struct rate_table);

    *table = (struct rate_table){.plan = TEXT("list"),
                                 .item = item,
                                 .any_spec = true,
                                 .currency = specimen->options.currency,
                                 .from = day_of_civil((struct civil){2022, 1, 4}),
                                 .until = DAY_NEVER};
    table->tier_count = price_from_2000 > 0 ? 2 : 1;
    table->tiers = ARENA_ARRAY(specimen->arena, struct tier, 2);
    table->tiers[0] = (struct tier){.unit_price = {price}, .place = {TEXT("rates-cny.csv"), line}};
    table->tiers[1] = (struct tier){.from = {2000 * QUANTITY_ONE},
                                    .unit_price = {price_from_2000},
                                    .place = {TEXT("rates-cny.csv"), line + 1}};
    return table;
}

static inline struct line *specimen_line(struct specimen *specimen, enum line_kind kind)
{
    struct line *line = LIST_ADD(specimen->arena, &specimen->invoice.lines);

    line->number = (int)specimen->invoice.lines.count;
    line->kind = kind;
    line->region = REGION_NONE;
    return line;
}

/* The units that blocks of a tier make of a quantity: started ones count whole. */
static inline struct quantity specimen_units(const struct detail *detail)
{
    wide block = detail->tier->block.nano;

    if (block == 0)
        return detail->billable;
    return (struct quantity){wide_divide_ceiling(detail->billable.nano, block) * QUANTITY_ONE};
}

static inline void specimen_price(struct specimen *specimen, struct detail *detail)
{
    int64_t factor = detail->month_days > 0 ? detail->active_days : 1;
    int64_t divisor = detail->month_days > 0 ? detail->month_days : 1;

    detail->discount.e8 = specimen->options.discount.e8 == 0 ? (int64_t)PRICE_ONE
                                                             : specimen->options.discount.e8;
    if (detail->billable.nano == 0) {
        detail->table = NULL;
        detail->tier = NULL;
        return;
    }
    detail->tier = &detail->table->tiers[detail->table->tier_count == 2
                                         && detail->billable.nano >= 2000 * QUANTITY_ONE];
    detail->unit_price = detail->tier->unit_price;
    detail->flat_price = detail->tier->flat_price;
    struct product product = {specimen_units(detail).nano * detail->unit_price.e8
                              + (wide)detail->flat_price.e8 * QUANTITY_ONE};
    if (!amount_rounded(&detail->list_amount, product, factor, divisor)
        || !amount_discounted_rounded(&detail->amount, detail->list_amount, detail->discount))
        bug("the specimen's figures do not fit");
}

static inline struct detail *specimen_detail(struct specimen *specimen, struct line *line,
                                             const struct rate_table *table, int first, int last,
                                             struct quantity quantity)
{
    struct detail *detail = LIST_ADD(specimen->arena, &line->details);

    detail->start = day_after(specimen->book.period.start, first);
    detail->last = day_after(specimen->book.period.start, last);
    detail->quantity = detail->billable = quantity;
    detail->table = table;
    return detail;
}

static inline void specimen_deduct(struct specimen *specimen, struct detail *detail,
                                   struct text pack, struct quantity units)
{
    detail->deducted = units;
    detail->billable.nano -= units.nano;
    *LIST_ADD(specimen->arena, &detail->draws) = (struct draw){pack, units};
}

static inline void specimen_close_line(struct specimen *specimen, struct line *line)
{
    struct amount sum = {0};

    line->has_unit_price = true;
    for (size_t i = 0; i < line->details.count; i++) {
        struct detail *detail = &line->details.at[i];
        specimen_price(specimen, detail);
        quantity_add(&line->quantity, detail->quantity);
        quantity_add(&line->deducted, detail->deducted);
        quantity_add(&line->billable, detail->billable);
        amount_add(&line->list_amount, detail->list_amount);
        amount_add(&sum, detail->amount);
        if (detail->tier != NULL && line->unit_price.e8 != 0
            && line->unit_price.e8 != detail->unit_price.e8)
            line->has_unit_price = false;
        if (detail->tier != NULL)
            line->unit_price = detail->unit_price;
    }
    if (!money_of_amount_rounded(&line->amount, sum))
        bug("the specimen's figures do not fit");
}

static inline struct line *specimen_usage(struct specimen *specimen, const struct item *item,
                                          enum region region, struct text spec)
{
    struct line *line = specimen_line(specimen, LINE_USAGE);

    line->item = item;
    line->code = item->code;
    line->product = item->product;
    line->name_zh = item->name_zh;
    line->name_en = item->name_en;
    line->unit = item->unit;
    line->region = region;
    line->spec = spec;
    return line;
}

/* A line with a detail a day; of some days, a pack covers all or half. */
static inline void specimen_daily(struct specimen *specimen, const struct item *item,
                                  enum region region, struct text spec,
                                  const struct rate_table *table, uint32_t from, uint32_t range,
                                  bool whole, int first_day)
{
    struct line *line = specimen_usage(specimen, item, region, spec);

    for (int day = first_day; day < 31; day++) {
        struct detail *detail = specimen_detail(specimen, line, table, day, day,
                                                specimen_random(specimen, from, range, whole));
        if (day == 19 && region == REGION_MAINLAND)
            specimen_deduct(specimen, detail, TEXT("PK-0520"), detail->quantity);
        if (day == 20 && region == REGION_MAINLAND)
            specimen_deduct(specimen, detail, TEXT("PK-0520"),
                            (struct quantity){100 * QUANTITY_ONE});
    }
    specimen_close_line(specimen, line);
}

static inline void specimen_entry(struct specimen *specimen, enum line_kind kind,
                                  struct text product, struct text name_zh, struct text name_en,
                                  struct text unit, int day, struct text reference, int64_t cents)
{
    struct line *line = specimen_line(specimen, kind);

    line->product = product;
    line->name_zh = name_zh;
    line->name_en = name_en;
    line->unit = unit;
    line->quantity.nano = QUANTITY_ONE;
    line->reference = reference;
    line->time = moment_of_day(day_after(specimen->book.period.start, day - 1));
    line->time.seconds += 10 * 3600;
    line->amount.minor = cents;
    line->list_amount = amount_of_money(line->amount);
}

static inline void specimen_prepaid(struct specimen *specimen)
{
    specimen_entry(specimen, LINE_PREPAID, TEXT("im"), TEXT("即时通信 IM 专业版（月）"),
                   TEXT("IM professional (month)"), TEXT("order"), 1, TEXT("OD-0501"), 149900);
    specimen_entry(specimen, LINE_PREPAID, TEXT("licence"), TEXT("小程序直播插件授权"),
                   TEXT("Mini-program live plugin"), TEXT("year"), 6, TEXT("PL-0506"), 3000000);
    specimen_entry(specimen, LINE_PREPAID, TEXT("pack"), TEXT("直播流量资源包 10 TB"),
                   TEXT("Live traffic pack 10 TB"), TEXT("pack"), 20, TEXT("PK-0520"), 235000);
    specimen_entry(specimen, LINE_PREPAID, TEXT("pack"), TEXT("直播流量资源包 1 TB"),
                   TEXT("Live traffic pack 1 TB"), TEXT("pack"), 22, TEXT("PK-0522"), 24800);
    if (specimen->options.hostile_names) {
        struct line *line = &specimen->invoice.lines.at[0];
        line->own_description = TEXT("=HYPERLINK(\"http://example.invalid\",\"x\")");
        specimen->invoice.lines.at[1].own_description = TEXT("+1-2 @SUM(A1) _x0041_ \t<b>&amp;");
        specimen->invoice.lines.at[2].own_description = TEXT("http://example.invalid/𠮷\x01");
        specimen->invoice.lines.at[2].reference = TEXT("-2+3");
    }
}

static inline void specimen_traffic(struct specimen *specimen)
{
    struct item *mini = specimen_item(specimen, TEXT("miniprogram.traffic"), TEXT("miniprogram"),
                                      TEXT("小程序直播流量"), TEXT("Mini-program traffic"),
                                      TEXT("GB"), WINDOW_DAY);
    struct item *standard = specimen_item(specimen, TEXT("standard.traffic"), TEXT("standard"),
                                          TEXT("标准直播流量"), TEXT("Standard live traffic"),
                                          TEXT("GB"), WINDOW_DAY);
    struct item *leb = specimen_item(specimen, TEXT("leb.traffic"), TEXT("leb"), TEXT("快直播流量"),
                                     TEXT("Low-latency traffic"), TEXT("GB"), WINDOW_DAY);

    specimen_daily(specimen, mini, REGION_MAINLAND, TEXT(""),
                   specimen_table(specimen, mini, 26000000, 25000000, 13), 1280, 1100, false, 0);
    specimen_daily(specimen, standard, REGION_AP1, TEXT(""),
                   specimen_table(specimen, standard, 46000000, 0, 40), 380, 180, false, 0);
    specimen_daily(specimen, leb, REGION_EU, TEXT(""),
                   specimen_table(specimen, leb, 52000000, 0, 60), 160, 80, false, 12);
}

static inline void specimen_addons(struct specimen *specimen)
{
    struct item *transcode = specimen_item(specimen, TEXT("live.transcode"), TEXT("live-addons"),
                                           TEXT("直播转码"), TEXT("Live transcoding"), TEXT("min"),
                                           WINDOW_DAY);
    struct item *storage = specimen_item(specimen, TEXT("vod.storage"), TEXT("vod"),
                                         TEXT("点播存储"), TEXT("VOD storage"), TEXT("GB"),
                                         WINDOW_DAY);
    struct item *record = specimen_item(specimen, TEXT("live.record"), TEXT("live-addons"),
                                        TEXT("直播录制"), TEXT("Live recording"), TEXT("channel"),
                                        WINDOW_MONTH);
    struct rate_table *table = specimen_table(specimen, transcode, 3250000, 0, 90);
    struct rate_table *blocks = specimen_table(specimen, storage, 48, 0, 120);

    specimen_daily(specimen, transcode, REGION_NONE, TEXT("standard.h264.720p"), table, 800, 300,
                   true, 0);
    specimen_daily(specimen, transcode, REGION_NONE, TEXT("topspeed.h265.1080p"), table, 60, 20,
                   true, 5);
    for (size_t i = 0; i < specimen->options.more_lines; i++)
        specimen_daily(specimen, transcode, REGION_NONE,
                       text_format(specimen->arena, "x%zu.av1.720p", i), table, 10, 900, false, 0);
    struct line *line = specimen_usage(specimen, record, REGION_NONE, TEXT(""));
    struct detail *detail = specimen_detail(specimen, line,
                                            specimen_table(specimen, record, 3000000000, 0, 100), 0,
                                            30, (struct quantity){12 * QUANTITY_ONE});
    detail->active_days = 9;
    detail->month_days = 31;
    specimen_close_line(specimen, line);
    blocks->tiers[0].flat_price.e8 = 12500000;
    blocks->tiers[0].block.nano = 7 * QUANTITY_ONE;
    blocks->tiers[0].unit_price.e8 = 3333333;
    specimen_daily(specimen, storage, REGION_MAINLAND, TEXT("30d"), blocks, 790, 400, false, 0);
}

static inline void specimen_credits(struct specimen *specimen)
{
    specimen_entry(specimen, LINE_REFUND, TEXT("pack"), TEXT("直播流量资源包 1 TB"),
                   TEXT("Live traffic pack 1 TB"), TEXT("pack"), 23, TEXT("PK-0522"), -24800);
    struct line *line = specimen_line(specimen, LINE_ADJUSTMENT);
    line->product = TEXT("standard");
    line->name_zh = TEXT("标准直播流量");
    line->name_en = TEXT("Standard live traffic");
    line->region = REGION_MAINLAND;
    line->reference = TEXT("2024-04");
    line->unit = TEXT("GB");
    line->quantity.nano = -140 * QUANTITY_ONE;
    line->amount.minor = -3640;
}

static inline void specimen_product(struct specimen *specimen, const struct line *line)
{
    struct invoice *invoice = &specimen->invoice;

    for (size_t i = 0; i < invoice->products.count; i++) {
        if (text_equal(invoice->products.at[i].product, line->product)) {
            invoice->products.at[i].amount.minor += line->amount.minor;
            return;
        }
    }
    *LIST_ADD(specimen->arena, &invoice->products) =
        (struct product_sum){line->product, line->amount};
}

static inline void specimen_totals(struct specimen *specimen)
{
    struct invoice *invoice = &specimen->invoice;
    struct rate rate = specimen->account.tax_rate;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        invoice->subtotal.minor += invoice->lines.at[i].amount.minor;
        specimen_product(specimen, &invoice->lines.at[i]);
    }
    invoice->total = invoice->net = invoice->subtotal;
    if (specimen->options.tax_mode == TAX_EXCLUSIVE) {
        money_tax_rounded(&invoice->tax, invoice->subtotal, rate);
        invoice->total.minor += invoice->tax.minor;
    } else if (specimen->options.tax_mode == TAX_INCLUSIVE) {
        money_net_rounded(&invoice->net, invoice->subtotal, rate);
        invoice->tax.minor = invoice->subtotal.minor - invoice->net.minor;
    }
}

static inline void specimen_post(struct specimen *specimen, enum posting_kind kind, int day,
                                 struct text reference, int64_t cents, bool pending)
{
    struct invoice *invoice = &specimen->invoice;
    struct posting *posting = LIST_ADD(specimen->arena, &invoice->postings);
    struct moment time = moment_of_day(day_after(specimen->book.period.start, day - 1));

    time.seconds += kind == POSTING_OPENING ? 0 : 10 * 3600;
    if (!pending)
        specimen->balance.minor += cents;
    *posting = (struct posting){.time = time,
                                .seq = (int)invoice->postings.count,
                                .kind = kind,
                                .reference = reference,
                                .amount = {cents},
                                .balance = specimen->balance,
                                .pending = pending};
    if (kind == POSTING_TOPUP || kind == POSTING_WITHDRAWAL || kind == POSTING_ADJUSTMENT)
        invoice->paid.minor += cents;
    else if (kind != POSTING_OPENING && pending)
        invoice->pending.minor -= cents;
    else if (kind != POSTING_OPENING)
        invoice->charged.minor -= cents;
}

/* Postings that add up to the total: daily ones are round, the monthly one settles the rest. */
static inline void specimen_postings(struct specimen *specimen)
{
    struct invoice *invoice = &specimen->invoice;
    int64_t left = invoice->total.minor;

    invoice->opening.minor = 1264018;
    specimen_post(specimen, POSTING_OPENING, 1, TEXT("2024-05"), 1264018, false);
    specimen_post(specimen, POSTING_TOPUP, 2, TEXT("PAY-0502"), 4800000, false);
    specimen_post(specimen, POSTING_MONTHLY, 3, TEXT("2024-04"), -79041, false);
    invoice->carried.minor = 79041;
    for (int day = 2; day < 31; day++) {
        struct text usage_day = text_format(specimen->arena, "2024-05-%02d", day - 1);
        left -= 51234;
        specimen_post(specimen, POSTING_DAILY, day, usage_day, -51234, false);
    }
    specimen_post(specimen, POSTING_WITHDRAWAL, 31, TEXT("PAY-0531"), -100, false);
    specimen_post(specimen, POSTING_DAILY, 32, TEXT("2024-05-31"), -40000, true);
    specimen_post(specimen, POSTING_MONTHLY, 34, TEXT("2024-05"), 40000 - left, true);
    invoice->closing = specimen->balance;
}

static inline void specimen_packs(struct specimen *specimen)
{
    struct pack_status *pack = LIST_ADD(specimen->arena, &specimen->invoice.packs);

    *pack = (struct pack_status){
        .id = TEXT("PK-0520"),
        .code = TEXT("live-10tb"),
        .name_zh = TEXT("直播流量资源包 10 TB"),
        .name_en = TEXT("Live traffic pack 10 TB"),
        .unit = TEXT("GB"),
        .start = day_after(specimen->book.period.start, 19),
        .expiry = day_add_months(day_after(specimen->book.period.start, 19), 12),
        .size = {10000 * QUANTITY_ONE},
        .bought = {10000 * QUANTITY_ONE},
        .state = PACK_IN_USE,
        .drawn = ARENA_ARRAY(specimen->arena, struct quantity, 31)};
    for (size_t i = 0; i < specimen->invoice.lines.count; i++) {
        const struct line *line = &specimen->invoice.lines.at[i];
        for (size_t j = 0; j < line->details.count; j++) {
            int day = line->details.at[j].start.number - specimen->book.period.start.number;
            quantity_add(&pack->drawn[day], line->details.at[j].deducted);
            quantity_add(&pack->used, line->details.at[j].deducted);
        }
    }
    pack->closing.nano = pack->bought.nano - pack->used.nano;
}

static inline void specimen_notices(struct specimen *specimen)
{
    struct moment time = moment_of_day(day_after(specimen->book.period.start, 14));
    struct licence_status *licence = LIST_ADD(specimen->arena, &specimen->invoice.licences);

    *licence =
        (struct licence_status){.code = TEXT("miniprogram-plugin"),
                                .name_zh = TEXT("小程序直播插件"),
                                .name_en = TEXT("Mini-program live plugin"),
                                .app_id = TEXT("wxb81e5d6c70a2f493"),
                                .from = time,
                                .until = moment_of_day(day_after(specimen->book.period.start, 379)),
                                .years = 1,
                                .state = LICENCE_VALID};
    for (enum notice_kind kind = 0; kind < NOTICE_KIND_COUNT; kind++)
        *LIST_ADD(specimen->arena, &specimen->invoice.notices) = (struct notice){
            time, kind, kind == NOTICE_REFUND_DENIED ? TEXT("after-14-days") : TEXT("wx01"),
            kind == NOTICE_REFUND_DENIED ? TEXT("PL-0506") : TEXT("")};
}

static inline void specimen_book(struct specimen *specimen)
{
    const struct specimen_options *options = &specimen->options;

    period_parse(&specimen->book.period, TEXT("2024-05"));
    specimen->book.settings.issuer.name = TEXT("澄溪云直播技术有限公司");
    specimen->book.settings.issuer.name_en = TEXT("Clearbrook Live Cloud Ltd.");
    specimen->book.settings.settle.grace_hours = 24;
    specimen->account = (struct account){.id = TEXT("100001234567"),
                                         .name = TEXT("木桨与灯塔（杭州）文化传媒有限公司"),
                                         .language = options->language,
                                         .currency = options->currency,
                                         .tax_mode = options->tax_mode,
                                         .tax_rate = {6000000},
                                         .discount = {PRICE_ONE},
                                         .rate_plan = TEXT("list")};
    specimen->invoice = (struct invoice){.book = &specimen->book,
                                         .account = &specimen->account,
                                         .number = TEXT("LB202405-100001234567"),
                                         .issued = day_of_civil((struct civil){2024, 6, 3}),
                                         .due = day_of_civil((struct civil){2024, 6, 13}),
                                         .draft = options->draft,
                                         .last = day_after(specimen->book.period.end, -1)};
}

/* All of it lives in the arena. */
static inline struct specimen *specimen_statement(struct arena *arena,
                                                  struct specimen_options options)
{
    struct specimen *specimen = ARENA_NEW(arena, struct specimen);

    specimen->arena = arena;
    specimen->options = options;
    specimen_book(specimen);
    if (!options.empty) {
        specimen_prepaid(specimen);
        specimen_traffic(specimen);
        specimen_addons(specimen);
        specimen_credits(specimen);
    }
    specimen_totals(specimen);
    if (!options.empty) {
        specimen_postings(specimen);
        specimen_packs(specimen);
        specimen_notices(specimen);
    }
    return specimen;
}

#endif
