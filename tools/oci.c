// SPDX-License-Identifier: GPL-2.0-only
#include "oci.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "container.h"
#include "env.h"
#include "json_get.h"
#include "label.h"
#include "library.h"
#include "strv.h"

#define UNPACKER	"umoci"
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
	env_set_all(&image->env, given);
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
	env_set_all(&image->labels, given);
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
	return use_ports(image, json_object_get(config, "ExposedPorts"), err);
}

static int read_config(const char *layout, const char *tag, struct image *image,
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

static int run_unpacker(const char *source, const char *folder, struct error *err)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return error_set(err, errno, "cannot fork: %s", strerror(errno));
	if (pid == 0) {
		execlp(UNPACKER, UNPACKER, "unpack", "--image", source, folder, NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(err, ENOENT,
				 "unpacking an image needs " UNPACKER ": install that package");
	if (status)
		return error_set(err, EIO, UNPACKER " could not unpack %s", source);
	return 0;
}

/*
 * The lock on the folder keeps library_sweep() off until the image is saved.
 * The process holds it until its end.
 */
static int claim_folder(const char *folder, struct error *err)
{
	int ret = 0;

	if (container_lock(err) < 0)
		return -1;
	if (library_make(err) < 0)
		ret = -1;
	else if (mkdir(folder, 0700) < 0)
		ret = library_error(err, "create", folder);
	else
		flock(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), LOCK_EX);
	container_unlock();
	return ret;
}

static int unpack(const char *source, struct image *image, struct error *err)
{
	char *folder = image_own_root(image);
	int ret = claim_folder(folder, err);

	if (!ret)
		ret = run_unpacker(source, folder, err);
	image->owns_root = true;
	image->rootfs = xasprintf("%s/rootfs", folder);
	free(folder);
	return ret;
}

/* The tag is what follows the last colon, unless a slash comes after that. */
static void split(const char *spec, char **layout, char **tag)
{
	const char *colon = strrchr(spec, ':');

	if (colon && strchr(colon, '/'))
		colon = NULL;
	*layout = colon ? xstrndup(spec, colon - spec) : xstrdup(spec);
	*tag = xstrdup(colon ? colon + 1 : IMAGE_DEFAULT_TAG);
}

int oci_import(const char *spec, struct image *image, struct error *err)
{
	char *layout, *tag, *source;
	int ret;

	split(spec, &layout, &tag);
	source = xasprintf("%s:%s", layout, tag);
	ret = read_config(layout, tag, image, err);
	if (!ret)
		ret = unpack(source, image, err);
	free(source);
	free(tag);
	free(layout);
	return ret;
}
