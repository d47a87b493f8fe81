// SPDX-License-Identifier: GPL-2.0-only
/* What flows have done between two looks. */
#include <arpa/inet.h>
#include <stdio.h>

#include "compiler.h"
#include "flow_rates.h"
#include "ktap.h"
#include "nl_flow.h"

static struct nl_flow flow(uint32_t publish, const char *client, uint16_t port,
			   uint64_t in, uint64_t out)
{
	struct nl_flow f = {
		.publish = publish,
		.protocol = IPPROTO_TCP,
		.original = { .source_port = port, .packets = in / 100, .bytes = in },
		.reply = { .packets = out / 100, .bytes = out },
	};

	address_parse(client, &f.original.source);
	address_parse("192.0.2.1", &f.original.destination);
	return f;
}

static void between(const char *what, const struct nl_flow *before, size_t n_before,
		    const struct nl_flow *after, size_t n_after, const char *expected)
{
	const struct flow_rate rate = flow_rates_between(before, n_before, after, n_after, 7);
	char got[64];

	snprintf(got, sizeof(got), "%ju %ju %ju", (uintmax_t)rate.in, (uintmax_t)rate.out,
		 (uintmax_t)rate.packets);
	ktap_equal(what, got, expected);
}

int main(void)
{
	struct nl_flow before[] = {
		flow(7, "192.0.2.9", 1000, 100, 5000),
		flow(8, "192.0.2.9", 1001, 100, 100),
		flow(7, "2001:db8::1", 1000, 900, 900),
	};
	struct nl_flow after[] = {
		flow(7, "192.0.2.9", 1002, 300, 400),
		flow(8, "192.0.2.9", 1001, 100000, 100),
		flow(7, "192.0.2.9", 1000, 600, 9000),
		flow(7, "2001:db8::1", 1000, 200, 100),
	};

	ktap_begin();
	flow_rates_sort(before, ARRAY_SIZE(before));
	flow_rates_sort(after, ARRAY_SIZE(after));
	between("none before: all they have", NULL, 0, after, ARRAY_SIZE(after), "1100 9500 106");
	between("what was added, what is new, and another between the same ends",
		before, ARRAY_SIZE(before), after, ARRAY_SIZE(after), "1000 4500 55");
	between("none is left", before, ARRAY_SIZE(before), NULL, 0, "0 0 0");
	return ktap_end();
}
