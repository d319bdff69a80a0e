/* From the words of the command line to a command and its exit status. */

#include "livebill/command/command.h"

#include "interrupt.h"
#include "livebill/base/fatal.h"
#include "options.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>

#define COMMANDS_MAX 16

const struct command *command_find(const struct command *const *commands, struct text name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (text_is(name, commands[i]->name))
            return commands[i];
    }
    return NULL;
}

int unknown_command(const struct command *const *commands, const char *word)
{
    struct text names[COMMANDS_MAX];
    size_t count = 0;

    while (commands[count] != NULL && count < COMMANDS_MAX) {
        names[count] = text_of(commands[count]->name);
        count++;
    }
    struct text nearest = text_nearest(text_of(word), names, count);
    if (nearest.size > 0)
        message_print("usage", "there is no command '%s': did you mean '%.*s'?", word,
                      TEXT_ARGS(nearest));
    else
        message_print("usage", "there is no command '%s': 'livebill help' lists them", word);
    return EXIT_USAGE;
}

static int written(int status)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    message_print("fatal", "could not write to standard output");
    return EXIT_SYSTEM;
}

static int do_command(const struct command *command, const struct command *const *commands,
                      int argc, char **argv)
{
    struct command_line line = {.command = command, .commands = commands, .arena = arena_new()};
    int status = EXIT_USAGE;

    if (options_parse(&line, argc, argv)) {
        if (option_given(&line, OPTION_HELP)) {
            help_print_command(command);
            status = EXIT_PUBLISHED;
        } else {
            status = command->run(&line);
        }
    }
    /* What was published or made stands, whether or not its summary could be read. */
    if (!command->publishes || option_given(&line, OPTION_HELP))
        status = written(status);
    arena_free(line.arena);
    return status;
}

/* Else the next file that is opened takes the place of a closed stream, and messages go into it. */
static void streams_are_open(void)
{
    for (int file = 0; file <= 2; file++) {
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != file)
            fatal_errno("cannot open /dev/null");
    }
}

/* A file that grows past its limit, and a reader that went away, are errors of a write. */
static void write_errors_are_returned(void)
{
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

/*
 * Large blocks, such as those of a day's arena, go back to the system when they are freed: else
 * what one thread has left lies idle while another one asks for more. What is smaller is kept, for
 * the next document asks for it again.
 */
static void large_blocks_are_given_back(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

/* Looked for ahead of all, so that the message of an option before it is JSON, too. */
static bool wants_json(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--log-format=json") == 0
            || (strcmp(argv[i], "--log-format") == 0 && i + 1 < argc
                && strcmp(argv[i + 1], "json") == 0))
            return true;
    }
    return false;
}

int command_main(const struct command *const *commands, int argc, char **argv)
{
    streams_are_open();
    write_errors_are_returned();
    large_blocks_are_given_back();
    interrupt_watch();
    fatal_use_json(wants_json(argc, argv));
    if (argc < 2) {
        message_print("usage", "no command: 'livebill help' lists them");
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("livebill " LIVEBILL_VERSION);
        return written(EXIT_PUBLISHED);
    }
    if (strcmp(argv[1], "--help") == 0) {
        help_print_all(commands);
        return written(EXIT_PUBLISHED);
    }
    const struct command *command = command_find(commands, text_of(argv[1]));
    if (command == NULL)
        return unknown_command(commands, argv[1]);
    return do_command(command, commands, argc - 1, argv + 1);
}
