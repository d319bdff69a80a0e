#include "sha256_pair.h"

#include "livebill/base/fatal.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))

/* FIPS 180-4, 4.2.2. */
_Alignas(16) static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static bool is_there;

static void look(void)
{
    unsigned eax, ebx, ecx, edx;
    is_there = __builtin_cpu_supports("sse4.1")
               && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & bit_SHA) != 0;
}

/* Asked once: in a virtual machine cpuid takes thousands of times as long as other instructions. */
bool sha256_pair_is_there(void)
{
    static pthread_once_t looked = PTHREAD_ONCE_INIT;
    pthread_once(&looked, look);
    return is_there;
}

/* The state as the instructions want it, and the next 16 words of the message. */
struct stream {
    __m128i abef, cdgh, words[4];
};

WITH_SHA static inline void load_state(struct stream *stream, const uint32_t state[8])
{
    __m128i dcba = _mm_loadu_si128((const __m128i_u *)(const void *)state);
    __m128i hgfe = _mm_loadu_si128((const __m128i_u *)(const void *)(state + 4));
    dcba = _mm_shuffle_epi32(dcba, 0xB1);
    hgfe = _mm_shuffle_epi32(hgfe, 0x1B);
    stream->abef = _mm_alignr_epi8(dcba, hgfe, 8);
    stream->cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
}

WITH_SHA static inline void store_state(const struct stream *stream, uint32_t state[8])
{
    __m128i feba = _mm_shuffle_epi32(stream->abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(stream->cdgh, 0xB1);
    _mm_storeu_si128((__m128i_u *)(void *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i_u *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

WITH_SHA static inline __m128i load_words(const char *bytes)
{
    const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i_u *)(const void *)bytes), big_endian);
}

/* Rounds 4 × step to 4 × step + 3, and what they leave to do for the words that follow. */
WITH_SHA static inline __attribute__((always_inline)) void four_rounds(struct stream *stream,
                                                                       int step)
{
    const __m128i *constants = (const __m128i *)(const void *)round_constants;
    __m128i *words = stream->words, now = words[step & 3];
    __m128i sum = _mm_add_epi32(now, constants[step]);

    stream->cdgh = _mm_sha256rnds2_epu32(stream->cdgh, stream->abef, sum);
    stream->abef = _mm_sha256rnds2_epu32(stream->abef, stream->cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (step >= 3 && step < 15) {
        __m128i *next = &words[(step + 1) & 3];
        __m128i sevens = _mm_alignr_epi8(now, words[(step + 3) & 3], 4);
        *next = _mm_sha256msg2_epu32(_mm_add_epi32(*next, sevens), now);
    }
    if (step >= 1 && step < 13)
        words[(step + 3) & 3] = _mm_sha256msg1_epu32(words[(step + 3) & 3], now);
}

#define FOUR_ROUNDS(step) (four_rounds(&left, step), four_rounds(&right, step))

WITH_SHA void sha256_pair(uint32_t left_state[8], const char *left_bytes, uint32_t right_state[8],
                          const char *right_bytes, size_t blocks)
{
    struct stream left, right;

    load_state(&left, left_state);
    load_state(&right, right_state);
    for (; blocks > 0; blocks--, left_bytes += 64, right_bytes += 64) {
        struct stream left_before = left, right_before = right;
        for (int i = 0; i < 4; i++) {
            left.words[i] = load_words(left_bytes + i * 16);
            right.words[i] = load_words(right_bytes + i * 16);
        }
        FOUR_ROUNDS(0), FOUR_ROUNDS(1), FOUR_ROUNDS(2), FOUR_ROUNDS(3);
        FOUR_ROUNDS(4), FOUR_ROUNDS(5), FOUR_ROUNDS(6), FOUR_ROUNDS(7);
        FOUR_ROUNDS(8), FOUR_ROUNDS(9), FOUR_ROUNDS(10), FOUR_ROUNDS(11);
        FOUR_ROUNDS(12), FOUR_ROUNDS(13), FOUR_ROUNDS(14), FOUR_ROUNDS(15);
        left.abef = _mm_add_epi32(left.abef, left_before.abef);
        left.cdgh = _mm_add_epi32(left.cdgh, left_before.cdgh);
        right.abef = _mm_add_epi32(right.abef, right_before.abef);
        right.cdgh = _mm_add_epi32(right.cdgh, right_before.cdgh);
    }
    store_state(&left, left_state);
    store_state(&right, right_state);
}
#else
bool sha256_pair_is_there(void)
{
    return false;
}

void sha256_pair(uint32_t left_state[8], const char *left, uint32_t right_state[8],
                 const char *right, size_t blocks)
{
    (void)left_state, (void)left, (void)right_state, (void)right, (void)blocks;
    bug("this processor has no SHA instructions");
}
#endif
