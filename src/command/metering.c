#include "metering.h"

#include "livebill/base/fatal.h"
#include "livebill/meter/metering.h"
#include "livebill/read/usage.h"

#include <pthread.h>

/* What the workers share; the counts at the end change under the lock. */
struct metering_work {
    const struct book *book;
    const struct usage_reader *reader;
    struct metering *metering;
    LIST_OF(const struct usage_day *) days;
    struct usage_day_result *results; /* by day */
    size_t file_count;
    metering_progress *progress;
    pthread_mutex_t lock;
    size_t next, files_done, waiting_workers;
};

/* A day that is being read. A worker has two at a time, for they are hashed side by side. */
struct desk {
    struct arena *arena; /* dropped with the day */
    size_t index;
    struct day_meter *meter;
    struct usage_day_reading *reading; /* NULL: free */
};

#define DESKS 2

struct metering_worker {
    struct metering_work *work;
    struct arena *kept; /* the report, and the results of its days */
    struct report *report;
    bool started, sound;
    struct desk desks[DESKS];
    pthread_t thread;
};

/* Whether a refund window has slots on that day (R9). */
static bool is_in_window(const struct traffic_window_list *windows, struct day day)
{
    int64_t start = moment_of_day(day).seconds;
    for (size_t i = 0; i < windows->count; i++) {
        if (windows->at[i].from.seconds < start + SECONDS_PER_DAY
            && windows->at[i].until.seconds > start)
            return true;
    }
    return false;
}

static void choose_days(struct metering_work *work, const struct usage_folder *folder,
                        const struct traffic_window_list *windows, struct arena *arena)
{
    for (size_t i = 0; i < folder->days.count; i++) {
        const struct usage_day *day = &folder->days.at[i];
        bool before = day->day.number < work->book->period.start.number;
        if (day->day.number >= work->book->billed_end.number
            || (before && !is_in_window(windows, day->day)))
            continue;
        *LIST_ADD(arena, &work->days) = day;
        work->file_count += day->files.count;
    }
    work->results = ARENA_ARRAY(arena, struct usage_day_result, work->days.count);
}

/* Where a worker has a day already, one is left for each that has had none yet. */
static bool take_day(size_t *index, struct metering_worker *worker, bool has_one)
{
    struct metering_work *work = worker->work;
    pthread_mutex_lock(&work->lock);
    work->waiting_workers -= !worker->started;
    worker->started = true;
    size_t left = work->days.count - work->next;
    bool taken = left > (has_one ? work->waiting_workers : 0);
    if (taken)
        *index = work->next++;
    pthread_mutex_unlock(&work->lock);
    return taken;
}

static void show_progress(struct metering_work *work, size_t files)
{
    pthread_mutex_lock(&work->lock);
    size_t done = work->files_done += files;
    pthread_mutex_unlock(&work->lock);
    if (work->progress != NULL)
        work->progress(done, work->file_count);
}

/* Copies what outlives the day out of its arena. */
static void keep_result(struct usage_day_result *kept, const struct usage_day_result *result,
                        struct arena *arena)
{
    *kept = (struct usage_day_result){.counts = result->counts};
    for (size_t i = 0; i < result->files.count; i++) {
        struct usage_file *file = LIST_ADD(arena, &kept->files);
        *file = result->files.at[i];
        file->file.name = text_copy(arena, file->file.name);
    }
}

static bool start_day(struct metering_worker *worker, struct desk *desk, bool has_one)
{
    struct metering_work *work = worker->work;

    if (!take_day(&desk->index, worker, has_one))
        return false;
    const struct usage_day *day = work->days.at[desk->index];
    desk->meter = day_meter_new(work->metering, day->day, desk->arena);
    struct usage_sink sink = {day_meter_add, desk->meter, day_meter_add_samples};
    desk->reading = usage_day_open(work->reader, day, sink, desk->arena, worker->report);
    return true;
}

static void end_day(struct metering_worker *worker, struct desk *desk)
{
    struct metering_work *work = worker->work;
    struct usage_day_result result;

    worker->sound &= usage_day_close(&result, desk->reading);
    worker->sound &= day_meter_fold(desk->meter, worker->report);
    keep_result(&work->results[desk->index], &result, worker->kept);
    show_progress(work, work->days.at[desk->index]->files.count);
    desk->reading = NULL;
    arena_reset(desk->arena);
}

/* A while of the day at the desk, or of the next one; false: there is none. */
static bool step_day(struct metering_worker *worker, struct desk *desk, const struct desk *other)
{
    if (desk->reading == NULL && !start_day(worker, desk, other->reading != NULL))
        return false;
    if (!usage_day_step(desk->reading))
        end_day(worker, desk);
    return true;
}

static void *meter_days(void *worker_void)
{
    struct metering_worker *worker = worker_void;
    struct desk *left = &worker->desks[0], *right = &worker->desks[1];

    for (bool more = true; more;) {
        more = step_day(worker, left, right);
        more |= step_day(worker, right, left);
        if (left->reading != NULL && right->reading != NULL)
            usage_days_settle(left->reading, right->reading);
    }
    return NULL;
}

/* The calling thread is the first worker. */
static void run_workers(struct metering_worker *workers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (pthread_create(&workers[i].thread, NULL, meter_days, &workers[i]) != 0)
            fatal("a thread could not be started: use fewer --jobs");
    }
    meter_days(&workers[0]);
    for (size_t i = 1; i < count; i++) {
        if (pthread_join(workers[i].thread, NULL) != 0)
            bug("a worker cannot be joined");
    }
}

static size_t worker_count(const struct metering_work *work, int jobs)
{
    size_t most = work->days.count > 0 ? work->days.count : 1;
    size_t wanted = jobs > 1 ? (size_t)jobs : 1;
    return wanted < most ? wanted : most;
}

static bool meter_all(struct metering_work *work, int jobs, struct arena *arena,
                      struct report *report)
{
    size_t count = worker_count(work, jobs);
    struct metering_worker *workers = ARENA_ARRAY(arena, struct metering_worker, count);
    bool sound = true;

    work->waiting_workers = count;
    for (size_t i = 0; i < count; i++) {
        workers[i] = (struct metering_worker){.work = work, .kept = arena_new(), .sound = true};
        workers[i].report = report_new(workers[i].kept);
        workers[i].report->counts_alike = report->counts_alike;
        workers[i].report->log = report->log;
        for (int desk = 0; desk < DESKS; desk++)
            workers[i].desks[desk].arena = arena_new();
    }
    run_workers(workers, count);
    for (size_t i = 0; i < work->days.count; i++) {
        struct usage_day_result kept = work->results[i];
        keep_result(&work->results[i], &kept, arena);
    }
    for (size_t i = 0; i < count; i++) {
        report_merge(report, workers[i].report);
        sound &= workers[i].sound;
        for (int desk = 0; desk < DESKS; desk++)
            arena_free(workers[i].desks[desk].arena);
        arena_free(workers[i].kept);
    }
    return sound;
}

static void add_results(struct usage *out, const struct metering_work *work, struct arena *arena)
{
    for (size_t i = 0; i < work->days.count; i++) {
        const struct usage_day_result *result = &work->results[i];
        out->counts.read += result->counts.read;
        out->counts.billed += result->counts.billed;
        out->counts.duplicates += result->counts.duplicates;
        out->counts.rejected += result->counts.rejected;
        for (size_t j = 0; j < result->files.count; j++)
            *LIST_ADD(arena, &out->files) = result->files.at[j];
    }
}

bool meter_usage(struct usage *out, const struct book *book, const struct mode_calendar *calendar,
                 const struct traffic_window_list *windows, int jobs, struct arena *arena,
                 struct report *report, metering_progress *progress)
{
    struct metering_work work = {.book = book, .progress = progress};
    struct usage_folder folder;

    *out = (struct usage){0};
    bool sound = usage_scan(&folder, book, arena, report);
    choose_days(&work, &folder, windows, arena);
    work.reader = usage_reader_new(book, arena);
    work.metering = metering_new(book, calendar, windows->at, windows->count, arena);
    pthread_mutex_init(&work.lock, NULL);
    sound &= meter_all(&work, jobs, arena, report);
    pthread_mutex_destroy(&work.lock);
    add_results(out, &work, arena);
    sound &= metering_finish(out, work.metering, arena, report);
    return usage_check_manifest(&out->manifest, book, out->files.at, out->files.count, arena,
                                report)
           && sound;
}
