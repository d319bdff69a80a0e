#include "daily.h"

#include "livebill/base/fatal.h"

#include <strings.h>

static struct text item_name(const struct statement *statement, const struct item *item)
{
    return words_name(statement->words, item->name_zh, item->name_en);
}

static bool is_daily(const struct line *line)
{
    return line->kind == LINE_USAGE && line->item != NULL && line->item->window == WINDOW_DAY;
}

/* SUMIFS compares without case. */
static bool same_name(struct text left, struct text right)
{
    return left.size == right.size && strncasecmp(left.at, right.at, left.size) == 0;
}

static bool is_distinct(const struct statement *statement, const struct item *item)
{
    struct text name = item_name(statement, item);

    for (size_t i = 0; i < statement->invoice->lines.count; i++) {
        const struct item *other = statement->invoice->lines.at[i].item;
        if (other != NULL && other != item && same_name(item_name(statement, other), name))
            return false;
    }
    return is_plain_criterion(name);
}

/* The item's column, added behind the others of its product. */
static struct daily_item *daily_item_of(const struct statement *statement, struct daily_plan *plan,
                                        const struct item *item)
{
    size_t place = plan->items.count;

    for (size_t i = 0; i < plan->items.count; i++) {
        if (plan->items.at[i].item == item)
            return &plan->items.at[i];
        if (text_equal(plan->items.at[i].item->product, item->product))
            place = i + 1;
    }
    LIST_ADD(statement->arena, &plan->items);
    for (size_t i = plan->items.count - 1; i > place; i--)
        plan->items.at[i] = plan->items.at[i - 1];
    plan->items.at[place] = (struct daily_item){
        .item = item,
        .product = words_or(statement->words, "product", item->product, item->product),
        .name = item_name(statement, item),
        .by_day = ARENA_ARRAY(statement->arena, struct quantity, (size_t)plan->days),
        .whole = true,
        .distinct = is_distinct(statement, item),
    };
    return &plan->items.at[place];
}

static void add_line(const struct statement *statement, struct daily_plan *plan,
                     const struct line *line)
{
    struct daily_item *item = daily_item_of(statement, plan, line->item);

    for (size_t i = 0; i < line->details.count; i++) {
        const struct detail *detail = &line->details.at[i];
        int day = detail->start.number - statement->invoice->book->period.start.number;
        if (day < 0 || day >= plan->days)
            bug("line %d has usage of day %d", line->number, day);
        bool fits = quantity_add(&item->by_day[day], detail->quantity)
                    && amount_add(&item->amount, detail->amount)
                    && amount_add(&plan->charges[day], detail->amount);
        if (!fits)
            bug("line %d: its sums do not fit", line->number);
        if (detail->quantity.nano % QUANTITY_ONE != 0)
            item->whole = false;
    }
}

const struct daily_plan *daily_plan_new(const struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    struct daily_plan *plan = ARENA_NEW(statement->arena, struct daily_plan);

    plan->days = invoice->last.number - invoice->book->period.start.number + 1;
    plan->charges = ARENA_ARRAY(statement->arena, struct amount, (size_t)plan->days);
    for (size_t i = 0; i < invoice->lines.count; i++) {
        if (is_daily(&invoice->lines.at[i]))
            add_line(statement, plan, &invoice->lines.at[i]);
    }
    return plan->items.count == 0 ? NULL : plan;
}
