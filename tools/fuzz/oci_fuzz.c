// SPDX-License-Identifier: GPL-2.0-only
/* An OCI layout: its index, manifest and configuration, a line each. */
#include <stdlib.h>

#include "alloc.h"
#include "fuzz.h"
#include "image.h"
#include "oci_config.h"

/* With so many ports, more of them cost time and show nothing new. */
#define MANY_PORTS	500

int fuzz_input(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct image *image = xcalloc(1, sizeof(*image));
	struct error err;

	image->name = xstrdup("training/webapp:latest");
	image->rootfs = xstrdup("/srv/webapp");
	fuzz_json_files(text);
	if (oci_config_read("/layout", "latest", image, &err) == 0 &&
	    port_ranges_count(&image->ports.exposed) < MANY_PORTS) {
		json_decref(image_inspect_json(image));
		json_decref(image_to_json(image));
	}
	image_free(image);
	free(text);
	return 0;
}
