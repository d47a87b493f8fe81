// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"
#include "command.h"
#include "env.h"
#include "network.h"
#include "network_mode.h"
#include "options.h"
#include "out.h"
#include "process.h"
#include "request_set.h"
#include "request_words.h"
#include "strv.h"

const char request_options[] =
	"      --name NAME        its name; one is made up otherwise\n"
	"  -h, --hostname NAME    its host name; the id's first 12 characters otherwise\n"
	"  -l, --label KEY[=VALUE]\n"
	"                         a label, which 'ps -f label=KEY' asks for\n"
	"  -p, --publish SPEC     publish a port: [ADDRESS:][HOSTPORT:]PORT[/PROTO],\n"
	"                         each port may be a range\n"
	"  -P, --publish-all      publish each exposed port at any free one of the host\n"
	"      --expose PORT[/PROTO]\n"
	"                         offer a port, or a range, to links and -P\n"
	"      --link CONTAINER[:ALIAS]\n"
	"                         know another container by ALIAS\n"
	"      --link-env none|ports|all\n"
	"                         variables from links; ports: without the sources' own\n"
	"  -e, --env NAME[=VALUE] set a variable, or pass on the caller's\n"
	"      --env-file FILE    set the variables in FILE, one a line\n"
	"      --network NETWORK  the network; none: only a loopback device; host, or\n"
	"                         container:NAME: the one that the host or another has\n"
	"      --network-alias NAME\n"
	"                         one more name for others on its network\n"
	"      --ip ADDRESS       its address on the network; any otherwise\n"
	"      --ip6 ADDRESS      its IPv6 address, where the network has such\n"
	"      --mac-address MAC  its device's; made of the address otherwise\n"
	"      --add-host NAME:ADDRESS\n"
	"                         a line for its hosts file\n"
	"      --dns ADDRESS      its name server; the host's otherwise\n"
	"      --rm               remove the container when it ends\n"
	"      --rootfs DIR       its root folder; the host's own otherwise\n"
	"  -v, --volume FILE:PATH[:ro]\n"
	"                         show it a file or folder of the host\n"
	"  -w, --workdir PATH     where the command starts\n"
	"  -u, --user USER[:GROUP]\n"
	"                         who it runs as; root otherwise\n"
	"      --security-opt no-new-privileges\n"
	"                         no program gives it more than it has\n"
	"  -i, --interactive      let it read standard input\n"
	"  -t, --tty              give it a terminal of its own\n"
	"      --json             print its id and name for scripts\n";

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

/* Whether to go on; otherwise @status is set. */
static bool parse_options(struct request *r, int *argc, char ***argv, int *status)
{
	const struct command_line line = {
		.command = (*argv)[0],
		.most = OPTIONS_ANY,
		.commands_follow = true,
		.refusal = EXIT_NOT_RUN,
	};
	struct container *c = r->c;
	const struct option_slot slots[] = {
		{ "detach", 'd', .flag = &r->detach },
		{ "name", .take = request_set_name, .to = r },
		{ "hostname", 'h', .take = request_set_hostname, .to = r },
		{ "label", 'l', .take = request_add_label, .to = r },
		{ "publish", 'p', .take = request_add_publish, .to = r },
		{ "publish-all", 'P', .flag = &r->publish_all },
		{ "expose", .take = request_add_expose, .to = r },
		{ "link", .values = &r->links },
		{ "link-env", .take = request_set_link_env, .to = r },
		{ "env", 'e', .take = request_add_env, .to = r },
		{ "env-file", .values = &r->env_files },
		{ "network", .take = request_add_network, .to = r },
		{ "net", .take = request_add_network, .to = r },
		{ "network-alias", .take = request_add_alias, .to = r },
		{ "net-alias", .take = request_add_alias, .to = r },
		{ "ip", .take = request_set_ip, .to = r },
		{ "ip6", .take = request_set_ip6, .to = r },
		{ "mac-address", .take = request_set_mac, .to = r },
		{ "add-host", .take = request_add_host, .to = r },
		{ "dns", .take = request_add_dns, .to = r },
		{ "rm", .flag = &c->auto_remove },
		{ "rootfs", .take = request_set_rootfs, .to = r },
		{ "volume", 'v', .take = request_add_volume, .to = r },
		{ "workdir", 'w', .take = request_set_workdir, .to = r },
		{ "user", 'u', .take = request_set_user, .to = r },
		{ "security-opt", .take = request_set_security, .to = r },
		{ "interactive", 'i', .flag = &c->interactive },
		{ "tty", 't', .flag = &c->tty },
		{ "json", .flag = &r->json },
		{ .name = NULL }
	};

	return options_parse(&line, slots, argc, argv, status);
}

/* What follows the options. Returns 0, or an exit status. */
static int parse_words(struct request *r, const char *command, char **words)
{
	bool after_dashes = !strcmp(words[-1], "--");
	struct error err;

	if (!*words) {
		out_usage_error(command, "no command given");
		return EXIT_NOT_RUN;
	}
	if (request_use_words(r, words, after_dashes, &err) < 0 ||
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
	const char *command = argv[0];
	struct error err;
	struct request *r = request_new(&err);
	int status;

	if (!r) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	if (parse_options(r, &argc, &argv, &status)) {
		status = parse_words(r, command, argv);
		if (!status)
			status = act(r);
	}
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
