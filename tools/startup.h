/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNETCTL_STARTUP_H
#define CTRNETCTL_STARTUP_H

/*
 * First of all in each program: what it does must not depend on what its caller left
 * behind, and state files which are damaged are warned of, those cut short put right.
 */
void startup(void);

#endif
