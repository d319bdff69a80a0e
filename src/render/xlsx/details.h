/*
 * Columns of the details: which a statement has, and where each stands.
 */
#ifndef LIVEBILL_RENDER_XLSX_DETAILS_H
#define LIVEBILL_RENDER_XLSX_DETAILS_H

#include "xlsx.h"

enum detail_column {
    DETAIL_NUMBER,
    DETAIL_ITEM,
    DETAIL_SPEC,
    DETAIL_REGION,
    DETAIL_FROM,
    DETAIL_TO,
    DETAIL_QUANTITY,
    DETAIL_UNIT,
    DETAIL_DEDUCTED,
    DETAIL_BILLABLE,
    DETAIL_TIER_FROM,
    DETAIL_UNIT_PRICE,
    DETAIL_FLAT_PRICE,
    DETAIL_BLOCK,
    DETAIL_DAYS,
    DETAIL_MONTH_DAYS,
    DETAIL_LIST,
    DETAIL_DISCOUNT,
    DETAIL_AMOUNT,
    DETAIL_PACKS,
    DETAIL_RATE,
    DETAIL_COLUMN_COUNT,
};

struct detail_columns {
    int at[DETAIL_COLUMN_COUNT]; /* -1: no row needs it */
    int count;
    double widths[DETAIL_COLUMN_COUNT]; /* what the widest cell needs, where that is told */
};

#endif
