#include "livebill/base/digest.h"
#include "livebill/render/csv.h"

#include "output.h"

static void put_to_digest(void *context, struct text bytes)
{
    digest_add(context, bytes);
}

static void checksum_one(struct invoice *invoice)
{
    struct table_output output;
    struct digest *digest = digest_new();
    char hex[DIGEST_HEX];

    table_start(&output, put_to_digest, digest);
    table_invoice_row(&output, invoice);
    for (size_t i = 0; i < invoice->lines.count; i++)
        table_line_row(&output, invoice, &invoice->lines.at[i]);
    table_finish(&output);
    digest_end(digest, hex);
    memcpy(invoice->checksum, hex, sizeof invoice->checksum - 1);
    invoice->checksum[sizeof invoice->checksum - 1] = '\0';
}

void csv_checksums(struct invoice_list *invoices)
{
    for (size_t i = 0; i < invoices->count; i++)
        checksum_one(&invoices->at[i]);
}
