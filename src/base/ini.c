#include "livebill/base/ini.h"

#include "livebill/base/fatal.h"
#include "livebill/base/input.h"

#include <errno.h>
#include <ini.h>

#define LINE_SIZE_MAX 65536
#define NAME_SIZE_MAX 49 /* inih cuts longer names of sections and keys */

/*
 * inih tells its handler no line and its caller only the first line that it could not read. So
 * the lines are counted as they are handed over, and one that should give a key is marked
 * `expects_key` until the handler has been called for it.
 */
struct ini_reading {
    struct text rest;
    struct place place;
    bool expects_key;
    bool good;
    ini_take *take;
    void *context;
    struct arena *arena;
    struct report *report;
};

static void complain(struct ini_reading *reading, const char *what, const char *hint)
{
    report_error(reading->report, reading->place, TEXT(""), CODE_BAD_SETTING, hint, "%s", what);
    reading->good = false;
}

/* Whether the line should give a key; a line that cannot be used is reported and blanked. */
static bool line_expects_key(struct ini_reading *reading, struct text *line)
{
    struct text trimmed = text_trim(*line);

    if (trimmed.size == 0 || trimmed.at[0] == ';' || trimmed.at[0] == '#') {
        line->size = 0;
        return false;
    }
    if (trimmed.at[0] == '[') {
        size_t end = text_find(trimmed, ']');
        if (end == trimmed.size || end == 1)
            complain(reading, "a section has no name in brackets", "write [section]");
        else if (end - 1 > NAME_SIZE_MAX)
            complain(reading, "the name of the section is longer than 49 bytes", "shorten it");
        else
            return false;
        line->size = 0;
        return false;
    }
    *line = trimmed;
    return true;
}

static void close_line(struct ini_reading *reading)
{
    if (reading->expects_key)
        complain(reading, "the line is not a section, a key or a comment", "write key = value");
    reading->expects_key = false;
}

static struct text next_line(struct ini_reading *reading)
{
    size_t size = text_find(reading->rest, '\n');
    struct text line = text_slice(reading->rest, 0, size);

    reading->rest = text_slice(reading->rest, size + 1, SIZE_MAX);
    reading->place.line++;
    if (line.size > 0 && line.at[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* The fgets of inih: one line a call, without what inih need not see. */
static char *read_line(char *out, int size, void *context)
{
    struct ini_reading *reading = context;

    close_line(reading);
    if (reading->rest.size == 0)
        return NULL;
    struct text line = next_line(reading);
    reading->expects_key = line_expects_key(reading, &line);
    if (line.size > LINE_SIZE_MAX || line.size + 2 > (size_t)size) {
        complain(reading, "the line is longer than 65,536 bytes", "shorten it");
        reading->expects_key = false;
        line.size = 0;
    }
    if (line.size > 0)
        memcpy(out, line.at, line.size);
    memcpy(out + line.size, "\n", 2);
    return out;
}

static int take_key(void *context, const char *section, const char *key, const char *value)
{
    struct ini_reading *reading = context;
    struct text name = text_copy(reading->arena, text_of(key));

    reading->expects_key = false;
    if (name.size >= NAME_SIZE_MAX)
        complain(reading, "the key is longer than 48 bytes", "shorten it");
    else if (name.size == 0)
        complain(reading, "the line has no key before its '='", "write key = value");
    else if (!reading->take(reading->context, reading->place,
                            text_copy(reading->arena, text_of(section)), name,
                            text_copy(reading->arena, text_of(value))))
        reading->good = false;
    return 1;
}

static bool check_bytes(struct ini_reading *reading)
{
    struct text bytes = reading->rest;
    size_t wrong = text_invalid_at(bytes), nul = text_find(bytes, '\0');
    size_t at = wrong < nul ? wrong : nul;

    if (at == bytes.size)
        return true;
    uint64_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes.at[i] == '\n';
    reading->place.line = line;
    return report_error(reading->report, reading->place, TEXT(""), CODE_BAD_ENCODING,
                        "save the file as UTF-8", "the line is not valid UTF-8 text");
}

static bool read_bytes(struct buffer *bytes, const char *path, struct text name,
                       struct report *report)
{
    FILE *file = input_stream(path);
    char piece[8192];
    size_t size;

    if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
        return report_error(report, (struct place){name, 0}, TEXT(""), CODE_BAD_FILE,
                            "correct its name in livebill.ini, or install the templates again",
                            "the file does not exist");
    if (file == NULL)
        fatal_errno("%s: cannot be opened", path);
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add(bytes, (struct text){piece, size});
    if (ferror(file) != 0)
        fatal_errno("%s: cannot be read", path);
    fclose(file);
    return true;
}

static void set_library(void)
{
    ini_use_stack = false;
    ini_allow_realloc = false;
    ini_max_line = LINE_SIZE_MAX + 3;
    ini_initial_alloc = LINE_SIZE_MAX + 3;
    ini_allow_inline_comments = false;
    ini_allow_multiline = false;
}

bool ini_read(const char *path, struct text name, ini_take *take, void *context,
              struct arena *arena, struct report *report)
{
    struct buffer bytes = {.arena = arena};
    struct ini_reading reading = {.place.file = name,
                                  .good = true,
                                  .take = take,
                                  .context = context,
                                  .arena = arena,
                                  .report = report};

    if (!read_bytes(&bytes, path, name, report))
        return false;
    reading.rest = buffer_text(&bytes);
    if (text_starts(reading.rest, TEXT("\xEF\xBB\xBF")))
        reading.rest = text_slice(reading.rest, 3, SIZE_MAX);
    if (!check_bytes(&reading))
        return false;
    set_library();
    if (ini_parse_stream(read_line, &reading, take_key, &reading) == -2)
        fatal("no memory to read %s", path);
    close_line(&reading);
    return reading.good;
}
