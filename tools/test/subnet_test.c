// SPDX-License-Identifier: GPL-2.0-only
/* Which subnets are accepted, and which one is taken. */
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
	{ "fd00::/64", "fd00::/64" },
	{ "2001:db8:0:1::/64", "2001:db8:0:1::/64" },
	{ "fd00::1/64", "invalid subnet fd00::1/64: it should be fd00::/64" },
	{ "fd00::/129", "invalid CIDR address: fd00::/129" },
	{ "fd00::/127", "invalid subnet fd00::/127: the prefix must be 8 to 126" },
	{ "fe80::/64", "invalid subnet fe80::/64: not addresses of hosts" },
	{ "ff02::/64", "invalid subnet ff02::/64: not addresses of hosts" },
	{ "::/64", "invalid subnet ::/64: not addresses of hosts" },
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

static struct subnet must_parse(const char *text)
{
	struct subnet s = { 0 };
	struct error err;

	ktap_ok(subnet_parse_part(text, &s, &err) == 0, "%s", text);
	return s;
}

static void test_parts(void)
{
	const struct subnet s = must_parse("10.1.0.0/16"), part = must_parse("10.1.128.0/17");
	const struct subnet other = must_parse("10.2.0.0/32"), ipv6 = must_parse("fd00::/8");

	ktap_ok(subnet_contains(&s, &part), "a part");
	ktap_ok(!subnet_contains(&part, &s), "the whole is no part");
	ktap_ok(!subnet_contains(&s, &other), "another subnet is no part");
	ktap_ok(!subnet_contains(&ipv6, &s) && !subnet_overlap(&ipv6, &s),
		"families have nothing in common");
}

static void test_pick_ipv6(void)
{
	struct subnet a, b;

	ktap_ok(subnet_pick_ipv6(NULL, 0, &a) && subnet_pick_ipv6(&a, 1, &b), "unique local ones");
	ktap_ok(a.prefix == 64 && !strncmp(subnet_text(&a), "fd", 2), "of fd00::/8");
	ktap_ok(!subnet_overlap(&a, &b), "two of them differ");
}

static bool has_host(const char *subnet, const char *address)
{
	struct address host;
	struct error err;
	struct subnet s;

	return address_parse(address, &host) &&
	       subnet_parse(subnet, &s, &err) == 0 && subnet_has_host(&s, &host);
}

static void test_hosts(void)
{
	ktap_ok(has_host("10.1.0.0/24", "10.1.0.1"), "the first host");
	ktap_ok(has_host("10.1.0.0/24", "10.1.0.254"), "the last host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.0.0"), "the network is no host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.0.255"), "the broadcast is no host");
	ktap_ok(!has_host("10.1.0.0/24", "10.1.1.1"), "a host of another subnet");
	ktap_ok(has_host("fd00:1::/64", "fd00:1::1"), "the first host of IPv6");
	ktap_ok(has_host("fd00:1::/64", "fd00:1::ffff:ffff:ffff:ffff"), "the last host of IPv6");
	ktap_ok(!has_host("fd00:1::/64", "fd00:1::"), "the routers' address is no host");
	ktap_ok(!has_host("fd00:1::/64", "fd00:2::1"), "a host of another subnet of IPv6");
	ktap_ok(!has_host("fd00:1::/64", "10.1.0.1"), "nor one of the other family");
}

int main(void)
{
	ktap_begin();
	test_parse();
	test_pick();
	test_hosts();
	test_parts();
	test_pick_ipv6();
	return ktap_end();
}
