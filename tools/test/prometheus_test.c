// SPDX-License-Identifier: GPL-2.0-only
/* What is counted, as Prometheus reads it: lines, and what is escaped in them. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "ktap.h"
#include "prometheus.h"

static const char stats[] =
	"{\"Limit\": 1000, \"Networks\": ["
	"{\"Name\": \"a\\\\b\\\"c\\nd\", \"Flows\": 3, \"Limit\": 0, \"Containers\": ["
	"{\"Name\": \"web\", \"Flows\": 2, \"ReceivedBytes\": 5000000000},"
	"{\"Name\": null, \"Flows\": 1}],"
	"\"Drops\": [{\"Reason\": \"ttl\", \"Packets\": 7}],"
	"\"Publishes\": [{\"Container\": \"web\", \"Protocol\": \"tcp\","
	"\"HostAddress\": \"0.0.0.0\", \"HostPort\": 8000, \"HostPortEnd\": 8001,"
	"\"Port\": 80, \"Flows\": 2}]},"
	"{\"Name\": \"other\", \"Flows\": 0, \"Limit\": 5, \"Containers\": [],"
	"\"Drops\": [], \"Publishes\": []}]}";

static const struct {
	const char *what;
	const char *line;
} lines[] = {
	{ "a family begins with what it is and its type",
	  "# HELP ctrnet_flows_limit Flows which there may be in all.\n"
	  "# TYPE ctrnet_flows_limit gauge\nctrnet_flows_limit 1000\n" },
	{ "labels are escaped",
	  "\nctrnet_network_flows{network=\"a\\\\b\\\"c\\nd\"} 3\n" },
	{ "samples of one family are together",
	  "\nctrnet_network_flows{network=\"a\\\\b\\\"c\\nd\"} 3\n"
	  "ctrnet_network_flows{network=\"other\"} 0\n# HELP" },
	{ "without a limit of its own, that of all holds",
	  "\nctrnet_network_flows_limit{network=\"a\\\\b\\\"c\\nd\"} 1000\n"
	  "ctrnet_network_flows_limit{network=\"other\"} 5\n" },
	{ "containers are counted", "\nctrnet_network_containers{network=\"other\"} 0\n" },
	{ "a reason of which there were some",
	  "reason=\"ttl\"} 7\n" },
	{ "and one of which there were none",
	  "\nctrnet_network_dropped_packets_total{network=\"other\",reason=\"icc\"} 0\n" },
	{ "more than 32 bits",
	  "container=\"web\"} 5000000000\n" },
	{ "a publish",
	  "container=\"web\",protocol=\"tcp\",host_address=\"0.0.0.0\",host_port=\"8000\","
	  "host_port_end=\"8001\",port=\"80\"} 2\n" },
};

int main(void)
{
	json_t *json = json_loads(stats, 0, NULL);
	char *text = prometheus_text(json);
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		ktap_ok(strstr(text, lines[i].line), "%s", lines[i].what);
	ktap_ok(!strstr(text, "container=\"\"}"), "none of a container without a name");
	free(text);
	json_decref(json);
	return ktap_end();
}
