#include "packed_key.h"

#include "livebill/base/hash.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE_ALWAYS static inline __attribute__((always_inline))

#define ALL_OF_8 "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"

/* From [KEY_BLOCK - n] on: what keeps n bytes of a block, and the comma that follows them. */
_Alignas(KEY_BLOCK) static const char kept_bytes[2 * KEY_BLOCK] =
    ALL_OF_8 ALL_OF_8 ALL_OF_8 ALL_OF_8 ALL_OF_8 ALL_OF_8 ALL_OF_8 ALL_OF_8;
_Alignas(KEY_BLOCK) static const char comma_behind[2 * KEY_BLOCK] = {[KEY_BLOCK] = ','};

/* Columns that stand side by side in the row whose fields begin at begins[]. */
static inline struct text span_of(const struct plain_rows *rows, const uint32_t *begins,
                                  size_t first, size_t last)
{
    struct text last_field = plain_text(rows, begins, last);
    const char *at = rows->bytes + begins[first];
    return (struct text){at, (size_t)(last_field.at + last_field.size - at)};
}

/* A block of `size` bytes, at most KEY_BLOCK, a comma where there is room for it, and zeros. */
typedef void pack_block(unsigned char *block, const char *bytes, size_t size);

typedef uint64_t hash_blocks(const unsigned char *bytes, size_t blocks);

/* The blocks of one row, or 0 where they would be too many. */
INLINE_ALWAYS size_t pack_row(unsigned char *bytes, const struct key_spans *spans,
                              const struct plain_rows *rows, size_t row, pack_block *pack)
{
    const uint32_t *begins = rows->begins + row * rows->width;
    size_t blocks = 0;

    for (size_t i = 0; i < spans->count; i++) {
        struct text left = span_of(rows, begins, spans->at[i].first, spans->at[i].last);
        for (; left.size >= KEY_BLOCK && blocks < KEY_BLOCKS_MAX; blocks++) {
            pack(bytes + blocks * KEY_BLOCK, left.at, KEY_BLOCK);
            left = (struct text){left.at + KEY_BLOCK, left.size - KEY_BLOCK};
        }
        if (blocks == KEY_BLOCKS_MAX)
            return 0;
        pack(bytes + blocks++ * KEY_BLOCK, left.at, left.size);
    }
    return blocks;
}

INLINE_ALWAYS void fill(struct packed_keys *out, const struct key_spans *spans,
                        const struct plain_rows *rows, size_t first, size_t count, pack_block *pack,
                        hash_blocks *hash)
{
    for (size_t i = 0; i < count; i++) {
        out->blocks[i] = pack_row(out->bytes[i], spans, rows, first + i, pack);
        out->hash[i] = hash(out->bytes[i], out->blocks[i]);
    }
}

/* Whether all blocks are the same. */
typedef bool same_blocks(const unsigned char *left, const unsigned char *right, size_t blocks);

INLINE_ALWAYS uint32_t match(const struct packed_keys *packed, const struct kept_key *const *kept,
                             size_t count, same_blocks *same)
{
    uint32_t matching = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_same = kept[i] != NULL && kept[i]->blocks == packed->blocks[i]
                       && same(packed->bytes[i], kept[i]->bytes, packed->blocks[i]);
        matching |= (uint32_t)is_same << i;
    }
    return matching;
}

bool packed_key_is(const struct packed_keys *packed, size_t i, const struct kept_key *kept)
{
    return packed->blocks[i] == kept->blocks
           && memcmp(packed->bytes[i], kept->bytes, kept->blocks * KEY_BLOCK) == 0;
}

static void pack_portable(unsigned char *block, const char *bytes, size_t size)
{
    for (size_t at = 0; at < KEY_BLOCK; at += 8) {
        uint64_t word =
            (hash_load(bytes + at, 8) & hash_load(kept_bytes + KEY_BLOCK - size + at, 8))
            | hash_load(comma_behind + KEY_BLOCK - size + at, 8);
        memcpy(block + at, &word, sizeof word);
    }
}

static uint64_t hash_portable(const unsigned char *bytes, size_t blocks)
{
    uint64_t hash = HASH_SEED;
    for (const char *at = (const char *)bytes, *end = at + blocks * KEY_BLOCK; at < end; at += 16)
        hash =
            hash_mix(hash_load(at, 8) ^ hash, hash_load(at + 8, 8) ^ UINT64_C(0xA0761D6478BD642F));
    return hash;
}

static bool same_portable(const unsigned char *left, const unsigned char *right, size_t blocks)
{
    return memcmp(left, right, blocks * KEY_BLOCK) == 0;
}

void packed_keys_fill_portable(struct packed_keys *out, const struct key_spans *spans,
                               const struct plain_rows *rows, size_t first, size_t count)
{
    fill(out, spans, rows, first, count, pack_portable, hash_portable);
}

#if defined(__x86_64__)
#define WITH_AES __attribute__((target("avx2,aes")))

WITH_AES static inline __m256i load_avx2(const void *at)
{
    return _mm256_loadu_si256((const __m256i_u *)at);
}

WITH_AES static inline void pack_avx2(unsigned char *block, const char *bytes, size_t size)
{
    const char *keep = kept_bytes + KEY_BLOCK - size, *comma = comma_behind + KEY_BLOCK - size;
    __m256i low = _mm256_and_si256(load_avx2(bytes), load_avx2(keep));
    __m256i high = _mm256_and_si256(load_avx2(bytes + 32), load_avx2(keep + 32));

    low = _mm256_or_si256(low, load_avx2(comma));
    high = _mm256_or_si256(high, load_avx2(comma + 32));
    _mm256_store_si256((__m256i *)(void *)block, low);
    _mm256_store_si256((__m256i *)(void *)(block + 32), high);
}

WITH_AES static inline bool same_avx2(const unsigned char *left, const unsigned char *right,
                                      size_t blocks)
{
    __m256i differing = _mm256_setzero_si256();
    for (const unsigned char *end = left + blocks * KEY_BLOCK; left < end;
         left += KEY_BLOCK, right += KEY_BLOCK) {
        __m256i low = _mm256_xor_si256(load_avx2(left), load_avx2(right));
        __m256i high = _mm256_xor_si256(load_avx2(left + 32), load_avx2(right + 32));
        differing = _mm256_or_si256(differing, _mm256_or_si256(low, high));
    }
    return _mm256_testz_si256(differing, differing) != 0;
}

/* Rounds of AES mix well and cost next to nothing; nothing is kept secret here. */
WITH_AES static inline uint64_t hash_aes(const unsigned char *bytes, size_t blocks)
{
    const __m128i seed = _mm_set1_epi64x((long long)HASH_SEED);
    __m128i hash = seed;
    for (const __m128i *at = (const __m128i *)(const void *)bytes, *end = at + blocks * 4; at < end;
         at += 4) {
        __m128i left = _mm_aesenc_si128(_mm_xor_si128(at[0], hash), at[1]);
        __m128i right = _mm_aesenc_si128(_mm_xor_si128(at[2], seed), at[3]);
        hash = _mm_aesenc_si128(_mm_aesenc_si128(left, hash), right);
    }
    hash = _mm_aesenc_si128(_mm_aesenc_si128(hash, seed), seed);
    return (uint64_t)_mm_cvtsi128_si64(hash);
}

WITH_AES static void fill_avx2(struct packed_keys *out, const struct key_spans *spans,
                               const struct plain_rows *rows, size_t first, size_t count)
{
    fill(out, spans, rows, first, count, pack_avx2, hash_aes);
}

WITH_AES static uint32_t match_avx2(const struct packed_keys *packed,
                                    const struct kept_key *const *kept, size_t count)
{
    return match(packed, kept, count, same_avx2);
}

static bool has_avx2_and_aes(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("aes");
}
#endif

void packed_keys_fill(struct packed_keys *out, const struct key_spans *spans,
                      const struct plain_rows *rows, size_t first, size_t count)
{
#if defined(__x86_64__)
    if (has_avx2_and_aes()) {
        fill_avx2(out, spans, rows, first, count);
        return;
    }
#endif
    packed_keys_fill_portable(out, spans, rows, first, count);
}

uint32_t packed_keys_match(const struct packed_keys *packed, const struct kept_key *const *kept,
                           size_t count)
{
#if defined(__x86_64__)
    if (has_avx2_and_aes())
        return match_avx2(packed, kept, count);
#endif
    return match(packed, kept, count, same_portable);
}
