#include "byte_source.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"
#include "livebill/base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#define PACKED_BLOCK ((size_t)64 << 10)
#define GZIP_WINDOW  (15 + 16) /* zlib: the largest window, with a gzip header */

struct byte_source {
    struct text path;
    int file;
    struct digest *digest;
    struct text waiting; /* what was read last, and is not hashed yet */
    uint64_t size;
    bool is_gzip, ended;
    z_stream stream;
    unsigned char *packed;
    const char *damage;
};

static void start_gzip(struct byte_source *source, struct arena *arena)
{
    source->packed = arena_take(arena, PACKED_BLOCK);
    if (inflateInit2(&source->stream, GZIP_WINDOW) != Z_OK)
        fatal("'%.*s' could not be unpacked: not enough memory", TEXT_ARGS(source->path));
}

struct byte_source *byte_source_open(struct text path, struct arena *arena)
{
    struct byte_source *source = ARENA_NEW(arena, struct byte_source);

    source->path = text_copy(arena, path);
    source->file = input_open(source->path.at);
    if (source->file < 0)
        fatal_errno("'%.*s' could not be opened", TEXT_ARGS(path));
    posix_fadvise(source->file, 0, 0, POSIX_FADV_SEQUENTIAL);
    source->digest = digest_new();
    source->is_gzip = text_ends(path, TEXT(".gz"));
    if (source->is_gzip)
        start_gzip(source, arena);
    return source;
}

void byte_source_settle(struct byte_source *source)
{
    digest_add(source->digest, source->waiting);
    source->waiting = (struct text){0};
}

bool byte_source_waits(const struct byte_source *source)
{
    return source->waiting.size > 0;
}

void byte_sources_settle(struct byte_source *left, struct byte_source *right)
{
    digest_add_two(left->digest, left->waiting, right->digest, right->waiting);
    left->waiting = right->waiting = (struct text){0};
}

/* Bytes as they stand in the file. */
static size_t read_stored(struct byte_source *source, void *into, size_t size)
{
    ssize_t count;
    byte_source_settle(source);
    do {
        count = read(source->file, into, size);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        fatal_errno("'%.*s' could not be read", TEXT_ARGS(source->path));
    source->waiting = (struct text){into, (size_t)count};
    source->size += (uint64_t)count;
    return (size_t)count;
}

static bool refill_packed(struct byte_source *source)
{
    source->stream.next_in = source->packed;
    source->stream.avail_in = (uInt)read_stored(source, source->packed, PACKED_BLOCK);
    return source->stream.avail_in > 0;
}

/* Another gzip member may follow the one that ended; zeros behind the last are padding. */
static void end_member(struct byte_source *source)
{
    z_stream *stream = &source->stream;
    for (;;) {
        while (stream->avail_in > 0 && *stream->next_in == 0) {
            stream->next_in++;
            stream->avail_in--;
        }
        if (stream->avail_in > 0)
            break;
        if (!refill_packed(source)) {
            source->ended = true;
            return;
        }
    }
    if (inflateReset(stream) != Z_OK)
        bug("a gzip stream cannot be reset");
}

static bool damaged(struct byte_source *source, const char *damage)
{
    source->damage = damage;
    source->ended = true;
    return false;
}

/* One step of unpacking; false where nothing more will come. */
static bool inflate_some(struct byte_source *source)
{
    if (source->stream.avail_in == 0 && !refill_packed(source))
        return damaged(source, source->size == 0 ? "the .gz file is empty"
                                                 : "the .gz file ends in the middle of its data");
    int status = inflate(&source->stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR)
        fatal("'%.*s' could not be unpacked: not enough memory", TEXT_ARGS(source->path));
    if (status == Z_STREAM_END)
        end_member(source);
    else if (status != Z_OK && status != Z_BUF_ERROR)
        return damaged(source, "the .gz file is damaged");
    return !source->ended;
}

size_t byte_source_read(struct byte_source *source, char *into, size_t size)
{
    if (!source->is_gzip)
        return read_stored(source, into, size);
    if (size > PACKED_BLOCK * 16)
        size = PACKED_BLOCK * 16; /* zlib counts in 32 bits */
    source->stream.next_out = (unsigned char *)into;
    source->stream.avail_out = (uInt)size;
    while (!source->ended && source->stream.avail_out == size && inflate_some(source))
        ;
    return size - source->stream.avail_out;
}

const char *byte_source_damage(const struct byte_source *source)
{
    return source->damage;
}

void byte_source_close(struct byte_source *source, uint64_t *size, char sha256[DIGEST_HEX])
{
    char rest[4096];

    while (read_stored(source, rest, sizeof rest) > 0)
        ;
    byte_source_settle(source);
    digest_end(source->digest, sha256);
    if (source->is_gzip)
        inflateEnd(&source->stream);
    close(source->file);
    *size = source->size;
}
