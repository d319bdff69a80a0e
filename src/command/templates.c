#include "templates.h"

#include "livebill/base/fatal.h"

#include <sys/stat.h>
#include <unistd.h>

bool folder_exists(struct text path, struct arena *arena)
{
    struct stat status;
    return stat(text_copy(arena, path).at, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool holds_catalogue(struct text templates, struct arena *arena)
{
    return folder_exists(text_format(arena, "%.*s/catalog", TEXT_ARGS(templates)), arena);
}

/* The folder of the program file, without its last part: /x/build/livebill → /x/build. */
static struct text program_folder(struct arena *arena)
{
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path);

    while (size > 0 && path[size - 1] != '/')
        size--;
    return size <= 1 ? TEXT("") : text_copy(arena, (struct text){path, (size_t)size - 1});
}

struct text templates_find(struct arena *arena)
{
    struct text folder = program_folder(arena);
    struct text installed = TEXT(LIVEBILL_SHARE "/templates");
    /* build/livebill, and build/VARIANT/livebill of a sanitized or tested build. */
    static const char *const beside[] = {"/../templates", "/../../templates"};

    for (size_t i = 0; folder.size > 0 && i < sizeof beside / sizeof beside[0]; i++) {
        struct text found = text_format(arena, "%.*s%s", TEXT_ARGS(folder), beside[i]);
        char *clean = holds_catalogue(found, arena) ? realpath(found.at, NULL) : NULL;
        if (clean == NULL)
            continue;
        found = text_copy(arena, text_of(clean));
        free(clean);
        return found;
    }
    if (!holds_catalogue(installed, arena))
        fatal("cannot find the templates beside the program or in '%s': install livebill again "
              "with 'make install'",
              installed.at);
    return installed;
}
