/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Containers as the tool remembers them: one folder each under
 * /run/ctrnet/containers, named by id. What the kernel knows (endpoints,
 * publishes) is asked of the kernel; what is here is what it does not know.
 */
#ifndef CTRNETCTL_CONTAINER_H
#define CTRNETCTL_CONTAINER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "attachment.h"
#include "container_lock.h"
#include "error.h"
#include "ports.h"
#include "volume.h"

struct nl;

#define CONTAINER_ID_LEN	64
/* How many characters of an id people see, and containers are called by default. */
#define CONTAINER_SHORT_ID_LEN	12

/* What a supervisor in the background is called, before the container's name. */
#define CONTAINER_SUPERVISES	"ctrnetctl supervises "

/* The exit status of one that is removed at its end, for who has it open already. */
#define CONTAINER_EXIT_FILE	"exit"

#define CONTAINER_NO_NETWORK	"none"
#define CONTAINER_HOST_ROOT	"/"

enum container_state {
	CONTAINER_CREATED,
	CONTAINER_RUNNING,
	CONTAINER_EXITED,
};

/* What a recipient's processes learn about its sources from the environment. */
enum link_env {
	LINK_ENV_ALL,
	LINK_ENV_PORTS,		/* but not the source's own variables */
	LINK_ENV_NONE,
};

/* How an engine has ctrnet put a container on a network. */
enum engine_interface {
	ENGINE_NONE,		/* no engine: by a command */
	ENGINE_CNI,		/* ctrnet-cni */
	ENGINE_NETAVARK,	/* ctrnet-netavark */
	ENGINE_OCI,		/* hooks of a runtime */
};

/* A link as its recipient remembers it: by the source's name, so that it heals. */
struct container_link {
	char *source;
	char *alias;
};

/* A network namespace, as its file in /proc has it. */
struct netns_id {
	uint64_t device;
	uint64_t inode;
};

struct container {
	char id[CONTAINER_ID_LEN + 1];
	char *name;
	char *renamed_from;		/* while links to it still have its old name */
	char *network;			/* as --network says it; CONTAINER_NO_NETWORK for none */
	struct attachments attachments;	/* the networks it is on by now */
	char *hostname;
	char *image;			/* as it was called; NULL if it has none */
	char *rootfs;			/* CONTAINER_HOST_ROOT: the host's own */
	char *workdir;
	char **argv;
	char *user;			/* USER[:GROUP]; NULL for root */
	struct volume *volumes;		/* sorted by destination */
	size_t n_volumes;
	bool no_new_privileges;
	bool tty;			/* has a terminal of its own */
	bool interactive;		/* in the background, too, its input does not end */
	char **dns;			/* addresses of name servers; NULL for the host's */
	char **extra_hosts;		/* NAME:ADDRESS */
	char **env;			/* -e, in order; no link variables */
	char **labels;			/* KEY=VALUE */
	struct port_set ports;
	struct container_link *links;	/* sorted by alias */
	size_t n_links;
	enum link_env link_env;
	bool auto_remove;
	bool rebuilt;			/* its file was lost, and much of it with that */
	bool adopted;			/* what runs in it was started by somebody else */
	enum engine_interface engine_interface;
	char *engine_id;		/* what an engine which made it calls it */
	char *netns_path;		/* of its namespace, if it was adopted by that */
	struct netns_id netns;		/* if it was adopted */

	enum container_state state;
	pid_t pid;			/* the container's first process */
	pid_t supervisor;		/* or, while created by run or adopt, the tool */
	uint64_t pid_start;		/* start times: a pid alone may be another's by now */
	uint64_t supervisor_start;
	int exit_code;
	int64_t created, started, finished;	/* nanoseconds since the epoch */
	bool found_ended;		/* just now: nobody has been told; not kept */
};

/* Told, in words for users, of each container whose file is damaged; may be NULL. */
extern void (*container_damaged)(const char *text);
/*
 * A container to be removed at its end, whose supervisor was killed before it
 * could, maybe even before the start. Or an adopted one: what is gone, or was
 * not taken, is not remembered. The next list under the lock removes it.
 */
bool container_left_over(const struct container *c);
/*
 * Let their ports be in force only where the kernel says so; for those who
 * look, since nothing is saved. A module which is not loaded publishes none.
 */
void container_confirm_ports(struct container *const *list, size_t n);
/* The same, for who is talking to the kernel already. */
void container_confirm_by(struct nl *nl, struct container *const *list, size_t n);
/* A new one with an id of its own and nothing else, in no folder yet. */
struct container *container_new(struct error *err);
int container_save(const struct container *c, struct error *err);
/* Its layer is discarded only: see library_empty(). */
int container_delete(struct container *c, struct error *err);
void container_free(struct container *c);

/* Whether it is a whole id, of whomever. */
bool container_is_id(const char *text);
/* Path of a file in the container's folder; malloc'ed. */
char *container_path(const struct container *c, const char *file);
char *container_path_of(const char *id, const char *file);
/* Whether it works on the host's own files, without a layer over them. */
bool container_has_host_root(const struct container *c);
/* Whether it is on any network. */
bool container_networked(const struct container *c);
/* The link of that alias, or NULL. */
struct container_link *container_link_by_alias(const struct container *c,
					       const char *alias);
/* "created", "running", "exited". */
const char *container_state_name(const struct container *c);
/* What ps calls its image: its name, the path of its root, or "host". */
const char *container_image(const struct container *c);
/* Nanoseconds since the epoch, as the times above are kept. */
int64_t container_now(void);

#endif
