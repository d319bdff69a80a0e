/* Folders that appear all at once or not at all (design.md, "Publishing"). */

#include "livebill/publish/staging.h"

#include "livebill/base/digest.h"
#include "livebill/base/fatal.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    const char *root;   /* a folder of this test's own */
    const char *parent; /* ROOT/out, which does not exist yet */
};

static const char *joined(struct fixture *fixture, const char *folder, const char *name)
{
    return text_format(fixture->arena, "%s/%s", folder, name).at;
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    char pattern[] = "/tmp/livebill-staging-XXXXXX";

    fixture->arena = arena;
    fixture->root = text_copy(arena, text_of(mkdtemp(pattern))).at;
    fixture->parent = joined(fixture, fixture->root, "out");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    int status = system(text_format(fixture->arena, "rm -rf '%s'", fixture->root).at);
    arena_free(fixture->arena);
    return status;
}

/* Names in a folder, in byte order, joined by spaces; "-" where there is no folder. */
static const char *listed(struct fixture *fixture, const char *path)
{
    struct dirent **entries;
    struct buffer names = {.arena = fixture->arena};
    int count = scandir(path, &entries, NULL, alphasort);

    if (count < 0)
        return "-";
    for (int i = 0; i < count; i++) {
        struct text name = text_of(entries[i]->d_name);
        if (!text_is(name, ".") && !text_is(name, ".."))
            buffer_format(&names, "%s%s", names.size > 0 ? " " : "", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    buffer_add_byte(&names, '\0');
    return names.at;
}

static const char *content(struct fixture *fixture, const char *path)
{
    char bytes[4096] = {0};
    FILE *stream = fopen(path, "r");

    if (stream == NULL)
        return "-";
    size_t size = fread(bytes, 1, sizeof bytes - 1, stream);
    fclose(stream);
    return text_copy(fixture->arena, (struct text){bytes, size}).at;
}

static void stage_file(struct fixture *fixture, struct staging *staging, const char *name,
                       const char *bytes)
{
    FILE *stream = staging_stream(staging, text_of(name), fixture->arena);
    fputs(bytes, stream);
    staging_close(staging, stream, text_of(name));
}

static void publish_one(struct fixture *fixture, const char *bytes)
{
    struct lock *lock = lock_take(fixture->parent, fixture->arena);
    struct staging *staging = staging_open(fixture->parent, "2024-05", fixture->arena);

    stage_file(fixture, staging, "lines.csv", bytes);
    staging_commit(staging);
    lock_release(lock);
}

static void test_a_folder_appears_where_nothing_was(void **state)
{
    struct fixture *fixture = *state;

    publish_one(fixture, "first\n");
    assert_string_equal(listed(fixture, fixture->parent), "2024-05");
    assert_string_equal(content(fixture, joined(fixture, fixture->parent, "2024-05/lines.csv")),
                        "first\n");
}

static void test_a_folder_is_replaced_as_a_whole(void **state)
{
    struct fixture *fixture = *state;

    publish_one(fixture, "first\n");
    const char *stale = joined(fixture, fixture->parent, "2024-05/stale.csv");
    assert_int_equal(fclose(fopen(stale, "w")), 0);
    publish_one(fixture, "second\n");
    assert_string_equal(listed(fixture, fixture->parent), "2024-05");
    assert_string_equal(listed(fixture, joined(fixture, fixture->parent, "2024-05")), "lines.csv");
    assert_string_equal(content(fixture, joined(fixture, fixture->parent, "2024-05/lines.csv")),
                        "second\n");
}

static void test_nothing_is_seen_before_the_commit(void **state)
{
    struct fixture *fixture = *state;

    publish_one(fixture, "first\n");
    struct lock *lock = lock_take(fixture->parent, fixture->arena);
    struct staging *staging = staging_open(fixture->parent, "2024-05", fixture->arena);
    stage_file(fixture, staging, "lines.csv", "second\n");
    assert_string_equal(content(fixture, joined(fixture, fixture->parent, "2024-05/lines.csv")),
                        "first\n");
    staging_abandon(staging);
    lock_release(lock);
    assert_string_equal(listed(fixture, fixture->parent), "2024-05");
    assert_string_equal(content(fixture, joined(fixture, fixture->parent, "2024-05/lines.csv")),
                        "first\n");
}

static void test_an_abandoned_first_run_leaves_no_folder_at_all(void **state)
{
    struct fixture *fixture = *state;
    struct lock *lock = lock_take(fixture->parent, fixture->arena);
    struct staging *staging = staging_open(fixture->parent, "2024-05", fixture->arena);

    stage_file(fixture, staging, "accounts/1/a.txt", "x");
    staging_abandon(staging);
    lock_release(lock);
    assert_string_equal(listed(fixture, fixture->root), "");
}

static void test_what_a_crashed_run_left_is_removed(void **state)
{
    struct fixture *fixture = *state;
    const char *command =
        text_format(fixture->arena,
                    "mkdir -p '%s/.livebill-2024-04.staging/accounts/1' "
                    "'%s/.livebill-2024-05.old.staging' '%s/.keep' && "
                    "echo x > '%s/.livebill-2024-04.staging/accounts/1/invoice.pdf' && "
                    "ln -s / '%s/.livebill-2024-04.staging/link'",
                    fixture->parent, fixture->parent, fixture->parent, fixture->parent,
                    fixture->parent)
            .at;

    assert_int_equal(system(command), 0);
    publish_one(fixture, "first\n");
    assert_string_equal(listed(fixture, fixture->parent), ".keep 2024-05");
}

static void test_sums_are_of_every_file_but_run_json(void **state)
{
    struct fixture *fixture = *state;
    struct lock *lock = lock_take(fixture->parent, fixture->arena);
    struct staging *staging = staging_open(fixture->parent, "2024-05", fixture->arena);
    const char *name = joined(fixture, fixture->parent, "2024-05");

    stage_file(fixture, staging, "lines.csv", "abc");
    stage_file(fixture, staging, "accounts/B/invoice.pdf", "");
    stage_file(fixture, staging, "accounts/A/run.json", "abc");
    stage_file(fixture, staging, "run.json", "{}");
    staging_write_sums(staging, 3, fixture->arena);
    staging_commit(staging);
    lock_release(lock);
    assert_string_equal(
        content(fixture, joined(fixture, name, "SHA256SUMS")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  accounts/A/run.json\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
        "accounts/B/invoice.pdf\n"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  lines.csv\n");
    assert_int_equal(
        system(text_format(fixture->arena, "cd '%s' && sha256sum -c --quiet SHA256SUMS", name).at),
        0);
}

/* A second process, for the lock and for fatal ends: its exit status. */
static int status_of_child(struct fixture *fixture, void (*work)(struct fixture *fixture))
{
    int status;

    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(99);
        work(fixture);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void take_lock(struct fixture *fixture)
{
    lock_release(lock_take(fixture->parent, fixture->arena));
}

static void test_a_second_run_is_refused_while_the_first_holds_the_lock(void **state)
{
    struct fixture *fixture = *state;
    struct lock *lock = lock_take(fixture->parent, fixture->arena);

    assert_int_equal(status_of_child(fixture, take_lock), EXIT_LOCKED);
    assert_string_equal(listed(fixture, fixture->parent), ".livebill.lock");
    lock_release(lock);
    assert_int_equal(status_of_child(fixture, take_lock), 0);
    assert_string_equal(listed(fixture, fixture->root), "");
}

static void crash_with_the_lock(struct fixture *fixture)
{
    lock_take(fixture->parent, fixture->arena);
    staging_open(fixture->parent, "2024-05", fixture->arena);
    _exit(7);
}

static void test_the_lock_of_a_crashed_run_is_free(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(status_of_child(fixture, crash_with_the_lock), 7);
    assert_string_equal(listed(fixture, fixture->parent),
                        ".livebill-2024-05.staging .livebill.lock");
    publish_one(fixture, "first\n");
    assert_string_equal(listed(fixture, fixture->parent), "2024-05");
}

static void *interrupt(void *context)
{
    atomic_int *interrupted = context;

    if (!publishing_interrupt())
        _exit(98);
    atomic_store(interrupted, 1);
    usleep(100 * 1000); /* the other thread has time to go wrong */
    _exit(8);
}

static void publish_after_an_interrupt(struct fixture *fixture)
{
    atomic_int interrupted = 0;
    pthread_t thread;

    if (pthread_create(&thread, NULL, interrupt, &interrupted) != 0)
        _exit(97);
    while (atomic_load(&interrupted) == 0)
        sched_yield();
    lock_take(fixture->parent, fixture->arena);
    _exit(96);
}

static void test_nothing_is_made_after_an_interrupt(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(status_of_child(fixture, publish_after_an_interrupt), 8);
    assert_string_equal(listed(fixture, fixture->root), "");
}

static void fail_while_staging(struct fixture *fixture)
{
    lock_take(fixture->parent, fixture->arena);
    stage_file(fixture, staging_open(fixture->parent, "2024-05", fixture->arena), "a", "x");
    fatal("the disk is on fire");
}

static void test_a_fatal_end_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(status_of_child(fixture, fail_while_staging), EXIT_SYSTEM);
    assert_string_equal(listed(fixture, fixture->root), "");
}

static void test_missing_parents_are_made_and_removed_again(void **state)
{
    struct fixture *fixture = *state;
    const char *deep = joined(fixture, fixture->parent, "a/b/");

    fixture->parent = deep;
    take_lock(fixture);
    assert_string_equal(listed(fixture, fixture->root), "");
    publish_one(fixture, "first\n");
    assert_string_equal(content(fixture, joined(fixture, deep, "2024-05/lines.csv")), "first\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_folder_appears_where_nothing_was, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_folder_is_replaced_as_a_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_seen_before_the_commit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_abandoned_first_run_leaves_no_folder_at_all, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_crashed_run_left_is_removed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sums_are_of_every_file_but_run_json, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_second_run_is_refused_while_the_first_holds_the_lock,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_lock_of_a_crashed_run_is_free, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_made_after_an_interrupt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_fatal_end_leaves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing_parents_are_made_and_removed_again, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
