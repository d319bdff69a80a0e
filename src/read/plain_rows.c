/*
 * Two passes over at most 16 KB, which stay in the nearest cache: bytes → a bit each for what
 * matters, then bits → where fields begin. Only the first has two forms.
 */
#include "plain_rows.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LANE          ((size_t)64)
#define LANES         (PLAIN_BYTES_MAX / LANE)
#define INLINE_ALWAYS static inline __attribute__((always_inline))

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

static void classify_portable(struct lane *lanes, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct lane lane = {0};
        for (unsigned at = 0; at < LANE; at += 8) {
            uint64_t word = load_word(bytes + i * LANE + at);
            lane.commas |= equal_bits(word, ',') << at;
            lane.feeds |= equal_bits(word, '\n') << at;
            lane.returns |= equal_bits(word, '\r') << at;
            lane.quotes |= equal_bits(word, '"') << at;
            lane.high |= high_bits(word) << at;
        }
        lanes[i] = lane;
    }
}

/* The last lane of all: what is missing of it counts as bytes of no meaning. */
typedef void classify_lanes(struct lane *lanes, const char *bytes, size_t count);

INLINE_ALWAYS size_t classify(struct lane *lanes, const char *bytes, size_t size,
                              classify_lanes *whole_lanes)
{
    char last[LANE] = {0};
    size_t whole = size / LANE;

    whole_lanes(lanes, bytes, whole);
    if (size % LANE == 0)
        return whole;
    memcpy(last, bytes + whole * LANE, size % LANE);
    whole_lanes(lanes + whole, last, 1);
    return whole + 1;
}

/* Where the field behind the lowest mark begins; of no meaning where there is no mark. */
INLINE_ALWAYS uint64_t add_begin(uint32_t *begin, uint64_t marks, uint32_t behind)
{
    *begin = behind + (uint32_t)__builtin_ctzll(marks | UINT64_C(1) << 63);
    return marks & (marks - 1);
}

/* Appends where the fields behind the marks begin; the number of them. */
INLINE_ALWAYS size_t add_begins(uint32_t *begins, uint64_t marks, size_t at)
{
    size_t count = (size_t)__builtin_popcountll(marks);
    uint32_t behind = (uint32_t)at + 1;

    /* Four at a time without a branch for each: those beyond the last are written over. */
    for (uint32_t *to = begins; marks != 0; to += 4) {
        marks = add_begin(&to[0], marks, behind);
        marks = add_begin(&to[1], marks, behind);
        marks = add_begin(&to[2], marks, behind);
        marks = add_begin(&to[3], marks, behind);
    }
    return count;
}

/* Bits of a lane before its first byte that no plain row has, or all. */
INLINE_ALWAYS uint64_t plain_part(const struct lane *lane, bool feed_follows, bool ascii_only)
{
    uint64_t before_feed = lane->feeds >> 1 | (uint64_t)feed_follows << 63;
    uint64_t odd = lane->quotes | (lane->returns & ~before_feed) | (ascii_only ? lane->high : 0);
    return odd == 0 ? UINT64_MAX : (odd & -odd) - 1;
}

INLINE_ALWAYS void find_rows(struct plain_scan *out, const struct lane *lanes, size_t count,
                             size_t width, bool ascii_only)
{
    uint64_t high = 0;
    size_t begins = 0, row_end = width; /* how many marks there are when the row at hand ends */

    out->rows = 0;
    out->begins[0] = 0;
    for (size_t i = 0; i < count && begins < PLAIN_FIELDS_MAX - LANE; i++) {
        bool feed_follows = i + 1 < count && (lanes[i + 1].feeds & 1) != 0;
        uint64_t part = plain_part(&lanes[i], feed_follows, ascii_only);
        uint64_t feeds = lanes[i].feeds & part, marks = (lanes[i].commas & part) | feeds;

        high |= lanes[i].high;
        for (; feeds != 0; feeds &= feeds - 1) {
            uint64_t up_to = feeds ^ (feeds - 1);
            if (begins + (size_t)__builtin_popcountll(marks & up_to) != row_end) {
                part = 0; /* another number of fields */
                break;
            }
            out->rows++;
            row_end += width;
        }
        begins += add_begins(out->begins + 1 + begins, marks, i * LANE);
        if (part != UINT64_MAX)
            break;
    }
    out->has_high = high != 0;
}

void plain_scan_portable(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                         bool ascii_only)
{
    struct lane lanes[LANES];
    size_t looked = size < PLAIN_BYTES_MAX ? size : PLAIN_BYTES_MAX;
    size_t count = classify(lanes, bytes, looked, classify_portable);
    find_rows(out, lanes, count, width, ascii_only);
}

#if defined(__x86_64__)
#define WITH_AVX2 __attribute__((target("avx2,bmi,popcnt")))

WITH_AVX2 static uint64_t equal_lane(__m256i low, __m256i high, char byte)
{
    __m256i same = _mm256_set1_epi8(byte);
    uint64_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, same));
    uint64_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, same));
    return first | second << 32;
}

WITH_AVX2 static void classify_avx2(struct lane *lanes, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = bytes + i * LANE;
        __m256i low = _mm256_loadu_si256((const __m256i_u *)at);
        __m256i high = _mm256_loadu_si256((const __m256i_u *)(at + 32));

        lanes[i].commas = equal_lane(low, high, ',');
        lanes[i].feeds = equal_lane(low, high, '\n');
        lanes[i].returns = equal_lane(low, high, '\r');
        lanes[i].quotes = equal_lane(low, high, '"');
        lanes[i].high = (uint32_t)_mm256_movemask_epi8(low)
                        | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
    }
}

WITH_AVX2 static void scan_avx2(struct plain_scan *out, const char *bytes, size_t size,
                                size_t width, bool ascii_only)
{
    struct lane lanes[LANES];
    size_t looked = size < PLAIN_BYTES_MAX ? size : PLAIN_BYTES_MAX;
    size_t count = classify(lanes, bytes, looked, classify_avx2);
    find_rows(out, lanes, count, width, ascii_only);
}
#endif

void plain_scan(struct plain_scan *out, const char *bytes, size_t size, size_t width,
                bool ascii_only)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("popcnt")) {
        scan_avx2(out, bytes, size, width, ascii_only);
        return;
    }
#endif
    plain_scan_portable(out, bytes, size, width, ascii_only);
}
