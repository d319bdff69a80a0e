/* The rows of one account on some days, first rows told from duplicates. */

#include "explain.h"

#include "livebill/read/usage_trace.h"

struct trace_context {
    struct trace *trace;
    struct traced_day *day;
};

static void take_row(void *context_void, const struct usage_row *row, struct place place)
{
    struct trace_context *context = context_void;
    struct arena *arena = context->trace->arena;

    if (row->account != context->trace->account)
        return;
    *LIST_ADD(arena, context->day) = (struct traced){
        .place = place,
        .time = row->time,
        .meter = row->meter,
        .region = row->region,
        .spec = text_copy(arena, row->spec),
        .resource = text_copy(arena, row->resource),
        .app_id = text_copy(arena, row->app_id),
        .nano = row->nano,
    };
}

static int compare_keys(const struct traced *left, const struct traced *right)
{
    int order;
    if (left->meter != right->meter)
        return left->meter->index < right->meter->index ? -1 : 1;
    if (left->region != right->region)
        return left->region < right->region ? -1 : 1;
    if (left->time.seconds != right->time.seconds)
        return left->time.seconds < right->time.seconds ? -1 : 1;
    if ((order = text_compare(left->spec, right->spec)) != 0
        || (order = text_compare(left->resource, right->resource)) != 0)
        return order;
    return text_compare(left->app_id, right->app_id);
}

/* Rows of one key stand in the order of reading: the array is one, so addresses tell it. */
static int compare_traced(const void *left_void, const void *right_void)
{
    const struct traced *left = *(struct traced *const *)left_void;
    const struct traced *right = *(struct traced *const *)right_void;
    int order = compare_keys(left, right);
    return order != 0 ? order : left < right ? -1 : 1;
}

/* formats.md §2: the first row of a key stays; event rows without a resource have no key. */
static void mark_duplicates(struct traced_day *day, struct arena *arena)
{
    struct traced **sorted = ARENA_ARRAY(arena, struct traced *, day->count);

    for (size_t i = 0; i < day->count; i++)
        sorted[i] = &day->at[i];
    if (day->count > 0)
        qsort(sorted, day->count, sizeof sorted[0], compare_traced);
    for (size_t i = 1; i < day->count; i++) {
        const struct traced *row = sorted[i];
        bool keyless = row->meter->timing == TIMING_EVENT && row->resource.size == 0;
        sorted[i]->duplicate = !keyless && compare_keys(sorted[i - 1], row) == 0;
    }
}

bool trace_read(struct trace *trace, uint32_t wanted, struct report *report)
{
    const struct book *book = &trace->pipeline->book;
    struct usage_reader *reader = usage_reader_new(book, trace->arena);
    struct report *known = report_new(trace->arena); /* the pipeline has said it */
    struct usage_folder folder;
    bool sound = true;

    usage_scan(&folder, book, trace->arena, known);
    for (size_t i = 0; i < folder.days.count; i++) {
        const struct usage_day *day = &folder.days.at[i];
        int32_t index = day->day.number - book->period.start.number;
        if (index < 0 || index > 30 || (wanted >> index & 1) == 0)
            continue;
        struct trace_context context = {trace, &trace->days[index]};
        for (size_t j = 0; j < day->files.count; j++)
            sound &= usage_trace_file(reader, day->day, day->files.at[j], take_row, &context,
                                      trace->arena, report);
        mark_duplicates(context.day, trace->arena);
    }
    return sound;
}
