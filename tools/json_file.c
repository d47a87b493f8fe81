// SPDX-License-Identifier: GPL-2.0-only
#include "json_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

static int write_text(int fd, const char *text)
{
	ssize_t len = strlen(text);
	int ret = -1;

	/* Told only by the next write, if there was room for a part. */
	errno = ENOSPC;
	/* A name must not become one of an empty file if the machine stops. */
	if (write(fd, text, len) == len)
		ret = fsync(fd);
	return ret;
}

/* At once: json_dumpfd() would write it word by word. */
static int write_json(int fd, const json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2));
	int ret = -1;

	if (text)
		ret = write_text(fd, text);
	else
		errno = EILSEQ;
	free(text);
	return ret;
}

/* Of the file open as @fd, which is closed; -1: it could not be made. */
static int finish(int fd, const char *draft, const char *path, const json_t *json,
		  struct error *err)
{
	int ret = 0;

	if (fd < 0 || write_json(fd, json) < 0 || rename(draft, path) < 0) {
		ret = error_set(err, errno, "cannot write %s: %s", path,
				strerror(errno));
		if (fd >= 0)
			unlink(draft);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

int json_file_save(const char *path, const json_t *json, struct error *err)
{
	char *draft = xasprintf("%s.new", path);
	int fd, ret;

	/* Of who was killed. What is not there now is made, and no link followed. */
	unlink(draft);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ret = finish(fd, draft, path, json, err);
	free(draft);
	return ret;
}

int json_file_save_anywhere(const char *path, const json_t *json, struct error *err)
{
	char *draft = xasprintf("%s.XXXXXX", path);
	int ret = finish(mkostemp(draft, O_CLOEXEC), draft, path, json, err);

	free(draft);
	return ret;
}
