/* What diff found: as text for people, CSV for a sheet, JSON for programs. */

#include "diff.h"

#include "livebill/base/fatal.h"
#include "livebill/value/decimal.h"

#include "command/json_value.h"

#define WINDOWS_SHOWN 5

#define CENTS(value) TEXT_ARGS(decimal_text(arena, (value), MONEY_PLACES))
#define E8(value)    TEXT_ARGS(decimal_text(arena, (value), PRICE_PLACES))
#define NANO(value)  TEXT_ARGS(decimal_text_short(arena, (value), QUANTITY_PLACES, 0))

struct text change_text(struct arena *arena, wide change, unsigned places)
{
    return text_format(arena, "%s%.*s", change > 0 ? "+" : "",
                       TEXT_ARGS(decimal_text(arena, change, places)));
}

static const char *line_state(const struct diff_line *line)
{
    return !line->was_there ? "added" : !line->is_there ? "removed" : "changed";
}

/* Text. */

static void print_causes(const struct causes *causes, struct arena *arena)
{
    const char *between = "";
    for (int i = 0; i < CAUSE_COUNT; i++) {
        if (causes->e8[i] == 0)
            continue;
        printf("%s%s %.*s", between, cause_code((enum cause)i),
               TEXT_ARGS(change_text(arena, causes->e8[i], PRICE_PLACES)));
        between = ", ";
    }
    if (*between == '\0')
        printf("the amount is the same");
    putchar('\n');
}

static void print_window(const struct diff_window *window, const struct diff_line *line,
                         struct arena *arena)
{
    printf("      %.*s", TEXT_ARGS(window->start));
    if (!text_equal(window->start, window->end))
        printf(" to %.*s", TEXT_ARGS(window->end));
    printf(": %.*s -> %.*s %.*s, %.*s -> %.*s: ", NANO(window->quantity_before),
           NANO(window->quantity_after), TEXT_ARGS(line->unit), E8(window->amount_before),
           E8(window->amount_after));
    print_causes(&window->causes, arena);
}

static void print_line(const struct diff_line *line, struct arena *arena)
{
    const struct text words[] = {line->kind, line->item, line->region, line->spec, line->reference};

    printf("  %.*s ", TEXT_ARGS(change_text(arena, line->after - line->before, MONEY_PLACES)));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].size > 0)
            printf(" %.*s", TEXT_ARGS(words[i]));
    }
    printf(": %.*s -> %.*s", CENTS(line->before), CENTS(line->after));
    if (line->was_there != line->is_there)
        printf(" (%s)", line_state(line));
    putchar('\n');
    if (line->item.size == 0)
        return;
    fputs("    ", stdout);
    print_causes(&line->causes, arena);
    for (size_t i = 0; i < line->windows.count && i < WINDOWS_SHOWN; i++)
        print_window(&line->windows.at[i], line, arena);
    if (line->windows.count > WINDOWS_SHOWN)
        printf("      and %zu more (--format json has them all)\n",
               line->windows.count - WINDOWS_SHOWN);
}

static void print_text(const struct diff *diff, struct arena *arena)
{
    size_t documents = 0;

    for (size_t i = 0; i < diff->accounts.count; i++) {
        const struct diff_account *account = &diff->accounts.at[i];
        printf("%.*s: total %.*s -> %.*s %.*s, %.*s\n", TEXT_ARGS(account->id),
               CENTS(account->before), CENTS(account->after), TEXT_ARGS(account->currency),
               TEXT_ARGS(change_text(arena, account->after - account->before, MONEY_PLACES)));
        for (size_t j = 0; j < account->lines.count; j++)
            print_line(&account->lines.at[j], arena);
    }
    for (size_t i = 0; i < diff->files.count; i++) {
        const struct diff_file *file = &diff->files.at[i];
        if (text_starts(file->name, TEXT("accounts/")))
            documents++;
        else
            printf("%.*s: %s\n", TEXT_ARGS(file->name), file->state);
    }
    if (documents > 0)
        printf("accounts/: %zu document%s\n", documents, documents == 1 ? " differs" : "s differ");
    if (diff->accounts.count == 0 && diff->files.count == 0)
        puts("the same");
}

/* CSV. */

static void print_csv_line(const struct diff_account *account, const struct diff_line *line,
                           struct arena *arena)
{
    printf("%.*s,%.*s,%.*s,%.*s,%.*s,%.*s,%.*s,%s,%.*s,%.*s,%.*s", TEXT_ARGS(account->id),
           TEXT_ARGS(account->currency), TEXT_ARGS(line->kind), TEXT_ARGS(line->item),
           TEXT_ARGS(line->region), TEXT_ARGS(line->spec), TEXT_ARGS(line->reference),
           line_state(line), CENTS(line->before), CENTS(line->after),
           CENTS(line->after - line->before));
    for (int i = 0; i < CAUSE_COUNT; i++)
        printf(",%.*s", E8(line->causes.e8[i]));
    putchar('\n');
}

/* All fields are identifiers, codes and numbers (formats.md §1): none needs quotes. */
static void print_csv(const struct diff *diff, struct arena *arena)
{
    fputs("account_id,currency,kind,item,region,spec,reference,state,old,new,change", stdout);
    for (int i = 0; i < CAUSE_COUNT; i++)
        printf(",%s", cause_code((enum cause)i));
    putchar('\n');
    for (size_t i = 0; i < diff->accounts.count; i++) {
        const struct diff_account *account = &diff->accounts.at[i];
        for (size_t j = 0; j < account->lines.count; j++)
            print_csv_line(account, &account->lines.at[j], arena);
    }
}

/* JSON. */

static json_t *json_of_causes(const struct causes *causes, struct arena *arena)
{
    json_t *object = json_made(json_object());
    for (int i = 0; i < CAUSE_COUNT; i++) {
        if (causes->e8[i] != 0)
            json_put_text(object, cause_code((enum cause)i),
                          decimal_text(arena, causes->e8[i], PRICE_PLACES));
    }
    return object;
}

static void put_change(json_t *object, wide before, wide after, unsigned places,
                       struct arena *arena)
{
    json_put_text(object, "old", decimal_text(arena, before, places));
    json_put_text(object, "new", decimal_text(arena, after, places));
    json_put_text(object, "change", decimal_text(arena, after - before, places));
}

static json_t *json_of_window(const struct diff_window *window, struct arena *arena)
{
    json_t *object = json_made(json_object());
    json_put_text(object, "start", window->start);
    json_put_text(object, "end", window->end);
    json_put_text(object, "old_quantity",
                  decimal_text_short(arena, window->quantity_before, QUANTITY_PLACES, 0));
    json_put_text(object, "new_quantity",
                  decimal_text_short(arena, window->quantity_after, QUANTITY_PLACES, 0));
    put_change(object, window->amount_before, window->amount_after, PRICE_PLACES, arena);
    json_put(object, "causes", json_of_causes(&window->causes, arena));
    return object;
}

static json_t *json_of_line(const struct diff_line *line, struct arena *arena)
{
    json_t *object = json_made(json_object()), *windows = json_made(json_array());
    json_put_text(object, "kind", line->kind);
    json_put_text(object, "item", line->item);
    json_put_text(object, "region", line->region);
    json_put_text(object, "spec", line->spec);
    json_put_text(object, "reference", line->reference);
    json_put_text(object, "state", text_of(line_state(line)));
    put_change(object, line->before, line->after, MONEY_PLACES, arena);
    json_put(object, "causes", json_of_causes(&line->causes, arena));
    for (size_t i = 0; i < line->windows.count; i++)
        json_append(windows, json_of_window(&line->windows.at[i], arena));
    json_put(object, "windows", windows);
    return object;
}

static void print_json(const struct diff *diff, struct arena *arena)
{
    json_t *root = json_made(json_object()), *accounts = json_made(json_array());
    json_t *files = json_made(json_array());

    for (size_t i = 0; i < diff->accounts.count; i++) {
        const struct diff_account *account = &diff->accounts.at[i];
        json_t *object = json_made(json_object()), *lines = json_made(json_array());
        json_put_text(object, "account_id", account->id);
        json_put_text(object, "currency", account->currency);
        put_change(object, account->before, account->after, MONEY_PLACES, arena);
        for (size_t j = 0; j < account->lines.count; j++)
            json_append(lines, json_of_line(&account->lines.at[j], arena));
        json_put(object, "lines", lines);
        json_append(accounts, object);
    }
    for (size_t i = 0; i < diff->files.count; i++) {
        json_t *object = json_made(json_object());
        json_put_text(object, "file", diff->files.at[i].name);
        json_put_text(object, "state", text_of(diff->files.at[i].state));
        json_append(files, object);
    }
    json_put(root, "accounts", accounts);
    json_put(root, "files", files);
    json_print(root);
}

void diff_print(const struct diff *diff, enum result_format format, struct arena *arena)
{
    switch (format) {
    case RESULT_TEXT:
        print_text(diff, arena);
        return;
    case RESULT_CSV:
        print_csv(diff, arena);
        return;
    case RESULT_JSON:
        print_json(diff, arena);
        return;
    }
    bug("result format %d", (int)format);
}
