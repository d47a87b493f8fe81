// SPDX-License-Identifier: GPL-2.0-only
/* The variables which tell a recipient's first process about its sources. */
#include "link.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "network.h"
#include "strv.h"

/*
 * Of more ports than this only the ends of runs are told: four variables for
 * each would not fit into what the kernel lets a process have.
 */
#define PORTS_TOLD_EACH	4096

/* One source as its recipient sees it; @prefix begins the names of all its variables. */
struct view {
	struct strv_draft *env;
	char *prefix;
	const char *address;
};

static const char *protocol_upper(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return "UDP";
	case IPPROTO_SCTP:
		return "SCTP";
	default:
		return "TCP";
	}
}

/*
 * The alias in upper case, '-' become '_'. Dots stay, as in Docker, though no
 * shell can name such a variable. Not toupper(): locales differ.
 */
static char *variable_prefix(const char *alias)
{
	char *prefix = xstrdup(alias);
	char *p;

	for (p = prefix; *p; p++) {
		if (*p == '-')
			*p = '_';
		else if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	}
	return prefix;
}

/* PREFIX_PORT is the first port; PREFIX_PORT_n_PROTO and its parts each one. */
static void add_port(const struct view *view, const struct port_exposed *port)
{
	const char *proto = ports_protocol_name(port->protocol);
	char *name = xasprintf("%s_PORT_%u_%s", view->prefix, port->port,
			       protocol_upper(port->protocol));

	strv_push(view->env, xasprintf("%s=%s://%s:%u", name, proto,
				       view->address, port->port));
	strv_push(view->env, xasprintf("%s_ADDR=%s", name, view->address));
	strv_push(view->env, xasprintf("%s_PORT=%u", name, port->port));
	strv_push(view->env, xasprintf("%s_PROTO=%s", name, proto));
	free(name);
}

/* A run of consecutive ports is also told by its ends; both are named by its first port. */
static void add_run(const struct view *view, const struct port_exposed *first,
		    const struct port_exposed *last)
{
	const char *proto = ports_protocol_name(first->protocol);
	char *name = xasprintf("%s_PORT_%u_%s", view->prefix, first->port,
			       protocol_upper(first->protocol));

	strv_push(view->env, xasprintf("%s_START=%s://%s:%u", name, proto,
				       view->address, first->port));
	strv_push(view->env, xasprintf("%s_PORT_START=%u", name, first->port));
	strv_push(view->env, xasprintf("%s_END=%s://%s:%u", name, proto,
				       view->address, last->port));
	strv_push(view->env, xasprintf("%s_PORT_END=%u", name, last->port));
	free(name);
}

static bool follows_on(const struct port_exposed *a,
		       const struct port_exposed *b)
{
	return a->protocol == b->protocol && a->port + 1 == b->port;
}

bool link_tells_each_port(const struct container *source)
{
	return port_ranges_count(&source->ports.exposed) <= PORTS_TOLD_EACH;
}

static void add_ports(const struct view *view, const struct container *source)
{
	const struct port_exposed *first, *last, *port, *end;
	bool told = link_tells_each_port(source);
	struct port_exposed *each;
	size_t n;

	if (!source->ports.exposed.n)
		return;
	n = ports_each(&source->ports.exposed, &each);
	first = each;
	end = each + n;
	strv_push(view->env, xasprintf("%s_PORT=%s://%s:%u", view->prefix,
				       ports_protocol_name(first->protocol),
				       view->address, first->port));
	for (; first < end; first = last + 1) {
		for (last = first; last + 1 < end && follows_on(last, last + 1);)
			last++;
		if (first == last || told)
			for (port = first; port <= last; port++)
				add_port(view, port);
		if (first != last)
			add_run(view, first, last);
	}
	free(each);
}

/* An image may have entries which are no variables. */
static bool is_told(const char *assignment)
{
	return strchr(assignment, '=') &&
	       strncmp(assignment, "HOME=", strlen("HOME=")) &&
	       strncmp(assignment, "PATH=", strlen("PATH="));
}

static void add_variables(const struct view *view, char *const *source_env)
{
	for (; source_env && *source_env; source_env++)
		if (is_told(*source_env))
			strv_push(view->env, xasprintf("%s_ENV_%s",
						       view->prefix,
						       *source_env));
}

static void add_link(struct strv_draft *env, const struct container *c,
		     const struct container_link *link,
		     const struct container *source)
{
	const struct attachment *there = attachment_shared(c, source);
	struct view view = { .env = env };
	char *address;

	/* On any other network a link is a name in the hosts file only. */
	if (!there || strcmp(there->network, NETWORK_DEFAULT))
		return;
	address = xstrdup(inet_ntoa(there->address));
	view.address = address;
	view.prefix = variable_prefix(link->alias);
	add_ports(&view, source);
	strv_push(env, xasprintf("%s_NAME=/%s/%s", view.prefix, c->name,
				 link->alias));
	if (c->link_env == LINK_ENV_ALL)
		add_variables(&view, source->env);
	free(view.prefix);
	free(address);
}

char **link_variables(const struct container *c,
		      struct container *const *sources)
{
	struct strv_draft env;
	size_t i;

	strv_begin(&env);
	for (i = 0; c->link_env != LINK_ENV_NONE && i < c->n_links; i++)
		if (sources[i])
			add_link(&env, c, &c->links[i], sources[i]);
	return env.v;
}
