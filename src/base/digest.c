#include "livebill/base/digest.h"

#include "livebill/base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

struct digest {
    EVP_MD_CTX *context;
};

struct digest *digest_new(void)
{
    struct digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL)
        fatal("not enough memory for a checksum");
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
        fatal("libcrypto cannot start a SHA-256");
    return digest;
}

void digest_add(struct digest *digest, struct text bytes)
{
    if (EVP_DigestUpdate(digest->context, bytes.at, bytes.size) != 1)
        fatal("libcrypto cannot go on with a SHA-256");
}

void digest_end(struct digest *digest, char hex[DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    if (EVP_DigestFinal_ex(digest->context, bytes, &size) != 1 || size != 32)
        fatal("libcrypto cannot end a SHA-256");
    for (unsigned i = 0; i < size; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[64] = '\0';
    EVP_MD_CTX_free(digest->context);
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
