/*
 * Packed keys: two rows have the same blocks just where their key fields are the same, in both
 * forms, for fields of all sizes round the size of a block.
 */
#include "read/usage/packed_key.h"
#include "read/rows/plain_rows.h"

#include "livebill/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define WIDTH 6
#define ROWS  PLAIN_CHUNK
#define BYTES ((size_t)32 << 10)

/* Columns 1, 2 and 4, 5 are the key's; the last span ends its row. */
static const struct key_spans spans = {.count = 2, .at = {{1, 2}, {4, 5}}};

struct sample {
    char bytes[PLAIN_SLACK + BYTES + PLAIN_SLACK];
    size_t size;
    struct plain_scan scan;
    struct plain_rows rows;
};

static uint64_t next_number(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    return hash_mix(*state, UINT64_C(0xD6E8FEB86659FD93));
}

static void add_byte(struct sample *sample, char byte)
{
    assert_true(sample->size < BYTES);
    sample->bytes[PLAIN_SLACK + sample->size++] = byte;
}

/* Few letters and sizes, so that many fields are the same. */
static void add_field(struct sample *sample, uint64_t *state, size_t most)
{
    size_t size = (size_t)(next_number(state) % 3) * most / 2;
    char letter = (char)('a' + next_number(state) % 2);
    bool odd = size > 0 && next_number(state) % 4 == 0;
    for (size_t i = 0; i < size; i++)
        add_byte(sample, odd && i + 1 == size ? '\0' : letter);
}

static void make_rows(struct sample *sample, uint64_t seed, size_t most)
{
    const char *const line_end = seed % 2 == 0 ? "\n" : "\r\n";
    uint64_t state = seed;

    memset(sample, 0x5A, sizeof *sample);
    sample->size = 0;
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t field = 0; field < WIDTH; field++) {
            if (field > 0)
                add_byte(sample, ',');
            add_field(sample, &state, most);
        }
        for (const char *at = line_end; *at != '\0'; at++)
            add_byte(sample, *at);
    }
    plain_scan(&sample->scan, sample->bytes + PLAIN_SLACK, sample->size, WIDTH, false);
    sample->rows = (struct plain_rows){sample->bytes + PLAIN_SLACK, sample->scan.begins, WIDTH,
                                       sample->scan.rows, 1};
    assert_true(sample->rows.count > 0);
}

static bool same_fields(const struct plain_rows *rows, size_t left, size_t right)
{
    static const size_t fields[] = {1, 2, 4, 5};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!text_equal(plain_field(rows, left, fields[i]), plain_field(rows, right, fields[i])))
            return false;
    }
    return true;
}

static void check_forms(const struct packed_keys *fast, const struct packed_keys *portable,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(fast->blocks[i], portable->blocks[i]);
        assert_memory_equal(fast->bytes[i], portable->bytes[i], fast->blocks[i] * KEY_BLOCK + 1);
    }
}

static void check_pairs(const struct packed_keys *packed, const struct plain_rows *rows)
{
    for (size_t left = 0; left < rows->count; left++) {
        struct kept_key key = {packed->blocks[left],
                               (unsigned char *)(uintptr_t)packed->bytes[left]};
        const struct kept_key *kept[PLAIN_CHUNK];
        if (key.blocks == 0)
            continue;
        for (size_t i = 0; i < rows->count; i++)
            kept[i] = i % 5 == 4 ? NULL : &key;
        uint32_t matching = packed_keys_match(packed, kept, rows->count);
        for (size_t right = 0; right < rows->count; right++) {
            bool same = same_fields(rows, left, right);
            assert_int_equal(packed_key_is(packed, right, &key), same);
            assert_int_equal(matching >> right & 1, same && kept[right] != NULL);
            if (same)
                assert_true(packed->hash[left] == packed->hash[right]);
        }
    }
}

static void blocks_are_the_same_where_fields_are(void **state)
{
    static const size_t most[] = {2, 20, 31, 32, 62, 63, 64, 65, 126, 128, 130, 150};
    static struct sample sample;
    static struct packed_keys fast, portable;
    (void)state;

    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        for (uint64_t seed = 0; seed < 40; seed++) {
            make_rows(&sample, seed, most[i]);
            size_t count = sample.rows.count < PLAIN_CHUNK ? sample.rows.count : PLAIN_CHUNK;
            memset(&fast, 0, sizeof fast);
            memset(&portable, 0, sizeof portable);
            packed_keys_fill(&fast, &spans, &sample.rows, 0, count);
            packed_keys_fill_portable(&portable, &spans, &sample.rows, 0, count);
            check_forms(&fast, &portable, count);
            check_pairs(&fast, &sample.rows);
            check_pairs(&portable, &sample.rows);
        }
    }
}

static void a_key_of_too_many_blocks_is_not_packed(void **state)
{
    static char bytes[PLAIN_SLACK + 4096];
    static struct plain_scan scan;
    static struct packed_keys packed;
    const size_t room = KEY_BLOCKS_MAX * KEY_BLOCK;
    (void)state;

    /* The second span takes one block, for its comma alone. */
    for (size_t size = room - 2 * KEY_BLOCK; size < room + 2 * KEY_BLOCK; size++) {
        char *at = bytes + PLAIN_SLACK;
        size_t row_size = 0;
        at[row_size++] = ',';
        memset(at + row_size, 'x', size);
        row_size += size;
        memcpy(at + row_size, ",,,,\n", 5);
        row_size += 5;
        plain_scan(&scan, at, row_size, WIDTH, false);
        struct plain_rows rows = {at, scan.begins, WIDTH, scan.rows, 1};
        assert_int_equal(rows.count, 1);
        packed_keys_fill(&packed, &spans, &rows, 0, 1);
        size_t blocks = (size + 1) / KEY_BLOCK + 2; /* the span has one comma of its own */
        assert_int_equal(packed.blocks[0], blocks <= KEY_BLOCKS_MAX ? blocks : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_the_same_where_fields_are),
        cmocka_unit_test(a_key_of_too_many_blocks_is_not_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
