#include "xlsx.h"

#include <dlfcn.h>
#include <errno.h>

/*
 * libxlsxwriter keeps each of a workbook's forty-odd parts in a temporary file until it packs them.
 * Making and deleting so many files took more than a third of a statement's time, and its
 * lxw_tmpfile is found in the program before the library: so the parts of a usual statement stand
 * in memory. Those of a large one still go to files: its parts may not fit.
 */
#define FIRST_ROOM ((size_t)16 << 10)

struct part {
    char *bytes;
    size_t size, room, at;
};

static _Thread_local bool in_memory;

void parts_keep_in_memory(bool wanted)
{
    in_memory = wanted;
}

static ssize_t read_part(void *cookie, char *into, size_t size)
{
    struct part *part = cookie;
    size_t left = part->at < part->size ? part->size - part->at : 0;
    size_t count = size < left ? size : left;

    if (count > 0)
        memcpy(into, part->bytes + part->at, count);
    part->at += count;
    return (ssize_t)count;
}

static bool make_room(struct part *part, size_t needed)
{
    size_t room = part->room == 0 ? FIRST_ROOM : part->room;
    while (room < needed)
        room *= 2;
    if (room == part->room)
        return true;
    char *bytes = realloc(part->bytes, room);
    if (bytes == NULL)
        return false;
    memset(bytes + part->room, 0, room - part->room);
    part->bytes = bytes;
    part->room = room;
    return true;
}

static ssize_t write_part(void *cookie, const char *bytes, size_t size)
{
    struct part *part = cookie;

    if (!make_room(part, part->at + size))
        return 0; /* an error of the stream; statement_verify sees what it left out */
    memcpy(part->bytes + part->at, bytes, size);
    part->at += size;
    part->size = part->at > part->size ? part->at : part->size;
    return (ssize_t)size;
}

static int seek_part(void *cookie, off64_t *offset, int whence)
{
    struct part *part = cookie;
    off64_t base = whence == SEEK_SET ? 0 : (off64_t)(whence == SEEK_CUR ? part->at : part->size);

    if (base + *offset < 0) {
        errno = EINVAL;
        return -1;
    }
    *offset += base;
    part->at = (size_t)*offset;
    return 0;
}

static int close_part(void *cookie)
{
    struct part *part = cookie;
    free(part->bytes);
    free(part);
    return 0;
}

static FILE *open_part(void)
{
    struct part *part = calloc(1, sizeof *part);
    FILE *file = part == NULL ? NULL
                              : fopencookie(part, "w+b",
                                            (cookie_io_functions_t){read_part, write_part,
                                                                    seek_part, close_part});
    if (file == NULL)
        free(part);
    return file;
}

/* The library's own function of this name. */
typedef FILE *tmpfile_function(char *folder);

static FILE *open_file(char *folder)
{
    void *found = dlsym(RTLD_NEXT, "lxw_tmpfile");
    tmpfile_function *own = NULL;

    memcpy(&own, &found, sizeof own);
    return own == NULL ? tmpfile() : own(folder);
}

FILE *lxw_tmpfile(char *folder)
{
    return in_memory ? open_part() : open_file(folder);
}
