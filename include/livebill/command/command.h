/*
 * The commands of livebill (formats.md §5). main.c holds the table of them; each is one file of
 * src/command/, with its options, its help and what it does. command/ is the only folder that
 * knows the order of the stages.
 */
#ifndef LIVEBILL_COMMAND_COMMAND_H
#define LIVEBILL_COMMAND_COMMAND_H

struct command;

extern const struct command init_command;
extern const struct command run_command;
extern const struct command check_command;
extern const struct command explain_command;
extern const struct command diff_command;
extern const struct command verify_command;
extern const struct command quote_command;
extern const struct command help_command;

/* Finds the command, reads its options, does it; gives the exit status (base/fatal.h).
 * `commands` ends with NULL and is in the order of the help. */
int command_main(const struct command *const *commands, int argc, char **argv);

#endif
