#include "decode.h"

#include "livebill/base/fatal.h"

#include <errno.h>
#include <iconv.h>

#define REPLACEMENT TEXT("\xEF\xBF\xBD")
#define DECODE_STEP 512 /* GB18030 grows by half at most on its way to UTF-8 */

struct decoder {
    bool utf8;
    iconv_t handle;
};

struct decoder *decoder_open(struct text encoding, struct arena *arena)
{
    struct decoder *decoder = ARENA_NEW(arena, struct decoder);

    decoder->utf8 = text_is(encoding, "UTF-8");
    if (decoder->utf8)
        return decoder;
    if (!text_is(encoding, "GB18030"))
        bug("the encoding '%.*s' is unknown", TEXT_ARGS(encoding));
    decoder->handle = iconv_open("UTF-8", "GB18030");
    if (decoder->handle == (iconv_t)-1)
        fatal_errno("this system cannot read GB18030: install its iconv modules");
    return decoder;
}

void decoder_close(struct decoder *decoder)
{
    if (!decoder->utf8)
        iconv_close(decoder->handle);
}

bool decoder_is_utf8(const struct decoder *decoder)
{
    return decoder->utf8;
}

static bool add_utf8(struct buffer *out, struct text bytes)
{
    bool valid = true;
    while (bytes.size > 0) {
        size_t good = text_invalid_at(bytes);
        buffer_add(out, text_slice(bytes, 0, good));
        if (good == bytes.size)
            break;
        buffer_add(out, REPLACEMENT);
        bytes = text_slice(bytes, good + 1, bytes.size);
        valid = false;
    }
    return valid;
}

static bool add_gb18030(struct decoder *decoder, struct buffer *out, struct text bytes)
{
    char step[DECODE_STEP];
    char *from = (char *)(uintptr_t)bytes.at; /* iconv does not write there */
    size_t left = bytes.size;
    bool valid = true;

    iconv(decoder->handle, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char *to = step;
        size_t room = sizeof step;
        size_t done = iconv(decoder->handle, &from, &left, &to, &room);
        buffer_add(out, (struct text){step, sizeof step - room});
        if (done != (size_t)-1 || errno == E2BIG)
            continue;
        buffer_add(out, REPLACEMENT);
        from++;
        left--;
        valid = false;
    }
    return valid;
}

bool decoder_add(struct decoder *decoder, struct buffer *out, struct text bytes)
{
    return decoder->utf8 ? add_utf8(out, bytes) : add_gb18030(decoder, out, bytes);
}

bool text_is_ascii(struct text text)
{
    size_t at = 0;
    uint64_t high = 0;
    for (; at + 8 <= text.size; at += 8) {
        uint64_t eight;
        memcpy(&eight, text.at + at, 8);
        high |= eight;
    }
    for (; at < text.size; at++)
        high |= (unsigned char)text.at[at];
    return (high & UINT64_C(0x8080808080808080)) == 0;
}
