// SPDX-License-Identifier: GPL-2.0-only
#include "socket_owner.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The ports which are asked for. */
struct wanted {
	struct in_addr host;
	uint16_t first;
	uint16_t last;
};

/* A line of /proc/net/tcp and its like. */
struct socket_line {
	struct in_addr address;	/* 0.0.0.0 also for the wildcard of IPv6 */
	unsigned int port;
	unsigned long inode;
};

/* Words as the kernel has them in memory, printed as hexadecimal numbers. */
static bool parse_local(const char *text, struct socket_line *line)
{
	unsigned int w[4];

	if (sscanf(text, "%8x%8x%8x%8x:%4x", &w[0], &w[1], &w[2], &w[3],
		   &line->port) == 5) {
		line->address.s_addr = w[3];
		return !w[0] && !w[1] && ((!w[2] && !w[3]) || w[2] == htonl(0xffff));
	}
	return sscanf(text, "%8x:%4x", &line->address.s_addr, &line->port) == 2;
}

static bool parse_line(const char *text, struct socket_line *line)
{
	char local[64];

	/* sl local remote state queues timer retransmits uid timeout inode */
	return sscanf(text, "%*s %63s %*s %*s %*s %*s %*s %*s %*s %lu", local,
		      &line->inode) == 2 &&
	       line->inode && parse_local(local, line);
}

static bool is_wanted(const struct socket_line *line, const struct wanted *wanted)
{
	return line->port >= wanted->first && line->port <= wanted->last &&
	       (!line->address.s_addr || !wanted->host.s_addr ||
		line->address.s_addr == wanted->host.s_addr);
}

static bool find_socket(const char *table, const struct wanted *wanted,
			struct socket_line *line)
{
	FILE *file = fopen(table, "re");
	bool found = false;
	char text[512];

	if (!file)
		return false;
	while (!found && fgets(text, sizeof(text), file))
		found = parse_line(text, line) && is_wanted(line, wanted);
	fclose(file);
	return found;
}

static bool has_socket(const char *pid, const char *link)
{
	char path[64], target[64];
	struct dirent *entry;
	bool found = false;
	ssize_t len;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
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

static bool read_name(const char *pid, char *name, size_t size)
{
	char path[64];
	FILE *file;
	bool read;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	read = fgets(name, size, file);
	fclose(file);
	if (read)
		name[strcspn(name, "\n")] = '\0';
	return read;
}

static bool find_process(unsigned long inode, struct socket_owner *owner)
{
	struct dirent *entry;
	bool found = false;
	char link[64];
	DIR *proc;

	proc = opendir("/proc");
	if (!proc)
		return false;
	snprintf(link, sizeof(link), "socket:[%lu]", inode);
	while (!found && (entry = readdir(proc))) {
		owner->pid = atoi(entry->d_name);
		found = owner->pid && has_socket(entry->d_name, link) &&
			read_name(entry->d_name, owner->name, sizeof(owner->name));
	}
	closedir(proc);
	return found;
}

bool socket_owner_find(uint8_t protocol, struct in_addr host, uint16_t first,
		       uint16_t last, struct socket_owner *owner)
{
	const struct wanted wanted = { host, first, last };
	bool tcp = protocol == IPPROTO_TCP;
	struct socket_line line;

	if (!find_socket(tcp ? "/proc/net/tcp" : "/proc/net/udp", &wanted, &line) &&
	    !find_socket(tcp ? "/proc/net/tcp6" : "/proc/net/udp6", &wanted, &line))
		return false;
	owner->port = line.port;
	return find_process(line.inode, owner);
}
