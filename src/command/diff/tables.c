/* invoices.csv, lines.csv and details.csv of two folders, joined by what a line charges for. */

#include "diff.h"

#include "livebill/value/decimal.h"

#include "command/key_table.h"

struct side_line {
    const struct output_row *row;
    LIST_OF(struct priced_window) windows;
};

struct side {
    struct output_table invoices, lines, details;
    struct side_line *line; /* by row of lines.csv */
    struct key_table accounts, charges, numbers;
    struct text *charge; /* the key of each line */
};

struct diffing {
    struct diff *diff;
    struct side sides[2];
    struct key_table accounts; /* → diff->accounts */
    struct arena *arena;
    struct report *report;
};

/* What is no number is 0 here; `verify` is the command that says so. */
static wide number(struct text text, unsigned places)
{
    wide value;
    return text.size > 0 && decimal_parse(&value, text, places, true) == DECIMAL_OK ? value : 0;
}

static wide magnitude(wide value)
{
    return value < 0 ? -value : value;
}

static struct priced_part part_of(const struct text *row)
{
    struct text proration = row[DETAILS_PRORATION];
    size_t slash = text_find(proration, '/');
    struct priced_part part = {
        .billable = number(row[DETAILS_BILLABLE], QUANTITY_PLACES),
        .tier_from = number(row[DETAILS_TIER_FROM], QUANTITY_PLACES),
        .unit_price = number(row[DETAILS_UNIT_PRICE], PRICE_PLACES),
        .flat_price = number(row[DETAILS_FLAT_PRICE], PRICE_PLACES),
        .block = number(row[DETAILS_BLOCK], QUANTITY_PLACES),
        .days = 1,
        .month_days = 1,
        .list_amount = number(row[DETAILS_LIST_AMOUNT], PRICE_PLACES),
        .amount = number(row[DETAILS_AMOUNT], PRICE_PLACES),
        .priced = row[DETAILS_RATE].size > 0,
    };
    wide days = number(text_slice(proration, 0, slash), 0);
    wide month = number(text_slice(proration, slash + 1, proration.size), 0);
    if (month > 0 && month <= 31 && days <= 31)
        part.days = (int64_t)days, part.month_days = (int64_t)month;
    return part;
}

static void add_detail(struct side_line *line, const struct text *row, struct arena *arena)
{
    struct priced_window *window =
        line->windows.count == 0 ? NULL : &line->windows.at[line->windows.count - 1];

    if (window == NULL || !text_equal(window->start, row[DETAILS_START])) {
        window = LIST_ADD(arena, &line->windows);
        window->start = row[DETAILS_START];
        window->end = row[DETAILS_END];
    }
    window->quantity += number(row[DETAILS_QUANTITY], QUANTITY_PLACES);
    window->deducted += number(row[DETAILS_DEDUCTED], QUANTITY_PLACES);
    *LIST_ADD(arena, &window->parts) = part_of(row);
}

/* The same charge may stand on two lines of an invoice: they are told apart by a count. */
static struct text charge_key(struct side *side, const struct text *row, struct arena *arena)
{
    struct text parts[] = {row[LINES_ACCOUNT],
                           row[LINES_KIND],
                           row[LINES_ITEM],
                           row[LINES_REGION],
                           row[LINES_SPEC],
                           row[LINES_REFERENCE],
                           {0}};
    struct text key = key_join(arena, parts, 7);
    for (int again = 2; key_find(&side->charges, key) != KEY_UNKNOWN; again++) {
        parts[6] = text_format(arena, "%d", again);
        key = key_join(arena, parts, 7);
    }
    return key;
}

static void index_side(struct side *side, struct arena *arena)
{
    side->accounts.arena = side->charges.arena = side->numbers.arena = arena;
    side->line = ARENA_ARRAY(arena, struct side_line, side->lines.rows.count);
    side->charge = ARENA_ARRAY(arena, struct text, side->lines.rows.count);
    for (size_t i = 0; i < side->invoices.rows.count; i++)
        key_add(&side->accounts, side->invoices.rows.at[i].at[INVOICES_ACCOUNT], i);
    for (size_t i = 0; i < side->lines.rows.count; i++) {
        const struct text *row = side->lines.rows.at[i].at;
        struct text parts[] = {row[LINES_ACCOUNT], row[LINES_LINE]};
        side->line[i].row = &side->lines.rows.at[i];
        side->charge[i] = charge_key(side, row, arena);
        key_add(&side->charges, side->charge[i], i);
        key_add(&side->numbers, key_join(arena, parts, 2), i);
    }
    for (size_t i = 0; i < side->details.rows.count; i++) {
        const struct text *row = side->details.rows.at[i].at;
        struct text parts[] = {row[DETAILS_ACCOUNT], row[DETAILS_LINE]};
        size_t line = key_find(&side->numbers, key_join(arena, parts, 2));
        if (line != KEY_UNKNOWN)
            add_detail(&side->line[line], row, arena);
    }
}

static struct diff_account *account_of(struct diffing *diffing, struct text id)
{
    size_t index = key_find(&diffing->accounts, id);
    if (index != KEY_UNKNOWN)
        return &diffing->diff->accounts.at[index];
    key_add(&diffing->accounts, id, diffing->diff->accounts.count);
    struct diff_account *account = LIST_ADD(diffing->arena, &diffing->diff->accounts);
    account->id = id;
    return account;
}

/* The line's discount, from its window with the largest list amount. */
static struct rate line_discount(const struct side_line *line)
{
    const struct priced_window *largest = NULL;
    for (size_t i = 0; line != NULL && i < line->windows.count; i++) {
        if (largest == NULL
            || window_list_amount(&line->windows.at[i]) > window_list_amount(largest))
            largest = &line->windows.at[i];
    }
    if (largest == NULL || largest->parts.count != 1)
        return largest == NULL
                   ? (struct rate){0}
                   : discount_found(largest->parts.at[0].list_amount, largest->parts.at[0].amount);
    return discount_found(window_list_amount(largest), window_amount(largest));
}

static bool same_window(const struct priced_window *left, const struct priced_window *right)
{
    return left->quantity == right->quantity && left->deducted == right->deducted
           && window_amount(left) == window_amount(right)
           && window_list_amount(left) == window_list_amount(right);
}

static void compare_window(struct diff_line *line, const struct priced_window *before,
                           const struct priced_window *after, struct rate discount,
                           struct arena *arena)
{
    const struct priced_window *named = after->parts.count > 0 ? after : before;
    if (same_window(before, after))
        return;
    struct diff_window *window = LIST_ADD(arena, &line->windows);
    window->start = named->start;
    window->end = named->end;
    window->quantity_before = before->quantity;
    window->quantity_after = after->quantity;
    window->amount_before = window_amount(before);
    window->amount_after = window_amount(after);
    difference_explain(&window->causes, before, after, discount);
    for (int i = 0; i < CAUSE_COUNT; i++)
        line->causes.e8[i] += window->causes.e8[i];
}

/* Both lists are in order of their days: they are merged. */
static void compare_windows(struct diff_line *line, const struct side_line *before,
                            const struct side_line *after, struct arena *arena)
{
    static const struct priced_window none;
    size_t left = 0, right = 0;
    size_t lefts = before == NULL ? 0 : before->windows.count;
    size_t rights = after == NULL ? 0 : after->windows.count;
    struct rate discount = line_discount(before);

    if (discount.e8 == 0)
        discount = line_discount(after);
    while (left < lefts || right < rights) {
        int order = left == lefts     ? 1
                    : right == rights ? -1
                                      : text_compare(before->windows.at[left].start,
                                                     after->windows.at[right].start);
        compare_window(line, order > 0 ? &none : &before->windows.at[left],
                       order < 0 ? &none : &after->windows.at[right], discount, arena);
        left += order <= 0;
        right += order >= 0;
    }
}

static int compare_changed_windows(const void *left_void, const void *right_void)
{
    const struct diff_window *left = left_void, *right = right_void;
    wide a = magnitude(left->amount_after - left->amount_before);
    wide b = magnitude(right->amount_after - right->amount_before);
    return a != b ? (a > b ? -1 : 1) : text_compare(left->start, right->start);
}

static bool is_changed(const struct diff_line *line)
{
    return line->before != line->after || line->windows.count > 0
           || line->was_there != line->is_there || line->quantity_before != line->quantity_after;
}

/* What is left between the cents and the causes is what rounding the line moved. */
static void settle_causes(struct diff_line *line)
{
    wide change = (line->after - line->before) * PRICE_PER_CENT;

    if (!text_is(line->kind, "usage")) {
        line->causes.e8[CAUSE_LEDGER] = change;
        return;
    }
    for (int i = 0; i < CAUSE_COUNT; i++)
        change -= line->causes.e8[i];
    line->causes.e8[CAUSE_ROUNDING] = change;
}

static void compare_line(struct diffing *diffing, const struct side_line *before,
                         const struct side_line *after)
{
    const struct text *row = after != NULL ? after->row->at : before->row->at;
    struct diff_line line = {
        .kind = row[LINES_KIND],
        .item = row[LINES_ITEM],
        .region = row[LINES_REGION],
        .spec = row[LINES_SPEC],
        .reference = row[LINES_REFERENCE],
        .unit = row[LINES_UNIT],
        .was_there = before != NULL,
        .is_there = after != NULL,
    };

    if (before != NULL) {
        line.before = number(before->row->at[LINES_AMOUNT], MONEY_PLACES);
        line.quantity_before = number(before->row->at[LINES_QUANTITY], QUANTITY_PLACES);
    }
    if (after != NULL) {
        line.after = number(after->row->at[LINES_AMOUNT], MONEY_PLACES);
        line.quantity_after = number(after->row->at[LINES_QUANTITY], QUANTITY_PLACES);
    }
    compare_windows(&line, before, after, diffing->arena);
    if (!is_changed(&line))
        return;
    if (line.windows.count > 0)
        qsort(line.windows.at, line.windows.count, sizeof line.windows.at[0],
              compare_changed_windows);
    settle_causes(&line);
    struct diff_account *account = account_of(diffing, row[LINES_ACCOUNT]);
    *LIST_ADD(diffing->arena, &account->lines) = line;
}

static void compare_lines(struct diffing *diffing)
{
    struct side *old = &diffing->sides[0], *new = &diffing->sides[1];

    for (size_t i = 0; i < old->lines.rows.count; i++) {
        size_t other = key_find(&new->charges, old->charge[i]);
        compare_line(diffing, &old->line[i], other == KEY_UNKNOWN ? NULL : &new->line[other]);
    }
    for (size_t i = 0; i < new->lines.rows.count; i++) {
        if (key_find(&old->charges, new->charge[i]) == KEY_UNKNOWN)
            compare_line(diffing, NULL, &new->line[i]);
    }
}

/* Figures of an invoice that do not follow from its lines. */
static void compare_figures(struct diffing *diffing, struct text id, const struct text *before,
                            const struct text *after)
{
    static const struct {
        size_t column;
        const char *kind;
    } figures[] = {
        {INVOICES_TAX, "tax"}, {INVOICES_OPENING, "opening_balance"}, {INVOICES_PAID, "paid"}};

    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct diff_line line = {.kind = text_of(figures[i].kind)};
        line.was_there = before != NULL, line.is_there = after != NULL;
        line.before = before == NULL ? 0 : number(before[figures[i].column], MONEY_PLACES);
        line.after = after == NULL ? 0 : number(after[figures[i].column], MONEY_PLACES);
        if (line.before != line.after)
            *LIST_ADD(diffing->arena, &account_of(diffing, id)->lines) = line;
    }
}

static const struct text *invoice_of(const struct side *side, struct text id)
{
    size_t index = key_find(&side->accounts, id);
    return index == KEY_UNKNOWN ? NULL : side->invoices.rows.at[index].at;
}

static void compare_invoice(struct diffing *diffing, struct text id)
{
    const struct text *before = invoice_of(&diffing->sides[0], id);
    const struct text *after = invoice_of(&diffing->sides[1], id);

    compare_figures(diffing, id, before, after);
    if (before == NULL || after == NULL)
        account_of(diffing, id);
    if (key_find(&diffing->accounts, id) == KEY_UNKNOWN)
        return;
    struct diff_account *account = account_of(diffing, id);
    account->before = before == NULL ? 0 : number(before[INVOICES_TOTAL], MONEY_PLACES);
    account->after = after == NULL ? 0 : number(after[INVOICES_TOTAL], MONEY_PLACES);
    account->currency = after != NULL ? after[INVOICES_CURRENCY] : before[INVOICES_CURRENCY];
}

static int compare_changed_lines(const void *left_void, const void *right_void)
{
    const struct diff_line *left = left_void, *right = right_void;
    wide a = magnitude(left->after - left->before), b = magnitude(right->after - right->before);
    int order;
    if (a != b)
        return a > b ? -1 : 1;
    if ((order = text_compare(left->kind, right->kind)) != 0
        || (order = text_compare(left->item, right->item)) != 0
        || (order = text_compare(left->region, right->region)) != 0
        || (order = text_compare(left->spec, right->spec)) != 0)
        return order;
    return text_compare(left->reference, right->reference);
}

static int compare_accounts(const void *left_void, const void *right_void)
{
    const struct diff_account *left = left_void, *right = right_void;
    wide a = magnitude(left->after - left->before), b = magnitude(right->after - right->before);
    return a != b ? (a > b ? -1 : 1) : text_compare(left->id, right->id);
}

static void sort_all(struct diff *diff)
{
    for (size_t i = 0; i < diff->accounts.count; i++) {
        struct diff_account *account = &diff->accounts.at[i];
        if (account->lines.count > 0)
            qsort(account->lines.at, account->lines.count, sizeof account->lines.at[0],
                  compare_changed_lines);
    }
    if (diff->accounts.count > 0)
        qsort(diff->accounts.at, diff->accounts.count, sizeof diff->accounts.at[0],
              compare_accounts);
}

static bool read_side(struct side *side, struct text folder, struct arena *arena,
                      struct report *report)
{
    bool read = output_read(&side->invoices, OUTPUT_INVOICES, folder, arena, report);

    read &= output_read(&side->lines, OUTPUT_LINES, folder, arena, report);
    read &= output_read(&side->details, OUTPUT_DETAILS, folder, arena, report);
    if (read)
        index_side(side, arena);
    return read;
}

bool diff_tables(struct diff *diff, struct text old_folder, struct text new_folder,
                 struct arena *arena, struct report *report)
{
    struct diffing diffing = {.diff = diff, .arena = arena, .report = report};

    diffing.accounts.arena = arena;
    if (!read_side(&diffing.sides[0], old_folder, arena, report)
        || !read_side(&diffing.sides[1], new_folder, arena, report))
        return false;
    compare_lines(&diffing);
    for (int side = 0; side < 2; side++) {
        const struct output_table *invoices = &diffing.sides[side].invoices;
        for (size_t i = 0; i < invoices->rows.count; i++) {
            struct text id = invoices->rows.at[i].at[INVOICES_ACCOUNT];
            if (side == 0 || invoice_of(&diffing.sides[0], id) == NULL)
                compare_invoice(&diffing, id);
        }
    }
    sort_all(diff);
    return true;
}
