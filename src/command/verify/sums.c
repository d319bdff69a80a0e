/* Reads the tables of an output folder, joins them, and holds them against each other. */

#include "tables.h"

#include <unistd.h>

bool cursor_wrong(struct cursor at, const char *column, const char *format, ...)
{
    const struct output_table *table = &at.tables->at[at.file];
    va_list arguments;

    va_start(arguments, format);
    struct text message = text_format_list(at.tables->arena, format, arguments);
    va_end(arguments);
    return verify_wrong(at.tables->report, table->name, table->rows.at[at.index].line, column,
                        "%.*s", TEXT_ARGS(message));
}

wide cursor_number(struct cursor at, size_t column, const char *name, unsigned places)
{
    struct text text = cursor_text(at, column);
    wide value = 0;

    if (text.size == 0 || decimal_parse(&value, text, places, true) == DECIMAL_OK)
        return value;
    cursor_wrong(at, name, "'%.*s' is not a number of at most %u decimals", TEXT_ARGS(text),
                 places);
    return 0;
}

void cursor_expect(struct cursor at, size_t column, const char *name, unsigned places,
                   wide expected, const char *why)
{
    wide value = cursor_number(at, column, name, places);

    if (value != expected)
        cursor_wrong(at, name, "'%.*s' is not %.*s, which is %s",
                     TEXT_ARGS(cursor_text(at, column)),
                     TEXT_ARGS(decimal_text_short(at.tables->arena, expected, places,
                                                  places < PRICE_PLACES ? places : 0)),
                     why);
}

wide sum_of(wide left, wide right)
{
    wide sum;
    if (wide_add(&sum, left, right))
        return sum;
    return left > 0 ? WIDE_MAX : -WIDE_MAX;
}

static void enter_keys(struct tables *tables, struct key_table *keys, enum output_file file,
                       const size_t *columns, size_t column_count)
{
    struct cursor at = {tables, file, 0};
    struct text parts[2];

    for (; at.index < tables->at[file].rows.count; at.index++) {
        for (size_t i = 0; i < column_count; i++)
            parts[i] = cursor_text(at, columns[i]);
        struct text key = column_count == 1 ? parts[0]
                                            : key_join(tables->arena, parts, column_count);
        if (!key_add(keys, key, at.index))
            cursor_wrong(at, "", "the row stands twice");
    }
}

static void check_documents(struct tables *tables, const struct run_facts *facts,
                            struct text folder)
{
    struct cursor at = {tables, OUTPUT_INVOICES, 0};
    const char *const names[] = {facts->pdf ? "invoice.pdf" : NULL,
                                 facts->xlsx ? "statement.xlsx" : NULL};

    for (; at.index < tables->at[OUTPUT_INVOICES].rows.count; at.index++) {
        for (size_t i = 0; i < 2; i++) {
            if (names[i] == NULL)
                continue;
            struct text name = text_format(tables->arena, "accounts/%.*s/%s",
                                           TEXT_ARGS(cursor_text(at, INVOICES_ACCOUNT)), names[i]);
            struct text path =
                text_format(tables->arena, "%.*s/%.*s", TEXT_ARGS(folder), TEXT_ARGS(name));
            if (access(path.at, F_OK) != 0)
                cursor_wrong(at, "account_id", "the document %.*s is missing", TEXT_ARGS(name));
        }
    }
}

static void check_count(struct tables *tables, enum output_file file, uint64_t count,
                        const char *name)
{
    if (tables->read[file] && tables->at[file].rows.count != count)
        verify_wrong(tables->report, TEXT("run.json"), 0, name, "%llu is not the %zu rows of %s",
                     (unsigned long long)count, tables->at[file].rows.count,
                     output_file_name(file));
}

/* All rows are of one period: a table of another month adds up in itself, too. */
static void check_periods(struct tables *tables, struct text period)
{
    static const enum output_file files[] = {OUTPUT_INVOICES, OUTPUT_LINES, OUTPUT_DETAILS};

    for (size_t i = 0; i < 3; i++) {
        struct cursor at = {tables, files[i], 0};
        for (; at.index < tables->at[files[i]].rows.count; at.index++) {
            if (!text_equal(cursor_text(at, 0), period))
                cursor_wrong(at, "period", "'%.*s' is not the period of run.json, %.*s",
                             TEXT_ARGS(cursor_text(at, 0)), TEXT_ARGS(period));
        }
    }
}

static void check_run(struct tables *tables, struct text folder)
{
    struct run_facts facts;

    verify_run_facts(&facts, folder, tables->arena, tables->report);
    if (!facts.read)
        return;
    check_count(tables, OUTPUT_INVOICES, facts.invoices, "invoices");
    check_count(tables, OUTPUT_LINES, facts.lines, "lines");
    check_periods(tables, facts.period);
    check_documents(tables, &facts, folder);
}

void verify_sums(struct verified *verified, struct text folder, struct arena *arena,
                 struct report *report)
{
    static const size_t line_key[] = {LINES_ACCOUNT, LINES_LINE};
    static const size_t pack_key[] = {PACKS_ACCOUNT, PACKS_ID};
    static const size_t invoice_key[] = {INVOICES_ACCOUNT};
    struct tables *tables = ARENA_NEW(arena, struct tables);

    tables->arena = arena;
    tables->report = report;
    tables->invoices.arena = tables->lines.arena = tables->packs.arena = arena;
    for (int i = 0; i < OUTPUT_COUNT; i++)
        tables->read[i] = output_read(&tables->at[i], (enum output_file)i, folder, arena, report);
    tables->invoice_sums =
        ARENA_ARRAY(arena, struct row_sums, tables->at[OUTPUT_INVOICES].rows.count);
    tables->line_sums = ARENA_ARRAY(arena, struct row_sums, tables->at[OUTPUT_LINES].rows.count);
    tables->pack_sums = ARENA_ARRAY(arena, struct row_sums, tables->at[OUTPUT_PACKS].rows.count);
    enter_keys(tables, &tables->invoices, OUTPUT_INVOICES, invoice_key, 1);
    enter_keys(tables, &tables->lines, OUTPUT_LINES, line_key, 2);
    enter_keys(tables, &tables->packs, OUTPUT_PACKS, pack_key, 2);
    verify_details(tables);
    verify_invoices(tables);
    check_run(tables, folder);
    verified->invoices = tables->at[OUTPUT_INVOICES].rows.count;
    verified->lines = tables->at[OUTPUT_LINES].rows.count;
    verified->details = tables->at[OUTPUT_DETAILS].rows.count;
}
