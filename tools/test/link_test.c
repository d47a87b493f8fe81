// SPDX-License-Identifier: GPL-2.0-only
/* What --link means, what is refused, and the variables that links set. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alloc.h"
#include "compiler.h"
#include "env.h"
#include "ktap.h"
#include "link.h"
#include "network.h"
#include "strv.h"

#define UNDEFINED \
	"can't be used with links. This would result in undefined behavior"
#define NO_ALIAS(alias) \
	"Invalid link alias (" alias "), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

static struct container *make(char last, const char *name, const char *network)
{
	struct container *c = xcalloc(1, sizeof(*c));

	snprintf(c->id, sizeof(c->id), ID "%c", last);
	c->name = xstrdup(name);
	c->hostname = xstrdup("host");
	c->network = xstrdup(network);
	c->state = CONTAINER_RUNNING;
	if (strcmp(network, "host") && strcmp(network, "none") &&
	    strncmp(network, "container:", strlen("container:")))
		inet_pton(AF_INET, "172.17.0.5",
			  &attachment_add(c, network)->address);
	return c;
}

static struct container *list[6];
static struct containers all = { list, ARRAY_SIZE(list), true };

static void make_list(void)
{
	list[0] = make('1', "db", NETWORK_DEFAULT);
	list[1] = make('2', "cache", NETWORK_DEFAULT);
	list[2] = make('3', "far", "back");
	list[3] = make('4', "onhost", "host");
	list[4] = make('5', "inside", "container:" ID "1");
	list[5] = make('6', "web", NETWORK_DEFAULT);
}

static const struct {
	const char *specs[3];
	const char *meaning;
} specs[] = {
	{ { "db" }, "db:db" },
	{ { "db:db" }, "db:db" },
	{ { "db:store" }, "db:store" },
	{ { "/db:/web/store" }, "db:store" },
	{ { "/db" }, "db:db" },
	{ { ID "1:x" }, "db:x" },
	{ { ID "1" }, "db:" ID "1" },
	{ { "db:a_b.c-d" }, "db:a_b.c-d" },
	{ { "db:9" }, "db:9" },
	{ { "inside:x" }, "db:x" },
	{ { "db:b", "cache:a" }, "cache:a db:b" },
	{ { "db:x", "db:x" }, "db:x" },
	{ { "db:x", "db:y" }, "db:x db:y" },
	{ { "" }, "empty string specified for links" },
	{ { "a:b:c" }, "bad format for links: a:b:c" },
	{ { ":x" }, "could not get container for : invalid name or ID supplied: \"\"" },
	{ { "bogus:x" }, "could not get container for bogus: No such container: bogus" },
	{ { "0123:x" }, "could not get container for 0123: "
	  "multiple IDs found with provided prefix: 0123" },
	{ { "web:me" }, "cannot link web to itself" },
	{ { "far:x" }, "Cannot link to /far, as it does not belong to the default network" },
	{ { "onhost:x" }, "conflicting options: host type networking " UNDEFINED },
	{ { "db:x", "cache:x" }, "Conflict. The link alias \"x\" is given to /db and to /cache" },
	{ { "db:" }, NO_ALIAS("") },
	{ { "db:a b" }, NO_ALIAS("a b") },
	{ { "db:_x" }, NO_ALIAS("_x") },
	{ { "db:x\tlocalhost" }, NO_ALIAS("x\tlocalhost") },
};

/* "SOURCE:ALIAS ..." of all links, or the error. */
static char *link_all(struct container *c, const char *const *given)
{
	char **links = NULL, *text;
	struct error err;
	size_t i;

	for (; *given; given++)
		if (link_add(c, *given, &all, NULL, &err) < 0)
			return xstrdup(err.text);
	for (i = 0; i < c->n_links; i++)
		strv_take(&links, xasprintf("%s:%s", c->links[i].source,
					    c->links[i].alias));
	text = strv_join(links, " ");
	strv_free(links);
	return text;
}

static void forget_links(struct container *c)
{
	size_t i;

	for (i = 0; i < c->n_links; i++) {
		free(c->links[i].source);
		free(c->links[i].alias);
	}
	c->n_links = 0;
}

static void test_specs(void)
{
	struct container *c = list[5];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		char *got = link_all(c, specs[i].specs);

		ktap_equal(specs[i].specs[0], got, specs[i].meaning);
		forget_links(c);
		free(got);
	}
}

static const struct {
	const char *network;
	const char *refusal;
} modes[] = {
	{ "host", "conflicting options: host type networking " UNDEFINED },
	{ "container:db", "conflicting options: container type network " UNDEFINED },
	{ "none", "conflicting options: none type networking " UNDEFINED },
	{ "back", "Cannot link to /db, as it does not belong to the network back" },
};

static void test_modes(void)
{
	static const char *const db[] = { "db", NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct container *c = make('7', "other", modes[i].network);
		char *got = link_all(c, db);

		ktap_equal(modes[i].network, got, modes[i].refusal);
		container_free(c);
		free(got);
	}
}

/* db exposes @ports and has the variables @env; web is linked to it as @alias. */
static const struct {
	const char *test;
	const char *alias;
	const char *ports[4];
	const char *env[7];
	enum link_env link_env;
	const char *variables;
} variables[] = {
	{ "nothing exposed", "db", { NULL }, { NULL }, LINK_ENV_ALL,
	  "DB_NAME=/web/db" },
	{ "one port", "db", { "5432" }, { "PG_VERSION=9.3" }, LINK_ENV_ALL,
	  "DB_PORT=tcp://172.17.0.5:5432 DB_PORT_5432_TCP=tcp://172.17.0.5:5432 "
	  "DB_PORT_5432_TCP_ADDR=172.17.0.5 DB_PORT_5432_TCP_PORT=5432 "
	  "DB_PORT_5432_TCP_PROTO=tcp DB_NAME=/web/db DB_ENV_PG_VERSION=9.3" },
	{ "the lowest port is the first, tcp before udp", "db",
	  { "90", "53/udp", "53" }, { NULL }, LINK_ENV_PORTS,
	  "DB_PORT=tcp://172.17.0.5:53 DB_PORT_53_TCP=tcp://172.17.0.5:53 "
	  "DB_PORT_53_TCP_ADDR=172.17.0.5 DB_PORT_53_TCP_PORT=53 DB_PORT_53_TCP_PROTO=tcp "
	  "DB_PORT_53_UDP=udp://172.17.0.5:53 DB_PORT_53_UDP_ADDR=172.17.0.5 "
	  "DB_PORT_53_UDP_PORT=53 DB_PORT_53_UDP_PROTO=udp "
	  "DB_PORT_90_TCP=tcp://172.17.0.5:90 DB_PORT_90_TCP_ADDR=172.17.0.5 "
	  "DB_PORT_90_TCP_PORT=90 DB_PORT_90_TCP_PROTO=tcp DB_NAME=/web/db" },
	{ "a udp port alone", "db", { "53/udp" }, { NULL }, LINK_ENV_ALL,
	  "DB_PORT=udp://172.17.0.5:53 DB_PORT_53_UDP=udp://172.17.0.5:53 "
	  "DB_PORT_53_UDP_ADDR=172.17.0.5 DB_PORT_53_UDP_PORT=53 DB_PORT_53_UDP_PROTO=udp "
	  "DB_NAME=/web/db" },
	{ "a run of two, its ends by its first port", "x", { "80-81" }, { NULL }, LINK_ENV_ALL,
	  "X_PORT=tcp://172.17.0.5:80 X_PORT_80_TCP=tcp://172.17.0.5:80 "
	  "X_PORT_80_TCP_ADDR=172.17.0.5 X_PORT_80_TCP_PORT=80 X_PORT_80_TCP_PROTO=tcp "
	  "X_PORT_81_TCP=tcp://172.17.0.5:81 X_PORT_81_TCP_ADDR=172.17.0.5 "
	  "X_PORT_81_TCP_PORT=81 X_PORT_81_TCP_PROTO=tcp "
	  "X_PORT_80_TCP_START=tcp://172.17.0.5:80 X_PORT_80_TCP_PORT_START=80 "
	  "X_PORT_80_TCP_END=tcp://172.17.0.5:81 X_PORT_80_TCP_PORT_END=81 X_NAME=/web/x" },
	{ "the alias in upper case, - as _, the rest as it is", "my-db.1_x", { NULL },
	  { "key=v" }, LINK_ENV_ALL, "MY_DB.1_X_NAME=/web/my-db.1_x MY_DB.1_X_ENV_key=v" },
	{ "all variables but HOME, PATH and what is none", "db", { NULL },
	  { "HOME=/x", "PATH=/y", "HOMES=z", "EMPTY=", "EQ=a=b", "NOEQ" }, LINK_ENV_ALL,
	  "DB_NAME=/web/db DB_ENV_HOMES=z DB_ENV_EMPTY= DB_ENV_EQ=a=b" },
	{ "none of its own", "db", { NULL }, { "SECRET=x" }, LINK_ENV_PORTS, "DB_NAME=/web/db" },
	{ "none at all", "db", { "80" }, { "SECRET=x" }, LINK_ENV_NONE, "" },
	{ "too many for each", "db", { "1-60000", "60002" }, { NULL }, LINK_ENV_ALL,
	  "DB_PORT=tcp://172.17.0.5:1 DB_PORT_1_TCP_START=tcp://172.17.0.5:1 "
	  "DB_PORT_1_TCP_PORT_START=1 DB_PORT_1_TCP_END=tcp://172.17.0.5:60000 "
	  "DB_PORT_1_TCP_PORT_END=60000 DB_PORT_60002_TCP=tcp://172.17.0.5:60002 "
	  "DB_PORT_60002_TCP_ADDR=172.17.0.5 DB_PORT_60002_TCP_PORT=60002 "
	  "DB_PORT_60002_TCP_PROTO=tcp DB_NAME=/web/db" },
};

static void expose(struct container *c, const char *const *ports)
{
	struct error err;

	for (; *ports; ports++)
		if (ports_parse_expose(&c->ports, *ports, &err) < 0)
			ktap_ok(false, "%s", err.text);
}

static struct container *link_to(struct container *source, const char *alias)
{
	struct container *c = make('9', "web", NETWORK_DEFAULT);
	char *spec = xasprintf("%s:%s", source->name, alias);
	struct containers others = { &source, 1, true };
	struct error err;

	if (link_add(c, spec, &others, NULL, &err) < 0)
		ktap_ok(false, "%s", err.text);
	free(spec);
	return c;
}

static void test_variables(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(variables); i++) {
		struct container *db = make('8', "db", NETWORK_DEFAULT);
		struct container *web = link_to(db, variables[i].alias);
		char **got, *text;

		expose(db, variables[i].ports);
		db->env = strv_dup((char **)variables[i].env);
		web->link_env = variables[i].link_env;
		got = link_variables(web, &db);
		text = strv_join(got, " ");
		ktap_equal(variables[i].test, text, variables[i].variables);
		free(text);
		strv_free(got);
		container_free(web);
		container_free(db);
	}
}

/* Many sources with as many ports as are told one by one: the time must not be their square. */
static void test_many(void)
{
	static const char *const ports[] = { "1-4096", NULL };
	struct container *web = make('9', "web", NETWORK_DEFAULT), *sources[16];
	char name[16], **links, **env;
	struct containers others = { sources, 0, true };
	struct error err;
	clock_t begin;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		snprintf(name, sizeof(name), "s%02zu", i);
		sources[i] = make('a' + i % 6, name, NETWORK_DEFAULT);
		expose(sources[i], ports);
		others.n++;
		link_add(web, name, &others, NULL, &err);
	}
	begin = clock();
	links = link_variables(web, sources);
	env = env_block(web, links, NULL, false);
	ktap_ok((clock() - begin) / CLOCKS_PER_SEC < 3, "in time");
	ktap_ok(strv_len(env) == strv_len(links) + 2, "all of them");
	ktap_equal("in their order", env[2], links[0]);
	strv_free(links);
	strv_free(env);
	for (i = 0; i < ARRAY_SIZE(sources); i++)
		container_free(sources[i]);
	container_free(web);
}

int main(void)
{
	size_t i;

	ktap_begin();
	make_list();
	test_specs();
	test_modes();
	for (i = 0; i < ARRAY_SIZE(list); i++)
		container_free(list[i]);
	test_variables();
	test_many();
	return ktap_end();
}
