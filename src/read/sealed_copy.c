#include "sealed_copy.h"

#include "accounts.h"
#include "entries.h"
#include "settings.h"

static void keep_row(struct sealed_copy *copy, int file, struct text raw)
{
    id_set_use(&copy->rows[file], raw, 1);
}

/* An entry whose outcome the carry does not hold was refused; payments and bans never are. */
static bool took_effect(const struct carry *carry, const struct entry *entry)
{
    if (entry->ledger == LEDGER_PAYMENTS
        || (entry->event != EVENT_PURCHASE && entry->event != EVENT_GRANT))
        return true;
    return carry_entry(carry, entry->ledger, entry->id) != NULL;
}

static void keep_entries(struct sealed_copy *copy, const struct carry *carry)
{
    struct entry_list *entries = &copy->book.entries;
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->at[i];
        keep_row(copy, (int)entry->ledger, entry->row.raw);
        if (took_effect(carry, entry))
            id_set_use(&copy->ids[entry->ledger], entry->id, 1);
    }
    for (size_t i = 0; i < copy->book.elections.count; i++)
        keep_row(copy, SEALED_ELECTIONS, copy->book.elections.at[i].row.raw);
}

/* Rows that were rejected for their form, reviewed and sealed with the rest. */
static void keep_rejected(struct sealed_copy *copy, const struct report *report)
{
    for (size_t i = 0; i < report->problems.count; i++) {
        const struct problem *problem = &report->problems.at[i];
        int file = 0;
        if (problem->severity != SEVERITY_REJECT)
            continue;
        while (file < LEDGER_COUNT
               && !text_starts(problem->row.place.file, text_of(ledger_file((enum ledger)file))))
            file++;
        keep_row(copy, file, problem->row.raw);
    }
}

struct sealed_copy *sealed_copy_read(const struct book *book, struct arena *arena)
{
    struct sealed_copy *copy = ARENA_NEW(arena, struct sealed_copy);
    struct report *report = report_new(arena);

    copy->book = (struct book){
        .folder = book->carry->folder,
        .period = book->carry->period,
        .billed_end = book->period.start,
        .accounts = book->accounts,
    };
    for (int i = 0; i <= LEDGER_COUNT; i++)
        copy->rows[i].arena = arena;
    for (int i = 0; i < LEDGER_COUNT; i++)
        copy->ids[i].arena = arena;
    settings_read(&copy->book.settings, copy->book.folder, arena, report);
    elections_read(&copy->book, NULL, arena, report);
    ledgers_read(&copy->book, NULL, arena, report);
    keep_entries(copy, book->carry);
    keep_rejected(copy, report);
    return copy;
}

bool sealed_copy_has_row(const struct sealed_copy *copy, int file, struct text raw)
{
    return id_set_has(&copy->rows[file], raw);
}

bool sealed_copy_has_entry(const struct sealed_copy *copy, enum ledger ledger, struct text id)
{
    return id_set_has(&copy->ids[ledger], id);
}
