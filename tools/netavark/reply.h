/* SPDX-License-Identifier: GPL-2.0-only */
/* What netavark is told of a container which is on its network. Pure function. */
#ifndef CTRNET_NETAVARK_REPLY_H
#define CTRNET_NETAVARK_REPLY_H

#include <jansson.h>

/* By the result of ctrnet-cni's ADD, and what netavark has said. */
json_t *netavark_reply(const json_t *result, const json_t *input);

#endif
