// SPDX-License-Identifier: GPL-2.0-only
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

void cni_failure_fill(struct cni_failure *f, int code, const char *fmt, ...)
{
	va_list args;

	*f = (struct cni_failure){ .code = code };
	va_start(args, fmt);
	vsnprintf(f->msg, sizeof(f->msg), fmt, args);
	va_end(args);
}
