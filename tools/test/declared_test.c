// SPDX-License-Identifier: GPL-2.0-only
/* What files declare, as save writes them and people do: read, compared, refused. */
#include <linux/ctrnet.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "declared.h"
#include "declared_parse.h"
#include "ktap.h"
#include "network_differs.h"
#include "network_options.h"
#include "strv.h"

/* In the place of the tool's, which comes with all its commands. */
int command_help(const char *name)
{
	(void)name;
	return EXIT_OK;
}

static const struct nl_network net = {
	.device = "ctr1",
	.alias = "front 0000000000000000000000000000000000000000000000000000000000000001",
	.prefix = 24,
	.mtu = 1500,
	.options = CTRNET_NETWORK_ICC | CTRNET_NETWORK_FIREWALL,
	.limits = { .flows = 9 },
};

static const struct {
	const char *json;
	const char *expected;	/* the key which differs, the first fault, or "" */
} networks[] = {
	{ "{\"name\": \"front\"}", "" },
	{ "{\"name\": \"front\", \"subnets\": [\"10.9.0.0/24\"]}", "" },
	{ "{\"name\": \"front\", \"subnets\": [\"10.9.1.0/24\"]}", "subnets" },
	{ "{\"name\": \"front\", \"subnets\": [\"10.9.0.0/25\"]}", "subnets" },
	{ "{\"name\": \"front\", \"subnets\": [\"fd00::/64\"]}", "subnets" },
	{ "{\"name\": \"front\", \"gateways\": [\"10.9.0.1\"]}", "" },
	{ "{\"name\": \"front\", \"gateways\": [\"10.9.0.2\"]}", "gateways" },
	{ "{\"name\": \"front\", \"ipv6\": false}", "" },
	{ "{\"name\": \"front\", \"ipv6\": true}", "ipv6" },
	{ "{\"name\": \"front\", \"mtu\": 1500, \"device\": \"ctr1\"}", "" },
	{ "{\"name\": \"front\", \"mtu\": 1400}", "mtu" },
	{ "{\"name\": \"front\", \"device\": \"ctr2\"}", "device" },
	{ "{\"name\": \"front\", \"icc\": true, \"masquerade\": false}", "" },
	{ "{\"name\": \"front\", \"icc\": false}", "icc" },
	{ "{\"name\": \"front\", \"routed\": true}", "routed" },
	{ "{\"name\": \"front\", \"internal\": true}", "internal" },
	{ "{\"name\": \"front\", \"timeouts\": {\"udp\": 30}}", "" },
	{ "{\"name\": \"front\", \"timeouts\": {\"udp\": 31}}", "timeouts" },
	{ "{\"name\": \"front\", \"flow_limit\": 9}", "" },
	{ "{\"name\": \"front\", \"flow_limit\": 0}", "flow_limit" },
	{ "{\"name\": \"front\", \"labels\": [\"a=b\"]}", "" },
	{ "{\"name\": \"front\", \"labels\": [\"a=c\"]}", "labels" },
	{ "{\"name\": \"front\", \"port_range\": \"1-2\"}", "port_range" },
	{ "{\"name\": \"front\", \"publish_address\": \"127.0.0.1\"}", "publish_address" },
	{ "{\"name\": \"-\"}", "it: name: only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" },
	{ "{\"mtu\": 1500}", "it has no name" },
	{ "{\"name\": \"front\", \"internal\": true, \"routed\": true}",
	  "it: conflicting options: a network is internal or routed" },
	{ "{\"name\": \"front\", \"timeouts\": {\"udp\": \"1m\"}}",
	  "it: timeouts must be an object of numbers" },
	{ "{\"name\": \"front\", \"gateways\": [\"x\"]}",
	  "it: gateways: invalid gateway address: x" },
	{ "[]", "it must be an object" },
};

static void test_network(const char *text, const char *expected)
{
	struct network_config config = { .pool = { 0 } };
	struct network_request request = { .name = NULL };
	struct nl_network has = net;
	char **faults = NULL;
	const char *key = NULL;
	struct address a;
	json_t *json;

	address_parse("10.9.0.1", &a);
	has.gateway = a.v4;
	for (size_t i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		has.limits.timeouts[i] = 30;
	strv_take(&config.labels, strdup("a=b"));
	json = json_loads(text, 0, NULL);
	declared_network_read(&request, json, "it", &faults);
	if (!faults)
		key = network_differs(&request, &has, &config);
	ktap_equal(text, faults ? faults[0] : key ? key : "", expected);
	network_request_clear(&request);
	network_config_clear(&config);
	strv_free(faults);
	json_decref(json);
}

static const struct {
	const char *json;
	const char *expected;	/* the first fault, or what is written of it */
} containers[] = {
	{ "{\"name\": \"web\"}",
	  "{\"name\":\"web\",\"netns\":\"/run/netns/web\","
	  "\"networks\":[{\"network\":\"bridge\"}],"
	  "\"publish\":[],\"expose\":[],\"links\":[]}" },
	{ "{\"networks\": [{\"ip\": \"10.9.0.2\", \"network\": \"front\"},"
	  " {\"network\": \"back\", \"aliases\": [\"www\"], \"mac_address\": \"02:00:00:00:00:01\"}],"
	  " \"publish\": [\"80\"], \"expose\": [\"81\"], \"name\": \"web\", \"netns\": \"/x\"}",
	  "{\"name\":\"web\",\"netns\":\"/x\","
	  "\"networks\":[{\"network\":\"front\",\"ip\":\"10.9.0.2\"},"
	  "{\"network\":\"back\",\"mac_address\":\"02:00:00:00:00:01\",\"aliases\":[\"www\"]}],"
	  "\"publish\":[\"0:80/tcp\"],\"expose\":[\"81/tcp\"],\"links\":[]}" },
	{ "{\"name\": \"web\", \"networks\": [{\"network\": \"a\"}, {\"network\": \"a\"}]}",
	  "it: network a is given twice" },
	{ "{\"name\": \"web\", \"networks\": [{\"network\": \"container:a\"}]}",
	  "it: container:a is no network to put something on" },
	{ "{\"name\": \"web\", \"networks\": [\"a\"]}", "it must be an object" },
	{ "{\"name\": \"web\", \"networks\": [{\"network\": \"a\", \"ip\": \"1\"}]}",
	  "it: ip: invalid IPv4 address: 1" },
	{ "{\"name\": \"web\", \"links\": [\":a\"]}",
	  "it: links: ':a' is not SOURCE or SOURCE:ALIAS" },
	{ "{\"name\": \"web\", \"netns\": \"web\"}",
	  "it: netns: 'web' is no path that begins with /" },
	{ "{}", "it has no name" },
};

static void test_container(const char *text, const char *expected)
{
	struct declared_container dc = { .netns = NULL };
	char **faults = NULL, *written = NULL;
	json_t *json, *again;

	json = json_loads(text, 0, NULL);
	declared_container_read(&dc, json, "it", &faults);
	if (!faults) {
		dc.request->c->netns_path = strdup(dc.netns);
		again = declared_container_json(dc.request->c);
		written = json_dumps(again, JSON_COMPACT);
		json_decref(again);
	}
	ktap_equal(text, faults ? faults[0] : written, expected);
	free(written);
	request_free(dc.request);
	free(dc.netns);
	strv_free(dc.publish);
	strv_free(dc.links);
	strv_free(faults);
	json_decref(json);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(networks); i++)
		test_network(networks[i].json, networks[i].expected);
	for (i = 0; i < ARRAY_SIZE(containers); i++)
		test_container(containers[i].json, containers[i].expected);
	return ktap_end();
}
