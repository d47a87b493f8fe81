// SPDX-License-Identifier: GPL-2.0-only
/* Which images are kept, and which are read. */
#include <errno.h>
#include <stdlib.h>

#include "alloc.h"
#include "compiler.h"
#include "image.h"
#include "ktap.h"

static const struct {
	const char *test;
	const char *name;
	const char *rootfs;
	const char *workdir;
	bool sound;
} images[] = {
	{ "an image", "web:latest", "/srv/web", NULL, true },
	{ "with a working folder", "web:latest", "/srv/web", "/app", true },
	{ "a working folder which is not absolute", "web:latest", "/srv/web", "app", false },
	{ "a root which is not absolute", "web:latest", "web", NULL, false },
	{ "no tag", "web", "/srv/web", NULL, false },
	{ "a name with a path", "../web:latest", "/srv/web", NULL, false },
};

static const struct {
	const char *test;
	const char *json;
	int code;
} files[] = {
	{ "nothing in it", "{}", EIO },
	{ "no number of a version", "{\"version\": \"1\"}", EIO },
	{ "a newer version", "{\"version\": 2}", EPROTO },
	{ "this version, but no image", "{\"version\": 1}", EIO },
};

static void keep(size_t i)
{
	struct error err = { .text = "" };
	struct image *image = image_new(&err), *again;
	json_t *json;

	if (!image)
		return;
	image->name = xstrdup(images[i].name);
	image->rootfs = xstrdup(images[i].rootfs);
	image->workdir = images[i].workdir ? xstrdup(images[i].workdir) : NULL;
	json = image_to_json(image);
	again = image_from_json(json, &err);
	ktap_ok(!again == !images[i].sound, "%s: read", images[i].test);
	ktap_ok(image_is_sound(image) == images[i].sound, "%s: kept", images[i].test);
	if (!images[i].sound)
		ktap_ok(image_save(image, &err) < 0 && err.code == EINVAL,
			"%s: refused", images[i].test);
	json_decref(json);
	image_free(again);
	image_free(image);
}

static void read_file(size_t i)
{
	json_t *json = json_loads(files[i].json, 0, NULL);
	struct error err = { .code = 0 };
	struct image *image = image_from_json(json, &err);

	ktap_ok(!image && err.code == files[i].code, "%s", files[i].test);
	image_free(image);
	json_decref(json);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(images); i++)
		keep(i);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		read_file(i);
	return ktap_end();
}
