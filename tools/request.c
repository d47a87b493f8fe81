// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"
#include "command.h"
#include "env.h"
#include "label.h"
#include "network.h"
#include "network_mode.h"
#include "options.h"
#include "out.h"
#include "process.h"
#include "request_set.h"
#include "request_words.h"
#include "strv.h"

enum {
	OPT_HELP = 256,
	OPT_NAME,
	OPT_EXPOSE,
	OPT_LINK,
	OPT_LINK_ENV,
	OPT_ENV_FILE,
	OPT_NETWORK,
	OPT_RM,
	OPT_ROOTFS,
	OPT_SECURITY,
	OPT_IP,
	OPT_IP6,
	OPT_ALIAS,
	OPT_MAC,
	OPT_DNS,
	OPT_ADD_HOST,
	OPT_JSON,
};

static const char short_options[] = "+:dh:l:p:Pe:w:u:v:it";
static const struct option long_options[] = {
	{ "detach", no_argument, NULL, 'd' },
	{ "hostname", required_argument, NULL, 'h' },
	{ "label", required_argument, NULL, 'l' },
	{ "publish", required_argument, NULL, 'p' },
	{ "publish-all", no_argument, NULL, 'P' },
	{ "env", required_argument, NULL, 'e' },
	{ "workdir", required_argument, NULL, 'w' },
	{ "user", required_argument, NULL, 'u' },
	{ "volume", required_argument, NULL, 'v' },
	{ "interactive", no_argument, NULL, 'i' },
	{ "tty", no_argument, NULL, 't' },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "expose", required_argument, NULL, OPT_EXPOSE },
	{ "link", required_argument, NULL, OPT_LINK },
	{ "link-env", required_argument, NULL, OPT_LINK_ENV },
	{ "env-file", required_argument, NULL, OPT_ENV_FILE },
	{ "network", required_argument, NULL, OPT_NETWORK },
	{ "net", required_argument, NULL, OPT_NETWORK },
	{ "ip", required_argument, NULL, OPT_IP },
	{ "ip6", required_argument, NULL, OPT_IP6 },
	{ "network-alias", required_argument, NULL, OPT_ALIAS },
	{ "net-alias", required_argument, NULL, OPT_ALIAS },
	{ "mac-address", required_argument, NULL, OPT_MAC },
	{ "dns", required_argument, NULL, OPT_DNS },
	{ "add-host", required_argument, NULL, OPT_ADD_HOST },
	{ "rm", no_argument, NULL, OPT_RM },
	{ "rootfs", required_argument, NULL, OPT_ROOTFS },
	{ "security-opt", required_argument, NULL, OPT_SECURITY },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int set_option(struct request *r, int opt, const char *value,
		      struct error *err)
{
	struct container *c = r->c;

	switch (opt) {
	case 'd':
		r->detach = true;
		return 0;
	case 'h':
		return request_set_hostname(c, value, err);
	case 'l':
		return label_add(&c->labels, value, err);
	case 'p':
		return ports_parse_publish(&c->ports, value, err);
	case 'P':
		r->publish_all = true;
		return 0;
	case 'e':
		return env_parse(&r->env, value, err);
	case 'w':
		return request_set_workdir(c, value, err);
	case 'u':
		request_set_string(&c->user, value);
		return 0;
	case 'v':
		return volume_parse(&c->volumes, &c->n_volumes, value, err);
	case 'i':
		c->interactive = true;
		return 0;
	case 't':
		c->tty = true;
		return 0;
	case OPT_NAME:
		return request_set_name(c, value, err);
	case OPT_EXPOSE:
		return ports_parse_expose(&c->ports, value, err);
	case OPT_LINK:
		strv_take(&r->links, xstrdup(value));
		return 0;
	case OPT_LINK_ENV:
		return request_set_link_env(c, value, err);
	case OPT_ENV_FILE:
		strv_take(&r->env_files, xstrdup(value));
		return 0;
	case OPT_NETWORK:
		/* Docker's two words for the same. */
		if (!strcmp(value, "default"))
			value = NETWORK_DEFAULT;
		if (r->networks++)
			strv_take(&r->more_networks, xstrdup(value));
		else
			request_set_string(&c->network, value);
		return 0;
	case OPT_RM:
		c->auto_remove = true;
		return 0;
	case OPT_ROOTFS:
		return request_set_rootfs(c, value, err);
	case OPT_SECURITY:
		return request_set_security(c, value, err);
	case OPT_IP:
		return request_set_ip(r, value, err);
	case OPT_IP6:
		return request_set_ip6(r, value, err);
	case OPT_ALIAS:
		return request_add_alias(r, value, err);
	case OPT_MAC:
		return request_set_mac(r, value, err);
	case OPT_DNS:
		return request_add_dns(c, value, err);
	case OPT_ADD_HOST:
		return request_add_host(c, value, err);
	case OPT_JSON:
		r->json = true;
		return 0;
	}
	return 0;
}

/* What the options say together. */
static int complete_request(struct request *r, struct error *err)
{
	char *const *file;

	if (r->detach && r->c->auto_remove)
		return error_set(err, EINVAL,
				 "Conflicting options: --rm and -d");
	for (file = r->env_files; file && *file; file++)
		if (env_parse_file(&r->c->env, *file, err) < 0)
			return -1;
	assignments_set_all(&r->c->env, r->env);
	if (r->publish_all)
		ports_publish_all(&r->c->ports);
	return network_mode_apply(r, err);
}

/* An empty command can never be run. Returns 0, or the exit status which start would have. */
static int check_command(const struct container *c)
{
	struct error err;
	int status;

	if (*c->argv[0])
		return 0;
	status = process_not_run(c->argv[0], ENOENT, &err);
	out_error(&err);
	return status;
}

/* Returns 0, or an exit status; -1 if help was all that was wanted. */
static int parse(struct request *r, int argc, char **argv)
{
	struct error err;
	bool after_dashes;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, short_options, long_options,
				  NULL)) >= 0) {
		if (opt == OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':') {
			out_option_error(argv[0], argv, opt, long_options);
			return EXIT_NOT_RUN;
		}
		if (set_option(r, opt, options_value(argv), &err) < 0) {
			out_error(&err);
			return EXIT_NOT_RUN;
		}
	}
	if (optind == argc) {
		out_usage_error(argv[0], "no command given");
		return EXIT_NOT_RUN;
	}
	after_dashes = !strcmp(argv[optind - 1], "--");
	if (request_use_words(r, argv + optind, after_dashes, &err) < 0 ||
	    complete_request(r, &err) < 0 ||
	    (!after_dashes && request_check_image(r->c, &err) < 0)) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	return check_command(r->c);
}

struct request *request_new(struct error *err)
{
	struct request *r = xcalloc(1, sizeof(*r));

	r->c = container_new(err);
	if (!r->c) {
		free(r);
		return NULL;
	}
	r->c->network = xstrdup(NETWORK_DEFAULT);
	r->c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	return r;
}

int request_do(int argc, char **argv, int (*act)(const struct request *r))
{
	struct error err;
	struct request *r = request_new(&err);
	int status;

	if (!r) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	status = parse(r, argc, argv);
	if (!status)
		status = act(r);
	else if (status < 0)
		status = command_help(argv[0]);
	request_free(r);
	return status;
}

void request_free(struct request *r)
{
	container_free(r->c);
	strv_free(r->links);
	strv_free(r->env_files);
	strv_free(r->env);
	strv_free(r->aliases);
	strv_free(r->more_networks);
	free(r);
}
