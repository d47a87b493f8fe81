// SPDX-License-Identifier: GPL-2.0-only
/* Publishes, over the ctrnet family. */
#include "nl_publish.h"

#include <netinet/in.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "nl_request.h"

/* The family is told by the length. */
static struct address parse_address(const struct nlattr *attr)
{
	struct address host = address_any(AF_INET);

	if (attr && nla_len(attr) == sizeof(host.v6))
		host.family = AF_INET6;
	if (attr && (size_t)nla_len(attr) == address_size(&host))
		memcpy(&host.v6, nla_data(attr), address_size(&host));
	return host;
}

void parse_publish(struct nlmsghdr *message, struct nl_publish *pub)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];

	ctrnet_parse(message, attrs);
	pub->id = attr_u32(attrs[CTRNET_A_PUBLISH]);
	pub->endpoint = attr_u32(attrs[CTRNET_A_ENDPOINT]);
	pub->network = attr_u32(attrs[CTRNET_A_NETWORK]);
	pub->protocol = attr_u32(attrs[CTRNET_A_PROTOCOL]);
	pub->host = parse_address(attrs[CTRNET_A_HOST_ADDRESS]);
	pub->host_port = attr_u32(attrs[CTRNET_A_HOST_PORT]);
	pub->host_port_end = attr_u32(attrs[CTRNET_A_HOST_PORT_END]);
	if (!pub->host_port_end)
		pub->host_port_end = pub->host_port;
	pub->address = parse_address(attrs[CTRNET_A_ADDRESS]);
	pub->port = attr_u32(attrs[CTRNET_A_PORT]);
}

/*
 * What the kernel takes by one request: so many publishes, of so many ports; of them a
 * range of more than RANGE_MAX counts as LARGE_RANGE, but those of SCTP are limited, too.
 */
#define SET_MAX		1024
#define PORTS_MAX	16384
#define RANGE_MAX	1024
#define LARGE_RANGE	256
#define SCTP_MAX	65536

/* Bytes of a nest, at most. */
#define PORTS_SIZE	(4 * NLA_HDRLEN + 4 * sizeof(uint32_t) + \
			 2 * NLA_HDRLEN + sizeof(struct in6_addr))

static void put_ports(struct nl_msg *message, const struct nl_publish *pub)
{
	struct nlattr *nest = nla_nest_start(message, CTRNET_A_PORTS);

	nla_put_u32(message, CTRNET_A_PORTS_PROTOCOL, pub->protocol);
	nla_put(message, CTRNET_A_PORTS_HOST_ADDRESS, address_size(&pub->host),
		address_bytes(&pub->host));
	nla_put_u32(message, CTRNET_A_PORTS_HOST_PORT, pub->host_port);
	if (pub->host_port_end != pub->host_port)
		nla_put_u32(message, CTRNET_A_PORTS_HOST_PORT_END, pub->host_port_end);
	nla_put_u32(message, CTRNET_A_PORTS_PORT, pub->port);
	nla_nest_end(message, nest);
}

/* What one request makes, and where it tells of each. */
struct publish_set {
	struct nl_publish *pubs;
	size_t n;
	size_t places[SET_MAX];
};

static void receive_set(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	const struct publish_set *set = context;
	const struct nlattr *ids;
	size_t i;

	ctrnet_parse(message, attrs);
	ids = attrs[CTRNET_A_PUBLISHES];
	if (!ids || (size_t)nla_len(ids) != set->n * sizeof(uint32_t))
		return;
	for (i = 0; i < set->n; i++)
		memcpy(&set->pubs[i].id, (const uint32_t *)nla_data(ids) + i, sizeof(uint32_t));
}

/* The one at the place which the kernel blames; the first one if it blames none. */
static size_t blamed_of(const struct publish_set *set, size_t blamed)
{
	size_t i;

	for (i = set->n - 1; i && set->places[i] > blamed; i--)
		;
	return i;
}

static int add_set(struct nl *nl, struct publish_set *set, size_t *refused, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_SET, 0);
	size_t i, blamed;

	nla_put_u32(message, CTRNET_A_ENDPOINT, set->pubs->endpoint);
	request_reserve(message, set->n * PORTS_SIZE);
	for (i = 0; i < set->n; i++) {
		set->places[i] = nlmsg_hdr(message)->nlmsg_len;
		put_ports(message, &set->pubs[i]);
	}
	if (request_blaming(nl->ctrnet, message, receive_set, set, &blamed, err) == 0)
		return 0;
	*refused = blamed_of(set, blamed);
	return -1;
}

static void take_back(struct nl *nl, const struct nl_publish *pubs, size_t n)
{
	struct error ignored;

	while (n)
		nl_publish_del(nl, pubs[--n].id, &ignored);
}

/* With how many of these, the first ones, a request is full. */
static size_t set_size(const struct nl_publish *pubs, size_t n)
{
	unsigned int ports, all = 0, sctp = 0;
	size_t i;

	for (i = 0; i < n && i < SET_MAX; i++) {
		ports = pubs[i].host_port_end - pubs[i].host_port + 1;
		all += ports > RANGE_MAX ? LARGE_RANGE : ports;
		if (ports > RANGE_MAX && pubs[i].protocol == IPPROTO_SCTP)
			sctp += ports;
		if (i && (all > PORTS_MAX || sctp > SCTP_MAX))
			break;
	}
	return i;
}

int nl_publish_add(struct nl *nl, struct nl_publish *pubs, size_t n, size_t *refused,
		   struct error *err)
{
	struct publish_set set;
	size_t done;

	for (done = 0; done < n; done += set.n) {
		set.pubs = pubs + done;
		set.n = set_size(pubs + done, n - done);
		if (add_set(nl, &set, refused, err) == 0)
			continue;
		*refused += done;
		take_back(nl, pubs, done);
		return -1;
	}
	return 0;
}

int nl_publish_del(struct nl *nl, uint32_t id, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_DEL, 0);

	nla_put_u32(message, CTRNET_A_PUBLISH, id);
	return request(nl->ctrnet, message, NULL, NULL, err);
}

static void receive_check(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nl_check *check = context;

	ctrnet_parse(message, attrs);
	check->uplink = attr_u32(attrs[CTRNET_A_UPLINK]);
	check->reason = attr_u32(attrs[CTRNET_A_REASON]);
	check->firewall = attrs[CTRNET_A_FIREWALL];
}

int nl_publish_check(struct nl *nl, uint32_t id, const struct address *client,
		     struct nl_check *check, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_CHECK, 0);

	nla_put_u32(message, CTRNET_A_PUBLISH, id);
	if (client->family != AF_UNSPEC)
		nla_put(message, CTRNET_A_PEER_ADDRESS, address_size(client),
			address_bytes(client));
	return request(nl->ctrnet, message, receive_check, check, err);
}

static void receive_publishes(struct nlmsghdr *message, void *context)
{
	parse_publish(message, list_add(context));
}

static int compare_publishes(const void *a, const void *b)
{
	const struct nl_publish *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

int nl_publish_list_of(struct nl *nl, uint32_t endpoint, struct nl_publish **pubs, size_t *n,
		       struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_GET, NLM_F_DUMP);
	struct list list = { .item_size = sizeof(**pubs) };
	int ret;

	if (endpoint)
		nla_put_u32(message, CTRNET_A_ENDPOINT, endpoint);
	ret = request_dump(nl->ctrnet, message, receive_publishes, &list, err);
	if (list.n)
		qsort(list.items, list.n, sizeof(**pubs), compare_publishes);
	*pubs = list.items;
	*n = list.n;
	return ret;
}

int nl_publish_list(struct nl *nl, struct nl_publish **pubs, size_t *n,
		    struct error *err)
{
	return nl_publish_list_of(nl, 0, pubs, n, err);
}
