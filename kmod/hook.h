/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_HOOK_H
#define CTRNET_HOOK_H

struct ctrnet_net;

/* The hook which sees packets for the host; process, RTNL. */
int ctrnet_hook_register(struct ctrnet_net *cn);
void ctrnet_hook_unregister(struct ctrnet_net *cn);

#endif
