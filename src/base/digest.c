#include "livebill/base/digest.h"

#include "livebill/base/fatal.h"

#include "sha256_pair.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* libcrypto's own names for SHA-256, whose state stands in view: that two can go side by side. */
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#define BLOCK ((size_t)SHA256_CBLOCK)

struct digest {
    SHA256_CTX state;
};

struct digest *digest_new(void)
{
    struct digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL)
        fatal("not enough memory for a checksum");
    if (SHA256_Init(&digest->state) != 1)
        fatal("libcrypto cannot start a SHA-256");
    return digest;
}

void digest_add(struct digest *digest, struct text bytes)
{
    if (SHA256_Update(&digest->state, bytes.at, bytes.size) != 1)
        fatal("libcrypto cannot go on with a SHA-256");
}

/* Adds what is missing of a begun block; the rest. */
static struct text fill_block(struct digest *digest, struct text bytes)
{
    size_t begun = digest->state.num, size = begun == 0 ? 0 : BLOCK - begun;
    digest_add(digest, text_slice(bytes, 0, size));
    return text_slice(bytes, size, SIZE_MAX);
}

/* SHA256_CTX counts bits, in two halves. */
static void count_blocks(struct digest *digest, size_t blocks)
{
    uint64_t bits = ((uint64_t)digest->state.Nh << 32 | digest->state.Nl) + blocks * BLOCK * 8;
    digest->state.Nl = (SHA_LONG)bits;
    digest->state.Nh = (SHA_LONG)(bits >> 32);
}

void digest_add_two(struct digest *left, struct text left_bytes, struct digest *right,
                    struct text right_bytes)
{
    if (sha256_pair_is_there()) {
        left_bytes = fill_block(left, left_bytes);
        right_bytes = fill_block(right, right_bytes);
        size_t size = left_bytes.size < right_bytes.size ? left_bytes.size : right_bytes.size;
        sha256_pair(left->state.h, left_bytes.at, right->state.h, right_bytes.at, size / BLOCK);
        count_blocks(left, size / BLOCK);
        count_blocks(right, size / BLOCK);
        left_bytes = text_slice(left_bytes, size / BLOCK * BLOCK, SIZE_MAX);
        right_bytes = text_slice(right_bytes, size / BLOCK * BLOCK, SIZE_MAX);
    }
    digest_add(left, left_bytes);
    digest_add(right, right_bytes);
}

void digest_end(struct digest *digest, char hex[DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[SHA256_DIGEST_LENGTH];

    if (SHA256_Final(bytes, &digest->state) != 1)
        fatal("libcrypto cannot end a SHA-256");
    for (unsigned i = 0; i < sizeof bytes; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[64] = '\0';
    free(digest);
}

static bool add_all(struct digest *digest, uint64_t *size, int file)
{
    char bytes[65536];
    ssize_t got;

    *size = 0;
    while ((got = read(file, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        digest_add(digest, (struct text){bytes, (size_t)got});
        *size += (uint64_t)got;
    }
    return true;
}

bool digest_file(char hex[DIGEST_HEX], uint64_t *size, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;

    struct digest *digest = digest_new();
    uint64_t counted = 0;
    bool whole = add_all(digest, &counted, file);
    int error = errno;
    digest_end(digest, hex);
    close(file);
    errno = error;
    if (whole && size != NULL)
        *size = counted;
    return whole;
}
