/*
 * --adjust: sealed periods computed again, and their differences put into the open one (R13).
 */
#ifndef LIVEBILL_COMMAND_ADJUSTING_H
#define LIVEBILL_COMMAND_ADJUSTING_H

#include "pipeline.h"

/*
 * Between rating and billing of the open period: those periods that the command line names, or of
 * a sealed period that is computed again those that it adjusted, from the usage files that it read
 * then. What was read is listed in pipeline->adjusted. False where an error was reported.
 */
bool adjust_sealed(struct pipeline *pipeline);

#endif
