// SPDX-License-Identifier: GPL-2.0-only
/* The command STATUS: whether an ADD could succeed. */
#include <errno.h>

#include "call.h"
#include "config_network.h"
#include "ipam.h"
#include "nl.h"
#include "nl_network.h"

/* A network which is not there yet has room. */
static int check_room(struct nl *nl, const struct cni_call *call, struct error *err)
{
	struct nl_network net;

	if (cni_network_find(nl, call->config.name, &net, err) < 0)
		return err->code == ENOENT ? 0 : -1;
	return call->config.ipam ? 0 : network_check_room(nl, &net, err);
}

int cni_status(const struct cni_call *call, struct cni_failure *f)
{
	struct error err;
	struct nl *nl = nl_open(&err);
	int ret;

	if (!nl)
		return cni_fail_error(f, CNI_NOT_AVAILABLE, &err);
	ret = check_room(nl, call, &err);
	nl_disconnect(nl);
	if (ret)
		return cni_fail_error(f, CNI_NOT_AVAILABLE, &err);
	return cni_ipam(call, f);
}
