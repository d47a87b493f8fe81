// SPDX-License-Identifier: GPL-2.0-only
/* Flows as events, of what the tracepoints write. */
#include <stdlib.h>

#include "compiler.h"
#include "event.h"
#include "flow_event.h"
#include "ktap.h"
#include "trace_line.h"

#define MADE	"  <idle>-0 [001] ..s1. 7.6: ctrnet_flow_begin: protocol=6 tcp=1 ::ffff:192.0.2.9:4000 > ::ffff:192.0.2.1:8081 reply ::ffff:172.17.0.2:81 > ::ffff:192.0.2.9:4000 packets=0/0 rule=publish:4 network=ctr0 netns=4026531840 endpoint=7 reply_endpoint=0"
#define ENDED	"  <idle>-0 [001] ..s1. 9.6: ctrnet_flow_end: protocol=17 tcp=0 2001:db8::1:4000 > 2001:db8::2:53 reply 2001:db8::2:53 > 2001:db8::3:61000 packets=1/20000000000 rule=masquerade:0 network=ctr0 netns=4026531840 endpoint=0 reply_endpoint=9"
#define LINKED	"  x-1 [000] b.s1. 9.7: ctrnet_flow_begin: protocol=6 tcp=1 ::ffff:172.17.0.2:4000 > ::ffff:172.17.0.3:80 reply ::ffff:172.17.0.3:80 > ::ffff:172.17.0.2:4000 packets=0/0 rule=link:1 network=ctr0 netns=4026531840 endpoint=8 reply_endpoint=7"
#define DROPPED	"  a-7 [000] ..s1. 8.1: ctrnet_drop: network=ctr0 reason=ttl saddr=:: daddr=:: len=0 skbaddr=00 protocol=0 sport=0 dport=0"

static const struct {
	const char *line;
	unsigned int network;
	const char *text;
} events[] = {
	{ MADE, 3, "flow added 192.0.2.9:4000 -> web:81/tcp on bridge by publish" },
	{ ENDED, 3, "flow removed [2001:db8::1]:4000 -> [2001:db8::2]:53/udp on bridge "
		    "by masquerade, 1/20000000000 packets there and back" },
	{ LINKED, 0, "flow added web:4000 -> db:80/tcp on - by link" },
	{ "CPU:0 [LOST 7 EVENTS]", 0, "flow lost: 7 events" },
	{ "CPU:0 [LOST EVENTS]", 0, "flow lost: some events" },
	{ DROPPED, 3, "nothing" },
};

int main(void)
{
	struct event_names names = { 0 };
	json_t *traced, *event;
	char *text;
	size_t i;

	event_name_set(&names.networks, 3, "bridge");
	event_name_set(&names.endpoints, 7, "web");
	event_name_set(&names.endpoints, 8, "db");
	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		traced = trace_line_json(events[i].line);
		event = flow_event_json(traced, events[i].network, &names);
		text = event ? event_text(event) : NULL;
		ktap_equal(events[i].text, text ? text : "nothing", events[i].text);
		free(text);
		json_decref(event);
		json_decref(traced);
	}
	event_names_free(&names);
	return ktap_end();
}
