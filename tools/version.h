/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNETCTL_VERSION_H
#define CTRNETCTL_VERSION_H

/* Of all programs. A package may say more. */
#ifndef CTRNETCTL_VERSION
#define CTRNETCTL_VERSION "0.1"
#endif

#endif
