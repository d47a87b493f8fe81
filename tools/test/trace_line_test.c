// SPDX-License-Identifier: GPL-2.0-only
/* Lines of the tracepoints, in words, and which of them fit what is asked for. */
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "ktap.h"
#include "nl_publish.h"
#include "trace_line.h"

#define HIT	"  nc-12 [000] b.s1. 7.5: ctrnet_publish_hit: network=ctr0 publish=4 endpoint=2 protocol=6 ::ffff:192.0.2.9:4000 > ::ffff:192.0.2.1:8081\n"
#define BEGIN	"  <idle>-0 [001] ..s1. 7.6: ctrnet_flow_begin: protocol=6 tcp=0 ::ffff:192.0.2.9:4000 > ::ffff:192.0.2.1:8081 reply ::ffff:172.17.0.2:81 > ::ffff:192.0.2.9:4000 packets=0/0 rule=publish:4\n"
#define END	"  <idle>-0 [001] ..s1. 9.6: ctrnet_flow_end: protocol=17 tcp=0 2001:db8::1:4000 > 2001:db8::2:53 reply 2001:db8::2:53 > 2001:db8::3:61000 packets=1/2 rule=masquerade:0\n"
#define DROP	"  : ctrnet_drop: x-7 [000] ..s1. 8.1: ctrnet_drop: network=ctr0 reason=firewall saddr=::ffff:192.0.2.9 daddr=::ffff:172.17.0.2 len=60 skbaddr=00 protocol=6 sport=4001 dport=81\n"
#define FREED	"  a-7 [000] ..s1. 8.1: ctrnet_drop: network=ctr0 reason=neighbour saddr=:: daddr=:: len=0 skbaddr=00 protocol=0 sport=0 dport=0\n"

static const struct {
	const char *line;
	const char *text;
} lines[] = {
	{ HIT, "publish  tcp  192.0.2.9:4000 > 192.0.2.1:8081  to a published port (4)" },
	{ BEGIN, "begin    tcp  192.0.2.9:4000 > 192.0.2.1:8081  to 172.17.0.2:81, by publish" },
	{ END, "end      udp  [2001:db8::1]:4000 > [2001:db8::2]:53  1/2 packets there and back" },
	{ DROP, "drop     tcp  192.0.2.9:4001 > 172.17.0.2:81  firewall" },
	{ FREED, "drop     ?    ? > ?  neighbour" },
	{ "  a-7 [000] ..s1. 8.1: sched_switch: prev=a\n", NULL },
	{ "CPU:0 [LOST 7 EVENTS]", "lost     7, which came faster than they were read" },
	{ "CPU:1 [LOST EVENTS]", "lost     some, which came faster than they were read" },
	{ "", NULL },
};

static void check_text(const char *line, const char *expected)
{
	json_t *event = trace_line_json(line);
	char *text = event ? trace_line_text(event) : NULL;

	if (!expected)
		expected = "none of the module's";
	ktap_equal(expected, text ? text : "none of the module's", expected);
	free(text);
	json_decref(event);
}

/* Which of the lines above fit: a letter for each. */
static void check_filter(const char *what, const struct trace_filter *filter,
			 const char *expected)
{
	char got[ARRAY_SIZE(lines) + 1] = "";
	json_t *event;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		event = trace_line_json(lines[i].line);
		if (event)
			strcat(got, trace_line_fits(event, filter) ? "y" : "-");
		json_decref(event);
	}
	ktap_equal(what, got, expected);
}

int main(void)
{
	struct address web, inside;
	struct nl_publish pub = {
		.protocol = IPPROTO_TCP, .host_port = 8080, .host_port_end = 8089, .port = 80,
	};
	size_t i;

	address_parse("172.17.0.2", &web);
	address_parse("2001:db8::3", &inside);
	pub.address = web;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		check_text(lines[i].line, lines[i].text);
	check_filter("all", &(struct trace_filter){ .port = 0 }, "yyyyyyy");
	check_filter("a container, by its address",
		     &(struct trace_filter){ .addresses = &web, .n_addresses = 1 }, "-y-y-yy");
	check_filter("and by what is published of it",
		     &(struct trace_filter){ .addresses = &web, .n_addresses = 1,
					     .pubs = &pub, .n_pubs = 1 }, "yy-y-yy");
	check_filter("not by what is of another",
		     &(struct trace_filter){ .addresses = &inside, .n_addresses = 1,
					     .pubs = &pub, .n_pubs = 1 }, "--y--yy");
	check_filter("one of IPv6, by that of the answer",
		     &(struct trace_filter){ .addresses = &inside, .n_addresses = 1 }, "--y--yy");
	check_filter("a port of the host",
		     &(struct trace_filter){ .protocol = IPPROTO_TCP, .port = 8081 }, "yy---yy");
	check_filter("and what it leads to",
		     &(struct trace_filter){ .protocol = IPPROTO_TCP, .port = 8081,
					     .pubs = &pub, .n_pubs = 1 }, "yy-y-yy");
	check_filter("of another protocol",
		     &(struct trace_filter){ .protocol = IPPROTO_UDP, .port = 8081 }, "-----yy");
	return ktap_end();
}
