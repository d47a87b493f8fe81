// SPDX-License-Identifier: GPL-2.0-only
/* The grammar of ports and what it adds up to, row by row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "ktap.h"
#include "ports.h"

/*
 * ADDRESS:FIRST-LAST>PORT*COUNT/PROTOCOL for each binding, with * for no
 * address, then exposed ports.
 */
static char *describe(const struct port_set *set)
{
	char address[ADDRESS_TEXT_LEN], *text;
	struct port_exposed *each;
	size_t i, n, len;
	FILE *out = open_memstream(&text, &len);

	for (i = 0; i < set->n_bindings; i++) {
		const struct port_binding *b = &set->bindings[i];

		address_text_port(&b->host, address);
		fprintf(out, "%s:%u-%u>%u*%u/%s ", *address ? address : "*",
			b->host_port, b->host_port_end, b->port, b->port_count,
			ports_protocol_name(b->protocol));
	}
	fputc('|', out);
	n = ports_each(&set->exposed, &each);
	for (i = 0; i < n; i++)
		fprintf(out, " %u/%s", each[i].port, ports_protocol_name(each[i].protocol));
	free(each);
	fclose(out);
	return text;
}

/* What specifications separated by blanks, each -p but those after -e, add up to. */
static int parse_all(struct port_set *set, const char *specs, struct error *err)
{
	char *copy = xstrdup(specs), *rest = copy, *spec;
	bool expose = false;
	int ret = 0;

	while (!ret && (spec = strsep(&rest, " "))) {
		if (!strcmp(spec, "-e")) {
			expose = true;
			continue;
		}
		if (!strcmp(spec, "-P")) {
			ports_publish_all(set);
			continue;
		}
		ret = expose ? ports_parse_expose(set, spec, err) :
			       ports_parse_publish(set, spec, err);
	}
	free(copy);
	return ret;
}

static const struct {
	const char *specs;
	const char *set;
} accepted[] = {
	/* Forms. */
	{ "80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "8080:80", "*:8080-8080>80*1/tcp | 80/tcp" },
	{ ":80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "::80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "127.0.0.1:8080:80", "127.0.0.1:8080-8080>80*1/tcp | 80/tcp" },
	{ "127.0.0.1::80", "127.0.0.1:0-0>80*1/tcp | 80/tcp" },
	{ "[1.2.3.4]:80:80", "1.2.3.4:80-80>80*1/tcp | 80/tcp" },
	{ "0.0.0.0:80:80", "0.0.0.0:80-80>80*1/tcp | 80/tcp" },
	{ "[::1]:8080:80", "[::1]:8080-8080>80*1/tcp | 80/tcp" },
	{ "::1:8080:80", "[::1]:8080-8080>80*1/tcp | 80/tcp" },
	{ "[::1]::80", "[::1]:0-0>80*1/tcp | 80/tcp" },
	{ "::1::80", "[::1]:0-0>80*1/tcp | 80/tcp" },
	{ "[::]:8080:80", "[::]:8080-8080>80*1/tcp | 80/tcp" },
	{ "[2001:DB8:0::1]:1-2:3-4/udp", "[2001:db8::1]:1-2>3*2/udp | 3/udp 4/udp" },
	{ "[::ffff:1.2.3.4]:80:80", "1.2.3.4:80-80>80*1/tcp | 80/tcp" },
	{ "::ffff:1.2.3.4::80", "1.2.3.4:0-0>80*1/tcp | 80/tcp" },
	{ "::::80", "[::]:0-0>80*1/tcp | 80/tcp" },
	/* Protocols. */
	{ "53/udp", "*:0-0>53*1/udp | 53/udp" },
	{ "53:53/UDP", "*:53-53>53*1/udp | 53/udp" },
	{ "80/", "*:0-0>80*1/tcp | 80/tcp" },
	{ "80/sctp", "*:0-0>80*1/sctp | 80/sctp" },
	{ "80:80/SCTP", "*:80-80>80*1/sctp | 80/sctp" },
	{ "80/Tcp", "*:0-0>80*1/tcp | 80/tcp" },
	/* Numbers. */
	{ "080:0080", "*:80-80>80*1/tcp | 80/tcp" },
	{ "0:80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "65535:1", "*:65535-65535>1*1/tcp | 1/tcp" },
	/* Ranges. */
	{ "8000-8002:80-82", "*:8000-8002>80*3/tcp | 80/tcp 81/tcp 82/tcp" },
	{ "8000-8010:80", "*:8000-8010>80*1/tcp | 80/tcp" },
	{ "80-81", "*:0-0>80*1/tcp *:0-0>81*1/tcp | 80/tcp 81/tcp" },
	{ "127.0.0.1::80-81/udp",
	  "127.0.0.1:0-0>80*1/udp 127.0.0.1:0-0>81*1/udp | 80/udp 81/udp" },
	{ "80-80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "8080-8080:80-80", "*:8080-8080>80*1/tcp | 80/tcp" },
	{ "0-0:80", "*:0-0>80*1/tcp | 80/tcp" },
	/* By name. */
	{ "published=8080,target=80,protocol=udp",
	  "*:8080-8080>80*1/udp | 80/udp" },
	{ "target=80", "*:0-0>80*1/tcp | 80/tcp" },
	{ "target=80,published=8080", "*:8080-8080>80*1/tcp | 80/tcp" },
	/* Several. */
	{ "8080:80 9090:80",
	  "*:8080-8080>80*1/tcp *:9090-9090>80*1/tcp | 80/tcp" },
	{ "1234:9876 4321:7890",
	  "*:1234-1234>9876*1/tcp *:4321-4321>7890*1/tcp | 7890/tcp 9876/tcp" },
	{ "53:53/udp 53:53",
	  "*:53-53>53*1/udp *:53-53>53*1/tcp | 53/tcp 53/udp" },
	{ "0.0.0.0:80:80 [::]:80:80",
	  "0.0.0.0:80-80>80*1/tcp [::]:80-80>80*1/tcp | 80/tcp" },
	{ "127.0.0.1:80:80 127.0.0.2:80:80",
	  "127.0.0.1:80-80>80*1/tcp 127.0.0.2:80-80>80*1/tcp | 80/tcp" },
	{ "80 80", "*:0-0>80*1/tcp *:0-0>80*1/tcp | 80/tcp" },
	{ "8000-8001:80 8000-8001:81",
	  "*:8000-8001>80*1/tcp *:8000-8001>81*1/tcp | 80/tcp 81/tcp" },
	/* --expose, and -P. */
	{ "-e 80", "| 80/tcp" },
	{ "-e 80/sctp 80/udp 80", "| 80/tcp 80/udp 80/sctp" },
	{ "-e 82 80-81/udp 80/udp", "| 80/udp 81/udp 82/tcp" },
	{ "8080:80 -e 80 81 -P",
	  "*:8080-8080>80*1/tcp *:0-0>81*1/tcp | 80/tcp 81/tcp" },
	{ "8000-8001:80-81 -e 81/udp -P",
	  "*:8000-8001>80*2/tcp *:0-0>81*1/udp | 80/tcp 81/tcp 81/udp" },
	{ "-e 80 -P -P", "*:0-0>80*1/tcp | 80/tcp" },
	{ "-P", "|" },
};

static const struct {
	const char *specs;
	const char *error;
} refused[] = {
	{ "8080:", "no port specified: 8080:<empty>" },
	{ ":", "no port specified: :<empty>" },
	{ "/tcp", "no port specified: /tcp<empty>" },
	{ "abc", "invalid containerPort: abc" },
	{ "80:65536", "invalid containerPort: 65536" },
	{ "82-80", "invalid containerPort: 82-80" },
	{ "80-", "invalid containerPort: 80-" },
	{ "-80", "invalid containerPort: -80" },
	{ "0x50", "invalid containerPort: 0x50" },
	{ "http", "invalid containerPort: http" },
	{ "4294967376", "invalid containerPort: 4294967376" },
	{ "a:80", "invalid hostPort: a" },
	{ "65536:80", "invalid hostPort: 65536" },
	{ "-1:80", "invalid hostPort: -1" },
	{ "9090-9089:80", "invalid hostPort: 9090-9089" },
	{ "0-5:80", "invalid hostPort: 0-5" },
	{ "80/tcp:80", "invalid hostPort: 80/tcp" },
	{ "localhost:80:80", "invalid IP address: localhost" },
	{ "8080:80,9090:90", "invalid IP address: 8080" },
	{ "fe80::1%eth0:80:80", "invalid IP address: fe80::1%eth0" },
	{ "010.0.0.1:80:80", "invalid IP address: 010.0.0.1" },
	{ "1.2.3:80:80", "invalid IP address: 1.2.3" },
	{ "[]:80:80", "invalid IP address: " },
	{ "[::1:80:80",
	  "invalid IP address [::1: address [::1:: missing ']' in address" },
	{ "8000-8001:80-82",
	  "invalid ranges specified for container and host Ports: 80-82 and 8000-8001" },
	{ "8080:80-81",
	  "invalid ranges specified for container and host Ports: 80-81 and 8080" },
	{ "0:80-81",
	  "invalid ranges specified for container and host Ports: 80-81 and 0" },
	{ "80/icmp", "invalid proto: icmp" },
	{ "80/tcp/udp", "invalid proto: tcp/udp" },
	{ "80-81-82", "invalid containerPort: 80-81-82" },
	{ "+80", "invalid containerPort: +80" },
	{ "0", "invalid port specification: \"0/tcp\"" },
	{ "8080:0/udp", "invalid port specification: \"0/udp\"" },
	{ "0-5", "invalid port specification: \"0-5/tcp\"" },
	/* What is named of several mistakes. */
	{ "nohost:x:80/icmp", "invalid proto: icmp" },
	{ "nohost:x:y", "invalid IP address: nohost" },
	{ "x:y", "invalid containerPort: y" },
	{ "[::1]:x:80", "invalid hostPort: x" },
	{ "[::1%lo]:80:80", "invalid IP address: ::1%lo" },
	{ "[::1]x:80:80",
	  "invalid IP address [::1]x: address [::1]x:: missing ']' in address" },
	{ ":::80", "invalid IP address: :" },
	/* By name. */
	{ "published=8080,80",
	  "invalid publish opts format (should be name=value but got '80')" },
	{ "published=8080", "no port specified: 8080:/tcp<empty>" },
	{ "target=80,host=1.2.3.4", "invalid publish opts format (unknown name 'host')" },
	{ "target=80,protocol=icmp", "invalid proto: icmp" },
	{ "target=80,=tcp",
	  "invalid publish opts format (should be name=value but got '=tcp')" },
	/* Twice the same. */
	{ "8080:80 8080:80",
	  "Bind for 0.0.0.0:8080 failed: port is already allocated (by the same container)" },
	{ "8080:80 127.0.0.1:8080:81",
	  "Bind for 127.0.0.1:8080 failed: port is already allocated "
	  "(by the same container at 0.0.0.0:8080)" },
	{ "127.0.0.1:8080:80 8080:81",
	  "Bind for 0.0.0.0:8080 failed: port is already allocated "
	  "(by the same container at 127.0.0.1:8080)" },
	{ "8000-8002:80-82 8002-8003:90-91",
	  "Bind for 0.0.0.0:8002 failed: port is already allocated (by the same container)" },
	{ "8080:80 [::1]:8080:80",
	  "Bind for ::1:8080 failed: port is already allocated "
	  "(by the same container at [::]:8080)" },
	{ "[::1]:8080:80 8080:80",
	  "Bind for :::8080 failed: port is already allocated "
	  "(by the same container at [::1]:8080)" },
	{ "[::]:8080:80 [::1]:8080:81",
	  "Bind for ::1:8080 failed: port is already allocated "
	  "(by the same container at [::]:8080)" },
	/* --expose. */
	{ "-e 8080:80", "invalid port format for --expose: 8080:80" },
	{ "-e abc",
	  "invalid range format for --expose: invalid start port 'abc': invalid syntax" },
	{ "-e 80-x",
	  "invalid range format for --expose: invalid end port 'x': invalid syntax" },
	{ "-e 65536",
	  "invalid range format for --expose: invalid start port '65536': value out of range" },
	{ "-e 82-80", "invalid range format for --expose: invalid port range: 82-80" },
	{ "-e /udp",
	  "invalid range format for --expose: invalid start port '': invalid syntax" },
	{ "-e 80/icmp", "invalid range format for --expose: invalid proto: icmp" },
	{ "-e 0", "invalid range format for --expose: invalid port specification: \"0/tcp\"" },
};

static void test_accepted(void)
{
	struct port_set set = { 0 };
	struct error err;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		if (parse_all(&set, accepted[i].specs, &err) < 0)
			text = xstrdup(err.text);
		else
			text = describe(&set);
		ktap_equal(accepted[i].specs, text, accepted[i].set);
		free(text);
		ports_free(&set);
	}
}

static void test_refused(void)
{
	struct port_set set = { 0 };
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		if (parse_all(&set, refused[i].specs, &err) == 0)
			error_set(&err, 0, "accepted");
		ktap_equal(refused[i].specs, err.text, refused[i].error);
		ports_free(&set);
	}

	/* These cannot be written in a list of words. */
	ports_parse_publish(&set, "", &err);
	ktap_equal("an empty specification", err.text, "no port specified: <empty>");
	ports_parse_publish(&set, " 80", &err);
	ktap_equal("a blank", err.text, "invalid containerPort:  80");
	ktap_ok(!set.n_bindings && !set.exposed.n, "nothing is added on error");
}

/*
 * Each binding published at the port asked for, or at 49000 and up; with @ipv6,
 * those without an address in IPv6 too.
 */
static void put_in_force(struct port_set *set, bool ipv6)
{
	uint16_t any = 49000;
	size_t i;

	for (i = 0; i < set->n_bindings; i++) {
		struct port_binding *b = &set->bindings[i];

		b->bound = b->host_port ? b->host_port : any++;
		b->publish[0] = 2 * i + 1;
		if (b->host.family == AF_UNSPEC && ipv6)
			b->publish[1] = 2 * i + 2;
	}
}

static const struct {
	const char *specs;
	const char *cell;
} cells[] = {
	{ "1234:9876 4321:7890", "0.0.0.0:1234->9876/tcp, 0.0.0.0:4321->7890/tcp" },
	{ "8000-8002:80-82 -e 5432", "0.0.0.0:8000-8002->80-82/tcp, 5432/tcp" },
	{ "8000-8010:8000-8010", "0.0.0.0:8000-8010->8000-8010/tcp" },
	{ "-e 80 81", "80-81/tcp" },
	{ "-e 5432", "5432/tcp" },
	{ "443:443 9443:8443 -e 80 81",
	  "0.0.0.0:443->443/tcp, 0.0.0.0:9443->8443/tcp, 80-81/tcp" },
	{ "80:80 82:82 53:53/udp",
	  "0.0.0.0:53->53/udp, 0.0.0.0:80->80/tcp, 0.0.0.0:82->82/tcp" },
	/* Runs of one protocol, of one address, of one offset. */
	{ "8000:80 8001:81", "0.0.0.0:8000-8001->80-81/tcp" },
	{ "8001:81 8000:80", "0.0.0.0:8000-8001->80-81/tcp" },
	{ "8000-8001:80-81 8002:82", "0.0.0.0:8000-8002->80-82/tcp" },
	{ "8000:80 8001:80", "0.0.0.0:8000->80/tcp, 0.0.0.0:8001->80/tcp" },
	{ "8000:80 8001:81/udp", "0.0.0.0:8000->80/tcp, 0.0.0.0:8001->81/udp" },
	{ "53:53 53:53/udp 54:54 54:54/udp",
	  "0.0.0.0:53-54->53-54/tcp, 0.0.0.0:53-54->53-54/udp" },
	{ "127.0.0.1:80:80 81:81", "0.0.0.0:81->81/tcp, 127.0.0.1:80->80/tcp" },
	{ "9.0.0.1:80:80 10.0.0.1:80:80", "9.0.0.1:80->80/tcp, 10.0.0.1:80->80/tcp" },
	{ "-e 80 80/udp 81 81/udp", "80-81/tcp, 80-81/udp" },
	{ "-e 65534 65535", "65534-65535/tcp" },
	{ "[::1]:80:80 [::1]:81:81", "[::1]:80-81->80-81/tcp" },
	{ "[2001:db8::1]:80:80 [::]:81:80 255.0.0.1:80:80",
	  "255.0.0.1:80->80/tcp, [::]:81->80/tcp, [2001:db8::1]:80->80/tcp" },
	/* Any port, and more than one way to a port. */
	{ "80", "0.0.0.0:49000->80/tcp" },
	{ "80-82", "0.0.0.0:49000-49002->80-82/tcp" },
	{ "8080:80 9090:80", "0.0.0.0:8080->80/tcp, 0.0.0.0:9090->80/tcp" },
	/* By host port, whatever the order of the command line. */
	{ "9000:1 80:2 443:3",
	  "0.0.0.0:80->2/tcp, 0.0.0.0:443->3/tcp, 0.0.0.0:9000->1/tcp" },
	{ "-P", "" },
};

static void test_cells(void)
{
	struct port_set set = { 0 };
	struct error err;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		if (parse_all(&set, cells[i].specs, &err) < 0) {
			text = xstrdup(err.text);
		} else {
			put_in_force(&set, false);
			text = ports_format(&set, true);
		}
		ktap_equal(cells[i].specs, text, cells[i].cell);
		free(text);
		ports_free(&set);
	}

	parse_all(&set, "9000:90 8000-8001:80-81 127.0.0.1:22:22 -e 99", &err);
	put_in_force(&set, true);
	text = ports_format(&set, true);
	ktap_equal("both halves of a binding, each with its family", text,
		   "0.0.0.0:8000-8001->80-81/tcp, 0.0.0.0:9000->90/tcp, 127.0.0.1:22->22/tcp, [::]:8000-8001->80-81/tcp, [::]:9000->90/tcp, 99/tcp");
	free(text);
	text = ports_format_merged(&set, true);
	ktap_equal("both halves merged", text,
		   "*:8000-8001->80-81/tcp, *:9000->90/tcp, 127.0.0.1:22->22/tcp, 99/tcp");
	free(text);
	ports_free(&set);

	parse_all(&set, "8080:80", &err);
	text = ports_format(&set, true);
	ktap_equal("a binding which is not in force is only exposed", text, "80/tcp");
	free(text);
	put_in_force(&set, false);
	text = ports_format(&set, false);
	ktap_equal("a stopped container's cell is empty", text, "");
	free(text);
	ports_free(&set);
}

static json_t *host_json(const char *address, const char *port)
{
	return json_pack("{s:s, s:s}", "HostIp", address, "HostPort", port);
}

static void test_mappings(void)
{
	struct port_set set = { 0 };
	char *text, *expected;
	struct port_mapping *m;
	struct error err;
	json_t *json;
	size_t n;

	parse_all(&set, "1234:9876 4321:7890 127.0.0.1:53-54:53-54/udp -e 222", &err);
	ktap_ok(ports_mappings(&set, 0, &m) == 0, "no mapping before all is published");
	free(m);
	put_in_force(&set, false);
	n = ports_mappings(&set, 0, &m);
	ktap_ok(n == 4, "a mapping for each port of a range");
	ktap_ok(n == 4 && m[0].port == 53 && m[0].host_port == 53 && m[1].port == 54 &&
		m[1].host_port == 54 && m[2].port == 7890 && m[3].port == 9876,
		"mappings are by the container's port");
	free(m);
	ktap_ok(ports_mappings(&set, 2, &m) == 2, "mappings from one binding on");
	free(m);

	json = ports_json(&set);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	json = json_pack("{s:n, s:[o], s:[o], s:[o], s:[o]}", "222/tcp",
			 "53/udp", host_json("127.0.0.1", "53"),
			 "54/udp", host_json("127.0.0.1", "54"),
			 "7890/tcp", host_json("0.0.0.0", "4321"),
			 "9876/tcp", host_json("0.0.0.0", "1234"));
	expected = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	ktap_equal("ports as JSON", text, expected);
	free(expected);
	free(text);
	ports_released(&set);
	ktap_ok(ports_mappings(&set, 0, &m) == 0, "no mapping after the release");
	free(m);
	ports_free(&set);
}

static const struct {
	const char *specs;
	const char *ranges;
} exposures[] = {
	{ "-P", "" },
	{ "-e 80", " 80-80/tcp" },
	{ "-e 80-81 82 81-90 92", " 80-90/tcp 92-92/tcp" },
	{ "-e 80-82/udp 80-82 84/udp", " 80-82/tcp 80-82/udp 84-84/udp" },
	{ "-e 80 81/udp", " 80-80/tcp 81-81/udp" },
	{ "-e 80-81/sctp 80", " 80-80/tcp 80-81/sctp" },
	{ "-e 1-65535 1-65535/udp", " 1-65535/tcp 1-65535/udp" },
};

static char *describe_ranges(const struct port_ranges *ranges)
{
	char *text;
	size_t i, len;
	FILE *out = open_memstream(&text, &len);

	for (i = 0; i < ranges->n; i++)
		fprintf(out, " %u-%u/%s", ranges->items[i].first, ranges->items[i].last,
			ports_protocol_name(ranges->items[i].protocol));
	fclose(out);
	return text;
}

static const struct {
	const char *text;
	const char *meaning;	/* NULL if it is refused */
} bindings[] = {
	{ "8080:80/tcp 8080 12 0 ", "8080:80/tcp 8080 12 0 " },
	{ "8000-8002:80-82/udp 8000 1 2 ", "8000-8002:80-82/udp 8000 1 2 " },
	{ "8000-8010:80/tcp 8001 4294967295 0 ", "8000-8010:80/tcp 8001 4294967295 0 " },
	{ "80/sctp 0 0 0 ", "80/sctp 0 0 0 " },
	{ "80/tcp 49000 7 0 127.0.0.1", "80/tcp 49000 7 0 127.0.0.1" },
	{ "127.0.0.1::80/tcp 49000 7 0 ", "127.0.0.1::80/tcp 49000 7 0 " },
	{ "[::1]:80:80/tcp 80 7 0 ::1", "[::1]:80:80/tcp 80 7 0 ::1" },
	{ "1-65535:1-65535/tcp 1 7 0 ", "1-65535:1-65535/tcp 1 7 0 " },
	{ "80/tcp 1 2 3 ::1,8080:81/udp 8080 12 0 ", "80/tcp 1 2 3 ::1,8080:81/udp 8080 12 0 " },
	{ "8080:80/tcp", NULL },
	{ "8080:80/tcp 8080 12 0 x", NULL },
	{ "8080:80/icmp 8080 12 0 ", NULL },
	{ "", NULL },
	{ " ", NULL },
	{ "80/tcp 1 2 3 ,", NULL },
};

/* One that makes no sense is all zero. */
static bool all_make_sense(const struct port_set *set)
{
	size_t i;

	for (i = 0; i < set->n_bindings && set->bindings[i].port_count; i++)
		;
	return i == set->n_bindings;
}

/* As the state file has them. */
static void test_bindings(void)
{
	struct port_set set;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bindings); i++) {
		set = (struct port_set){ 0 };
		ports_bindings_parse(&set, bindings[i].text);
		text = ports_bindings_text(&set);
		ktap_equal(bindings[i].text, all_make_sense(&set) ? text : "refused",
			   bindings[i].meaning ? bindings[i].meaning : "refused");
		free(text);
		ports_free(&set);
	}
}

static void test_ranges_text(void)
{
	static const char kept[] = "80-82/tcp,90/tcp,53/udp";
	struct port_ranges ranges = { 0 };
	char *text;

	ports_ranges_parse(&ranges, kept);
	text = ports_ranges_text(&ranges);
	ktap_equal("ranges", text, kept);
	free(text);
	port_ranges_free(&ranges);
}

/* What is exposed, as it is kept. */
static void test_exposed_ranges(void)
{
	struct port_set set = { 0 };
	struct error err;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exposures); i++) {
		parse_all(&set, exposures[i].specs, &err);
		text = describe_ranges(&set.exposed);
		ktap_equal(exposures[i].specs, text, exposures[i].ranges);
		free(text);
		ports_free(&set);
	}
}

static const struct {
	const char *ranges;
	const char *others;
	const char *rest;
	bool meet;		/* the first of @others and @ranges */
} differences[] = {
	{ "80-90", "80-90", "", true },
	{ "80-90", "1-65535", "", true },
	{ "80-90", "80-90/udp", " 80-90/tcp", false },
	{ "80-90", "91", " 80-90/tcp", false },
	{ "80-90", "79", " 80-90/tcp", false },
	{ "80-90", "90", " 80-89/tcp", true },
	{ "80-90", "70-80 85 90-95", " 81-84/tcp 86-89/tcp", true },
	{ "80 82 84", "82", " 80-80/tcp 84-84/tcp", true },
	{ "80 82/udp 84", "81-90/udp 1-80", " 84-84/tcp", true },
	{ "1-65535/sctp", "1 65535/sctp", " 1-65534/sctp", false },
};

static void test_differences(void)
{
	struct port_set set = { 0 }, others = { 0 };
	struct port_ranges rest;
	struct port_range first;
	struct error err;
	char *specs, *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(differences); i++) {
		specs = xasprintf("-e %s", differences[i].ranges);
		parse_all(&set, specs, &err);
		free(specs);
		specs = xasprintf("-e %s", differences[i].others);
		parse_all(&others, specs, &err);
		rest = port_ranges_without(&set.exposed, &others.exposed);
		text = describe_ranges(&rest);
		ktap_equal(differences[i].others, text, differences[i].rest);
		ports_parse_range(strtok(specs + strlen("-e "), " "), &first, &err);
		ktap_ok(port_ranges_meet(&set.exposed, &first) == differences[i].meet,
			"%s and %s meet or not", differences[i].ranges, differences[i].others);
		free(text);
		free(specs);
		port_ranges_free(&rest);
		ports_free(&others);
		ports_free(&set);
	}
}

/* Every other port, until there are as many ranges as a link can open. */
static void test_ranges_max(void)
{
	struct port_set set = { 0 };
	struct error err = { 0 };
	char spec[8];
	int port;

	for (port = 1; port < 2 * PORTS_RANGES_MAX; port += 2) {
		snprintf(spec, sizeof(spec), "%d", port);
		if (ports_parse_expose(&set, spec, &err) < 0)
			break;
	}
	ktap_ok(port == 2 * PORTS_RANGES_MAX + 1, "so many ranges are exposed");
	ktap_ok(ports_parse_publish(&set, "3000", &err) < 0, "one more is refused");
	ktap_equal("in words", err.text,
		   "cannot expose port 3000/tcp: a container exposes at most 1024 ranges of ports");
	ktap_ok(!set.n_bindings && set.exposed.n == PORTS_RANGES_MAX, "and nothing added");
	ktap_ok(ports_parse_expose(&set, "2-4", &err) == 0, "what joins two is not");
	ports_free(&set);
}

static const struct {
	const char *text;
	const char *meaning;
} private_ports[] = {
	{ "80", "80 6" },
	{ "7890/udp", "7890 17" },
	{ "7890/UDP", "7890 17" },
	{ "7890/sctp", "7890 132" },
	{ "80/", "80 6" },
	{ "0", "0 6" },
	{ "80/icmp", "80 0" },
	{ "abc", "invalid port 'abc': invalid syntax" },
	{ "70000", "invalid port '70000': value out of range" },
	{ "80-81", "invalid port '80-81': invalid syntax" },
	{ "", "invalid port '': invalid syntax" },
};

static void test_private(void)
{
	struct port_exposed port;
	struct error err;
	char text[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(private_ports); i++) {
		if (ports_parse_private(private_ports[i].text, &port, &err) < 0)
			snprintf(text, sizeof(text), "%.60s", err.text);
		else
			snprintf(text, sizeof(text), "%u %u", port.port, port.protocol);
		ktap_equal(private_ports[i].text, text, private_ports[i].meaning);
	}
}

static const struct {
	const char *specs;
	const char *spec;
	const char *selected;
} selections[] = {
	{ "8080:80 9090:80 81:81", "80", "xx." },
	{ "8080:80 9090:80 81:81", "8080:80", "x.." },
	{ "8080:80 9090:80 81:81", "8080:80/udp", "..." },
	{ "8080:80 9090:80 81:81", "82", "..." },
	{ "53:53 53:53/udp", "53", "x." },
	{ "53:53 53:53/udp", "53/udp", ".x" },
	{ "8000-8002:80-82", "80-82", "x" },
	{ "8000-8002:80-82", "79-90", "x" },
	{ "8000-8002:80-82", "8000-8002:80-82", "x" },
	{ "8000-8002:80-82", "81",
	  "81 is part of the published range 80-82/tcp: give all of it" },
	{ "80-82", "81", ".x." },
	{ "80-82", "80-81", "xx." },
	{ "80 81", "49001:81", ".x" },
	{ "80 81", ":81", ".x" },
	{ "127.0.0.1:80:80", "80:80", "." },
	{ "127.0.0.1:80:80", "127.0.0.1:80:80", "x" },
	{ "[::1]:80:80 81:81", "::1:80:80", "x." },
	{ "80:80 81:81", "0.0.0.0:80:80", "x." },
	{ "0.0.0.0:80:80 [::]:80:80", "[::]:80:80", ".x" },
	{ "0.0.0.0:80:80 [::]:80:80", "80:80", ".." },
	{ "0.0.0.0:80:80 [::]:80:80", "80", "xx" },
	{ "80", "abc", "invalid start port 'abc': invalid syntax" },
	{ "80", "8080:", "no port specified: 8080:<empty>" },
};

static void test_selections(void)
{
	struct port_set set = { 0 };
	bool selected[8] = { 0 };
	char text[256];
	struct error err;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(selections); i++) {
		memset(selected, 0, sizeof(selected));
		parse_all(&set, selections[i].specs, &err);
		put_in_force(&set, false);
		if (ports_select(&set, selections[i].spec, selected, &err) < 0) {
			snprintf(text, sizeof(text), "%.250s", err.text);
		} else {
			for (j = 0; j < set.n_bindings; j++)
				text[j] = selected[j] ? 'x' : '.';
			text[j] = '\0';
		}
		ktap_equal(selections[i].spec, text, selections[i].selected);
		ports_free(&set);
	}
}

int main(void)
{
	ktap_begin();
	test_accepted();
	test_refused();
	test_cells();
	test_mappings();
	test_exposed_ranges();
	test_differences();
	test_bindings();
	test_ranges_text();
	test_ranges_max();
	test_private();
	test_selections();
	return ktap_end();
}
