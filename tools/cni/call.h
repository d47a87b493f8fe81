/* SPDX-License-Identifier: GPL-2.0-only */
/* One call of the plugin, and what each of its commands does. */
#ifndef CTRNET_CNI_CALL_H
#define CTRNET_CNI_CALL_H

#include <jansson.h>
#include <stddef.h>

#include "config.h"
#include "environment.h"
#include "failure.h"

/**
 * struct cni_call - what the runtime has said
 * @env: in the environment
 * @config: on standard input
 * @input: the same as it came, for a plugin that is asked for addresses
 * @input_len: its length
 */
struct cni_call {
	struct cni_environment env;
	struct cni_config config;
	char *input;
	size_t input_len;
};

/*
 * Each returns 0, or -1 with @f filled. ADD makes all or nothing; DEL and GC do as much
 * as they can, and take what is gone already for done.
 */
int cni_add(const struct cni_call *call, json_t **said, struct cni_failure *f);
int cni_del(const struct cni_call *call, struct cni_failure *f);
int cni_check(const struct cni_call *call, struct cni_failure *f);
int cni_gc(const struct cni_call *call, struct cni_failure *f);
int cni_status(const struct cni_call *call, struct cni_failure *f);

#endif
