/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TEST_COVER_H
#define CTRNET_TEST_COVER_H

/* What the compiler calls where a basic block begins. Context: any. */
void __sanitizer_cov_trace_pc(void);

#endif
