/* Sheets that are plain lists: licences and notices. */
#include "xlsx.h"

static const char *licence_state_key(enum licence_state state)
{
    return state == LICENCE_VALID ? "valid_now" : licence_state_code(state);
}

static void write_licence(struct sheet *sheet, uint32_t row, const struct licence_status *licence)
{
    const struct statement *statement = sheet->statement;
    struct style style = {.below = RULE_HAIRLINE};

    sheet_text(sheet, row, 0, words_name(statement->words, licence->name_zh, licence->name_en),
               style);
    sheet_text(sheet, row, 1, licence->app_id, style);
    sheet_moment(sheet, row, 2, licence->from, style);
    sheet_moment(sheet, row, 3, licence->until, style);
    style.number = NUMBER_COUNT;
    style.align = ALIGN_RIGHT;
    sheet_number(sheet, row, 4, (double)licence->years, style);
    sheet_text(sheet, row, 5, sheet_word(statement, "packs", licence_state_key(licence->state)),
               (struct style){.below = RULE_HAIRLINE, .indent = true});
}

void write_licences_sheet(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    struct text name = sheet_word(statement, "sheet", "licences");
    struct sheet sheet = sheet_open(statement, SHEET_LICENCES, name);
    const struct sheet_column columns[] = {
        {24, sheet_word(statement, "sheet_licences", "licence"), ALIGN_LEFT, false},
        {24, sheet_word(statement, "sheet_licences", "app_id"), ALIGN_LEFT, false},
        {20, sheet_word(statement, "sheet_licences", "from"), ALIGN_LEFT, false},
        {20, sheet_word(statement, "sheet_licences", "until"), ALIGN_LEFT, false},
        {8, sheet_word(statement, "sheet_licences", "years"), ALIGN_RIGHT, false},
        {10, sheet_word(statement, "sheet_licences", "state"), ALIGN_LEFT, true},
    };
    int count = sizeof columns / sizeof columns[0];

    sheet_titles(&sheet, name, TEXT(""), RULE_NONE);
    sheet_widths(&sheet, columns, count);
    sheet_filter(&sheet, TABLE_HEAD_ROW, TABLE_FIRST_ROW + (uint32_t)invoice->licences.count - 1,
                 count - 1);
    sheet_head(&sheet, TABLE_HEAD_ROW, columns, count);
    for (size_t i = 0; i < invoice->licences.count; i++)
        write_licence(&sheet, TABLE_FIRST_ROW + (uint32_t)i, &invoice->licences.at[i]);
    sheet_freeze(&sheet, TABLE_HEAD_ROW, TABLE_HEAD_ROW);
}

#define NOTICE_WIDTH 90

void write_notices_sheet(struct statement *statement)
{
    const struct invoice *invoice = statement->invoice;
    struct text name = sheet_word(statement, "sheet", "notices");
    struct sheet sheet = sheet_open(statement, SHEET_NOTICES, name);
    const struct sheet_column columns[] = {
        {20, sheet_word(statement, "sheet_notices", "time"), ALIGN_LEFT, false},
        {18, sheet_word(statement, "sheet_notices", "kind"), ALIGN_LEFT, false},
        {NOTICE_WIDTH, sheet_word(statement, "sheet_notices", "detail"), ALIGN_LEFT, false},
    };
    int count = sizeof columns / sizeof columns[0];

    sheet_titles(&sheet, name, TEXT(""), RULE_NONE);
    sheet_widths(&sheet, columns, count);
    sheet_filter(&sheet, TABLE_HEAD_ROW, TABLE_FIRST_ROW + (uint32_t)invoice->notices.count - 1,
                 count - 1);
    sheet_head(&sheet, TABLE_HEAD_ROW, columns, count);
    for (size_t i = 0; i < invoice->notices.count; i++) {
        const struct notice *notice = &invoice->notices.at[i];
        uint32_t row = TABLE_FIRST_ROW + (uint32_t)i;
        struct text sentence = words_notice(statement->words, statement->arena, invoice, notice);
        int lines = lines_of_text(sentence, NOTICE_WIDTH);
        struct style style = {.below = RULE_HAIRLINE};
        if (lines > 1)
            sheet_height(&sheet, row, 2 + 13.5 * lines);
        sheet_moment(&sheet, row, 0, notice->time, style);
        sheet_text(&sheet, row, 1,
                   sheet_word(statement, "sheet_notices", notice_kind_code(notice->kind)), style);
        style.wrap = lines > 1;
        sheet_text(&sheet, row, 2, sentence, style);
    }
    sheet_freeze(&sheet, TABLE_HEAD_ROW, TABLE_HEAD_ROW);
}
