/*
 * What generate.c writes: a row for each series of samples. Amounts are bytes, seconds or counts of
 * an ordinary day; totals name the days that have exactly an amount, such as both sides of a tier.
 *
 * Included once, by generate.c, after the types that it fills.
 */
#ifndef SAMPLES_GENERATE_SERIES_H
#define SAMPLES_GENERATE_SERIES_H

#define OAR         "100001234567" /* every product, as a customer sees them */
#define AGENCY      "100002000018" /* 64 mini programs: an invoice of three pages and more */
#define CONTRACT    "100002000029" /* a plan of its own; monthly modes */
#define RARE        "100002000031" /* rare hanzi; a licence with a gap */
#define FORMULA     "100002000053" /* a name that looks like a formula */
#define LOW         "100002000064" /* exactly 104.00 CNY a day: arrears on known days */
#define CLOSED      "100002000075" /* closed, still with usage */
#define SPORTS      "100002000086" /* bandwidth by day, then traffic */
#define OVERSEAS    "100002000097" /* all eight regions */
#define RIVERBEND   "100002000108" /* English, CNY, tax exclusive */
#define YARDSTICK   "100002000119" /* both sides of every tier */
#define FLORIST     "100002000121" /* a licence that is refunded */
#define SHORT_FILMS "100002000132" /* traffic by month from the middle of the month */
#define PUSHER      "100002000143" /* pushes more than it plays, on some days */
#define OAR_USD     "200000417733"
#define BLUE_KITE   "200000417744" /* quotes and commas; a discount */
#define LUMEN       "200000417755" /* no tax */
#define ATOLL       "200000417766" /* Chinese documents in USD, tax exclusive */

static const struct day_total oar_bounds[] = {{8, 1999 * GB}, {9, 2000 * GB}, {0, 0}};
static const struct day_total oar_absent[] = {{8, 0}, {9, 0}, {0, 0}};
static const struct day_total oar_once[] = {{17, 8 * MB}, {0, 0}};
static const struct day_total oar_incident[] = {{18, 2300 * GB}, {19, 2650 * GB}, {0, 0}};
static const struct day_total films_gap[] = {{8, 0}, {0, 0}};
static const struct day_total yardstick_bounds[] = {
    {1, 1999 * GB},   {2, 2000 * GB - 1},
    {3, 2000 * GB},   {4, 2000 * GB + 1},
    {5, 10 * TB - 1}, {6, 10 * TB},
    {7, 10 * TB + 1}, {8, 50 * TB - 1},
    {9, 50 * TB},     {10, 100 * TB - 1},
    {11, 100 * TB},   {12, 1000 * TB - 1},
    {13, 1000 * TB},  {14, 1},
    {15, 30 * MB},    {0, 0},
};
static const struct day_total push_days[] = {
    {10, 900 * GB}, {11, 950 * GB}, {12, 1000 * GB}, {13, 60 * GB}, {0, 0},
};

static const struct series traffic_series[] = {
    {OAR, "miniprogram.traffic", "mainland", "", "play.oarlantern.example", "wx3f9a7c21d04b8e56",
     SPREAD, 1150 * GB, 0, 1, 1, 31, "B", PLAIN, oar_bounds},
    {OAR, "miniprogram.traffic", "mainland", "", "play2.oarlantern.example", "wxb81e5d6c70a2f493",
     SPREAD, 240 * GB, 0, 12, 7, 31, "MB", PLAIN, oar_absent},
    {OAR, "standard.traffic", "mainland", "", "live.oarlantern.example", "", SPREAD, 400 * GB, 0, 2,
     1, 31, "MB", LETTER_T, NULL},
    {OAR, "standard.traffic", "ap1", "", "live.oarlantern.example", "", SPREAD, 42 * GB, 0, 3, 1,
     31, "MB", UTC, NULL},
    {OAR, "standard.traffic", "eu", "", "live.oarlantern.example", "", SPREAD, 0, 0, 144, 17, 17,
     "kB", PLAIN, oar_once},

    {AGENCY, "miniprogram.traffic", "ap1", "", "shop-01.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 9 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "ap2", "", "shop-02.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 5 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "ap3", "", "shop-03.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 4 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "na", "", "shop-04.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 7 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "eu", "", "shop-05.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 3 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "me", "", "shop-06.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 2 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "af", "", "shop-07.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 1 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "miniprogram.traffic", "sa", "", "shop-08.qianfan.example", "wxc0ffee0000000001",
     SPREAD, 2 * GB, 0, 12, 1, 31, "GB", PLAIN, NULL},
    {AGENCY, "standard.traffic", "mainland", "", "tv.qianfan.example", "", SPREAD, 180 * GB, 0, 12,
     1, 31, "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "ap1", "", "tv.qianfan.example", "", SPREAD, 22 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "ap2", "", "tv.qianfan.example", "", SPREAD, 14 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "ap3", "", "tv.qianfan.example", "", SPREAD, 11 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "na", "", "tv.qianfan.example", "", SPREAD, 17 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "eu", "", "tv.qianfan.example", "", SPREAD, 12 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "me", "", "tv.qianfan.example", "", SPREAD, 3 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "af", "", "tv.qianfan.example", "", SPREAD, 2 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},
    {AGENCY, "standard.traffic", "sa", "", "tv.qianfan.example", "", SPREAD, 4 * GB, 0, 12, 1, 31,
     "MB", BEIJING, NULL},

    {CONTRACT, "standard.traffic", "mainland", "", "class.yunxiu.example", "", SPREAD, 8200 * GB, 0,
     1, 1, 31, "B", PLAIN, NULL},
    {CONTRACT, "standard.traffic", "ap1", "", "class.yunxiu.example", "", SPREAD, 310 * GB, 0, 6, 1,
     31, "MB", PLAIN, NULL},
    {CONTRACT, "miniprogram.traffic", "mainland", "", "mini.yunxiu.example", "wx5e11a90d77c3b204",
     SPREAD, 560 * GB, 0, 6, 1, 31, "MB", LETTER_T, NULL},

    {RARE, "miniprogram.traffic", "mainland", "", "直播间 𠮷祥", "wx2b6d0f81e94a7c35", SPREAD,
     85 * GB, 0, 3, 1, 31, "MB", PLAIN, NULL},
    {FORMULA, "standard.traffic", "mainland", "", "=1+1.push.example", "", SPREAD, 31 * GB, 0, 6, 1,
     31, "MB", PLAIN, NULL},
    {FORMULA, "standard.traffic", "ap2", "", "=1+1.push.example", "", SPREAD, 6 * GB, 0, 12, 1, 31,
     "MB", PLAIN, NULL},
    {LOW, "standard.traffic", "mainland", "", "qingping.example", "", STEADY, 400 * GB, 0, 3, 1, 31,
     "MB", LETTER_T, NULL},
    {SPORTS, "standard.traffic", "mainland", "", "arena.jiguang.example", "", SPREAD, 3100 * GB, 0,
     1, 1, 31, "B", PLAIN, NULL},
    {SPORTS, "standard.traffic", "ap1", "", "arena.jiguang.example", "", SPREAD, 95 * GB, 0, 6, 1,
     31, "MB", PLAIN, NULL},

    {OVERSEAS, "standard.traffic", "ap1", "", "sea.haiqiao.example", "", SPREAD, 1700 * GB, 0, 4, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "ap2", "", "sea.haiqiao.example", "", SPREAD, 88 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "ap3", "", "sea.haiqiao.example", "", SPREAD, 64 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "na", "", "sea.haiqiao.example", "", SPREAD, 120 * GB, 0, 12, 1,
     31, "MB", NEW_YORK, NULL},
    {OVERSEAS, "standard.traffic", "eu", "", "sea.haiqiao.example", "", SPREAD, 105 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "me", "", "sea.haiqiao.example", "", SPREAD, 26 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "af", "", "sea.haiqiao.example", "", SPREAD, 9 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {OVERSEAS, "standard.traffic", "sa", "", "sea.haiqiao.example", "", SPREAD, 15 * GB, 0, 12, 1,
     31, "MB", NEW_YORK, NULL},

    {RIVERBEND, "miniprogram.traffic", "mainland", "", "shop.riverbend.example",
     "wx77aa01c4e5d9f360", SPREAD, 48 * GB, 0, 3, 6, 31, "GB", PLAIN, NULL},
    {RIVERBEND, "standard.traffic", "mainland", "", "tv.riverbend.example", "", SPREAD, 12 * GB, 0,
     12, 1, 31, "GB", PLAIN, NULL},
    {YARDSTICK, "standard.traffic", "mainland", "", "scale.example", "", STEADY, 10 * GB, 0, 12, 1,
     31, "B", PLAIN, yardstick_bounds},
    {FLORIST, "miniprogram.traffic", "mainland", "", "flower.example", "wx90f1c8a24b7e6d53", STEADY,
     500 * MB, 0, 72, 3, 9, "MB", PLAIN, NULL},
    {SHORT_FILMS, "standard.traffic", "mainland", "", "clip.shiguang.example", "", SPREAD, 520 * GB,
     0, 3, 1, 31, "MB", PLAIN, films_gap},
    {PUSHER, "standard.traffic", "mainland", "", "lab.example", "", SPREAD, 100 * GB, 0, 3, 1, 31,
     "MB", PLAIN, NULL},

    {OAR_USD, "standard.traffic", "ap1", "", "sg.oarlantern.example", "", SPREAD, 600 * GB, 0, 1, 1,
     31, "B", PLAIN, oar_incident},
    {OAR_USD, "standard.traffic", "na", "", "us.oarlantern.example", "", SPREAD, 160 * GB, 0, 6, 1,
     31, "MB", NEW_YORK, NULL},
    {BLUE_KITE, "standard.traffic", "na", "", "stage \"A\", main", "", SPREAD, 700 * GB, 0, 4, 1,
     31, "MB", NEW_YORK, NULL},
    {BLUE_KITE, "standard.traffic", "eu", "", "stage \"B\", side", "", SPREAD, 52 * GB, 0, 12, 1,
     31, "MB", UTC, NULL},
    {LUMEN, "standard.traffic", "na", "", "harbor.example", "", SPREAD, 33 * GB, 0, 12, 1, 31, "GB",
     NEW_YORK, NULL},
    {LUMEN, "standard.traffic", "sa", "", "harbor.example", "", SPREAD, 18 * GB, 0, 12, 1, 31, "GB",
     NEW_YORK, NULL},
    {LUMEN, "standard.traffic", "me", "", "harbor.example", "", SPREAD, 7 * GB, 0, 12, 1, 31, "GB",
     UTC, NULL},
    {ATOLL, "standard.traffic", "ap1", "", "reef.example", "", SPREAD, 75 * GB, 0, 12, 1, 31, "MB",
     PLAIN, NULL},
    {ATOLL, "standard.traffic", "ap2", "", "reef.example", "", SPREAD, 44 * GB, 0, 12, 1, 31, "MB",
     PLAIN, NULL},
    {ATOLL, "standard.traffic", "ap3", "", "reef.example", "", SPREAD, 29 * GB, 0, 12, 1, 31, "MB",
     PLAIN, NULL},
};

/*
 * Push, low-latency, transcoding, recording, screenshots, screening, relay, time shift, VOD. TASKS:
 * the amount is about the longest task in seconds, twice the mean.
 */
static const struct series other_series[] = {
    {OAR, "live.transcode", "", "standard.h264.1080p", "task-1080", "", TASKS, 7200, 0, 4, 1, 31,
     "min", PLAIN, NULL},
    {OAR, "live.transcode", "", "standard.h264.720p", "task-720", "", TASKS, 7200, 0, 12, 1, 31,
     "s", PLAIN, NULL},
    {OAR, "live.transcode", "", "topspeed.h265.720p", "task-ts", "", TASKS, 3600, 0, 3, 1, 31, "s",
     PLAIN, NULL},
    {OAR, "live.record", "", "", "studio-1", "", LEVEL, 7, 0, 6, 4, 12, "count", PLAIN, NULL},
    {OAR, "live.record", "", "", "studio-2", "", LEVEL, 5, 0, 6, 4, 12, "count", PLAIN, NULL},
    {OAR, "live.porn_check", "", "", "studio-1", "", EVENTS, 6000, 0, 12, 4, 31, "count", PLAIN,
     NULL},
    {OAR, "relay.task", "", "", "relay-a", "", EVENTS, 86400, 0, 12, 18, 26, "s", PLAIN, NULL},
    {OAR, "live.timeshift", "", "7d", "studio-1", "", SPREAD, 25 * GB, 0, 12, 13, 31, "MB", PLAIN,
     NULL},
    {OAR, "live.timeshift_duration", "", "", "studio-2", "", TASKS, 36000, 0, 2, 20, 24, "min",
     PLAIN, NULL},
    {OAR, "vod.storage", "mainland", "standard", "bucket", "", LEVEL, 780 * GB, 14370 * MB, 72, 1,
     31, "GB", PLAIN, NULL},
    {OAR, "vod.storage", "ap1", "archive", "bucket-sg", "", LEVEL, 210 * GB, 900 * MB, 72, 1, 31,
     "GB", PLAIN, NULL},
    {OAR, "vod.traffic", "mainland", "", "replay.oarlantern.example", "", SPREAD, 215 * GB, 0, 6, 1,
     31, "MB", PLAIN, NULL},
    {OAR, "vod.transcode", "", "h264.fhd", "replay", "", TASKS, 1800, 0, 2, 1, 31, "min", PLAIN,
     NULL},

    {AGENCY, "live.transcode", "", "standard.h264.480p", "t01", "", TASKS, 1800, 0, 3, 1, 31, "min",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h264.720p", "t02", "", TASKS, 1800, 0, 3, 1, 31, "min",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h264.1080p", "t03", "", TASKS, 1800, 0, 3, 1, 31,
     "min", PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h264.2k", "t04", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h264.4k", "t05", "", TASKS, 900, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h265.720p", "t06", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.h265.1080p", "t07", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "standard.av1.720p", "t08", "", TASKS, 900, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "topspeed.h264.480p", "t09", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "topspeed.h264.1080p", "t10", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "topspeed.h265.1080p", "t11", "", TASKS, 1800, 0, 2, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "topspeed.av1.2k", "t12", "", TASKS, 300, 0, 1, 1, 31, "s",
     PLAIN, NULL},
    {AGENCY, "live.transcode", "", "audio", "t13", "", TASKS, 3600, 0, 3, 1, 31, "min", PLAIN,
     NULL},

    {CONTRACT, "leb.traffic", "mainland", "", "fast.yunxiu.example", "", SPREAD, 240 * GB, 0, 6, 1,
     31, "MB", PLAIN, NULL},
    {CONTRACT, "leb.traffic", "mainland", "", "fast-mini.yunxiu.example", "wx5e11a90d77c3b204",
     SPREAD, 3 * GB, 0, 72, 15, 16, "MB", PLAIN, NULL},
    {CONTRACT, "live.record", "", "", "class-1", "", LEVEL, 20, 0, 12, 6, 10, "count", PLAIN, NULL},
    {CONTRACT, "vod.edit", "", "", "cut", "", TASKS, 5400, 0, 3, 2, 30, "min", PLAIN, NULL},

    {LOW, "live.record", "", "", "room", "", LEVEL, 1, 0, 12, 2, 5, "count", PLAIN, NULL},
    {LOW, "live.screenshot", "", "", "room", "", EVENTS, 120, 0, 24, 1, 31, "count", PLAIN, NULL},
    {CLOSED, "standard.traffic", "mainland", "", "old-harbour.example", "", SPREAD, 2 * GB, 0, 12,
     1, 3, "MB", PLAIN, NULL},
    {OVERSEAS, "relay.bandwidth", "", "singapore", "relay-sg", "", SPREAD, 90 * GB, 0, 12, 3, 27,
     "MB", PLAIN, NULL},
    {OVERSEAS, "relay.bandwidth", "", "oslo", "relay-no", "", SPREAD, 20 * GB, 0, 12, 10, 14, "MB",
     PLAIN, NULL},
    {OVERSEAS, "live.vas", "", "subtitle", "captions", "", TASKS, 7200, 0, 2, 1, 31, "min", PLAIN,
     NULL},
    {PUSHER, "push.traffic", "mainland", "", "up.lab.example", "", SPREAD, 5 * GB, 0, 2, 1, 31,
     "MB", PLAIN, push_days},
    {PUSHER, "push.traffic", "ap1", "", "up.lab.example", "", SPREAD, 1 * GB, 0, 12, 9, 14, "MB",
     UTC, NULL},

    {OAR_USD, "live.transcode", "", "standard.h264.1080p", "sg-1080", "", TASKS, 14400, 0, 11, 1,
     31, "min", PLAIN, NULL},
    {OAR_USD, "live.transcode", "", "standard.h264.720p", "sg-720", "", TASKS, 14400, 0, 4, 1, 31,
     "s", PLAIN, NULL},
    {OAR_USD, "live.record", "", "", "sg-room", "", LEVEL, 8, 0, 12, 10, 31, "count", PLAIN, NULL},
    {OAR_USD, "live.record_delivery", "", "", "sg-room", "", TASKS, 14400, 0, 8, 10, 31, "min",
     PLAIN, NULL},
    {OAR_USD, "live.screenshot", "", "", "sg-room", "", EVENTS, 6000, 0, 12, 4, 31, "count", PLAIN,
     NULL},
    {ATOLL, "live.transcode", "", "standard.h264.720p", "reef-720", "", TASKS, 1800, 0, 2, 1, 31,
     "min", PLAIN, NULL},
    {ATOLL, "vod.traffic", "mainland", "", "reef-vod.example", "", SPREAD, 6 * GB, 0, 24, 1, 31,
     "MB", PLAIN, NULL},
};

#endif
