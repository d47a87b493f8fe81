/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vectors of strings as execve() takes them: malloc'ed, ended by NULL. A NULL
 * vector is an empty one.
 */
#ifndef CTRNETCTL_STRV_H
#define CTRNETCTL_STRV_H

#include <stdbool.h>
#include <stddef.h>

size_t strv_len(char *const *v);
/* Append @s itself, not a copy. */
void strv_take(char ***v, char *s);

/**
 * struct strv_draft - a vector which many strings are appended to
 * @v: the vector, complete after each
 * @n: how many strings it has
 * @room: how many it has room for
 */
struct strv_draft {
	char **v;
	size_t n;
	size_t room;
};

void strv_begin(struct strv_draft *draft);
/* Append @s itself, not a copy; however many there are already. */
void strv_push(struct strv_draft *draft, char *s);

bool strv_has(char *const *v, const char *s);
/* The same strings in the same order. */
bool strv_equal(char *const *a, char *const *b);
/* All of them with @separator between; malloc'ed. */
char *strv_join(char *const *v, const char *separator);
char **strv_dup(char *const *v);
void strv_free(char **v);

#endif
