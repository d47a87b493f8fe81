// SPDX-License-Identifier: GPL-2.0-only
/* The command image inspect. */
#include "command.h"
#include "image.h"
#include "image_command.h"
#include "inspect.h"

static const char inspect_help[] =
	"Usage: ctrnetctl image inspect [-f TEMPLATE] IMAGE...\n"
	"Show all about images.\n\n"
	"  -f, --format TEMPLATE  print only that, such as '{{.Config.Cmd}}'\n";

static json_t *find_image(const char *term, void *context, struct error *err)
{
	struct image *image = image_find(term, err);
	json_t *json;

	(void)context;
	if (!image)
		return NULL;
	json = image_inspect_json(image);
	image_free(image);
	return json;
}

static int inspect_images(char *const *terms, const char *template)
{
	return inspect_print(terms, template, find_image, NULL);
}

int image_inspect(int argc, char **argv)
{
	return inspect_command("image inspect", inspect_help, argc, argv, inspect_images);
}
