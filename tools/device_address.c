// SPDX-License-Identifier: GPL-2.0-only
#include "device_address.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

/* None for what is of another family, or of the link only. */
static struct address address_of(const struct sockaddr *sa)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)sa;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)sa;

	if (sa && sa->sa_family == AF_INET)
		return address_v4(v4->sin_addr);
	if (sa && sa->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
		return address_v6(&v6->sin6_addr);
	return address_any(AF_UNSPEC);
}

static struct address choose(const struct ifaddrs *all, const char *device)
{
	struct address address, chosen = address_any(AF_UNSPEC);

	for (; all; all = all->ifa_next) {
		if (strcmp(all->ifa_name, device))
			continue;
		address = address_of(all->ifa_addr);
		if (address.family == AF_INET)
			return address;
		if (chosen.family == AF_UNSPEC)
			chosen = address;
	}
	return chosen;
}

int device_address(const char *device, struct address *address, struct error *err)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return error_set(err, errno, "cannot list the host's addresses: %s",
				 strerror(errno));
	*address = choose(all, device);
	freeifaddrs(all);
	if (address->family != AF_UNSPEC)
		return 0;
	return error_set(err, EADDRNOTAVAIL, "device %s %s", device,
			 if_nametoindex(device) ? "has no address" : "does not exist");
}
