/*
 * SHA-256: the examples of FIPS 180-4, and two digests side by side against each alone.
 */
#include "livebill/base/digest.h"
#include "livebill/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define BYTES ((size_t)4096)

static void check_text(const char *text, const char *hex)
{
    char found[DIGEST_HEX];
    struct digest *digest = digest_new();
    digest_add(digest, text_of(text));
    digest_end(digest, found);
    assert_string_equal(found, hex);
}

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    check_text("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_text("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static size_t below(uint64_t *state, size_t bound)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(hash_mix(*state, UINT64_C(0xD6E8FEB86659FD93)) % bound);
}

static void check_alone(struct digest *pair, struct text bytes)
{
    char found[DIGEST_HEX], expected[DIGEST_HEX];
    struct digest *alone = digest_new();
    digest_add(alone, bytes);
    digest_end(alone, expected);
    digest_end(pair, found);
    assert_string_equal(found, expected);
}

static void two_side_by_side_are_each_as_alone(void **state)
{
    static char left_bytes[BYTES], right_bytes[BYTES];
    uint64_t number = 1;
    (void)state;

    for (size_t i = 0; i < BYTES; i++) {
        left_bytes[i] = (char)below(&number, 256);
        right_bytes[i] = (char)below(&number, 256);
    }
    for (int round = 0; round < 500; round++) {
        struct text left = {left_bytes, below(&number, BYTES)};
        struct text right = {right_bytes, below(&number, BYTES)};
        struct digest *left_digest = digest_new(), *right_digest = digest_new();
        size_t left_at = 0, right_at = 0;
        while (left_at < left.size || right_at < right.size) {
            size_t most = below(&number, 3) == 0 ? 70 : 600;
            struct text left_part = text_slice(left, left_at, below(&number, most));
            struct text right_part = text_slice(right, right_at, below(&number, most));
            digest_add_two(left_digest, left_part, right_digest, right_part);
            left_at += left_part.size;
            right_at += right_part.size;
        }
        check_alone(left_digest, left);
        check_alone(right_digest, right);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(two_side_by_side_are_each_as_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
