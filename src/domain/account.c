#include "livebill/domain/account.h"

static const char *const tax_mode_codes[] = {"inclusive", "exclusive", "none"};

const char *tax_mode_code(enum tax_mode mode)
{
    return tax_mode_codes[mode];
}

bool tax_mode_parse(enum tax_mode *out, struct text code)
{
    for (int mode = TAX_INCLUSIVE; mode <= TAX_NONE; mode++) {
        if (text_is(code, tax_mode_codes[mode])) {
            *out = (enum tax_mode)mode;
            return true;
        }
    }
    return false;
}

const struct account *account_find(const struct account_list *accounts, struct text id)
{
    size_t low = 0, high = accounts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(accounts->at[middle].id, id);
        if (order == 0)
            return &accounts->at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum mode mode_on(const struct mode_calendar *calendar, const struct account *account,
                  enum scope scope, struct day day)
{
    size_t days = (size_t)(day.number - calendar->period.start.number);
    return (enum mode)calendar->mode[(account->index * SCOPE_COUNT + scope) * 31 + days];
}
