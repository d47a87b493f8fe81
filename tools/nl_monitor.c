// SPDX-License-Identifier: GPL-2.0-only
/* Events: of the ctrnet family, and of its networks' devices, which are rtnetlink's. */
#include "nl_monitor.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "compiler.h"
#include "nl_request.h"

/* For some thousand events at once, which come faster than names are found. */
#define BUFFER_SIZE	(1024 * 1024)

/**
 * struct nl_monitor - what listens
 * @ctrnet: to the family, and to its end
 * @route: to devices
 * @family: number of the family
 * @each: takes events, during nl_monitor_wait()
 * @data: of @each
 * @unloaded: the family has ended
 */
struct nl_monitor {
	struct nl_sock *ctrnet;
	struct nl_sock *route;
	int family;
	void (*each)(const struct nl_event *event, void *data);
	void *data;
	bool unloaded;
};

static void hand_on_link(const struct nl_monitor *m, struct nlmsghdr *message, bool gone)
{
	struct nl_event event = { .object = NL_OBJECT_LINK, .gone = gone };

	event.link_network = parse_link(message, &event.link);
	m->each(&event, m->data);
	free(event.link.exposed);
}

static void hand_on_publish(const struct nl_monitor *m, struct nlmsghdr *message, bool gone)
{
	struct nl_event event = { .object = NL_OBJECT_PUBLISH, .gone = gone };

	parse_publish(message, &event.publish);
	m->each(&event, m->data);
}

static void hand_on_endpoint(const struct nl_monitor *m, struct nlmsghdr *message, bool gone)
{
	struct nl_event event = { .object = NL_OBJECT_ENDPOINT, .gone = gone };

	parse_endpoint(message, &event.endpoint);
	m->each(&event, m->data);
}

static void hand_on_network(const struct nl_monitor *m, struct nlmsghdr *message)
{
	struct nl_event event = { .object = NL_OBJECT_NETWORK };

	parse_network(message, &event.network);
	m->each(&event, m->data);
}

static void hand_on(const struct nl_monitor *m, struct nlmsghdr *message)
{
	const struct genlmsghdr *header = nlmsg_data(message);

	switch (header->cmd) {
	case CTRNET_CMD_NETWORK_NTF:
		return hand_on_network(m, message);
	case CTRNET_CMD_ENDPOINT_NTF:
	case CTRNET_CMD_ENDPOINT_DEL_NTF:
		return hand_on_endpoint(m, message, header->cmd == CTRNET_CMD_ENDPOINT_DEL_NTF);
	case CTRNET_CMD_PUBLISH_NTF:
	case CTRNET_CMD_PUBLISH_DEL_NTF:
		return hand_on_publish(m, message, header->cmd == CTRNET_CMD_PUBLISH_DEL_NTF);
	case CTRNET_CMD_LINK_NTF:
	case CTRNET_CMD_LINK_DEL_NTF:
		return hand_on_link(m, message, header->cmd == CTRNET_CMD_LINK_DEL_NTF);
	}
}

/* Of whichever family; ours has ended with the module. */
static bool is_our_end(struct nlmsghdr *message)
{
	const struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];

	return header->cmd == CTRL_CMD_DELFAMILY &&
	       genlmsg_parse(message, 0, attrs, CTRL_ATTR_MAX, NULL) == 0 &&
	       attrs[CTRL_ATTR_FAMILY_NAME] &&
	       !nla_strcmp(attrs[CTRL_ATTR_FAMILY_NAME], CTRNET_GENL_NAME);
}

static int on_ctrnet(struct nl_msg *message, void *arg)
{
	struct nl_monitor *m = arg;
	struct nlmsghdr *header = nlmsg_hdr(message);

	if (header->nlmsg_type == m->family)
		hand_on(m, header);
	else if (header->nlmsg_type == GENL_ID_CTRL && is_our_end(header))
		m->unloaded = true;
	return NL_OK;
}

/* Who makes a network gives it its name and address first, and then has it up. */
static int on_route(struct nl_msg *message, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	const struct ifinfomsg *device = nlmsg_data(header);
	struct nl_event event = {
		.object = NL_OBJECT_NETWORK,
		.gone = header->nlmsg_type == RTM_DELLINK,
	};
	struct nl_monitor *m = arg;

	if ((header->nlmsg_type == RTM_NEWLINK || event.gone) &&
	    (event.gone || device->ifi_flags & IFF_UP) &&
	    parse_network_device(header, &event.network))
		m->each(&event, m->data);
	return NL_OK;
}

/* More than net.core.rmem_max, where one may. */
static void enlarge_buffer(struct nl_sock *sock)
{
	int size = BUFFER_SIZE;

	if (setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) < 0)
		nl_socket_set_buffer_size(sock, size, 0);
}

static struct nl_sock *listener(int protocol, nl_recvmsg_msg_cb_t receive, void *data,
				struct error *err)
{
	struct nl_sock *sock = request_socket(protocol, err);

	if (!sock)
		return NULL;
	nl_socket_disable_seq_check(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, receive, data);
	enlarge_buffer(sock);
	return sock;
}

static int join(struct nl_sock *sock, int group, struct error *err)
{
	int ret = group < 0 ? group : nl_socket_add_membership(sock, group);

	return ret < 0 ? error_set(err, ret == -NLE_PERM ? EPERM : EIO,
				   "cannot listen to events: %s",
				   ret == -NLE_PERM ? ERROR_NEEDS_ROOT : nl_geterror(ret)) : 0;
}

static int join_groups(struct nl_monitor *m, struct error *err)
{
	const int events = genl_ctrl_resolve_grp(m->ctrnet, CTRNET_GENL_NAME,
						 CTRNET_MCGRP_EVENTS);
	const int families = genl_ctrl_resolve_grp(m->ctrnet, "nlctrl", "notify");

	m->family = genl_ctrl_resolve(m->ctrnet, CTRNET_GENL_NAME);
	if (join(m->ctrnet, events, err) < 0 || join(m->ctrnet, families, err) < 0)
		return -1;
	return join(m->route, RTNLGRP_LINK, err);
}

struct nl_monitor *nl_monitor_open(struct error *err)
{
	struct nl_monitor *m = xcalloc(1, sizeof(*m));

	m->ctrnet = listener(NETLINK_GENERIC, on_ctrnet, m, err);
	if (m->ctrnet)
		m->route = listener(NETLINK_ROUTE, on_route, m, err);
	if (m->route && join_groups(m, err) == 0)
		return m;
	nl_monitor_close(m);
	return NULL;
}

static int receive_from(struct nl_sock *sock, short events, struct error *err)
{
	int ret = events ? nl_recvmsgs_default(sock) : 0;

	if (ret == -NLE_NOMEM)
		return error_set(err, ENOBUFS, "events were lost: they came faster than they were read");
	return ret < 0 ? error_set(err, EIO, "cannot receive events: %s", nl_geterror(ret)) : 0;
}

/* The devices went before the family did, but their events are another socket's. */
static int receive_last(const struct nl_monitor *m, struct error *err)
{
	struct pollfd route = { .fd = nl_socket_get_fd(m->route), .events = POLLIN };

	while (poll(&route, 1, 0) > 0)
		if (receive_from(m->route, route.revents, err) < 0)
			return -1;
	return error_set(err, ENODEV, "the ctrnet kernel module was unloaded");
}

int nl_monitor_wait(struct nl_monitor *m, int other,
		    void (*each)(const struct nl_event *event, void *data), void *data,
		    struct error *err)
{
	struct pollfd fds[] = {
		{ .fd = nl_socket_get_fd(m->route), .events = POLLIN },
		{ .fd = nl_socket_get_fd(m->ctrnet), .events = POLLIN },
		{ .fd = other, .events = POLLIN },
	};

	m->each = each;
	m->data = data;
	if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
		return error_set(err, errno, "cannot wait for events: %s", strerror(errno));
	if (receive_from(m->route, fds[0].revents, err) < 0 ||
	    receive_from(m->ctrnet, fds[1].revents, err) < 0)
		return -1;
	return m->unloaded ? receive_last(m, err) : 0;
}

void nl_monitor_close(struct nl_monitor *m)
{
	if (!m)
		return;
	nl_socket_free(m->ctrnet);
	nl_socket_free(m->route);
	free(m);
}
