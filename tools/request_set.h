/* SPDX-License-Identifier: GPL-2.0-only */
/* What the value of one option says, checked and put where it belongs. */
#ifndef CTRNETCTL_REQUEST_SET_H
#define CTRNETCTL_REQUEST_SET_H

#include "error.h"

/* A copy of @value in the place of what was there. */
void request_set_string(char **old, const char *value);

/* Each is the @take of an option (options.h), whose @to is the struct request, and nothing else. */
int request_set_name(void *request, const char *value, struct error *err);
int request_set_hostname(void *request, const char *value, struct error *err);
int request_set_link_env(void *request, const char *value, struct error *err);
int request_set_rootfs(void *request, const char *value, struct error *err);
int request_set_workdir(void *request, const char *value, struct error *err);
int request_set_user(void *request, const char *value, struct error *err);
int request_set_security(void *request, const char *value, struct error *err);
int request_set_ip(void *request, const char *value, struct error *err);
int request_set_ip6(void *request, const char *value, struct error *err);
int request_set_mac(void *request, const char *value, struct error *err);
/* The last one is the only one; each one more is another one. */
int request_set_network(void *request, const char *value, struct error *err);
int request_add_network(void *request, const char *value, struct error *err);
int request_add_alias(void *request, const char *value, struct error *err);
int request_add_dns(void *request, const char *value, struct error *err);
int request_add_host(void *request, const char *value, struct error *err);
int request_add_publish(void *request, const char *value, struct error *err);
int request_add_expose(void *request, const char *value, struct error *err);
int request_add_env(void *request, const char *value, struct error *err);
int request_add_volume(void *request, const char *value, struct error *err);
int request_add_label(void *request, const char *value, struct error *err);

#endif
