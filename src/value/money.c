#include "livebill/value/money.h"

#include "livebill/value/decimal.h"

bool money_fits(wide minor)
{
    return minor <= MONEY_MINOR_MAX && minor >= -MONEY_MINOR_MAX;
}

static bool amount_fits(wide e8)
{
    return money_fits(e8 / PRICE_PER_CENT);
}

bool money_of_sum(struct money *out, wide minor)
{
    if (!money_fits(minor))
        return false;
    out->minor = (int64_t)minor;
    return true;
}

bool money_add(struct money *sum, struct money more)
{
    return money_of_sum(sum, (wide)sum->minor + more.minor);
}

bool amount_add(struct amount *sum, struct amount more)
{
    wide added;
    if (!wide_add(&added, sum->e8, more.e8) || !amount_fits(added))
        return false;
    sum->e8 = added;
    return true;
}

bool quantity_add(struct quantity *sum, struct quantity more)
{
    return wide_add(&sum->nano, sum->nano, more.nano);
}

bool amount_rounded(struct amount *out, struct product product, int64_t factor, int64_t divisor)
{
    wide e8;
    if (!wide_scale(&e8, product.e17, factor, (wide)divisor * QUANTITY_ONE, WIDE_HALF_UP)
        || !amount_fits(e8))
        return false;
    out->e8 = e8;
    return true;
}

bool amount_discounted_rounded(struct amount *out, struct amount list, struct rate rate)
{
    return wide_scale(&out->e8, list.e8, rate.e8, PRICE_ONE, WIDE_HALF_UP) && amount_fits(out->e8);
}

bool money_of_amount_rounded(struct money *out, struct amount amount)
{
    return money_of_sum(out, wide_divide_rounded(amount.e8, PRICE_PER_CENT));
}

bool money_with_tax_rounded(struct money *out, struct amount amount, struct rate rate)
{
    wide minor;
    return wide_scale(&minor, amount.e8, PRICE_ONE + rate.e8, PRICE_ONE * PRICE_PER_CENT,
                      WIDE_HALF_UP)
           && money_of_sum(out, minor);
}

bool money_tax_rounded(struct money *out, struct money net, struct rate rate)
{
    wide minor;
    return wide_scale(&minor, net.minor, rate.e8, PRICE_ONE, WIDE_HALF_UP)
           && money_of_sum(out, minor);
}

bool money_net_rounded(struct money *out, struct money gross, struct rate rate)
{
    wide minor;
    return wide_scale(&minor, gross.minor, PRICE_ONE, PRICE_ONE + rate.e8, WIDE_HALF_UP)
           && money_of_sum(out, minor);
}

struct amount amount_of_money(struct money money)
{
    return (struct amount){money.minor * PRICE_PER_CENT};
}

struct text money_text(struct arena *arena, struct money money)
{
    return decimal_text(arena, money.minor, MONEY_PLACES);
}

struct text amount_text(struct arena *arena, struct amount amount)
{
    return decimal_text(arena, amount.e8, PRICE_PLACES);
}

struct text quantity_text(struct arena *arena, struct quantity quantity)
{
    return decimal_text_short(arena, quantity.nano, QUANTITY_PLACES, 0);
}

struct text price_text(struct arena *arena, struct price price)
{
    return decimal_text_short(arena, price.e8, PRICE_PLACES, 0);
}
