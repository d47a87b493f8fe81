// SPDX-License-Identifier: GPL-2.0-only
#include "hosts_line.h"

#include <string.h>

const char *hosts_line_names(const char *line)
{
	line += strspn(line, " \t");
	if (*line == '#')
		return "";
	line += strcspn(line, " \t\n");
	return line + strspn(line, " \t");
}

bool hosts_line_begins_with(const char *line, const char *name)
{
	const char *names = hosts_line_names(line);
	size_t len = strlen(name);

	return !strncmp(names, name, len) &&
	       (!names[len] || strchr(" \t\n", names[len]));
}

bool hosts_line_has(const char *line, const char *name)
{
	const char *names = hosts_line_names(line);
	size_t len;

	for (; *names && *names != '\n' && *names != '#';
	     names += strspn(names, " \t")) {
		len = strcspn(names, " \t\n");
		if (len == strlen(name) && !strncmp(names, name, len))
			return true;
		names += len;
	}
	return false;
}

bool hosts_line_is_for(const char *line, const struct address *address)
{
	char text[ADDRESS_TEXT_LEN];
	size_t len;

	len = strlen(address_text(address, text));
	return !strncmp(line, text, len) && line[len] && strchr(" \t", line[len]);
}

sa_family_t hosts_line_family(const char *line)
{
	line += strspn(line, " \t");
	return line[strcspn(line, ": \t\n")] == ':' ? AF_INET6 : AF_INET;
}
