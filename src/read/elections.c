#include "accounts.h"

#include "entries.h"
#include "sealed_copy.h"
#include "read/rows/table.h"

enum { ELECTION_TIME, ELECTION_ACCOUNT, ELECTION_SCOPE, ELECTION_MODE, ELECTION_COLUMNS };

static const struct column columns[ELECTION_COLUMNS] = {
    [ELECTION_TIME] = {"requested_at", true},
    [ELECTION_ACCOUNT] = {"account_id", true},
    [ELECTION_SCOPE] = {"scope", true},
    [ELECTION_MODE] = {"mode", true},
};

/* Both in the order of their enums. */
static const struct words scopes = {"a scope", {"mainland", "overseas", "all"}};
static const struct words modes = {"a mode",
                                   {"traffic_day", "bandwidth_day", "traffic_month",
                                    "bandwidth_p95_month", "bandwidth_avgpeak_month"}};

struct elections_reading {
    struct book *book;
    const struct sealed_copy *copy;
};

static void take_election(void *context, const struct form *whole)
{
    struct elections_reading *reading = context;
    struct book *book = reading->book;
    struct election election = {0};
    size_t scope, mode;
    struct form form = *whole;

    if (entry_is_sealed(whole, ELECTION_TIME, book, reading->copy, SEALED_ELECTIONS))
        return;
    if (!entry_concerns_period(whole, ELECTION_TIME, book))
        form.report = NULL;
    if (!field_check_encoding(&form) || !field_moment(&election.requested_at, &form, ELECTION_TIME)
        || !entry_account(&election.account, &form, ELECTION_ACCOUNT, book)
        || !field_word(&scope, &form, ELECTION_SCOPE, &scopes)
        || !field_word(&mode, &form, ELECTION_MODE, &modes) || form.report == NULL)
        return;
    election.scope = (enum election_scope)scope;
    election.mode = (enum mode)mode;
    election.row = field_row(&form);
    election.written = election.requested_at;
    if (reading->copy != NULL
        && election.requested_at.seconds < moment_of_day(book->period.start).seconds) {
        if (sealed_copy_has_election(reading->copy, &election, form.arena))
            return;
        election.requested_at = moment_of_day(book->period.start);
        election.late = true;
    }
    *LIST_ADD(form.arena, &book->elections) = election;
}

bool elections_read(struct book *book, const struct sealed_copy *copy, struct arena *arena,
                    struct report *report)
{
    struct elections_reading reading = {book, copy};
    struct table table = {columns, ELECTION_COLUMNS, SEVERITY_REJECT, take_election, &reading};
    struct table_file file = {.encoding = book->settings.input.encoding};
    size_t errors = report->count[SEVERITY_ERROR];

    if (!table_find(&file, book->folder, TEXT("elections.csv"), arena, report))
        return report->count[SEVERITY_ERROR] == errors;
    return table_read(book, &table, &file, arena, report);
}
