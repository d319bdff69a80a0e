/*
 * Quantities against a reading of one digit after the other.
 */
#include "read/usage/quantity.h"

#include "livebill/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* Digits alone, no more than 18 of them. */
static bool simple_value(uint64_t *value, struct text text)
{
    *value = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *value = *value * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.size > 0;
}

static void check(struct text text)
{
    const struct usage_unit *unit = usage_unit_find(TEXT("B"));
    uint64_t value;
    wide nano = 0;
    enum quantity_status status = usage_quantity_parse(&nano, text, unit);

    if (!simple_value(&value, text)) {
        assert_int_equal(status, QUANTITY_MALFORMED);
    } else if (value > ROW_BASE_UNITS_MAX) {
        assert_int_equal(status, QUANTITY_TOO_LARGE);
    } else {
        assert_int_equal(status, QUANTITY_OK);
        assert_true(nano == (wide)value * QUANTITY_ONE);
    }
}

/* What usage_digits_parse takes, usage_quantity_parse takes just so; digits it must take. */
static void check_digits(struct text text, const char *unit_word)
{
    const struct usage_unit *unit = usage_unit_find(text_of(unit_word));
    uint64_t value;
    wide fast = 0, slow = 0;

    if (usage_digits_parse(&fast, text, unit)) {
        assert_int_equal(usage_quantity_parse(&slow, text, unit), QUANTITY_OK);
        assert_true(fast == slow);
    } else if (text.size <= 16 && simple_value(&value, text)) {
        assert_int_equal(usage_quantity_parse(&slow, text, unit), QUANTITY_TOO_LARGE);
    }
}

/*
 * The text stands in memory of its size alone, so that a sanitizer sees a read beyond it; the 16
 * bytes before its end that usage_digits_parse may read are digits.
 */
static void check_copy(const char *bytes, size_t size)
{
    char *copy = malloc(size), *behind = malloc(16 + size);
    assert_true(copy != NULL && behind != NULL);
    memcpy(copy, bytes, size);
    check((struct text){copy, size});
    memset(behind, '9', 16);
    memcpy(behind + 16, bytes, size);
    check_digits((struct text){behind + 16, size}, "B");
    check_digits((struct text){behind + 16, size}, "kB");
    check_digits((struct text){behind + 16, size}, "TB");
    free(copy);
    free(behind);
}

static void digits_count_in_every_place(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 18; size++) {
        for (size_t at = 0; at < size; at++) {
            char bytes[18];
            memset(bytes, '0', sizeof bytes);
            for (char digit = '1'; digit <= '9'; digit++) {
                bytes[at] = digit;
                check_copy(bytes, size);
            }
        }
    }
}

static void a_byte_that_is_no_digit_is_seen_in_every_place(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 18; size++) {
        for (size_t at = 0; at < size; at++) {
            for (int byte = 0; byte < 256; byte++) {
                char bytes[18];
                memset(bytes, '7', sizeof bytes);
                bytes[at] = (char)byte;
                if (byte != '.' && !(byte == '-' && at == 0))
                    check_copy(bytes, size);
            }
        }
    }
}

static void random_digits_are_read(void **state)
{
    uint64_t number = 1;
    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        char bytes[32];
        number = hash_mix(number + i, HASH_SEED);
        int size = snprintf(bytes, sizeof bytes, "%0*llu", (int)(number % 17) + 1,
                            (unsigned long long)(number >> (number >> 58)) % 1000000000000000000);
        if (size <= 18)
            check_copy(bytes, (size_t)size);
    }
}

static void decimals_and_units_are_exact(void **state)
{
    wide nano;
    (void)state;
    assert_int_equal(usage_quantity_parse(&nano, TEXT("1.5"), usage_unit_find(TEXT("kB"))),
                     QUANTITY_OK);
    assert_true(nano == 1500 * QUANTITY_ONE);
    assert_int_equal(usage_quantity_parse(&nano, TEXT("1000"), usage_unit_find(TEXT("TB"))),
                     QUANTITY_OK);
    assert_true(nano == (wide)ROW_BASE_UNITS_MAX * QUANTITY_ONE);
    assert_int_equal(usage_quantity_parse(&nano, TEXT("1001"), usage_unit_find(TEXT("TB"))),
                     QUANTITY_TOO_LARGE);
    assert_int_equal(usage_quantity_parse(&nano, TEXT("-1"), usage_unit_find(TEXT("B"))),
                     QUANTITY_NEGATIVE);
    assert_int_equal(usage_quantity_parse(&nano, TEXT(""), usage_unit_find(TEXT("B"))),
                     QUANTITY_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_count_in_every_place),
        cmocka_unit_test(a_byte_that_is_no_digit_is_seen_in_every_place),
        cmocka_unit_test(random_digits_are_read),
        cmocka_unit_test(decimals_and_units_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
