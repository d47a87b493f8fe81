/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody may have meant who mistyped a word. Pure function. */
#ifndef CTRNETCTL_SUGGEST_H
#define CTRNETCTL_SUGGEST_H

#include <stddef.h>

/*
 * The one of @n words which @typed is most like: a letter or two missing, too
 * much, wrong or in the wrong order; NULL if it is like none.
 */
const char *suggest(const char *typed, const char *const *words, size_t n);

#endif
