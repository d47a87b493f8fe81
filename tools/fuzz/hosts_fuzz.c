// SPDX-License-Identifier: GPL-2.0-only
/* A hosts file which people or a container have edited, and links that change. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "compiler.h"
#include "fuzz.h"
#include "hosts.h"
#include "hosts_peers.h"
#include "link.h"

int fuzz_input(const uint8_t *data, size_t size)
{
	struct container *list[] = {
		fuzz_container("web", "172.17.0.2"),
		fuzz_container("db", "172.17.0.3"),
	};
	struct containers all = { list, ARRAY_SIZE(list), true };
	struct container_link *link;
	struct error err;

	fuzz_file(data, size);
	link_add(list[0], "db:store", &all, &link, &err);
	hosts_follow(list[0], link, list[1], &err);
	inet_pton(AF_INET, "172.17.0.33", &list[1]->attachments.items[0].address);
	hosts_follow(list[0], link, list[1], &err);
	hosts_peers_set(list[0], "172.17.0.9\tpeer\n", &err);
	hosts_peers_set(list[0], "172.17.0.8\tanother\n172.17.0.9\tpeer\n", &err);
	hosts_forget(list[0], "store", &err);
	container_free(list[0]);
	container_free(list[1]);
	return 0;
}
