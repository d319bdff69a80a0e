/* SHA256SUMS of two folders: which files are others, whatever is in them. */

#include "diff.h"

#include "livebill/base/fatal.h"

#include "command/key_table.h"
#include "command/verify/verify.h"

struct hashed {
    struct text name, hex;
};

struct hashed_list {
    struct hashed *at;
    size_t count, capacity;
};

/* Lines of `SHA-256  FILE`. */
static bool read_sums(struct hashed_list *out, struct text folder, struct arena *arena,
                      struct report *report)
{
    struct text path = text_format(arena, "%.*s/SHA256SUMS", TEXT_ARGS(folder));
    FILE *stream = fopen(path.at, "rb");
    char *at = NULL;
    size_t capacity = 0;
    ssize_t size;

    if (stream == NULL)
        return verify_wrong(report, path, 0, "", "the file is missing");
    while ((size = getline(&at, &capacity, stream)) >= 0) {
        struct text line = {at, (size_t)size - (size > 0 && at[size - 1] == '\n')};
        if (line.size > 66)
            *LIST_ADD(arena, out) =
                (struct hashed){text_copy(arena, text_slice(line, 66, line.size)),
                                text_copy(arena, text_slice(line, 0, 64))};
    }
    if (ferror(stream))
        fatal_errno("'%s' could not be read", path.at);
    free(at);
    fclose(stream);
    return true;
}

/* carry.csv and book/ stand in sealed folders alone: beside a draft they are no difference. */
static bool is_of_seal(struct text name)
{
    return text_is(name, "carry.csv") || text_starts(name, TEXT("book/"));
}

static bool is_sealed(const struct hashed_list *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (is_of_seal(files->at[i].name))
            return true;
    }
    return false;
}

static void leave_out_seal(struct hashed_list *files)
{
    size_t kept = 0;
    for (size_t i = 0; i < files->count; i++) {
        if (!is_of_seal(files->at[i].name))
            files->at[kept++] = files->at[i];
    }
    files->count = kept;
}

static void add_file(struct diff *diff, struct text name, const char *state, struct arena *arena)
{
    *LIST_ADD(arena, &diff->files) = (struct diff_file){name, state};
}

static int compare_files(const void *left, const void *right)
{
    return text_compare(((const struct diff_file *)left)->name,
                        ((const struct diff_file *)right)->name);
}

bool diff_files(struct diff *diff, struct text old_folder, struct text new_folder,
                struct arena *arena, struct report *report)
{
    struct hashed_list old = {0}, new = {0};
    struct key_table olds = {.arena = arena}, news = {.arena = arena};

    if (!read_sums(&old, old_folder, arena, report) || !read_sums(&new, new_folder, arena, report))
        return false;
    if (is_sealed(&old) != is_sealed(&new)) {
        leave_out_seal(&old);
        leave_out_seal(&new);
    }
    for (size_t i = 0; i < old.count; i++)
        key_add(&olds, old.at[i].name, i);
    for (size_t i = 0; i < new.count; i++) {
        size_t other = key_find(&olds, new.at[i].name);
        key_add(&news, new.at[i].name, i);
        if (other == KEY_UNKNOWN)
            add_file(diff, new.at[i].name, "only in NEW", arena);
        else if (!text_equal(new.at[i].hex, old.at[other].hex))
            add_file(diff, new.at[i].name, "changed", arena);
    }
    for (size_t i = 0; i < old.count; i++) {
        if (key_find(&news, old.at[i].name) == KEY_UNKNOWN)
            add_file(diff, old.at[i].name, "only in OLD", arena);
    }
    if (diff->files.count > 0)
        qsort(diff->files.at, diff->files.count, sizeof diff->files.at[0], compare_files);
    return true;
}
