// SPDX-License-Identifier: GPL-2.0-only
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

int cni_fail(struct cni_failure *f, int code, const char *fmt, ...)
{
	va_list args;

	*f = (struct cni_failure){ .code = code };
	va_start(args, fmt);
	vsnprintf(f->msg, sizeof(f->msg), fmt, args);
	va_end(args);
	return -1;
}

int cni_fail_error(struct cni_failure *f, int code, const struct error *err)
{
	return cni_fail(f, code, "%s", err->text);
}
