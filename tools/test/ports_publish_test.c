// SPDX-License-Identifier: GPL-2.0-only
/* The choice of ports, against a kernel made of a list. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "cursor.h"
#include "ktap.h"
#include "nl_publish.h"
#include "ports.h"
#include "socket_owner.h"

static struct nl_publish published[2048];
static size_t n_published;
static uint32_t last_id;
static unsigned int n_requests;
/* A port which a process of the host has. */
static uint16_t foreign_port;
static uint32_t cursor;

static bool conflict(const struct nl_publish *a, const struct nl_publish *b)
{
	return a->protocol == b->protocol && address_overlap(&a->host, &b->host) &&
	       a->host_port <= b->host_port_end && b->host_port <= a->host_port_end;
}

/* One which the host does not have. */
static struct address lacking;

static int publish_one(struct nl_publish *pub, struct error *err)
{
	size_t i;

	for (i = 0; i < n_published; i++)
		if (conflict(&published[i], pub))
			return error_set(err, EEXIST, "another publish has the port");
	if (foreign_port >= pub->host_port && foreign_port <= pub->host_port_end)
		return error_set(err, EADDRINUSE, "a socket of the host has the port");
	if (!address_compare(&pub->host, &lacking))
		return error_set(err, EADDRNOTAVAIL, "the host does not have the address");
	pub->id = ++last_id;
	published[n_published++] = *pub;
	return 0;
}

int nl_publish_add(struct nl *nl, struct nl_publish *pubs, size_t n, size_t *refused,
		   struct error *err)
{
	size_t before = n_published;

	(void)nl;
	n_requests++;
	for (*refused = 0; *refused < n; (*refused)++) {
		if (publish_one(&pubs[*refused], err) == 0)
			continue;
		n_published = before;
		return -1;
	}
	return 0;
}

int nl_publish_del(struct nl *nl, uint32_t id, struct error *err)
{
	size_t i;

	(void)nl;
	for (i = 0; i < n_published; i++) {
		if (published[i].id != id)
			continue;
		published[i] = published[--n_published];
		return 0;
	}
	return error_set(err, ENOENT, "no such publish");
}

int nl_publish_list(struct nl *nl, struct nl_publish **pubs, size_t *n,
		    struct error *err)
{
	(void)nl;
	(void)err;
	*pubs = xcalloc(n_published + 1, sizeof(**pubs));
	memcpy(*pubs, published, n_published * sizeof(**pubs));
	*n = n_published;
	return 0;
}

uint32_t cursor_get(const char *range)
{
	(void)range;
	return cursor;
}

void cursor_set(const char *range, uint32_t last)
{
	(void)range;
	cursor = last;
}

bool socket_owner_find(uint8_t protocol, const struct address *host,
		       uint16_t first, uint16_t last, struct socket_owner *owner)
{
	(void)protocol;
	(void)host;
	if (foreign_port < first || foreign_port > last)
		return false;
	*owner = (struct socket_owner){ foreign_port, 123, "nginx" };
	return true;
}

/* Endpoint 1 is web's, and no container of the tool has the others. */
static const char *holder(uint32_t endpoint)
{
	return endpoint == 1 ? "web" : NULL;
}

static void begin(uint16_t foreign)
{
	n_published = 0;
	cursor = 0;
	foreign_port = foreign;
}

/*
 * Publish specifications separated by blanks; returns the cell of ps, or the
 * error. Endpoints from 100 on have an IPv6 address.
 */
static char *publish(uint32_t endpoint, const char *specs, struct port_set *set)
{
	const struct ports_target target = {
		.endpoint = endpoint,
		.network = "front",
		.ipv6 = endpoint >= 100,
	};
	char *copy = xstrdup(specs), *rest = copy, *spec;
	struct error err;
	int ret = 0;

	while (!ret && (spec = strsep(&rest, " ")))
		ret = ports_parse_publish(set, spec, &err);
	free(copy);
	if (!ret)
		ret = ports_publish(NULL, set, &target, holder, &err);
	return ret ? xstrdup(err.text) : ports_format(set, true);
}

static void expect(const char *test, uint32_t endpoint, const char *specs,
		   const char *expected)
{
	struct port_set set = { 0 };
	char *text = publish(endpoint, specs, &set);

	ktap_equal(test, text, expected);
	free(text);
	ports_free(&set);
}

static void test_conflicts(void)
{
	begin(5000);
	expect("an exact port", 1, "80:80", "0.0.0.0:80->80/tcp");
	expect("a port which a container has", 2, "80:80",
	       "Bind for 0.0.0.0:80 failed: port is already allocated (by container web)");
	expect("a port which a container has on all addresses", 2, "127.0.0.1:80:80",
	       "Bind for 127.0.0.1:80 failed: port is already allocated (by container web at 0.0.0.0:80)");
	expect("the same port of the other protocol", 2, "80:80/udp",
	       "0.0.0.0:80->80/udp");
	expect("a port which nobody known has", 1, "80:80/udp",
	       "Bind for 0.0.0.0:80 failed: port is already allocated");
	expect("a range over a port which a container has", 2, "79-81:79-81",
	       "Bind for 0.0.0.0:80 failed: port is already allocated (by container web)");
	expect("a port which a process has", 2, "5000:80",
	       "failed to bind host port 0.0.0.0:5000/tcp: address already in use (by nginx[123])");
	expect("a range over a port which a process has", 2, "4999-5001:80-82",
	       "failed to bind host port 0.0.0.0:5000/tcp: address already in use (by nginx[123])");
	expect("an address which the host does not have", 2, "1.2.3.4:90:80",
	       "failed to bind host port 1.2.3.4:90/tcp: cannot assign requested address");
	n_published = 0;
	expect("a binding which fails", 2, "81:81 82:82 5000:83",
	       "failed to bind host port 0.0.0.0:5000/tcp: address already in use (by nginx[123])");
	ktap_ok(n_published == 0, "the others are taken back");
}

/* However many ports: they are one request. */
static void test_requests(void)
{
	static const char *const specs[] = {
		"1000-60999:1000-60999",
		"80:80 443:443 8000-8010:90-100 53:53/udp",
		"127.0.0.1:80:80 127.0.0.2:80:80",
	};
	struct port_set set = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		begin(0);
		n_requests = 0;
		free(publish(100, specs[i], &set));
		ktap_ok(n_published && n_requests == 1, "one request: %s", specs[i]);
		ports_free(&set);
	}
}

static void take_one(uint32_t endpoint, const char *spec)
{
	struct port_set set = { 0 };

	free(publish(endpoint, spec, &set));
	ports_free(&set);
}

/* Who has a range of which none is left. */
static void test_holders(void)
{
	static const struct {
		unsigned int endpoints;
		const char *by;
	} rows[] = {
		{ 2, "containers web and of endpoint 2" },
		{ 3, "containers web, of endpoint 2 and of endpoint 3" },
		{ 4, "containers web, of endpoint 2, of endpoint 3 and 1 more" },
		{ 9, "containers web, of endpoint 2, of endpoint 3 and 6 more" },
	};
	unsigned int endpoint;
	char *specs, *error;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(0);
		for (endpoint = 1; endpoint <= rows[i].endpoints; endpoint++)
			take_one(endpoint, "7000-7008:80");
		specs = xasprintf("7000-700%u:80", rows[i].endpoints - 1);
		error = xasprintf("all ports are allocated: 7000-700%u/tcp (by %s)",
				  rows[i].endpoints - 1, rows[i].by);
		expect(rows[i].by, 50, specs, error);
		free(error);
		free(specs);
	}
}

static void test_ranges(void)
{
	begin(0);
	expect("the first of a range", 1, "9090-9092:80", "0.0.0.0:9090->80/tcp");
	n_published = 0;
	expect("the second, though the first is free again", 1, "9090-9092:80",
	       "0.0.0.0:9091->80/tcp");
	expect("the third", 1, "9090-9092:80", "0.0.0.0:9092->80/tcp");
	expect("the first again", 1, "9090-9092:80", "0.0.0.0:9090->80/tcp");
	expect("none is left", 2, "9090-9092:80",
	       "all ports are allocated: 9090-9092/tcp (by container web)");
	expect("none is left for a third one", 1, "9090-9092:80",
	       "all ports are allocated: 9090-9092/tcp (by the same container)");
	begin(9091);
	expect("exact ports go first", 1, "9090-9092:80 9090:81",
	       "0.0.0.0:9090->81/tcp, 0.0.0.0:9092->80/tcp");
	expect("only a process has the last one", 1, "9090-9092:80",
	       "failed to bind host port 0.0.0.0:9091/tcp: address already in use (by nginx[123]); others of 9090-9092/tcp are allocated (by the same container)");
	test_holders();
	begin(0);
	expect("any port", 1, "80 81", "0.0.0.0:49000-49001->80-81/tcp");
	expect("any port, by container port and protocol", 1, "82/udp 82 81",
	       "0.0.0.0:49002-49003->81-82/tcp, 0.0.0.0:49004->82/udp");
	cursor = 49900;
	expect("the first free one after the last", 1, "127.0.0.1::80", "127.0.0.1:49004->80/tcp");
}

/* An unaddressed binding is two rules, where the container has IPv6. */
static void test_families(void)
{
	begin(0);
	expect("one rule without IPv6", 1, "80:80", "0.0.0.0:80->80/tcp");
	expect("the other family is free", 100, "[::]:80:80", "[::]:80->80/tcp");
	expect("taken in IPv6 only", 101, "80:81",
	       "Bind for 0.0.0.0:80 failed: port is already allocated (by container web)");
	n_published = 1;
	published[0].host = address_any(AF_INET6);
	expect("the IPv6 half of a binding which a container has", 100, "80:80",
	       "Bind for :::80 failed: port is already allocated (by container web)");
	expect("one address of IPv6 which a container has", 100, "[::1]:80:80",
	       "Bind for ::1:80 failed: port is already allocated (by container web at [::]:80)");
	ktap_ok(n_published == 1, "then there is no IPv4 half");

	begin(0);
	expect("two rules with IPv6", 100, "80:80",
	       "0.0.0.0:80->80/tcp, [::]:80->80/tcp");
	expect("one with an address", 100, "0.0.0.0:81:80", "0.0.0.0:81->80/tcp");
	expect("IPv6 to a container which has none", 1, "[::1]:82:80",
	       "failed to bind host port [::1]:82/tcp: network front has no IPv6 addresses: 'network create --ipv6' makes one which has");
	expect("all of a set or none", 1, "90:90 [::1]:82:80",
	       "failed to bind host port [::1]:82/tcp: network front has no IPv6 addresses: 'network create --ipv6' makes one which has");
	ktap_ok(n_published == 3, "nothing is left of those which failed");

	begin(0);
	expect("any port, the same in both families", 100, "80",
	       "0.0.0.0:49000->80/tcp, [::]:49000->80/tcp");
	expect("bindings which differ in their address share a port", 100,
	       "127.0.0.1::80 [::1]::80 127.0.0.2::80",
	       "127.0.0.1:49001->80/tcp, 127.0.0.2:49001->80/tcp, [::1]:49001->80/tcp");
	expect("which is free for each", 100, "0.0.0.0:5000-5002:80",
	       "0.0.0.0:5000->80/tcp");
	cursor = 0;
	expect("in both families", 100, "5000-5002:80",
	       "0.0.0.0:5001->80/tcp, [::]:5001->80/tcp");
	cursor = 0;
	expect("those of one address do not", 1, "127.0.0.1:5000-5009:80 127.0.0.1:5000-5009:80",
	       "127.0.0.1:5002->80/tcp, 127.0.0.1:5003->80/tcp");
}

/* Where a binding without an address is published. */
static void test_address(void)
{
	static const struct {
		const char *address;
		const char *specs;
		const char *cell;
	} rows[] = {
		{ "127.0.0.1", "80:80", "127.0.0.1:80->80/tcp" },
		{ "127.0.0.1", "80", "127.0.0.1:49000->80/tcp" },
		{ "127.0.0.1", "0.0.0.0:80:80", "0.0.0.0:80->80/tcp" },
		{ "::1", "80:80", "[::1]:80->80/tcp" },
	};
	struct ports_target target = { .endpoint = 100, .ipv6 = true };
	struct port_set set = { 0 };
	struct error err;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(0);
		address_parse(rows[i].address, &target.host);
		ports_parse_publish(&set, rows[i].specs, &err);
		if (ports_publish(NULL, &set, &target, holder, &err) < 0)
			text = xstrdup(err.text);
		else
			text = ports_format(&set, true);
		ktap_equal(rows[i].specs, text, rows[i].cell);
		free(text);
		ports_free(&set);
	}
}

/* By container port, tcp before udp before sctp. */
static void test_order(void)
{
	static const struct {
		const char *specs;
		const char *cell;
	} orders[] = {
		{ "82 81 80", "0.0.0.0:49000-49002->80-82/tcp" },
		{ "80/sctp 80/udp 80",
		  "0.0.0.0:49000->80/tcp, 0.0.0.0:49001->80/udp, 0.0.0.0:49002->80/sctp" },
		{ "80 49000:81", "0.0.0.0:49000->81/tcp, 0.0.0.0:49001->80/tcp" },
		{ "80 49000-49001:90-91", "0.0.0.0:49000-49001->90-91/tcp, 0.0.0.0:49002->80/tcp" },
		{ "80 49000:80/udp", "0.0.0.0:49000->80/tcp, 0.0.0.0:49000->80/udp" },
		{ "49000-49001:80 81", "0.0.0.0:49000-49001->80-81/tcp" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		begin(0);
		expect(orders[i].specs, 1, orders[i].specs, orders[i].cell);
	}
}

static void confirm(struct port_set *set, uint32_t endpoint, const char *test,
		    const char *expected)
{
	char *text;

	ports_confirm(set, endpoint, published, n_published);
	text = ports_format(set, true);
	ktap_equal(test, text, expected);
	free(text);
}

static void test_confirmed(void)
{
	struct port_set set = { 0 };
	const char *both = "0.0.0.0:8080->80/tcp, 0.0.0.0:9000-9001->90-91/tcp";

	begin(0);
	free(publish(1, "8080:80 9000-9001:90-91", &set));
	confirm(&set, 1, "what the kernel has is in force", both);
	published[0].host_port++;
	confirm(&set, 1, "another publish with its id is not it",
		"0.0.0.0:9000-9001->90-91/tcp, 80/tcp");
	confirm(&set, 2, "nor is that of another endpoint", "80/tcp, 90-91/tcp");
	ports_free(&set);

	begin(0);
	free(publish(1, "8080:80", &set));
	n_published = 0;
	confirm(&set, 1, "without the module nothing is in force", "80/tcp");
	ports_free(&set);
}

static void test_next_life(void)
{
	struct port_set set = { 0 };
	struct error err;
	char *text;

	begin(0);
	cursor = 49099;
	free(publish(1, "80", &set));
	n_published = 0;
	ports_released(&set);
	cursor = 49200;
	ports_publish(NULL, &set, &(struct ports_target){ .endpoint = 1 }, holder, &err);
	text = ports_format(&set, true);
	ktap_equal("the port of the last life", text, "0.0.0.0:49100->80/tcp");
	free(text);

	ports_released(&set);
	ports_publish(NULL, &set, &(struct ports_target){ .endpoint = 2 }, holder, &err);
	text = ports_format(&set, true);
	ktap_equal("another one, if that is taken", text, "0.0.0.0:49201->80/tcp");
	free(text);
	ktap_ok(ports_unpublish(NULL, &set.bindings[0], &err) == 0 &&
		!ports_in_force(&set.bindings[0]) && n_published == 1, "unpublish");
	set.bindings[0].publish[0] = 4711;
	ktap_ok(ports_unpublish(NULL, &set.bindings[0], &err) == 0,
		"unpublish what is gone already");
	ports_free(&set);
}

int main(void)
{
	ktap_begin();
	address_parse("1.2.3.4", &lacking);
	test_conflicts();
	test_requests();
	test_ranges();
	test_families();
	test_address();
	test_order();
	test_confirmed();
	test_next_life();
	return ktap_end();
}
