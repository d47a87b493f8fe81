// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ages.h"
#include "alloc.h"
#include "container_json.h"
#include "json_get.h"
#include "label.h"

/* Of the file; one of another is not read. */
#define IMAGE_VERSION	1

json_t *image_to_json(const struct image *image)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:b, s:I, s:o, s:o, s:o, s:o, s:s?, s:s?, s:o}",
			 "version", IMAGE_VERSION,
			 "id", image->id,
			 "name", image->name,
			 "rootfs", image->rootfs,
			 "owns_root", image->owns_root,
			 "created", (json_int_t)image->created,
			 "exposed", exposed_to_json(&image->ports.exposed),
			 "env", strings_to_json(image->env),
			 "entrypoint", strings_to_json(image->entrypoint),
			 "cmd", strings_to_json(image->cmd),
			 "workdir", image->workdir,
			 "user", image->user,
			 "labels", strings_to_json(image->labels));
}

static struct image *read_image(const json_t *json)
{
	struct image *image = xcalloc(1, sizeof(*image));
	char *id = json_get_string(json, "id");

	snprintf(image->id, sizeof(image->id), "%s", id);
	free(id);
	image->name = json_get_string(json, "name");
	image->rootfs = json_get_string(json, "rootfs");
	image->owns_root = json_is_true(json_object_get(json, "owns_root"));
	image->created = json_get_int(json, "created");
	exposed_from_json(&image->ports, json_object_get(json, "exposed"));
	image->env = json_get_list(json, "env");
	image->entrypoint = json_get_list(json, "entrypoint");
	image->cmd = json_get_list(json, "cmd");
	image->workdir = json_get_optional(json, "workdir");
	image->user = json_get_optional(json, "user");
	image->labels = json_get_list(json, "labels");
	return image;
}

bool image_is_sound(const struct image *image)
{
	char *name = NULL;
	struct error ignored;
	bool sound;

	sound = image_parse_name(image->name, &name, &ignored) == 0 &&
		!strcmp(name, image->name) && *image->rootfs == '/' &&
		(!image->workdir || *image->workdir == '/') &&
		strlen(image->id) == IMAGE_ID_LEN &&
		strspn(image->id, "0123456789abcdef") == IMAGE_ID_LEN;
	free(name);
	return sound;
}

struct image *image_from_json(const json_t *json, struct error *err)
{
	const json_int_t version = json_get_int(json, "version");
	struct image *image;

	if (version > IMAGE_VERSION) {
		error_set(err, EPROTO, "it is of another version");
		return NULL;
	}
	image = read_image(json);
	if (version == IMAGE_VERSION && image_is_sound(image))
		return image;
	image_free(image);
	error_set(err, EIO, "it is damaged");
	return NULL;
}

static json_t *exposed_json(const struct port_set *ports)
{
	json_t *exposed = json_object();
	struct port_exposed *each;
	char name[32];
	size_t i, n;

	n = ports_each(&ports->exposed, &each);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%u/%s", each[i].port,
			 ports_protocol_name(each[i].protocol));
		json_object_set_new(exposed, name, json_object());
	}
	free(each);
	return exposed;
}

json_t *image_inspect_json(const struct image *image)
{
	char *created = age_timestamp(image->created);
	json_t *config, *json;

	config = json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:o}",
			   "User", image->user ? image->user : "",
			   "ExposedPorts", exposed_json(&image->ports),
			   "Env", strings_to_json(image->env),
			   "Entrypoint", strings_to_json(image->entrypoint),
			   "Cmd", strings_to_json(image->cmd),
			   "WorkingDir", image->workdir ? image->workdir : "",
			   "Labels", label_json(image->labels));
	json = json_pack("{s:s, s:[s], s:s, s:s, s:o}",
			 "Id", image->id,
			 "RepoTags", image->name,
			 "Created", created,
			 "RootPath", image->rootfs,
			 "Config", config);
	free(created);
	return json;
}
