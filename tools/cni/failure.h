/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a call of the plugin failed, with the codes of the CNI specification. */
#ifndef CTRNET_CNI_FAILURE_H
#define CTRNET_CNI_FAILURE_H

#include "compiler.h"
#include "error.h"

enum cni_code {
	CNI_INCOMPATIBLE_VERSION = 1,
	CNI_UNSUPPORTED_FIELD = 2,
	CNI_UNKNOWN_CONTAINER = 3,
	CNI_INVALID_ENVIRONMENT = 4,
	CNI_IO_FAILURE = 5,
	CNI_DECODING_FAILURE = 6,
	CNI_INVALID_CONFIG = 7,
	CNI_NOT_AVAILABLE = 50,
	/* From 100 on they are the plugin's own. */
	CNI_REFUSED = 100,
	CNI_CHECK_FAILED = 101,
};

/**
 * struct cni_failure - what is told to the runtime
 * @code: enum cni_code, or that of a plugin which was called
 * @msg: one line
 * @details: more of it; may be empty
 */
struct cni_failure {
	int code;
	char msg[1200];
	char details[1200];
};

void cni_failure_fill(struct cni_failure *f, int code, const char *fmt, ...) __printf(3, 4);

/* Fill @f; is -1, for the caller to return (see error_set). */
#define cni_fail(f, code, ...)		({ cni_failure_fill(f, code, __VA_ARGS__); -1; })
/* The same, with the text of @err. */
#define cni_fail_error(f, code, err)	cni_fail(f, code, "%s", (err)->text)

#endif
