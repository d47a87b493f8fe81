/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_COVERAGE_H
#define FUZZ_COVERAGE_H

/*
 * What of the module has run on behalf of this process, as KCOV tells it. Without KCOV
 * nothing is ever new.
 */
void coverage_open(void);
void coverage_begin(void);

/* How many branches have run since, which had not before. */
unsigned int coverage_end(void);

/* How many in all. */
unsigned int coverage_total(void);

#endif /* FUZZ_COVERAGE_H */
