/* SPDX-License-Identifier: GPL-2.0-only */
/* A block of lines in a text, such as those of peers in a hosts file. */
#ifndef CTRNETCTL_HOSTS_BLOCK_H
#define CTRNETCTL_HOSTS_BLOCK_H

/*
 * The text with the block @new in the place of @old, malloc'ed; all end with a
 * newline. NULL if @old is empty or does not stand there as a whole, or if the text
 * has lines already which only @new has: then it takes a look at each line.
 */
char *hosts_block_replace(const char *text, const char *old, const char *new);

#endif
