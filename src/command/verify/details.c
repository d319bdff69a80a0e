/* Details: each row's own arithmetic, and what they add up to for lines and packs. */

#include "tables.h"

/* "6/30"; 1/1 where the field is empty. */
static bool proration_of(int64_t *days, int64_t *month, struct text text)
{
    size_t slash = text_find(text, '/');
    wide left = 1, right = 1;

    if (text.size > 0
        && (decimal_parse(&left, text_slice(text, 0, slash), 0, false) != DECIMAL_OK
            || decimal_parse(&right, text_slice(text, slash + 1, text.size), 0, false) != DECIMAL_OK
            || left > 31 || right < 1 || right > 31))
        return false;
    *days = (int64_t)left;
    *month = (int64_t)right;
    return true;
}

/* R12: the price of billable by its tier, flat price too, × days / days of the month. */
static void check_price(struct cursor at)
{
    wide units = cursor_number(at, DETAILS_BILLABLE, "billable", QUANTITY_PLACES);
    wide price = cursor_number(at, DETAILS_UNIT_PRICE, "unit_price", PRICE_PLACES);
    wide flat = cursor_number(at, DETAILS_FLAT_PRICE, "flat_price", PRICE_PLACES);
    wide block = cursor_number(at, DETAILS_BLOCK, "block", QUANTITY_PLACES);
    struct product product = {0};
    struct amount expected;
    int64_t days, month;

    if (!proration_of(&days, &month, cursor_text(at, DETAILS_PRORATION))) {
        cursor_wrong(at, "proration", "'%.*s' is not days / days of the month",
                     TEXT_ARGS(cursor_text(at, DETAILS_PRORATION)));
        return;
    }
    if (block > 0)
        units = wide_divide_ceiling(units, block) * QUANTITY_ONE;
    if (!wide_multiply(&product.e17, units, price)
        || !wide_add(&product.e17, product.e17, flat * QUANTITY_ONE)
        || !amount_rounded(&expected, product, days, month)) {
        cursor_wrong(at, "list_amount", "the price of the row is too large");
        return;
    }
    cursor_expect(at, DETAILS_LIST_AMOUNT, "list_amount", PRICE_PLACES, expected.e8,
                  "billable x unit_price + flat_price of the row");
}

/* `PACK_ID:UNITS` joined by `;`. An identifier may hold a colon, a number does not. */
static void add_draw(struct cursor at, struct text draw)
{
    struct tables *tables = at.tables;
    size_t colon = draw.size;
    wide units;

    while (colon > 0 && draw.at[colon - 1] != ':')
        colon--;
    if (colon == 0
        || decimal_parse(&units, text_slice(draw, colon, draw.size), QUANTITY_PLACES, false)
               != DECIMAL_OK) {
        cursor_wrong(at, "packs", "'%.*s' is not PACK_ID:UNITS", TEXT_ARGS(draw));
        return;
    }
    struct text parts[] = {cursor_text(at, DETAILS_ACCOUNT), text_slice(draw, 0, colon - 1)};
    size_t pack = key_find(&tables->packs, key_join(tables->arena, parts, 2));
    if (pack != KEY_UNKNOWN)
        tables->pack_sums[pack].quantity = sum_of(tables->pack_sums[pack].quantity, units);
    else if (tables->read[OUTPUT_PACKS])
        cursor_wrong(at, "packs", "packs.csv has no pack '%.*s' of the account",
                     TEXT_ARGS(parts[1]));
}

static void add_draws(struct cursor at)
{
    struct text rest = cursor_text(at, DETAILS_PACKS);

    while (rest.size > 0) {
        size_t end = text_find(rest, ';');
        add_draw(at, text_slice(rest, 0, end));
        rest = text_slice(rest, end + 1, rest.size);
    }
}

static void add_to_line(struct cursor at, struct row_sums *sums)
{
    uint64_t line = at.tables->at[at.file].rows.at[at.index].line;

    sums->count++;
    if (sums->first == 0)
        sums->first = line;
    sums->last = line;
    sums->amount = sum_of(sums->amount, cursor_number(at, DETAILS_AMOUNT, "amount", PRICE_PLACES));
    sums->list_amount = sum_of(sums->list_amount,
                               cursor_number(at, DETAILS_LIST_AMOUNT, "list_amount", PRICE_PLACES));
    sums->quantity =
        sum_of(sums->quantity, cursor_number(at, DETAILS_QUANTITY, "quantity", QUANTITY_PLACES));
    sums->deducted =
        sum_of(sums->deducted, cursor_number(at, DETAILS_DEDUCTED, "deducted", QUANTITY_PLACES));
    sums->billable =
        sum_of(sums->billable, cursor_number(at, DETAILS_BILLABLE, "billable", QUANTITY_PLACES));
}

static void check_detail(struct cursor at)
{
    struct tables *tables = at.tables;
    struct text parts[] = {cursor_text(at, DETAILS_ACCOUNT), cursor_text(at, DETAILS_LINE)};
    size_t line = key_find(&tables->lines, key_join(tables->arena, parts, 2));

    check_price(at);
    add_draws(at);
    if (line != KEY_UNKNOWN)
        add_to_line(at, &tables->line_sums[line]);
    else if (tables->read[OUTPUT_LINES])
        cursor_wrong(at, "line", "lines.csv has no line %.*s of account '%.*s'",
                     TEXT_ARGS(parts[1]), TEXT_ARGS(parts[0]));
}

static void check_line(struct cursor at)
{
    const struct row_sums *sums = &at.tables->line_sums[at.index];
    const char *why = text_format(at.tables->arena, "the sum of details.csv:%llu-%llu",
                                  (unsigned long long)sums->first, (unsigned long long)sums->last)
                          .at;
    struct amount amount = {sums->amount};
    struct money rounded;

    if (!text_is(cursor_text(at, LINES_KIND), "usage")) {
        if (sums->count > 0 && !text_is(cursor_text(at, LINES_KIND), "adjustment"))
            cursor_wrong(at, "line", "details.csv:%llu names the line, which is not one of usage",
                         (unsigned long long)sums->first);
        return;
    }
    if (sums->count == 0) {
        cursor_wrong(at, "line", "details.csv has no row behind the line");
        return;
    }
    if (!money_of_amount_rounded(&rounded, amount)) {
        cursor_wrong(at, "amount", "the details of the line are too large");
        return;
    }
    cursor_expect(at, LINES_AMOUNT, "amount", MONEY_PLACES, rounded.minor, why);
    cursor_expect(at, LINES_LIST_AMOUNT, "list_amount", PRICE_PLACES, sums->list_amount, why);
    cursor_expect(at, LINES_QUANTITY, "quantity", QUANTITY_PLACES, sums->quantity, why);
    cursor_expect(at, LINES_DEDUCTED, "deducted", QUANTITY_PLACES, sums->deducted, why);
    cursor_expect(at, LINES_BILLABLE, "billable", QUANTITY_PLACES, sums->billable, why);
}

/* opening + bought - used - lapsed = closing, and used is what details draw. */
static void check_pack(struct cursor at)
{
    wide opening = cursor_number(at, PACKS_OPENING, "opening", QUANTITY_PLACES);
    wide bought = cursor_number(at, PACKS_BOUGHT, "bought", QUANTITY_PLACES);
    wide used = cursor_number(at, PACKS_USED, "used", QUANTITY_PLACES);
    wide lapsed = cursor_number(at, PACKS_LAPSED, "lapsed", QUANTITY_PLACES);
    wide closing = sum_of(sum_of(opening, bought), -sum_of(used, lapsed));

    cursor_expect(at, PACKS_CLOSING, "closing", QUANTITY_PLACES, closing,
                  "opening + bought - used - lapsed");
    if (at.tables->read[OUTPUT_DETAILS])
        cursor_expect(at, PACKS_USED, "used", QUANTITY_PLACES,
                      at.tables->pack_sums[at.index].quantity,
                      "what details.csv draws from the pack");
}

void verify_details(struct tables *tables)
{
    struct cursor at = {tables, OUTPUT_DETAILS, 0};
    for (; at.index < tables->at[OUTPUT_DETAILS].rows.count; at.index++)
        check_detail(at);

    at = (struct cursor){tables, OUTPUT_LINES, 0};
    for (; tables->read[OUTPUT_DETAILS] && at.index < tables->at[OUTPUT_LINES].rows.count;
         at.index++)
        check_line(at);

    at = (struct cursor){tables, OUTPUT_PACKS, 0};
    for (; at.index < tables->at[OUTPUT_PACKS].rows.count; at.index++)
        check_pack(at);
}
