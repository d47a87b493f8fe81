/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Images: a name for a root folder, with defaults for the containers that are
 * made of it. One file each under /var/lib/ctrnet/images; root folders which
 * the tool has unpacked itself are under /var/lib/ctrnet/roots.
 */
#ifndef CTRNETCTL_IMAGE_H
#define CTRNETCTL_IMAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "ports.h"

#define IMAGE_ID_LEN	64
#define IMAGE_DEFAULT_TAG	"latest"

/**
 * struct image - one of them
 * @id: made up
 * @name: with its tag: training/webapp:latest
 * @rootfs: its root folder
 * @owns_root: whether that is removed along with the image
 * @created: nanoseconds since the epoch
 * @ports: those which its containers expose
 * @env: their variables
 * @entrypoint: begins their command, whatever that is; or NULL
 * @cmd: their command if none is given; or NULL
 * @workdir: where it starts; or NULL
 * @user: who it runs as; or NULL
 * @labels: its own, and those of its containers; see label.h
 */
struct image {
	char id[IMAGE_ID_LEN + 1];
	char *name;
	char *rootfs;
	bool owns_root;
	int64_t created;
	struct port_set ports;
	char **env;
	char **entrypoint;
	char **cmd;
	char *workdir;
	char *user;
	char **labels;
};

struct image *image_new(struct error *err);
void image_free(struct image *image);

/* Refused if it is no name; with its tag, malloc'ed. */
int image_parse_name(const char *text, char **name, struct error *err);
/* Whether two names, with or without a tag, are of the same image. */
bool image_same_name(const char *a, const char *b);

/*
 * By name, id, or unique id prefix. NULL with @err filled, code ENOENT if
 * there is none.
 */
struct image *image_find(const char *term, struct error *err);
/* By name only; code EIO if its file is damaged. */
struct image *image_find_name(const char *name, struct error *err);
/*
 * All that can be read, by name; images_free(). @unreadable is a vector with a
 * line on each of the others.
 */
int image_list(struct image ***list, size_t *n, char ***unreadable,
	       struct error *err);
void images_free(struct image **list, size_t n);

/* These three under container_lock(). */
int image_save(const struct image *image, struct error *err);
int image_delete(const struct image *image, struct error *err);
/* Of one whose file is damaged: @name is whole. What its root was is not known. */
int image_delete_file(const char *name, struct error *err);
/* Where the tool unpacks the image's root; malloc'ed. */
char *image_own_root(const struct image *image);

/* As they are kept, and as inspect shows them. */
json_t *image_to_json(const struct image *image);
/* What all else relies on, and can be read again. */
bool image_is_sound(const struct image *image);
/* NULL with @err filled if it is no image (code EIO), or of another version. */
struct image *image_from_json(const json_t *json, struct error *err);
json_t *image_inspect_json(const struct image *image);

#endif
