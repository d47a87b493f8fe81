// SPDX-License-Identifier: GPL-2.0-only
/* What portMappings of a CNI runtime become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cni/mappings.h"
#include "compiler.h"
#include "ktap.h"

#define BAD	"7 invalid runtimeConfig.portMappings"

static const struct {
	const char *json;
	const char *meaning;
} mappings[] = {
	{ "null", "" },
	{ "[]", "" },
	{ "[{\"hostPort\": 8080, \"containerPort\": 80}]", "8080:80/tcp" },
	{ "[{\"hostPort\": 53, \"containerPort\": 53, \"protocol\": \"UDP\"}]", "53:53/udp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"protocol\": \"sctp\"}]", "1:1/sctp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"protocol\": null}]", "1:1/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 2, \"hostIP\": \"127.0.0.1\"}]",
	  "127.0.0.1:1:2/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 2, \"hostIP\": \"::1\"}]", "[::1]:1:2/tcp" },
	{ "[{\"hostPort\": 2, \"containerPort\": 3}, {\"hostPort\": 1, \"containerPort\": 2}]",
	  "1-2:2-3/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1}, {\"hostPort\": 2, \"containerPort\": 3}]",
	  "1:1/tcp 2:3/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1}, {\"hostPort\": 1, \"containerPort\": 1}]",
	  "1:1/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1}, {\"hostPort\": 2, \"containerPort\": 2,"
	  " \"protocol\": \"udp\"}]", "1:1/tcp 2:2/udp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1}, {\"hostPort\": 1, \"containerPort\": 2}]",
	  "7 Bind for 0.0.0.0:1 failed: port is already allocated (by the same container)" },
	{ "[{\"hostPort\": 1, \"containerPort\": 2, \"range\": 3}]", "1-3:2-4/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"range\": 3}, {\"hostPort\": 4, \"containerPort\": 4}]",
	  "1-4:1-4/tcp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"range\": 3}, {\"hostPort\": 1, \"containerPort\": 1}]",
	  "7 Bind for 0.0.0.0:1 failed: port is already allocated (by the same container)" },
	{ "[{\"hostPort\": 65535, \"containerPort\": 1, \"range\": 2}]",
	  BAD "[0]: range must be how many ports follow, up to 65535" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"range\": 0}]",
	  BAD "[0]: range must be how many ports follow, up to 65535" },
	{ "{}", BAD ": it must be an array" },
	{ "[1]", BAD "[0]: it must be an object" },
	{ "[{\"hostPort\": 1}]", BAD "[0]: containerPort must be 1 to 65535" },
	{ "[{\"hostPort\": 0, \"containerPort\": 1}]", BAD "[0]: hostPort must be 1 to 65535" },
	{ "[{\"hostPort\": -1, \"containerPort\": 1}]", BAD "[0]: hostPort must be 1 to 65535" },
	{ "[{\"hostPort\": 65537, \"containerPort\": 1}]", BAD "[0]: hostPort must be 1 to 65535" },
	{ "[{\"hostPort\": \"1\", \"containerPort\": 1}]", BAD "[0]: hostPort must be 1 to 65535" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"protocol\": 6}]",
	  BAD "[0]: protocol must be tcp, udp or sctp" },
	{ "[{\"hostPort\": 1, \"containerPort\": 1, \"hostIP\": \"a\"}]",
	  BAD "[0]: hostIP must be an address" },
};

/* Of all bindings; malloc'ed. */
static char *specs(const struct port_set *set)
{
	char *text = xstrdup(""), *spec, *longer;
	char address[ADDRESS_TEXT_LEN], ports[64];
	const struct port_binding *b;

	for (b = set->bindings; b < set->bindings + set->n_bindings; b++) {
		if (b->port_count > 1)
			snprintf(ports, sizeof(ports), "%u-%u:%u-%u", b->host_port,
				 b->host_port_end, b->port, b->port + b->port_count - 1);
		else
			snprintf(ports, sizeof(ports), "%u:%u", b->host_port, b->port);
		spec = xasprintf("%s%s%s/%s", address_text_port(&b->host, address),
				 b->host.family == AF_UNSPEC ? "" : ":", ports,
				 ports_protocol_name(b->protocol));
		longer = xasprintf("%s%s%s", text, *text ? " " : "", spec);
		free(spec);
		free(text);
		text = longer;
	}
	return text;
}

static void test_one(const char *json, const char *meaning)
{
	json_t *array = json_loads(json, JSON_DECODE_ANY, NULL);
	struct port_set set = { 0 };
	struct cni_failure f;
	char *got;

	got = cni_mappings_add(&set, array, &f) < 0 ? xasprintf("%d %s", f.code, f.msg) :
						      specs(&set);
	ktap_equal(json, got, meaning);
	free(got);
	ports_free(&set);
	json_decref(array);
}

/* Asked for by a second network: they are there already. */
static void test_again(void)
{
	json_t *array = json_loads("[{\"hostPort\": 1, \"containerPort\": 1}]", 0, NULL);
	struct port_set set = { 0 };
	struct cni_failure f;

	cni_mappings_add(&set, array, &f);
	ktap_ok(cni_mappings_add(&set, array, &f) == 0 && set.n_bindings == 1,
		"the same again changes nothing");
	ports_free(&set);
	json_decref(array);
}

/* As podman says a range. */
static void test_many(void)
{
	struct port_set set = { 0 };
	json_t *array = json_array();
	struct cni_failure f;
	int port;

	for (port = 60000; port > 0; port--)
		json_array_append_new(array, json_pack("{s:i, s:i}", "hostPort", port,
						       "containerPort", port));
	ktap_ok(cni_mappings_add(&set, array, &f) == 0 && set.n_bindings == 1,
		"60000 neighbours are one range");
	ports_free(&set);
	json_decref(array);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(mappings); i++)
		test_one(mappings[i].json, mappings[i].meaning);
	test_again();
	test_many();
	return ktap_end();
}
