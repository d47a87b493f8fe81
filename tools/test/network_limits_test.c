// SPDX-License-Identifier: GPL-2.0-only
/* How timeouts and numbers of flows are written. */
#include <stdio.h>

#include "compiler.h"
#include "ktap.h"
#include "network_limits.h"
#include "nl_network.h"

#define TIME_REFUSED(text) \
	"invalid timeout '" text "': it is 1 second to 7 days, such as 300, 5m or 2h"
#define FLOWS_REFUSED(text) \
	"invalid number of flows '" text "': it is 0, for any number, to 4294967295"

static const struct {
	const char *text;
	const char *meaning;
} timeouts[] = {
	{ "udp=1", "udp 1" },
	{ "udp-dns=30s", "udp-dns 30" },
	{ "tcp-opening=4m", "tcp-opening 240" },
	{ "tcp-established=2h", "tcp-established 7200" },
	{ "icmp=7d", "icmp 604800" },
	{ "tcp-closing=604800", "tcp-closing 604800" },
	{ "udp=604801", TIME_REFUSED("udp=604801") },
	{ "udp=169h", TIME_REFUSED("udp=169h") },
	{ "udp=604800d", TIME_REFUSED("udp=604800d") },
	{ "udp=99999999999999999999", TIME_REFUSED("udp=99999999999999999999") },
	{ "udp=0", TIME_REFUSED("udp=0") },
	{ "udp=0h", TIME_REFUSED("udp=0h") },
	{ "udp=-1", TIME_REFUSED("udp=-1") },
	{ "udp= 1", TIME_REFUSED("udp= 1") },
	{ "udp=5M", TIME_REFUSED("udp=5M") },
	{ "udp=5m5", TIME_REFUSED("udp=5m5") },
	{ "udp=m", TIME_REFUSED("udp=m") },
	{ "udp=", TIME_REFUSED("udp=") },
	{ "udp", "invalid timeout 'udp': it is TIMEOUT=TIME, such as udp=5m" },
	{ "", "invalid timeout '': it is TIMEOUT=TIME, such as udp=5m" },
	{ "ud=1", "no such timeout: ud (only tcp-established, tcp-opening, tcp-closing, "
		  "udp, udp-unreplied, udp-dns, icmp)" },
};

/* The only timeout which was asked for, and what for. */
static const char *asked_timeout(const struct nl_network_change *change, char *text, size_t len)
{
	unsigned int i;

	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++) {
		if (change->asked_timeouts == 1u << i) {
			snprintf(text, len, "%s %u", network_timeout_name(i),
				 change->limits.timeouts[i]);
			return text;
		}
	}
	return "not just one";
}

static void test_timeouts(void)
{
	struct error err;
	char text[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(timeouts); i++) {
		struct nl_network_change change = { .asked = 0 };

		ktap_equal(timeouts[i].text,
			   network_timeout_parse(&change, timeouts[i].text, &err) < 0 ?
			   err.text : asked_timeout(&change, text, sizeof(text)),
			   timeouts[i].meaning);
	}
}

static const struct {
	const char *text;
	const char *meaning;
} limits[] = {
	{ "0", "0" },
	{ "1", "1" },
	{ "4294967295", "4294967295" },
	{ "4294967296", FLOWS_REFUSED("4294967296") },
	{ "-1", FLOWS_REFUSED("-1") },
	{ "1k", FLOWS_REFUSED("1k") },
	{ "", FLOWS_REFUSED("") },
};

static void test_limits(void)
{
	struct error err;
	char text[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		struct nl_network_change change = { .asked = 0 };
		int ret = network_flow_limit_parse(&change, limits[i].text, &err);

		snprintf(text, sizeof(text), "%u", change.limits.flows);
		ktap_equal(limits[i].text, ret < 0 ? err.text : text, limits[i].meaning);
	}
}

int main(void)
{
	ktap_begin();
	test_timeouts();
	test_limits();
	return ktap_end();
}
