// SPDX-License-Identifier: GPL-2.0-only
#include "env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"

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

int env_parse_file(char ***env, const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	if (!f)
		return error_set(err, errno, "open %s: %s", path,
				 strerror(errno));
	while (!ret && getline(&line, &size, f) >= 0) {
		line[strcspn(line, "\r\n")] = '\0';
		ret = env_parse_line(env, line, err);
	}
	free(line);
	fclose(f);
	return ret;
}
