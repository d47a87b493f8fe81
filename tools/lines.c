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

/*
 * A container can write its own files: more than this is not read. It can put
 * leases on them, too: who opens such a one with O_NONBLOCK does not wait.
 */
#define FILE_MAX (4 * 1024 * 1024)

/* What is no text does not end it. */
static void replace_zeros(char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!text[i])
			text[i] = '?';
}

/* As much as it had a moment ago: others may write to it. */
static char *read_all(int fd, size_t size)
{
	char *text = xcalloc(size + 1, 1);
	size_t len = 0;
	ssize_t more;

	do {
		more = read(fd, text + len, size - len);
		len += more > 0 ? more : 0;
	} while (more > 0);
	replace_zeros(text, len);
	return text;
}

char *lines_text_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return NULL;
	if (st.st_size <= FILE_MAX)
		return read_all(fd, st.st_size);
	errno = EFBIG;
	return NULL;
}

/* NULL, with errno set, if the file cannot be opened or is not one to be read. */
static char *read_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *text;
	int cause;

	if (fd < 0)
		return NULL;
	text = lines_text_of(fd);
	cause = errno;
	close(fd);
	errno = cause;
	return text;
}

char *lines_read_text(const char *path, struct error *err)
{
	char *text = read_text(path);

	if (!text)
		error_set(err, errno, "cannot read %s: %s", path, strerror(errno));
	return text;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

char *lines_read_few(const char *path, struct error *err)
{
	char *text = lines_read_text(path, err);

	if (!text || count_lines(text) <= LINES_MOST)
		return text;
	free(text);
	error_set(err, EFBIG, "cannot read %s: it has more than %d lines", path, LINES_MOST);
	return NULL;
}

char **lines_of(const char *text)
{
	struct strv_draft lines;
	size_t len;

	strv_begin(&lines);
	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		strv_push(&lines, xasprintf("%.*s\n", (int)len, text));
	}
	return lines.v;
}

char **lines_read(const char *path, struct error *err)
{
	char *text = lines_read_few(path, err);
	char **lines = text ? lines_of(text) : NULL;

	free(text);
	return lines;
}

int lines_write_text(const char *path, const char *text, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0644);
	size_t len = strlen(text);
	bool written;

	/* Told only by the next write, if there was room for a part. */
	if (fd >= 0)
		errno = ENOSPC;
	/* Truncated last: a reader in between finds old lines, not an empty file. */
	written = fd >= 0 && write(fd, text, len) == (ssize_t)len &&
		  ftruncate(fd, len) == 0;
	if (!written)
		error_set(err, errno, "cannot write %s: %s", path,
			  strerror(errno));
	if (fd >= 0)
		close(fd);
	return written ? 0 : -1;
}

int lines_write(const char *path, char *const *lines, struct error *err)
{
	char *text = strv_join(lines, "");
	int ret = lines_write_text(path, text, err);

	free(text);
	return ret;
}
