/*
 * Control-C and its like leave nothing behind: one thread waits for them, gives up what is being
 * published (a commit that has begun is let through), and ends the process by the signal.
 */
#ifndef LIVEBILL_COMMAND_INTERRUPT_H
#define LIVEBILL_COMMAND_INTERRUPT_H

/* Call it before any other thread is made: they inherit that these signals are not theirs. */
void interrupt_watch(void);

#endif
