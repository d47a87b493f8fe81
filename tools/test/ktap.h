/* SPDX-License-Identifier: GPL-2.0-only */
/* Results of tests in KTAP, one line each. */
#ifndef KTAP_H
#define KTAP_H

#include <stdbool.h>

#include "compiler.h"

/* Before the first result. */
void ktap_begin(void);
/* The result of one test: whether what was got is what was expected. */
void ktap_equal(const char *test, const char *got, const char *expected);
void ktap_ok(bool ok, const char *fmt, ...) __printf(2, 3);
/* The plan, after the last result. Returns the exit status of the program. */
int ktap_end(void);

#endif
