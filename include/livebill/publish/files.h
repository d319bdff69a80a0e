/*
 * The calls that change files, all in one place, so that a test can make each of them fail.
 *
 * They return what the system's calls return: 0 or above for done, -1 with errno. In a program
 * built with -DLIVEBILL_FAULTS the variable LIVEBILL_FAULT=CALL:N makes the Nth call of that name
 * fail, and CALL:N:kill ends the process with SIGKILL just before it. Names: mkdir open write
 * close syncfs fsync rename exchange unlink rmdir chmod. Any other program does not look at it.
 */
#ifndef LIVEBILL_PUBLISH_FILES_H
#define LIVEBILL_PUBLISH_FILES_H

#include <stdio.h>

int file_make_folder(const char *path);            /* mkdir */
int file_create(const char *path);                 /* open: for writing, emptied, never a link */
int file_sync_system(int file);                    /* syncfs */
int file_sync(int file);                           /* fsync */
int file_rename(const char *from, const char *to); /* rename */
int file_exchange(const char *one, const char *other);   /* exchange: renameat2 */
int file_remove_at(int folder, const char *name);        /* unlink; AT_FDCWD: a path */
int file_remove_folder_at(int folder, const char *name); /* rmdir */

int file_change_mode(const char *path, unsigned mode); /* chmod */

/* A stream with a large block over file_create, write and close. NULL with errno. fclose tells of
 * every error since, also of a write whose error was not looked at. */
FILE *file_stream(const char *path);

/* Closes a stream of file_stream: 0, or -1 with errno of the first error. */
int file_stream_close(FILE *stream);

#endif
