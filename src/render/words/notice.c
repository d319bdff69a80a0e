#include "livebill/base/fatal.h"
#include "livebill/render/words.h"

/* R10's own reasons, by which a denied refund is known to be one of packs. */
static bool is_pack_reason(struct text reason)
{
    return text_is(reason, "after-5-days") || text_is(reason, "pack-used");
}

/*
 * The purchase that a denied refund is about. Notices name it by its entry_id alone, which is
 * unique within its ledger only: the reason decides where both ledgers have it.
 */
static const struct entry *find_purchase(const struct invoice *invoice, const struct notice *notice)
{
    const struct entry_list *entries = &invoice->book->entries;
    const struct entry *found = NULL;

    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->at[i];
        if (entry->account != invoice->account || !text_equal(entry->id, notice->reference)
            || (entry->event != EVENT_PURCHASE && entry->event != EVENT_GRANT))
            continue;
        if (entry->ledger == LEDGER_PACKS && (found == NULL || is_pack_reason(notice->detail)))
            found = entry;
        if (entry->ledger == LEDGER_PLUGINS && (found == NULL || !is_pack_reason(notice->detail)))
            found = entry;
    }
    return found;
}

static struct text name_of_entry(const struct words *words, const struct invoice *invoice,
                                 const struct entry *entry)
{
    const struct catalogue *catalogue = &invoice->book->catalogue;

    if (entry == NULL)
        return TEXT("");
    if (entry->ledger == LEDGER_PLUGINS) {
        const struct licence_type *licence = catalogue_any_licence(catalogue, entry->code);
        return licence == NULL ? entry->code
                               : words_name(words, licence->name_zh, licence->name_en);
    }
    const struct pack_type *pack =
        catalogue_pack(catalogue, entry->code, invoice->account->currency, moment_day(entry->time));
    return pack == NULL ? entry->code : words_name(words, pack->name_zh, pack->name_en);
}

struct text words_notice(const struct words *words, struct arena *arena,
                         const struct invoice *invoice, const struct notice *notice)
{
    const struct settings *settings = &invoice->book->settings;
    struct text pattern = words_of(words, "notices", notice_kind_code(notice->kind));
    struct text name = {0};

    if (notice->kind == NOTICE_REFUND_DENIED)
        name = name_of_entry(words, invoice, find_purchase(invoice, notice));
    return words_fill(
        arena, pattern, "name", name, "entry",
        notice->kind == NOTICE_REFUND_DENIED ? notice->reference : notice->detail, "reason",
        words_or(words, "reasons", notice->detail, notice->detail), "app", notice->detail, "h",
        text_format(arena, "%d", settings->settle.grace_hours), "x",
        words_money_sign(words, arena, settings->settle.remind_below, invoice->account->currency),
        NULL);
}
