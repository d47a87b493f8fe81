// SPDX-License-Identifier: GPL-2.0-only
#include "attachment.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "container.h"
#include "strv.h"

struct attachment *attachment_add(struct container *c, const char *network)
{
	struct attachments *all = &c->attachments;
	struct attachment *a;

	all->items = xreallocarray(all->items, all->n + 1, sizeof(*all->items));
	a = &all->items[all->n++];
	*a = (struct attachment){ .network = xstrdup(network) };
	return a;
}

static void clear(struct attachment *a)
{
	free(a->network);
	strv_free(a->aliases);
}

void attachment_remove(struct container *c, struct attachment *a)
{
	struct attachments *all = &c->attachments;
	size_t after = all->n - (a - all->items) - 1;

	clear(a);
	memmove(a, a + 1, after * sizeof(*a));
	all->n--;
}

struct attachment *attachment_find(const struct container *c, const char *network)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (!strcmp(c->attachments.items[i].network, network))
			return &c->attachments.items[i];
	return NULL;
}

struct attachment *attachment_by_endpoint(const struct container *c, uint32_t endpoint)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (c->attachments.items[i].endpoint == endpoint)
			return &c->attachments.items[i];
	return NULL;
}

struct attachment *attachment_primary(const struct container *c)
{
	static struct attachment nowhere;
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (!c->attachments.items[i].internal)
			return &c->attachments.items[i];
	return c->attachments.n ? c->attachments.items : &nowhere;
}

bool attachment_leads_out(const struct attachment *a)
{
	return a->endpoint && !a->internal;
}

const struct attachment *attachment_shared(const struct container *c,
					   const struct container *other)
{
	const struct attachment *a = NULL;
	size_t i;

	for (i = 0; !a && i < c->attachments.n; i++)
		a = attachment_find(other, c->attachments.items[i].network);
	return a;
}

/* 02:42 and the four bytes of the address. */
static void mac_of(struct in_addr address, uint8_t mac[6])
{
	mac[0] = 0x02;
	mac[1] = 0x42;
	memcpy(mac + 2, &address, sizeof(address));
}

void attachment_choose_mac(struct attachment *a)
{
	static const uint8_t any[sizeof(a->mac)];

	if (memcmp(a->wanted_mac, any, sizeof(any)))
		memcpy(a->mac, a->wanted_mac, sizeof(a->mac));
	else
		mac_of(a->address, a->mac);
}

size_t attachment_addresses(const struct attachment *a,
			    struct address addresses[ATTACHMENT_ADDRESSES])
{
	size_t n = 0;

	if (a->address.s_addr)
		addresses[n++] = address_v4(a->address);
	if (!IN6_IS_ADDR_UNSPECIFIED(&a->address6))
		addresses[n++] = address_v6(&a->address6);
	return n;
}

void attachment_release(struct attachment *a)
{
	a->device[0] = '\0';
	a->endpoint = 0;
	a->address.s_addr = INADDR_ANY;
	a->address6 = in6addr_any;
}

void attachments_released(struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		attachment_release(&c->attachments.items[i]);
}

void attachments_free(struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		clear(&c->attachments.items[i]);
	free(c->attachments.items);
}
