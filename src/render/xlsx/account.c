#include "xlsx.h"

#include <strings.h>

enum {
    ACCOUNT_TIME,
    ACCOUNT_KIND,
    ACCOUNT_REFERENCE,
    ACCOUNT_AMOUNT,
    ACCOUNT_BALANCE,
    ACCOUNT_COLUMNS
};

struct account_rows account_rows(const struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    struct account_rows rows = {.first = TABLE_FIRST_ROW};
    uint32_t posted = 0;

    while (posted < invoice->postings.count && !invoice->postings.at[posted].pending)
        posted++;
    rows.last_posted = TABLE_FIRST_ROW + posted - 1;
    rows.last = TABLE_FIRST_ROW + (uint32_t)invoice->postings.count - 1;
    return rows;
}

static struct text kind_word(const struct statement *statement, enum posting_kind kind)
{
    return sheet_word(statement, "sheet_account", posting_kind_code(kind));
}

/* Whether SUMIFS can tell the kinds by their words. */
bool account_kinds_differ(const struct statement *statement)
{
    for (enum posting_kind kind = POSTING_OPENING; kind <= POSTING_MONTHLY; kind++) {
        struct text word = kind_word(statement, kind);
        if (!is_plain_criterion(word))
            return false;
        for (enum posting_kind other = POSTING_OPENING; other < kind; other++) {
            struct text same = kind_word(statement, other);
            if (same.size == word.size && strncasecmp(same.at, word.at, word.size) == 0)
                return false;
        }
    }
    return true;
}

/* The balance after a posting; an account without an opening posting begins from 0.00. */
static void write_balance(struct sheet *sheet, uint32_t row, const struct posting *posting,
                          const struct account_rows *rows, struct style style)
{
    struct arena *arena = sheet->statement->arena;
    struct text amount = cell_name(arena, row, ACCOUNT_AMOUNT);

    if (posting->pending) {
        style.ink = INK_GREY;
        style.number = NUMBER_GENERAL;
        sheet_text(sheet, row, ACCOUNT_BALANCE,
                   sheet_word(sheet->statement, "sheet_account", "pending"), style);
        return;
    }
    if (row == rows->first && posting->kind != POSTING_OPENING
        && sheet->statement->invoice->opening.minor != 0) {
        sheet_number(sheet, row, ACCOUNT_BALANCE, cell_of_money(posting->balance), style);
        return;
    }
    struct text formula =
        row == rows->first ? text_format(arena, "=ROUND(%s,2)", amount.at)
                           : text_format(arena, "=ROUND(%s+%s,2)",
                                         cell_name(arena, row - 1, ACCOUNT_BALANCE).at, amount.at);
    sheet_formula(sheet, row, ACCOUNT_BALANCE, formula, cell_of_money(posting->balance), style);
}

static void write_posting(struct sheet *sheet, uint32_t row, const struct posting *posting,
                          const struct account_rows *rows)
{
    struct style style = {.below = row == rows->last_posted && row < rows->last ? RULE_DARKER
                                                                                : RULE_HAIRLINE};

    sheet_moment(sheet, row, ACCOUNT_TIME, posting->time, style);
    sheet_text(sheet, row, ACCOUNT_KIND, kind_word(sheet->statement, posting->kind), style);
    style.ink = INK_GREY;
    sheet_text(sheet, row, ACCOUNT_REFERENCE, posting->reference, style);
    style.ink = INK_PLAIN;
    style.number = NUMBER_AMOUNT;
    style.align = ALIGN_RIGHT;
    sheet_number(sheet, row, ACCOUNT_AMOUNT, cell_of_money(posting->amount), style);
    write_balance(sheet, row, posting, rows, style);
}

void write_account_sheet(struct statement *statement)
{
    struct text name = sheet_word(statement, "sheet", "account");
    struct sheet sheet = sheet_open(statement, SHEET_ACCOUNT, name);
    struct sheet_column columns[ACCOUNT_COLUMNS] = {
        [ACCOUNT_TIME] = {20, sheet_word(statement, "sheet_account", "time"), ALIGN_LEFT, false},
        [ACCOUNT_KIND] = {12, sheet_word(statement, "sheet_account", "kind"), ALIGN_LEFT, false},
        [ACCOUNT_REFERENCE] = {16, sheet_word(statement, "sheet_account", "reference"), ALIGN_LEFT,
                               false},
        [ACCOUNT_AMOUNT] = {16, sheet_word(statement, "sheet_account", "amount"), ALIGN_RIGHT,
                            false},
        [ACCOUNT_BALANCE] = {16, sheet_word(statement, "sheet_account", "balance"), ALIGN_RIGHT,
                             false},
    };
    struct account_rows rows = account_rows(statement);

    for (size_t i = 0; i < statement->invoice->postings.count; i++) {
        const struct posting *posting = &statement->invoice->postings.at[i];
        columns[ACCOUNT_REFERENCE].width =
            text_width(columns[ACCOUNT_REFERENCE].width, posting->reference, 60);
        for (int column = ACCOUNT_AMOUNT; column <= ACCOUNT_BALANCE; column++)
            columns[column].width =
                figure_width(columns[column].width, posting->balance.minor, MONEY_PLACES, 2, 1.08);
    }
    sheet_titles(&sheet, name, sheet_word(statement, "sheet", "note_account"), RULE_NONE);
    sheet_widths(&sheet, columns, ACCOUNT_COLUMNS);
    sheet_filter(&sheet, TABLE_HEAD_ROW, rows.last, ACCOUNT_COLUMNS - 1);
    sheet_head(&sheet, TABLE_HEAD_ROW, columns, ACCOUNT_COLUMNS);
    for (size_t i = 0; i < statement->invoice->postings.count; i++)
        write_posting(&sheet, TABLE_FIRST_ROW + (uint32_t)i, &statement->invoice->postings.at[i],
                      &rows);
    sheet_freeze(&sheet, TABLE_HEAD_ROW, TABLE_HEAD_ROW);
}
