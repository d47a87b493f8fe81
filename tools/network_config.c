// SPDX-License-Identifier: GPL-2.0-only
#include "network_config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "json_file.h"
#include "json_get.h"
#include "place.h"
#include "strv.h"

static char *config_path(const char *id)
{
	return xasprintf("%s/%s.json", place(PLACE_NETWORKS), id);
}

static void from_json(struct network_config *config, const json_t *json)
{
	const char *pool = json_string_value(json_object_get(json, "ip_range"));
	const char *publish = json_string_value(json_object_get(json, "publish_address"));
	const char *device = json_string_value(json_object_get(json, "publish_device"));
	const char *making = json_string_value(json_object_get(json, "making"));
	struct error ignored;

	if (pool && subnet_parse_part(pool, &config->pool, &ignored) < 0)
		config->pool = (struct subnet){ 0 };
	config->port_first = json_integer_value(json_object_get(json, "port_first"));
	config->port_last = json_integer_value(json_object_get(json, "port_last"));
	if (publish && !address_parse(publish, &config->publish))
		config->publish = address_any(AF_UNSPEC);
	if (device)
		snprintf(config->publish_device, sizeof(config->publish_device), "%s",
			 device);
	config->internal = json_is_true(json_object_get(json, "internal"));
	config->labels = json_get_list(json, "labels");
	config->created = json_integer_value(json_object_get(json, "created"));
	if (making)
		snprintf(config->making, sizeof(config->making), "%s", making);
}

int network_config_load(const char *id, struct network_config *config,
			struct error *err)
{
	char *path = config_path(id);
	json_error_t cause;
	json_t *json;
	int ret = 0;

	*config = (struct network_config){ .internal = false };
	json = json_load_file(path, 0, &cause);
	if (json)
		from_json(config, json);
	else if (access(path, F_OK) == 0)
		ret = error_set(err, EIO, "cannot read %s: %s", path, cause.text);
	json_decref(json);
	free(path);
	return ret;
}

static json_t *to_json(const struct network_config *config)
{
	char publish[ADDRESS_TEXT_LEN];

	return json_pack("{s:i, s:s?, s:i, s:i, s:s, s:s, s:b, s:o, s:I, s:s*}",
			 "version", 1,
			 "ip_range", config->pool.prefix ?
					     subnet_text(&config->pool) : NULL,
			 "port_first", config->port_first,
			 "port_last", config->port_last,
			 "publish_address", address_text(&config->publish, publish),
			 "publish_device", config->publish_device,
			 "internal", config->internal,
			 "labels", strings_to_json(config->labels),
			 "created", (json_int_t)config->created,
			 "making", *config->making ? config->making : NULL);
}

int network_config_save(const char *id, const struct network_config *config,
			struct error *err)
{
	json_t *json = to_json(config);
	char *path;
	int ret;

	if (!json)
		return error_set(err, EILSEQ, "labels must be valid UTF-8");
	mkdir(place(PLACE_NETWORKS), 0700);
	path = config_path(id);
	ret = json_file_save(path, json, err);
	free(path);
	json_decref(json);
	return ret;
}

void network_config_clear(struct network_config *config)
{
	strv_free(config->labels);
	config->labels = NULL;
}

void network_config_delete(const char *id)
{
	char *path = config_path(id);

	unlink(path);
	free(path);
}
