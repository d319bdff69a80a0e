#include "sealed_copy.h"

#include "accounts.h"
#include "entries.h"
#include "settings.h"

static void keep_row(struct sealed_copy *copy, int file, struct text raw)
{
    id_set_use(&copy->rows[file], raw, 1);
}

/* An election has no id: it is what it says, however its row is written. */
static struct text election_key(const struct election *election, struct arena *arena)
{
    return text_format(arena, "%lld %.*s %d %d", (long long)election->written.seconds,
                       TEXT_ARGS(election->account->id), (int)election->scope, (int)election->mode);
}

static bool refers_to(const struct entry *entry, const struct entry *other)
{
    return other->ledger == entry->ledger && other->account == entry->account
           && text_equal(other->id, entry->reference);
}

/* A request refers to an earlier purchase or grant that took effect, most often one of late. */
static bool request_stood(const struct sealed_copy *copy, const struct entry *request)
{
    size_t i =
        sealed_copy_has_entry(copy, request->ledger, request->reference) ? copy->entries.count : 0;

    while (i-- > 0) {
        const struct entry *entry = &copy->entries.at[i];
        if ((entry->event == EVENT_PURCHASE || entry->event == EVENT_GRANT)
            && refers_to(request, entry))
            return true;
    }
    return false;
}

/* A block refers to a request before the period's end, wherever it stands (R9). */
static bool block_stood(const struct book *sealed, const struct entry *block)
{
    for (size_t i = 0; i < sealed->entries.count; i++) {
        const struct entry *entry = &sealed->entries.at[i];
        if (entry->event == EVENT_REFUND_REQUEST && refers_to(block, entry))
            return true;
    }
    return false;
}

/*
 * Whether an entry took effect. A purchase or grant whose outcome the carry does not hold was
 * refused, and so was one that counted only after the period: it was corrected later. Payments
 * and bans are never refused.
 */
static bool took_effect(const struct sealed_copy *copy, const struct book *sealed,
                        const struct carry *carry, const struct entry *entry)
{
    const struct carried_entry *carried;

    if (entry->ledger == LEDGER_PAYMENTS)
        return true;
    switch (entry->event) {
    case EVENT_PURCHASE:
    case EVENT_GRANT:
        carried = carry_entry(carry, entry->ledger, entry->id);
        return carried != NULL && carried->time.seconds < moment_of_day(sealed->period.end).seconds;
    case EVENT_REFUND_REQUEST:
        return request_stood(copy, entry);
    case EVENT_REFUND_BLOCK:
        return block_stood(sealed, entry);
    default:
        return true;
    }
}

/* Money is in the balance; a block counts wherever it and its request stand, refused or not. */
static bool is_looked_at(const struct entry *entry, bool stood)
{
    return entry->ledger != LEDGER_PAYMENTS
           && (stood || entry->event == EVENT_REFUND_REQUEST || entry->event == EVENT_REFUND_BLOCK);
}

/* What no earlier period knew; a row that was edited after it was sealed counts as sealed. */
static void keep_entry(struct sealed_copy *copy, const struct book *sealed,
                       const struct carry *carry, struct entry entry, struct arena *arena)
{
    const struct carried_entry *carried = carry_entry(carry, entry.ledger, entry.id);

    id_set_use(&copy->seen[entry.ledger], entry.id, 1);
    if (sealed_copy_has_row(copy, (int)entry.ledger, entry.row.raw))
        return;
    keep_row(copy, (int)entry.ledger, entry.row.raw);
    if (sealed_copy_has_entry(copy, entry.ledger, entry.id))
        return;
    bool stood = took_effect(copy, sealed, carry, &entry);
    if (stood)
        id_set_use(&copy->ids[entry.ledger], entry.id, 1);
    if (stood && carried != NULL)
        entry.time = carried->time;
    entry.sealed = true;
    if (is_looked_at(&entry, stood))
        *LIST_ADD(arena, &copy->entries) = entry;
}

static void keep_rows(struct sealed_copy *copy, const struct book *sealed,
                      const struct carry *carry, struct arena *arena)
{
    for (size_t i = 0; i < sealed->entries.count; i++)
        keep_entry(copy, sealed, carry, sealed->entries.at[i], arena);
    for (size_t i = 0; i < sealed->elections.count; i++)
        keep_row(copy, SEALED_ELECTIONS, election_key(&sealed->elections.at[i], arena));
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

static FILE *open_copy(const struct carry *carry, struct period period, const char *name,
                       struct arena *arena)
{
    return fopen(text_format(arena, "%.*s/%s/book/%s", TEXT_ARGS(carry->closed),
                             period_text(arena, period).at, name)
                     .at,
                 "rb");
}

/* Whether the later file begins with all lines of the earlier one; a file that is not there has
 * none. */
static bool file_grew(FILE *earlier, FILE *later)
{
    int last = '\n', next = EOF;

    while (earlier != NULL && (next = getc_unlocked(earlier)) != EOF) {
        if (later == NULL || getc_unlocked(later) != next)
            return false;
        last = next;
    }
    return last == '\n';
}

/*
 * Whether the copy of the period after holds all rows of that of the period, in their places: rows
 * were added at the end since, as in most books, and the earlier copy has nothing of its own.
 */
static bool copy_grew(const struct carry *carry, struct period period, struct arena *arena)
{
    bool grew = true;

    for (int i = 0; i <= LEDGER_COUNT && grew; i++) {
        const char *name = i < LEDGER_COUNT ? ledger_file((enum ledger)i) : "elections.csv";
        FILE *earlier = open_copy(carry, period, name, arena);
        FILE *later = open_copy(carry, period_after(period), name, arena);
        FILE *packed = open_copy(carry, period, text_format(arena, "%s.gz", name).at, arena);
        grew = packed == NULL && file_grew(earlier, later);
        if (earlier != NULL)
            fclose(earlier);
        if (later != NULL)
            fclose(later);
        if (packed != NULL)
            fclose(packed);
    }
    return grew;
}

static void read_copy(struct sealed_copy *copy, const struct book *book, struct period period,
                      struct arena *arena)
{
    const struct carry *carry = book->carry;
    struct report *report = report_new(arena);
    struct book sealed = {
        .folder = text_format(arena, "%.*s/%s/book", TEXT_ARGS(carry->closed),
                              period_text(arena, period).at),
        .period = period,
        .billed_end = period.end,
        .accounts = book->accounts,
    };

    settings_read(&sealed.settings, sealed.folder, arena, report);
    elections_read(&sealed, NULL, arena, report);
    ledgers_read(&sealed, NULL, arena, report);
    keep_rows(copy, &sealed, carry, arena);
    keep_rejected(copy, report);
}

/* An entry that only a lost month held would be gone with all that it still is worth. */
static void check_seen(const struct sealed_copy *copy, const struct carry *carry,
                       struct arena *arena, struct report *report)
{
    struct text name =
        text_format(arena, "closed/%s/carry.csv", period_text(arena, carry->period).at);

    for (size_t i = 0; i < carry->entries.count; i++) {
        const struct carried_entry *entry = &carry->entries.at[i];
        if (!id_set_has(&copy->seen[entry->ledger], entry->id))
            report_error(report, (struct place){name, 0}, TEXT("id"), CODE_SEALED,
                         "restore the sealed folders of earlier months from a backup",
                         "the row of '%.*s' is not in any sealed copy of %s", TEXT_ARGS(entry->id),
                         ledger_file(entry->ledger));
    }
}

struct sealed_copy *sealed_copy_read(const struct book *book, struct arena *arena,
                                     struct report *report)
{
    struct sealed_copy *copy = ARENA_NEW(arena, struct sealed_copy);
    const struct carry *carry = book->carry;

    for (int i = 0; i <= LEDGER_COUNT; i++)
        copy->rows[i].arena = arena;
    for (int i = 0; i < LEDGER_COUNT; i++)
        copy->ids[i].arena = copy->seen[i].arena = arena;
    for (struct period period = carry->first; period.start.number <= carry->period.start.number;
         period = period_after(period)) {
        bool last = period.start.number == carry->period.start.number;
        if (last || !copy_grew(carry, period, arena))
            read_copy(copy, book, period, arena);
    }
    check_seen(copy, carry, arena, report);
    return copy;
}

bool sealed_copy_has_row(const struct sealed_copy *copy, int file, struct text raw)
{
    return id_set_has(&copy->rows[file], raw);
}

bool sealed_copy_has_election(const struct sealed_copy *copy, const struct election *election,
                              struct arena *arena)
{
    return sealed_copy_has_row(copy, SEALED_ELECTIONS, election_key(election, arena));
}

bool sealed_copy_has_entry(const struct sealed_copy *copy, enum ledger ledger, struct text id)
{
    return id_set_has(&copy->ids[ledger], id);
}
