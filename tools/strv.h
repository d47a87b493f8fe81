/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vectors of strings as execve() takes them: malloc'ed, ended by NULL. A NULL
 * vector is an empty one.
 */
#ifndef CTRNETCTL_STRV_H
#define CTRNETCTL_STRV_H

#include <stddef.h>

size_t strv_len(char *const *v);
/* Append @s itself, not a copy. */
void strv_take(char ***v, char *s);
/* All of them with @separator between; malloc'ed. */
char *strv_join(char *const *v, const char *separator);
char **strv_dup(char *const *v);
void strv_free(char **v);

#endif
