// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "way.h"

/* After so many refusals in a row the device may be another one. */
#define FAILURES_MAX	256

static bool is_tap(const struct way *way)
{
	return !strcmp(way->name, "uplink");
}

static bool is_raw(const struct way *way)
{
	return !strcmp(way->name, "host");
}

static int tap_open(const char *device)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &request)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int packet_open(const char *device)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(device),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one));
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one));
	if (!at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at))) {
		close(fd);
		return -1;
	}
	return fd;
}

static void way_reopen(struct way *way)
{
	if (way->fd >= 0)
		close(way->fd);
	way->failures = 0;
	way->fd = is_tap(way) ? tap_open(way->device) : packet_open(way->device);
	/* Whoever makes devices, or sets them up, wants to get on. */
	usleep(10000);
}

static int raw_open(int family)
{
	int fd = socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one));
	return fd;
}

void way_open(struct way *way, const char *name, const char *device)
{
	memset(way, 0, sizeof(*way));
	way->name = name;
	way->device = device;
	way->fd = -1;
	way->fd6 = -1;
	if (is_raw(way)) {
		way->fd = raw_open(AF_INET);
		way->fd6 = raw_open(AF_INET6);
	} else {
		way_reopen(way);
	}
}

static bool raw_send(const struct way *way, const struct frame *f)
{
	const uint8_t *ip = f->data + f->l3;
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in to4 = { .sin_family = AF_INET };
	unsigned int len = f->len - f->l3;

	if (f->len < f->l3 + (f->v6 ? 40u : 20u))
		return false;
	if (f->v6) {
		memcpy(&to6.sin6_addr, ip + 24, 16);
		return sendto(way->fd6, ip, len, 0, (struct sockaddr *)&to6, sizeof(to6)) >= 0;
	}
	memcpy(&to4.sin_addr, ip + 16, 4);
	return sendto(way->fd, ip, len, 0, (struct sockaddr *)&to4, sizeof(to4)) >= 0;
}

bool way_send(struct way *way, const struct frame *f)
{
	struct iovec parts[] = {
		{ (void *)&f->vnet, sizeof(f->vnet) },
		{ (void *)f->data, f->len },
	};

	if (is_raw(way))
		return raw_send(way, f);
	if (way->fd < 0 || way->failures > FAILURES_MAX)
		way_reopen(way);
	if (way->fd >= 0 && writev(way->fd, parts, 2) >= 0) {
		way->failures = 0;
		return true;
	}
	way->failures++;
	return false;
}

bool way_receive(struct way *way, struct frame *f)
{
	struct iovec parts[] = {
		{ &f->vnet, sizeof(f->vnet) },
		{ f->data, FRAME_MAX },
	};
	ssize_t len;

	if (is_raw(way) || way->fd < 0)
		return false;
	len = readv(way->fd, parts, 2);
	if (len <= (ssize_t)sizeof(f->vnet))
		return false;
	f->len = len - sizeof(f->vnet);
	return true;
}
