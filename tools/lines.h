/* SPDX-License-Identifier: GPL-2.0-only */
/* Text files as vectors of lines, each with its newline, or whole. */
#ifndef CTRNETCTL_LINES_H
#define CTRNETCTL_LINES_H

#include "error.h"

/* NULL with @err filled; also if the file is larger than any that people write. */
char **lines_read(const char *path, struct error *err);
char *lines_read_text(const char *path, struct error *err);
/* Of what is open; NULL with errno set. */
char *lines_text_of(int fd);
/* The last one gets its newline if it has none. */
char **lines_of(const char *text);
/* Rewrite the file in place, or make it: what is mounted elsewhere stays the same file. */
int lines_write(const char *path, char *const *lines, struct error *err);
int lines_write_text(const char *path, const char *text, struct error *err);

#endif
