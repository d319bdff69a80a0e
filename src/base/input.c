#include "livebill/base/input.h"

#include "livebill/base/fatal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int input_open(const char *path)
{
    struct stat status;
    /* Else opening a pipe waits for its writer. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file >= 0 && fstat(file, &status) == 0 && !S_ISREG(status.st_mode)
        && !S_ISDIR(status.st_mode))
        fatal("'%s' is a pipe or a device: put a file in its place", path);
    return file;
}

FILE *input_stream(const char *path)
{
    int file = input_open(path);
    return file < 0 ? NULL : fdopen(file, "rb");
}
