// SPDX-License-Identifier: GPL-2.0-only
/* Events in words, and what is new of them. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/ctrnet.h>

#include "event.h"
#include "ktap.h"
#include "nl_link.h"
#include "nl_monitor.h"

static struct event_names names, seen;

static void told(const struct nl_event *event, const char *expected)
{
	json_t *json = event_json(event, &names, &seen);
	char *text = json ? event_text(json) : NULL;

	ktap_equal(expected, text ? text : "nothing", expected);
	free(text);
	json_decref(json);
}

static struct nl_event network(bool gone, const char *device)
{
	struct nl_event event = { .object = NL_OBJECT_NETWORK, .gone = gone };

	event.network.ifindex = 4;
	snprintf(event.network.device, sizeof(event.network.device), "%s", device);
	return event;
}

static void check_networks(void)
{
	struct nl_event event = network(false, "ctr1");

	told(&event, "network added ctr1, device ctr1");
	told(&event, "nothing");
	event = network(false, "");
	event.network.options = CTRNET_NETWORK_ICC | CTRNET_NETWORK_FIREWALL;
	told(&event, "network changed ctr1: Icc Firewall");
	event.network.options = 0;
	told(&event, "network changed ctr1: -");
	event = network(true, "ctr1");
	told(&event, "network removed ctr1, device ctr1");
}

static void check_endpoints(void)
{
	struct nl_event event = {
		.object = NL_OBJECT_ENDPOINT,
		.endpoint = { .id = 7, .network = 3, .mac = { 2, 0, 0, 0, 0, 9 } },
	};

	told(&event, "endpoint added - on bridge: 02:00:00:00:00:09");
	event_name_set(&names.endpoints, 7, "web");
	event.endpoint.address.s_addr = htonl(0xac110002);
	inet_pton(AF_INET6, "2001:db8::2", &event.endpoint.address6);
	told(&event,
	     "endpoint changed web on bridge: 02:00:00:00:00:09 172.17.0.2 2001:db8::2");
}

static void check_publishes(void)
{
	struct nl_event event = {
		.object = NL_OBJECT_PUBLISH,
		.publish = {
			.id = 1, .endpoint = 7, .network = 3, .protocol = IPPROTO_UDP,
			.host_port = 9000, .host_port_end = 9002, .port = 53,
		},
	};

	event.publish.host = address_any(AF_INET6);
	told(&event, "publish added [::]:9000-9002 -> web:53-55/udp on bridge");
	event.gone = true;
	event.publish.host_port_end = 9000;
	told(&event, "publish removed [::]:9000 -> web:53/udp on bridge");
}

static void check_links(void)
{
	struct nl_expose exposed[] = { { IPPROTO_TCP, 80, 82 }, { IPPROTO_UDP, 53, 53 } };
	struct nl_event event = { .object = NL_OBJECT_LINK };

	event.link = (struct nl_link){
		.id = 2, .recipient = 7, .source = 8, .exposed = exposed, .n_exposed = 2,
	};
	event.link_network = 3;
	told(&event, "link added web -> db on bridge: 80-82/tcp 53/udp");
	event.link.n_exposed = 0;
	told(&event, "link changed web -> db on bridge: -");
	event.gone = true;
	told(&event, "link removed web -> db on bridge: -");
}

int main(void)
{
	struct nl_event gone = {
		.object = NL_OBJECT_ENDPOINT, .gone = true, .endpoint = { .id = 7, .network = 3 },
	};

	event_name_set(&names.networks, 3, "bridge");
	event_name_set(&names.endpoints, 8, "db");
	ktap_begin();
	check_networks();
	check_endpoints();
	check_publishes();
	check_links();
	told(&gone, "endpoint removed web on bridge: 00:00:00:00:00:00");
	ktap_ok(!event_name_of(&names.endpoints, 7), "what is gone has no name any more");
	event_names_free(&names);
	event_names_free(&seen);
	return ktap_end();
}
