#include "xlsx.h"

#include "livebill/base/fatal.h"

#define HAIRLINE 0xD9DEE4
#define GREY     0x5C6875

#define DAYS_BETWEEN_LABELS 7

/* What libxlsxwriter would find in the cells, but for formulas, whose values it takes for 0. */
static void keep_figures(struct statement *statement, lxw_series_range *range,
                         const struct chart_plan *plan)
{
    for (uint32_t i = 0; i <= plan->last - plan->first; i++) {
        lxw_series_data_point *point = calloc(1, sizeof *point); /* the library frees it */
        if (point == NULL)
            statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
        point->number = plan->figures[i];
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
        range->num_data_points++;
    }
    range->ignore_cache = LXW_TRUE;
}

/* Of small figures the labels need decimals, or they would repeat themselves. */
static const char *axis_format(const struct chart_plan *plan)
{
    double most = 0;

    for (uint32_t i = 0; i <= plan->last - plan->first; i++)
        most = plan->figures[i] > most ? plan->figures[i] : most;
    if (most >= 10 || most == 0)
        return "#,##0";
    return most >= 1 ? "0.0" : most >= 0.1 ? "0.00" : "General";
}

static void shape_axes(lxw_chart *chart, const struct chart_plan *plan)
{
    lxw_chart_font font = {.size = 8, .color = GREY};
    lxw_chart_line none = {.none = LXW_TRUE}, zero = {.color = GREY, .width = 0.75},
                   grid = {.color = HAIRLINE, .width = 0.5};

    chart_axis_set_num_font(chart->x_axis, &font);
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_interval_unit(chart->x_axis, DAYS_BETWEEN_LABELS);
    chart_axis_set_interval_tick(chart->x_axis, DAYS_BETWEEN_LABELS);
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_set_major_tick_mark(chart->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_set_major_tick_mark(chart->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_set_line(chart->x_axis, &zero);
    chart_axis_set_line(chart->y_axis, &none);
    chart_axis_set_num_format(chart->y_axis, axis_format(plan));
    chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_TRUE);
    chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
}

void sheet_chart(struct sheet *sheet, uint32_t row, int column, const struct chart_plan *plan)
{
    struct statement *statement = sheet->statement;
    lxw_chart *chart = workbook_add_chart(statement->workbook, LXW_CHART_COLUMN);

    if (chart == NULL)
        statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (series == NULL)
        statement_check(statement, LXW_ERROR_MEMORY_MALLOC_FAILED);
    lxw_chart_fill fill = {.color = plan->colour};
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_series_set_categories(series, plan->sheet.at, plan->first, (lxw_col_t)plan->labels,
                                plan->last, (lxw_col_t)plan->labels);
    chart_series_set_values(series, plan->sheet.at, plan->first, (lxw_col_t)plan->column,
                            plan->last, (lxw_col_t)plan->column);
    chart_series_set_fill(series, &fill);
    chart_set_series_gap(chart, 45);
    chart_title_off(chart);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_chartarea_set_line(chart, &none);
    keep_figures(statement, series->values, plan);
    shape_axes(chart, plan);
    /* The default chart is 480 × 288 pixels; a filter must not squeeze it. */
    lxw_chart_options options = {.x_scale = plan->width / 480.0,
                                 .y_scale = plan->height / 288.0,
                                 .object_position = LXW_OBJECT_DONT_MOVE_DONT_SIZE};
    statement_check(statement, worksheet_insert_chart_opt(sheet->worksheet, row, (lxw_col_t)column,
                                                          chart, &options));
}
