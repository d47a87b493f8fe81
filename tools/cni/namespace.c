// SPDX-License-Identifier: GPL-2.0-only
#include "namespace.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "adopted.h"

int cni_namespace_open(const struct cni_call *call, struct container *c, struct cni_failure *f)
{
	struct error err;
	/* Whose it is the engine has to know: it is not looked for in other containers. */
	int netns = adopted_take_path(c, call->env.netns, NULL, 0, &err);

	if (netns >= 0)
		return netns;
	if (err.code == EINVAL)
		return cni_fail(f, CNI_INVALID_ENVIRONMENT, "CNI_NETNS: %s", err.text);
	return cni_fail(f, CNI_UNKNOWN_CONTAINER, "CNI_NETNS: %s", err.text);
}

int cni_namespace_identify(const struct cni_call *call, struct netns_id *id,
			   struct cni_failure *f)
{
	struct container probe = { .adopted = true };
	int netns = cni_namespace_open(call, &probe, f);

	free(probe.netns_path);
	if (netns < 0)
		return -1;
	close(netns);
	*id = probe.netns;
	return 0;
}

int cni_namespace_check(const struct cni_call *call, const struct container *c,
			struct cni_failure *f)
{
	struct netns_id id;

	if (cni_namespace_identify(call, &id, f) < 0)
		return -1;
	if (id.device == c->netns.device && id.inode == c->netns.inode)
		return 0;
	return cni_fail(f, CNI_REFUSED,
			"container %s has another network namespace than CNI_NETNS %s: it needs a DEL first",
			call->env.container, call->env.netns);
}
