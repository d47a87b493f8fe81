// SPDX-License-Identifier: GPL-2.0-only
/* What network set makes of that which is remembered of a network. */
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "compiler.h"
#include "ktap.h"
#include "network_options.h"
#include "options.h"
#include "strv.h"

/* An option with its value. */
struct word {
	option_take *take;
	const char *value;
};

static const struct {
	const char *test;
	struct word words[2];
	const char *expected;
} rows[] = {
	{ "what is not given stays", { { network_option_icc, "off" } },
	  "49000-49100 192.0.2.1  internal a=b" },
	{ "a range of ports", { { network_option_port_range, "50000-50010" } },
	  "50000-50010 192.0.2.1  internal a=b" },
	{ "an address", { { network_option_publish_address, "192.0.2.7" } },
	  "49000-49100 192.0.2.7  internal a=b" },
	{ "of IPv6", { { network_option_publish_address, "2001:db8::1" } },
	  "49000-49100 2001:db8::1  internal a=b" },
	{ "a device in its place", { { network_option_publish_address, "lo" } },
	  "49000-49100  lo internal a=b" },
	{ "all addresses, as if none were given",
	  { { network_option_publish_address, "0.0.0.0" } },
	  "49000-49100   internal a=b" },
	{ "the last one given",
	  { { network_option_publish_address, "lo" },
	    { network_option_publish_address, "192.0.2.7" } },
	  "49000-49100 192.0.2.7  internal a=b" },
	{ "both",
	  { { network_option_port_range, "1-2" }, { network_option_publish_address, "0.0.0.0" } },
	  "1-2   internal a=b" },
};

static char *describe(const struct network_config *config)
{
	char publish[ADDRESS_TEXT_LEN], *labels = strv_join(config->labels, " ");
	char *text = xasprintf("%u-%u %s %s %s %s", config->port_first, config->port_last,
			       address_text(&config->publish, publish), config->publish_device,
			       config->internal ? "internal" : "-", labels);

	free(labels);
	return text;
}

static char *change(const struct word *words)
{
	struct network_config config = {
		.port_first = 49000, .port_last = 49100, .internal = true,
	};
	struct network_request request = { .name = NULL };
	struct error err = { .text = "" };
	char *text = NULL;
	size_t i;

	address_parse("192.0.2.1", &config.publish);
	strv_take(&config.labels, xstrdup("a=b"));
	for (i = 0; !text && i < ARRAY_SIZE(rows[0].words) && words[i].value; i++)
		if (words[i].take(&request, words[i].value, &err) < 0)
			text = xstrdup(err.text);
	if (!text) {
		network_request_change(&request, &config);
		text = describe(&config);
	}
	network_config_clear(&config);
	network_request_clear(&request);
	return text;
}

int main(void)
{
	char *text;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		text = change(rows[i].words);
		ktap_equal(rows[i].test, text, rows[i].expected);
		free(text);
	}
	return ktap_end();
}
