/* R6: packs, their draws day by day, and how they stand at the end. */

#include "settlement.h"

#include "livebill/base/fatal.h"

static int compare_packs(const struct pack *left, const struct pack *right)
{
    if (left->expiry.number != right->expiry.number)
        return left->expiry.number < right->expiry.number ? -1 : 1;
    int64_t earlier = left->purchase->entry->time.seconds;
    int64_t later = right->purchase->entry->time.seconds;
    if (earlier != later)
        return earlier < later ? -1 : 1;
    return text_compare(left->id, right->id);
}

/* Packs come in order of purchase and are few: each is moved up to its place. */
static void insert_in_draw_order(struct account_settlement *account, struct pack *pack,
                                 struct arena *arena)
{
    size_t at = account->packs.count;
    *LIST_ADD(arena, &account->packs) = pack;
    while (at > 0 && compare_packs(account->packs.at[at - 1], pack) > 0) {
        account->packs.at[at] = account->packs.at[at - 1];
        at--;
    }
    account->packs.at[at] = pack;
}

static struct text pack_id(const struct entry *entry, int64_t number, struct arena *arena)
{
    if (entry->quantity == 1)
        return entry->id;
    return text_format(arena, "%.*s#%lld", TEXT_ARGS(entry->id), (long long)number);
}

static void note_kind(struct account_settlement *account, struct text kind, struct arena *arena)
{
    for (size_t i = 0; i < account->kinds.count; i++) {
        if (text_equal(account->kinds.at[i], kind))
            return;
    }
    *LIST_ADD(arena, &account->kinds) = kind;
}

/* What the sealed periods left of a pack, and whether they drew from it (R13). */
static void restore(const struct settlement *settlement, struct pack *pack)
{
    const struct carried_pack *carried = carry_pack(settlement->book->carry, pack->id);
    if (carried == NULL || !pack->purchase->entry->sealed)
        return;
    pack->left = carried->left;
    pack->touched = carried->touched;
}

void packs_add(struct settlement *settlement, struct purchase *purchase,
               const struct pack_type *type)
{
    const struct entry *entry = purchase->entry;
    struct period period = settlement->book->period;
    struct account_settlement *account = &settlement->accounts[entry->account->index];
    struct arena *arena = settlement->arena;
    struct day start = moment_day(entry->time);

    note_kind(account, type->kind, arena);
    for (int64_t number = 1; number <= entry->quantity; number++) {
        struct pack *pack = ARENA_NEW(arena, struct pack);
        pack->purchase = purchase;
        pack->type = type;
        pack->id = pack_id(entry, number, arena);
        pack->start = start;
        pack->expiry = day_add_months(start, type->months);
        pack->left.nano = type->size.nano - entry->used_before.nano;
        pack->touched = entry->used_before.nano > 0;
        restore(settlement, pack);
        if (start.number < period.start.number || entry->sealed)
            pack->opening = pack->left;
        pack->drawn = ARENA_ARRAY(arena, struct quantity, 31);
        *LIST_ADD(arena, &purchase->packs) = pack;
        insert_in_draw_order(account, pack, arena);
    }
}

/* A usage that a kind of pack may cover on a day. */
struct candidate {
    size_t measure;
    struct text kind;
    const struct pack_ratio *ratio;
};

/* 0: does not fit; else the closer, the larger: an exact kind, then item, region and spec. */
static int closeness(const struct pack_ratio *ratio, struct text kind,
                     const struct measure *measure)
{
    bool any_kind = text_is(ratio->kind, "*");
    if ((!any_kind && !text_equal(ratio->kind, kind)) || ratio->item != measure->item
        || measure->day.number < ratio->from.number || measure->day.number >= ratio->until.number
        || (!ratio->any_region && ratio->region != measure->region)
        || (!ratio->any_spec && !text_equal(ratio->spec, measure->spec)))
        return 0;
    return 1 + (any_kind ? 0 : 8) + (ratio->any_item ? 0 : 4) + (ratio->any_region ? 0 : 2)
           + (ratio->any_spec ? 0 : 1);
}

static const struct pack_ratio *find_ratio(const struct catalogue *catalogue, struct text kind,
                                           const struct measure *measure)
{
    const struct pack_ratio *best = NULL;
    int best_closeness = 0;
    for (size_t i = 0; i < catalogue->pack_ratios.count; i++) {
        const struct pack_ratio *ratio = &catalogue->pack_ratios.at[i];
        int close = closeness(ratio, kind, measure);
        if (close > best_closeness) {
            best = ratio;
            best_closeness = close;
        }
    }
    return best;
}

struct candidate_list {
    struct candidate *at;
    size_t count, capacity;
};

/* A ratio for each kind of pack that the account has. */
static void add_candidates(struct candidate_list *candidates, const struct settlement *settlement,
                           const struct account_settlement *account, size_t measure)
{
    for (size_t i = 0; i < account->kinds.count; i++) {
        const struct pack_ratio *ratio = find_ratio(&settlement->book->catalogue,
                                                    account->kinds.at[i],
                                                    &account->usage->measures.at[measure]);
        if (ratio != NULL) {
            struct candidate *candidate = LIST_ADD(settlement->arena, candidates);
            *candidate = (struct candidate){measure, account->kinds.at[i], ratio};
        }
    }
}

/* By priority, region, catalogue order, spec: measures of one day stand by item, region, spec. */
static int compare_candidates(const struct candidate *left, const struct candidate *right,
                              const struct measure *measures)
{
    const struct measure *one = &measures[left->measure], *other = &measures[right->measure];
    if (left->ratio->priority != right->ratio->priority)
        return left->ratio->priority < right->ratio->priority ? -1 : 1;
    if (one->region != other->region)
        return one->region < other->region ? -1 : 1;
    return (left->measure > right->measure) - (left->measure < right->measure);
}

static void sort_candidates(struct candidate_list *candidates, const struct measure *measures)
{
    for (size_t i = 1; i < candidates->count; i++) {
        struct candidate moved = candidates->at[i];
        size_t at = i;
        while (at > 0 && compare_candidates(&candidates->at[at - 1], &moved, measures) > 0) {
            candidates->at[at] = candidates->at[at - 1];
            at--;
        }
        candidates->at[at] = moved;
    }
}

static bool covers(const struct settlement *settlement, const struct account_settlement *account,
                   const struct pack *pack, const struct measure *measure)
{
    if (pack->left.nano == 0 || pack->purchase->refunded || measure->day.number < pack->start.number
        || measure->day.number >= pack->expiry.number)
        return false;
    return pack->type->covers_mode == MODE_ANY
           || pack->type->covers_mode
                  == mode_on(settlement->calendar, account->account,
                             scope_of_region(measure->region), measure->day);
}

/* Usage and pack units that meet: R6, each rounded to 9 decimals. */
static struct quantity draw_from(struct pack *pack, struct ratio ratio, struct quantity *open)
{
    wide needed, covered;
    if (!wide_scale(&needed, open->nano, ratio.nano, QUANTITY_ONE, WIDE_HALF_UP))
        needed = WIDE_MAX; /* more than any pack holds */
    if (needed <= pack->left.nano) {
        open->nano = 0;
        return (struct quantity){needed};
    }
    if (!wide_scale(&covered, pack->left.nano, QUANTITY_ONE, ratio.nano, WIDE_HALF_UP))
        bug("a pack of %.*s covers more than can be counted", TEXT_ARGS(pack->id));
    open->nano = covered < open->nano ? open->nano - covered : 0;
    return pack->left;
}

/* The ratio of the pack's kind among those of one usage at one priority, or NULL. */
static const struct pack_ratio *ratio_of(const struct candidate *candidates, size_t count,
                                         const struct pack *pack)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(candidates[i].kind, pack->type->kind))
            return candidates[i].ratio;
    }
    return NULL;
}

/* One usage at one priority: of all kinds that cover it, the packs in their order (R6). */
static void draw_usage(struct settlement *settlement, struct account_settlement *account,
                       const struct candidate *candidates, size_t count)
{
    const struct measure *measure = &account->usage->measures.at[candidates->measure];
    struct cover *cover = &account->covers[candidates->measure];
    struct quantity open = {measure->quantity.nano - cover->deducted.nano};
    int day = measure->day.number - settlement->book->period.start.number;

    for (size_t i = 0; i < account->packs.count && open.nano > 0; i++) {
        struct pack *pack = account->packs.at[i];
        const struct pack_ratio *ratio = ratio_of(candidates, count, pack);
        if (ratio == NULL || !covers(settlement, account, pack, measure))
            continue;
        struct quantity units = draw_from(pack, ratio->ratio, &open);
        if (units.nano == 0)
            continue; /* less than the smallest pack unit: covered, and nothing to write down */
        *LIST_ADD(settlement->arena, &cover->draws) = (struct draw){pack->id, units};
        pack->left.nano -= units.nano;
        pack->drawn[day].nano += units.nano;
        pack->touched = true;
    }
    cover->deducted.nano = measure->quantity.nano - open.nano;
}

static void draw_in_order(struct settlement *settlement, struct account_settlement *account,
                          const struct candidate_list *candidates)
{
    size_t from = 0;
    while (from < candidates->count) {
        const struct candidate *first = &candidates->at[from];
        size_t count = 1;
        while (from + count < candidates->count && first[count].measure == first->measure
               && first[count].ratio->priority == first->ratio->priority)
            count++;
        draw_usage(settlement, account, first, count);
        from += count;
    }
}

static int compare_days(const void *left_void, const void *right_void, void *context)
{
    const struct measure *measures = context;
    size_t left = *(const size_t *)left_void, right = *(const size_t *)right_void;
    int32_t earlier = measures[left].day.number, later = measures[right].day.number;
    if (earlier != later)
        return earlier < later ? -1 : 1;
    return (left > right) - (left < right);
}

/* Made when the first draw of the account is due: accounts without packs need none of it. */
static void prepare_days(struct account_settlement *account, struct arena *arena)
{
    size_t count = account->usage->measures.count;
    struct measure *measures = account->usage->measures.at;

    account->covers = ARENA_ARRAY(arena, struct cover, count);
    account->days = ARENA_ARRAY(arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        if (measures[i].item->window == WINDOW_DAY)
            account->days[account->day_count++] = i;
    }
    if (account->day_count > 1)
        qsort_r(account->days, account->day_count, sizeof *account->days, compare_days, measures);
}

static void draw_day(struct settlement *settlement, struct account_settlement *account,
                     struct day day)
{
    const struct measure *measures = account->usage->measures.at;
    struct candidate_list candidates = {0};

    while (account->day_next < account->day_count
           && measures[account->days[account->day_next]].day.number == day.number)
        add_candidates(&candidates, settlement, account, account->days[account->day_next++]);
    sort_candidates(&candidates, measures);
    draw_in_order(settlement, account, &candidates);
}

void packs_draw_until(struct settlement *settlement, struct account_settlement *account,
                      struct day day)
{
    const struct measure *measures = account->usage->measures.at;

    if (account->packs.count == 0)
        return;
    if (account->covers == NULL)
        prepare_days(account, settlement->arena);
    while (account->day_next < account->day_count) {
        struct day next = measures[account->days[account->day_next]].day;
        if (next.number >= day.number)
            return;
        draw_day(settlement, account, next);
    }
}

void packs_refund(struct purchase *purchase, struct day day, struct period period)
{
    for (size_t i = 0; i < purchase->packs.count; i++) {
        struct pack *pack = purchase->packs.at[i];
        if (day.number < period.start.number)
            pack->opening.nano = 0; /* lapsed before the period */
        else
            pack->lapsed = pack->left;
        pack->left.nano = 0;
    }
}

bool packs_were_used(const struct purchase *purchase)
{
    for (size_t i = 0; i < purchase->packs.count; i++) {
        if (purchase->packs.at[i]->touched || purchase->packs.at[i]->granted_licence)
            return true;
    }
    return false;
}

static bool is_frozen(const struct settlement *settlement, const struct account *account,
                      const struct pack *pack)
{
    struct day last = day_after(settlement->book->billed_end, -1);
    if (pack->type->covers_mode == MODE_ANY)
        return false;
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        if (mode_on(settlement->calendar, account, (enum scope)scope, last)
            == pack->type->covers_mode)
            return false;
    }
    return true;
}

static enum pack_state pack_state(const struct settlement *settlement,
                                  const struct account *account, const struct pack *pack)
{
    if (pack->purchase->refunded)
        return PACK_REFUNDED;
    if (pack->expiry.number < settlement->book->billed_end.number)
        return PACK_EXPIRED;
    if (pack->left.nano == 0)
        return PACK_EXHAUSTED;
    if (is_frozen(settlement, account, pack))
        return PACK_FROZEN;
    return pack->touched ? PACK_IN_USE : PACK_UNUSED;
}

static void add_status(struct settlement *settlement, const struct account *account,
                       struct pack *pack)
{
    struct period period = settlement->book->period;
    struct pack_status *status =
        LIST_ADD(settlement->arena, &settlement->charges->accounts[account->index].packs);

    status->id = pack->id;
    status->code = pack->purchase->entry->code;
    status->name_zh = pack->type->name_zh;
    status->name_en = pack->type->name_en;
    status->unit = pack->type->unit;
    status->start = pack->start;
    status->expiry = pack->expiry;
    status->size = pack->type->size;
    status->opening = pack->opening;
    if (period_holds(period, pack->start))
        status->bought = pack->type->size;
    for (int day = 0; day < 31; day++)
        status->used.nano += pack->drawn[day].nano;
    status->lapsed = pack->lapsed;
    status->closing = pack->left;
    status->state = pack_state(settlement, account, pack);
    status->drawn = pack->drawn;
}

static int compare_statuses(const void *left, const void *right)
{
    return text_compare(((const struct pack_status *)left)->id,
                        ((const struct pack_status *)right)->id);
}

void packs_close(struct settlement *settlement, struct account_settlement *account)
{
    struct period period = settlement->book->period;
    struct account_charges *charges = &settlement->charges->accounts[account->account->index];

    packs_draw_until(settlement, account, settlement->book->billed_end);
    for (size_t i = 0; i < account->packs.count; i++) {
        struct pack *pack = account->packs.at[i];
        if (pack->expiry.number < period.start.number)
            continue;
        if (pack->expiry.number < settlement->book->billed_end.number) {
            pack->lapsed.nano += pack->left.nano;
            pack->left.nano = 0;
        }
        add_status(settlement, account->account, pack);
    }
    if (charges->packs.count > 1)
        qsort(charges->packs.at, charges->packs.count, sizeof *charges->packs.at, compare_statuses);
}
