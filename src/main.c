#include "livebill/command/command.h"

#include <stddef.h>

static const struct command *const commands[] = {
    &init_command,  &run_command,  &check_command, &explain_command, &diff_command, &verify_command,
    &quote_command, &help_command, NULL,
};

int main(int argc, char **argv)
{
    return command_main(commands, argc, argv);
}
