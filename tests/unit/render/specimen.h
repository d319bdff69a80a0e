/*
 * Invoices to look at: the contents of the pictures that say how documents should look, and their
 * edges. Filled by hand, without reading or billing anything; sums add up where a reader would
 * check them. The program tests/pictures/specimen.c writes them, test_pdf.c tests them.
 */
#ifndef LIVEBILL_TESTS_SPECIMEN_H
#define LIVEBILL_TESTS_SPECIMEN_H

#include "livebill/base/arena.h"
#include "livebill/base/list.h"
#include "livebill/domain/invoice.h"
#include "livebill/render/documents.h"
#include "livebill/value/decimal.h"

#include <assert.h>

struct specimen {
    struct arena *arena;
    struct book book;
    struct account account;
    struct invoice invoice;
};

static inline wide specimen_decimal(const char *text, unsigned places)
{
    wide value = 0;
    enum decimal_status status = decimal_parse(&value, text_of(text), places, true);

    assert(status == DECIMAL_OK);
    (void)status;
    return value;
}

static inline struct money specimen_money(const char *text)
{
    return (struct money){(int64_t)specimen_decimal(text, MONEY_PLACES)};
}

static inline struct quantity specimen_quantity(const char *text)
{
    return (struct quantity){text == NULL ? 0 : specimen_decimal(text, QUANTITY_PLACES)};
}

static inline struct day specimen_day(const char *text)
{
    struct day day = {0};

    day_parse(&day, text_of(text));
    return day;
}

static inline struct moment specimen_moment(const char *text)
{
    struct moment moment = {0};

    moment_parse(&moment, text_of(text));
    return moment;
}

static inline void specimen_open(struct specimen *specimen, struct arena *arena,
                                 const char *templates, enum language language)
{
    struct settings *settings = &specimen->book.settings;
    bool english = language == LANGUAGE_EN;

    *specimen = (struct specimen){.arena = arena};
    specimen->book.folder = TEXT(".");
    specimen->book.templates = text_of(templates);
    period_parse(&specimen->book.period, TEXT("2024-05"));
    settings->issuer.name = TEXT("澄溪云直播技术有限公司");
    settings->issuer.name_en = TEXT("Clearbrook Live Cloud Ltd.");
    settings->issuer.address = english
                                   ? TEXT("6/F, 88 Zhifeng Road, Xihu District, Hangzhou, China")
                                   : TEXT("浙江省杭州市西湖区知风路 88 号 6 层");
    settings->issuer.tax_id = TEXT("91330106MA0000000X");
    settings->issuer.phone = english ? TEXT("+86 571 5555 0100") : TEXT("0571-5555 0100");
    settings->issuer.email = TEXT("billing@clearbrook.example");
    settings->issuer.bank = english ? TEXT("Example Bank, Hangzhou Xihu branch")
                                    : TEXT("示例银行杭州西湖支行");
    settings->issuer.bank_account = TEXT("0000 1234 5678 9012 345");
    settings->invoice.layout = TEXT("standard");
    settings->invoice.footer =
        english
            ? TEXT("Clearbrook Live Cloud Ltd. · Billing +86 571 5555 0100 · "
                   "billing@clearbrook.example")
            : TEXT("澄溪云直播技术有限公司 · 账单咨询 0571-5555 0100 · billing@clearbrook.example");
    settings->settle.grace_hours = 24;
    specimen->account = (struct account){
        .id = english ? TEXT("200000417733") : TEXT("100001234567"),
        .name = english ? TEXT("Oar & Lantern Media Pte. Ltd.")
                        : TEXT("木桨与灯塔（杭州）文化传媒有限公司"),
        .address = english ? TEXT("7 Masthead Lane, #04-12, Singapore 000000")
                           : TEXT("浙江省杭州市滨江区星桅街 12 号 3 幢"),
        .contact = english ? TEXT("Mira Tan") : TEXT("陈屿"),
        .email = english ? TEXT("ap@oarlantern.example") : TEXT("finance@oarlantern.example"),
        .tax_id = english ? TEXT("200400000Z") : TEXT("91330108MA0000000Y"),
        .language = language,
        .currency = english ? CURRENCY_USD : CURRENCY_CNY,
        .tax_mode = TAX_INCLUSIVE,
        .tax_rate = {6000000},
        .discount = {100000000},
        .selected = true,
    };
    specimen->invoice.book = &specimen->book;
    specimen->invoice.account = &specimen->account;
    specimen->invoice.number = text_format(arena, "LB202405-%.*s", TEXT_ARGS(specimen->account.id));
    specimen->invoice.issued = specimen_day("2024-06-03");
    specimen->invoice.due = specimen_day("2024-06-13");
    specimen->invoice.last = specimen_day("2024-05-31");
    memcpy(specimen->invoice.checksum, "7c1e09ab5f3d21e8", 17);
}

static inline struct line *specimen_line(struct specimen *specimen, enum line_kind kind,
                                         const char *product, const char *name,
                                         const char *quantity, const char *unit, const char *amount)
{
    struct line *line = LIST_ADD(specimen->arena, &specimen->invoice.lines);

    line->number = (int)specimen->invoice.lines.count;
    line->kind = kind;
    line->product = text_of(product);
    line->name_zh = line->name_en = line->description = text_of(name);
    line->region = REGION_NONE;
    line->unit = text_of(unit);
    line->quantity = specimen_quantity(quantity);
    line->amount = specimen_money(amount);
    line->list_amount = amount_of_money(line->amount);
    return line;
}

static inline struct line *specimen_purchase(struct specimen *specimen, enum line_kind kind,
                                             const char *product, const char *name,
                                             const char *unit, const char *time, const char *entry,
                                             const char *amount)
{
    struct line *line = specimen_line(specimen, kind, product, name, "1", unit, amount);

    line->time = specimen_moment(time);
    line->reference = text_of(entry);
    return line;
}

/* price NULL: several. */
static inline struct line *specimen_usage(struct specimen *specimen, const char *product,
                                          const char *name, enum region region, const char *spec,
                                          const char *unit, const char *quantity,
                                          const char *deducted, const char *billable,
                                          const char *price, const char *amount)
{
    struct line *line = specimen_line(specimen, LINE_USAGE, product, name, quantity, unit, amount);

    line->region = region;
    line->spec = text_of(spec);
    line->deducted = specimen_quantity(deducted);
    line->billable = specimen_quantity(billable);
    line->has_unit_price = price != NULL;
    if (price != NULL)
        line->unit_price.e8 = (int64_t)specimen_decimal(price, PRICE_PLACES);
    return line;
}

/* Windows of a day each that sum up to the line's quantity; busy days as in the pictures. */
static inline void specimen_days(struct specimen *specimen, struct line *line)
{
    static const int weight[31] = {60, 63, 65, 92,  92, 62, 60,  80,  80,  66,  88,
                                   92, 62, 72, 68,  66, 72, 112, 108, 146, 104, 66,
                                   72, 68, 98, 108, 66, 70, 72,  76,  74};
    struct item *item = ARENA_NEW(specimen->arena, struct item);
    int sum = 0;

    item->window = WINDOW_DAY;
    item->aggregate = AGGREGATE_SUM;
    line->item = item;
    for (int i = 0; i < 31; i++)
        sum += weight[i];
    for (int i = 0; i < 31; i++) {
        struct detail *detail = LIST_ADD(specimen->arena, &line->details);
        detail->start = detail->last = day_after(specimen->book.period.start, i);
        detail->quantity.nano = line->quantity.nano * weight[i] / sum;
    }
}

static inline void specimen_product(struct specimen *specimen, const char *product,
                                    const char *amount)
{
    struct product_sum *sum = LIST_ADD(specimen->arena, &specimen->invoice.products);

    sum->product = text_of(product);
    sum->amount = specimen_money(amount);
}

static inline void specimen_pack(struct specimen *specimen, const char *id, const char *name,
                                 const char *unit, const char *expiry, const char *used,
                                 const char *closing, enum pack_state state)
{
    struct pack_status *pack = LIST_ADD(specimen->arena, &specimen->invoice.packs);

    *pack = (struct pack_status){.id = text_of(id),
                                 .name_zh = text_of(name),
                                 .name_en = text_of(name),
                                 .unit = text_of(unit),
                                 .expiry = specimen_day(expiry),
                                 .used = specimen_quantity(used),
                                 .closing = specimen_quantity(closing),
                                 .state = state};
}

static inline void specimen_licence(struct specimen *specimen, const char *name, const char *app_id,
                                    const char *from, const char *until)
{
    struct licence_status *licence = LIST_ADD(specimen->arena, &specimen->invoice.licences);

    *licence = (struct licence_status){.name_zh = text_of(name),
                                       .name_en = text_of(name),
                                       .app_id = text_of(app_id),
                                       .from = specimen_moment(from),
                                       .until = specimen_moment(until),
                                       .years = 1,
                                       .state = LICENCE_VALID};
}

static inline void specimen_notice(struct specimen *specimen, const char *time,
                                   enum notice_kind kind, const char *detail, const char *reference)
{
    struct notice *notice = LIST_ADD(specimen->arena, &specimen->invoice.notices);

    *notice = (struct notice){specimen_moment(time), kind, text_of(detail), text_of(reference)};
}

/* The purchase that a denied refund names. */
static inline void specimen_entry(struct specimen *specimen, const char *id, const char *name)
{
    struct entry *entry = LIST_ADD(specimen->arena, &specimen->book.entries);
    struct licence_type *licence = LIST_ADD(specimen->arena, &specimen->book.catalogue.licences);

    *entry = (struct entry){.ledger = LEDGER_PLUGINS,
                            .event = EVENT_PURCHASE,
                            .id = text_of(id),
                            .account = &specimen->account,
                            .code = TEXT("miniprogram-plugin")};
    *licence = (struct licence_type){.code = TEXT("miniprogram-plugin"),
                                     .until = DAY_NEVER,
                                     .name_zh = text_of(name),
                                     .name_en = text_of(name)};
}

/* Subtotal = total; net and tax as given; NULL: no tax. */
static inline void specimen_totals(struct specimen *specimen, const char *subtotal, const char *net,
                                   const char *tax, const char *total)
{
    specimen->invoice.subtotal = specimen_money(subtotal);
    specimen->invoice.net = specimen_money(net);
    specimen->invoice.tax = specimen_money(tax);
    specimen->invoice.total = specimen_money(total);
}

static inline void specimen_balance(struct specimen *specimen, const char *opening,
                                    const char *charged, const char *paid, const char *closing,
                                    const char *pending, const char *carried)
{
    struct invoice *invoice = &specimen->invoice;
    int64_t missing;

    invoice->opening = specimen_money(opening);
    invoice->charged = specimen_money(charged);
    invoice->paid = specimen_money(paid);
    invoice->closing = specimen_money(closing);
    invoice->pending = specimen_money(pending);
    invoice->carried = specimen_money(carried);
    missing = invoice->pending.minor - invoice->closing.minor;
    invoice->to_top_up.minor = missing > 0 ? missing : 0;
}

static inline void specimen_zh_purchases(struct specimen *s)
{
    specimen_purchase(s, LINE_PREPAID, "im", "即时通信 IM 专业版（月）", "order",
                      "2024-05-01 09:00:00", "OD-0501", "1499.00");
    specimen_purchase(s, LINE_PREPAID, "licence", "小程序直播插件授权", "year",
                      "2024-05-06 09:00:00", "PL-0506", "30000.00")
        ->app_id = TEXT("wxb81e5d6c70a2f493");
    specimen_purchase(s, LINE_PREPAID, "pack", "直播流量资源包 10 TB", "pack",
                      "2024-05-20 09:00:00", "PK-0520", "2350.00");
    specimen_purchase(s, LINE_PREPAID, "pack", "直播流量资源包 1 TB", "pack", "2024-05-22 09:00:00",
                      "PK-0522", "248.00");
    specimen_purchase(s, LINE_PREPAID, "pack", "直播流量资源包 10 TB", "pack",
                      "2024-05-28 09:00:00", "PK-0528", "2350.00");
}

static inline void specimen_zh_usage(struct specimen *s)
{
    struct line *line;

    specimen_days(s, specimen_usage(s, "miniprogram", "小程序直播流量", REGION_MAINLAND, "", "GB",
                                    "54684.001", "13609.715", "41074.286", NULL, "10481.27"));
    specimen_days(s, specimen_usage(s, "standard", "标准直播流量", REGION_MAINLAND, "", "GB",
                                    "12112.647", "2606.369", "9506.278", "0.26", "2471.63"));
    specimen_days(s, specimen_usage(s, "standard", "标准直播流量", REGION_AP1, "", "GB", "1374.956",
                                    "277.555", "1097.401", "0.46", "504.80"));
    specimen_days(s, specimen_usage(s, "standard", "标准直播流量", REGION_EU, "", "GB", "0.008",
                                    NULL, "0.008", "0.44", "0.00"));
    specimen_days(s, specimen_usage(s, "leb", "快直播流量", REGION_MAINLAND, "", "GB", "3601.416",
                                    "1288.319", "2313.097", "0.52", "1202.81"));
    specimen_usage(s, "live-addons", "直播转码", REGION_NONE, "standard.h264.1080p", "min", "7293",
                   "1817", "5476", "0.063", "344.99");
    specimen_usage(s, "live-addons", "直播转码", REGION_NONE, "standard.h264.720p", "min", "22528",
                   "5567.046", "16960.954", "0.0325", "551.23");
    specimen_usage(s, "live-addons", "直播转码", REGION_NONE, "topspeed.h265.720p", "min", "2047",
                   NULL, "2047", "0.3768", "771.31");
    line = specimen_usage(s, "live-addons", "直播录制", REGION_NONE, "", "channel", "12", NULL,
                          "12", "30.00", "104.52");
    *LIST_ADD(s->arena, &line->details) = (struct detail){.active_days = 9, .month_days = 31};
    specimen_usage(s, "live-addons", "直播截图", REGION_NONE, "", "1000", "168", NULL, "167",
                   "0.10", "16.70");
    specimen_usage(s, "live-addons", "智能鉴黄", REGION_NONE, "", "1000", "168", NULL, "167",
                   "1.30", "217.10");
    specimen_usage(s, "live-addons", "拉流转推任务", REGION_NONE, "", "min", "12960", NULL, "12960",
                   "0.002", "25.92");
    specimen_days(s, specimen_usage(s, "live-addons", "直播时移", REGION_NONE, "7d", "GB",
                                    "502.395", NULL, "502.395", "0.40", "200.96"));
    specimen_usage(s, "vod", "点播存储", REGION_MAINLAND, "standard", "GB", "31307.516", NULL,
                   "31307.516", "0.0048", "150.28");
    specimen_days(s, specimen_usage(s, "vod", "点播流量", REGION_MAINLAND, "", "GB", "7598.389",
                                    NULL, "7598.389", "0.24", "1823.61"));
}

static inline void specimen_zh_rest(struct specimen *s)
{
    static const char *const products[][2] = {
        {"licence", "30000.00"}, {"miniprogram", "10481.27"}, {"pack", "4700.00"},
        {"standard", "2940.03"}, {"live-addons", "2232.73"},  {"vod", "1973.89"},
        {"im", "1499.00"},       {"leb", "1202.81"}};
    struct line *line;

    specimen_purchase(s, LINE_REFUND, "pack", "直播流量资源包 1 TB", "pack", "2024-05-22 16:40:00",
                      "PK-0522", "-248.00");
    line = specimen_line(s, LINE_ADJUSTMENT, "standard", "标准直播流量", NULL, "", "-36.40");
    line->region = REGION_MAINLAND;
    line->reference = TEXT("2024-04");
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        specimen_product(s, products[i][0], products[i][1]);
    specimen_totals(s, "55029.73", "51914.84", "3114.89", "55029.73");
    specimen_balance(s, "12640.18", "55366.15", "48000.00", "5274.03", "453.99", "790.41");
    specimen_pack(s, "TC-0912", "标准转码包 1,000 小时", "min", "2024-09-12", "18462.5", "0",
                  PACK_EXHAUSTED);
    specimen_pack(s, "PK-0520", "直播流量资源包 10 TB", "GB", "2025-05-20", "10000", "0",
                  PACK_EXHAUSTED);
    specimen_pack(s, "PK-0522", "直播流量资源包 1 TB", "GB", "2025-05-22", "0", "0", PACK_REFUNDED);
    specimen_pack(s, "PK-0528", "直播流量资源包 10 TB", "GB", "2025-05-28", "9283.771", "716.229",
                  PACK_IN_USE);
    specimen_licence(s, "小程序直播插件", "wx3f9a7c21d04b8e56", "2023-07-01 00:00:00",
                     "2024-07-02 00:00:00");
    specimen_licence(s, "小程序直播插件", "wxb81e5d6c70a2f493", "2024-05-06 00:00:00",
                     "2025-05-07 00:00:00");
    specimen_entry(s, "PL-0506", "小程序直播插件授权");
    specimen_notice(s, "2024-05-15 14:03:00", NOTICE_REFUND_DENIED, "after-14-days", "PL-0506");
    specimen_notice(s, "2024-05-26 10:00:00", NOTICE_ARREARS, "", "");
    specimen_notice(s, "2024-05-26 17:42:00", NOTICE_ARREARS_CLEARED, "", "");
}

/* invoice-zh.png and its second page. */
static inline void specimen_zh(struct specimen *specimen, struct arena *arena,
                               const char *templates)
{
    specimen_open(specimen, arena, templates, LANGUAGE_ZH);
    specimen_zh_purchases(specimen);
    specimen_zh_usage(specimen);
    specimen_zh_rest(specimen);
}

/* invoice-en.png: in arrears. */
static inline void specimen_en(struct specimen *s, struct arena *arena, const char *templates)
{
    struct line *line;

    specimen_open(s, arena, templates, LANGUAGE_EN);
    specimen_purchase(s, LINE_PREPAID, "other", "Goodwill credit for the incident of 12 May",
                      "order", "2024-05-13 09:00:00", "OD-0513", "-25.00");
    specimen_days(s, specimen_usage(s, "standard", "Standard live traffic", REGION_AP1, "", "GB",
                                    "18858.978", "1044.908", "17814.07", NULL, "1311.22"));
    specimen_days(s, specimen_usage(s, "standard", "Standard live traffic", REGION_NA, "", "GB",
                                    "5010.828", "277.581", "4733.247", "0.0715", "338.43"));
    specimen_days(s, specimen_usage(s, "leb", "Low-latency traffic", REGION_AP1, "", "GB",
                                    "1837.743", NULL, "1837.743", "0.1496", "274.93"));
    specimen_usage(s, "live-addons", "Live transcoding", REGION_NONE, "standard.h264.1080p", "min",
                   "40514", NULL, "40514", "0.0111", "449.71");
    specimen_usage(s, "live-addons", "Live transcoding", REGION_NONE, "standard.h264.720p", "min",
                   "15661", NULL, "15661", "0.0057", "89.27");
    line = specimen_usage(s, "live-addons", "Live recording", REGION_NONE, "", "channel", "8", NULL,
                          "8", "5.2941", "30.06");
    *LIST_ADD(s->arena, &line->details) = (struct detail){.active_days = 22, .month_days = 31};
    specimen_usage(s, "live-addons", "Live screenshots", REGION_NONE, "", "1000", "168", NULL,
                   "167", "0.0176", "2.94");
    specimen_product(s, "standard", "1649.65");
    specimen_product(s, "live-addons", "571.98");
    specimen_product(s, "leb", "274.93");
    specimen_product(s, "other", "-25.00");
    specimen_totals(s, "2471.56", "2331.66", "139.90", "2471.56");
    specimen_balance(s, "1260.00", "2456.47", "1150.00", "-46.47", "108.11", "93.02");
    s->invoice.state = STATE_ARREARS;
    specimen_notice(s, "2024-05-31 10:00:00", NOTICE_ARREARS, "", "");
}

/* invoice-edges.png in one document: long names, missing glyphs, big and negative figures. */
static inline void specimen_edges(struct specimen *s, struct arena *arena, const char *templates)
{
    struct line *line;

    specimen_open(s, arena, templates, LANGUAGE_ZH);
    specimen_purchase(
        s, LINE_PREPAID, "other",
        "为 5 月 12 日 20:14 至 21:02 推流中断事件给予的一次性服务补偿，依据服务等级协议第七"
        "条，经客户成功团队与客户负责人陈屿确认，直接计入本期账单并冲减应扣费用",
        "order", "2024-05-13 09:00:00", "OD-0513", "-180.00");
    specimen_purchase(s, LINE_PREPAID, "other", "𠮷田直播间 🎮 专场推广（\U00030EDD轩店\U0001FAE0）",
                      "order", "2024-05-17 09:00:00", "OD-0517", "66.00");
    specimen_purchase(s, LINE_PREPAID, "other",
                      "play-primary-origin-with-a-very-long-name.cdn-edge-07.oarlantern.example",
                      "order", "2024-05-18 09:00:00", "OD-0518", "12.00");
    specimen_usage(s, "standard", "标准直播流量", REGION_MAINLAND, "", "GB", "38461538462", "10000",
                   "38461528462", NULL, "6153844553.92");
    specimen_usage(s, "standard", "标准直播流量", REGION_EU, "", "GB", "0.0004", NULL, "0.0004",
                   "0.44", "0.00");
    specimen_usage(s, "live-addons", "直播转码", REGION_NONE, "standard.h264.1080p", "min", "7",
                   NULL, "7", "0.00000125", "0.00");
    specimen_purchase(s, LINE_REFUND, "pack", "直播流量资源包 1 TB", "pack", "2024-05-22 16:40:00",
                      "PK-0522", "-248.00");
    line = specimen_line(s, LINE_ADJUSTMENT, "standard", "标准直播流量", NULL, "", "-36.40");
    line->region = REGION_MAINLAND;
    line->reference = TEXT("2024-04");
    specimen_product(s, "standard", "6153844517.52");
    specimen_product(s, "other", "-102.00");
    specimen_product(s, "pack", "-248.00");
    specimen_totals(s, "9876543210.12", "9317493594.45", "559049615.67", "9876543210.12");
    specimen_balance(s, "0.00", "9876543210.12", "0.00", "-1234567.89", "88013.40", "0.00");
    s->invoice.state = STATE_SUSPENDED;
    specimen_notice(s, "2024-05-26 10:00:00", NOTICE_SUSPENDED, "", "");
    specimen_notice(s, "2024-05-27 10:00:00", NOTICE_SUSPENDED, "", "");
}

/* `count` lines of usage. */
static inline void specimen_many(struct specimen *s, struct arena *arena, const char *templates,
                                 int count)
{
    struct money sum = {0};

    specimen_open(s, arena, templates, LANGUAGE_ZH);
    for (int i = 0; i < count; i++) {
        struct line *line = specimen_usage(s, "standard", "标准直播流量", (enum region)(i % 9), "",
                                           "GB", "1234.567", "234.567", "1000", "0.26", "260.00");
        sum.minor += line->amount.minor;
    }
    specimen_product(s, "standard", text_copy(arena, money_text(arena, sum)).at);
    s->invoice.subtotal = s->invoice.total = s->invoice.net = sum;
    specimen_balance(s, "0.00", "0.00", "0.00", "0.00", "0.00", "0.00");
}

#endif
