// SPDX-License-Identifier: GPL-2.0-only
#include "oci_config.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"
#include "json_get.h"
#include "label.h"
#include "strv.h"
#include "workdir.h"

#define REFERENCE	"org.opencontainers.image.ref.name"

/* An index may hold indexes; nobody nests them deeply. */
#define INDEX_DEPTH_MAX	4

static json_t *load(const char *layout, const char *file, struct error *err)
{
	char *path = xasprintf("%s/%s", layout, file);
	json_error_t cause;
	json_t *json = json_load_file(path, 0, &cause);

	if (!json)
		error_set(err, EINVAL, "cannot read %s: %s", path, cause.text);
	free(path);
	return json;
}

/* What a descriptor points to. Its digest becomes part of a path. */
static json_t *load_blob(const char *layout, const json_t *descriptor,
			 struct error *err)
{
	static const char algorithm[] = "sha256:";
	char *digest = json_get_string(descriptor, "digest");
	const char *hex = digest + strlen(algorithm);
	char *file = NULL;
	json_t *blob;

	if (!strncmp(digest, algorithm, strlen(algorithm)) && strlen(hex) == 64 &&
	    strspn(hex, "0123456789abcdef") == 64)
		file = xasprintf("blobs/sha256/%s", hex);
	if (file)
		blob = load(layout, file, err);
	else
		blob = NULL;
	if (!file)
		error_set(err, EINVAL, "%s has a digest which is none: \"%s\"",
			  layout, digest);
	free(file);
	free(digest);
	return blob;
}

static bool has_tag(const json_t *descriptor, const char *tag)
{
	const json_t *annotations = json_object_get(descriptor, "annotations");
	const char *name = json_string_value(json_object_get(annotations, REFERENCE));

	return name && !strcmp(name, tag);
}

/* Of an index; without a tag to look for (NULL), the first one. */
static const json_t *pick(const json_t *index, const char *tag)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, item)
		if (!tag || has_tag(item, tag))
			return item;
	return NULL;
}

static json_t *load_manifest(const char *layout, const char *tag, struct error *err)
{
	json_t *json = load(layout, "index.json", err), *inner;
	const json_t *descriptor;
	unsigned int depth = 0;

	while (json && json_object_get(json, "manifests")) {
		descriptor = pick(json, depth ? NULL : tag);
		inner = NULL;
		if (!descriptor)
			error_set(err, ENOENT, "%s has no image with the tag %s",
				  layout, tag);
		else if (++depth > INDEX_DEPTH_MAX)
			error_set(err, ELOOP, "%s has indexes without end", layout);
		else
			inner = load_blob(layout, descriptor, err);
		json_decref(json);
		json = inner;
	}
	return json;
}

static int use_ports(struct image *image, const json_t *exposed, struct error *err)
{
	const char *port;
	json_t *value;

	json_object_foreach((json_t *)exposed, port, value)
		if (ports_parse_expose(&image->ports, port, err) < 0)
			return -1;
	return 0;
}

/* The image's own come first; those which were given replace them. */
static void use_env(struct image *image, const json_t *config)
{
	char **given = image->env;

	image->env = json_get_list(config, "Env");
	assignments_set_all(&image->env, given);
	strv_free(given);
}

/* What could not be given as an option is left out. */
static void use_labels(struct image *image, const json_t *config)
{
	char **given = image->labels, *label;
	struct error ignored;
	const char *key;
	json_t *value;

	image->labels = NULL;
	json_object_foreach(json_object_get(config, "Labels"), key, value) {
		label = xasprintf("%s=%s", key,
				  json_is_string(value) ? json_string_value(value) : "");
		label_add(&image->labels, label, &ignored);
		free(label);
	}
	assignments_set_all(&image->labels, given);
	strv_free(given);
}

/* An empty string says that there is none. */
static void use_string(char **given, const json_t *config, const char *key)
{
	char *value = json_get_string(config, key);

	if (!*given && *value)
		*given = value;
	else
		free(value);
}

static int use_config(struct image *image, const json_t *config, struct error *err)
{
	if (!image->cmd) {
		image->entrypoint = json_get_list(config, "Entrypoint");
		image->cmd = json_get_list(config, "Cmd");
	}
	use_env(image, config);
	use_string(&image->workdir, config, "WorkingDir");
	use_string(&image->user, config, "User");
	use_labels(image, config);
	if (image->workdir && workdir_check(image->workdir, err) < 0)
		return -1;
	return use_ports(image, json_object_get(config, "ExposedPorts"), err);
}

int oci_config_read(const char *layout, const char *tag, struct image *image,
		    struct error *err)
{
	json_t *manifest = load_manifest(layout, tag, err);
	json_t *config = NULL;
	int ret = -1;

	if (manifest)
		config = load_blob(layout, json_object_get(manifest, "config"), err);
	if (config)
		ret = use_config(image, json_object_get(config, "config"), err);
	json_decref(config);
	json_decref(manifest);
	return ret;
}
