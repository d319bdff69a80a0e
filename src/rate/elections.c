/* R4: which mode an account's traffic is charged in on each day. */

#include "livebill/rate/rating.h"

/* One account and scope, as elections are taken one after another. */
struct standing {
    enum mode mode; /* in force */
    bool pending;   /* a change is still to come */
    enum mode next;
    struct day next_on;
    bool elected;
    struct day elected_on; /* the last day with an election, ignored ones included */
};

static uint8_t *calendar_days(struct mode_calendar *calendar, size_t account, enum scope scope)
{
    return &calendar->mode[(account * SCOPE_COUNT + scope) * 31];
}

/* From `day` on the mode is in force, as far as the period goes. */
static void calendar_set_from(struct mode_calendar *calendar, size_t account, enum scope scope,
                              struct day day, enum mode mode)
{
    uint8_t *days = calendar_days(calendar, account, scope);
    int first = day.number - calendar->period.start.number;
    for (int i = first < 0 ? 0 : first; i < period_days(calendar->period); i++)
        days[i] = (uint8_t)mode;
}

struct settling {
    struct mode_calendar *calendar;
    struct standing *standings; /* by account, then scope */
};

/* A pending change whose day has come is in force. */
static struct standing *standing_on(struct settling *settling, size_t account, enum scope scope,
                                    struct day day)
{
    struct standing *standing = &settling->standings[account * SCOPE_COUNT + scope];
    if (standing->pending && standing->next_on.number <= day.number) {
        standing->mode = standing->next;
        standing->pending = false;
        calendar_set_from(settling->calendar, account, scope, standing->next_on, standing->mode);
    }
    return standing;
}

static bool concerns(enum election_scope election, enum scope scope)
{
    return election == ELECTION_ALL || (election == ELECTION_MAINLAND) == (scope == SCOPE_MAINLAND);
}

static bool is_second(struct settling *settling, const struct election *election, struct day day)
{
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        const struct standing *standing =
            standing_on(settling, election->account->index, (enum scope)scope, day);
        if (concerns(election->scope, (enum scope)scope) && standing->elected
            && standing->elected_on.number == day.number)
            return true;
    }
    return false;
}

/* True where the election changes the mode of the scope. */
static bool elect(struct standing *standing, enum mode mode, struct day day)
{
    standing->elected = true;
    standing->elected_on = day;
    standing->pending = mode != standing->mode;
    if (!standing->pending)
        return false;
    standing->next = mode;
    standing->next_on = mode_is_daily(standing->mode) ? day_after(day, 1) : period_of_day(day).end;
    return true;
}

static bool settle_election(struct settling *settling, struct charges *charges,
                            const struct election *election, struct arena *arena,
                            struct report *report)
{
    struct day day = moment_day(election->requested_at);
    size_t account = election->account->index;
    bool changed = false;

    if (is_second(settling, election, day))
        return report_reject(report, &election->row, TEXT("requested_at"), CODE_SECOND_ELECTION,
                             "remove one of the two rows, or date it to another day (R4)",
                             "account '%.*s' has an election on that day in that scope already",
                             TEXT_ARGS(election->account->id));
    if (election->late) {
        struct notice *notice = LIST_ADD(arena, &charges->accounts[account].notices);
        notice->time = election->requested_at;
        notice->kind = NOTICE_LATE_ENTRY;
        notice->detail = TEXT("elections.csv");
    }
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        if (concerns(election->scope, (enum scope)scope))
            changed |=
                elect(standing_on(settling, account, (enum scope)scope, day), election->mode, day);
    }
    if (!changed && period_holds(settling->calendar->period, day)) {
        struct notice *notice = LIST_ADD(arena, &charges->accounts[account].notices);
        notice->time = election->requested_at;
        notice->kind = NOTICE_ELECTION_IGNORED;
    }
    return true;
}

/* Of time, then file line (formats.md §6); late ones, which count at one time, of their own. */
static int compare_elections(const void *left_void, const void *right_void)
{
    const struct election *left = *(const struct election *const *)left_void;
    const struct election *right = *(const struct election *const *)right_void;
    if (left->requested_at.seconds != right->requested_at.seconds)
        return left->requested_at.seconds < right->requested_at.seconds ? -1 : 1;
    if (left->written.seconds != right->written.seconds)
        return left->written.seconds < right->written.seconds ? -1 : 1;
    return (left->row.place.line > right->row.place.line)
           - (left->row.place.line < right->row.place.line);
}

static const struct election **elections_in_order(const struct election_list *elections,
                                                  struct arena *arena)
{
    const struct election **order = ARENA_ARRAY(arena, const struct election *, elections->count);
    for (size_t i = 0; i < elections->count; i++)
        order[i] = &elections->at[i];
    if (elections->count > 1)
        qsort(order, elections->count, sizeof *order, compare_elections);
    return order;
}

/* R13: the modes that the sealed period before left in force, and its pending changes. */
static void open_modes(struct settling *settling, const struct book *book)
{
    struct day start = book->period.start;
    for (size_t i = 0; book->carry != NULL && i < book->carry->modes.count; i++) {
        const struct carried_mode *carried = &book->carry->modes.at[i];
        const struct account *account = account_find(&book->accounts, carried->account);
        if (account == NULL)
            continue;
        struct standing *standing =
            &settling->standings[account->index * SCOPE_COUNT + carried->scope];
        standing->mode = carried->mode;
        standing->pending = carried->pending;
        standing->next = carried->next;
        standing->next_on = carried->next_on;
        calendar_set_from(settling->calendar, account->index, carried->scope, start, carried->mode);
    }
}

/* Accounts that never left the first mode need no record. */
static void carry_modes(struct charges *charges, const struct settling *settling,
                        const struct book *book, struct arena *arena)
{
    for (size_t i = 0; i < book->accounts.count * SCOPE_COUNT; i++) {
        const struct standing *standing = &settling->standings[i];
        if (standing->mode == MODE_TRAFFIC_DAY && !standing->pending)
            continue;
        *LIST_ADD(arena, &charges->next.modes) = (struct carried_mode){
            .account = book->accounts.at[i / SCOPE_COUNT].id,
            .scope = (enum scope)(i % SCOPE_COUNT),
            .mode = standing->mode,
            .pending = standing->pending,
            .next = standing->next,
            .next_on = standing->next_on,
        };
    }
}

bool elections_settle(struct mode_calendar *calendar, struct charges *charges,
                      const struct book *book, struct arena *arena, struct report *report)
{
    size_t scopes = book->accounts.count * SCOPE_COUNT;
    struct settling settling = {calendar, ARENA_ARRAY(arena, struct standing, scopes)};
    const struct election **order = elections_in_order(&book->elections, arena);

    *calendar = (struct mode_calendar){book->period, ARENA_ARRAY(arena, uint8_t, scopes * 31)};
    open_modes(&settling, book);
    for (size_t i = 0; i < book->elections.count; i++) {
        if (moment_day(order[i]->requested_at).number < book->billed_end.number)
            settle_election(&settling, charges, order[i], arena, report);
    }
    for (size_t i = 0; i < scopes; i++)
        standing_on(&settling, i / SCOPE_COUNT, (enum scope)(i % SCOPE_COUNT),
                    day_after(book->period.end, -1));
    carry_modes(charges, &settling, book, arena);
    return true;
}
