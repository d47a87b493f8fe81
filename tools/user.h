/* SPDX-License-Identifier: GPL-2.0-only */
/* Who a command runs as, in the words of the container's own /etc/passwd and /etc/group. */
#ifndef CTRNETCTL_USER_H
#define CTRNETCTL_USER_H

#include <stddef.h>
#include <sys/types.h>

#include "error.h"

#define USER_GROUPS_MAX	64

/**
 * struct user - a user and the groups it is in
 * @uid: user id
 * @gid: group id
 * @groups: supplementary groups
 * @n_groups: how many
 * @home: its home; "/" if nobody knows; malloc'ed
 */
struct user {
	uid_t uid;
	gid_t gid;
	gid_t groups[USER_GROUPS_MAX];
	size_t n_groups;
	char *home;
};

/*
 * @spec is USER[:GROUP], each a name or a number; NULL for root. The process's
 * root is the container's.
 */
int user_lookup(const char *spec, struct user *user, struct error *err);

#endif
