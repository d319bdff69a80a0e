/*
 * Calls that livebill does not make: each has a bounded or a deterministic counterpart. Including
 * this header (base/text.h does) turns them into compile errors.
 */
#ifndef LIVEBILL_BASE_BANNED_H
#define LIVEBILL_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat strtok sprintf vsprintf gets
#pragma GCC poison localtime gmtime ctime asctime mktime setlocale strtod atof atoi atol

#endif
