#include "livebill/bill/adjustments.h"

#include <stdlib.h>

static int compare_billed(const void *left, const void *right)
{
    return text_compare(((const struct billed_line *)left)->account,
                        ((const struct billed_line *)right)->account);
}

static int compare_adjustments(const void *left_void, const void *right_void)
{
    const struct adjustment *left = left_void, *right = right_void;
    if (left->item != right->item)
        return left->item->index < right->item->index ? -1 : 1;
    if (left->region != right->region)
        return left->region < right->region ? -1 : 1;
    return text_compare(left->spec, right->spec);
}

struct comparison {
    LIST_OF(struct adjustment) lines;
    struct period period;
    struct arena *arena;
};

static struct adjustment *line_of(struct comparison *comparison, const struct item *item,
                                  enum region region, struct text spec)
{
    for (size_t i = 0; i < comparison->lines.count; i++) {
        struct adjustment *line = &comparison->lines.at[i];
        if (line->item == item && line->region == region && text_equal(line->spec, spec))
            return line;
    }
    struct adjustment *line = LIST_ADD(comparison->arena, &comparison->lines);
    line->period = comparison->period;
    line->item = item;
    line->region = region;
    line->spec = spec;
    return line;
}

/* As a line is added up from its details (R12). */
static bool add_right(struct comparison *comparison, const struct account_charges *charges)
{
    for (size_t i = 0; i < charges->usage.count; i++) {
        const struct usage_charge *charge = &charges->usage.at[i];
        struct line_sums *sums =
            &line_of(comparison, charge->item, charge->region, charge->spec)->right;
        struct amount amount = {0};
        for (size_t j = 0; j < charge->details.count; j++) {
            const struct detail *detail = &charge->details.at[j];
            if (!quantity_add(&sums->quantity, detail->quantity)
                || !quantity_add(&sums->deducted, detail->deducted)
                || !quantity_add(&sums->billable, detail->billable)
                || !amount_add(&sums->list_amount, detail->list_amount)
                || !amount_add(&amount, detail->amount))
                return false;
        }
        if (!money_of_amount_rounded(&sums->amount, amount))
            return false;
    }
    return true;
}

static bool add_billed(struct comparison *comparison, const struct item *item,
                       const struct billed_line *billed)
{
    struct line_sums *sums = &line_of(comparison, item, billed->region, billed->spec)->billed;
    return quantity_add(&sums->quantity, billed->sums.quantity)
           && quantity_add(&sums->deducted, billed->sums.deducted)
           && quantity_add(&sums->billable, billed->sums.billable)
           && amount_add(&sums->list_amount, billed->sums.list_amount)
           && money_add(&sums->amount, billed->sums.amount);
}

static bool is_as_billed(const struct adjustment *line)
{
    const struct line_sums *billed = &line->billed, *right = &line->right;
    return billed->quantity.nano == right->quantity.nano
           && billed->deducted.nano == right->deducted.nano
           && billed->billable.nano == right->billable.nano
           && billed->list_amount.e8 == right->list_amount.e8
           && billed->amount.minor == right->amount.minor;
}

static void keep_differences(struct account_charges *open, struct comparison *comparison)
{
    if (comparison->lines.count > 1)
        qsort(comparison->lines.at, comparison->lines.count, sizeof *comparison->lines.at,
              compare_adjustments);
    for (size_t i = 0; i < comparison->lines.count; i++) {
        if (!is_as_billed(&comparison->lines.at[i]))
            *LIST_ADD(comparison->arena, &open->adjustments) = comparison->lines.at[i];
    }
}

static bool too_large(const struct account *account, struct report *report)
{
    return report_error(report, account->row.place, TEXT(""), CODE_TOO_LARGE,
                        "split the account: amounts end at 9,999,999,999,999.99",
                        "the adjustments of account '%.*s' are too large", TEXT_ARGS(account->id));
}

static bool unknown_item(const struct billed_line *line, struct report *report)
{
    return report_error(report, (struct place){TEXT("items.csv"), 0}, TEXT("item"), CODE_SEALED,
                        "restore the sealed folder from a backup",
                        "item '%.*s' was billed, and the sealed catalogue does not hold it",
                        TEXT_ARGS(line->item));
}

bool adjust_accounts(struct charges *open, const struct book *book,
                     const struct computed_again *again, struct arena *arena, struct report *report)
{
    struct billed_lines *billed = again->billed;
    size_t next = 0;
    bool ok = true;

    if (billed->count > 1)
        qsort(billed->at, billed->count, sizeof *billed->at, compare_billed);
    for (size_t i = 0; i < book->accounts.count; i++) {
        const struct account *account = &book->accounts.at[i];
        const struct account *then = account_find(&again->book->accounts, account->id);
        struct comparison comparison = {.period = again->book->period, .arena = arena};
        if (then != NULL && !add_right(&comparison, &again->charges->accounts[then->index]))
            ok = too_large(account, report);
        while (next < billed->count && text_compare(billed->at[next].account, account->id) < 0)
            next++;
        for (; next < billed->count && text_equal(billed->at[next].account, account->id); next++) {
            const struct billed_line *line = &billed->at[next];
            const struct item *item = catalogue_item(&again->book->catalogue, line->item);
            if (item == NULL)
                ok = unknown_item(line, report);
            else if (!add_billed(&comparison, item, line))
                ok = too_large(account, report);
        }
        keep_differences(&open->accounts[i], &comparison);
    }
    return ok;
}
