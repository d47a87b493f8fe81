/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's sources have in their own headers, for all of the tool. */
#ifndef CTRNETCTL_COMPILER_H
#define CTRNETCTL_COMPILER_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define __printf(format_at, first_at) \
	__attribute__((__format__(__printf__, format_at, first_at)))

/* Compilers and analyzers are told, as they do not see the definition. */
#define __never_null	__attribute__((__returns_nonnull__))

#endif
