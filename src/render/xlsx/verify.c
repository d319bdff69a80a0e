#include "xlsx.h"

#include "livebill/base/fatal.h"

#include <libdeflate.h>
#include <zlib.h>

/*
 * libxlsxwriter does not look whether its temporary files took what it wrote: on a full disk it
 * packs what there is and says that all is well. So the parts of a new workbook are read again,
 * and each must end with the end of the element that it began with.
 */
#define END_SIZE   22 /* the record at the end of an archive without a comment */
#define ENTRY_SIZE 46 /* of the directory, without its name */
#define LOCAL_SIZE 30 /* before a part, without its name */
#define PIECE_SIZE 16384
#define ROOT_SIZE  64
#define AT_ONCE    (1 << 20)  /* larger parts are inflated in pieces: memory stays bounded */
#define IN_ZIP64   UINT32_MAX /* the real value stands elsewhere: such parts are not checked */

struct part {
    char name[256];
    uint32_t packed_size, plain_size, offset;
    bool stored;
};

static uint32_t number_at(const unsigned char *at, int size)
{
    uint32_t number = 0;

    for (int i = size; i-- > 0;)
        number = number << 8 | at[i];
    return number;
}

static bool read_at(FILE *file, long offset, void *out, size_t size)
{
    return fseek(file, offset, SEEK_SET) == 0 && fread(out, 1, size, file) == size;
}

/* The first and the last bytes of a part's text. */
struct ends {
    char first[512], last[ROOT_SIZE];
    size_t first_size, last_size;
};

static void note_ends(struct ends *ends, const char *bytes, size_t size)
{
    size_t more = sizeof ends->first - ends->first_size;

    more = size < more ? size : more;
    memcpy(ends->first + ends->first_size, bytes, more);
    ends->first_size += more;
    if (size > sizeof ends->last) {
        bytes += size - sizeof ends->last;
        size = sizeof ends->last;
    }
    size_t kept = sizeof ends->last - size;
    kept = kept < ends->last_size ? kept : ends->last_size;
    memmove(ends->last, ends->last + ends->last_size - kept, kept);
    memcpy(ends->last + kept, bytes, size);
    ends->last_size = kept + size;
}

/* What reads an archive again; the arena holds one part at a time. */
struct reading {
    FILE *file;
    struct arena *arena;
    struct libdeflate_decompressor *decompressor;
};

/* libdeflate needs a third of zlib's time, but the whole part in memory. */
static bool inflate_at_once(const struct reading *reading, const struct part *part,
                            struct ends *ends)
{
    char *packed, *plain;

    arena_reset(reading->arena);
    packed = arena_take(reading->arena, part->packed_size);
    plain = arena_take(reading->arena, part->plain_size);
    if (fread(packed, 1, part->packed_size, reading->file) != part->packed_size
        || libdeflate_deflate_decompress(reading->decompressor, packed, part->packed_size, plain,
                                         part->plain_size, NULL)
               != LIBDEFLATE_SUCCESS)
        return false;
    note_ends(ends, plain, part->plain_size);
    return true;
}

static bool inflate_part(FILE *file, const struct part *part, struct ends *ends)
{
    unsigned char packed[PIECE_SIZE];
    char plain[4 * PIECE_SIZE];
    uint32_t left = part->packed_size;
    z_stream stream = {0};
    int status = inflateInit2(&stream, -MAX_WBITS);

    while (status == Z_OK && left > 0) {
        size_t size = left < sizeof packed ? left : sizeof packed;
        if (fread(packed, 1, size, file) != size)
            break;
        left -= (uint32_t)size;
        stream.next_in = packed;
        stream.avail_in = (uInt)size;
        do {
            stream.next_out = (Bytef *)plain;
            stream.avail_out = sizeof plain;
            status = inflate(&stream, Z_NO_FLUSH);
            note_ends(ends, plain, sizeof plain - stream.avail_out);
        } while (status == Z_OK && stream.avail_out == 0);
        if (status == Z_BUF_ERROR)
            status = Z_OK; /* it asks for the next piece */
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END;
}

/* `<?xml …?>\n<worksheet …` must end in `</worksheet>`, or be one element `<x …/>`. */
static bool is_closed(const struct ends *ends)
{
    struct text first = {ends->first, ends->first_size}, last = {ends->last, ends->last_size};

    if (text_starts(first, TEXT("<?xml")))
        first = text_slice(first, text_find(first, '>') + 1, SIZE_MAX);
    first = text_slice(first, text_find(first, '<') + 1, SIZE_MAX);
    size_t size = 0;
    while (size < first.size && size < ROOT_SIZE - 4 && strchr(" />", first.at[size]) == NULL)
        size++;
    while (last.size > 0 && last.at[last.size - 1] == '\n')
        last.size--;
    char closing[ROOT_SIZE];
    int length = snprintf(closing, sizeof closing, "</%.*s>", (int)size, first.at);
    if (text_ends(last, (struct text){closing, (size_t)length}))
        return true;
    return ends->first_size < sizeof ends->first && text_ends(last, TEXT("/>"))
           && text_find(first, '>') + 1 >= first.size - 1;
}

static bool part_is_whole(const struct reading *reading, const struct part *part)
{
    unsigned char local[LOCAL_SIZE];
    struct ends ends = {.first_size = 0};

    if (part->stored || part->offset == IN_ZIP64 || part->packed_size == IN_ZIP64)
        return true;
    if (!read_at(reading->file, (long)part->offset, local, sizeof local))
        return false;
    long skip = (long)(number_at(local + 26, 2) + number_at(local + 28, 2));
    if (fseek(reading->file, skip, SEEK_CUR) != 0)
        return false;
    if (part->packed_size <= AT_ONCE && part->plain_size <= AT_ONCE
            ? !inflate_at_once(reading, part, &ends)
            : !inflate_part(reading->file, part, &ends))
        return false;
    return is_closed(&ends);
}

static bool next_part(FILE *file, long *at, struct part *part)
{
    unsigned char entry[ENTRY_SIZE];

    if (!read_at(file, *at, entry, sizeof entry) || memcmp(entry, "PK\1\2", 4) != 0)
        return false;
    uint32_t name_size = number_at(entry + 28, 2);
    part->stored = number_at(entry + 10, 2) == 0;
    part->packed_size = number_at(entry + 20, 4);
    part->plain_size = number_at(entry + 24, 4);
    part->offset = number_at(entry + 42, 4);
    *at += (long)(ENTRY_SIZE + name_size + number_at(entry + 30, 2) + number_at(entry + 32, 2));
    if (name_size >= sizeof part->name)
        return false;
    part->name[name_size] = '\0';
    return fread(part->name, 1, name_size, file) == name_size;
}

static void verify_parts(const struct reading *reading, const char *path)
{
    unsigned char end[END_SIZE];
    struct part part;

    if (fseek(reading->file, -END_SIZE, SEEK_END) != 0
        || fread(end, 1, END_SIZE, reading->file) != END_SIZE || memcmp(end, "PK\5\6", 4) != 0)
        fatal("%s: cannot be written: the archive is not whole", path);
    long at = (long)number_at(end + 16, 4);
    for (uint32_t parts = number_at(end + 10, 2); parts > 0; parts--) {
        if (!next_part(reading->file, &at, &part))
            fatal("%s: cannot be written: the archive is not whole", path);
        if (!part_is_whole(reading, &part))
            fatal("%s: cannot be written: %s is cut short: the folder for temporary files may be "
                  "full",
                  path, part.name);
    }
}

void statement_verify(const char *path)
{
    struct reading reading = {fopen(path, "rb"), arena_new(), libdeflate_alloc_decompressor()};

    if (reading.file == NULL)
        fatal_errno("%s: cannot be read again", path);
    if (reading.decompressor == NULL)
        fatal("no memory to read a statement again: free some and run again");
    verify_parts(&reading, path);
    libdeflate_free_decompressor(reading.decompressor);
    arena_free(reading.arena);
    fclose(reading.file);
}
