#include "documents.h"

#include "livebill/base/fatal.h"
#include "progress.h"

#include <pthread.h>
#include <stdatomic.h>

#define JOBS_MAX 64

struct desk {
    const struct document_job *job;
    atomic_size_t next, done;
};

struct worker {
    pthread_t thread;
    struct desk *desk;
    struct arena *scratch, *kept; /* kept: the warnings */
    struct report *report;
};

static const char *document_path(struct worker *worker, const struct invoice *invoice,
                                 const char *name)
{
    struct text relative =
        text_format(worker->scratch, "accounts/%.*s/%s", TEXT_ARGS(invoice->account->id), name);
    return staging_path(worker->desk->job->staging, relative, worker->scratch);
}

static void write_one(struct worker *worker, const struct invoice *invoice)
{
    const struct document_job *job = worker->desk->job;

    if (job->pdf)
        invoice_pdf_write(invoice, job->look, document_path(worker, invoice, "invoice.pdf"),
                          worker->scratch, worker->report);
    if (job->xlsx)
        statement_xlsx_write(invoice, job->look, document_path(worker, invoice, "statement.xlsx"),
                             worker->scratch, worker->report);
    arena_reset(worker->scratch);
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct desk *desk = worker->desk;
    size_t i, count = desk->job->invoices->count;

    while ((i = atomic_fetch_add(&desk->next, 1)) < count) {
        write_one(worker, &desk->job->invoices->at[i]);
        progress_show(atomic_fetch_add(&desk->done, 1) + 1, count);
    }
    return NULL;
}

static void prepare(struct worker *worker, struct desk *desk)
{
    worker->desk = desk;
    worker->scratch = arena_new();
    worker->kept = arena_new();
    worker->report = report_new(worker->kept);
}

static void finish(struct worker *worker, struct report *report)
{
    report_merge(report, worker->report);
    arena_free(worker->kept);
    arena_free(worker->scratch);
}

uint64_t documents_write(const struct document_job *job, struct report *report)
{
    struct desk desk = {.job = job};
    struct worker workers[JOBS_MAX];
    int count = job->jobs < JOBS_MAX ? job->jobs : JOBS_MAX, started = 1;

    progress_begin("documents", "accounts");
    prepare(&workers[0], &desk);
    for (; started < count; started++) {
        prepare(&workers[started], &desk);
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            fatal("cannot start %d workers: use fewer --jobs", count);
    }
    work(&workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < started; i++)
        finish(&workers[i], report);
    progress_end();
    return job->invoices->count * ((job->pdf ? 1U : 0U) + (job->xlsx ? 1U : 0U));
}
