// SPDX-License-Identifier: GPL-2.0-only
/* An image's file, or what people call an image. */
#include <stdlib.h>

#include "fuzz.h"
#include "image.h"

static void take_file(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	struct image *image;
	struct error err;

	image = json ? image_from_json(json, &err) : NULL;
	json_decref(json);
	if (!image)
		return;
	json_decref(image_inspect_json(image));
	json_decref(image_to_json(image));
	image_free(image);
}

static void take_name(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *name;
	struct error err;

	if (image_parse_name(text, &name, &err) == 0) {
		if (!image_same_name(text, name))
			abort();
		free(name);
	}
	free(text);
}

int fuzz_input(const uint8_t *data, size_t size)
{
	if (size && *data == '{')
		take_file(data, size);
	else
		take_name(data, size);
	return 0;
}
