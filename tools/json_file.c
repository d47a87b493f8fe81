// SPDX-License-Identifier: GPL-2.0-only
#include "json_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t len = strlen(text);
	int ret = -1;

	if (fd < 0)
		return -1;
	/* Told only by the next write, if there was room for a part. */
	errno = ENOSPC;
	/* A name must not become one of an empty file if the machine stops. */
	if (write(fd, text, len) == len)
		ret = fsync(fd);
	close(fd);
	return ret;
}

/* At once: json_dumpfd() would write it word by word. */
static int write_draft(const char *draft, const json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2));
	int ret = -1;

	if (text)
		ret = write_text(draft, text);
	else
		errno = EILSEQ;
	free(text);
	return ret;
}

int json_file_save(const char *path, const json_t *json, struct error *err)
{
	char *draft = xasprintf("%s.new", path);
	int ret = 0;

	if (write_draft(draft, json) < 0 || rename(draft, path) < 0) {
		ret = error_set(err, errno, "cannot write %s: %s", path,
				strerror(errno));
		unlink(draft);
	}
	free(draft);
	return ret;
}
