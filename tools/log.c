// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ages.h"
#include "alloc.h"

struct log {
	FILE *file;
	char *path;
	char *old_path;
};

static FILE *open_file(const char *path)
{
	FILE *file = fopen(path, "ae");

	/* The offset of a file open for appending is only known after a seek. */
	if (file)
		fseek(file, 0, SEEK_END);
	return file;
}

struct log *log_open(const struct container *c, struct error *err)
{
	struct log *log = xcalloc(1, sizeof(*log));

	log->path = container_path(c, LOG_FILE);
	log->old_path = container_path(c, LOG_OLD);
	log->file = open_file(log->path);
	if (log->file)
		return log;
	error_set(err, errno, "cannot write %s: %s", log->path, strerror(errno));
	log_close(log);
	return NULL;
}

static void rotate(struct log *log)
{
	fclose(log->file);
	rename(log->path, log->old_path);
	log->file = open_file(log->path);
}

static void write_record(struct log *log, const char *stream, const char *text,
			 size_t len, char tag)
{
	char *now = age_timestamp(container_now());

	fprintf(log->file, "%s %s %c ", now, stream, tag);
	fwrite(text, 1, len, log->file);
	fputc('\n', log->file);
	free(now);
}

void log_write(struct log *log, const char *stream, const char *data, size_t len)
{
	const char *end = data + len;
	const char *newline;

	if (log->file && ftell(log->file) >= LOG_FILE_MAX)
		rotate(log);
	if (!log->file)
		return;
	while (data < end) {
		newline = memchr(data, '\n', end - data);
		if (!newline) {
			write_record(log, stream, data, end - data, 'P');
			break;
		}
		write_record(log, stream, data, newline - data, 'F');
		data = newline + 1;
	}
	fflush(log->file);
}

void log_close(struct log *log)
{
	if (!log)
		return;
	if (log->file)
		fclose(log->file);
	free(log->path);
	free(log->old_path);
	free(log);
}
