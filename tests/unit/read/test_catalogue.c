/* The catalogue: which files make it up, how rates become tables, and the lint. */
#include "book_folder.h"

#define RATES "plan,item,region,spec,currency,from,until,model,tier_from,unit_price\n"

static void lint(struct book_folder *folder)
{
    folder->report = report_new(folder->arena);
    folder->book = (struct book){
        .folder = text_of(folder->path),
        .templates = text_format(folder->arena, "%s/templates", folder->path),
    };
    folder->read = catalogue_read(&folder->book, folder->arena, folder->report);
}

/* `plan item region spec currency from until model: from@price …`, a line for each table. */
static const char *tables(struct book_folder *folder)
{
    struct buffer story = {.arena = folder->arena};
    const struct catalogue *catalogue = &folder->book.catalogue;
    for (size_t i = 0; i < catalogue->rates.count; i++) {
        const struct rate_table *table = &catalogue->rates.at[i];
        buffer_format(&story, "%.*s %.*s %s %.*s %s %d:", TEXT_ARGS(table->plan),
                      TEXT_ARGS(table->item->code),
                      table->any_region ? "*" : region_code(table->region),
                      TEXT_ARGS(table->any_spec ? TEXT("*") : table->spec),
                      currency_code(table->currency), (int)table->model);
        for (size_t j = 0; j < table->tier_count; j++) {
            const struct tier *tier = &table->tiers[j];
            struct text from = quantity_text(folder->arena, tier->from);
            struct text price = price_text(folder->arena, tier->unit_price);
            buffer_format(&story, " %.*s@%.*s(%.*s:%llu)", TEXT_ARGS(from), TEXT_ARGS(price),
                          TEXT_ARGS(tier->place.file), (unsigned long long)tier->place.line);
        }
        buffer_add_byte(&story, '\n');
    }
    buffer_add_byte(&story, '\0');
    return story.at;
}

static void rows_of_one_table_are_put_together(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/rates-x.csv",
                      RATES "list,traffic,eu,,CNY,2024-01-01,,reach,0,0.26\n"
                            "gold,traffic,*,*,CNY,2024-01-01,,reach,0,0.2\n"
                            "list,traffic,eu,,CNY,2024-01-01,,reach,2000,0.25\n"
                            "list,traffic,,hd,CNY,2024-01-01,,flat,,1\n");
    book_folder_read(folder);
    check_problems(folder, "");
    assert_string_equal(tables(folder),
                        "gold traffic * * CNY 0: 0@0.2(rates-x.csv:3)\n"
                        "list traffic eu  CNY 0: 0@0.26(rates-x.csv:2) 2000@0.25(rates-x.csv:4)\n"
                        "list traffic  hd CNY 4: 0@1(rates-x.csv:5)\n");
}

static void a_book_replaces_a_kind_or_adds_rates(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/rates+gold.csv",
                      RATES "gold,traffic,*,*,CNY,2024-01-01,,flat,0,0.2\n");
    lint(folder);
    assert_string_equal(tables(folder), "gold traffic * * CNY 4: 0@0.2(rates+gold.csv:2)\n"
                                        "list traffic * * CNY 4: 0@0.26(rates.csv:2)\n");
    book_folder_write(folder, "catalog/rates.csv",
                      RATES "list,traffic,*,*,CNY,2024-01-01,,flat,0,0.3\n");
    lint(folder);
    check_problems(folder, "");
    assert_string_equal(tables(folder), "gold traffic * * CNY 4: 0@0.2(rates+gold.csv:2)\n"
                                        "list traffic * * CNY 4: 0@0.3(rates.csv:2)\n");
}

static void shipped_rows_of_what_was_replaced_are_left_out(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "other,bytes,*,sum,month,GB,1000000000\n");
    book_folder_read(folder);
    check_problems(folder, "");
    assert_int_equal(folder->book.catalogue.items.count, 1);
    assert_int_equal(folder->book.catalogue.rates.count, 0);
}

static void names_must_be_known(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/meters.csv",
                      "meter,kind,timing,regions,also\n"
                      "bytes,bytes,slot,required,\n"
                      "shots,count,event,none,shot\n"
                      "checks,count,event,none,bytes\n"
                      "bytes,bytes,slot,none,\n");
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size,slot_value\n"
                      "traffic,byte,*,sum,day,GB,1000000000,\n"
                      "shots,shots,*,task_minutes,day,1000,1000,\n"
                      "rate,shots,*,sum,day,1000,1000,rate\n"
                      "zero,shots,*,sum,day,1000,0,\n");
    lint(folder);
    assert_false(folder->read);
    check_problems(
        folder,
        "catalog/items.csv:2: meter: bad-catalogue: 'byte' is not a meter: add it to meters.csv, "
        "or correct the name\n"
        "catalog/items.csv:3: aggregate: bad-catalogue: only meters of seconds have task minutes: "
        "write sum\n"
        "catalog/items.csv:4: slot_value: bad-catalogue: only bytes have a rate: write amount\n"
        "catalog/items.csv:5: unit_size: bad-number: '0' is too small: write a number above 0\n"
        "catalog/meters.csv:3: also: bad-catalogue: 'shot' is not a meter: add it to meters.csv, "
        "or correct the name\n"
        "catalog/meters.csv:4: also: bad-catalogue: 'bytes' counts another kind of thing: name a "
        "meter of the same kind\n"
        "catalog/meters.csv:5: meter: bad-catalogue: 'bytes' stands in line 2 already: keep one "
        "row for each\n");
}

static void gaps_and_currencies_are_warnings(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "month,bytes,traffic_month,sum,month,GB,1000000000\n");
    book_folder_write(folder, "catalog/rates.csv",
                      RATES "list,traffic,*,*,CNY,2024-01-01,2024-02-01,flat,0,0.3\n"
                            "list,traffic,*,*,CNY,2024-03-01,,flat,0,0.3\n"
                            "list,traffic,*,*,USD,2024-03-01,,flat,0,0.3\n"
                            "list,month,*,*,CNY,2024-03-01,,flat,0,0.3\n");
    lint(folder);
    assert_true(folder->read);
    check_problems(folder, "catalog/rates.csv:3: from: bad-catalogue: plan list, item traffic, "
                           "region *, spec '*', CNY: nothing holds from 2024-02-01 to 2024-02-29: "
                           "add a row for these days, if anything is sold on them\n"
                           "catalog/rates.csv:5: currency: bad-catalogue: plan list has no rate of "
                           "item month in USD: add its rows, if an account of that currency may "
                           "use it\n");
    book_folder_read(folder);
    check_problems(folder, "");
}

static void a_ratio_of_a_month_item_is_warned_of(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "month,bytes,traffic_month,sum,month,GB,1000000000\n");
    book_folder_write(folder, "catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\n"
                      "k,*,*,*,1,1\nk,traffic,*,*,1,1\nk,month,*,*,1,1\n");
    book_folder_read(folder);
    assert_true(folder->read);
    check_problems(folder, "catalog/pack_ratios.csv:4: item: bad-catalogue: 'month' is charged by "
                           "month, packs cover days: nothing is drawn: name an item charged by "
                           "day, or leave the row out\n");
}

static void shipped_rows_are_not_judged(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "templates/catalog/rates.csv",
                      RATES "list,traffic,*,*,CNY,2024-01-01,,flat,0,0.3\n"
                            "list,traffic,*,*,USD,2024-01-01,,flat,0,0.3\n"
                            "list,month,*,*,CNY,2024-01-01,,flat,0,0.3\n");
    book_folder_write(folder, "templates/catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\nk,month,*,*,1,1\n");
    book_folder_write(folder, "templates/catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "month,bytes,traffic_month,sum,month,GB,1000000000\n");
    lint(folder);
    check_problems(folder, "");
}

static void a_contract_may_be_of_one_currency(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/rates.csv",
                      RATES "list,traffic,*,*,CNY,2024-01-01,,flat,0,0.3\n"
                            "list,traffic,*,*,USD,2024-01-01,,flat,0,0.3\n"
                            "gold,traffic,*,*,CNY,2024-01-01,,flat,0,0.2\n");
    lint(folder);
    check_problems(folder, "");
}

static void a_month_mode_may_wait_for_its_contract(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "month,bytes,traffic_month,sum,month,GB,1000000000\n");
    lint(folder);
    check_problems(folder, "");
}

static void what_is_sold_must_not_overlap(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/licences.csv",
                      "licence,currency,from,until,price_per_year\n"
                      "l,CNY,2024-01-01,2024-06-01,1\nl,USD,2024-01-01,,1\nl,CNY,2024-05-31,,\n");
    book_folder_write(folder, "catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\n"
                      "k,*,*,*,1,1\nk,*,*,*,2,1\nk,traffic,*,*,3,1\n");
    lint(folder);
    check_problems(folder,
                   "catalog/licences.csv:4: from: bad-catalogue: licence l, CNY: the row overlaps "
                   "that of catalog/licences.csv:2: let one end on the day that the other begins\n"
                   "catalog/pack_ratios.csv:3: from: bad-catalogue: kind k, item *, region *, spec "
                   "'*': the row overlaps that of catalog/pack_ratios.csv:2: let one end on the "
                   "day that the other begins\n");
}

static void a_pack_holds_what_its_row_says(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/licences.csv",
                      "licence,currency,from,price_per_year\nl,CNY,2024-01-01,30000\n"
                      "m,CNY,2024-01-01,\n");
    book_folder_write(folder, "catalog/packs.csv",
                      "pack,kind,size,unit,months,covers_mode,currency,from,price,grants\n"
                      "p,k,20.5,GB,12,traffic_day,CNY,2024-01-01,9.9,l;m\n"
                      "q,k,1,GB,1,*,USD,2024-01-01,,\n");
    book_folder_write(folder, "catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\nk,traffic,*,*,1,1\n");
    lint(folder);
    check_problems(folder, "");
    const struct pack_type *p = &folder->book.catalogue.packs.at[0];
    assert_true(p->size.nano == 41 * QUANTITY_ONE / 2);
    assert_int_equal(p->months, 12);
    assert_int_equal(p->covers_mode, MODE_TRAFFIC_DAY);
    assert_int_equal(p->price.e8, 990000000);
    assert_int_equal(p->grants.count, 2);
    assert_true(text_is(p->grants.at[1], "m"));
    assert_true(text_is(p->name_zh, "p"));
    assert_int_equal(folder->book.catalogue.packs.at[1].covers_mode, MODE_ANY);
    assert_false(folder->book.catalogue.packs.at[1].has_price);
    assert_false(folder->book.catalogue.licences.at[1].has_price);
}

static void rows_without_use_are_warnings(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/meters.csv",
                      "meter,kind,timing,regions,also\n"
                      "bytes,bytes,slot,required,\n"
                      "shots,count,event,none,\n"
                      "checks,count,event,none,shots\n"
                      "tasks,seconds,event,none,\n"
                      "idle,seconds,event,none,\n");
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size,slot_value\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000,\n"
                      "peak,bytes,bandwidth_day,peak,day,Mbps,1000000,amount\n"
                      "shots,shots,*,sum,month,min,1000,\n"
                      "tasks,tasks,*,sum,month,h,3600,\n");
    book_folder_write(folder, "catalog/rates.csv",
                      RATES "list,traffic,*,*,CNY,2024-01-01,,flat,0,0.3\n"
                            "list,shots,*,*,CNY,2024-01-01,,flat,0,0.3\n"
                            "list,traffic,,*,CNY,2024-01-01,,flat,0,0.3\n"
                            "list,tasks,eu,,CNY,2024-01-01,,flat,0,0.3\n");
    lint(folder);
    assert_true(folder->read);
    check_problems(
        folder,
        "catalog/items.csv:2: unit_size: bad-catalogue: one GB is 1000000000 bytes: write that, or "
        "name another unit\n"
        "catalog/items.csv:3: item: bad-catalogue: no plan has a rate of 'peak': usage of it "
        "cannot "
        "be billed: add a row to rates.csv or rates+NAME.csv, with the price 0 where it is free\n"
        "catalog/items.csv:3: unit: bad-catalogue: 'Mbps' is no unit of bytes: name the unit that "
        "the price is for\n"
        "catalog/items.csv:4: unit: bad-catalogue: 'min' is no unit of ones: name the unit that "
        "the "
        "price is for\n"
        "catalog/meters.csv:2: meter: bad-catalogue: no item charges 'bytes' in the modes "
        "traffic_month, bandwidth_p95_month, bandwidth_avgpeak_month: add one to items.csv, with "
        "the price 0 where it is free\n"
        "catalog/meters.csv:6: meter: bad-catalogue: no item charges 'idle': add one to "
        "items.csv, "
        "with the price 0 where it is free\n"
        "catalog/rates.csv:4: region: bad-catalogue: no usage meets the row, for usage of "
        "'traffic' "
        "has a region: write a region, or *\n"
        "catalog/rates.csv:5: region: bad-catalogue: no usage meets the row, for usage of 'tasks' "
        "has no region: leave it empty\n");
}

static void packs_that_cover_nothing_are_warnings(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "month,bytes,traffic_month,sum,month,GB,1000000000\n");
    book_folder_write(folder, "catalog/rates.csv", RATES "list,*,*,*,CNY,2024-01-01,,flat,0,0.3\n");
    book_folder_write(folder, "catalog/packs.csv",
                      "pack,kind,size,unit,months,covers_mode,currency,from,price\n"
                      "p,day,1,GB,12,*,CNY,2024-01-01,1\n"
                      "q,peak,1,GB,12,bandwidth_day,CNY,2024-01-01,1\n"
                      "r,idle,1,GB,12,*,CNY,2024-01-01,1\n"
                      "s,idle,2,GB,12,*,CNY,2024-01-01,1\n");
    book_folder_write(folder, "catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\n"
                      "day,*,*,*,1,1\n"
                      "day,month,*,*,1,1\n"
                      "peak,traffic,*,*,1,1\n"
                      "gone,traffic,*,*,1,1\n"
                      "day,traffic,,*,1,1\n");
    lint(folder);
    assert_true(folder->read);
    check_problems(
        folder,
        "catalog/pack_ratios.csv:3: item: bad-catalogue: 'month' is charged by month, packs cover "
        "days: nothing is drawn: name an item charged by day, or leave the row out\n"
        "catalog/pack_ratios.csv:4: item: bad-catalogue: no pack of kind 'peak' covers days of the "
        "mode of 'traffic': leave the row out, or correct covers_mode in packs.csv\n"
        "catalog/pack_ratios.csv:5: kind: bad-catalogue: no pack is of kind 'gone': add its packs "
        "to "
        "packs.csv, or correct the name\n"
        "catalog/pack_ratios.csv:6: region: bad-catalogue: no usage meets the row, for usage of "
        "'traffic' has a region: write a region, or *\n"
        "catalog/packs.csv:4: kind: bad-catalogue: packs of kind 'idle' cover nothing: add its "
        "rows "
        "to pack_ratios.csv\n");
}

static void usage_is_charged_once(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/items.csv",
                      "item,meter,mode,aggregate,window,unit,unit_size\n"
                      "traffic,bytes,traffic_day,sum,day,GB,1000000000\n"
                      "peak,bytes,bandwidth_day,sum,day,GB,1000000000\n"
                      "all,bytes,*,sum,day,GB,1000000000\n");
    book_folder_write(folder, "catalog/rates.csv", RATES "list,*,*,*,CNY,2024-01-01,,flat,0,0.3\n");
    lint(folder);
    assert_true(folder->read);
    check_problems(folder, "catalog/items.csv:4: mode: bad-catalogue: 'traffic' in "
                           "catalog/items.csv:2 charges the same usage, too: leave one out, "
                           "unless both are meant\n");
}

static void packs_of_a_kind_count_in_one_unit(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "catalog/packs.csv",
                      "pack,kind,size,unit,months,covers_mode,currency,from,price\n"
                      "p,k,100,GB,12,*,CNY,2024-01-01,1\n"
                      "q,k,1,TB,12,*,CNY,2024-01-01,1\n");
    book_folder_write(folder, "catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\nk,traffic,*,*,1,1\n");
    lint(folder);
    assert_false(folder->read);
    check_problems(folder, "catalog/packs.csv:3: unit: bad-catalogue: packs of kind 'k' count in "
                           "'GB' in catalog/packs.csv:2, in 'TB' here: write the sizes of a kind "
                           "in one unit\n");
}

static void what_names_a_row_that_was_left_out_goes_with_it(void **state)
{
    struct book_folder *folder = *state;
    book_folder_small(folder);
    book_folder_write(folder, "templates/catalog/pack_ratios.csv",
                      "kind,item,region,spec,ratio,priority\nk,traffic,*,*,1,1\n");
    book_folder_write(folder, "catalog/meters.csv",
                      "meter,kind,timing,regions\nshots,count,event,none\n");
    lint(folder);
    check_problems(folder, "catalog/meters.csv:2: meter: bad-catalogue: no item charges 'shots': "
                           "add one to items.csv, with the price 0 where it is free\n");
    assert_true(folder->read);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, book_folder_open, book_folder_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_of_one_table_are_put_together),
        TEST(a_book_replaces_a_kind_or_adds_rates),
        TEST(shipped_rows_of_what_was_replaced_are_left_out),
        TEST(names_must_be_known),
        TEST(gaps_and_currencies_are_warnings),
        TEST(a_ratio_of_a_month_item_is_warned_of),
        TEST(shipped_rows_are_not_judged),
        TEST(a_contract_may_be_of_one_currency),
        TEST(a_month_mode_may_wait_for_its_contract),
        TEST(what_is_sold_must_not_overlap),
        TEST(a_pack_holds_what_its_row_says),
        TEST(rows_without_use_are_warnings),
        TEST(packs_that_cover_nothing_are_warnings),
        TEST(usage_is_charged_once),
        TEST(packs_of_a_kind_count_in_one_unit),
        TEST(what_names_a_row_that_was_left_out_goes_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
