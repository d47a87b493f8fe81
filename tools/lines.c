// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "strv.h"

/* A container can write its own files: more than this is not read. */
#define FILE_MAX (4 * 1024 * 1024)

/* NULL, with errno set, if the file cannot be opened or is not one to be read. */
static FILE *open_text(const char *path)
{
	FILE *f = fopen(path, "re");
	struct stat st;

	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) == 0 && st.st_size <= FILE_MAX)
		return f;
	fclose(f);
	errno = EFBIG;
	return NULL;
}

char **lines_read(const char *path, struct error *err)
{
	FILE *f = open_text(path);
	struct strv_draft lines;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!f) {
		error_set(err, errno, "cannot read %s: %s", path,
			  strerror(errno));
		return NULL;
	}
	strv_begin(&lines);
	while ((len = getline(&line, &size, f)) > 0)
		strv_push(&lines, line[len - 1] == '\n' ?
					  xstrdup(line) :
					  xasprintf("%s\n", line));
	free(line);
	fclose(f);
	return lines.v;
}

int lines_write(const char *path, char *const *lines, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	char *text = strv_join(lines, "");
	size_t len = strlen(text);
	bool written;

	/* Truncated last: a reader in between finds old lines, not an empty file. */
	written = fd >= 0 && write(fd, text, len) == (ssize_t)len &&
		  ftruncate(fd, len) == 0;
	if (!written)
		error_set(err, errno, "cannot write %s: %s", path,
			  strerror(errno));
	if (fd >= 0)
		close(fd);
	free(text);
	return written ? 0 : -1;
}
