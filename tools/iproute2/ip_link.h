/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ip(8) and its plugins know of each other. iproute2 has no header for that: this is
 * of ip/ip_common.h, include/json_print.h and include/color.h of its versions 5.0 to 6.15.
 *
 * ip looks for KIND_link_util in link_KIND.so, which is in its folder or where IP_LIB_DIR
 * says.
 */
#ifndef CTRNET_IP_LINK_H
#define CTRNET_IP_LINK_H

#include <stdio.h>

struct nlmsghdr;
struct rtattr;

/**
 * struct link_util - what a plugin can do with a kind of devices
 * @next: ip's own
 * @id: the kind
 * @maxattr: the highest attribute in IFLA_INFO_DATA
 * @parse_opt: takes the words of "ip link add"
 * @print_opt: shows the attributes
 * @print_xstats: shows more counters
 * @print_help: for "ip link help KIND"
 * @parse_ifla_xstats: takes the words of "ip link xstats"
 * @print_ifla_xstats: shows these
 */
struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv, struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *f, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *f, struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv, FILE *f);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *n, void *arg);
};

/* As text and as JSON, in no colour. */
enum { PRINT_ANY = 4 };
enum { COLOR_NONE = 6 };

int print_color_uint(int type, int color, const char *key, const char *fmt,
		     unsigned int value);
int print_color_string(int type, int color, const char *key, const char *fmt,
		       const char *value);

/* Those of this plugin. */
extern struct link_util ctrnet_link_util, ctrnet_ep_link_util;

#endif
