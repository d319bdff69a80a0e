/*
 * A computed month into its folder: what `run` and `close` have in common.
 *
 *     publication_stage → (close: copies, record) → publication_finish → staging_commit
 */
#ifndef LIVEBILL_COMMAND_PUBLICATION_H
#define LIVEBILL_COMMAND_PUBLICATION_H

#include "livebill/publish/staging.h"

#include "pipeline.h"

/* Where the result goes: PARENT/NAME. */
struct target {
    const char *parent, *name;
};

/* Documents and CSV files; with `sealing` carry.csv too. Gives the staged folder. */
struct staging *publication_stage(struct pipeline *pipeline, struct target target, bool sealing);

/* SHA256SUMS and run.json: after the last other file. */
void publication_finish(struct pipeline *pipeline, struct staging *staging);

void publication_print_summary(const struct pipeline *pipeline, struct target target);

/* The line after the problems. `otherwise` is what may be done about rejected rows. */
void publication_say_refused(const struct pipeline *pipeline, const char *otherwise);

#endif
