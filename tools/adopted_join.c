// SPDX-License-Identifier: GPL-2.0-only
/* Adopted containers onto their networks, and off them for good. */
#include <unistd.h>

#include "adopted.h"
#include "connect.h"
#include "link.h"
#include "nl.h"
#include "own_files.h"
#include "peers.h"
#include "process.h"

/*
 * Addresses are saved before the endpoints are made, and these before it is
 * said to run. Whoever finds it in between lets it go, if the tool was killed.
 */
static int connect_in(struct container *c, struct container *const *sources,
		      int netns, struct error *err)
{
	struct nl *nl = nl_open(err);
	int ret = -1;

	if (!nl)
		return -1;
	c->supervisor = getpid();
	c->supervisor_start = process_start_time(c->supervisor);
	if (connect_plan(nl, c, err) == 0 && container_save(c, err) == 0 &&
	    own_files_write(c, sources, err) == 0)
		ret = connect_all(nl, c, netns, err);
	nl_disconnect(nl);
	if (ret)
		return -1;
	c->state = CONTAINER_RUNNING;
	c->supervisor = 0;
	c->started = container_now();
	if (container_save(c, err) == 0)
		return 0;
	connect_end(c, netns);
	return -1;
}

int adopted_join(struct container *c, struct container *const *sources, int netns,
		 struct error *err)
{
	struct error ignored;

	if (connect_in(c, sources, netns, err) < 0) {
		container_delete(c, &ignored);
		return -1;
	}
	link_follow(c);
	peers_follow_all(c);
	return 0;
}

int adopted_forget(struct container *c, struct error *err)
{
	if (container_delete(c, err) < 0)
		return -1;
	peers_follow_all(c);
	return 0;
}
