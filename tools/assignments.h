/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors (strv.h) of NAME=VALUE, each name once: environments, and labels. */
#ifndef CTRNETCTL_ASSIGNMENTS_H
#define CTRNETCTL_ASSIGNMENTS_H

/* Add NAME=VALUE, in the place of an older one of that name if there is one. */
void assignments_set(char ***vector, const char *assignment);
/* The same of each of a vector, which may be NULL. */
void assignments_set_all(char ***vector, char *const *assignments);
/* The same, unless there is one of that name. */
void assignments_set_default(char ***vector, const char *assignment);

#endif
