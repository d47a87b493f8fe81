/* SPDX-License-Identifier: GPL-2.0-only */
/* Networks of podman's, of which the kernel may know nothing yet. */
#ifndef CTRNET_NETAVARK_NOTED_H
#define CTRNET_NETAVARK_NOTED_H

#include <stddef.h>

struct nl_network;

/* Append those which podman keeps in its folder to @n networks in @nets. */
void netavark_noted_append(struct nl_network **nets, size_t *n);

#endif
