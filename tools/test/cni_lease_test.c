// SPDX-License-Identifier: GPL-2.0-only
/* What is made of the result of a plugin for addresses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cni/lease.h"
#include "compiler.h"
#include "ktap.h"

#define IP	"{\"ips\": [{\"address\": \"10.0.0.2/24\", \"gateway\": \"10.0.0.1\"}]"
#define NO_WAY	"{\"ips\": [{\"address\": \"10.0.0.2/24\"}]"
#define WITH(member) \
	IP ", \"routes\": [{\"dst\": \"10.1.0.0/16\", " member "}]}"
#define DEFAULT(gateway) \
	", \"routes\": [{\"dst\": \"0.0.0.0/0\", \"gw\": \"" gateway "\"}]}"
#define REFUSED(key) \
	"2 the ipam plugin gave a route with " key ", which is not supported: ctrnet sets up plain routes of the main table"
#define ELSEWHERE \
	"2 the ipam plugin gave a default route by way of 10.0.0.3, which is not supported: it is by the gateway 10.0.0.1"

static const struct {
	const char *json;
	const char *meaning;
} leases[] = {
	{ IP "}", "10.0.0.2 of 10.0.0.0/24 by 10.0.0.1" },
	{ NO_WAY "}", "10.0.0.2 of 10.0.0.0/24 by " },
	{ "{\"ips\": [{\"address\": \"10.0.0.2/4294967320\"}]}",
	  "7 the ipam plugin gave an invalid address: 10.0.0.2/4294967320" },
	{ "{}", "7 the ipam plugin gave no IPv4 address: an endpoint needs one" },
	{ IP ", \"routes\": [{\"dst\": \"0.0.0.0/0\"}, {\"dst\": \"::/0\", \"gw\": \"fd00::1\"}]}",
	  "10.0.0.2 of 10.0.0.0/24 by 10.0.0.1" },
	{ IP DEFAULT("10.0.0.1"),
	  "10.0.0.2 of 10.0.0.0/24 by 10.0.0.1" },
	{ NO_WAY DEFAULT("10.0.0.3"),
	  "10.0.0.2 of 10.0.0.0/24 by 10.0.0.3" },
	{ IP DEFAULT("10.0.0.3"),
	  ELSEWHERE },
	{ IP DEFAULT("x"),
	  "7 the ipam plugin gave an invalid gw of a route: x" },
	{ WITH("\"gw\": \"10.0.0.9\""),
	  "10.0.0.2 of 10.0.0.0/24 by 10.0.0.1, to 10.1.0.0/16 by 10.0.0.9" },
	{ WITH("\"table\": 254, \"scope\": 0, \"mtu\": null, \"advmss\": 0"),
	  "10.0.0.2 of 10.0.0.0/24 by 10.0.0.1, to 10.1.0.0/16 by " },
	{ WITH("\"table\": 100"), REFUSED("table") },
	{ WITH("\"priority\": 5"), REFUSED("priority") },
	{ WITH("\"scope\": 253"), REFUSED("scope") },
	{ WITH("\"mtu\": 1400"), REFUSED("mtu") },
	{ WITH("\"advmss\": 1400"), REFUSED("advmss") },
	{ WITH("\"table\": \"main\""), REFUSED("table") },
};

static char *describe(const struct cni_lease *lease)
{
	char address[ADDRESS_TEXT_LEN], gateway[ADDRESS_TEXT_LEN];
	const struct cni_given *v4 = &lease->v4;
	char *text, *longer;
	size_t i;

	text = xasprintf("%s of %s by %s", address_text(&v4->address, address),
			 subnet_text(&v4->subnet), address_text(&v4->gateway, gateway));
	for (i = 0; i < lease->n_routes; i++) {
		longer = xasprintf("%s, to %s by %s", text, subnet_text(&lease->routes[i].to),
				   address_text(&lease->routes[i].gateway, gateway));
		free(text);
		text = longer;
	}
	return text;
}

static void test(const char *json, const char *meaning)
{
	struct cni_lease lease;
	struct cni_failure f;
	char *got;

	got = cni_lease_read(&lease, json_loads(json, 0, NULL), &f) < 0 ?
	      xasprintf("%d %s", f.code, f.msg) : describe(&lease);
	ktap_equal(json, got, meaning);
	free(got);
	cni_lease_free(&lease);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(leases); i++)
		test(leases[i].json, leases[i].meaning);
	return ktap_end();
}
