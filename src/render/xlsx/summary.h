/*
 * The summary: figures above, the lines at the left, products and a chart at the right.
 */
#ifndef LIVEBILL_RENDER_XLSX_SUMMARY_H
#define LIVEBILL_RENDER_XLSX_SUMMARY_H

#include "xlsx.h"

#define SUMMARY_LABEL_ROW  3
#define SUMMARY_FIGURE_ROW 4
#define SUMMARY_HEAD_ROW   6
#define SUMMARY_FIRST_ROW  7
#define SUMMARY_ROW_HEIGHT 18

enum summary_column {
    SUMMARY_NUMBER,
    SUMMARY_KIND,
    SUMMARY_PRODUCT,
    SUMMARY_ITEM,
    SUMMARY_NOTE,
    SUMMARY_REGION,
    SUMMARY_QUANTITY,
    SUMMARY_UNIT,
    SUMMARY_DEDUCTED,
    SUMMARY_BILLABLE,
    SUMMARY_UNIT_PRICE,
    SUMMARY_AMOUNT,
    SUMMARY_GAP,
    SUMMARY_SHARE_PRODUCT,
    SUMMARY_SHARE_AMOUNT,
    SUMMARY_SHARE,
    SUMMARY_COLUMN_COUNT,
};

/* Rows; tax is 0 where there is none to show. */
struct summary_plan {
    uint32_t subtotal, tax, total, check;
    uint32_t share_subtotal; /* the products stand above it, from SUMMARY_FIRST_ROW */
    uint32_t chart;          /* the row of its title; 0: none */
};

struct summary_plan summary_plan_of(const struct statement *statement);
uint32_t summary_end(const struct summary_plan *plan);

void write_figures(struct sheet *sheet, const struct summary_plan *plan);
void write_totals_row(struct sheet *sheet, const struct summary_plan *plan, uint32_t row);
void write_share_row(struct sheet *sheet, const struct summary_plan *plan, uint32_t row);
void summary_chart(struct sheet *sheet, uint32_t row);

/* The chart, the formats that depend on the check, and the names of cells. */
void finish_summary(struct sheet *sheet, const struct summary_plan *plan);

#endif
