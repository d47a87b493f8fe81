/* SPDX-License-Identifier: GPL-2.0-only */
/* What happens to objects, as it happens. */
#ifndef CTRNETCTL_NL_MONITOR_H
#define CTRNETCTL_NL_MONITOR_H

#include <stdbool.h>

#include "error.h"
#include "nl_endpoint.h"
#include "nl_link.h"
#include "nl_network.h"
#include "nl_publish.h"

enum nl_event_object {
	NL_OBJECT_NETWORK,
	NL_OBJECT_ENDPOINT,
	NL_OBJECT_PUBLISH,
	NL_OBJECT_LINK,
};

/**
 * struct nl_event - what has happened to an object
 * @object: which of the members below tells of it
 * @gone: it is no more; else it is new, or was changed
 * @network: the network; of what it does only @options and @limits, and those only if
 *	its device has not changed
 * @endpoint: the endpoint
 * @publish: the publish
 * @link: the link; @link.exposed is valid during the call only
 * @link_network: interface index of its network
 */
struct nl_event {
	enum nl_event_object object;
	bool gone;
	union {
		struct nl_network network;
		struct nl_endpoint endpoint;
		struct nl_publish publish;
		struct {
			struct nl_link link;
			unsigned int link_network;
		};
	};
};

struct nl_monitor;

/* Listen to what happens from now on. */
struct nl_monitor *nl_monitor_open(struct error *err);
/*
 * Wait until something has happened, and hand on all that has; or until there is something
 * to be read from @other, which may be -1. Otherwise -1: ENOBUFS if some events were lost;
 * ENODEV if the module was unloaded; EINTR.
 */
int nl_monitor_wait(struct nl_monitor *monitor, int other,
		    void (*each)(const struct nl_event *event, void *data), void *data,
		    struct error *err);
void nl_monitor_close(struct nl_monitor *monitor);

#endif
