// SPDX-License-Identifier: GPL-2.0-only
#include "flow_event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"

/* "" if it is not there. */
static const char *word(const json_t *event, const char *key)
{
	const char *text = json_string_value(json_object_get(event, key));

	return text ? text : "";
}

static json_int_t number(const json_t *event, const char *key)
{
	return json_integer_value(json_object_get(event, key));
}

static const char *container_of_endpoint(const json_t *traced, const char *key,
					 const struct event_names *names)
{
	return event_name_of(&names->endpoints, number(traced, key));
}

/* Those of it which are told as they are. */
static void copy_members(json_t *event, const json_t *traced)
{
	static const char *const members[] = {
		"Protocol", "Rule",
		"Source", "SourcePort", "Destination", "DestinationPort",
		"ReplySource", "ReplySourcePort", "ReplyDestination", "ReplyDestinationPort",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_object_set(event, members[i], json_object_get(traced, members[i]));
}

static void set_packets(json_t *event, const char *packets)
{
	unsigned long long there = 0, back = 0;

	if (sscanf(packets, "%llu/%llu", &there, &back) != 2)
		return;
	json_object_set_new(event, "Packets", json_integer(there));
	json_object_set_new(event, "ReplyPackets", json_integer(back));
}

json_t *flow_event_json(const json_t *traced, unsigned int network,
			const struct event_names *names)
{
	const bool ended = !strcmp(word(traced, "Event"), "end");
	json_t *event;

	if (!strcmp(word(traced, "Event"), "lost"))
		return json_pack("{s:s, s:s, s:I}", "Object", "flow", "Action", "lost",
				 "Count", number(traced, "Count"));
	if (!ended && strcmp(word(traced, "Event"), "begin"))
		return NULL;
	event = json_pack("{s:s, s:s, s:s?, s:s?, s:s?}", "Object", "flow",
			  "Action", ended ? "removed" : "added",
			  "Network", event_name_of(&names->networks, network),
			  "From", container_of_endpoint(traced, "ReplyEndpoint", names),
			  "To", container_of_endpoint(traced, "Endpoint", names));
	copy_members(event, traced);
	if (ended)
		set_packets(event, word(traced, "Packets"));
	return event;
}

/* In words ----------------------------------------------------------------- */

/* A container by its name, and by its own address otherwise. */
static char *end_text(const json_t *event, const char *name_key, const char *address_key,
		      const char *port_key)
{
	const char *name = word(event, name_key), *address = word(event, address_key);
	const bool is_v6 = !*name && strchr(address, ':');

	return xasprintf("%s%s%s:%d", is_v6 ? "[" : "", *name ? name : address,
			 is_v6 ? "]" : "", (int)number(event, port_key));
}

/* How many packets it had, once it is over. */
static char *packets_text(const json_t *event)
{
	if (!json_object_get(event, "Packets"))
		return xstrdup("");
	return xasprintf(", %lld/%lld packets there and back",
			 (long long)number(event, "Packets"),
			 (long long)number(event, "ReplyPackets"));
}

static char *lost_text(const json_t *event)
{
	const long long count = number(event, "Count");

	return count ? xasprintf("flow lost: %lld events", count) :
		       xstrdup("flow lost: some events");
}

char *flow_event_text(const json_t *event)
{
	const char *network = word(event, "Network");
	char *from, *to, *packets, *text;

	if (!strcmp(word(event, "Action"), "lost"))
		return lost_text(event);
	from = end_text(event, "From", "Source", "SourcePort");
	to = end_text(event, "To", "ReplySource", "ReplySourcePort");
	packets = packets_text(event);
	text = xasprintf("flow %s %s -> %s/%s on %s by %s%s", word(event, "Action"), from, to,
			 word(event, "Protocol"), *network ? network : "-",
			 word(event, "Rule"), packets);
	free(from);
	free(to);
	free(packets);
	return text;
}
