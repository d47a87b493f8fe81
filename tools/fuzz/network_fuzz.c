// SPDX-License-Identifier: GPL-2.0-only
/* A network's state file. */
#include <stdlib.h>

#include "fuzz.h"
#include "network_config.h"

int fuzz_input(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct network_config config;
	char publish[ADDRESS_TEXT_LEN];
	struct error err;

	fuzz_json_files(text);
	if (network_config_load("network", &config, &err) == 0) {
		subnet_text(&config.pool);
		address_text(&config.publish, publish);
	}
	network_config_clear(&config);
	free(text);
	return 0;
}
