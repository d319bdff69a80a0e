/* `livebill quote`: what a quantity of one item costs on one day, tier by tier. */

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"
#include "livebill/rate/rating.h"
#include "livebill/read/book.h"
#include "livebill/value/decimal.h"

#include "options.h"
#include "pipeline.h"
#include "templates.h"

#include <time.h>

#define BEIJING_SECONDS (8 * 3600)

/* The only place that asks the calendar: a quote without --date is one for today. */
static struct day today_in_beijing(void)
{
    return moment_day((struct moment){(int64_t)time(NULL) + BEIJING_SECONDS});
}

static int unknown_item(const struct command_line *line, const struct catalogue *catalogue)
{
    struct text *codes = ARENA_ARRAY(line->arena, struct text, catalogue->items.count);
    for (size_t i = 0; i < catalogue->items.count; i++)
        codes[i] = catalogue->items.at[i].code;

    struct text nearest = text_nearest(line->item, codes, catalogue->items.count);
    if (nearest.size > 0)
        return usage_error(line, "--item: the catalogue has no '%.*s': did you mean '%.*s'?",
                           TEXT_ARGS(line->item), TEXT_ARGS(nearest));
    return usage_error(line, "--item: the catalogue has no '%.*s': items.csv lists them",
                       TEXT_ARGS(line->item));
}

/* A plan that holds no row at all would be priced by `list` in silence. */
static bool has_plan(const struct catalogue *catalogue, struct text plan)
{
    for (size_t i = 0; i < catalogue->rates.count; i++) {
        if (text_equal(catalogue->rates.at[i].plan, plan)
            || text_is(catalogue->rates.at[i].plan, "*"))
            return true;
    }
    return false;
}

/* EXIT_PUBLISHED where the request can be priced, as far as the command line tells. */
static int judge_request(const struct command_line *line, const struct quote_request *request,
                         const struct catalogue *catalogue)
{
    if (request->item == NULL)
        return unknown_item(line, catalogue);
    if (!has_plan(catalogue, request->plan))
        return usage_error(line, "--plan: the rates have no plan '%.*s': name one of rates*.csv",
                           TEXT_ARGS(request->plan));
    enum region_rule rule = request->item->meter->regions;
    if (rule == REGIONS_REQUIRED && request->region == REGION_NONE)
        return usage_error(line,
                           "--region is missing: '%.*s' is priced by region, write --region R",
                           TEXT_ARGS(request->item->code));
    if (rule == REGIONS_NONE && request->region != REGION_NONE)
        return usage_error(line, "--region: '%.*s' has none: leave it out",
                           TEXT_ARGS(request->item->code));
    return EXIT_PUBLISHED;
}

/* "1999 GB", but "168 x 1000" where the unit is a number. */
static void print_measured(struct quantity quantity, struct text unit, struct arena *arena)
{
    bool number = unit.size > 0 && unit.at[0] >= '0' && unit.at[0] <= '9';
    printf("%.*s%s%.*s", TEXT_ARGS(quantity_text(arena, quantity)), number ? " x " : " ",
           TEXT_ARGS(unit));
}

static void print_head(const struct quote_request *request, struct arena *arena)
{
    const struct item *item = request->item;

    printf("%.*s", TEXT_ARGS(item->code));
    if (request->region != REGION_NONE)
        printf(" in %s", region_code(request->region));
    if (request->spec.size > 0)
        printf(", %.*s", TEXT_ARGS(request->spec));
    fputs(": ", stdout);
    print_measured(request->quantity, item->unit, arena);
    printf(" on %.*s, plan %.*s, %s\n", TEXT_ARGS(day_text(arena, request->day)),
           TEXT_ARGS(request->plan), currency_code(request->currency));
}

/* A block is priced as a whole once it is begun (formats.md §3). */
static void print_price(const struct detail *detail, struct arena *arena)
{
    const struct quantity *block = &detail->tier->block;

    if (block->nano > 0) {
        wide blocks = wide_divide_ceiling(detail->billable.nano, block->nano);
        printf("%.*s begun blocks of %.*s x %.*s", TEXT_ARGS(decimal_text(arena, blocks, 0)),
               TEXT_ARGS(quantity_text(arena, *block)),
               TEXT_ARGS(price_text(arena, detail->unit_price)));
    } else {
        printf("%.*s x %.*s", TEXT_ARGS(quantity_text(arena, detail->billable)),
               TEXT_ARGS(price_text(arena, detail->unit_price)));
    }
    if (detail->flat_price.e8 != 0)
        printf(" + %.*s flat", TEXT_ARGS(price_text(arena, detail->flat_price)));
}

static void print_detail(const struct detail *detail, struct arena *arena)
{
    if (detail->tier == NULL) {
        puts("  nothing to bill");
        return;
    }
    printf("  tier from %.*s: ", TEXT_ARGS(quantity_text(arena, detail->tier->from)));
    print_price(detail, arena);
    printf(" = %.*s  (%.*s:%llu)\n", TEXT_ARGS(amount_text(arena, detail->list_amount)),
           TEXT_ARGS(detail->tier->place.file), (unsigned long long)detail->tier->place.line);
}

/* Free units and rounding up (R6) are said where they change what is billed. */
static void print_billable(const struct quote *quote, const struct quote_request *request,
                           struct arena *arena)
{
    struct quantity billable = {0};

    for (size_t i = 0; i < quote->charge.details.count; i++) {
        if (!quantity_add(&billable, quote->charge.details.at[i].billable))
            return;
    }
    if (billable.nano != request->quantity.nano)
        printf("  billable %.*s of %.*s (%.*s free, rounded up to multiples of %.*s)\n",
               TEXT_ARGS(quantity_text(arena, billable)),
               TEXT_ARGS(quantity_text(arena, request->quantity)),
               TEXT_ARGS(quantity_text(arena, request->item->free)),
               TEXT_ARGS(quantity_text(arena, request->item->round_up_to)));
}

static void print_quote(const struct quote *quote, const struct quote_request *request,
                        struct arena *arena)
{
    struct money rounded;

    print_head(request, arena);
    print_billable(quote, request, arena);
    for (size_t i = 0; i < quote->charge.details.count; i++)
        print_detail(&quote->charge.details.at[i], arena);
    if (!money_of_amount_rounded(&rounded, quote->total))
        bug("a quote is larger than an amount may be");
    printf("total %.*s %s\n", TEXT_ARGS(money_text(arena, rounded)),
           currency_code(request->currency));
}

static int do_quote(const struct command_line *line)
{
    struct report *report = report_new(line->arena);
    struct book book = {.folder = line->book, .templates = templates_find(line->arena)};
    struct quote quote = {0};

    if (!folder_exists(line->book, line->arena))
        return usage_error(line, "there is no folder '%.*s': name the book's folder with -C",
                           TEXT_ARGS(line->book));
    if (!catalogue_read(&book, line->arena, report)) {
        pipeline_print_problems(line, report);
        return EXIT_BAD_INPUT;
    }
    struct quote_request request = {
        .plan = line->plan,
        .item = catalogue_item(&book.catalogue, line->item),
        .region = line->region,
        .spec = line->spec,
        .currency = line->currency,
        .day = option_given(line, OPTION_DATE) ? line->date : today_in_beijing(),
        .quantity = line->quantity,
    };
    int judged = judge_request(line, &request, &book.catalogue);
    if (judged != EXIT_PUBLISHED)
        return judged;
    report = report_new(line->arena); /* warnings of the catalogue are for `check` */
    bool priced = rate_quote(&quote, &request, &book, line->arena, report);
    pipeline_print_problems(line, report);
    if (!priced)
        return EXIT_BAD_INPUT;
    print_quote(&quote, &request, line->arena);
    return EXIT_PUBLISHED;
}

const struct command quote_command = {
    .name = "quote",
    .synopsis = "[-C BOOK] --item I [--region R] [--spec S] --quantity Q\n"
                "                      [--date D] [--plan P] [--currency C]",
    .summary = "what a quantity costs, tier by tier",
    .description = "Prices one quantity of one item in one window (a day, or a month) from the\n"
                   "catalogue of the book, or from the shipped one where BOOK has none, and shows\n"
                   "the tier it reaches and the row of the price.\n",
    .examples = "  livebill quote --item miniprogram.traffic --region mainland --quantity 1999\n"
                "      1999 x 0.26 = 519.74\n"
                "  livebill quote --item miniprogram.traffic --region mainland --quantity 2000 \\\n"
                "      --date 2022-01-03\n"
                "      the price of that day\n"
                "  livebill quote -C mybook --item standard.traffic --region ap1 --quantity 50 \\\n"
                "      --plan gold --currency USD\n"
                "      a contract's price\n",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_ITEM) | TAKES(OPTION_REGION) | TAKES(OPTION_SPEC)
               | TAKES(OPTION_QUANTITY) | TAKES(OPTION_DATE) | TAKES(OPTION_PLAN)
               | TAKES(OPTION_CURRENCY) | TAKES_ALWAYS,
    .required = TAKES(OPTION_ITEM) | TAKES(OPTION_QUANTITY),
    .run = do_quote,
};
