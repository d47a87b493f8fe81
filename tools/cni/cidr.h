/* SPDX-License-Identifier: GPL-2.0-only */
/* ADDRESS/PREFIX, as plugins write addresses and destinations. Pure function. */
#ifndef CTRNET_CNI_CIDR_H
#define CTRNET_CNI_CIDR_H

#include <stdbool.h>

#include "address.h"

/* With any prefix which the family has, 0 too; false if it is none. NULL is none. */
bool cni_cidr_parse(const char *text, struct address *address, unsigned int *prefix);

#endif
