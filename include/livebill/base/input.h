/* How files of the input are opened: those of the book, of templates, and settings. */
#ifndef LIVEBILL_BASE_INPUT_H
#define LIVEBILL_BASE_INPUT_H

#include <stdio.h>

/*
 * Open for reading; -1 or NULL, with errno, where that fails. A pipe or a device is fatal (exit
 * 5): nobody may ever write into it, and some files are read twice. A folder opens, and fails to
 * be read.
 */
int input_open(const char *path);
FILE *input_stream(const char *path);

#endif
