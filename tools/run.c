// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "env.h"
#include "lifecycle.h"
#include "link.h"
#include "names.h"
#include "network.h"
#include "nl.h"
#include "out.h"
#include "strv.h"
#include "supervisor.h"

/* How often a name is made up before the id has to do. */
#define NAME_TRIES 6

/**
 * struct request - what the command line of run asks for
 * @c: the container, as far as the command line tells
 * @links: of --link; they are resolved when the other containers are known
 * @env_files: of --env-file, which come before @env
 * @env: of -e
 * @publish_all: -P
 * @detach: -d
 * @interactive: -i
 */
struct request {
	struct container *c;
	char **links;
	char **env_files;
	char **env;
	bool publish_all;
	bool detach;
	bool interactive;
};

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
};

static const char short_options[] = "+:dh:p:Pe:w:it";
static const struct option long_options[] = {
	{ "detach", no_argument, NULL, 'd' },
	{ "hostname", required_argument, NULL, 'h' },
	{ "publish", required_argument, NULL, 'p' },
	{ "publish-all", no_argument, NULL, 'P' },
	{ "env", required_argument, NULL, 'e' },
	{ "workdir", required_argument, NULL, 'w' },
	{ "interactive", no_argument, NULL, 'i' },
	{ "tty", no_argument, NULL, 't' },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "expose", required_argument, NULL, OPT_EXPOSE },
	{ "link", required_argument, NULL, OPT_LINK },
	{ "link-env", required_argument, NULL, OPT_LINK_ENV },
	{ "env-file", required_argument, NULL, OPT_ENV_FILE },
	{ "network", required_argument, NULL, OPT_NETWORK },
	{ "net", required_argument, NULL, OPT_NETWORK },
	{ "rm", no_argument, NULL, OPT_RM },
	{ "rootfs", required_argument, NULL, OPT_ROOTFS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void replace(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

static int set_link_env(struct container *c, const char *value,
			struct error *err)
{
	static const char *const names[] = {
		[LINK_ENV_ALL] = "all",
		[LINK_ENV_PORTS] = "ports",
		[LINK_ENV_NONE] = "none",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(value, names[i])) {
			c->link_env = i;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "invalid --link-env %s: it is none, ports or all",
			 value);
}

static int set_rootfs(struct container *c, const char *path, struct error *err)
{
	char *real = realpath(path, NULL);
	struct stat st;

	if (!real)
		return error_set(err, errno, "invalid root %s: %s", path,
				 strerror(errno));
	free(c->rootfs);
	c->rootfs = real;
	if (stat(real, &st) < 0 || !S_ISDIR(st.st_mode))
		return error_set(err, ENOTDIR, "invalid root %s: %s", path,
				 strerror(ENOTDIR));
	return 0;
}

static int set_name(struct container *c, const char *name, struct error *err)
{
	if (*name == '/')
		name++;
	if (!name_is_valid(name))
		return error_set(err, EINVAL,
				 "Invalid container name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
				 name);
	replace(&c->name, name);
	return 0;
}

static int set_hostname(struct container *c, const char *name,
			struct error *err)
{
	/* It becomes a word in hosts files, and the kernel takes 64 characters. */
	if (!name_is_word(name) || strlen(name) > 64)
		return error_set(err, EINVAL, "invalid hostname format: %s",
				 name);
	replace(&c->hostname, name);
	return 0;
}

static int set_workdir(struct container *c, const char *path, struct error *err)
{
	if (*path != '/')
		return error_set(err, EINVAL,
				 "the working directory '%s' is invalid, it needs to be an absolute path",
				 path);
	replace(&c->workdir, path);
	return 0;
}

static int set_option(struct request *r, int opt, const char *value,
		      struct error *err)
{
	struct container *c = r->c;

	switch (opt) {
	case 'd':
		r->detach = true;
		return 0;
	case 'h':
		return set_hostname(c, value, err);
	case 'p':
		return ports_parse_publish(&c->ports, value, err);
	case 'P':
		r->publish_all = true;
		return 0;
	case 'e':
		return env_parse(&r->env, value, err);
	case 'w':
		return set_workdir(c, value, err);
	case 'i':
		r->interactive = true;
		return 0;
	case 't':
		return error_set(err, ENOTSUP,
				 "-t is not there yet: containers have no terminal of their own");
	case OPT_NAME:
		return set_name(c, value, err);
	case OPT_EXPOSE:
		return ports_parse_expose(&c->ports, value, err);
	case OPT_LINK:
		strv_take(&r->links, xstrdup(value));
		return 0;
	case OPT_LINK_ENV:
		return set_link_env(c, value, err);
	case OPT_ENV_FILE:
		strv_take(&r->env_files, xstrdup(value));
		return 0;
	case OPT_NETWORK:
		replace(&c->network, value);
		return 0;
	case OPT_RM:
		c->auto_remove = true;
		return 0;
	case OPT_ROOTFS:
		return set_rootfs(c, value, err);
	}
	return 0;
}

/* What the options say together. */
static int complete_request(struct request *r, struct error *err)
{
	char *const *file;
	char *const *variable;

	if (r->detach && r->c->auto_remove)
		return error_set(err, EINVAL,
				 "Conflicting options: --rm and -d");
	for (file = r->env_files; file && *file; file++)
		if (env_parse_file(&r->c->env, *file, err) < 0)
			return -1;
	for (variable = r->env; variable && *variable; variable++)
		env_set(&r->c->env, *variable);
	if (r->publish_all)
		ports_publish_all(&r->c->ports);
	return 0;
}

/* Returns 0, or an exit status; -1 if help was all that was wanted. */
static int parse_arguments(struct request *r, int argc, char **argv)
{
	struct error err;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, short_options, long_options,
				  NULL)) >= 0) {
		if (opt == OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':') {
			out_option_error("run", argv, opt);
			return EXIT_NOT_RUN;
		}
		if (set_option(r, opt, optarg, &err) < 0) {
			out_error(&err);
			return EXIT_NOT_RUN;
		}
	}
	if (optind == argc) {
		out_usage_error("run", "no command given");
		return EXIT_NOT_RUN;
	}
	r->c->argv = strv_dup(argv + optind);
	if (complete_request(r, &err) < 0) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	return 0;
}

static struct request *request_new(struct error *err)
{
	struct request *r = xcalloc(1, sizeof(*r));

	r->c = container_new(err);
	if (!r->c) {
		free(r);
		return NULL;
	}
	r->c->network = xstrdup(NETWORK_DEFAULT);
	r->c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	r->c->hostname = xstrndup(r->c->id, CONTAINER_SHORT_ID_LEN);
	return r;
}

static void request_free(struct request *r)
{
	container_free(r->c);
	strv_free(r->links);
	strv_free(r->env_files);
	strv_free(r->env);
	free(r);
}

static const struct container *holder_of_name(struct container **list, size_t n,
					      const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->name, name))
			return list[i];
	return NULL;
}

static void make_up_name(struct container *c, struct container **list, size_t n)
{
	const char *name;
	unsigned int try;

	for (try = 0; try < NAME_TRIES; try++) {
		name = name_made_up(try);
		if (!holder_of_name(list, n, name)) {
			c->name = xstrdup(name);
			return;
		}
	}
	c->name = xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
}

static int claim_name(struct container *c, struct container **list, size_t n,
		      struct error *err)
{
	const struct container *holder;

	if (!c->name) {
		make_up_name(c, list, n);
		return 0;
	}
	holder = holder_of_name(list, n, c->name);
	if (!holder)
		return 0;
	return error_set(err, EEXIST,
			 "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to remove (or rename) that container to be able to reuse that name.",
			 c->name, holder->id);
}

static int add_links(const struct request *r, struct container **list, size_t n,
		     struct error *err)
{
	char *const *spec;

	for (spec = r->links; spec && *spec; spec++)
		if (link_add(r->c, *spec, list, n, NULL, err) < 0)
			return -1;
	return 0;
}

static int check_network(const struct container *c, struct error *err)
{
	struct nl_network net;
	struct nl *nl;
	int ret;

	if (!container_networked(c))
		return 0;
	nl = nl_open(err);
	if (!nl)
		return -1;
	ret = network_get(nl, c->network, &net, err);
	nl_disconnect(nl);
	return ret;
}

/* Everything that can be refused before anything exists. */
static int create(const struct request *r, struct container **list, size_t n,
		  struct error *err)
{
	if (claim_name(r->c, list, n, err) < 0 ||
	    add_links(r, list, n, err) < 0 || check_network(r->c, err) < 0)
		return -1;
	return container_save(r->c, err);
}

static int start(const struct request *r, struct container **list, size_t n,
		 struct error *err, int *exit_status)
{
	struct container **sources;
	int status;

	if (lifecycle_sources(r->c, list, n, &sources, err) < 0)
		return EXIT_NOT_RUN;
	if (r->detach)
		status = supervisor_detach(r->c, sources, err);
	else
		status = supervisor_attend(r->c, sources, r->interactive, err,
					   exit_status);
	free(sources);
	return status;
}

/* Returns as start() does: 0 if the container was run, or why it was not. */
static int create_and_start(const struct request *r, struct error *err,
			    int *exit_status)
{
	struct container **list;
	struct error ignored;
	int status;
	size_t n;

	if (container_list(&list, &n, err) < 0)
		return EXIT_NOT_RUN;
	if (create(r, list, n, err) < 0) {
		container_list_free(list, n);
		return EXIT_NOT_RUN;
	}
	/* As Docker: known by its id from here on, even if it cannot be started. */
	if (r->detach) {
		puts(r->c->id);
		fflush(stdout);
	}
	status = start(r, list, n, err, exit_status);
	if (status && r->c->auto_remove)
		container_delete(r->c, &ignored);
	container_list_free(list, n);
	return status;
}

static int run(const struct request *r)
{
	int status, exit_status = 0;
	struct error err;

	if (container_lock(&err) < 0) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	status = create_and_start(r, &err, &exit_status);
	container_unlock();
	if (!status)
		return exit_status;
	out_error(&err);
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct request *r;
	struct error err;
	int status;

	r = request_new(&err);
	if (!r) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	status = parse_arguments(r, argc, argv);
	if (!status)
		status = run(r);
	else if (status < 0)
		status = command_help("run");
	request_free(r);
	return status;
}
