/*
 * Bytes → a bit each for what matters → where fields begin, 64 bytes at a time. The usual block is
 * gone through by one of two forms of the same loop; any other block by the careful one.
 */
#include "plain_rows.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LANE ((size_t)64)

/* Of 64 bytes, the first in the lowest bit. */
struct lane {
    uint64_t commas, feeds, returns, quotes, high;
};

/* A bit for each of 8 bytes that is equal to `byte`, exact in every byte. */
static uint64_t equal_bits(uint64_t word, unsigned char byte)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t other = word ^ byte * UINT64_C(0x0101010101010101);
    uint64_t zero = ~(((other & low) + low) | other | low);
    return (zero >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static uint64_t high_bits(uint64_t word)
{
    uint64_t high = word & UINT64_C(0x8080808080808080);
    return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The first byte in memory is bit 0 whatever the machine's byte order. */
static uint64_t load_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static struct lane lane_at(const char *bytes)
{
    struct lane lane = {0};
    for (unsigned at = 0; at < LANE; at += 8) {
        uint64_t word = load_word(bytes + at);
        lane.commas |= equal_bits(word, ',') << at;
        lane.feeds |= equal_bits(word, '\n') << at;
        lane.returns |= equal_bits(word, '\r') << at;
        lane.quotes |= equal_bits(word, '"') << at;
        lane.high |= high_bits(word) << at;
    }
    return lane;
}

/* What is missing of the last lane counts as bytes of no meaning; behind it there is none. */
static struct lane lane_of(const char *bytes, size_t size, size_t at)
{
    char last[LANE] = {0};
    if (at + LANE <= size)
        return lane_at(bytes + at);
    if (at >= size)
        return (struct lane){0};
    memcpy(last, bytes + at, size - at);
    return lane_at(last);
}

/* Appends where the fields behind the marks begin. */
static void add_begins(uint32_t *begins, uint64_t marks, size_t at)
{
    for (; marks != 0; marks &= marks - 1)
        *begins++ = (uint32_t)at + 1 + (uint32_t)__builtin_ctzll(marks);
}

static size_t bits_in(uint64_t word)
{
    return (size_t)__builtin_popcountll(word);
}

/* Any block: up to its first odd byte, or row of another width. */
static void take_careful(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                         bool ascii_only)
{
    uint64_t high = 0, part = UINT64_MAX; /* the bits before the end */
    size_t begins = 0, row_end = width;   /* how many marks there are when the row at hand ends */

    out->rows = 0;
    for (size_t at = 0; at < size && begins < PLAIN_FIELDS_MAX - LANE && part == UINT64_MAX;
         at += LANE) {
        struct lane lane = lane_of(bytes, size, at);
        uint64_t before_feed = lane.feeds >> 1 | lane_of(bytes, size, at + LANE).feeds << 63;
        uint64_t odd = lane.quotes | (lane.returns & ~before_feed) | (ascii_only ? lane.high : 0);
        part = odd == 0 ? UINT64_MAX : (odd & -odd) - 1;
        uint64_t feeds = lane.feeds & part, marks = (lane.commas & part) | feeds;

        high |= lane.high;
        for (; feeds != 0; feeds &= feeds - 1) {
            if (begins + bits_in(marks & (feeds ^ (feeds - 1))) != row_end) {
                part = 0; /* another number of fields */
                break;
            }
            out->rows++;
            row_end += width;
        }
        add_begins(out->begins + 1 + begins, marks, at);
        begins += bits_in(marks);
    }
    out->has_high = high != 0;
}

/* What a pass over the whole lanes of a block found. */
struct pass {
    size_t begins, feeds;
    bool odd, high;
};

static struct pass pass_portable(struct plain_scan *out, const char *bytes, size_t size)
{
    struct pass pass = {0};
    uint64_t odd = 0, high = 0, return_before = 0;

    for (size_t at = 0; at + LANE <= size && pass.begins < PLAIN_FIELDS_MAX - LANE; at += LANE) {
        struct lane lane = lane_at(bytes + at);
        uint64_t marks = lane.commas | lane.feeds;
        odd |= lane.quotes | ((lane.returns << 1 | return_before) & ~lane.feeds);
        return_before = lane.returns >> 63;
        high |= lane.high;
        add_begins(out->begins + 1 + pass.begins, marks, at);
        pass.begins += bits_in(marks);
        pass.feeds += bits_in(lane.feeds);
    }
    pass.odd = (odd | return_before) != 0;
    pass.high = high != 0;
    return pass;
}

#if defined(__x86_64__)
#define WITH_AVX2 __attribute__((target("avx2,bmi,popcnt")))

WITH_AVX2 static inline uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low)
           | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

WITH_AVX2 static inline uint64_t add_begin(uint32_t *begin, uint64_t marks, uint32_t behind)
{
    *begin = behind + (uint32_t)_tzcnt_u64(marks);
    return _blsr_u64(marks);
}

/* Eight without a branch for each: those beyond the last are written over. */
WITH_AVX2 static inline uint64_t add_eight(uint32_t *begins, uint64_t marks, uint32_t behind)
{
    marks = add_begin(&begins[0], marks, behind);
    marks = add_begin(&begins[1], marks, behind);
    marks = add_begin(&begins[2], marks, behind);
    marks = add_begin(&begins[3], marks, behind);
    marks = add_begin(&begins[4], marks, behind);
    marks = add_begin(&begins[5], marks, behind);
    marks = add_begin(&begins[6], marks, behind);
    return add_begin(&begins[7], marks, behind);
}

WITH_AVX2 static struct pass pass_avx2(struct plain_scan *out, const char *bytes, size_t size)
{
    const __m256i comma = _mm256_set1_epi8(','), line_feed = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8('"'), line_return = _mm256_set1_epi8('\r');
    __m256i all = _mm256_setzero_si256(), quotes = all;
    struct pass pass = {0};
    uint64_t odd = 0, return_before = 0;

    for (size_t at = 0; at + LANE <= size && pass.begins < PLAIN_FIELDS_MAX - LANE; at += LANE) {
        __m256i low = _mm256_loadu_si256((const __m256i_u *)(bytes + at));
        __m256i high = _mm256_loadu_si256((const __m256i_u *)(bytes + at + 32));
        __m256i feeds_low = _mm256_cmpeq_epi8(low, line_feed);
        __m256i feeds_high = _mm256_cmpeq_epi8(high, line_feed);
        uint64_t feeds = bits_of(feeds_low, feeds_high);
        uint64_t marks = bits_of(_mm256_or_si256(_mm256_cmpeq_epi8(low, comma), feeds_low),
                                 _mm256_or_si256(_mm256_cmpeq_epi8(high, comma), feeds_high));
        __m256i returns_low = _mm256_cmpeq_epi8(low, line_return);
        __m256i returns_high = _mm256_cmpeq_epi8(high, line_return);

        if (_mm256_movemask_epi8(_mm256_or_si256(returns_low, returns_high)) != 0
            || return_before != 0) {
            uint64_t returns = bits_of(returns_low, returns_high);
            odd |= (returns << 1 | return_before) & ~feeds;
            return_before = returns >> 63;
        }
        quotes = _mm256_or_si256(
            quotes, _mm256_or_si256(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote)));
        all = _mm256_or_si256(all, _mm256_or_si256(low, high));

        uint32_t *begins = out->begins + 1 + pass.begins;
        pass.begins += (size_t)_mm_popcnt_u64(marks);
        pass.feeds += (size_t)_mm_popcnt_u64(feeds);
        for (; marks != 0; begins += 8)
            marks = add_eight(begins, marks, (uint32_t)at + 1);
    }
    pass.odd = (odd | return_before) != 0 || _mm256_movemask_epi8(quotes) != 0;
    pass.high = _mm256_movemask_epi8(all) != 0;
    return pass;
}
#endif

/* The usual block: no odd byte, and every row has `width` fields. False where it is another one. */
static bool is_usual(struct plain_scan *out, const struct pass *pass, const char *bytes,
                     size_t width, bool ascii_only)
{
    size_t rows = 0;
    if (pass->odd || (ascii_only && pass->high))
        return false;
    for (size_t end = width; end <= pass->begins && bytes[out->begins[end] - 1] == '\n';
         end += width)
        rows++;
    out->rows = rows;
    out->has_high = pass->high;
    return rows > 0 && rows == pass->feeds;
}

static void scan(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                 bool ascii_only,
                 struct pass (*pass_over)(struct plain_scan *, const char *, size_t))
{
    size_t looked = size < PLAIN_BYTES_MAX ? size : PLAIN_BYTES_MAX;
    struct pass pass = pass_over(out, bytes, looked);

    out->begins[0] = 0;
    if (!is_usual(out, &pass, bytes, width, ascii_only))
        take_careful(out, bytes, looked, width, ascii_only);
}

void plain_scan_portable(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                         bool ascii_only)
{
    scan(out, bytes, size, width, ascii_only, pass_portable);
}

void plain_scan(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                bool ascii_only)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("popcnt")) {
        scan(out, bytes, size, width, ascii_only, pass_avx2);
        return;
    }
#endif
    plain_scan_portable(out, bytes, size, width, ascii_only);
}
