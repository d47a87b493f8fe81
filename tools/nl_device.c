// SPDX-License-Identifier: GPL-2.0-only
#include "nl_device.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <string.h>

/*
 * Results of nla_put() are not looked at in these files: a message has room
 * for a page, of which the few attributes of ours need a part.
 */

static struct nl_msg *device_message(int type, int flags, unsigned int ifindex)
{
	struct ifinfomsg header = { .ifi_index = ifindex };

	return request_message(type, flags, &header, sizeof(header));
}

struct nl_msg *device_new(const char *name, const char *kind)
{
	struct nl_msg *message = device_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	struct nlattr *info;

	nla_put_string(message, IFLA_IFNAME, name);
	info = nla_nest_start(message, IFLA_LINKINFO);
	nla_put_string(message, IFLA_INFO_KIND, kind);
	nla_nest_end(message, info);
	return message;
}

bool device_is(const struct nlattr *info, const char *kind)
{
	const struct nlattr *found;

	found = info ? nla_find(nla_data(info), nla_len(info), IFLA_INFO_KIND) : NULL;
	return found && !nla_strcmp(found, kind);
}

int device_set_alias(struct nl_sock *sock, unsigned int ifindex,
		     const char *alias, struct error *err)
{
	struct nl_msg *message = device_message(RTM_SETLINK, 0, ifindex);

	nla_put_string(message, IFLA_IFALIAS, alias);
	return request(sock, message, NULL, NULL, err);
}

int device_without_ipv6(struct nl_sock *sock, unsigned int ifindex, struct error *err)
{
	struct nl_msg *message = device_message(RTM_SETLINK, 0, ifindex);
	struct nlattr *families, *family;

	families = nla_nest_start(message, IFLA_AF_SPEC);
	family = nla_nest_start(message, AF_INET6);
	nla_put_u8(message, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	nla_nest_end(message, family);
	nla_nest_end(message, families);
	if (request(sock, message, NULL, NULL, err) == 0)
		return 0;
	/* A kernel without IPv6 will not make any address of it either. */
	return err->code == EAFNOSUPPORT ? 0 : -1;
}

int device_up(struct nl_sock *sock, unsigned int ifindex, struct error *err)
{
	struct ifinfomsg header = {
		.ifi_index = ifindex,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};

	return request(sock, request_message(RTM_SETLINK, 0, &header, sizeof(header)),
		       NULL, NULL, err);
}

int device_delete(struct nl_sock *sock, unsigned int ifindex, const char *name,
		  struct error *err)
{
	struct nl_msg *message = device_message(RTM_DELLINK, 0, ifindex);

	if (!ifindex)
		nla_put_string(message, IFLA_IFNAME, name);
	return request(sock, message, NULL, NULL, err);
}

static void receive_index(struct nlmsghdr *message, void *context)
{
	const struct ifinfomsg *header = nlmsg_data(message);

	*(unsigned int *)context = header->ifi_index;
}

int device_index(struct nl_sock *sock, const char *name, unsigned int *ifindex,
		 struct error *err)
{
	struct nl_msg *message = device_message(RTM_GETLINK, 0, 0);

	nla_put_string(message, IFLA_IFNAME, name);
	return request(sock, message, receive_index, ifindex, err);
}

/* Nobody else can have it: the module knows who has which. */
static void put_flags(struct nl_msg *message, const struct address *address)
{
	if (address->family == AF_INET6)
		nla_put_u32(message, IFA_FLAGS, IFA_F_NODAD);
}

static void put_broadcast(struct nl_msg *message, const struct address *address,
			  unsigned int prefix)
{
	struct in_addr broadcast = address->v4;

	if (address->family != AF_INET || prefix >= 31)
		return;
	broadcast.s_addr |= htonl(UINT32_MAX >> prefix);
	nla_put(message, IFA_BROADCAST, sizeof(broadcast), &broadcast);
}

int device_add_address(struct nl_sock *sock, unsigned int ifindex,
		       const struct address *address, unsigned int prefix,
		       struct error *err)
{
	struct ifaddrmsg header = {
		.ifa_family = address->family,
		.ifa_prefixlen = prefix,
		.ifa_index = ifindex,
	};
	struct nl_msg *message;

	message = request_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &header,
				  sizeof(header));
	nla_put(message, IFA_LOCAL, address_size(address), address_bytes(address));
	nla_put(message, IFA_ADDRESS, address_size(address), address_bytes(address));
	put_flags(message, address);
	put_broadcast(message, address, prefix);
	return request(sock, message, NULL, NULL, err);
}

static void put_destination(struct nl_msg *message, const struct subnet *to)
{
	const struct address first = subnet_address(to, 0);

	nla_put(message, RTA_DST, address_size(&first), address_bytes(&first));
}

int device_add_route(struct nl_sock *sock, unsigned int ifindex, const struct subnet *to,
		     const struct address *gateway, bool replace, struct error *err)
{
	struct rtmsg header = {
		.rtm_family = gateway->family,
		.rtm_dst_len = to ? to->prefix : 0,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
	};
	struct nl_msg *message;

	message = request_message(RTM_NEWROUTE,
				  NLM_F_CREATE | (replace ? NLM_F_REPLACE : NLM_F_EXCL),
				  &header, sizeof(header));
	if (to)
		put_destination(message, to);
	nla_put(message, RTA_GATEWAY, address_size(gateway), address_bytes(gateway));
	nla_put_u32(message, RTA_OIF, ifindex);
	return request(sock, message, NULL, NULL, err);
}
