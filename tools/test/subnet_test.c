// SPDX-License-Identifier: GPL-2.0-only
/* Which subnets are accepted, and which one is taken. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "ktap.h"
#include "subnet.h"

static const struct {
	const char *text;
	const char *meaning;
} subnets[] = {
	{ "172.20.0.0/16", "172.20.0.0/16" },
	{ "10.0.0.0/8", "10.0.0.0/8" },
	{ "192.168.1.4/30", "192.168.1.4/30" },
	{ "192.168.1.1/24", "invalid subnet 192.168.1.1/24: it should be 192.168.1.0/24" },
	{ "192.168.1.0", "invalid CIDR address: 192.168.1.0" },
	{ "192.168.1.0/", "invalid CIDR address: 192.168.1.0/" },
	{ "192.168.1.0/33", "invalid CIDR address: 192.168.1.0/33" },
	{ "192.168.1.0/2x", "invalid CIDR address: 192.168.1.0/2x" },
	{ "192.168.1.0/+24", "invalid CIDR address: 192.168.1.0/+24" },
	{ "192.168.1/24", "invalid CIDR address: 192.168.1/24" },
	{ "fd00::/64", "invalid CIDR address: fd00::/64" },
	{ "", "invalid CIDR address: " },
	{ "10.0.0.0/31", "invalid subnet 10.0.0.0/31: the prefix must be 8 to 30" },
	{ "0.0.0.0/0", "invalid subnet 0.0.0.0/0: the prefix must be 8 to 30" },
	{ "127.0.0.0/8", "invalid subnet 127.0.0.0/8: not addresses of hosts" },
	{ "224.0.0.0/24", "invalid subnet 224.0.0.0/24: not addresses of hosts" },
};

static void test_parse(void)
{
	struct error err;
	struct subnet s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(subnets); i++)
		ktap_equal(subnets[i].text,
			   subnet_parse(subnets[i].text, &s, &err) < 0 ?
			   err.text : subnet_text(&s), subnets[i].meaning);
}

static const struct {
	const char *used;
	const char *picked;
} picks[] = {
	{ "", "172.17.0.0/16" },
	{ "172.17.0.0/16", "172.18.0.0/16" },
	{ "172.17.5.0/24 172.18.0.0/16", "172.19.0.0/16" },
	{ "172.16.0.0/12", "192.168.0.0/20" },
	{ "172.16.0.0/12 192.168.0.0/24", "192.168.16.0/20" },
	{ "172.16.0.0/12 192.168.0.0/16", "10.0.0.0/16" },
	{ "172.16.0.0/12 192.168.0.0/16 10.0.0.0/15", "10.2.0.0/16" },
	{ "172.16.0.0/12 192.168.0.0/16 10.0.0.0/8", "none" },
};

static size_t parse_used(const char *text, struct subnet *used)
{
	char copy[128], *rest = copy, *word;
	struct error err;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&rest, " ")))
		if (*word && subnet_parse(word, &used[n], &err) == 0)
			n++;
	return n;
}

static void test_pick(void)
{
	struct subnet used[8], s;
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(picks); i++) {
		n = parse_used(picks[i].used, used);
		ktap_equal(*picks[i].used ? picks[i].used : "nothing is used",
			   subnet_pick(used, n, &s) ? subnet_text(&s) : "none",
			   picks[i].picked);
	}
}

static bool has_host(const char *subnet, const char *address)
{
	struct in_addr host;
	struct error err;
	struct subnet s;

	inet_pton(AF_INET, address, &host);
	return subnet_parse(subnet, &s, &err) == 0 && subnet_has_host(&s, host);
}

static void test_hosts(void)
{
	ktap_ok(has_host("10.1.0.0/24", "10.1.0.1"), "the first host");
	ktap_ok(has_host("10.1.0.0/24", "10.1.0.254"), "the last host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.0.0"), "the network is no host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.0.255"), "the broadcast is no host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.1.1"), "a host of another subnet");
}

int main(void)
{
	ktap_begin();
	test_parse();
	test_pick();
	test_hosts();
	return ktap_end();
}
