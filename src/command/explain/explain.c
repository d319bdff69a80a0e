/* `livebill explain`: an invoice, a line or a day, from its total to the rows of usage. */

#include "explain.h"

#include "livebill/base/fatal.h"
#include "livebill/command/command.h"

#include "command/progress.h"
#include "command/templates.h"

bool explained_window(const struct explanation *explanation, const struct detail *detail)
{
    return !explanation->has_day
           || (detail->start.number <= explanation->day.number
               && detail->last.number >= explanation->day.number);
}

bool explained_line(const struct explanation *explanation, const struct line *line)
{
    if (explanation->line != 0 && line->number != explanation->line)
        return false;
    if (!explanation->has_day)
        return true;
    for (size_t i = 0; i < line->details.count; i++) {
        if (explained_window(explanation, &line->details.at[i]))
            return true;
    }
    return line->source != NULL && moment_day(line->time).number == explanation->day.number;
}

size_t window_parts(const struct line *line, size_t first)
{
    size_t end = first + 1;
    while (end < line->details.count
           && line->details.at[end].start.number == line->details.at[first].start.number)
        end++;
    return end - first;
}

/* A purchase of several packs names them ENTRY_ID#1 …: an id itself holds no `#`. */
struct place pack_place(const struct explanation *explanation, struct text pack_id)
{
    const struct entry_list *entries = &explanation->pipeline->book.entries;
    struct text id = text_slice(pack_id, 0, text_find(pack_id, '#'));

    for (size_t i = 0; i < entries->count; i++) {
        if (entries->at[i].ledger == LEDGER_PACKS && text_equal(entries->at[i].id, id))
            return entries->at[i].row.place;
    }
    return (struct place){0};
}

const char *meter_unit(const struct meter *meter)
{
    switch (meter->kind) {
    case KIND_BYTES:
        return "B";
    case KIND_SECONDS:
        return "s";
    case KIND_COUNT:
        return "count";
    }
    bug("meter kind %d", (int)meter->kind);
}

const char *aggregate_code(enum aggregate aggregate)
{
    static const char *const codes[] = {
        [AGGREGATE_SUM] = "sum",
        [AGGREGATE_PEAK] = "peak",
        [AGGREGATE_P95] = "p95",
        [AGGREGATE_AVGPEAK] = "avgpeak",
        [AGGREGATE_TASK_MINUTES] = "task_minutes",
    };
    return codes[aggregate];
}

void explain_window_usage(struct explained_usage *out, const struct explanation *explanation,
                          const struct line *line, const struct detail *window)
{
    struct arena *arena = explanation->arena;

    if (!explain_usage(out, explanation->trace, line, window->start, window->last))
        bug("a quantity that was billed is too large to explain");
    if (out->quantity.nano == window->quantity.nano)
        return;
    message_print("error",
                  "line %d: the rows of %s to %s make %s, but %s was billed: the usage files "
                  "changed meanwhile, explain again",
                  line->number, day_text(arena, window->start).at, day_text(arena, window->last).at,
                  quantity_text(arena, out->quantity).at,
                  quantity_text(arena, window->quantity).at);
    fflush(stdout);
    exit(EXIT_BAD_INPUT);
}

/* The days whose rows stand behind what is shown. */
static uint32_t days_wanted(const struct explanation *explanation)
{
    const struct invoice *invoice = explanation->invoice;
    int32_t start = explanation->pipeline->book.period.start.number;
    uint32_t wanted = 0;

    for (size_t i = 0; i < invoice->lines.count; i++) {
        const struct line *line = &invoice->lines.at[i];
        for (size_t j = 0; explained_line(explanation, line) && j < line->details.count; j++) {
            const struct detail *detail = &line->details.at[j];
            for (int32_t day = detail->start.number;
                 explained_window(explanation, detail) && day <= detail->last.number; day++)
                wanted |= UINT32_C(1) << (day - start);
        }
    }
    return wanted;
}

static int explain_invoice(const struct command_line *line, const struct pipeline *pipeline,
                           const struct invoice *invoice)
{
    struct trace trace = {pipeline, invoice->account, line->arena, {{0}}};
    struct explanation explanation = {
        .pipeline = pipeline,
        .invoice = invoice,
        .trace = &trace,
        .line = line->line,
        .has_day = option_given(line, OPTION_DAY),
        .day = line->day,
        .arena = line->arena,
    };
    struct report *report = report_new(line->arena);

    if (line->line > 0 && (size_t)line->line > invoice->lines.count) {
        message_print("error", "the invoice of '%.*s' has no line %d: it has %zu",
                      TEXT_ARGS(invoice->account->id), line->line, invoice->lines.count);
        return EXIT_BAD_INPUT;
    }
    if (!trace_read(&trace, days_wanted(&explanation), report)) {
        pipeline_print_problems(line, report);
        return EXIT_BAD_INPUT;
    }
    if (line->format == RESULT_JSON)
        explain_print_json(&explanation);
    else
        explain_print_text(&explanation);
    return EXIT_PUBLISHED;
}

static int explain_month(const struct command_line *line)
{
    struct pipeline pipeline;
    bool computed = pipeline_compute(&pipeline, line, line->period);
    int status = EXIT_BAD_INPUT;

    pipeline_print_problems(line, pipeline.report);
    if (!computed)
        message_print("error", "nothing can be explained: mend the book first");
    else if (pipeline.invoices.count == 0)
        message_print("error", "account '%.*s' has no invoice in %.*s",
                      TEXT_ARGS(line->accounts.at[0]),
                      TEXT_ARGS(period_text(line->arena, line->period)));
    else
        status = explain_invoice(line, &pipeline, &pipeline.invoices.at[0]);
    if (status == EXIT_PUBLISHED && pipeline.report->count[SEVERITY_REJECT] > 0 && !pipeline.sealed)
        status = EXIT_REJECTS_ACCEPTED;
    pipeline_release(&pipeline);
    return status;
}

static int do_explain(const struct command_line *given)
{
    struct command_line line = *given;

    if (!folder_exists(line.book, line.arena))
        return usage_error(given, "there is no folder '%.*s': name the book's folder with -C",
                           TEXT_ARGS(line.book));
    if (line.accounts.count != 1)
        return usage_error(given, "--account is given twice: explain one at a time");
    if (line.format == RESULT_CSV)
        return usage_error(given, "--format: a tree is no table: write text or json");
    if (option_given(&line, OPTION_DAY) && !period_holds(line.period, line.day))
        return usage_error(given, "--day: '%.*s' is not in %.*s: name a day of the period",
                           TEXT_ARGS(day_text(line.arena, line.day)),
                           TEXT_ARGS(period_text(line.arena, line.period)));
    progress_enable(!line.quiet && !line.json);
    line.given |= TAKES(OPTION_FORMATS); /* no document is made, so no look is read */
    return explain_month(&line);
}

const struct command explain_command = {
    .name = "explain",
    .synopsis = "[-C BOOK] --period YYYY-MM --account ID [--line N]\n"
                "                        [--day D] [--format text|json] [--jobs N]",
    .summary = "why an amount is what it is, down to the rows",
    .description =
        "Bills one account again and shows where each amount comes from: the total, the\n"
        "lines, their windows with the packs drawn, the tier reached and the row of the\n"
        "price (file:line), and the usage behind them: files, number of rows, sum, and\n"
        "where a peak is charged the slot with its rows (file:line). A prepaid line or a\n"
        "refund leads to its ledger row. Nothing is written. Rejected rows are listed and\n"
        "left out, as 'run --allow-rejects' leaves them; the exit status is then 4.\n",
    .examples = "  livebill explain -C mybook --period 2024-05 --account 100000000001\n"
                "      the whole invoice\n"
                "  livebill explain -C mybook --period 2024-05 --account 100000000001 \\\n"
                "      --line 3 --day 2024-05-14\n"
                "      one line on one day\n"
                "  livebill explain -C mybook --period 2024-05 --account 100000000001 \\\n"
                "      --format json\n"
                "      the tree for a program; numbers are strings, so that none is rounded\n",
    .options = TAKES(OPTION_BOOK) | TAKES(OPTION_PERIOD) | TAKES(OPTION_ACCOUNT)
               | TAKES(OPTION_LINE) | TAKES(OPTION_DAY) | TAKES(OPTION_FORMAT) | TAKES(OPTION_JOBS)
               | TAKES_ALWAYS,
    .required = TAKES(OPTION_PERIOD) | TAKES(OPTION_ACCOUNT),
    .run = do_explain,
};
