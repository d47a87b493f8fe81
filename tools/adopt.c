// SPDX-License-Identifier: GPL-2.0-only
#include "adopt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopted.h"
#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "create.h"
#include "lifecycle.h"
#include "network_mode.h"
#include "options.h"
#include "out.h"
#include "proc.h"
#include "request.h"
#include "request_set.h"
#include "strv.h"

static const char adopt_options[] =
	"      --pid PID          a process in it\n"
	"      --netns FILE       its network namespace, as in /run/netns\n"
	"      --network NETWORK  the network to put it on\n"
	"      --ip ADDRESS       its address on the network; any otherwise\n"
	"      --ip6 ADDRESS      its IPv6 address, where the network has such\n"
	"      --mac-address MAC  its device's; made of the address otherwise\n"
	"  -p, --publish SPEC     publish a port, as for run\n"
	"  -P, --publish-all      publish each exposed port at any free one of the host\n"
	"      --expose PORT[/PROTO]\n"
	"                         offer a port, or a range, to links and -P\n"
	"      --link CONTAINER[:ALIAS]\n"
	"                         know another container by ALIAS\n"
	"      --json             for scripts\n"
	"\n"
	"'rm' lets it go; so does the end of its namespace.\n";

/* Whose namespace it is: one of them. */
struct foster {
	pid_t pid;
	const char *path;
};

static int set_pid(void *foster, const char *text, struct error *err)
{
	struct foster *from = foster;
	char *end;
	long pid = strtol(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || pid != (pid_t)pid)
		return error_set(err, EINVAL, "'%s' is no process id", text);
	from->pid = pid;
	return 0;
}

/* What its process is called, for those who list containers. */
static char **command_of(const struct foster *from)
{
	char **command = from->pid ? proc_arguments(from->pid) : NULL;

	if (!command)
		strv_take(&command, xstrdup(from->path ? from->path : "?"));
	return command;
}

/* Which may be called by what a runtime calls it, though that is an id. */
static int set_name(struct request *r, const char *name, struct error *err)
{
	struct container *c = r->c;

	if (!c->engine_id || !container_is_id(name) || strcmp(c->engine_id, name) != 0)
		return request_set_name(r, name, err);
	c->name = xstrdup(name);
	return 0;
}

static int complete(struct request *r, const struct foster *from, const char *name,
		    struct error *err)
{
	struct container *c = r->c;

	if (set_name(r, name, err) < 0 ||
	    request_set_hostname(r, c->name, err) < 0)
		return -1;
	c->argv = command_of(from);
	if (network_mode(c) != NETWORK_MODE_OWN)
		return error_set(err, EINVAL,
				 "%s is no network to put something on", c->network);
	if (r->publish_all)
		ports_publish_all(&c->ports);
	return network_mode_apply(r, err);
}

static int join(struct container *c, struct containers *others, int netns,
		struct error *err)
{
	struct container **sources;
	int ret;

	if (lifecycle_sources(c, others, &sources, err) < 0)
		return -1;
	ret = adopted_join(c, sources, netns, err);
	free(sources);
	return ret;
}

static int take(const struct foster *from, struct container *c,
		struct container *const *list, size_t n, struct error *err)
{
	return from->path ? adopted_take_path(c, from->path, list, n, err) :
			    adopted_take_pid(c, from->pid, list, n, err);
}

static int adopt_among(struct request *r, const struct foster *from,
		       struct containers *others, struct error *err)
{
	int netns, ret;

	if (create_resolve(r, others, err) < 0)
		return -1;
	netns = take(from, r->c, others->items, others->n, err);
	if (netns < 0)
		return -1;
	ret = join(r->c, others, netns, err);
	close(netns);
	return ret;
}

static int adopt(struct request *r, const struct foster *from, const char *name,
		 struct error *err)
{
	struct containers others = { .items = NULL };
	int ret;

	if (complete(r, from, name, err) < 0 || container_lock(err) < 0)
		return -1;
	/* Each of them may have the namespace already. */
	ret = containers_load(&others, err);
	if (ret == 0)
		ret = adopt_among(r, from, &others, err);
	containers_free(&others);
	container_unlock();
	return ret;
}

/* Whether to go on; otherwise @status is set. */
static bool parse_options(int *argc, char ***argv, struct request *r, struct foster *from,
			  int *status)
{
	static const struct command_line line = {
		.command = "adopt", .least = 1, .most = 1,
	};
	const struct option_slot slots[] = {
		{ "pid", .take = set_pid, .to = from },
		{ "netns", .value = &from->path },
		{ "network", .take = request_set_network, .to = r },
		{ "net", .take = request_set_network, .to = r },
		{ "ip", .take = request_set_ip, .to = r },
		{ "ip6", .take = request_set_ip6, .to = r },
		{ "mac-address", .take = request_set_mac, .to = r },
		{ "publish", 'p', .take = request_add_publish, .to = r },
		{ "publish-all", 'P', .flag = &r->publish_all },
		{ "expose", .take = request_add_expose, .to = r },
		{ "link", .values = &r->links },
		{ "json", .flag = &r->json },
		{ .name = NULL }
	};

	if (!options_parse(&line, slots, argc, argv, status))
		return false;
	if (!from->pid != !from->path)
		return true;
	*status = out_usage_error("adopt", "one of --pid and --netns needed");
	return false;
}

static void set_oci_id(struct container *c, const char *oci_id)
{
	if (!oci_id)
		return;
	c->engine_interface = ENGINE_OCI;
	c->engine_id = xstrdup(oci_id);
}

int adopt_command(int argc, char **argv, const char *oci_id)
{
	struct foster from = { .pid = 0 };
	struct request *r;
	struct error err;
	int status;

	r = request_new(&err);
	if (!r)
		return out_error(&err);
	set_oci_id(r->c, oci_id);
	if (parse_options(&argc, &argv, r, &from, &status)) {
		status = adopt(r, &from, argv[0], &err) < 0 ? out_error(&err) : EXIT_OK;
		if (!status)
			out_made(r->c->id, r->c->name, r->json);
	}
	request_free(r);
	return status;
}

static int cmd_adopt(int argc, char **argv)
{
	return adopt_command(argc, argv, NULL);
}

const struct command command_adopt = {
	.name = "adopt",
	.function = cmd_adopt,
	.arguments = "[OPTION]... NAME --pid PID | --netns FILE",
	.summary = "Put on a network what something else has started",
	.options = adopt_options,
};
