/* One window from its rows: files, sums, and the slots that decide (R2, R3, R5, R7). */

#include "explain.h"

#include "livebill/base/fatal.h"

#define TASK_NANO_MIN ((wide)60 * QUANTITY_ONE)

static bool uses_slots(const struct item *item)
{
    return item->aggregate == AGGREGATE_PEAK || item->aggregate == AGGREGATE_P95
           || item->aggregate == AGGREGATE_AVGPEAK;
}

/* A row counts for its meter, and for the one that this counts for as well. */
static bool counts_for(const struct traced *row, const struct meter *meter)
{
    return !row->duplicate && (row->meter == meter || row->meter->also == meter);
}

static bool is_of_line(const struct traced *row, const struct line *line)
{
    return (row->meter == line->item->meter || row->meter->also == line->item->meter)
           && row->region == line->region && text_equal(row->spec, line->spec);
}

/* value (10^-9 of the meter's unit) / parts, in units of the item, rounded once (R1). */
static bool measured(struct quantity *out, const struct item *item, wide value, int parts)
{
    wide factor = QUANTITY_ONE * (item->slot_rate ? 8 : 1);
    wide divisor;
    return wide_multiply(&divisor, item->unit_size.nano, item->slot_rate ? SECONDS_PER_SLOT : 1)
           && wide_multiply(&divisor, divisor, parts)
           && wide_scale(&out->nano, value, factor, divisor, WIDE_HALF_UP);
}

/* R7: pushed > ratio × played, and the push peak of the day > the floor. */
static bool push_is_imbalanced(const struct trace *trace, const struct traced_day *day,
                               const struct meter *push)
{
    const struct settings *settings = &trace->pipeline->book.settings;
    wide pushed = 0, played = 0, slots[SLOTS_PER_DAY] = {0}, peak = 0, bound, limit;

    for (size_t i = 0; i < day->count; i++) {
        const struct traced *row = &day->at[i];
        bool is_played = text_is(row->meter->code, "miniprogram.traffic")
                         || text_is(row->meter->code, "standard.traffic")
                         || text_is(row->meter->code, "leb.traffic");
        if (is_played && !row->duplicate)
            played += row->nano;
        if (counts_for(row, push)) {
            pushed += row->nano;
            slots[moment_slot(row->time)] += row->nano;
        }
    }
    for (int slot = 0; slot < SLOTS_PER_DAY; slot++)
        peak = slots[slot] > peak ? slots[slot] : peak;
    if (!wide_scale(&bound, played, settings->policy.push_ratio.nano, QUANTITY_ONE, WIDE_FLOOR)
        || !wide_scale(&limit, peak, 8, (wide)300 * 1000000, WIDE_HALF_UP))
        bug("the usage of a day leaves 128 bits");
    return pushed > bound && limit > settings->policy.push_floor_mbps.nano;
}

static bool day_counts(const struct trace *trace, const struct line *line, struct day day)
{
    const struct item *item = line->item;
    int32_t index = day.number - trace->pipeline->book.period.start.number;
    enum scope scope = scope_of_region(line->region);

    if (item->mode != MODE_ANY
        && mode_on(&trace->pipeline->calendar, trace->account, scope, day) != item->mode)
        return false;
    return item->condition == CONDITION_NONE
           || push_is_imbalanced(trace, &trace->days[index], item->meter);
}

static struct explained_file *file_of(struct explained_day *day, struct text name,
                                      struct arena *arena)
{
    if (day->files.count > 0 && text_equal(day->files.at[day->files.count - 1].name, name))
        return &day->files.at[day->files.count - 1];
    struct explained_file *file = LIST_ADD(arena, &day->files);
    file->name = name;
    return file;
}

static void fill_peak(struct peak *peak, const struct line *line, const struct traced_day *rows,
                      struct moment slot, wide value, struct arena *arena)
{
    *peak = (struct peak){.found = true, .slot = slot, .value = value};
    for (size_t i = 0; i < rows->count; i++) {
        const struct traced *row = &rows->at[i];
        if (is_of_line(row, line) && !row->duplicate && row->nano > 0
            && moment_slot(row->time) == moment_slot(slot))
            *LIST_ADD(arena, &peak->rows) = row;
    }
}

/* The day's rows by file, and its slots. */
static wide add_rows(struct explained_day *day, struct explained_usage *out,
                     const struct line *line, const struct traced_day *rows, wide *slots,
                     struct arena *arena)
{
    wide seconds = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct traced *row = &rows->at[i];
        if (!is_of_line(row, line))
            continue;
        struct explained_file *file = file_of(day, row->place.file, arena);
        file->duplicates += row->duplicate;
        out->duplicates += row->duplicate;
        if (row->duplicate)
            continue;
        file->rows++;
        file->sum += row->nano;
        out->rows++;
        out->sum += row->nano;
        slots[moment_slot(row->time)] += row->nano;
        seconds += row->nano > 0 && row->nano < TASK_NANO_MIN ? TASK_NANO_MIN : row->nano;
    }
    return seconds;
}

static void value_day(struct explained_day *day, const struct line *line,
                      const struct traced_day *rows, const wide *slots, wide seconds,
                      struct arena *arena)
{
    int highest = 0;
    for (int slot = 1; slot < SLOTS_PER_DAY; slot++)
        highest = slots[slot] > slots[highest] ? slot : highest;

    if (uses_slots(line->item)) {
        day->value = slots[highest];
        fill_peak(&day->peak, line, rows, moment_of_slot(day->day, highest), day->value, arena);
    } else if (line->item->aggregate == AGGREGATE_TASK_MINUTES) {
        day->value = seconds;
    } else {
        for (size_t i = 0; i < day->files.count; i++)
            day->value += day->files.at[i].sum;
    }
}

struct slot_value {
    struct moment slot;
    wide value;
};
struct slot_list {
    struct slot_value *at;
    size_t count, capacity;
};

static int compare_slots(const void *left_void, const void *right_void)
{
    const struct slot_value *left = left_void, *right = right_void;
    if (left->value != right->value)
        return left->value > right->value ? -1 : 1;
    return left->slot.seconds < right->slot.seconds ? -1 : left->slot.seconds > right->slot.seconds;
}

/* R5: of n × 288 slots, largest first, 5 % are dropped; the next one is charged. */
static void rank_slots(struct explained_usage *out, struct trace *trace, const struct line *line,
                       struct slot_list *slots)
{
    bool ceil = trace->pipeline->book.settings.policy.p95_rank_ceil;
    struct day start = trace->pipeline->book.period.start;

    out->ranked_slots = out->active_days * SLOTS_PER_DAY;
    out->dropped_slots = (out->ranked_slots * 5 + (ceil ? 99 : 0)) / 100;
    if (slots->count > 0)
        qsort(slots->at, slots->count, sizeof slots->at[0], compare_slots);
    if ((size_t)out->dropped_slots >= slots->count)
        return;
    const struct slot_value *ranked = &slots->at[out->dropped_slots];
    fill_peak(&out->peak, line, &trace->days[moment_day(ranked->slot).number - start.number],
              ranked->slot, ranked->value, trace->arena);
}

static bool add_day(struct explained_usage *out, struct trace *trace, const struct line *line,
                    struct day which, struct slot_list *ranked)
{
    const struct traced_day *rows =
        &trace->days[which.number - trace->pipeline->book.period.start.number];
    struct explained_day day = {.day = which};
    wide slots[SLOTS_PER_DAY] = {0};
    struct quantity quantity;

    wide seconds = add_rows(&day, out, line, rows, slots, trace->arena);
    if (day.files.count == 0)
        return true;
    value_day(&day, line, rows, slots, seconds, trace->arena);
    if (!measured(&quantity, line->item, day.value, 1))
        return false;
    day.active = quantity.nano > 0;
    out->active_days += day.active;
    *LIST_ADD(trace->arena, &out->days) = day;
    for (int slot = 0; day.active && slot < SLOTS_PER_DAY; slot++) {
        if (slots[slot] > 0)
            *LIST_ADD(trace->arena, ranked) =
                (struct slot_value){moment_of_slot(which, slot), slots[slot]};
    }
    return true;
}

static bool measure_window(struct explained_usage *out, const struct line *line)
{
    enum aggregate aggregate = line->item->aggregate;
    wide value = 0;

    for (size_t i = 0; i < out->days.count; i++) {
        const struct explained_day *day = &out->days.at[i];
        if (aggregate == AGGREGATE_PEAK && day->value > value)
            out->peak = day->peak;
        if (aggregate == AGGREGATE_PEAK)
            value = day->value > value ? day->value : value;
        else if (aggregate != AGGREGATE_AVGPEAK || day->active)
            value += day->value;
    }
    if (aggregate == AGGREGATE_P95)
        value = out->peak.value;
    bool mean = aggregate == AGGREGATE_AVGPEAK && out->active_days > 0;
    return measured(&out->quantity, line->item, value, mean ? out->active_days : 1);
}

bool explain_usage(struct explained_usage *out, struct trace *trace, const struct line *line,
                   struct day first, struct day last)
{
    struct slot_list ranked = {0};

    *out = (struct explained_usage){0};
    for (struct day day = first; day.number <= last.number; day = day_after(day, 1)) {
        if (day_counts(trace, line, day) && !add_day(out, trace, line, day, &ranked))
            return false;
    }
    if (line->item->aggregate == AGGREGATE_P95)
        rank_slots(out, trace, line, &ranked);
    return measure_window(out, line);
}
