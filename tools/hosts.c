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
#include "hosts_peers.h"
#include "lines.h"
#include "network_mode.h"
#include "strv.h"

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

/* The source's addresses on the network which both are on; returns how many. */
static size_t link_addresses(const struct container *c, const struct container *source,
			     struct address addresses[ATTACHMENT_ADDRESSES])
{
	const struct attachment *there = attachment_shared(c, source);

	return there ? attachment_addresses(there, addresses) : 0;
}

static char *link_line(const struct container_link *link,
		       const struct container *source, const struct address *address)
{
	bool named = strcmp(source->name, link->alias) != 0;
	char text[ADDRESS_TEXT_LEN];

	return xasprintf("%s\t%s %s%s%s\n", address_text(address, text),
			 link->alias, source->hostname, named ? " " : "",
			 named ? source->name : "");
}

/* A full name a.b.c is followed by its first part, as people call the host. */
static char *own_line(const struct container *c, const struct address *address)
{
	size_t first = strcspn(c->hostname, ".");
	bool full = c->hostname[first] == '.';
	char text[ADDRESS_TEXT_LEN];

	return xasprintf("%s\t%s%s%.*s\n", address_text(address, text), c->hostname,
			 full ? " " : "", full ? (int)first : 0, c->hostname);
}

static void push_own(struct strv_draft *lines, const struct container *c,
		     const struct attachment *a)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = attachment_addresses(a, addresses);

	for (i = 0; i < n; i++)
		strv_push(lines, own_line(c, &addresses[i]));
}

static void push_link(struct strv_draft *lines, const struct container *c,
		      const struct container_link *link, const struct container *source)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = link_addresses(c, source, addresses);

	for (i = 0; i < n; i++)
		strv_push(lines, link_line(link, source, &addresses[i]));
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
	/* However many lines the host has. */
	char *text = lines_read_text("/etc/hosts", &ignored);
	char **host = text ? lines_of(text) : NULL;

	if (host)
		push_all(lines, host);
	else
		push_localhost(lines);
	strv_free(host);
	free(text);
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

/* Those which come first, and are the same whatever it is linked to. */
static void push_fixed(struct strv_draft *lines, const struct container *c)
{
	if (network_mode(c) == NETWORK_MODE_HOST)
		push_host_file(lines);
	else
		push_localhost(lines);
	push_extra(lines, c);
}

static char **fixed_lines(const struct container *c)
{
	struct strv_draft lines;

	strv_begin(&lines);
	push_fixed(&lines, c);
	return lines.v;
}

static char **whole_file(const struct container *c, struct container *const *sources,
			 const char *peers)
{
	struct strv_draft lines;
	size_t i;

	strv_begin(&lines);
	push_fixed(&lines, c);
	for (i = 0; i < c->n_links; i++)
		if (sources[i])
			push_link(&lines, c, &c->links[i], sources[i]);
	strv_push(&lines, xstrdup(peers));
	for (i = 0; i < c->attachments.n; i++)
		push_own(&lines, c, &c->attachments.items[i]);
	return lines.v;
}

/* Free the lines, too. */
static int write_file(const struct container *c, char **lines, struct error *err)
{
	char *path = container_path(c, HOSTS_FILE);
	int ret = lines_write(path, lines, err);

	strv_free(lines);
	free(path);
	return ret;
}

static char **read_file(const struct container *c, struct error *err)
{
	char *path = container_path(c, HOSTS_FILE);
	char **lines = lines_read(path, err);

	free(path);
	return lines;
}

int hosts_write(const struct container *c, struct container *const *sources,
		const char *peers, struct error *err)
{
	if (write_file(c, whole_file(c, sources, peers), err) < 0)
		return -1;
	return hosts_peers_note(c, peers, err);
}

static bool is_line_of(const char *line, const struct attachment *a)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = attachment_addresses(a, addresses);

	for (i = 0; i < n; i++)
		if (hosts_line_is_for(line, &addresses[i]))
			return true;
	return false;
}

static bool is_own_line(const char *line, const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (is_line_of(line, &c->attachments.items[i]))
			return true;
	return false;
}

char *const *hosts_first_own_line(char *const *lines, const struct container *c)
{
	while (*lines && !is_own_line(*lines, c))
		lines++;
	return lines;
}

/**
 * struct change - where a link leads now
 * @recipient: whose file it is
 * @fixed: lines of the file which have nothing to do with links
 * @link: the link; only its alias if it is to go
 * @source: where it leads; NULL for nowhere
 * @addresses: of the source
 * @n: how many
 */
struct change {
	const struct container *recipient;
	char **fixed;
	const struct container_link *link;
	const struct container *source;
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t n;
};

/* The alias may be a name of the recipient's own, or of its loopback, or of a host it was given. */
static bool is_other_line(const char *line, const struct change *change)
{
	const struct container *c = change->recipient;

	return strv_has(change->fixed, line) ||
	       (is_own_line(line, c) && hosts_line_begins_with(line, c->hostname));
}

static bool is_link_line(const char *line, const struct change *change)
{
	return hosts_line_begins_with(line, change->link->alias) &&
	       !is_other_line(line, change);
}

/* One of the family; there may be one for each. */
static bool has_link_line(char *const *lines, const struct change *change,
			  sa_family_t family)
{
	for (; *lines; lines++)
		if (hosts_line_family(*lines) == family && is_link_line(*lines, change))
			return true;
	return false;
}

/*
 * What a link's line becomes: only its address changes while the source is
 * the container it was; one made anew under the name has another hostname.
 */
static char *followed_line(const char *line, const struct change *change,
			   const struct address *address)
{
	char text[ADDRESS_TEXT_LEN];

	if (!hosts_line_has(line, change->source->hostname))
		return link_line(change->link, change->source, address);
	return xasprintf("%s\t%s", address_text(address, text),
			 hosts_line_names(line));
}

static void push_followed(struct strv_draft *out, const char *line,
			  const struct change *change)
{
	size_t i;

	for (i = 0; i < change->n; i++)
		if (hosts_line_family(line) == change->addresses[i].family)
			strv_push(out, followed_line(line, change,
						     &change->addresses[i]));
}

static void push_missing(struct strv_draft *out, char *const *lines,
			 const struct change *change)
{
	size_t i;

	for (i = 0; i < change->n; i++)
		if (!has_link_line(lines, change, change->addresses[i].family))
			strv_push(out, link_line(change->link, change->source,
						 &change->addresses[i]));
}

/* The lines with the link's lines where its source is now. */
static char **link_changed(char *const *lines, const struct change *change)
{
	char *const *place = hosts_first_own_line(lines, change->recipient);
	char *const *line = lines;
	struct strv_draft out;

	strv_begin(&out);
	for (; ; line++) {
		if (line == place)
			push_missing(&out, lines, change);
		if (!*line)
			return out.v;
		if (is_link_line(*line, change))
			push_followed(&out, *line, change);
		else
			strv_push(&out, xstrdup(*line));
	}
}

/* What the file is to become; @lines is what it has. */
static char **link_lines(const struct container *c, const struct container_link *link,
			 const struct container *source, char ***lines,
			 struct error *err)
{
	struct change change = { .recipient = c, .link = link, .source = source };
	char **changed;

	*lines = read_file(c, err);
	if (!*lines)
		return NULL;
	if (source)
		change.n = link_addresses(c, source, change.addresses);
	change.fixed = fixed_lines(c);
	changed = link_changed(*lines, &change);
	strv_free(change.fixed);
	return changed;
}

static int change_link(const struct container *c, const struct container_link *link,
		       const struct container *source, struct error *err)
{
	char **lines;
	char **changed = link_lines(c, link, source, &lines, err);

	if (!changed)
		return -1;
	strv_free(lines);
	return write_file(c, changed, err);
}

int hosts_follow(const struct container *c, const struct container_link *link,
		 const struct container *source, struct error *err)
{
	return change_link(c, link, source, err);
}

bool hosts_agree(const struct container *c, const struct container_link *link,
		 const struct container *source)
{
	struct error ignored;
	char **lines;
	char **changed = link_lines(c, link, source, &lines, &ignored);
	bool agree = changed && strv_equal(lines, changed);

	strv_free(lines);
	strv_free(changed);
	return agree;
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
	char **lines = read_file(c, err);
	struct strv_draft out;

	if (!lines)
		return -1;
	strv_begin(&out);
	push_all(&out, lines);
	push_own(&out, c, a);
	strv_free(lines);
	return write_file(c, out.v, err);
}

/* Whether the line is as it was written for the attachment. */
static bool is_untouched(const char *line, const struct container *c,
			 const struct attachment *a)
{
	struct strv_draft own;
	bool found = false;
	size_t i;

	strv_begin(&own);
	push_own(&own, c, a);
	for (i = 0; i < own.n; i++)
		found |= !strcmp(line, own.v[i]);
	strv_free(own.v);
	return found;
}

int hosts_remove_own(const struct container *c, const struct attachment *a,
		     struct error *err)
{
	char **lines = read_file(c, err);
	struct strv_draft kept;
	size_t i;

	if (!lines)
		return -1;
	strv_begin(&kept);
	for (i = 0; lines[i]; i++)
		if (!is_untouched(lines[i], c, a))
			strv_push(&kept, xstrdup(lines[i]));
	strv_free(lines);
	return write_file(c, kept.v, err);
}
