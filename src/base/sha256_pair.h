/*
 * The inner loop of SHA-256 over two streams side by side, with the SHA instructions of x86.
 */
#ifndef LIVEBILL_BASE_SHA256_PAIR_H
#define LIVEBILL_BASE_SHA256_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this processor can. */
bool sha256_pair_is_there(void);

/* Both states (FIPS 180-4: a to h) go on by so many blocks of 64 bytes. */
void sha256_pair(uint32_t left_state[8], const char *left, uint32_t right_state[8],
                 const char *right, size_t blocks);

#endif
