// SPDX-License-Identifier: GPL-2.0-only
#include "layer_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "image.h"
#include "json_file.h"
#include "json_get.h"
#include "place.h"

#define NOTE_VERSION	1

static char *note_path(const char *id)
{
	return xasprintf("%s/%s/note.json", place(PLACE_LAYERS), id);
}

/* Which one it is since the machine was started; no other has the same. */
static const char *boot_id(void)
{
	static char id[40];
	FILE *in = *id ? NULL : fopen("/proc/sys/kernel/random/boot_id", "re");

	if (in && fscanf(in, "%39s", id) != 1)
		*id = '\0';
	if (in)
		fclose(in);
	return id;
}

static json_t *note_of(const struct container *c)
{
	struct stat st;

	if (stat(place(PLACE_CONTAINERS), &st) < 0)
		return NULL;
	return json_pack("{s:i, s:s, s:s, s:s, s:I, s:I}",
			 "version", NOTE_VERSION,
			 "image", c->image,
			 "boot", boot_id(),
			 "containers", place(PLACE_CONTAINERS),
			 "device", (json_int_t)st.st_dev,
			 "inode", (json_int_t)st.st_ino);
}

int layer_note_write(const struct container *c, struct error *err)
{
	char *path = note_path(c->id);
	json_t *note;
	int ret = 0;

	if (access(path, F_OK) < 0) {
		note = note_of(c);
		ret = json_file_save(path, note, err);
		json_decref(note);
	}
	free(path);
	return ret;
}

static json_t *read_note(const char *id)
{
	char *path = note_path(id);
	json_t *note = json_load_file(path, 0, NULL);

	free(path);
	return note;
}

/* No folder of containers outlives the machine, unless it is there. */
static bool may_be_elsewhere(const json_t *note, const char *containers)
{
	char *boot = json_get_string(note, "boot");
	bool same_boot = !strcmp(boot, boot_id());
	struct stat st;

	free(boot);
	return same_boot && (stat(containers, &st) < 0 ||
			     (json_int_t)st.st_dev != json_get_int(note, "device") ||
			     (json_int_t)st.st_ino != json_get_int(note, "inode"));
}

static bool holds(const json_t *note, const char *id)
{
	char *containers = json_get_string(note, "containers");
	char *folder = xasprintf("%s/%s", containers, id);
	bool held = access(folder, F_OK) == 0 || may_be_elsewhere(note, containers);

	free(folder);
	free(containers);
	return held;
}

bool layer_note_holds(const char *id)
{
	json_t *note = read_note(id);
	bool held = note && holds(note, id);

	json_decref(note);
	return held;
}

bool layer_note_holds_image(const char *id, const char *image, char **where)
{
	json_t *note = read_note(id);
	char *name = json_get_string(note, "image");
	bool held = note && image_same_name(name, image) && holds(note, id);

	if (held)
		*where = json_get_string(note, "containers");
	free(name);
	json_decref(note);
	return held;
}
