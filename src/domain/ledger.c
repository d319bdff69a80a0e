#include "livebill/domain/ledger.h"

const char *ledger_file(enum ledger ledger)
{
    static const char *const files[LEDGER_COUNT] = {
        [LEDGER_ORDERS] = "ledger/orders.csv",
        [LEDGER_PACKS] = "ledger/packs.csv",
        [LEDGER_PAYMENTS] = "ledger/payments.csv",
        [LEDGER_PLUGINS] = "ledger/plugins.csv",
    };
    return files[ledger];
}

bool entry_id_list_has(const struct entry_id_list *ids, struct text id)
{
    size_t low = 0, high = ids->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(ids->at[middle], id);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
