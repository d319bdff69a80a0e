#include "day.h"

struct fold {
    struct day_meter *meter;
    struct day_readings out;
    struct shares account;      /* all shares of the account at hand */
    const struct meter *judged; /* the push meter that `imbalanced` is about, or NULL */
    bool imbalanced;
    wide slots[SLOTS_PER_DAY]; /* of the group at hand */
};

static bool condition_holds(struct fold *fold, const struct item *item)
{
    if (item->condition == CONDITION_NONE)
        return true;
    if (fold->judged != item->meter) {
        fold->imbalanced = push_is_imbalanced(fold->meter->metering, fold->account, item->meter);
        fold->judged = item->meter;
    }
    return fold->imbalanced;
}

static bool is_elected(const struct fold *fold, const struct item *item,
                       const struct account *account, enum region region)
{
    return item->mode == MODE_ANY
           || item->mode
                  == mode_on(fold->meter->metering->calendar, account, scope_of_region(region),
                             fold->meter->day);
}

/* Rows of the meter itself: what another meter's rows count for as well is charged there. */
static bool stands_alone(const struct group *group)
{
    const struct meter *meter = group->shares.at->meter;
    for (size_t i = 0; i < group->shares.count && meter->also == NULL; i++) {
        if (group->shares.at[i].series->meter == meter)
            return true;
    }
    return false;
}

/* Usage that is counted and charged by nothing must not pass in silence. */
static void note_uncharged(struct fold *fold, const struct group *group)
{
    const struct share *first = group->shares.at;
    const struct metering *metering = fold->meter->metering;
    enum mode mode = mode_on(metering->calendar, first->series->account,
                             scope_of_region((enum region)first->series->region), fold->meter->day);

    if (fold->out.uncharged == NULL)
        fold->out.uncharged =
            ARENA_ARRAY(fold->meter->arena, uint8_t, metering->book->catalogue.meters.count);
    fold->out.uncharged[first->meter->index] |= (uint8_t)(1U << mode);
}

static void fold_group(struct fold *fold, struct group *group)
{
    const struct share *first = group->shares.at;
    const struct meter_plan *plan = &fold->meter->metering->meters[first->meter->index];
    const struct account *account = first->series->account;
    enum region region = (enum region)first->series->region;
    bool charged = false;

    for (size_t i = 0; i < group->shares.count; i++)
        group->total += group->shares.at[i].series->sum;
    if (group->total == 0)
        return;
    for (size_t i = 0; i < plan->items.count; i++) {
        const struct item *item = plan->items.at[i];
        if (!is_elected(fold, item, account, region))
            continue;
        charged = true;
        if (!condition_holds(fold, item))
            continue;
        *LIST_ADD(fold->meter->arena, &fold->out.readings) = (struct reading){
            account,      item,
            region,       series_spec(first->series),
            group->total, group_value(group, item, fold->meter->arena),
        };
    }
    if (!charged && stands_alone(group))
        note_uncharged(fold, group);
}

static int compare_app_shares(const void *left_void, const void *right_void)
{
    const struct share *left = left_void, *right = right_void;
    int order = text_compare(series_app_id(left->series), series_app_id(right->series));
    return order != 0 ? order : (int)left->meter->low_latency - (int)right->meter->low_latency;
}

static bool is_same_app(const struct share *left, const struct share *right)
{
    return compare_app_shares(left, right) == 0;
}

/* R8: where and when an AppID used a mini-program meter, or a low-latency one. */
static struct shares app_shares(const struct fold *fold)
{
    struct share *chosen = NULL;
    size_t count = 0;
    for (size_t i = 0; i < fold->account.count; i++) {
        const struct share *share = &fold->account.at[i];
        if ((!share->meter->miniprogram && !share->meter->low_latency)
            || share->series->app_id_size == 0 || share->series->sum == 0)
            continue;
        if (chosen == NULL)
            chosen = ARENA_ARRAY(fold->meter->arena, struct share, fold->account.count);
        chosen[count++] = *share;
    }
    if (count > 0)
        qsort(chosen, count, sizeof chosen[0], compare_app_shares);
    return (struct shares){chosen, count};
}

static void fold_apps(struct fold *fold)
{
    struct shares chosen = app_shares(fold), run;
    for (size_t from = 0; from < chosen.count; from += run.count) {
        run = shares_run_from(chosen, from, is_same_app);
        struct app_reading *app = LIST_ADD(fold->meter->arena, &fold->out.apps);
        app->account = run.at->series->account;
        app->day.app_id = series_app_id(run.at->series);
        app->day.day = fold->meter->day;
        app->day.low_latency = run.at->meter->low_latency;
        for (size_t i = 0; i < run.count; i++)
            series_add_bits(run.at[i].series, app->day.slots);
    }
}

/* The first slot of the day that begins at or after a moment: 0 to 288. */
static int first_slot_from(struct day day, struct moment moment)
{
    int64_t second = moment.seconds - moment_of_day(day).seconds;
    if (second <= 0)
        return 0;
    int64_t slot = (second + SECONDS_PER_SLOT - 1) / SECONDS_PER_SLOT;
    return slot > SLOTS_PER_DAY ? SLOTS_PER_DAY : (int)slot;
}

static void fold_windows(struct fold *fold)
{
    const struct metering *metering = fold->meter->metering;
    size_t next = metering->first_window[fold->account.at->series->account->index];

    for (; next != 0; next = metering->next_window[next - 1]) {
        const struct traffic_window *window = &metering->windows.at[next - 1];
        int first = first_slot_from(fold->meter->day, window->from);
        int end = first_slot_from(fold->meter->day, window->until);
        wide bytes = 0;
        for (size_t i = 0; i < fold->account.count; i++) {
            const struct share *share = &fold->account.at[i];
            if (metering->meters[share->meter->index].refund_traffic)
                bytes += series_sum_slots(share->series, first, end);
        }
        if (bytes > 0)
            *LIST_ADD(fold->meter->arena, &fold->out.windows) =
                (struct window_reading){next - 1, bytes};
    }
}

static bool is_same_account(const struct share *left, const struct share *right)
{
    return left->series->account == right->series->account;
}

static bool is_same_group(const struct share *left, const struct share *right)
{
    return shares_compare(left, right) == 0;
}

static void fold_account(struct fold *fold)
{
    struct shares run;
    struct account_reading *account = LIST_ADD(fold->meter->arena, &fold->out.accounts);

    account->account = fold->account.at->series->account;
    fold->judged = NULL;
    for (size_t from = 0; from < fold->account.count; from += run.count) {
        run = shares_run_from(fold->account, from, is_same_group);
        struct group group = {.shares = run, .slots = fold->slots};
        fold_group(fold, &group);
        account->used |= group.total > 0;
    }
    fold_apps(fold);
}

bool day_meter_fold(struct day_meter *day_meter, struct report *report)
{
    struct fold fold = {.meter = day_meter, .out = {.day = day_meter->day}};
    struct shares all = shares_of_day(day_meter);

    for (size_t from = 0; from < all.count; from += fold.account.count) {
        fold.account = shares_run_from(all, from, is_same_account);
        fold_windows(&fold);
        if (day_meter->in_period)
            fold_account(&fold);
    }
    return month_add_day(day_meter->metering, &fold.out, report);
}
