#include "xlsx.h"

#include "livebill/base/fatal.h"

#include <math.h>

void statement_check(struct statement *statement, lxw_error error)
{
    if (error == LXW_NO_ERROR)
        return;
    quiet_end();
    fatal("%s: cannot be written: %s", statement->path, lxw_strerror(error));
}

static const char *const number_formats[] = {
    [NUMBER_GENERAL] = NULL,
    [NUMBER_AMOUNT] = "#,##0.00",
    [NUMBER_DETAIL] = "#,##0.00000000;-#,##0.00000000;0.00",
    [NUMBER_PRICE] = "0.00######",
    [NUMBER_QUANTITY] = "#,##0.000;-#,##0.000;\"–\"",
    [NUMBER_WHOLE] = "#,##0_._0_0_0;-#,##0_._0_0_0;\"–\"_._0_0_0",
    [NUMBER_QUANTITY6] = "#,##0.000000;-#,##0.000000;\"–\"",
    [NUMBER_WHOLE6] = "#,##0_._0_0_0_0_0_0;-#,##0_._0_0_0_0_0_0;\"–\"_._0_0_0_0_0_0",
    [NUMBER_INTEGER] = "#,##0;-#,##0;\"–\"",
    [NUMBER_COUNT] = "#,##0",
    [NUMBER_FINE] = "#,##0.0########",
    [NUMBER_TENTH] = "#,##0.0",
    [NUMBER_SHARE] = "0.0%",
};

static const char *number_format(const struct statement *statement, enum number_style number)
{
    enum currency currency = statement->invoice->account->currency;

    switch (number) {
    case NUMBER_SIGNED:
        return words_of(statement->words, "sheet",
                        currency == CURRENCY_USD ? "format_USD" : "format_CNY")
            .at;
    case NUMBER_DAY:
        return words_of(statement->words, "sheet", "format_day").at;
    case NUMBER_MOMENT:
        return words_of(statement->words, "sheet", "format_moment").at;
    default:
        return number_formats[number];
    }
}

static const uint32_t inks[] = {
    [INK_PLAIN] = 0x1A2330, [INK_GREY] = 0x5C6875,  [INK_ACCENT] = 0x0B6779,
    [INK_ALERT] = 0xB3261E, [INK_PAPER] = 0xFFFFFF,
};

static const struct {
    uint8_t border;
    uint32_t colour;
} rules[] = {
    [RULE_HAIRLINE] = {LXW_BORDER_THIN, 0xD9DEE4},
    [RULE_DARKER] = {LXW_BORDER_THIN, 0x8A949F},
    [RULE_ACCENT] = {LXW_BORDER_MEDIUM, 0x0B6779},
    [RULE_INK] = {LXW_BORDER_THIN, 0x1A2330},
};

#define TINT 0xF3F6F8

static void set_rules(lxw_format *format, struct style style)
{
    if (style.above != RULE_NONE) {
        format_set_top(format, rules[style.above].border);
        format_set_top_color(format, rules[style.above].colour);
    }
    if (style.below != RULE_NONE) {
        format_set_bottom(format, rules[style.below].border);
        format_set_bottom_color(format, rules[style.below].colour);
    }
}

static lxw_format *new_format(struct statement *statement, struct style style)
{
    lxw_format *format = workbook_add_format(statement->workbook);
    const char *number = number_format(statement, style.number);
    const char *font = words_of(statement->words, "sheet", "font").at;

    if (format == NULL)
        statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
    if (font[0] != '\0')
        format_set_font_name(format, font);
    format_set_font_size(format, style.size == 0 ? 10 : style.size);
    format_set_font_color(format, inks[style.ink]);
    if (style.bold)
        format_set_bold(format);
    if (number != NULL)
        format_set_num_format(format, number);
    if (style.align != ALIGN_LEFT)
        format_set_align(format, style.align == ALIGN_RIGHT ? LXW_ALIGN_RIGHT : LXW_ALIGN_CENTER);
    else if (style.number != NUMBER_GENERAL)
        format_set_align(format, LXW_ALIGN_LEFT);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (style.wrap)
        format_set_text_wrap(format);
    if (style.indent)
        format_set_indent(format, 1);
    if (style.tint) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_fg_color(format, TINT);
    }
    set_rules(format, style);
    return format;
}

/* Every field of a style has its bits, so equal keys are equal styles. */
static uint32_t style_key(struct style style)
{
    uint32_t key = (uint32_t)style.number;

    key = key << 3 | (uint32_t)style.ink;
    key = key << 3 | (uint32_t)style.above;
    key = key << 3 | (uint32_t)style.below;
    key = key << 2 | (uint32_t)style.align;
    key = key << 6 | (style.size & 63);
    key = key << 1 | style.bold;
    key = key << 1 | style.tint;
    key = key << 1 | style.wrap;
    key = key << 1 | style.indent;
    return key + 1;
}

lxw_format *style_format(struct statement *statement, struct style style)
{
    uint32_t key = style_key(style);
    size_t at = (key * UINT32_C(2654435761) >> 20) % STYLE_SLOTS;

    for (size_t tries = 0; tries < STYLE_SLOTS; tries++, at = (at + 1) % STYLE_SLOTS) {
        struct styled *slot = &statement->styles[at];
        if (slot->key == 0)
            *slot = (struct styled){key, new_format(statement, style)};
        if (slot->key == key)
            return slot->format;
    }
    bug("a statement has more than %d styles", STYLE_SLOTS);
}

/* The nearest double of value / 10^places: long doubles hold 64 bits, so 15 digits are safe. */
static double cell_of(wide value, unsigned places)
{
    return (double)((long double)value / (long double)wide_ten(places));
}

double cell_of_quantity(struct quantity quantity)
{
    return cell_of(quantity.nano, QUANTITY_PLACES);
}

double cell_of_money(struct money money)
{
    return cell_of(money.minor, MONEY_PLACES);
}

double cell_of_amount(struct amount amount)
{
    return cell_of(amount.e8, PRICE_PLACES);
}

double cell_of_price(struct price price)
{
    return cell_of(price.e8, PRICE_PLACES);
}

#define DAYS_TO_1970 25569 /* since Excel's day 0 */

double cell_of_day(struct day day)
{
    return day.number + DAYS_TO_1970;
}

void sheet_text(struct sheet *sheet, uint32_t row, int column, struct text text, struct style style)
{
    struct statement *statement = sheet->statement;

    if (text.size == 0) {
        sheet_blank(sheet, row, column, style);
        return;
    }
    statement_check(statement, worksheet_write_string(sheet->worksheet, row, (lxw_col_t)column,
                                                      cell_text(statement->arena, text).at,
                                                      style_format(statement, style)));
}

void sheet_number(struct sheet *sheet, uint32_t row, int column, double number, struct style style)
{
    statement_check(sheet->statement,
                    worksheet_write_number(sheet->worksheet, row, (lxw_col_t)column, number,
                                           style_format(sheet->statement, style)));
}

void sheet_formula(struct sheet *sheet, uint32_t row, int column, struct text formula,
                   double cached, struct style style)
{
    statement_check(sheet->statement, worksheet_write_formula_num(
                                          sheet->worksheet, row, (lxw_col_t)column, formula.at,
                                          style_format(sheet->statement, style), cached));
}

void sheet_formula_text(struct sheet *sheet, uint32_t row, int column, struct text formula,
                        struct text cached, struct style style)
{
    statement_check(sheet->statement, worksheet_write_formula_str(
                                          sheet->worksheet, row, (lxw_col_t)column, formula.at,
                                          style_format(sheet->statement, style), cached.at));
}

void sheet_blank(struct sheet *sheet, uint32_t row, int column, struct style style)
{
    statement_check(sheet->statement,
                    worksheet_write_blank(sheet->worksheet, row, (lxw_col_t)column,
                                          style_format(sheet->statement, style)));
}

void sheet_blanks(struct sheet *sheet, uint32_t row, int first, int last, struct style style)
{
    for (int column = first; column <= last; column++)
        sheet_blank(sheet, row, column, style);
}

void sheet_moment(struct sheet *sheet, uint32_t row, int column, struct moment moment,
                  struct style style)
{
    struct day day = moment_day(moment);
    int64_t seconds = moment.seconds - moment_of_day(day).seconds;

    style.number = NUMBER_MOMENT;
    sheet_number(sheet, row, column, cell_of_day(day) + (double)seconds / SECONDS_PER_DAY, style);
}

void sheet_height(struct sheet *sheet, uint32_t row, double points)
{
    double height = fmin(points, ROW_HEIGHT_MAX);
    statement_check(sheet->statement, worksheet_set_row(sheet->worksheet, row, height, NULL));
}
