// SPDX-License-Identifier: GPL-2.0-only
#include "socket_owner.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler.h"
#include "proc.h"
#include "text.h"

/* As the kernel numbers them; a UDP socket without a peer is closed. */
enum socket_state {
	SOCKET_CLOSE = 7,
	SOCKET_LISTEN = 10,
};

/**
 * struct wanted - which socket is asked for
 * @host: one that hears this address
 * @first: on one of the ports from this one
 * @last: to this one
 * @waiting: not one of a connection
 */
struct wanted {
	const struct address *host;
	uint16_t first;
	uint16_t last;
	bool waiting;
};

/**
 * struct socket_line - a line of /proc/net/tcp and its like
 * @address: the local address
 * @ipv6_wildcard: it is ::, which takes the ports of IPv4 too, unless the
 *	socket is for IPv6 only: the line does not tell
 * @waiting: it is not one of a connection
 * @port: the local port
 * @inode: of the socket
 */
struct socket_line {
	struct address address;
	bool ipv6_wildcard;
	bool waiting;
	unsigned int port;
	unsigned long inode;
};

/* Words as the kernel has them in memory, printed as hexadecimal numbers. */
static bool parse_local(const char *text, struct socket_line *line)
{
	unsigned int w[4], i;

	line->ipv6_wildcard = false;
	if (sscanf(text, "%8x%8x%8x%8x:%4x", &w[0], &w[1], &w[2], &w[3],
		   &line->port) == 5) {
		line->address = address_any(AF_INET6);
		for (i = 0; i < 4; i++)
			line->address.v6.s6_addr32[i] = w[i];
		line->address = address_plain(&line->address);
		line->ipv6_wildcard = line->address.family == AF_INET6 &&
				      address_is_any(&line->address);
		return true;
	}
	line->address = address_any(AF_INET);
	return sscanf(text, "%8x:%4x", &line->address.v4.s_addr, &line->port) == 2;
}

static bool parse_line(const char *text, struct socket_line *line)
{
	unsigned int state;
	char local[64];

	/* sl local remote state queues timer retransmits uid timeout inode */
	if (sscanf(text, "%*s %63s %*s %x %*s %*s %*s %*s %*s %lu", local, &state,
		   &line->inode) != 3)
		return false;
	line->waiting = state == SOCKET_CLOSE || state == SOCKET_LISTEN;
	return line->inode && parse_local(local, line);
}

/* An SCTP endpoint may have many addresses: its port alone has to tell. */
static bool parse_sctp_line(const char *text, struct socket_line *line)
{
	line->address = address_any(AF_UNSPEC);
	line->ipv6_wildcard = false;
	line->waiting = true;
	/* endpoint socket type state bucket port uid inode addresses */
	return sscanf(text, "%*s %*s %*s %*s %*s %u %*s %lu", &line->port,
		      &line->inode) == 2;
}

static bool is_wanted(const struct socket_line *line, const struct wanted *wanted)
{
	return line->port >= wanted->first && line->port <= wanted->last &&
	       line->waiting >= wanted->waiting &&
	       (line->ipv6_wildcard ||
		address_overlap(&line->address, wanted->host));
}

/* Where the sockets of a protocol are listed, and how. */
struct socket_table {
	const char *path;
	bool (*parse)(const char *text, struct socket_line *line);
	uint8_t protocol;
};

static const struct socket_table socket_tables[] = {
	{ "/proc/net/tcp", parse_line, IPPROTO_TCP },
	{ "/proc/net/tcp6", parse_line, IPPROTO_TCP },
	{ "/proc/net/udp", parse_line, IPPROTO_UDP },
	{ "/proc/net/udp6", parse_line, IPPROTO_UDP },
	{ "/proc/net/sctp/eps", parse_sctp_line, IPPROTO_SCTP },
};

static bool find_socket(const struct socket_table *table,
			const struct wanted *wanted, struct socket_line *line)
{
	FILE *file = fopen(table->path, "re");
	bool found = false;
	char text[512];

	if (!file)
		return false;
	while (!found && fgets(text, sizeof(text), file))
		found = table->parse(text, line) && is_wanted(line, wanted);
	fclose(file);
	return found;
}

static bool has_socket(pid_t pid, const char *link)
{
	char path[64], target[64];
	struct dirent *entry;
	bool found = false;
	ssize_t len;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	fds = opendir(path);
	if (!fds)
		return false;
	while (!found && (entry = readdir(fds))) {
		len = readlinkat(dirfd(fds), entry->d_name, target,
				 sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = '\0';
		found = !strcmp(target, link);
	}
	closedir(fds);
	return found;
}

static bool read_name(pid_t pid, char *name, size_t size)
{
	char path[64];
	FILE *file;
	bool read;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	read = fgets(name, size, file);
	fclose(file);
	if (!read)
		return false;
	name[strcspn(name, "\n")] = '\0';
	text_make_printable(name);
	return true;
}

/**
 * struct search - for the process which has a socket
 * @link: what its descriptors of that lead to
 * @owner: where to put it
 * @found: it is there
 */
struct search {
	char link[64];
	struct socket_owner *owner;
	bool found;
};

static bool look_at(pid_t pid, void *data)
{
	struct search *search = data;
	struct socket_owner *owner = search->owner;

	owner->pid = pid;
	search->found = has_socket(pid, search->link) &&
			read_name(pid, owner->name, sizeof(owner->name));
	return !search->found;
}

static bool find_process(unsigned long inode, struct socket_owner *owner)
{
	struct search search = { .owner = owner };

	snprintf(search.link, sizeof(search.link), "socket:[%lu]", inode);
	proc_each(look_at, &search);
	return search.found;
}

static bool find_in_tables(uint8_t protocol, const struct wanted *wanted,
			   struct socket_line *line)
{
	bool found = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(socket_tables) && !found; i++)
		found = socket_tables[i].protocol == protocol &&
			find_socket(&socket_tables[i], wanted, line);
	return found;
}

/* In a large range only those which wait are in the way; they come first. */
bool socket_owner_find(uint8_t protocol, const struct address *host,
		       uint16_t first, uint16_t last, struct socket_owner *owner)
{
	struct wanted wanted = { host, first, last, .waiting = true };
	struct socket_line line;
	bool found;

	found = find_in_tables(protocol, &wanted, &line);
	wanted.waiting = false;
	if (!found && !find_in_tables(protocol, &wanted, &line))
		return false;
	owner->port = line.port;
	return find_process(line.inode, owner);
}
