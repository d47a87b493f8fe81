/* SPDX-License-Identifier: GPL-2.0-only */
/* What the value of one option says, checked and put where it belongs. */
#ifndef CTRNETCTL_REQUEST_SET_H
#define CTRNETCTL_REQUEST_SET_H

#include "container.h"
#include "error.h"
#include "request.h"

/* A copy of @value in the place of what was there. */
void request_set_string(char **old, const char *value);

int request_set_name(struct container *c, const char *name, struct error *err);
int request_set_hostname(struct container *c, const char *name, struct error *err);
int request_set_link_env(struct container *c, const char *value, struct error *err);
int request_set_rootfs(struct container *c, const char *path, struct error *err);
int request_set_workdir(struct container *c, const char *path, struct error *err);
int request_set_security(struct container *c, const char *value, struct error *err);
int request_set_ip(struct request *r, const char *value, struct error *err);
int request_set_ip6(struct request *r, const char *value, struct error *err);
int request_add_alias(struct request *r, const char *value, struct error *err);
int request_set_mac(struct request *r, const char *value, struct error *err);
int request_add_dns(struct container *c, const char *value, struct error *err);
int request_add_host(struct container *c, const char *value, struct error *err);

#endif
