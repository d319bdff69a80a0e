#include "livebill/domain/carry.h"

#include <stdlib.h>

static int compare_accounts(const void *left, const void *right)
{
    return text_compare(((const struct carried_account *)left)->id,
                        ((const struct carried_account *)right)->id);
}

static int compare_postings(const void *left_void, const void *right_void)
{
    const struct carried_posting *left = left_void, *right = right_void;
    int order = text_compare(left->account, right->account);
    if (order != 0)
        return order;
    if (left->time.seconds != right->time.seconds)
        return left->time.seconds < right->time.seconds ? -1 : 1;
    return text_compare(left->reference, right->reference);
}

static int compare_entries(const void *left_void, const void *right_void)
{
    const struct carried_entry *left = left_void, *right = right_void;
    if (left->ledger != right->ledger)
        return left->ledger < right->ledger ? -1 : 1;
    return text_compare(left->id, right->id);
}

static int compare_packs(const void *left, const void *right)
{
    return text_compare(((const struct carried_pack *)left)->id,
                        ((const struct carried_pack *)right)->id);
}

static void sort_list(void *at, size_t count, size_t size,
                      int (*compare)(const void *left, const void *right))
{
    if (count > 1)
        qsort(at, count, size, compare);
}

void carry_sort(struct carry *carry)
{
    sort_list(carry->accounts.at, carry->accounts.count, sizeof *carry->accounts.at,
              compare_accounts);
    sort_list(carry->postings.at, carry->postings.count, sizeof *carry->postings.at,
              compare_postings);
    sort_list(carry->entries.at, carry->entries.count, sizeof *carry->entries.at, compare_entries);
    sort_list(carry->packs.at, carry->packs.count, sizeof *carry->packs.at, compare_packs);
}

static const void *find(const void *key, const void *at, size_t count, size_t size,
                        int (*compare)(const void *left, const void *right))
{
    return count == 0 ? NULL : bsearch(key, at, count, size, compare);
}

const struct carried_account *carry_account(const struct carry *carry, struct text id)
{
    struct carried_account key = {.id = id};
    return carry == NULL ? NULL
                         : find(&key, carry->accounts.at, carry->accounts.count, sizeof key,
                                compare_accounts);
}

const struct carried_entry *carry_entry(const struct carry *carry, enum ledger ledger,
                                        struct text id)
{
    struct carried_entry key = {.ledger = ledger, .id = id};
    return carry == NULL
               ? NULL
               : find(&key, carry->entries.at, carry->entries.count, sizeof key, compare_entries);
}

const struct carried_pack *carry_pack(const struct carry *carry, struct text id)
{
    struct carried_pack key = {.id = id};
    return carry == NULL
               ? NULL
               : find(&key, carry->packs.at, carry->packs.count, sizeof key, compare_packs);
}

size_t carry_first_posting(const struct carry *carry, struct text account)
{
    size_t low = 0, high = carry->postings.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(carry->postings.at[middle].account, account) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
