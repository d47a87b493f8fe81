/* SPDX-License-Identifier: GPL-2.0-only */
/* What is found where the tool's files and the kernel do not agree. */
#ifndef CTRNETCTL_FINDINGS_H
#define CTRNETCTL_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"

/**
 * struct finding - one thing that is wrong
 * @problem: in words for users
 * @remedy: what to do about it
 */
struct finding {
	char *problem;
	const char *remedy;
};

/**
 * struct findings - all of them
 * @items: in the order in which they were found
 * @n: how many
 * @fix: who finds something puts it right, where that is safe
 * @passing: one of them may be of something that is just ending
 */
struct findings {
	struct finding *items;
	size_t n;
	bool fix;
	bool passing;
};

/* @remedy is not copied. */
void findings_add(struct findings *f, const char *remedy, const char *fmt, ...)
	__printf(3, 4);
bool findings_has(const struct findings *f, const struct finding *finding);
void findings_clear(struct findings *f);

#endif
