/* SPDX-License-Identifier: GPL-2.0-only */
/* What a runtime says in the environment. */
#ifndef CTRNET_CNI_ENVIRONMENT_H
#define CTRNET_CNI_ENVIRONMENT_H

#include "failure.h"

enum cni_command {
	CNI_ADD,
	CNI_DEL,
	CNI_CHECK,
	CNI_GC,
	CNI_STATUS,
	CNI_VERSION,
	CNI_N_COMMANDS,
};

/**
 * struct cni_args - what is used of CNI_ARGS; NULL for what is not there
 * @name: K8S_POD_NAME, which podman sets to a container's name
 * @ip: IP
 * @mac: MAC
 */
struct cni_args {
	char *name;
	char *ip;
	char *mac;
};

/**
 * struct cni_environment - the variables of a call
 * @command: CNI_COMMAND
 * @container: CNI_CONTAINERID; empty if there is none, as the others
 * @netns: CNI_NETNS
 * @ifname: CNI_IFNAME
 * @path: CNI_PATH
 * @args: of CNI_ARGS
 */
struct cni_environment {
	enum cni_command command;
	const char *container;
	const char *netns;
	const char *ifname;
	const char *path;
	struct cni_args args;
};

/*
 * Refused if what the command needs is missing, or is nothing that it can be. Of VERSION
 * nothing but the command is looked at: runtimes fill in whatever they like.
 */
int cni_environment_read(struct cni_environment *env, struct cni_failure *f);
/* Refused if a name in it is none, as far as there are names. */
int cni_environment_check(const struct cni_environment *env, struct cni_failure *f);
void cni_environment_free(struct cni_environment *env);

/* "ADD" and so on. */
const char *cni_command_name(enum cni_command command);

#endif
