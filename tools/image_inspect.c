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

int image_inspect(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "image inspect",
		.help = inspect_help,
		.least = 1,
		.most = OPTIONS_ANY,
	};
	const char *template;
	int status;

	if (!inspect_parse(&line, &template, &argc, &argv, &status))
		return status;
	return inspect_print(argv, template, find_image, NULL);
}
