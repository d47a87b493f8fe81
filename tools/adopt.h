/* SPDX-License-Identifier: GPL-2.0-only */
/* The command adopt, for who has more to say than its command line does. */
#ifndef CTRNETCTL_ADOPT_H
#define CTRNETCTL_ADOPT_H

/*
 * Do what a command line of adopt says. @oci_id is what an OCI runtime calls the container
 * whose hook this is; NULL if it is nobody's. Returns the exit status.
 */
int adopt_command(int argc, char **argv, const char *oci_id);

#endif
