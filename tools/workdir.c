// SPDX-License-Identifier: GPL-2.0-only
#include "workdir.h"

#include <errno.h>

int workdir_check(const char *path, struct error *err)
{
	if (*path == '/')
		return 0;
	return error_set(err, EINVAL,
			 "the working directory '%s' is invalid, it needs to be an absolute path",
			 path);
}
