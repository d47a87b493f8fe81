// SPDX-License-Identifier: GPL-2.0-only
#include "hosts_peers.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "hosts.h"
#include "hosts_block.h"
#include "lines.h"
#include "strv.h"

/* The lines as they are in the hosts file unless somebody has edited them. */
#define PEERS_FILE	"peers"

static char *read_text(const struct container *c, const char *file, struct error *err)
{
	char *path = container_path(c, file);
	char *text = lines_read_few(path, err);

	free(path);
	return text;
}

static int write_text(const struct container *c, const char *file, const char *text,
		      struct error *err)
{
	char *path = container_path(c, file);
	int ret = lines_write_text(path, text, err);

	free(path);
	return ret;
}

int hosts_peers_note(const struct container *c, const char *peers, struct error *err)
{
	return write_text(c, PEERS_FILE, peers, err);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Vectors of lines, in the order of compare_lines(). */
struct sorted_lines {
	char **v;
	size_t n;
};

/* The lines themselves are not copied. */
static struct sorted_lines sort_lines(char *const *lines)
{
	struct sorted_lines sorted = { .n = strv_len(lines) };

	sorted.v = xcalloc(sorted.n + 1, sizeof(*sorted.v));
	if (sorted.n)
		memcpy(sorted.v, lines, sorted.n * sizeof(*sorted.v));
	qsort(sorted.v, sorted.n, sizeof(*sorted.v), compare_lines);
	return sorted;
}

static bool is_among(char *const *line, const struct sorted_lines *sorted)
{
	return bsearch(line, sorted->v, sorted->n, sizeof(*sorted->v), compare_lines);
}

/*
 * The lines with @new in the place of those of @old. Some of @new may be there
 * already, of a change that was cut short.
 */
static char **peers_changed(char *const *lines, const struct container *c,
			    char *const *old, char *const *new)
{
	const struct sorted_lines sorted_old = sort_lines(old), sorted_new = sort_lines(new);
	char *const *place = hosts_first_own_line(lines, c), *const *peer;
	struct strv_draft out;

	strv_begin(&out);
	for (; ; lines++) {
		for (peer = new; lines == place && *peer; peer++)
			strv_push(&out, xstrdup(*peer));
		if (!*lines)
			break;
		if (!is_among(lines, &sorted_old) && !is_among(lines, &sorted_new))
			strv_push(&out, xstrdup(*lines));
	}
	free(sorted_old.v);
	free(sorted_new.v);
	return out.v;
}

/* Where the old ones are not all as they were written. */
static char *replace_lines(const struct container *c, const char *hosts, const char *old,
			   const char *new)
{
	char **lines = lines_of(hosts), **old_lines = lines_of(old), **new_lines = lines_of(new);
	char **changed = peers_changed(lines, c, old_lines, new_lines);
	char *text = strv_join(changed, "");

	strv_free(changed);
	strv_free(new_lines);
	strv_free(old_lines);
	strv_free(lines);
	return text;
}

static int replace(const struct container *c, const char *old, const char *new,
		   struct error *err)
{
	char *hosts = read_text(c, HOSTS_FILE, err), *changed;
	int ret;

	if (!hosts)
		return -1;
	changed = hosts_block_replace(hosts, old, new);
	if (!changed)
		changed = replace_lines(c, hosts, old, new);
	free(hosts);
	ret = write_text(c, HOSTS_FILE, changed, err);
	free(changed);
	return ret ? ret : hosts_peers_note(c, new, err);
}

int hosts_peers_set(const struct container *c, const char *peers, struct error *err)
{
	char *old = read_text(c, PEERS_FILE, err);
	int ret = 0;

	if (!old)
		return -1;
	if (strcmp(old, peers))
		ret = replace(c, old, peers, err);
	free(old);
	return ret;
}

bool hosts_peers_are(const struct container *c, const char *peers)
{
	struct error ignored;
	char *known = read_text(c, PEERS_FILE, &ignored);
	bool same = known && !strcmp(known, peers);

	free(known);
	return same;
}
