// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for ip(8), which shows what a network does, and an endpoint's id, with
 * "ip -d link", and as JSON with -j. An extra, not installed by make install:
 *
 * cd tools/iproute2; dir=/usr/lib/$(gcc -print-multiarch)/ip; mkdir -p $dir
 * cc -shared -fPIC -I ../../uapi *.c -o $dir/link_ctrnet.so
 * ln -s link_ctrnet.so $dir/link_ctrnet_ep.so
 */
#include "ip_link.h"

#include <linux/ctrnet.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>

static uint32_t value_of(const struct rtattr *attr)
{
	uint32_t value = 0;

	if (attr && RTA_PAYLOAD(attr) >= sizeof(value))
		memcpy(&value, RTA_DATA(attr), sizeof(value));
	return value;
}

static void print_switch(uint32_t options, uint32_t option, const char *key, const char *fmt)
{
	print_color_string(PRINT_ANY, COLOR_NONE, key, fmt, options & option ? "on" : "off");
}

static void print_network(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	uint32_t options;

	(void)lu;
	(void)f;
	if (!tb || !tb[CTRNET_A_NETWORK_DATA_OPTIONS])
		return;
	options = value_of(tb[CTRNET_A_NETWORK_DATA_OPTIONS]);
	print_switch(options, CTRNET_NETWORK_ICC, "icc", "icc %s ");
	print_switch(options, CTRNET_NETWORK_MASQUERADE, "masquerade", "masquerade %s ");
	print_switch(options, CTRNET_NETWORK_FIREWALL, "firewall", "firewall %s ");
	print_switch(options, CTRNET_NETWORK_ROUTED, "routed", "routed %s ");
	print_color_uint(PRINT_ANY, COLOR_NONE, "endpoints", "endpoints %u ",
			 value_of(tb[CTRNET_A_NETWORK_DATA_ENDPOINTS]));
}

static void print_endpoint(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	(void)f;
	if (tb && tb[CTRNET_A_ENDPOINT_DATA_ENDPOINT])
		print_color_uint(PRINT_ANY, COLOR_NONE, "endpoint", "endpoint %u ",
				 value_of(tb[CTRNET_A_ENDPOINT_DATA_ENDPOINT]));
}

struct link_util ctrnet_link_util = {
	.id = "ctrnet",
	.maxattr = CTRNET_A_NETWORK_DATA_MAX,
	.print_opt = print_network,
};

struct link_util ctrnet_ep_link_util = {
	.id = "ctrnet_ep",
	.maxattr = CTRNET_A_ENDPOINT_DATA_MAX,
	.print_opt = print_endpoint,
};
