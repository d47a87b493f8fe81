// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ctrnet.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/ctrnet.h>

/* Integer value ranges */
static const struct netlink_range_validation ctrnet_a_expose_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_expose_port_end_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_ports_host_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_ports_host_port_end_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_ports_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_tcp_established_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_tcp_opening_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_tcp_closing_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_udp_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_udp_unreplied_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_udp_dns_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_timeouts_icmp_range = {
	.min	= 1ULL,
	.max	= 604800ULL,
};

static const struct netlink_range_validation ctrnet_a_host_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_host_port_end_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation ctrnet_a_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

/* Common nested types */
const struct nla_policy ctrnet_expose_nl_policy[CTRNET_A_EXPOSE_PORT_END + 1] = {
	[CTRNET_A_EXPOSE_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[CTRNET_A_EXPOSE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_expose_port_range),
	[CTRNET_A_EXPOSE_PORT_END] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_expose_port_end_range),
};

const struct nla_policy ctrnet_ports_nl_policy[CTRNET_A_PORTS_PORT + 1] = {
	[CTRNET_A_PORTS_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[CTRNET_A_PORTS_HOST_ADDRESS] = { .type = NLA_BINARY, },
	[CTRNET_A_PORTS_HOST_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_ports_host_port_range),
	[CTRNET_A_PORTS_HOST_PORT_END] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_ports_host_port_end_range),
	[CTRNET_A_PORTS_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_ports_port_range),
};

const struct nla_policy ctrnet_timeouts_nl_policy[CTRNET_A_TIMEOUTS_ICMP + 1] = {
	[CTRNET_A_TIMEOUTS_TCP_ESTABLISHED] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_tcp_established_range),
	[CTRNET_A_TIMEOUTS_TCP_OPENING] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_tcp_opening_range),
	[CTRNET_A_TIMEOUTS_TCP_CLOSING] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_tcp_closing_range),
	[CTRNET_A_TIMEOUTS_UDP] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_udp_range),
	[CTRNET_A_TIMEOUTS_UDP_UNREPLIED] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_udp_unreplied_range),
	[CTRNET_A_TIMEOUTS_UDP_DNS] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_udp_dns_range),
	[CTRNET_A_TIMEOUTS_ICMP] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_timeouts_icmp_range),
};

/* Global operation policy for ctrnet */
const struct nla_policy ctrnet_main_nl_policy[CTRNET_A_PORTS + 1] = {
	[CTRNET_A_NETWORK] = NLA_POLICY_MIN(NLA_U32, 1),
	[CTRNET_A_ENDPOINT] = NLA_POLICY_MIN(NLA_U32, 1),
	[CTRNET_A_PUBLISH] = NLA_POLICY_MIN(NLA_U32, 1),
	[CTRNET_A_MAC] = NLA_POLICY_EXACT_LEN(6),
	[CTRNET_A_ADDRESS] = { .type = NLA_BINARY, },
	[CTRNET_A_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[CTRNET_A_HOST_ADDRESS] = { .type = NLA_BINARY, },
	[CTRNET_A_HOST_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_host_port_range),
	[CTRNET_A_HOST_PORT_END] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_host_port_end_range),
	[CTRNET_A_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ctrnet_a_port_range),
	[CTRNET_A_OPTIONS] = NLA_POLICY_BITFIELD32(15),
	[CTRNET_A_LINK] = NLA_POLICY_MIN(NLA_U32, 1),
	[CTRNET_A_SOURCE] = NLA_POLICY_MIN(NLA_U32, 1),
	[CTRNET_A_EXPOSE] = NLA_POLICY_NESTED(ctrnet_expose_nl_policy),
	[CTRNET_A_PEER_ADDRESS] = { .type = NLA_BINARY, },
	[CTRNET_A_FAMILY] = NLA_POLICY_MAX(NLA_U32, 10),
	[CTRNET_A_TIMEOUTS] = NLA_POLICY_NESTED(ctrnet_timeouts_nl_policy),
	[CTRNET_A_FLOW_LIMIT] = { .type = NLA_U32, },
	[CTRNET_A_ENDPOINT_FLOW_LIMIT] = { .type = NLA_U32, },
	[CTRNET_A_PORTS] = NLA_POLICY_NESTED(ctrnet_ports_nl_policy),
};

/* Ops table for ctrnet */
const struct genl_small_ops ctrnet_nl_ops[16] = {
	{
		.cmd	= CTRNET_CMD_NETWORK_GET,
		.doit	= ctrnet_nl_network_get_doit,
		.dumpit	= ctrnet_nl_network_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_ENDPOINT_GET,
		.doit	= ctrnet_nl_endpoint_get_doit,
		.dumpit	= ctrnet_nl_endpoint_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_ADDRESS_ADD,
		.doit	= ctrnet_nl_address_add_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_ADDRESS_DEL,
		.doit	= ctrnet_nl_address_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_PUBLISH_GET,
		.doit	= ctrnet_nl_publish_get_doit,
		.dumpit	= ctrnet_nl_publish_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_PUBLISH_ADD,
		.doit	= ctrnet_nl_publish_add_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_PUBLISH_DEL,
		.doit	= ctrnet_nl_publish_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_NETWORK_SET,
		.doit	= ctrnet_nl_network_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_LINK_GET,
		.doit	= ctrnet_nl_link_get_doit,
		.dumpit	= ctrnet_nl_link_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_LINK_ADD,
		.doit	= ctrnet_nl_link_add_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_LINK_DEL,
		.doit	= ctrnet_nl_link_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_FLOW_GET,
		.dumpit	= ctrnet_nl_flow_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_FLOW_FLUSH,
		.doit	= ctrnet_nl_flow_flush_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_LINK_SET,
		.doit	= ctrnet_nl_link_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_PUBLISH_CHECK,
		.doit	= ctrnet_nl_publish_check_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= CTRNET_CMD_PUBLISH_SET,
		.doit	= ctrnet_nl_publish_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
};

static const struct genl_multicast_group ctrnet_nl_mcgrps[] = {
	[CTRNET_NLGRP_EVENTS] = { "events", },
};
