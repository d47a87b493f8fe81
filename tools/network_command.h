/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of the command network; argv[0] is the name of each. */
#ifndef CTRNETCTL_NETWORK_COMMAND_H
#define CTRNETCTL_NETWORK_COMMAND_H

/* The driver of all networks, as Docker calls it. */
#define NETWORK_DRIVER	"bridge"

int network_ls(int argc, char **argv);

#endif
