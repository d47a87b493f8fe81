// SPDX-License-Identifier: GPL-2.0-only
#include "hosts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"

#define HOSTS_FILE "hosts"

static const char localhost[] = "127.0.0.1\tlocalhost\n";
static const char localhost_ipv6[] =
	"::1\tlocalhost ip6-localhost ip6-loopback\n"
	"fe00::0\tip6-localnet\n"
	"ff00::0\tip6-mcastprefix\n"
	"ff02::1\tip6-allnodes\n"
	"ff02::2\tip6-allrouters\n";

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

static int write_in_place(const char *path, const char *text, size_t len,
			  struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	bool written;

	if (fd < 0)
		return error_set(err, errno, "cannot open %s: %s", path,
				 strerror(errno));
	/* Truncated last: a reader in between finds old lines, not an empty file. */
	written = write(fd, text, len) == (ssize_t)len &&
		  ftruncate(fd, len) == 0;
	if (!written)
		error_set(err, errno, "cannot write %s: %s", path,
			  strerror(errno));
	close(fd);
	return written ? 0 : -1;
}

static void print_hosts(FILE *out, const struct container *c,
			struct container *const *sources)
{
	char *line;
	size_t i;

	fputs(localhost, out);
	if (kernel_has_ipv6())
		fputs(localhost_ipv6, out);
	for (i = 0; i < c->n_links; i++) {
		if (!sources[i])
			continue;
		line = link_line(c, &c->links[i], sources[i]);
		fputs(line, out);
		free(line);
	}
	for (i = 0; i < c->attachments.n; i++) {
		line = own_line(c, c->attachments.items[i].address);
		fputs(line, out);
		free(line);
	}
}

int hosts_write(const struct container *c, struct container *const *sources,
		struct error *err)
{
	char *path = container_path(c, HOSTS_FILE);
	char *text = NULL;
	size_t len = 0;
	FILE *out;
	int ret;

	out = open_memstream(&text, &len);
	if (!out) {
		free(path);
		return error_set(err, errno, "no memory for a hosts file");
	}
	print_hosts(out, c, sources);
	fclose(out);
	ret = write_in_place(path, text, len, err);
	free(text);
	free(path);
	return ret;
}

/* The names in a line of a hosts file, after the address; "" if it has none. */
static const char *line_names(const char *line)
{
	line += strspn(line, " \t");
	if (*line == '#')
		return "";
	line += strcspn(line, " \t\n");
	return line + strspn(line, " \t");
}

static bool line_begins_with_name(const char *line, const char *name)
{
	const char *names = line_names(line);
	size_t len = strlen(name);

	return !strncmp(names, name, len) &&
	       (!names[len] || strchr(" \t\n", names[len]));
}

static bool line_has_name(const char *line, const char *name)
{
	const char *names = line_names(line);
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

static bool line_is_for_address(const char *line, struct in_addr address)
{
	const char *text = inet_ntoa(address);
	size_t len = strlen(text);

	return !strncmp(line, text, len) && strchr(" \t", line[len]);
}

static bool is_own_line(const char *line, const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (line_is_for_address(line, c->attachments.items[i].address))
			return true;
	return false;
}

/* One link and where it leads now; nowhere if @source is NULL. */
struct change {
	const struct container *c;
	const struct container_link *link;
	const struct container *source;
};

/*
 * What a link's line becomes: only its address changes while the source is
 * the container it was; one made anew under the name has another hostname.
 */
static void print_followed(FILE *out, const char *line, const struct change *change)
{
	const struct container *source = change->source;
	char *made = link_line(change->c, change->link, source);

	if (line && line_has_name(line, source->hostname))
		fprintf(out, "%s\t%s", inet_ntoa(link_address(change->c, source)),
			line_names(line));
	else
		fputs(made, out);
	free(made);
}

static bool has_line(FILE *in, const char *alias)
{
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	while (!found && getline(&line, &size, in) >= 0)
		found = line_begins_with_name(line, alias);
	free(line);
	rewind(in);
	return found;
}

static void print_changed(FILE *out, FILE *in, const struct change *change)
{
	const struct container *source = change->source;
	const char *alias = change->link->alias;
	bool missing = source && !has_line(in, alias);
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) >= 0) {
		if (line_begins_with_name(line, alias)) {
			if (source)
				print_followed(out, line, change);
			continue;
		}
		/* The container's own lines stay the last ones. */
		if (missing && is_own_line(line, change->c)) {
			print_followed(out, NULL, change);
			missing = false;
		}
		fputs(line, out);
		if (!strchr(line, '\n'))
			fputc('\n', out);
	}
	if (missing)
		print_followed(out, NULL, change);
	free(line);
}

static int rewrite(const struct change *change, struct error *err)
{
	char *path = container_path(change->c, HOSTS_FILE);
	char *text = NULL;
	FILE *in, *out;
	size_t len = 0;
	int ret = -1;

	in = fopen(path, "re");
	out = open_memstream(&text, &len);
	if (!in || !out)
		error_set(err, errno, "cannot read %s: %s", path,
			  strerror(errno));
	else
		print_changed(out, in, change);
	if (out)
		fclose(out);
	if (in && out)
		ret = write_in_place(path, text, len, err);
	if (in)
		fclose(in);
	free(text);
	free(path);
	return ret;
}

int hosts_follow(const struct container *c, const struct container_link *link,
		 const struct container *source, struct error *err)
{
	const struct change change = { c, link, source };

	return rewrite(&change, err);
}

int hosts_forget(const struct container *c, const char *alias,
		 struct error *err)
{
	const struct container_link link = { .alias = (char *)alias };
	const struct change change = { c, &link, NULL };

	return rewrite(&change, err);
}
