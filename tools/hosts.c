// SPDX-License-Identifier: GPL-2.0-only
#include "hosts.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "hosts_line.h"
#include "lines.h"
#include "network_mode.h"
#include "strv.h"

#define HOSTS_FILE	"hosts"
/* The lines of peers, as they are in the hosts file unless somebody has edited them. */
#define PEERS_FILE	"peers"

static const char localhost[] = "127.0.0.1\tlocalhost\n";
static const char *const localhost_ipv6[] = {
	"::1\tlocalhost ip6-localhost ip6-loopback\n",
	"fe00::0\tip6-localnet\n",
	"ff00::0\tip6-mcastprefix\n",
	"ff02::1\tip6-allnodes\n",
	"ff02::2\tip6-allrouters\n",
};

static bool kernel_has_ipv6(void)
{
	return access("/proc/sys/net/ipv6", F_OK) == 0;
}

/* The source's address on the network which both are on. */
static struct in_addr link_address(const struct container *c,
				   const struct container *source)
{
	const struct attachment *there = attachment_shared(c, source);

	return there ? there->address : (struct in_addr){ INADDR_ANY };
}

static char *link_line(const struct container *c, const struct container_link *link,
		       const struct container *source)
{
	bool named = strcmp(source->name, link->alias) != 0;

	return xasprintf("%s\t%s %s%s%s\n", inet_ntoa(link_address(c, source)),
			 link->alias, source->hostname, named ? " " : "",
			 named ? source->name : "");
}

/* A full name a.b.c is followed by its first part, as people call the host. */
static char *own_line(const struct container *c, struct in_addr address)
{
	size_t first = strcspn(c->hostname, ".");
	bool full = c->hostname[first] == '.';

	return xasprintf("%s\t%s%s%.*s\n", inet_ntoa(address), c->hostname,
			 full ? " " : "", full ? (int)first : 0, c->hostname);
}

static void push_localhost(struct strv_draft *lines)
{
	size_t i;

	strv_push(lines, xstrdup(localhost));
	for (i = 0; kernel_has_ipv6() && i < ARRAY_SIZE(localhost_ipv6); i++)
		strv_push(lines, xstrdup(localhost_ipv6[i]));
}

static void push_all(struct strv_draft *lines, char *const *more)
{
	for (; *more; more++)
		strv_push(lines, xstrdup(*more));
}

/* What the host knows, for who is in its network. */
static void push_host_file(struct strv_draft *lines)
{
	struct error ignored;
	char **host = lines_read("/etc/hosts", &ignored);

	if (host)
		push_all(lines, host);
	else
		push_localhost(lines);
	strv_free(host);
}

/* Of --add-host: NAME:ADDRESS. */
static void push_extra(struct strv_draft *lines, const struct container *c)
{
	const struct in_addr gateway = attachment_primary(c)->gateway;
	/* With no network of its own, or none at all, it is the host's loopback. */
	const char *host = gateway.s_addr ? inet_ntoa(gateway) : "127.0.0.1";
	char *const *extra;

	for (extra = c->extra_hosts; extra && *extra; extra++) {
		size_t len = strcspn(*extra, ":");
		const char *address = *extra + len + 1;

		if (!strcmp(address, HOSTS_GATEWAY))
			address = host;
		strv_push(lines, xasprintf("%s\t%.*s\n", address, (int)len, *extra));
	}
}

static char **whole_file(const struct container *c, struct container *const *sources,
			 char *const *peers)
{
	struct strv_draft lines;
	size_t i;

	strv_begin(&lines);
	if (network_mode(c) == NETWORK_MODE_HOST)
		push_host_file(&lines);
	else
		push_localhost(&lines);
	push_extra(&lines, c);
	for (i = 0; i < c->n_links; i++)
		if (sources[i] && attachment_shared(c, sources[i]))
			strv_push(&lines, link_line(c, &c->links[i], sources[i]));
	push_all(&lines, peers);
	for (i = 0; i < c->attachments.n; i++)
		strv_push(&lines, own_line(c, c->attachments.items[i].address));
	return lines.v;
}

/* Write a file of the container's, and free the lines. */
static int write_file(const struct container *c, const char *file, char **lines,
		      struct error *err)
{
	char *path = container_path(c, file);
	int ret = lines_write(path, lines, err);

	strv_free(lines);
	free(path);
	return ret;
}

static char **read_file(const struct container *c, const char *file,
			struct error *err)
{
	char *path = container_path(c, file);
	char **lines = lines_read(path, err);

	free(path);
	return lines;
}

int hosts_write(const struct container *c, struct container *const *sources,
		char *const *peers, struct error *err)
{
	if (write_file(c, HOSTS_FILE, whole_file(c, sources, peers), err) < 0)
		return -1;
	return write_file(c, PEERS_FILE, strv_dup(peers), err);
}

static bool is_own_line(const char *line, const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (hosts_line_is_for(line, c->attachments.items[i].address))
			return true;
	return false;
}

/* Lines which are added stand before this one: the container's own are the last. */
static char *const *first_own_line(char *const *lines, const struct container *c)
{
	while (*lines && !is_own_line(*lines, c))
		lines++;
	return lines;
}

static bool any_begins_with(char *const *lines, const char *name)
{
	for (; *lines; lines++)
		if (hosts_line_begins_with(*lines, name))
			return true;
	return false;
}

/*
 * What a link's line becomes: only its address changes while the source is
 * the container it was; one made anew under the name has another hostname.
 */
static char *followed_line(const char *line, const struct container *c,
			   const struct container_link *link,
			   const struct container *source)
{
	if (!hosts_line_has(line, source->hostname))
		return link_line(c, link, source);
	return xasprintf("%s\t%s", inet_ntoa(link_address(c, source)),
			 hosts_line_names(line));
}

/* The lines with the link's line where its source is now; without it if @source is NULL. */
static char **link_changed(char *const *lines, const struct container *c,
			   const struct container_link *link,
			   const struct container *source)
{
	bool missing = source && !any_begins_with(lines, link->alias);
	char *const *place = first_own_line(lines, c);
	struct strv_draft out;

	strv_begin(&out);
	for (; ; lines++) {
		if (missing && lines == place)
			strv_push(&out, link_line(c, link, source));
		if (!*lines)
			return out.v;
		if (!hosts_line_begins_with(*lines, link->alias))
			strv_push(&out, xstrdup(*lines));
		else if (source)
			strv_push(&out, followed_line(*lines, c, link, source));
	}
}

static int change_link(const struct container *c, const struct container_link *link,
		       const struct container *source, struct error *err)
{
	char **lines = read_file(c, HOSTS_FILE, err);
	char **changed;

	if (!lines)
		return -1;
	changed = link_changed(lines, c, link, source);
	strv_free(lines);
	return write_file(c, HOSTS_FILE, changed, err);
}

int hosts_follow(const struct container *c, const struct container_link *link,
		 const struct container *source, struct error *err)
{
	return change_link(c, link, source, err);
}

int hosts_forget(const struct container *c, const char *alias,
		 struct error *err)
{
	const struct container_link link = { .alias = (char *)alias };

	return change_link(c, &link, NULL, err);
}

int hosts_add_own(const struct container *c, const struct attachment *a,
		  struct error *err)
{
	char **lines = read_file(c, HOSTS_FILE, err);

	if (!lines)
		return -1;
	strv_take(&lines, own_line(c, a->address));
	return write_file(c, HOSTS_FILE, lines, err);
}

static char **without(char *const *lines, const char *line)
{
	struct strv_draft kept;

	strv_begin(&kept);
	for (; *lines; lines++)
		if (strcmp(*lines, line))
			strv_push(&kept, xstrdup(*lines));
	return kept.v;
}

int hosts_remove_own(const struct container *c, struct in_addr address,
		     struct error *err)
{
	char **lines = read_file(c, HOSTS_FILE, err);
	char **kept;
	char *own;

	if (!lines)
		return -1;
	own = own_line(c, address);
	kept = without(lines, own);
	free(own);
	strv_free(lines);
	return write_file(c, HOSTS_FILE, kept, err);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines with @new in the place of those of @old, which is sorted. */
static char **peers_changed(char *const *lines, const struct container *c,
			    char *const *old, char *const *new)
{
	char *const *place = first_own_line(lines, c);
	size_t n = strv_len(old);
	struct strv_draft out;

	strv_begin(&out);
	for (; ; lines++) {
		if (lines == place)
			push_all(&out, new);
		if (!*lines)
			return out.v;
		if (!bsearch(lines, old, n, sizeof(*old), compare_lines))
			strv_push(&out, xstrdup(*lines));
	}
}

static int replace_peers(const struct container *c, char **old, char *const *new,
			 struct error *err)
{
	char **lines = read_file(c, HOSTS_FILE, err);
	char **changed;

	if (!lines)
		return -1;
	qsort(old, strv_len(old), sizeof(*old), compare_lines);
	changed = peers_changed(lines, c, old, new);
	strv_free(lines);
	if (write_file(c, HOSTS_FILE, changed, err) < 0)
		return -1;
	return write_file(c, PEERS_FILE, strv_dup(new), err);
}

int hosts_set_peers(const struct container *c, char *const *peers,
		    struct error *err)
{
	char **old = read_file(c, PEERS_FILE, err);
	int ret = 0;

	if (!old)
		return -1;
	if (!strv_equal(old, peers))
		ret = replace_peers(c, old, peers, err);
	strv_free(old);
	return ret;
}
