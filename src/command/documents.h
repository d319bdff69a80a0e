/*
 * The documents of all invoices, written into staging by several workers.
 */
#ifndef LIVEBILL_COMMAND_DOCUMENTS_H
#define LIVEBILL_COMMAND_DOCUMENTS_H

#include "livebill/publish/staging.h"
#include "livebill/render/documents.h"

struct document_job {
    const struct invoice_list *invoices;
    const struct look *look;
    struct staging *staging;
    bool pdf, xlsx;
    int jobs;
};

/* Gives the number of documents. Warnings go to `report`, in an order that no worker decides. */
uint64_t documents_write(const struct document_job *job, struct report *report);

#endif
