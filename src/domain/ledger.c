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
