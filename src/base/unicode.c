/* UTF-8, the width of characters on a terminal, and the nearest word. */

#include "livebill/base/text.h"

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* How many bytes the lead byte announces; 0: it leads nothing. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

int32_t text_code_point(struct text text, size_t *size)
{
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    *size = 1;
    if (text.size == 0)
        return -1;
    unsigned char lead = (unsigned char)text.at[0];
    size_t length = announced(lead);
    if (length == 0 || length > text.size)
        return -1;
    if (length == 1)
        return lead;

    int32_t code = lead & (0x7F >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (!is_continuation(byte))
            return -1;
        code = code << 6 | (byte & 0x3F);
    }
    if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return -1;
    *size = length;
    return code;
}

size_t text_invalid_at(struct text text)
{
    size_t at = 0, size;
    while (at < text.size) {
        if ((unsigned char)text.at[at] < 0x80) {
            at++;
            continue;
        }
        if (text_code_point(text_slice(text, at, 4), &size) < 0)
            return at;
        at += size;
    }
    return text.size;
}

size_t text_length(struct text text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++)
        length += !is_continuation((unsigned char)text.at[i]);
    return length;
}

static int columns_of(int32_t code)
{
    static const struct {
        int32_t first, last;
    } wide_ranges[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
        {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };
    if (code < 0x20)
        return 0;
    for (size_t i = 0; i < sizeof wide_ranges / sizeof wide_ranges[0]; i++) {
        if (code >= wide_ranges[i].first && code <= wide_ranges[i].last)
            return 2;
    }
    return 1;
}

size_t text_columns(struct text text)
{
    size_t columns = 0, at = 0, size;
    while (at < text.size) {
        int32_t code = text_code_point(text_slice(text, at, 4), &size);
        columns += code < 0 ? 1 : (size_t)columns_of(code);
        at += size;
    }
    return columns;
}

void text_print_line(FILE *stream, struct text text)
{
    for (size_t i = 0, size; i < text.size; i += size) {
        int32_t code = text_code_point(text_slice(text, i, 4), &size);
        if (code < 0)
            fputs("\uFFFD", stream);
        else if (code < 0x20 || (code >= 0x7F && code < 0xA0))
            fprintf(stream, "\\x%02x", (unsigned)code);
        else
            fprintf(stream, "%.*s", (int)size, text.at + i);
    }
}

void text_print_json(FILE *stream, struct text text)
{
    fputc('"', stream);
    for (size_t i = 0, size; i < text.size; i += size) {
        int32_t code = text_code_point(text_slice(text, i, 4), &size);
        if (code < 0)
            fputs("\\ufffd", stream);
        else if (code < 0x20)
            fprintf(stream, "\\u%04x", (unsigned)code);
        else
            fprintf(stream, "%s%.*s", code == '"' || code == '\\' ? "\\" : "", (int)size,
                    text.at + i);
    }
    fputc('"', stream);
}

/* Edit distance by rows; words longer than the row are never near. */
#define LONGEST_WORD 64

static size_t distance(struct text left, struct text right)
{
    size_t row[LONGEST_WORD + 1];
    for (size_t j = 0; j <= right.size; j++)
        row[j] = j;
    for (size_t i = 0; i < left.size; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < right.size; j++) {
            size_t changed = diagonal + (left.at[i] != right.at[j]);
            size_t shorter = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            diagonal = row[j + 1];
            row[j + 1] = changed < shorter ? changed : shorter;
        }
    }
    return row[right.size];
}

struct text text_nearest(struct text word, const struct text *candidates, size_t count)
{
    struct text nearest = {"", 0};
    size_t allowed = word.size / 3 > 0 ? word.size / 3 : 1;
    if (word.size > LONGEST_WORD)
        return nearest;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].size > LONGEST_WORD)
            continue;
        size_t far = distance(word, candidates[i]);
        if (far <= allowed && (nearest.size == 0 || far < allowed)) {
            nearest = candidates[i];
            allowed = far;
        }
    }
    return nearest;
}
