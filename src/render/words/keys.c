#include "table.h"

/* In the order of the shipped files. */
const struct known_section known_sections[] = {
    {"head", false, "title title_note draft page{n,p}"},
    {"parties", false,
     "issuer customer tax_id contact number period issued due account currency CNY "
     "USD"},
    {"headline", false,
     "total_taxed total_plain closing pending state active arrears suspended say_ok "
     "say_due{amount,due} say_done say_credit"},
    {"blocks", false, "summary other chart{unit} day{d} lines continued unit_note{currency}"},
    {"columns", false, "number item region quantity deducted billable unit_price amount tiered"},
    {"groups", false,
     "prepaid usage refund adjustment prorated{x} discounted{list,rate} flat{x} "
     "block{n,unit} corrects{period}"},
    {"totals", false, "subtotal net vat_in{rate} vat_ex{rate} total words"},
    {"movements", false, "title opening charged paid tie{carried,charged,pending,total}"},
    {"packs", false,
     "packs pack used left pack_line{date,id,state} licences licence valid state "
     "refunded expired exhausted frozen in-use unused valid_now"},
    {"pay", false, "payto payee bank bank_account reference verify checksum notices notes"},
    {"units", true, "GB Mbps min channel 1000 year pack order"},
    {"regions", false, "mainland ap1 ap2 ap3 na eu me af sa"},
    {"spec", true, "standard topspeed h264 h265 av1 audio days{n}"},
    {"notices", false,
     "arrears{h} suspended refund-denied{entry,name,reason} unlicensed-usage{app} "
     "leb-in-miniprogram{app} usage-while-suspended usage-while-closed "
     "vod-unreadable cos-policy refund{amount,entry,name} arrears-cleared resumed "
     "low-balance{x} election-ignored late-entry{entry} merged{first,n} gap-day"},
    {"reasons", false,
     "granted-free already-refunded banned suspected-abuse not-category-mismatch "
     "after-14-days over-20-gb after-5-days pack-used"},
    {"notes", false, "tiers days packs rounding tax{rate}"},
    {"product", true, "miniprogram standard leb push live-addons vod im licence pack other"},
    {"formats", false,
     "!day{?yyyy,?mm,?dd,?m,?d,?month,?month_name} !moment{HH,MM,day} "
     "!period{first,last} !month{?yyyy,?mm,?m,?month,?month_name} group !point "
     "!minus !money_CNY{amount} !money_USD{amount} !table_CNY !table_USD !rate{x} "
     "!below{x}"},
    {"months", false, "!1 !2 !3 !4 !5 !6 !7 !8 !9 !10 !11 !12"},
    {"months_short", false, "!1 !2 !3 !4 !5 !6 !7 !8 !9 !10 !11 !12"},
    {"sheet", false,
     "font title !summary !daily !details !packs !licences !notices !account !about "
     "!format_day !format_moment !format_CNY !format_USD unit_CNY unit_USD "
     "note_daily note_details{formula} note_packs note_account"},
    {"sheet_summary", false,
     "number kind product item note region quantity unit deducted billable "
     "unit_price amount{?currency} by_product share total_taxed total_plain "
     "vat_in{rate} vat_ex{rate} vat_in_row{rate} check agrees differs "
     "difference{total} charges_chart{currency} corrects{period} prepaid usage "
     "refund adjustment"},
    {"sheet_daily", false,
     "date weekday charges total mean maximum weekday_1 weekday_2 weekday_3 "
     "weekday_4 weekday_5 weekday_6 weekday_7"},
    {"sheet_details", false,
     "number item spec region from to quantity unit deducted billable tier_from "
     "unit_price flat_price block days month_days list discount amount{?currency} "
     "packs rate"},
    {"sheet_packs", false,
     "id pack start expiry unit size opening bought used lapsed closing state "
     "drawdown"},
    {"sheet_licences", false, "licence app_id from until years state"},
    {"sheet_notices", false,
     "time kind detail arrears arrears-cleared cos-policy election-ignored gap-day "
     "late-entry leb-in-miniprogram low-balance refund-denied resumed suspended "
     "unlicensed-usage usage-while-closed usage-while-suspended vod-unreadable"},
    {"sheet_account", false,
     "time kind reference amount balance pending opening topup withdrawal adjustment "
     "prepaid refund daily monthly"},
    {"sheet_about", false,
     "rules rates mode_mainland mode_overseas traffic_day bandwidth_day "
     "traffic_month bandwidth_p95_month bandwidth_avgpeak_month p95_rank p95_floor "
     "p95_ceil push push_rule{floor,ratio} tax tax_inclusive{rate} "
     "tax_exclusive{rate} tax_none plan rounding rounding_rule item region spec any "
     "tier_from unit unit_price flat_price block from until source"},
    {NULL, false, NULL},
};
