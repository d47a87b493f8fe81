// SPDX-License-Identifier: GPL-2.0-only
/* The tool's entry: which commands there are, what they are called, and their help. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "complete.h"
#include "elsewhere.h"
#include "group.h"
#include "out.h"
#include "startup.h"
#include "version.h"

/**
 * struct command - a command of the tool
 * @name: as typed
 * @function: does it
 * @arguments: what it takes, for its usage line
 * @summary: what it does, in one line
 * @options: more lines of help, or NULL
 */
struct command {
	const char *name;
	int (*function)(int argc, char **argv);
	const char *arguments;
	const char *summary;
	const char *options;
};

#define JSON_OPTION \
	"      --json             for scripts\n"

#define CREATE_OPTIONS \
	"      --name NAME        its name; one is made up otherwise\n" \
	"  -h, --hostname NAME    its host name; the id's first 12 characters otherwise\n" \
	"  -l, --label KEY[=VALUE]\n" \
	"                         a label, which 'ps -f label=KEY' asks for\n" \
	"  -p, --publish SPEC     publish a port: [ADDRESS:][HOSTPORT:]PORT[/PROTO],\n" \
	"                         each port may be a range\n" \
	"  -P, --publish-all      publish each exposed port at any free one of the host\n" \
	"      --expose PORT[/PROTO]\n" \
	"                         offer a port, or a range, to links and -P\n" \
	"      --link CONTAINER[:ALIAS]\n" \
	"                         know another container by ALIAS\n" \
	"      --link-env none|ports|all\n" \
	"                         variables from links; ports: without the sources' own\n" \
	"  -e, --env NAME[=VALUE] set a variable, or pass on the caller's\n" \
	"      --env-file FILE    set the variables in FILE, one a line\n" \
	"      --network NETWORK  the network; none: only a loopback device; host, or\n" \
	"                         container:NAME: the one that the host or another has\n" \
	"      --network-alias NAME\n" \
	"                         one more name for others on its network\n" \
	"      --ip ADDRESS       its address on the network; any otherwise\n" \
	"      --ip6 ADDRESS      its IPv6 address, where the network has such\n" \
	"      --mac-address MAC  its device's; made of the address otherwise\n" \
	"      --add-host NAME:ADDRESS\n" \
	"                         a line for its hosts file\n" \
	"      --dns ADDRESS      its name server; the host's otherwise\n" \
	"      --rm               remove the container when it ends\n" \
	"      --rootfs DIR       its root folder; the host's own otherwise\n" \
	"  -v, --volume FILE:PATH[:ro]\n" \
	"                         show it a file or folder of the host\n" \
	"  -w, --workdir PATH     where the command starts\n" \
	"  -u, --user USER[:GROUP]\n" \
	"                         who it runs as; root otherwise\n" \
	"      --security-opt no-new-privileges\n" \
	"                         no program gives it more than it has\n" \
	"  -i, --interactive      let it read standard input\n" \
	"  -t, --tty              give it a terminal of its own\n" \
	"      --json             print its id and name for scripts\n"

static const char create_options[] = CREATE_OPTIONS;

static const char run_options[] =
	"  -d, --detach           leave it running in the background; print its id\n"
	CREATE_OPTIONS;

static const char ps_options[] =
	"  -a, --all              also those which do not run\n"
	"  -l, --latest           the newest one, whether it runs or not\n"
	"  -n, --last N           the newest N\n"
	"  -q, --quiet            only ids\n"
	"  -f, --filter NAME=VALUE\n"
	"                         only those which match; NAME is id, name, status,\n"
	"                         exited, ancestor, network, label, publish, expose,\n"
	"                         before or since\n"
	"      --format TEMPLATE  a line for each, such as '{{.Names}}: {{.Ports}}', or\n"
	"                         'table TEMPLATE', or json\n"
	"      --no-trunc         whole ids and commands, and names by links\n"
	"      --merge-ports      one entry, *:80->80/tcp, for IPv4 and IPv6\n"
	"      --json             for scripts\n";

static const char start_options[] =
	"  -a, --attach           in the foreground; in the background otherwise\n"
	"  -i, --interactive      in the foreground, and with standard input\n" JSON_OPTION;

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
	JSON_OPTION
	"\n"
	"'rm' lets it go; so does the end of its namespace.\n";

static const char oci_hook_options[] =
	"For the hooks in a bundle's config.json. What is on standard input says which\n"
	"container; its annotations say what it is to have, a blank between words:\n"
	"\n"
	"      ctrnet.name            its name; its id otherwise\n"
	"      ctrnet.network         the networks to put it on\n"
	"      ctrnet.publish         ports to publish, as for -p of run\n"
	"      ctrnet.expose          ports to offer to links\n"
	"      ctrnet.link            containers to know, NAME[:ALIAS]\n"
	"      ctrnet.ip              its address; so with ctrnet.ip6 and ctrnet.mac\n";

static const char stop_options[] =
	"  -t, --time SECONDS     how long to wait after SIGTERM before it is killed: 10\n"
	JSON_OPTION;

static const char kill_options[] =
	"  -s, --signal SIGNAL    which: KILL; a name or a number\n" JSON_OPTION;

static const char wait_options[] = JSON_OPTION;

static const char rename_options[] =
	"Links to it follow. Hosts files and variables do when they are next made.\n";

static const char rm_options[] =
	"  -f, --force            kill it if it runs; do not fail if there is none\n"
	"      --link             remove a link, given as RECIPIENT/ALIAS\n" JSON_OPTION;

static const char inspect_options[] =
	"  -f, --format TEMPLATE  print only that, such as '{{.State.Pid}}' or\n"
	"                         '{{json .NetworkSettings.Ports}}'\n";

static const char logs_options[] =
	"  -f, --follow           go on until the container ends\n"
	"  -n, --tail N           only the last N lines\n"
	"  -t, --timestamps       with the time of each line\n" JSON_OPTION;

static const char exec_options[] =
	"  -d, --detach           do not wait for it\n"
	"  -e, --env NAME[=VALUE] set a variable, or pass on the caller's\n"
	"  -i, --interactive      let it read standard input\n"
	"  -t, --tty              give it a terminal of its own\n"
	"  -u, --user USER[:GROUP]\n"
	"                         who it runs as; the container's own otherwise\n"
	"  -w, --workdir PATH     where the command starts\n";

static const char link_options[] =
	"ALIAS is the source's name if not given. Hosts files follow at once; variables\n"
	"come with the next start.\n";

static const char port_options[] =
	"      --who PORT[/PROTO] tell which container or process has a port of the host\n"
	"      --json             for scripts\n";

static const char publish_options[] =
	"      --json             what was published, for scripts\n\n"
	"SPEC is as for -p of run. The ports are also offered to links.\n";

static const char unpublish_options[] =
	"A port is the container's: PORT[-PORT][/PROTO], or the SPEC that published it.\n";

static const char network_options[] =
	"  ls [OPTION]...         list networks\n"
	"  create [OPTION]... NAME\n"
	"                         make one; 'network create --help' has the options\n"
	"  set OPTION... NETWORK  change what one does\n"
	"  inspect NETWORK...     show all about them\n"
	"  rm [-f] NETWORK...     remove them\n"
	"  prune                  remove all which no container is on\n"
	"  connect [--ip ADDRESS] [--alias NAME] NETWORK CONTAINER\n"
	"                         put a container on one more\n"
	"  disconnect [-f] NETWORK CONTAINER\n"
	"                         take a container off one\n";

static const char flow_options[] =
	"  ls [OPTION]... [CONTAINER]\n"
	"                         list connections through the module\n"
	"  flush [OPTION]... [CONTAINER]\n"
	"                         end them; 'flow flush --help' has the options\n";

static const char stats_options[] =
	"      --prometheus       as metrics, for node_exporter's textfile collector\n"
	"      --json             for scripts\n";

static const char top_options[] =
	"  -d, --delay SECONDS    between two looks: 2\n"
	"  -n, --count N          end after N of them\n"
	"      --json             for scripts, an object for each\n"
	"\n"
	"Where it is not a terminal, tables follow each other.\n";

static const char monitor_options[] =
	"      --flows            and of connections which begin and end\n"
	"      --json             for scripts, an object a line\n"
	"\n"
	"It goes on until it is interrupted, or the module is unloaded.\n";

static const char graph_options[] =
	"      --svg              a picture; this needs dot, of graphviz\n"
	"\n"
	"Otherwise it is in the language of dot.\n";

static const char trace_options[] =
	"  -n, --count N          end after N lines\n"
	"      --json             for scripts, an object a line\n"
	"\n"
	"Which flows begin and end, and which packets are dropped, and why: those of a\n"
	"container, or of a port of the host; of all if neither is given.\n";

static const char doctor_options[] =
	"      --fix              put right what is safe to\n"
	"      --json             for scripts\n"
	"\n"
	"Exits with 1 if anything is left that is wrong.\n";

static const char save_options[] =
	"  -f, --file FILE        to this one; '-': print it\n";

static const char restore_options[] =
	"  -f, --file FILE        of this one; '-': standard input\n"
	"      --dry-run          only tell what would be done\n"
	"      --json             for scripts\n"
	"\n"
	"All that it declares, or the containers CONTAINER and their networks; what is there\n"
	"already stays. ctrnet.json(5) has the format.\n";

static const char image_options[] =
	"  add [OPTION]... NAME --rootfs DIR | --oci LAYOUT[:TAG] [-- COMMAND [ARG]...]\n"
	"                         give a root folder a name, and defaults\n"
	"  ls [OPTION]...         list images\n"
	"  inspect IMAGE...       show all about them\n"
	"  rm IMAGE...            remove them\n";

static const struct command commands[] = {
	{ "run", cmd_run, "[OPTION]... IMAGE [COMMAND [ARG]...] | -- COMMAND [ARG]...",
	  "Run a command in a new container", run_options },
	{ "create", cmd_create, "[OPTION]... IMAGE [COMMAND [ARG]...] | -- COMMAND [ARG]...",
	  "Make a container, to be started later", create_options },
	{ "ps", cmd_ps, "[OPTION]... [CONTAINER]...",
	  "List containers", ps_options },
	{ "start", cmd_start, "[-a] [-i] CONTAINER...",
	  "Start stopped containers again", start_options },
	{ "stop", cmd_stop, "[-t SECONDS] CONTAINER...",
	  "Stop running containers", stop_options },
	{ "restart", cmd_restart, "[-t SECONDS] CONTAINER...",
	  "Stop containers and start them again", stop_options },
	{ "kill", cmd_kill, "[-s SIGNAL] CONTAINER...",
	  "Send a signal to containers' first processes", kill_options },
	{ "wait", cmd_wait, "CONTAINER...",
	  "Wait until containers end, and print their exit status", wait_options },
	{ "rename", cmd_rename, "CONTAINER NAME",
	  "Give a container another name", rename_options },
	{ "adopt", cmd_adopt, "[OPTION]... NAME --pid PID | --netns FILE",
	  "Put on a network what something else has started", adopt_options },
	{ "oci-hook", cmd_oci_hook, "createRuntime|poststop",
	  "Put on a network what an OCI runtime makes", oci_hook_options },
	{ "rm", cmd_rm, "[-f] CONTAINER... | --link RECIPIENT/ALIAS...",
	  "Remove containers, or links between them", rm_options },
	{ "inspect", cmd_inspect, "[-f TEMPLATE] CONTAINER|NETWORK...",
	  "Show all about containers, or networks", inspect_options },
	{ "logs", cmd_logs, "[OPTION]... CONTAINER",
	  "Show what a container in the background has written", logs_options },
	{ "exec", cmd_exec, "[OPTION]... CONTAINER COMMAND [ARG]...",
	  "Run a command in a running container", exec_options },
	{ "port", cmd_port, "[--json] CONTAINER [PORT[/PROTO]] | --who PORT[/PROTO]",
	  "Show which ports of the host lead to a container", port_options },
	{ "publish", cmd_publish, "[--json] CONTAINER SPEC...",
	  "Publish more ports of a container", publish_options },
	{ "unpublish", cmd_unpublish, "CONTAINER PORT...",
	  "End the publishing of ports", unpublish_options },
	{ "link", cmd_link, "RECIPIENT SOURCE[:ALIAS]",
	  "Let a container know another one by a name", link_options },
	{ "unlink", cmd_unlink, "RECIPIENT ALIAS|SOURCE",
	  "Remove a link", NULL },
	{ "network", cmd_network, "ls|create|set|inspect|rm|prune|connect|disconnect ...",
	  "Manage networks", network_options },
	{ "flow", cmd_flow, "ls|flush ...",
	  "List and end connections", flow_options },
	{ "stats", cmd_stats, "[--json | --prometheus]",
	  "Show flows, their limits, and why packets were dropped", stats_options },
	{ "top", cmd_top, "[OPTION]...",
	  "Show live what containers and published ports do", top_options },
	{ "monitor", cmd_monitor, "[--flows] [--json]",
	  "Tell of each change of networks, endpoints, ports and links", monitor_options },
	{ "trace", cmd_trace, "[OPTION]... [CONTAINER|PORT[/PROTO]]",
	  "Tell what becomes of packets, and why", trace_options },
	{ "graph", cmd_graph, "[--svg] [NETWORK]...",
	  "Draw networks, containers, published ports and links", graph_options },
	{ "doctor", cmd_doctor, "[--fix] [--json]",
	  "Compare the tool's files with the kernel", doctor_options },
	{ "save", cmd_save, "[-f FILE]",
	  "Declare what is there in /etc/ctrnet/ctrnet.json, for restore", save_options },
	{ "restore", cmd_restore, "[-f FILE] [--dry-run] [--json] [CONTAINER]...",
	  "Make what is missing of what is declared", restore_options },
	{ "image", cmd_image, "add|ls|inspect|rm ...",
	  "Manage images", image_options },
};

#define N_COMMANDS (ARRAY_SIZE(commands))

/* "container ls" and its like are other words for the same. */
static const struct synonym {
	const char *name;
	const char *command;
} synonyms[] = {
	{ "ls", "ps" },
	{ "list", "ps" },
};

static const struct command *lookup(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(synonyms); i++)
		if (!strcmp(synonyms[i].name, name))
			name = synonyms[i].command;
	for (i = 0; i < N_COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int print_help(void)
{
	size_t i;

	puts("Usage: ctrnetctl COMMAND [ARG]...\n"
	     "Containers on a network of the ctrnet kernel module.\n");
	for (i = 0; i < N_COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	puts("\n'ctrnetctl COMMAND --help' and ctrnetctl(8) tell more.");
	return EXIT_OK;
}

static int unknown_command(const char *name)
{
	const char *instead = elsewhere(NULL, name);
	const char *names[N_COMMANDS];
	size_t i;

	if (instead)
		return out_usage_error(NULL, "there is no '%s': %s", name, instead);
	for (i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i].name;
	return out_unknown_command(NULL, name, names, N_COMMANDS);
}

int command_help(const char *name)
{
	const struct command *c = lookup(name);

	if (!c)
		return unknown_command(name);
	printf("Usage: ctrnetctl %s %s\n%s.\n", c->name, c->arguments,
	       c->summary);
	if (c->options)
		printf("\n%s", c->options);
	return EXIT_OK;
}

static int unknown_of_container(const char *name)
{
	const char *instead = elsewhere("container", name);

	if (instead)
		return out_usage_error(NULL, "there is no 'container %s': %s", name, instead);
	return unknown_command(name);
}

static int help_about(int argc, char **argv)
{
	if (argc < 2 || !strcmp(argv[1], "container"))
		return print_help();
	return command_help(argv[1]);
}

const char *command_name(size_t i)
{
	return i < N_COMMANDS ? commands[i].name : NULL;
}

const char *command_summary(size_t i)
{
	return commands[i].summary;
}

int command_run(int argc, char **argv)
{
	bool of_container = !strcmp(argv[0], "container");
	const struct command *c;

	if (of_container) {
		if (argc == 1 || !strcmp(argv[1], "--help"))
			return print_help();
		argc--;
		argv++;
	}
	c = lookup(argv[0]);
	if (!c)
		return of_container ? unknown_of_container(argv[0]) :
				      unknown_command(argv[0]);
	group_help_word(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "--help"))
		return command_help(c->name);
	return c->function(argc, argv);
}

static int command_line(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "ctrnetctl: no command given; see 'ctrnetctl --help'\n");
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-v")) {
		puts("ctrnetctl " CTRNETCTL_VERSION);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_help();
	if (!strcmp(argv[1], "--complete"))
		return complete(argc - 2, argv + 2);
	if (!strcmp(argv[1], "help"))
		return help_about(argc - 1, argv + 1);
	return command_run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	startup();
	return out_finish(command_line(argc, argv));
}
