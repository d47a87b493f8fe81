// SPDX-License-Identifier: GPL-2.0-only
#include "resolv.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "lines.h"
#include "network_mode.h"

/* Where resolved keeps what it itself asks, while resolv.conf names only its stub on 127.0.0.53. */
#define RESOLVED_CONF	"/run/systemd/resolve/resolv.conf"
#define RESOLV_CONF	"/etc/resolv.conf"

static bool is_loopback(const char *address)
{
	struct in_addr ip;

	if (inet_pton(AF_INET, address, &ip) == 1)
		return ntohl(ip.s_addr) >> 24 == IN_LOOPBACKNET;
	return !strcmp(address, "::1");
}

/* Is the line "nameserver ADDRESS", and of what kind. */
static bool is_server(const char *line, bool *loopback)
{
	char address[64];

	if (sscanf(line, " nameserver %63s", address) != 1)
		return false;
	*loopback = is_loopback(address);
	return true;
}

/* Whether the only servers in there are on the host's loopback. */
static bool is_stub(FILE *f)
{
	bool loopback, stub = false, real = false;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, f) >= 0) {
		if (!is_server(line, &loopback))
			continue;
		if (loopback)
			stub = true;
		else
			real = true;
	}
	free(line);
	rewind(f);
	return stub && !real;
}

static FILE *open_host_conf(void)
{
	FILE *conf = fopen(RESOLV_CONF, "re");
	FILE *resolved;

	if (!conf || !is_stub(conf))
		return conf;
	resolved = fopen(RESOLVED_CONF, "re");
	if (!resolved)
		return conf;
	fclose(conf);
	return resolved;
}

static void copy_reachable(FILE *in, FILE *out)
{
	char *line = NULL;
	bool loopback;
	size_t size = 0;

	while (getline(&line, &size, in) >= 0)
		if (!is_server(line, &loopback) || !loopback)
			fputs(line, out);
	free(line);
}

static void copy_all(FILE *in, FILE *out)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) >= 0)
		fputs(line, out);
	free(line);
}

/* Everything but the servers, which are the container's own. */
static void print_own_servers(FILE *out, FILE *in, char *const *servers)
{
	char *line = NULL;
	bool loopback;
	size_t size = 0;

	for (; *servers; servers++)
		fprintf(out, "nameserver %s\n", *servers);
	while (in && getline(&line, &size, in) >= 0)
		if (!is_server(line, &loopback))
			fputs(line, out);
	free(line);
}

static void print_conf(FILE *out, FILE *in, const struct container *c)
{
	if (c->dns)
		print_own_servers(out, in, c->dns);
	else if (in && network_mode(c) == NETWORK_MODE_HOST)
		copy_all(in, out);
	else if (in)
		copy_reachable(in, out);
}

static char *conf_text(const struct container *c)
{
	bool host = network_mode(c) == NETWORK_MODE_HOST;
	FILE *in = host ? fopen(RESOLV_CONF, "re") : open_host_conf();
	char *text;
	size_t len;
	FILE *out = xopen_memstream(&text, &len);

	print_conf(out, in, c);
	fclose(out);
	if (in)
		fclose(in);
	return text;
}

int resolv_write(const struct container *c, struct error *err)
{
	char *path = container_path(c, "resolv.conf");
	char *text = conf_text(c);
	int ret = lines_write_text(path, text, err);

	free(text);
	free(path);
	return ret;
}
