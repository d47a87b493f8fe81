/* SPDX-License-Identifier: GPL-2.0-only */
/* How the tool gets into a container that runs. */
#ifndef CTRNETCTL_ENTER_H
#define CTRNETCTL_ENTER_H

#include "container.h"
#include "error.h"

/*
 * Its namespaces become the tool's; of the pid namespace the tool's next child is a
 * member. Refused where who is root in there is not the tool's own root.
 */
int enter_container(const struct container *c, struct error *err);

#endif
