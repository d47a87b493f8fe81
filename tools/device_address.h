/* SPDX-License-Identifier: GPL-2.0-only */
/* The address which a device of the host has at the moment. */
#ifndef CTRNETCTL_DEVICE_ADDRESS_H
#define CTRNETCTL_DEVICE_ADDRESS_H

#include "address.h"
#include "error.h"

/* Its first IPv4 address or, if it has none, its first IPv6 address of more than the link. */
int device_address(const char *device, struct address *address, struct error *err);

#endif
