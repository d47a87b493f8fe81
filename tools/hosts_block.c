// SPDX-License-Identifier: GPL-2.0-only
#include "hosts_block.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "alloc.h"

static const char *after_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* The line which @line begins with, somewhere in the text; or NULL. */
static const char *find_line(const char *text, const char *line)
{
	const char *at = text, *end = text + strlen(text);
	size_t len = after_line(line) - line;

	/* The text may be a container's, full of what is almost the line. */
	while ((at = memmem(at, end - at, line, len))) {
		if (at == text || at[-1] == '\n')
			return at;
		at++;
	}
	return NULL;
}

/* Where the block begins in the text; or NULL. */
static const char *find_block(const char *text, const char *block)
{
	const char *at = *block ? find_line(text, block) : NULL;

	return at && !strncmp(at, block, strlen(block)) ? at : NULL;
}

/* What @new has between the lines which are the same at the beginning and at the end of both. */
static const char *first_change(const char *old, const char *new, const char **end)
{
	const char *first = new, *at = new, *old_first = old;

	for (; *at && *at == *old; at++, old++) {
		if (*at == '\n') {
			first = at + 1;
			old_first = old + 1;
		}
	}
	at = first + strlen(first);
	old = old_first + strlen(old_first);
	while (at > first && old > old_first && at[-1] == old[-1]) {
		at--;
		old--;
	}
	*end = at > first && at[-1] != '\n' ? after_line(at) : at;
	return first;
}

static bool has_some(const char *text, const char *lines, const char *end)
{
	for (; lines < end; lines = after_line(lines))
		if (find_line(text, lines))
			return true;
	return false;
}

char *hosts_block_replace(const char *text, const char *old, const char *new)
{
	const char *at = find_block(text, old), *end, *change;

	if (!at)
		return NULL;
	change = first_change(old, new, &end);
	if (has_some(text, change, end))
		return NULL;
	return xasprintf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}
