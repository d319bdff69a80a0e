#include "livebill/domain/catalogue.h"

const struct meter *catalogue_meter(const struct catalogue *catalogue, struct text code)
{
    for (size_t i = 0; i < catalogue->meters.count; i++) {
        if (text_equal(catalogue->meters.at[i].code, code))
            return &catalogue->meters.at[i];
    }
    return NULL;
}

const struct item *catalogue_item(const struct catalogue *catalogue, struct text code)
{
    for (size_t i = 0; i < catalogue->items.count; i++) {
        if (text_equal(catalogue->items.at[i].code, code))
            return &catalogue->items.at[i];
    }
    return NULL;
}

static bool is_in_force(struct day from, struct day until, struct day day)
{
    return from.number <= day.number && day.number < until.number;
}

/* The same three look-ups for each kind of thing that is sold by code, currency and day. */
#define DEFINE_LOOKUPS(noun, list)                                                                 \
    bool catalogue_has_##noun(const struct catalogue *catalogue, struct text code)                 \
    {                                                                                              \
        for (size_t i = 0; i < catalogue->list.count; i++) {                                       \
            if (text_equal(catalogue->list.at[i].code, code))                                      \
                return true;                                                                       \
        }                                                                                          \
        return false;                                                                              \
    }                                                                                              \
                                                                                                   \
    const struct noun##_type *catalogue_##noun(const struct catalogue *catalogue,                  \
                                               struct text code, enum currency currency,           \
                                               struct day day)                                     \
    {                                                                                              \
        for (size_t i = 0; i < catalogue->list.count; i++) {                                       \
            const struct noun##_type *row = &catalogue->list.at[i];                                \
            if (row->currency == currency && is_in_force(row->from, row->until, day)               \
                && text_equal(row->code, code))                                                    \
                return row;                                                                        \
        }                                                                                          \
        return NULL;                                                                               \
    }

DEFINE_LOOKUPS(pack, packs)
DEFINE_LOOKUPS(licence, licences)
DEFINE_LOOKUPS(order, orders)

const struct licence_type *catalogue_any_licence(const struct catalogue *catalogue,
                                                 struct text code)
{
    for (size_t i = 0; i < catalogue->licences.count; i++) {
        if (text_equal(catalogue->licences.at[i].code, code))
            return &catalogue->licences.at[i];
    }
    return NULL;
}
