// SPDX-License-Identifier: GPL-2.0-only
/* The commands DEL and GC. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "call.h"
#include "containers.h"
#include "detach.h"
#include "engine.h"
#include "ipam.h"

#define VALID_ATTACHMENTS	"cni.dev/valid-attachments"

static int detach_locked(const struct cni_call *call, struct cni_failure *f)
{
	struct error err;
	int ret;

	if (container_lock(&err) < 0)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	ret = cni_detach(call->env.container, call->env.ifname, call->config.name, &err);
	container_unlock();
	return ret ? cni_fail_error(f, CNI_REFUSED, &err) : 0;
}

/* The address is given back last: nobody else gets it while it is in use. */
int cni_del(const struct cni_call *call, struct cni_failure *f)
{
	if (detach_locked(call, f) < 0)
		return -1;
	return cni_ipam(call, f);
}

/* An attachment which is to be dropped. */
struct stale {
	char *container;
	char *ifname;
};

/**
 * struct collection - of what to drop
 * @network: whose
 * @valid: what is to stay
 * @stale: what is not
 * @n: how many
 */
struct collection {
	const char *network;
	const json_t *valid;
	struct stale *stale;
	size_t n;
};

static bool is_valid(const struct collection *gc, const char *container, const char *ifname)
{
	const char *id, *name;
	const json_t *item;
	size_t i;

	json_array_foreach(gc->valid, i, item) {
		id = json_string_value(json_object_get(item, "containerID"));
		name = json_string_value(json_object_get(item, "ifname"));
		if (id && name && !strcmp(id, container) && !strcmp(name, ifname))
			return true;
	}
	return false;
}

static void look_at(struct collection *gc, const struct container *c)
{
	const struct attachment *a = c->attachments.items;

	for (; engine_is_ours(c) && a < c->attachments.items + c->attachments.n; a++) {
		if (!*a->wanted_device || strcmp(a->network, gc->network) ||
		    is_valid(gc, c->engine_id, a->wanted_device))
			continue;
		gc->stale = xreallocarray(gc->stale, gc->n + 1, sizeof(*gc->stale));
		gc->stale[gc->n++] = (struct stale){
			.container = xstrdup(c->engine_id),
			.ifname = xstrdup(a->wanted_device),
		};
	}
}

static int look(struct collection *gc, struct error *err)
{
	struct containers all = { .items = NULL };
	size_t i;

	if (containers_load(&all, err) < 0)
		return -1;
	for (i = 0; i < all.n; i++)
		look_at(gc, all.items[i]);
	containers_free(&all);
	return 0;
}

/* All that can be; @err is of the first that cannot. */
static int drop(struct collection *gc, struct error *err)
{
	struct error one;
	int ret = 0;
	size_t i;

	for (i = 0; i < gc->n; i++) {
		if (cni_detach(gc->stale[i].container, gc->stale[i].ifname, gc->network,
			       &one) < 0 && !ret) {
			*err = one;
			ret = -1;
		}
		free(gc->stale[i].container);
		free(gc->stale[i].ifname);
	}
	free(gc->stale);
	return ret;
}

static int collect(struct collection *gc, struct cni_failure *f)
{
	struct error err;
	int ret;

	if (container_lock(&err) < 0)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	ret = look(gc, &err);
	if (!ret)
		ret = drop(gc, &err);
	container_unlock();
	return ret ? cni_fail_error(f, CNI_REFUSED, &err) : 0;
}

int cni_gc(const struct cni_call *call, struct cni_failure *f)
{
	const json_t *valid = json_object_get(call->config.json, VALID_ATTACHMENTS);
	struct collection gc = { .network = call->config.name, .valid = valid };
	struct cni_failure of_ipam;
	int ret;

	/*
	 * An empty list is null for libcni. Who does not know that there is one would drop
	 * all by leaving it out.
	 */
	if (!json_is_array(valid) && !json_is_null(valid))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"invalid %s: it must be an array", VALID_ATTACHMENTS);
	ret = collect(&gc, f);
	if (cni_ipam(call, ret ? &of_ipam : f) < 0)
		ret = -1;
	return ret;
}
