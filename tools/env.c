// SPDX-License-Identifier: GPL-2.0-only
#include "env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"

#define BYTE_ORDER_MARK	"\xef\xbb\xbf"

int env_parse(char ***env, const char *spec, struct error *err)
{
	const char *value;
	char *assignment;

	if (!*spec || *spec == '=')
		return error_set(err, EINVAL,
				 "invalid environment variable: %s", spec);
	if (strchr(spec, '=')) {
		assignments_set(env, spec);
		return 0;
	}
	value = getenv(spec);
	if (!value)
		return 0;
	assignment = xasprintf("%s=%s", spec, value);
	assignments_set(env, assignment);
	free(assignment);
	return 0;
}

static int env_parse_line(char ***env, const char *line, struct error *err)
{
	size_t name_len;

	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return 0;
	name_len = strcspn(line, "=");
	if (!name_len)
		return error_set(err, EINVAL,
				 "poorly formatted environment: no variable name on line '%s'",
				 line);
	if (strcspn(line, " \t") < name_len)
		return error_set(err, EINVAL,
				 "poorly formatted environment: variable '%.*s' contains whitespaces",
				 (int)name_len, line);
	return env_parse(env, line, err);
}

/* What ends it is no part of it: a newline, and as on DOS one return. */
static void cut_end(char *line, size_t len)
{
	if (len && line[len - 1] == '\n')
		line[--len] = '\0';
	if (len && line[len - 1] == '\r')
		line[--len] = '\0';
}

/* Some editors begin a file with one. */
static const char *after_mark(const char *line)
{
	return strncmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) ?
		       line : line + strlen(BYTE_ORDER_MARK);
}

int env_parse_file(char ***env, const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");
	bool first = true;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int ret = 0;

	if (!f)
		return error_set(err, errno, "open %s: %s", path,
				 strerror(errno));
	while (!ret && (len = getline(&line, &size, f)) >= 0) {
		cut_end(line, len);
		ret = env_parse_line(env, first ? after_mark(line) : line, err);
		first = false;
	}
	if (!ret && ferror(f))
		ret = error_set(err, errno, "read %s: %s", path, strerror(errno));
	free(line);
	fclose(f);
	return ret;
}
