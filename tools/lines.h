/* SPDX-License-Identifier: GPL-2.0-only */
/* Text files as vectors of lines, each with its newline, or whole. */
#ifndef CTRNETCTL_LINES_H
#define CTRNETCTL_LINES_H

#include "error.h"

/* For peers, all of one network, at both of their addresses, and that of sixteen networks. */
#define LINES_MOST	32768

/* NULL with @err filled; also if the file is larger than any that people write. */
char *lines_read_text(const char *path, struct error *err);
/*
 * Where the lines are looked at one by one, not either if it has more than LINES_MOST of
 * them: one of a container's may be nothing but newlines.
 */
char **lines_read(const char *path, struct error *err);
char *lines_read_few(const char *path, struct error *err);
/* Of what is open; NULL with errno set. */
char *lines_text_of(int fd);
/* The last one gets its newline if it has none. */
char **lines_of(const char *text);
/* Rewrite the file in place, or make it: what is mounted elsewhere stays the same file. */
int lines_write(const char *path, char *const *lines, struct error *err);
int lines_write_text(const char *path, const char *text, struct error *err);

#endif
