#include "run.h"

bool character_is_hanzi(int32_t c)
{
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x30ff)
           || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005
           || c == 0x3007;
}

bool character_is_ignored(int32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
           || (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff
           || (c >= 0xe0000 && c <= 0xe0fff);
}

static bool is_digit(int32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c)
           || (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
}

static bool wants_room(int32_t left, int32_t right)
{
    if (left == 0xa5 || left == '$' || left == 0xffe5)
        return is_digit(right);
    return (character_is_hanzi(left) && is_latin(right))
           || (is_latin(left) && character_is_hanzi(right));
}

struct run run_make(const struct fonts *fonts, enum font_role role, struct text text,
                    struct arena *arena)
{
    struct run run = {.at = ARENA_ARRAY(arena, struct run_glyph, text.size)};
    int32_t last = ' ';

    for (size_t i = 0, size; i < text.size; i += size) {
        int32_t c = text_code_point(text_slice(text, i, 4), &size);
        struct run_glyph *glyph = &run.at[run.count];

        if (c >= 0 && character_is_ignored(c))
            continue;
        if (c < ' ' || c == 0x7f)
            c = c < 0 ? 0xfffd : ' ';
        glyph->code_point = c;
        glyph->glyph = fonts_find(fonts, role, c);
        glyph->before = wants_room(last, c) ? RUN_ROOM : 0;
        run.width += glyph->before + glyph->glyph.advance;
        run.count++;
        last = c;
    }
    return run;
}

struct run run_slice(struct run run, size_t from, size_t count)
{
    struct run slice = {.at = run.at + from, .count = count};

    for (size_t i = 0; i < count; i++)
        slice.width += (i > 0 ? slice.at[i].before : 0) + slice.at[i].glyph.advance;
    return slice;
}
