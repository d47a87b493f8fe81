// SPDX-License-Identifier: GPL-2.0-only
#include "adopt.h"

#include <errno.h>
#include <getopt.h>
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

/* Whose namespace it is: one of them. */
struct foster {
	pid_t pid;
	const char *path;
};

enum {
	OPT_PID = 256,
	OPT_NETNS,
	OPT_NETWORK,
	OPT_IP,
	OPT_IP6,
	OPT_MAC,
	OPT_EXPOSE,
	OPT_LINK,
	OPT_JSON,
	OPT_HELP,
};

static const struct option options[] = {
	{ "pid", required_argument, NULL, OPT_PID },
	{ "netns", required_argument, NULL, OPT_NETNS },
	{ "network", required_argument, NULL, OPT_NETWORK },
	{ "net", required_argument, NULL, OPT_NETWORK },
	{ "ip", required_argument, NULL, OPT_IP },
	{ "ip6", required_argument, NULL, OPT_IP6 },
	{ "mac-address", required_argument, NULL, OPT_MAC },
	{ "publish", required_argument, NULL, 'p' },
	{ "publish-all", no_argument, NULL, 'P' },
	{ "expose", required_argument, NULL, OPT_EXPOSE },
	{ "link", required_argument, NULL, OPT_LINK },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int set_pid(struct foster *from, const char *text, struct error *err)
{
	char *end;
	long pid = strtol(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || pid != (pid_t)pid)
		return error_set(err, EINVAL, "'%s' is no process id", text);
	from->pid = pid;
	return 0;
}

static int set_option(struct request *r, struct foster *from, int opt,
		      const char *value, struct error *err)
{
	switch (opt) {
	case OPT_PID:
		return set_pid(from, value, err);
	case OPT_NETNS:
		from->path = value;
		return 0;
	case OPT_NETWORK:
		request_set_string(&r->c->network, value);
		return 0;
	case OPT_IP:
		return request_set_ip(r, value, err);
	case OPT_IP6:
		return request_set_ip6(r, value, err);
	case OPT_MAC:
		return request_set_mac(r, value, err);
	case 'p':
		return ports_parse_publish(&r->c->ports, value, err);
	case 'P':
		r->publish_all = true;
		return 0;
	case OPT_EXPOSE:
		return ports_parse_expose(&r->c->ports, value, err);
	case OPT_LINK:
		strv_take(&r->links, xstrdup(value));
		return 0;
	case OPT_JSON:
		r->json = true;
		return 0;
	}
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

static int complete(struct request *r, const struct foster *from, const char *name,
		    struct error *err)
{
	struct container *c = r->c;

	if (request_set_name(c, name, err) < 0 ||
	    request_set_hostname(c, c->name, err) < 0)
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

/* Returns 0 or an exit status; -1 if help was all that was wanted. */
static int parse_options(int argc, char **argv, struct request *r,
			 struct foster *from)
{
	struct error err;
	int opt;

	opterr = 0;
	/* From the beginning, whatever was parsed before. */
	optind = 0;
	while ((opt = getopt_long(argc, argv, ":hp:P", options, NULL)) >= 0) {
		if (opt == 'h' || opt == OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':')
			return out_option_error("adopt", argv, opt, options);
		if (set_option(r, from, opt, options_value(argv), &err) < 0)
			return out_error(&err);
	}
	if (argc - optind != 1)
		return out_usage_error("adopt", "'ctrnetctl adopt' requires 1 argument");
	if (!from->pid == !from->path)
		return out_usage_error("adopt", "one of --pid and --netns needed");
	return 0;
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
	status = parse_options(argc, argv, r, &from);
	if (status < 0)
		status = command_help("adopt");
	else if (!status && adopt(r, &from, argv[optind], &err) < 0)
		status = out_error(&err);
	else if (!status)
		out_made(r->c->id, r->c->name, r->json);
	request_free(r);
	return status;
}

int cmd_adopt(int argc, char **argv)
{
	return adopt_command(argc, argv, NULL);
}
