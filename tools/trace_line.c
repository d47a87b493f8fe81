// SPDX-License-Identifier: GPL-2.0-only
#include "trace_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "nl_publish.h"
#include "ports.h"

/* Before the name of an event; a process may be called so, but that comes first. */
#define MARK	": ctrnet_"

#define END_OF_WORD	"\n "

/* "CPU:0 [LOST 7 EVENTS]", which a process may be called, too, but not at the beginning. */
#define LOST	" [LOST "

#define ICMP	"icmp"
#define ICMPV6	"icmpv6"

static const char *last_mark(const char *line)
{
	const char *found = NULL, *next = line;

	while ((next = strstr(next, MARK)) != NULL)
		found = next++;
	return found;
}

/* What follows KEY= until the next blank; malloc'ed, or NULL. */
static char *value_of(const char *text, const char *key)
{
	const size_t len = strlen(key);
	const char *found = text;

	while ((found = strstr(found, key)) != NULL) {
		if ((found == text || found[-1] == ' ') && found[len] == '=')
			return xstrndup(found + len + 1, strcspn(found + len + 1, END_OF_WORD));
		found++;
	}
	return NULL;
}

static json_int_t number_of(const char *text, const char *key)
{
	char *value = value_of(text, key);
	json_int_t number = value ? strtoll(value, NULL, 10) : 0;

	free(value);
	return number;
}

/* IPv4 addresses are written as IPv6 ones. */
static void set_address(json_t *event, const char *key, const char *text)
{
	char plain[ADDRESS_TEXT_LEN];
	struct address address;

	if (address_parse(text, &address) && !address_is_any(&address))
		json_object_set_new(event, key, json_string(address_text(&address, plain)));
}

/* "ADDRESS:PORT"; a new member for each part. */
static void set_end(json_t *event, const char *address_key, const char *port_key,
		    const char *text)
{
	const char *colon = strrchr(text, ':');
	char *address;

	if (!colon)
		return;
	address = xstrndup(text, colon - text);
	set_address(event, address_key, address);
	json_object_set_new(event, port_key, json_integer(strtol(colon + 1, NULL, 10)));
	free(address);
}

static const char *protocol_text(json_int_t protocol)
{
	static char number[8];

	switch (protocol) {
	case IPPROTO_ICMP:
		return ICMP;
	case IPPROTO_ICMPV6:
		return ICMPV6;
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		return ports_protocol_name(protocol);
	default:
		snprintf(number, sizeof(number), "%u", (unsigned int)(uint8_t)protocol);
		return number;
	}
}

static void set_protocol(json_t *event, const char *text)
{
	json_int_t protocol = number_of(text, "protocol");

	if (protocol)
		json_object_set_new(event, "Protocol", json_string(protocol_text(protocol)));
}

static void set_word(json_t *event, const char *key, char *value)
{
	if (value)
		json_object_set_new(event, key, json_string(value));
	free(value);
}

/* "A:PORT > B:PORT", where A begins after @before. */
static void set_tuple(json_t *event, const char *text, const char *const keys[4])
{
	char from[80], to[80];

	if (sscanf(text, "%79s > %79s", from, to) != 2)
		return;
	set_end(event, keys[0], keys[1], from);
	set_end(event, keys[2], keys[3], to);
}

static const char *const there[] = {
	"Source", "SourcePort", "Destination", "DestinationPort",
};

static const char *const back[] = {
	"ReplySource", "ReplySourcePort", "ReplyDestination", "ReplyDestinationPort",
};

/* The word before " > ", of which there is one for each tuple. */
static const char *first_tuple(const char *text)
{
	const char *found = strstr(text, " > ");

	if (!found)
		return "";
	while (found > text && found[-1] != ' ')
		found--;
	return found;
}

static void parse_hit(json_t *event, const char *text)
{
	set_word(event, "Device", value_of(text, "network"));
	json_object_set_new(event, "Publish", json_integer(number_of(text, "publish")));
	set_protocol(event, text);
	set_tuple(event, first_tuple(text), there);
}

static void parse_flow(json_t *event, const char *text)
{
	const char *reply = strstr(text, " reply ");
	char *rule = value_of(text, "rule"), *packets = value_of(text, "packets");

	set_protocol(event, text);
	set_tuple(event, first_tuple(text), there);
	if (reply)
		set_tuple(event, reply + strlen(" reply "), back);
	if (rule)
		rule[strcspn(rule, ":")] = '\0';
	set_word(event, "Rule", rule);
	set_word(event, "Packets", packets);
	set_word(event, "Device", value_of(text, "network"));
	json_object_set_new(event, "Endpoint", json_integer(number_of(text, "endpoint")));
	json_object_set_new(event, "ReplyEndpoint",
			    json_integer(number_of(text, "reply_endpoint")));
}

static void parse_drop(json_t *event, const char *text)
{
	char *source = value_of(text, "saddr"), *destination = value_of(text, "daddr");

	set_word(event, "Device", value_of(text, "network"));
	set_word(event, "Reason", value_of(text, "reason"));
	set_protocol(event, text);
	if (source)
		set_address(event, "Source", source);
	if (destination)
		set_address(event, "Destination", destination);
	if (number_of(text, "dport")) {
		json_object_set_new(event, "SourcePort", json_integer(number_of(text, "sport")));
		json_object_set_new(event, "DestinationPort",
				    json_integer(number_of(text, "dport")));
	}
	json_object_set_new(event, "Length", json_integer(number_of(text, "len")));
	free(source);
	free(destination);
}

static const struct {
	const char *tracepoint;
	const char *event;
	void (*parse)(json_t *event, const char *text);
} kinds[] = {
	{ "publish_hit: ", "publish", parse_hit },
	{ "flow_begin: ", "begin", parse_flow },
	{ "flow_end: ", "end", parse_flow },
	{ "drop: ", "drop", parse_drop },
};

/* What the kernel says itself, of what it had no room for; 0 if it does not know how much. */
static json_t *lost_json(const char *line)
{
	const char *lost = strstr(line, LOST);

	if (!lost || strncmp(line, "CPU:", strlen("CPU:")))
		return NULL;
	return json_pack("{s:s, s:I}", "Event", "lost",
			 "Count", (json_int_t)strtoll(lost + strlen(LOST), NULL, 10));
}

json_t *trace_line_json(const char *line)
{
	const char *name = last_mark(line);
	json_t *event;
	size_t i;

	if (!name)
		return lost_json(line);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		const char *text = name + strlen(MARK);

		if (strncmp(text, kinds[i].tracepoint, strlen(kinds[i].tracepoint)))
			continue;
		event = json_pack("{s:s}", "Event", kinds[i].event);
		kinds[i].parse(event, text + strlen(kinds[i].tracepoint));
		return event;
	}
	return NULL;
}

/* In words ----------------------------------------------------------------- */

static const char *member(const json_t *event, const char *key)
{
	const char *text = json_string_value(json_object_get(event, key));

	return text ? text : "";
}

static int number(const json_t *event, const char *key)
{
	return json_integer_value(json_object_get(event, key));
}

/* "?" where the packet was freed, or shows none. */
static char *end_text(const json_t *event, const char *address_key, const char *port_key)
{
	const char *address = member(event, address_key);
	const bool is_v6 = strchr(address, ':');

	if (!*address)
		return xstrdup("?");
	if (!json_object_get(event, port_key))
		return xstrdup(address);
	return xasprintf("%s%s%s:%d", is_v6 ? "[" : "", address, is_v6 ? "]" : "",
			 number(event, port_key));
}

static char *outcome(const json_t *event)
{
	char *to, *text;

	if (!strcmp(member(event, "Event"), "publish"))
		return xasprintf("to a published port (%d)", number(event, "Publish"));
	if (!strcmp(member(event, "Event"), "drop"))
		return xasprintf("%s%s%s", member(event, "Reason"),
				 *member(event, "Meaning") ? ": " : "", member(event, "Meaning"));
	if (!strcmp(member(event, "Event"), "end"))
		return xasprintf("%s packets there and back", member(event, "Packets"));
	to = end_text(event, "ReplySource", "ReplySourcePort");
	text = xasprintf("to %s, by %s", to, member(event, "Rule"));
	free(to);
	return text;
}

static char *lost_text(const json_t *event)
{
	const int count = number(event, "Count");

	return count ? xasprintf("lost     %d, which came faster than they were read", count) :
		       xstrdup("lost     some, which came faster than they were read");
}

static char *decision_text(const json_t *event)
{
	char *from = end_text(event, "Source", "SourcePort");
	char *to = end_text(event, "Destination", "DestinationPort");
	char *becomes = outcome(event);
	char *text;

	text = xasprintf("%-8s %-4s %s > %s  %s", member(event, "Event"),
			 *member(event, "Protocol") ? member(event, "Protocol") : "?",
			 from, to, becomes);
	free(becomes);
	free(from);
	free(to);
	return text;
}

static bool is_lost(const json_t *event)
{
	return !strcmp(member(event, "Event"), "lost");
}

char *trace_line_text(const json_t *event)
{
	return is_lost(event) ? lost_text(event) : decision_text(event);
}

/* Which of them ------------------------------------------------------------ */

static bool is_address(const json_t *event, const char *key, const struct address *wanted)
{
	struct address address;

	return address_parse(member(event, key), &address) &&
	       address_compare(&address, wanted) == 0;
}

static bool shows_address(const json_t *event, const struct address *wanted)
{
	return is_address(event, "Source", wanted) || is_address(event, "Destination", wanted) ||
	       is_address(event, "ReplySource", wanted) ||
	       is_address(event, "ReplyDestination", wanted);
}

/* Either the port itself, or the container's to which a publish leads. */
static bool is_port(const json_t *event, const char *address_key, const char *port_key,
		    const struct trace_filter *f)
{
	const int port = number(event, port_key);
	const struct nl_publish *pub;

	for (pub = f->pubs; pub < f->pubs + f->n_pubs; pub++)
		if (pub->protocol == f->protocol && pub->host_port <= f->port &&
		    f->port <= pub->host_port_end &&
		    port == pub->port + f->port - pub->host_port &&
		    is_address(event, address_key, &pub->address))
			return true;
	return port == f->port;
}

static bool shows_port(const json_t *event, const struct trace_filter *f)
{
	return !strcmp(member(event, "Protocol"), ports_protocol_name(f->protocol)) &&
	       (is_port(event, "Destination", "DestinationPort", f) ||
		is_port(event, "Source", "SourcePort", f));
}

static bool is_of_container(const struct address *address, const struct trace_filter *f)
{
	size_t i;

	for (i = 0; i < f->n_addresses; i++)
		if (address_compare(address, &f->addresses[i]) == 0)
			return true;
	return false;
}

/* As it comes to the host, before it has the container's address. */
static bool comes_to_publish(const json_t *event, const struct trace_filter *f)
{
	const int port = number(event, "DestinationPort");
	const struct nl_publish *pub;

	for (pub = f->pubs; pub < f->pubs + f->n_pubs; pub++)
		if (!strcmp(member(event, "Protocol"), ports_protocol_name(pub->protocol)) &&
		    pub->host_port <= port && port <= pub->host_port_end &&
		    is_of_container(&pub->address, f) &&
		    (address_is_any(&pub->host) || is_address(event, "Destination", &pub->host)))
			return true;
	return false;
}

bool trace_line_fits(const json_t *event, const struct trace_filter *filter)
{
	size_t i;

	if (is_lost(event) || (!filter->n_addresses && !filter->port))
		return true;
	for (i = 0; i < filter->n_addresses; i++)
		if (shows_address(event, &filter->addresses[i]))
			return true;
	return comes_to_publish(event, filter) || (filter->port && shows_port(event, filter));
}
