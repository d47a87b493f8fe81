// SPDX-License-Identifier: GPL-2.0-only
#include "network_limits.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "compiler.h"
#include "nl_network.h"
#include "strv.h"

/* What the module takes at most: a week. */
#define TIMEOUT_MAX	(7 * 24 * 60 * 60)

/* Made of the uapi header: see enum_names.awk. */
static const char *const names[] = {
#include "timeout_names.inc"
};

static_assert(ARRAY_SIZE(names) == CTRNET_A_TIMEOUTS_MAX + 1, "a name for each");

const char *network_timeout_name(unsigned int timeout)
{
	return names[timeout];
}

/* A number of at most @max, before any unit; @end is behind it. */
static bool parse_number(const char *text, unsigned long max, uint32_t *value, char **end)
{
	unsigned long number;

	errno = 0;
	number = strtoul(text, end, 10);
	*value = number;
	return *text >= '0' && *text <= '9' && !errno && number <= max;
}

/* Seconds by the letter behind a number; 0 if it is no unit. */
static unsigned int unit(const char *text)
{
	static const struct {
		const char *text;
		unsigned int seconds;
	} units[] = {
		{ "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 60 * 60 }, { "d", 24 * 60 * 60 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(text, units[i].text))
			return units[i].seconds;
	return 0;
}

/* 0 if it is no time which a timeout may be. */
static uint32_t parse_seconds(const char *text)
{
	uint32_t value;
	uint64_t seconds;
	char *end;

	if (!parse_number(text, TIMEOUT_MAX, &value, &end))
		return 0;
	seconds = (uint64_t)value * unit(end);
	return seconds <= TIMEOUT_MAX ? seconds : 0;
}

/* 0 if there is none of that name. */
static unsigned int find_timeout(const char *name, size_t len)
{
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == len && !strncmp(names[i], name, len))
			return i;
	return 0;
}

static int no_such_timeout(const char *name, size_t len, struct error *err)
{
	char *all = xstrdup(names[1]), *longer;
	unsigned int i;

	for (i = 2; i < ARRAY_SIZE(names); i++) {
		longer = xasprintf("%s, %s", all, names[i]);
		free(all);
		all = longer;
	}
	error_set(err, EINVAL, "no such timeout: %.*s (only %s)", (int)len, name, all);
	free(all);
	return -1;
}

int network_timeout_parse(struct nl_network_change *change, const char *text,
			  struct error *err)
{
	size_t len = strcspn(text, "=");
	unsigned int timeout = find_timeout(text, len);
	uint32_t seconds;

	if (!text[len])
		return error_set(err, EINVAL,
				 "invalid timeout '%s': it is TIMEOUT=TIME, such as udp=5m", text);
	if (!timeout)
		return no_such_timeout(text, len, err);
	seconds = parse_seconds(text + len + 1);
	if (!seconds)
		return error_set(err, EINVAL,
				 "invalid timeout '%s': it is 1 second to 7 days, such as 300, 5m or 2h",
				 text);
	change->limits.timeouts[timeout] = seconds;
	change->asked_timeouts |= 1u << timeout;
	return 0;
}

static int parse_limit(uint32_t *limit, bool *asked, const char *text, struct error *err)
{
	char *end;

	if (!parse_number(text, UINT32_MAX, limit, &end) || *end)
		return error_set(err, EINVAL,
				 "invalid number of flows '%s': it is 0, for any number, to %u",
				 text, UINT32_MAX);
	*asked = true;
	return 0;
}

int network_flow_limit_parse(struct nl_network_change *change, const char *text,
			     struct error *err)
{
	return parse_limit(&change->limits.flows, &change->asked_flows, text, err);
}

int network_endpoint_flow_limit_parse(struct nl_network_change *change, const char *text,
				      struct error *err)
{
	return parse_limit(&change->limits.endpoint_flows, &change->asked_endpoint_flows,
			   text, err);
}

/* Options are strings, as Docker has them. */
static void set_number(json_t *options, const char *name, uint32_t value)
{
	json_object_set_new(options, name, json_sprintf("%u", value));
}

void network_limits_json(json_t *options, const struct nl_limits *limits)
{
	unsigned int i;
	char *name;

	for (i = 1; i < ARRAY_SIZE(names); i++) {
		name = xasprintf("ctrnet.timeout.%s", names[i]);
		set_number(options, name, limits->timeouts[i]);
		free(name);
	}
	set_number(options, "ctrnet.flow_limit", limits->flows);
	set_number(options, "ctrnet.endpoint_flow_limit", limits->endpoint_flows);
}
