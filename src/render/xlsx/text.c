#include "xlsx.h"

#include "livebill/value/decimal.h"

#include <ctype.h>

#define CELL_LENGTH_MAX 32000 /* Excel's 32,767 UTF-16 units, and room for what is added */

/* Whether `_xHHHH_` stands here, which Excel would read as one character. */
static bool is_escape(struct text text)
{
    if (text.size < 7 || text.at[0] != '_' || text.at[1] != 'x' || text.at[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++) {
        if (isxdigit((unsigned char)text.at[i]) == 0)
            return false;
    }
    return true;
}

/*
 * Text as a cell shows it again: what Excel would take for an escaped character is escaped
 * itself, the two code points that XML cannot hold become U+FFFD, and a text over Excel's bound
 * ends in `…`.
 */
struct text cell_text(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    size_t length = 0, plain = 0, at = 0, size; /* `plain`: where what is copied as it is begins */

    for (; at < text.size && length < CELL_LENGTH_MAX; at += size) {
        int32_t point = text_code_point(text_slice(text, at, 4), &size);
        bool impossible = point < 0 || point == 0xFFFE || point == 0xFFFF;
        length += point > 0xFFFF ? 2 : 1;
        if (!impossible && !is_escape(text_slice(text, at, 7)))
            continue;
        buffer_add(&out, text_slice(text, plain, at - plain));
        buffer_add(&out, impossible ? TEXT("\xEF\xBF\xBD") : TEXT("_x005F"));
        plain = impossible ? at + size : at;
    }
    buffer_add(&out, text_slice(text, plain, at - plain));
    if (at < text.size)
        buffer_add(&out, TEXT("…"));
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}

static struct text doubled(struct arena *arena, struct text text, char quote)
{
    struct buffer out = {.arena = arena};

    buffer_add_byte(&out, quote);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == quote)
            buffer_add_byte(&out, quote);
        buffer_add_byte(&out, text.at[i]);
    }
    buffer_add_byte(&out, quote);
    buffer_add_byte(&out, '\0');
    return (struct text){out.at, out.size - 1};
}

struct text formula_string(struct arena *arena, struct text text)
{
    return doubled(arena, text, '"');
}

struct text quoted_sheet_name(struct arena *arena, struct text name)
{
    return doubled(arena, name, '\'');
}

struct text cell_name(struct arena *arena, uint32_t row, int column)
{
    char letters[LXW_MAX_COL_NAME_LENGTH];

    lxw_col_to_name(letters, (lxw_col_t)column, 0);
    return text_format(arena, "%s%u", letters, row + 1);
}

struct text cell_name_fixed(struct arena *arena, uint32_t row, int column)
{
    char letters[LXW_MAX_COL_NAME_LENGTH];

    lxw_col_to_name(letters, (lxw_col_t)column, 1);
    return text_format(arena, "%s$%u", letters, row + 1);
}

struct text column_range(struct arena *arena, int column, uint32_t first, uint32_t last)
{
    return text_format(arena, "%s:%s", cell_name_fixed(arena, first, column).at,
                       cell_name_fixed(arena, last, column).at);
}

bool is_plain_criterion(struct text text)
{
    if (text.size == 0 || text.size > 200 || strchr("<>=+-.0123456789", text.at[0]) != NULL)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (strchr("*?~", text.at[i]) != NULL)
            return false;
    }
    return true;
}

/* In tenths of a pixel at 96 dpi: a full-width character of 10 points and a common Latin one. */
#define WIDE_TENTHS      133
#define NARROW_TENTHS    55
#define SQUEEZE          1.06 /* a text that much too long is not worth a second line */
#define CHARACTER_PIXELS 7    /* of the default font, in which widths of columns are told */

static double tenths_of(struct text text)
{
    size_t columns = text_columns(text), length = text_length(text);
    size_t full = columns > length ? columns - length : 0;

    return (double)(full * WIDE_TENTHS + (length - full) * NARROW_TENTHS);
}

int lines_of_text(struct text text, double width)
{
    double tenths = tenths_of(text);
    double room = (width * CHARACTER_PIXELS + 5) * 10 * SQUEEZE;

    return tenths <= room ? 1 : 1 + (int)(tenths / (room * 0.95));
}

double figure_width(double least, wide value, unsigned places, unsigned shown, double scale)
{
    wide whole = (value < 0 ? -value : value) / wide_ten(places);
    unsigned digits = 1;

    for (; whole >= 10; whole /= 10)
        digits++;
    unsigned characters = digits + (digits - 1) / 3 + (shown > 0 ? shown + 1 : 0) + (value < 0);
    double needed = characters * scale + 2;
    return needed > least ? needed : least;
}

double text_width(double least, struct text text, double most)
{
    double needed = tenths_of(text) / (CHARACTER_PIXELS * 10) * SQUEEZE + 1;

    needed = needed < most ? needed : most;
    return needed > least ? needed : least;
}

double price_width(double least, struct price price)
{
    char text[DECIMAL_SIZE];
    size_t size = decimal_write_short(text, price.e8, PRICE_PLACES, 2);
    double needed = (double)size * 1.08 + 1.5;

    return needed > least ? needed : least;
}
