/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of the command image; argv[0] is the name of each. */
#ifndef CTRNETCTL_IMAGE_COMMAND_H
#define CTRNETCTL_IMAGE_COMMAND_H

int image_add(int argc, char **argv);
int image_inspect(int argc, char **argv);
int image_ls(int argc, char **argv);
int image_rm(int argc, char **argv);

#endif
