// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grammar is that of the help texts: what an option takes, and what a
 * command's arguments are, is told by the words in capital letters there.
 */
#include "complete.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "containers.h"
#include "image.h"
#include "network.h"
#include "network_limits.h"
#include "nl.h"
#include "nl_network.h"
#include "strv.h"

/**
 * struct completion - a command line which is being typed
 * @command: name of the command
 * @help: what its help says
 * @words: what follows the command and, if it has any, its own command
 * @n_words: how many, the last one being typed
 * @current: the last one
 * @arguments: those before it which are no options and none of their values
 * @dashes: there was a "--"
 * @past_options: the last one is no option, whatever it begins with
 */
struct completion {
	const char *command;
	char *help;
	char *const *words;
	int n_words;
	const char *current;
	char **arguments;
	bool dashes;
	bool past_options;
};

static void offer_with(const struct completion *c, const char *word,
		       const char *description)
{
	if (strncmp(word, c->current, strlen(c->current)))
		return;
	printf("%s%s%s\n", word, description ? "\t" : "", description ? description : "");
}

static void offer(const struct completion *c, const char *word)
{
	offer_with(c, word, NULL);
}

/* What there is ------------------------------------------------------------ */

/* Commands which are about containers that run, or about those that do not. */
static bool is_of_use(const struct completion *c, const struct container *container)
{
	static const char *const running[] = {
		"stop", "kill", "exec", "port", "wait",
	};
	bool runs = container->state == CONTAINER_RUNNING;
	size_t i;

	if (!strcmp(c->command, "start"))
		return !runs;
	for (i = 0; i < ARRAY_SIZE(running); i++)
		if (!strcmp(c->command, running[i]))
			return runs;
	return true;
}

static void offer_containers(const struct completion *c)
{
	struct containers all = { .items = NULL };
	struct error ignored;
	size_t i;

	if (containers_load(&all, &ignored) < 0)
		return;
	for (i = 0; i < all.n; i++)
		if (is_of_use(c, all.items[i]))
			offer(c, all.items[i]->name);
	containers_free(&all);
}

static void offer_images(const struct completion *c)
{
	static const char latest[] = ":" IMAGE_DEFAULT_TAG;
	struct image **list;
	struct error ignored;
	char **unreadable;
	char *tag;
	size_t i, n;

	if (image_list(&list, &n, &unreadable, &ignored) < 0)
		return;
	for (i = 0; i < n; i++) {
		tag = strrchr(list[i]->name, ':');
		if (!strcmp(tag, latest))
			*tag = '\0';
		offer(c, list[i]->name);
	}
	images_free(list, n);
	strv_free(unreadable);
}

static void offer_networks(const struct completion *c)
{
	static const char *const predefined[] = { NETWORK_DEFAULT, "host", "none" };
	struct nl_network *nets = NULL;
	struct error ignored;
	struct nl *nl;
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(predefined); i++)
		offer(c, predefined[i]);
	nl = nl_open_loaded(&ignored);
	if (nl && nl_network_list(nl, &nets, &n, &ignored) == 0)
		for (i = 0; i < n; i++)
			if (!network_is_predefined(network_name(&nets[i])))
				offer(c, network_name(&nets[i]));
	free(nets);
	nl_disconnect(nl);
}

/* The container which is named first; NULL if there is none. */
static struct container *first_container(const struct completion *c)
{
	struct container *found;
	struct error ignored;

	if (!strv_len(c->arguments) ||
	    containers_find_one(c->arguments[0], &found, &ignored) < 0)
		return NULL;
	return found;
}

static void offer_ports(const struct completion *c)
{
	struct container *container = first_container(c);
	struct port_mapping *m;
	size_t i, n;
	char *port;

	if (!container)
		return;
	n = ports_mappings(&container->ports, 0, &m);
	for (i = 0; i < n; i++) {
		/* Those of several addresses are neighbours. */
		if (i && m[i].port == m[i - 1].port && m[i].protocol == m[i - 1].protocol)
			continue;
		port = xasprintf("%u/%s", m[i].port, ports_protocol_name(m[i].protocol));
		offer(c, port);
		free(port);
	}
	free(m);
	container_free(container);
}

static void offer_aliases(const struct completion *c)
{
	struct container *container = first_container(c);
	size_t i;

	if (!container)
		return;
	for (i = 0; i < container->n_links; i++)
		offer_with(c, container->links[i].alias, container->links[i].source);
	container_free(container);
}

static void offer_timeouts(const struct completion *c)
{
	unsigned int timeout;
	char *word;

	for (timeout = 1; timeout <= CTRNET_A_TIMEOUTS_MAX; timeout++) {
		word = xasprintf("%s=", network_timeout_name(timeout));
		offer(c, word);
		free(word);
	}
}

static void leave_files(const struct completion *c)
{
	(void)c;
	puts(":files");
}

static void leave_folders(const struct completion *c)
{
	(void)c;
	puts(":folders");
}

static void leave_commands(const struct completion *c)
{
	(void)c;
	puts(":commands");
}

/* What the words in capital letters stand for. Others are anything. */
static const struct kind {
	const char *word;
	void (*offer)(const struct completion *c);
} kinds[] = {
	{ "CONTAINER", offer_containers },
	{ "RECIPIENT", offer_containers },
	{ "SOURCE", offer_containers },
	{ "IMAGE", offer_images },
	{ "NETWORK", offer_networks },
	{ "PORT", offer_ports },
	{ "ALIAS", offer_aliases },
	{ "TIMEOUT", offer_timeouts },
	{ "FILE", leave_files },
	{ "ARG", leave_files },
	{ "DIR", leave_folders },
	{ "COMMAND", leave_commands },
};

/* Help texts --------------------------------------------------------------- */

/* What the help of a command says; malloc'ed. */
static char *help_of(int argc, char *const *argv)
{
	char **words = xcalloc(argc + 2, sizeof(*words));
	FILE *terminal = stdout;
	char *text = NULL;
	size_t len;

	memcpy(words, argv, argc * sizeof(*words));
	words[argc] = (char *)"--help";
	stdout = xopen_memstream(&text, &len);
	command_dispatch(argc + 1, words);
	fclose(stdout);
	stdout = terminal;
	free(words);
	return text;
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end && end[1] ? end + 1 : NULL;
}

static size_t capital_word(const char *text)
{
	size_t len = 0;

	while (isupper((unsigned char)text[len]))
		len++;
	return len;
}

static void offer_kind(const struct completion *c, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].word) == len && !strncmp(kinds[i].word, word, len))
			kinds[i].offer(c);
}

/* Offer what a word of the grammar stands for: CONTAINER|NETWORK, or none|ports|all. */
static void offer_word(const struct completion *c, const char *word)
{
	char *alternatives, *rest, *one;
	size_t len = capital_word(word);

	if (len) {
		offer_kind(c, word, len);
		if (word[len] == '|')
			offer_word(c, word + len + 1);
		return;
	}
	alternatives = xstrndup(word, strcspn(word, "\n "));
	rest = alternatives;
	while ((one = strsep(&rest, "|")))
		offer(c, one);
	free(alternatives);
}

static size_t option_length(const char *text)
{
	return strcspn(text, ",\n ");
}

/*
 * The next option in a line of help, "  -p, --publish SPEC     ..." or
 * "      --rm ...", after @at, or the first one if that is NULL; NULL at the end.
 */
static const char *next_option(const char *line, const char *at)
{
	if (!at)
		at = line + strspn(line, " ");
	else if (at[option_length(at)] == ',')
		at += option_length(at) + 2;
	else
		return NULL;
	return at > line && *at == '-' ? at : NULL;
}

/* What an option in the help takes: the word after it, or NULL. */
static const char *option_value(const char *line, const char *option)
{
	const char *next;

	while ((next = next_option(line, option)))
		option = next;
	option += option_length(option);
	return *option == ' ' && option[1] != ' ' ? option + 1 : NULL;
}

/* Whether the word is an option that takes a value, and what. */
static const char *value_of(const struct completion *c, const char *word)
{
	size_t len = strlen(word);
	const char *line, *option;

	for (line = c->help; line; line = next_line(line))
		for (option = next_option(line, NULL); option;
		     option = next_option(line, option))
			if (option_length(option) == len && !strncmp(option, word, len))
				return option_value(line, option);
	return NULL;
}

static void offer_options(const struct completion *c)
{
	const char *line, *option;
	char *word;

	for (line = c->help; line; line = next_line(line)) {
		for (option = next_option(line, NULL); option;
		     option = next_option(line, option)) {
			word = xstrndup(option, option_length(option));
			offer(c, word);
			free(word);
		}
	}
	offer(c, "--help");
}

/* A command of a group stands at the beginning of a line: "  ls [-q] ...". */
static bool is_own_command(const char *line)
{
	return !strncmp(line, "  ", 2) && islower((unsigned char)line[2]);
}

static bool is_group(const char *help)
{
	const char *line;

	for (line = help; line; line = next_line(line))
		if (is_own_command(line))
			return true;
	return false;
}

static void offer_own_commands(const struct completion *c)
{
	const char *line;
	char *word;

	for (line = c->help; line; line = next_line(line)) {
		if (!is_own_command(line))
			continue;
		word = xstrndup(line + 2, strcspn(line + 2, "\n "));
		offer(c, word);
		free(word);
	}
}

/* The usage without the tool and the commands, which are in small letters. */
static const char *usage_arguments(const char *help)
{
	const char *p = strchr(help, ':');

	if (!p)
		return "";
	for (p += 2; islower((unsigned char)*p); p += strspn(p, " "))
		p += strcspn(p, "\n ");
	return p;
}

/* The end of one word of a usage, or of an option in brackets. */
static const char *part_end(const char *p)
{
	if (strncmp(p, "[-", 2))
		return p + strcspn(p, "\n ");
	p += strcspn(p, "\n]");
	return p + (*p == ']');
}

static bool contains(const char *begin, const char *end, const char *text)
{
	const char *found = strstr(begin, text);

	return found && found < end;
}

/* What the argument of that number is by the usage: a word, or NULL. */
static const char *usage_word(const char *usage, size_t number)
{
	const char *p, *end, *word, *last = NULL;

	for (p = usage; *p && *p != '\n' && *p != '|'; p = end + strspn(end, " ]")) {
		end = part_end(p);
		word = p + (*p == '[');
		if (!capital_word(word) || !strncmp(word, "OPTION", 6))
			continue;
		last = contains(word, end, "...") ? word : NULL;
		if (!number--)
			return word;
	}
	return last;
}

/* What to complete --------------------------------------------------------- */

/*
 * The arguments before the last word. True if that is the value of an option,
 * and has been offered.
 */
static bool take_arguments(struct completion *c)
{
	const char *value = NULL;
	int i;

	for (i = 0; i < c->n_words - 1; i++) {
		if (value) {
			value = NULL;
			continue;
		}
		if (c->past_options || c->words[i][0] != '-')
			strv_take(&c->arguments, xstrdup(c->words[i]));
		else if (strcmp(c->words[i], "--"))
			value = value_of(c, c->words[i]);
		else
			c->dashes = true;
		/* What follows the command of a container is the command's. */
		c->past_options = c->dashes || (strv_len(c->arguments) &&
						strstr(c->help, "COMMAND [ARG]"));
	}
	if (value)
		offer_word(c, value);
	return value;
}

static void offer_argument(struct completion *c)
{
	static const char after_dashes[] = "| -- ";
	const char *usage = usage_arguments(c->help);
	const char *other = strstr(usage, after_dashes);
	const char *word;

	if (c->dashes && other)
		usage = other + strlen(after_dashes);
	word = usage_word(usage, strv_len(c->arguments));

	if (word)
		offer_word(c, word);
}

static void complete_command(struct completion *c)
{
	if (take_arguments(c))
		return;
	if (c->current[0] == '-' && !c->past_options)
		offer_options(c);
	else
		offer_argument(c);
}

static void offer_commands(const struct completion *c)
{
	size_t i;

	for (i = 0; command_name(i); i++)
		offer_with(c, command_name(i), command_summary(i));
	offer(c, "container");
	offer(c, "help");
	offer(c, "--help");
	offer(c, "--version");
}

int complete(int argc, char **argv)
{
	struct completion c = { 0 };

	if (!argc)
		return EXIT_USAGE;
	c.current = argv[argc - 1];
	if (argc > 1 && (!strcmp(argv[0], "container") || !strcmp(argv[0], "help"))) {
		argc--;
		argv++;
	}
	if (argc == 1) {
		offer_commands(&c);
		return EXIT_OK;
	}
	c.command = argv[0];
	c.words = argv + 1;
	c.n_words = argc - 1;
	c.help = help_of(1, argv);
	if (is_group(c.help) && argc == 2) {
		offer_own_commands(&c);
	} else if (is_group(c.help)) {
		free(c.help);
		c.help = help_of(2, argv);
		c.words++;
		c.n_words--;
		complete_command(&c);
	} else {
		complete_command(&c);
	}
	strv_free(c.arguments);
	free(c.help);
	return EXIT_OK;
}
