/*
 * A fast hash of bytes, for tables in memory and for telling files apart: it never reaches an
 * output. Eight bytes at a time; the last two loads overlap, so that no byte outside is touched.
 */
#ifndef LIVEBILL_BASE_HASH_H
#define LIVEBILL_BASE_HASH_H

#include "livebill/base/text.h"

#define HASH_SEED UINT64_C(0x9E3779B97F4A7C15)

/* Both numbers' bits over all 64. */
static inline uint64_t hash_mix(uint64_t left, uint64_t right)
{
    __extension__ unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_load(const char *at, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, at, size);
    return word;
}

static inline uint64_t hash_text(struct text text, uint64_t seed)
{
    uint64_t hash = seed ^ (text.size * HASH_SEED), head = 0, tail = 0;
    const char *at = text.at;
    size_t left = text.size;

    for (; left > 16; at += 16, left -= 16)
        hash =
            hash_mix(hash_load(at, 8) ^ hash, hash_load(at + 8, 8) ^ UINT64_C(0xA0761D6478BD642F));
    if (left >= 8) {
        head = hash_load(at, 8);
        tail = hash_load(at + left - 8, 8);
    } else if (left >= 4) {
        head = hash_load(at, 4);
        tail = hash_load(at + left - 4, 4);
    } else if (left > 0) {
        head = (uint64_t)(unsigned char)at[0] << 16 | (uint64_t)(unsigned char)at[left / 2] << 8
               | (unsigned char)at[left - 1];
    }
    return hash_mix(head ^ hash, tail ^ UINT64_C(0xE7037ED1A0B428DB));
}

/* Whether both have the same bytes: as memcmp, for short runs and without a call. */
static inline bool hash_same_bytes(const char *left, const char *right, size_t size)
{
    if (size >= 8) {
        for (size_t i = 0; i + 8 < size; i += 8) {
            if (hash_load(left + i, 8) != hash_load(right + i, 8))
                return false;
        }
        return hash_load(left + size - 8, 8) == hash_load(right + size - 8, 8);
    }
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i])
            return false;
    }
    return true;
}

#endif
