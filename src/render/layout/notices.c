#include "folio.h"

#include <math.h>

#define MARK_SIZE    5.0
#define TIME_AT      11.0
#define SENTENCE_GAP 9.0

/* A row of the invoice: notices of one kind, detail and reference, merged. It stands at the time of
 * the last of them, so that the list ends with what holds at its end. */
struct notice_row {
    const struct notice *notice; /* NULL: a refund */
    const struct line *refund;
    struct moment first, time; /* time: of the last */
    size_t times;
    bool alert;
    struct text when;
    struct lines sentence;
};

struct notice_rows {
    struct notice_row *at;
    size_t count, capacity;
    double widest; /* of the times */
};

static bool is_alert(enum notice_kind kind)
{
    switch (kind) {
    case NOTICE_ARREARS:
    case NOTICE_SUSPENDED:
    case NOTICE_REFUND_DENIED:
    case NOTICE_UNLICENSED_USAGE:
    case NOTICE_LEB_IN_MINIPROGRAM:
    case NOTICE_USAGE_WHILE_SUSPENDED:
    case NOTICE_USAGE_WHILE_CLOSED:
    case NOTICE_VOD_UNREADABLE:
    case NOTICE_COS_POLICY:
        return true;
    default:
        return false;
    }
}

static struct notice_row *find_row(struct notice_rows *rows, const struct notice *notice)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct notice *other = rows->at[i].notice;
        if (other != NULL && other->kind == notice->kind
            && text_equal(other->detail, notice->detail)
            && text_equal(other->reference, notice->reference))
            return &rows->at[i];
    }
    return NULL;
}

/* The row becomes the last of the list, which is in the order of time like the notices. */
static struct notice_row *move_to_end(struct notice_rows *rows, struct notice_row *row)
{
    struct notice_row moved = *row, *last = &rows->at[rows->count - 1];

    for (; row < last; row++)
        row[0] = row[1];
    *last = moved;
    return last;
}

static void add_notices(struct notice_rows *rows, const struct folio *folio)
{
    const struct notice_list *notices = &folio->invoice->notices;

    for (size_t i = 0; i < notices->count; i++) {
        const struct notice *notice = &notices->at[i];
        struct notice_row *row;
        if (!choice_has(&folio->layout->notices, notice->kind))
            continue;
        row = find_row(rows, notice);
        if (row == NULL) {
            row = LIST_ADD(folio->arena, rows);
            *row = (struct notice_row){
                .notice = notice, .first = notice->time, .alert = is_alert(notice->kind)};
        }
        row = move_to_end(rows, row);
        row->time = notice->time;
        row->times++;
    }
}

/* Refunds that were granted are lines, not notices: each gives a row. */
static void add_refunds(struct notice_rows *rows, const struct folio *folio)
{
    const struct invoice *invoice = folio->invoice;

    if (!choice_has(&folio->layout->notices, NOTICE_REFUND))
        return;
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        size_t at = rows->count;
        if (line->kind != LINE_REFUND)
            continue;
        LIST_ADD(folio->arena, rows);
        for (; at > 0 && rows->at[at - 1].time.seconds > line->time.seconds; at--)
            rows->at[at] = rows->at[at - 1];
        rows->at[at] = (struct notice_row){.refund = line, .time = line->time, .times = 1};
    }
}

static struct text refund_sentence(const struct folio *folio, const struct line *line)
{
    struct money given = {-line->amount.minor};

    return words_fill(
        folio->arena, folio_word(folio, "notices", "refund"), "name",
        words_name(folio->words, line->name_zh, line->name_en), "entry", line->reference, "amount",
        words_money_sign(folio->words, folio->arena, given, folio->invoice->account->currency),
        NULL);
}

static struct text merged(const struct folio *folio, const struct notice_row *row)
{
    return words_fill(folio->arena, folio_word(folio, "notices", "merged"), "first",
                      words_moment(folio->words, folio->arena, row->first), "n",
                      text_format(folio->arena, "%zu", row->times), NULL);
}

static void finish_rows(struct notice_rows *rows, const struct folio *folio)
{
    bool english = folio->invoice->account->language == LANGUAGE_EN; /* 。 brings its own space */
    struct type time = type_grey(folio, folio->layout->type.detail);
    struct type type = type_ink(folio, folio->layout->type.table);

    for (size_t i = 0; i < rows->count; i++) {
        struct notice_row *row = &rows->at[i];
        row->when = words_moment(folio->words, folio->arena, row->time);
        rows->widest = fmax(rows->widest, folio_width(folio, time, row->when));
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct notice_row *row = &rows->at[i];
        struct text sentence = row->notice == NULL ? refund_sentence(folio, row->refund)
                                                   : words_notice(folio->words, folio->arena,
                                                                  folio->invoice, row->notice);
        if (row->times > 1)
            sentence = text_format(folio->arena, "%.*s%s%.*s", TEXT_ARGS(sentence),
                                   english ? " " : "", TEXT_ARGS(merged(folio, row)));
        row->sentence = folio_wrap(folio, type,
                                   CONTENT_WIDTH - TIME_AT - rows->widest - SENTENCE_GAP, sentence);
    }
}

static double notice_height(const struct notice_row *row)
{
    return ROW_HEIGHT + NAME_LEADING * fmax((double)row->sentence.count - 1, 0);
}

static void draw_notice(struct folio *folio, const struct notice_rows *rows,
                        const struct notice_row *row)
{
    const struct layout *layout = folio->layout;
    double y = folio->y + ROW_BASELINE, mark = folio->y + 5.2;

    if (row->alert)
        pdf_fill(folio->page, layout->colour.alert,
                 (struct rectangle){folio->left, mark, MARK_SIZE, MARK_SIZE});
    else
        pdf_frame(folio->page, layout->colour.accent, 0.75,
                  (struct rectangle){folio->left + 0.375, mark + 0.375, MARK_SIZE - 0.75,
                                     MARK_SIZE - 0.75});
    folio_left(folio, type_grey(folio, layout->type.detail), folio->left + TIME_AT, y, row->when);
    folio_lines(folio, type_ink(folio, layout->type.table),
                folio->left + TIME_AT + rows->widest + SENTENCE_GAP, y, NAME_LEADING,
                row->sentence);
    folio->y += notice_height(row);
    folio_hairline(folio, folio->left, CONTENT_WIDTH, folio->y);
}

static void draw_heading(struct folio *folio, struct text title)
{
    folio_heading(folio, folio->left, CONTENT_WIDTH, title);
    folio->y += HEADING_HEIGHT;
    folio->fresh = false;
}

void layout_notices(struct folio *folio)
{
    struct notice_rows rows = {0};
    struct text title = folio_word(folio, "pay", "notices");

    add_notices(&rows, folio);
    add_refunds(&rows, folio);
    if (rows.count == 0)
        return;
    finish_rows(&rows, folio);
    folio_section(folio, HEADING_HEIGHT + notice_height(&rows.at[0]));
    folio_bookmark(folio, title);
    draw_heading(folio, title);
    for (size_t i = 0; i < rows.count; i++) {
        if (!folio_fits(folio, notice_height(&rows.at[i]))) {
            folio_turn(folio);
            draw_heading(folio,
                         text_format(folio->arena, "%.*s%s%.*s", TEXT_ARGS(title),
                                     folio->invoice->account->language == LANGUAGE_EN ? " " : "",
                                     TEXT_ARGS(folio_word(folio, "blocks", "continued"))));
        }
        draw_notice(folio, &rows, &rows.at[i]);
    }
}
