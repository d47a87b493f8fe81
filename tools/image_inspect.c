// SPDX-License-Identifier: GPL-2.0-only
/* The command image inspect. */
#include <getopt.h>

#include "command.h"
#include "image.h"
#include "image_command.h"
#include "inspect.h"
#include "out.h"

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
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	const char *template = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, ":f:", options, NULL)) >= 0) {
		switch (opt) {
		case 'f':
			template = optarg;
			break;
		case 'H':
			return image_help(inspect_help);
		default:
			return out_option_error("image inspect", argv, opt);
		}
	}
	if (optind == argc)
		return out_usage_error("image inspect", "no image named");
	return inspect_print(argv + optind, template, find_image, NULL);
}
