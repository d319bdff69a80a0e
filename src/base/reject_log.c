#include "livebill/base/reject_log.h"

#include "livebill/base/fatal.h"

#include <pthread.h>
#include <unistd.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

/* Whole rejects, one behind the other, as they stand in the file. */
struct chunk {
    off_t at;
    size_t size;
};

struct logged_file {
    struct reject_log *log;
    struct logged_file *next; /* in the order of names */
    struct text name;
    LIST_OF(struct chunk) chunks;
    struct buffer block; /* what is not in a chunk yet; its arena is the block's own */
    uint64_t last_line;
};

struct reject_log {
    pthread_mutex_t lock; /* of all below */
    struct arena *arena;  /* its own: threads add to it */
    int file;             /* -1: none yet */
    off_t size;
    size_t largest; /* chunk */
    struct logged_file *files;
};

/* What stands before the texts of a reject: column, message, row. */
struct logged_head {
    uint64_t line, code;
    size_t column, message, raw;
};

struct reject_log *reject_log_new(struct arena *arena)
{
    struct reject_log *log = ARENA_NEW(arena, struct reject_log);

    pthread_mutex_init(&log->lock, NULL);
    log->arena = arena_new();
    log->file = -1;
    return log;
}

void reject_log_free(struct reject_log *log)
{
    if (log->file >= 0)
        close(log->file);
    pthread_mutex_destroy(&log->lock);
    arena_free(log->arena);
}

struct logged_file *reject_log_file(struct reject_log *log, struct text name)
{
    pthread_mutex_lock(&log->lock);
    struct logged_file *file = ARENA_NEW(log->arena, struct logged_file);
    struct logged_file **place = &log->files;
    file->log = log;
    file->name = text_copy(log->arena, name);
    while (*place != NULL && text_compare((*place)->name, name) < 0)
        place = &(*place)->next;
    file->next = *place;
    *place = file;
    pthread_mutex_unlock(&log->lock);
    file->block.arena = arena_new();
    return file;
}

static const char *folder_of_logs(void)
{
    const char *folder = getenv("TMPDIR");
    return folder != NULL && *folder != '\0' ? folder : "/var/tmp";
}

static void make_file(struct reject_log *log)
{
    const char *folder = folder_of_logs();
    struct text pattern = text_format(log->arena, "%s/livebill-rejects-XXXXXX", folder);
    char *path = arena_grow(log->arena, pattern.at, pattern.size, pattern.size + 1);

    log->file = mkstemp(path);
    if (log->file < 0)
        fatal_errno("cannot keep the rejected rows in '%s': name another folder in TMPDIR", folder);
    unlink(path);
}

static void write_chunk(struct reject_log *log, struct text bytes)
{
    if (log->file < 0)
        make_file(log);
    for (size_t done = 0; done < bytes.size;) {
        ssize_t written =
            pwrite(log->file, bytes.at + done, bytes.size - done, log->size + (off_t)done);
        if (written <= 0)
            fatal_errno("cannot keep the rejected rows in '%s': make room there, or name another "
                        "folder in TMPDIR",
                        folder_of_logs());
        done += (size_t)written;
    }
    log->size += (off_t)bytes.size;
    if (bytes.size > log->largest)
        log->largest = bytes.size;
}

static void flush(struct logged_file *file)
{
    struct reject_log *log = file->log;
    struct text bytes = buffer_text(&file->block);

    if (bytes.size == 0)
        return;
    pthread_mutex_lock(&log->lock);
    *LIST_ADD(log->arena, &file->chunks) = (struct chunk){log->size, bytes.size};
    write_chunk(log, bytes);
    pthread_mutex_unlock(&log->lock);
    file->block.size = 0;
}

bool logged_file_add(struct logged_file *file, const struct problem *reject)
{
    struct logged_head head = {
        .line = reject->row.place.line,
        .code = reject->code,
        .column = reject->column.size,
        .message = reject->message.size,
        .raw = reject->row.raw.size,
    };
    if (head.line < file->last_line)
        return false;
    file->last_line = head.line;
    buffer_add(&file->block, (struct text){(const char *)&head, sizeof head});
    buffer_add(&file->block, reject->column);
    buffer_add(&file->block, reject->message);
    buffer_add(&file->block, reject->row.raw);
    if (file->block.size >= BLOCK_SIZE)
        flush(file);
    return true;
}

void logged_file_end(struct logged_file *file)
{
    flush(file);
    arena_free(file->block.arena);
    file->block = (struct buffer){0};
}

void reject_walk_start(struct reject_walk *walk, const struct report *report, struct arena *arena)
{
    const struct reject_log *log = report->log;

    *walk = (struct reject_walk){.report = report};
    if (log == NULL || log->file < 0)
        return;
    walk->file = log->files;
    walk->block = arena_take(arena, log->largest);
}

static void read_chunk(struct reject_walk *walk)
{
    const struct chunk *chunk = &walk->file->chunks.at[walk->chunk++];

    for (size_t done = 0; done < chunk->size;) {
        ssize_t got = pread(walk->file->log->file, walk->block + done, chunk->size - done,
                            chunk->at + (off_t)done);
        if (got <= 0)
            fatal_errno("cannot read back the rejected rows from '%s'", folder_of_logs());
        done += (size_t)got;
    }
    walk->size = chunk->size;
    walk->used = 0;
}

static struct text take_text(struct reject_walk *walk, size_t size)
{
    struct text text = {walk->block + walk->used, size};
    walk->used += size;
    return text;
}

static void read_logged(struct reject_walk *walk)
{
    struct logged_head head;

    while (walk->file != NULL && walk->used == walk->size) {
        if (walk->chunk < walk->file->chunks.count) {
            read_chunk(walk);
        } else {
            walk->file = walk->file->next;
            walk->chunk = 0;
        }
    }
    walk->has_logged = walk->file != NULL;
    if (!walk->has_logged)
        return;
    memcpy(&head, take_text(walk, sizeof head).at, sizeof head);
    walk->logged = (struct problem){
        .severity = SEVERITY_REJECT,
        .code = (enum problem_code)head.code,
        .row.place = {walk->file->name, head.line},
        .caret = UINT32_MAX,
    };
    walk->logged.column = take_text(walk, head.column);
    walk->logged.message = take_text(walk, head.message);
    walk->logged.row.raw = take_text(walk, head.raw);
}

const struct problem *reject_walk_next(struct reject_walk *walk)
{
    const struct report *report = walk->report;

    if (!walk->has_logged)
        read_logged(walk);
    while (walk->problem < report->problems.count
           && report->problems.at[walk->problem].severity != SEVERITY_REJECT)
        walk->problem++;
    bool has_kept = walk->problem < report->problems.count;
    const struct problem *kept = has_kept ? &report->problems.at[walk->problem] : NULL;
    if (walk->has_logged && (!has_kept || problem_compare(&walk->logged, kept) < 0)) {
        walk->has_logged = false;
        return &walk->logged;
    }
    walk->problem += has_kept;
    return kept;
}
